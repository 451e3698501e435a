"""An example of what worked: what it says, and each step from writing it to others reading it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from tiex.domain.answers import Note
from tiex.domain.edition import Cell, Edition
from tiex.domain.errors import Refusal

TITLE_LIMIT, SHORT_LIMIT, TEXT_LIMIT, WORDS_LIMIT = 150, 300, 5_000, 2_000


class Review(StrEnum):
    """Where what the author has written stands."""

    WRITING = "writing"
    WAITING = "waiting"
    ASKED = "asked"
    DECLINED = "declined"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Review.WRITING: "Draft",
    Review.WAITING: "With the editors",
    Review.ASKED: "Changes asked for",
    Review.DECLINED: "Declined",
    Review.PUBLISHED: "Published",
}


class Step(StrEnum):
    """What can be done with it, as it stands in its history."""

    BEGUN = "begun"
    SENT = "sent"
    TAKEN_BACK = "taken back"
    TAKEN_UP = "taken up"
    ASKED = "asked"
    DECLINED = "declined"
    PUBLISHED = "published"
    TAGGED = "tagged"
    REPORTED = "reported"
    SETTLED = "settled"
    TAKEN_DOWN = "taken down"
    PUT_BACK = "put back"
    REMOVED = "removed"


class Ring(StrEnum):
    """Who may read it once it is published."""

    OWN = "council"
    COUNCILS = "councils"
    EVERYONE = "everyone"

    @property
    def label(self) -> str:
        return {Ring.OWN: "My council", Ring.COUNCILS: "All councils", Ring.EVERYONE: "Everyone"}[self]

    def audience(self, council_code: str) -> str:
        """As it stands with a resource."""
        return f"council:{council_code}" if self is Ring.OWN else self.value


@dataclass(frozen=True, slots=True)
class Content:
    """What an author says. `has_rights` is their word that they may share all of it; `cell` is where it came from."""

    title: str = ""
    problem: str = ""
    done: str = ""
    changed: str = ""
    differently: str = ""
    cost: str = ""
    time: str = ""
    may_contact: bool = False
    ring: Ring = Ring.COUNCILS
    has_rights: bool = False
    cell: str = ""
    characteristics: tuple[str, ...] = ()
    change_modes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    success_factors: tuple[str, ...] = ()
    service_areas: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Content":
        """From what `stored` gave; what it does not say is as in an empty one."""
        known = {field.name: stored[field.name] for field in fields(cls) if field.name in stored}
        values: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in known.items()}
        return cls(**values | {"ring": Ring(values.get("ring", Ring.COUNCILS))})

    def stored(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Ring) else value
            for name, value in values.items()
        }


def content_of_note(edition: Edition, cell: Cell, note: Note | None) -> Content:
    """How an example begins that grows from a note on a cell: with its words, and what the cell is about."""
    text, named = (note.text, note.statement_ids) if note else ("", ())
    first = text.split("\n")[0].split(". ")[0].rstrip(".")
    return Content(
        title=first if len(first) <= TITLE_LIMIT else f"{first[: TITLE_LIMIT - 1].rsplit(' ', 1)[0]}…",
        done=text,
        cell=cell.id,
        characteristics=(cell.characteristic,),
        change_modes=(cell.mode,),
        stages=tuple(edition.statement(name).stage for name in named),
    )


@dataclass(frozen=True, slots=True)
class Files:
    """How many files of an example wait to be looked at, and the names of those that were refused, and of those that
    have not arrived yet."""

    waiting: int = 0
    refused: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()


def missing(content: Content, files: Files) -> tuple[tuple[str, str], ...]:
    """What it still needs before it can be sent: the field, and a sentence."""
    wanted = (
        ("title", content.title, "Give it a title"),
        ("problem", content.problem, "Say what the problem was"),
        ("done", content.done, "Say what you did"),
        ("changed", content.changed, "Say what changed, with figures if you have them"),
        ("characteristics", content.characteristics, "Choose at least one characteristic"),
        ("change_modes", content.change_modes, "Choose at least one change mode"),
        ("stages", content.stages, "Choose at least one stage"),
        ("has_rights", content.has_rights, "Confirm that your council may share this"),
    )
    said = [(name, sentence) for name, value, sentence in wanted if not value]
    said += [("files", f"Remove {name}: it was refused") for name in files.refused]
    said += [("files", f"Wait until {name} has arrived, or remove it") for name in files.coming]
    return tuple(said)


_FROM = {
    Step.SENT: (frozenset({Review.WRITING, Review.ASKED, Review.DECLINED}), Review.WAITING),
    Step.TAKEN_BACK: (frozenset({Review.WAITING}), Review.WRITING),
    Step.ASKED: (frozenset({Review.WAITING}), Review.ASKED),
    Step.DECLINED: (frozenset({Review.WAITING}), Review.DECLINED),
    Step.PUBLISHED: (frozenset({Review.WAITING}), Review.PUBLISHED),
}


def after(review: Review, step: Step) -> Review:
    """Where it stands after this step; NotNow where it cannot be taken from here."""
    allowed, then = _FROM[step]
    if review not in allowed:
        raise NotNow
    return then


def after_writing(review: Review) -> Review:
    """Where it stands once its author has changed it; WithTheEditors while it is being read."""
    if review is Review.WAITING:
        raise WithTheEditors
    return Review.WRITING if review is Review.PUBLISHED else review


def check_reviewer(editor_id: int, author_id: int) -> None:
    if editor_id == author_id:
        raise OwnExample


def check_publishing(files: Files) -> None:
    if files.waiting or files.refused:
        raise FilesNotReady


class Outcome(StrEnum):
    """What became of an example with which somebody reported a problem."""

    TAKEN_DOWN = "It was taken down, so nobody reads it any more."
    CHANGED = "It was changed since, and others read the changed version now."
    KEPT = "It stays as it is."


def outcome(*, is_read: bool, reported_at: datetime, published_at: Iterable[datetime]) -> Outcome:
    """`published_at` are the times at which a version of it was published."""
    if not is_read:
        return Outcome.TAKEN_DOWN
    return Outcome.CHANGED if any(at > reported_at for at in published_at) else Outcome.KEPT


class NotNow(Refusal):
    sentence = "Somebody else went on with this example after you opened this page. Look at it again."


class WithTheEditors(Refusal):
    sentence = "This example is with the editors. Take it back before you change it."


class ExampleChangedMeanwhile(Refusal):
    sentence = "This example was changed in another window after you opened this page. Yours is not saved yet."


class OwnExample(Refusal):
    sentence = "This is your own example, so another editor decides."


class FilesNotReady(Refusal):
    sentence = "Not every file has been checked yet, or one was refused. It can be published once all are ready."


class Incomplete(Refusal):
    sentence = "Some parts are still missing."
