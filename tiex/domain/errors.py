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


class RoundClosed(Refusal):
    sentence = (
        "The answering round has been closed, so individual answers can no longer be changed. "
        "Those who run your council’s self-assessment can read them."
    )


class RoundNotClosed(Refusal):
    sentence = "The answering round is still open. Close it first: then the answers are there to talk about."


class ConsensusBegun(Refusal):
    sentence = "What the group agreed has been recorded, so the answering round stays closed."


class MeetingTooSoon(Refusal):
    sentence = (
        "The meeting is less than five working days away. Choose yourself by when people answer, "
        "so that they know what time they have."
    )


class DateInThePast(Refusal):
    sentence = "People cannot be asked to answer by a day that has passed."


class DueAfterMeeting(Refusal):
    sentence = "People must answer before the group meets. Choose a day before the meeting, or a later meeting."


class NoDueDate(Refusal):
    sentence = "Say by when people answer first. The reminder tells them."


class RemindedToday(Refusal):
    sentence = "People were reminded today already. You can remind them again tomorrow."


class NobodyToRemind(Refusal):
    sentence = "Everybody has answered every statement, so there is nobody to remind."


class MeetingMovedOn(Refusal):
    sentence = "Somebody else moved the meeting on meanwhile. This is where it stands now."


class MeetingNotRunning(Refusal):
    sentence = "The meeting is not running now."


class VotesShown(Refusal):
    sentence = "The votes on this statement are shown already. Wait until you are asked again."


class StatementChanged(Refusal):
    sentence = "The meeting has gone on to another statement. Nothing was recorded."


class UnknownStep(Refusal):
    sentence = "Choose one of the buttons shown for the meeting."


class AgendaDone(Refusal):
    sentence = "That was the last statement on the agenda."
