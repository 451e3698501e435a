"""Refusals: what the rules say no to, each with a sentence that a person understands."""

from typing import ClassVar


class Refusal(Exception):
    """A named no from the domain. `sentence` is shown to the person as it stands."""

    sentence: ClassVar[str] = "That cannot be done."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownStatement(Refusal):
    sentence = "There is no such statement in this edition."


class UnknownCell(Refusal):
    sentence = "There is no such cell in this edition."


class UnknownLevel(Refusal):
    sentence = "Choose one of the answers shown for this statement."


class UnknownNoteKind(Refusal):
    sentence = "There is no such kind of note."


class EditionNotOpen(Refusal):
    sentence = "This edition is not open for answers. You can still read everything in it."


class RationaleMissing(Refusal):
    sentence = "Say why this statement does not apply to your council. Then it is saved."


class DontKnowNotAllowed(Refusal):
    sentence = "“I don’t know” can be used in an individual view only."


class TextTooLong(Refusal):
    def __init__(self, limit: int) -> None:
        super().__init__(f"That is too long. Use {limit:,} characters or fewer.")


class AnswerChangedMeanwhile(Refusal):
    sentence = "This answer was changed somewhere else after you opened this page."


class NoteChangedMeanwhile(Refusal):
    sentence = "This note was changed somewhere else after you opened this page."
