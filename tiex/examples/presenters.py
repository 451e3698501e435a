"""Examples as their authors see them, and as they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council
from tiex.domain.examples import Content, Review, Step
from tiex.domain.files import FileState
from tiex.domain.people import Actor
from tiex.examples.queries import Event, Example
from tiex.reading.types import FileType
from tiex.resources.queries import tag_names
from tiex.uploads.presenters import FilesView, megabytes
from tiex.uploads.queries import ExampleFile
from tiex.web.filters import count, uk_date
from tiex.web.forms import GovForm

SAVED_ID, MISSING_ID, FIELDS_ID = "saved-example", "missing", "fields"
KINDS = {
    "characteristics": "characteristic",
    "change_modes": "change_mode",
    "stages": "stage",
    "success_factors": "success_factor",
    "service_areas": "service_area",
}
HEADINGS = (
    ("problem", "The problem"),
    ("done", "What we did"),
    ("changed", "What changed"),
    ("differently", "What we would do differently"),
)
STEPS = {
    Step.BEGUN: "began to write it",
    Step.SENT: "sent it to the editors",
    Step.TAKEN_BACK: "took it back",
    Step.TAKEN_UP: "took it up",
    Step.ASKED: "asked for changes",
    Step.DECLINED: "declined it",
    Step.PUBLISHED: "published it",
    Step.TAGGED: "changed what it is filed under",
    Step.REPORTED: "reported a problem",
    Step.SETTLED: "settled a problem",
    Step.TAKEN_DOWN: "took it down",
    Step.PUT_BACK: "put it back",
}
# Who reports a problem, and with what words, is told to editors alone.
BETWEEN_EDITORS = (Step.REPORTED, Step.SETTLED)
# As people know them, by what browsers call them.
TYPES = {kind.media_type: kind.label for kind in FileType}


@dataclass(frozen=True, slots=True)
class FileRow:
    """`url` is empty where nobody is given the file; `note` says why, or what a reader should know of it."""

    id: int
    name: str
    url: str
    about: str
    preview_url: str
    note: str


@dataclass(frozen=True, slots=True)
class SharedView:
    """What an example says, for its readers. `contact` is a name and an address where its author agreed to be asked.

    `is_invented` where its council is, for the demonstration.
    """

    parts: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    contact: tuple[str, str] | None
    files: tuple[FileRow, ...]
    problem_url: str
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class HistoryRow:
    who: str
    did: str
    day: datetime
    words: str


@dataclass(frozen=True, slots=True)
class OwnRow:
    title: str
    url: str
    state: str
    about: str


@dataclass(frozen=True, slots=True)
class MineView:
    """`places` are the councils for which one can share something, each with where that begins."""

    title: str
    rows: tuple[OwnRow, ...]
    places: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A step that its author can take now; `sure` is what is pressed then, where it cannot be undone by them alone."""

    label: str
    url: str
    sure: str = ""


@dataclass(frozen=True, slots=True)
class OwnView:
    """`asked` is what the editors said last, where they wait for its author."""

    title: str
    council_code: str
    council: str
    state: str
    said: str
    asked: str
    edit_url: str
    leaf_url: str
    version: int
    buttons: tuple[Button, ...]
    shared: SharedView
    tags: tuple[tuple[str, str], ...]
    history: tuple[HistoryRow, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedView:
    """Whether the draft is saved, beside its button; `theirs` is what another window saved meanwhile."""

    id: str
    version: int
    sentence: str = ""
    is_saved: bool = False
    voids: str = ""
    theirs: str | None = None
    reload_url: str = ""


@dataclass(frozen=True, slots=True)
class MissingView:
    """What is still missing before it can be sent, each with where to put it right; `is_new` just after sending."""

    id: str
    rows: tuple[tuple[str, str], ...] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class FieldsView:
    form: GovForm
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class EditView:
    title: str
    council_code: str
    council: str
    action: str
    own_url: str
    said: str
    form: GovForm
    summary: Markup
    saved: SavedView
    missing: MissingView
    proposed: str
    asked: str
    files: FilesView
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProblemView:
    title: str
    example: str
    leaf_url: str
    action: str
    form: GovForm
    summary: Markup


def present_mine(actor: Actor, examples: Sequence[Example], notices: Sequence[str]) -> MineView:
    places = tuple(
        (one.council_name, url_for("examples.begin", council_code=one.council_code))
        for one in actor.memberships
        if may_in_council(actor, Permission.EXAMPLE_SHARE, one.council_code)
    )
    return MineView("Share what worked", tuple(map(_own_row, examples)), places, tuple(notices))


def _own_row(example: Example) -> OwnRow:
    about = f"{example.council_name}, changed {uk_date(example.changed_at)}"
    return OwnRow(example.title, url_for("examples.own", example_id=example.id), state_of(example), about)


def state_of(example: Example) -> str:
    """Where it stands, in a few words."""
    if example.published is not None and example.taken_down_at is not None:
        return f"Taken down; {example.review.label.lower()}" if example.review is not Review.PUBLISHED else "Taken down"
    if example.published is not None and example.review is not Review.PUBLISHED:
        return f"Published; your changes: {example.review.label.lower()}"
    return example.review.label


def present_own(
    example: Example, files: Sequence[ExampleFile], events: Sequence[Event], notices: Sequence[str]
) -> OwnView:
    can_write = example.review is not Review.WAITING
    return OwnView(
        title=example.title,
        council_code=example.council_code,
        council=example.council_name,
        state=state_of(example),
        said=_SAID[example.review] if example.is_read or example.published is None else DOWN,
        asked=_asked(example, events),
        edit_url=url_for("examples.edit", example_id=example.id) if can_write else "",
        leaf_url=leaf_url(example) if example.is_read else "",
        version=example.version,
        buttons=tuple(_buttons(example)),
        shared=present_shared(example, example.content, files, is_told=True),
        tags=tags_in_words(example.content),
        history=tuple(present_event(event) for event in events if event.step not in BETWEEN_EDITORS),
        notices=tuple(notices),
    )


UNSEEN = "Only you see it until you send it to the editors."
CHANGING = "Others go on reading what was published; only you see your changes until you send them to the editors."
DOWN = "It was taken down, so others no longer read it. You can change it and send it to the editors again."
_SAID = {
    Review.WRITING: "Only you see what you have written here until you send it.",
    Review.WAITING: "An editor reads it, usually within five working days. You hear from us by e-mail.",
    Review.ASKED: "An editor asks for changes. Make them, then send it again.",
    Review.DECLINED: "The editors have not published it. You can change it and send it again.",
    Review.PUBLISHED: "Others can read it. If you change it, an editor sees the change before they do.",
}


def _asked(example: Example, events: Sequence[Event]) -> str:
    is_down = example.published is not None and not example.is_read
    if example.review not in (Review.ASKED, Review.DECLINED) and not is_down:
        return ""
    return next((event.words for event in events if event.step in (Step.ASKED, Step.DECLINED, Step.TAKEN_DOWN)), "")


def _buttons(example: Example) -> list[Button]:
    place: dict[str, Any] = {"example_id": example.id}
    found = []
    if example.review is Review.WAITING:
        found.append(Button("Take it back to change it", url_for("examples.take_back", **place)))
    if example.is_read:
        sure = "Yes, nobody else should read it from now on"
        found.append(Button("Take it down", url_for("examples.withdraw", **place), sure))
    if example.sent_at is None:
        sure = "Yes, delete it with its files, for good"
        found.append(Button("Delete this draft", url_for("examples.remove", **place), sure))
    return found


def leaf_url(example: Example) -> str:
    return url_for("resources.resource", resource_id=example.resource_id)


def present_event(event: Event) -> HistoryRow:
    return HistoryRow(event.by, STEPS[event.step], event.at, event.words)


def present_shared(
    example: Example, content: Content, files: Sequence[ExampleFile], *, is_told: bool, problem_url: str = ""
) -> SharedView:
    """`is_told` where whom to ask may be told, if its author agreed."""
    facts = (("What it cost", content.cost), ("How long it took", content.time))
    return SharedView(
        parts=tuple((heading, getattr(content, name)) for name, heading in HEADINGS if getattr(content, name)),
        facts=tuple(fact for fact in facts if fact[1]),
        contact=(example.author, example.author_email) if is_told and content.may_contact else None,
        files=tuple(map(present_file, files)),
        problem_url=problem_url,
        is_invented=example.is_invented,
    )


def tags_in_words(content: Content) -> tuple[tuple[str, str], ...]:
    """Each kind of tag with the names of what was ticked."""
    names = tag_names()
    labels = {name: kind.replace("_", " ").capitalize() for name, kind in KINDS.items()}
    ticked = {
        name: ", ".join(names[kind].get(key, key) for key in getattr(content, name)) for name, kind in KINDS.items()
    }
    return tuple((labels[name], words) for name, words in ticked.items() if words)


def present_file(file: ExampleFile) -> FileRow:
    is_ready = file.state is FileState.READY
    url = url_for("files.file", file_id=file.id, name=file.name) if is_ready else ""
    return FileRow(
        id=file.id,
        name=file.name,
        url=url,
        about=_about(file),
        preview_url=url_for("files.preview", file_id=file.id) if is_ready and file.has_preview else "",
        note=_note(file),
    )


def _about(file: ExampleFile) -> str:
    length = count(file.pages, file.unit) if file.pages and file.unit else ""
    return ", ".join(part for part in (TYPES.get(file.media_type, ""), length, megabytes(file.size)) if part)


def _note(file: ExampleFile) -> str:
    if file.state is FileState.WAITING:
        return "Being checked"
    if file.state is FileState.REFUSED:
        return f"Refused: {file.reason}"
    return "A scan: it has no text that could be searched or read aloud" if file.is_scan else ""


def present_edit(
    example: Example,
    form: GovForm,
    events: Sequence[Event] = (),
    *,
    saved: SavedView | None = None,
    missing: Sequence[tuple[str, str]] = (),
    proposed: str = "",
    files: FilesView,
    notices: Sequence[str] = (),
) -> EditView:
    """`missing` are sentences that belong to no field, each with its place; `proposed` tells which ticks were added."""
    return EditView(
        title="Share an example",
        council_code=example.council_code,
        council=example.council_name,
        action=url_for("examples.save", example_id=example.id),
        own_url=url_for("examples.own", example_id=example.id),
        said=CHANGING if example.is_read else UNSEEN,
        form=form,
        summary=form.summary,
        saved=saved or SavedView(SAVED_ID, example.version),
        missing=MissingView(MISSING_ID, tuple(missing)),
        proposed=proposed,
        asked=_asked(example, events),
        files=files,
        notices=tuple(notices),
    )


def present_problem(example: Example, form: GovForm) -> ProblemView:
    return ProblemView(
        title="Report a problem",
        example=example.published.title if example.published else "",
        leaf_url=leaf_url(example),
        action=url_for("examples.report", example_id=example.id),
        form=form,
        summary=form.summary,
    )
