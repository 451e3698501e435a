"""The desk of examples: the queue, and one of them with what an editor can decide."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from tiex.domain.examples import Content, Review
from tiex.domain.people import Actor
from tiex.examples.presenters import (
    HEADINGS,
    HistoryRow,
    SharedView,
    leaf_url,
    present_event,
    present_shared,
    state_of,
    tags_in_words,
)
from tiex.examples.queries import Event, Example, Problem, files_in_brief, outcome_of
from tiex.resources.presenters import Way
from tiex.uploads.queries import ExampleFile
from tiex.web.filters import uk_date
from tiex.web.forms import GovForm

Named = tuple[tuple[int, str], ...]
# In the order of the desk; of drafts only those stand there that were sent before.
LABELS = {
    Review.WAITING: "Waiting for an editor",
    Review.ASKED: "Changes asked for",
    Review.PUBLISHED: "Published",
    Review.DECLINED: "Declined",
    Review.WRITING: "Being changed",
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    title: str
    url: str
    council: str
    is_invented: bool
    age: str
    editor: str
    state: str
    problems: int


@dataclass(frozen=True, slots=True)
class QueueView:
    title: str
    ways: tuple[Way, ...]
    rows: tuple[QueueRow, ...]
    is_scanned: bool
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProblemRow:
    id: int
    by: str
    day: datetime
    words: str
    decided: str
    form: GovForm
    settle_url: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What can be decided. The urls of what cannot be now are empty; `reason_not` says why nothing can, `not_ready` why
    it cannot be published."""

    version: int
    take_url: str
    decide_url: str
    down_url: str
    back_url: str
    tags_url: str
    reason_not: str
    not_ready: str
    is_unscanned: bool
    form: GovForm
    tags_form: GovForm
    is_refused: bool


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What differs, part by part: before and after, under these headings."""

    id: str
    title: str
    before: str
    after: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DeskView:
    """One example on the desk; `shared` is None while its author alone may read it."""

    title: str
    state: str
    author: str
    council: str
    is_invented: bool
    ring: str
    sent: str
    editor: str
    leaf_url: str
    shared: SharedView | None
    changes: tuple[ChangesView, ...]
    tags: tuple[tuple[str, str], ...]
    decision: DecisionView
    summary: Markup
    problems: tuple[ProblemRow, ...]
    history: tuple[HistoryRow, ...]
    notices: tuple[str, ...]


def present_queue(
    examples: Sequence[Example],
    counts: Mapping[Review, int],
    problems: Mapping[int, int],
    shown: Review | None,
    now: datetime,
    *,
    is_scanned: bool,
    notices: Sequence[str],
) -> QueueView:
    ways = tuple(_way(review, counts.get(review, 0), shown) for review in LABELS)
    if problems or shown is None:
        label = f"Problems reported ({len(problems)})"
        ways = (Way(label, url_for("moderation.index", shown="problems"), shown is None), *ways)
    rows = tuple(_queue_row(example, problems.get(example.id, 0), now) for example in examples)
    return QueueView("Examples that councils share", ways, rows, is_scanned, tuple(notices))


def _way(review: Review, number: int, shown: Review | None) -> Way:
    return Way(f"{LABELS[review]} ({number})", url_for("moderation.index", shown=review.value), review is shown)


def _queue_row(example: Example, problems: int, now: datetime) -> QueueRow:
    return QueueRow(
        title=_title(example),
        url=url_for("moderation.example", example_id=example.id),
        council=example.council_name,
        is_invented=example.is_invented,
        age=age_of(example.sent_at, now),
        editor=example.editor or "Nobody yet",
        state=state_of(example),
        problems=problems,
    )


def _title(example: Example) -> str:
    """As it was sent; what is written since is its author's."""
    return example.sent.title if example.sent else example.title


def age_of(since: datetime | None, now: datetime) -> str:
    """How long something has been waiting, in days."""
    if since is None:
        return ""
    days = (now - since).days
    return "Today" if days == 0 else "1 day" if days == 1 else f"{days} days"


def present_desk(
    actor: Actor,
    example: Example,
    files: Sequence[ExampleFile],
    told: tuple[Sequence[Event], Sequence[Problem]],
    forms: tuple[GovForm, GovForm],
    published_files: Sequence[ExampleFile] = (),
    *,
    settling: Mapping[int, GovForm],
    is_scanned: bool,
    notices: Sequence[str] = (),
) -> DeskView:
    """`told` are its history and its open problems; `forms` those for a decision and for its tags; `published_files`
    what others have, where that is compared with `files`; `settling` the form of each problem."""
    sent = example.sent
    return DeskView(
        title=_title(example),
        state=state_of(example),
        author=f"{example.author}, {example.author_email}",
        council=example.council_name,
        is_invented=example.is_invented,
        ring=sent.ring.label if sent else "",
        sent=f"Sent on {uk_date(example.sent_at)}" if example.sent_at else "",
        editor=example.editor,
        leaf_url=leaf_url(example) if example.is_read else "",
        shared=present_shared(example, sent, files, is_told=True) if sent else None,
        changes=tuple(_changes(example, _named(files), _named(published_files))),
        tags=tags_in_words(sent) if sent else (),
        decision=_decision(actor, example, files, forms, is_scanned=is_scanned),
        summary=next((form.summary for form in (*forms, *settling.values()) if form.errors), Markup()),
        problems=tuple(_problem_row(example, one, told[0], settling[one.id]) for one in told[1]),
        history=tuple(map(present_event, told[0])),
        notices=tuple(notices),
    )


def _decision(
    actor: Actor, example: Example, files: Sequence[ExampleFile], forms: tuple[GovForm, GovForm], *, is_scanned: bool
) -> DecisionView:
    is_own = example.author_id == actor.person_id
    can_decide = example.review is Review.WAITING and not is_own
    can_put_back = example.taken_down_at is not None and example.review is Review.PUBLISHED and not is_own
    place: dict[str, Any] = {"example_id": example.id}
    brief = files_in_brief(files)
    is_ready = not brief.waiting and not brief.refused
    return DecisionView(
        version=example.version,
        take_url=url_for("moderation.take_up", **place) if can_decide and example.editor_id != actor.person_id else "",
        decide_url=url_for("moderation.decide", **place) if can_decide else "",
        down_url=url_for("moderation.take_down", **place) if example.is_read else "",
        back_url=url_for("moderation.put_back", **place) if can_put_back else "",
        tags_url=url_for("moderation.tag", **place) if can_decide else "",
        reason_not="This is your own example, so another editor decides." if is_own else "",
        not_ready="" if is_ready else "It can be published once every file has been checked.",
        is_unscanned=bool(files) and not is_scanned,
        form=forms[0],
        tags_form=forms[1],
        is_refused=bool(forms[0].errors),
    )


def _named(files: Sequence[ExampleFile]) -> Named:
    return tuple((file.id, file.name) for file in files)


def _changes(example: Example, files: Named, published_files: Named) -> Iterator[ChangesView]:
    """Of what waits: what is new since it was given back, and since others read it."""
    if example.review is not Review.WAITING:
        return
    if example.given_back is not None:
        rows = _compared(example.given_back.content, example.content, example.given_back.files, files)
        yield ChangesView("given-back", "Changed since an editor gave it back", "Sent before", "Sent now", rows)
    if example.published is not None:
        rows = _compared(example.published, example.content, published_files, files)
        yield ChangesView("changes", "Changed since others read it", "Others read now", "They would read", rows)


def _compared(before: Content, after: Content, had: Named, has: Named) -> tuple[tuple[str, str, str], ...]:
    labels = {"title": "Title", **dict(HEADINGS), "cost": "What it cost", "time": "How long it took"}
    rows = [(label, getattr(before, name), getattr(after, name)) for name, label in labels.items()]
    rows.append(("Who may read it", before.ring.label, after.ring.label))
    rows.append(("Others may get in touch", _yes_or_no(before.may_contact), _yes_or_no(after.may_contact)))
    rows.append(("What it is about", _tags(before), _tags(after)))
    rows.append(("Files", "\n".join(name for _, name in had), _files_now(had, has)))
    return tuple(row for row in rows if row[1] != row[2])


def _yes_or_no(value: bool) -> str:
    return "Yes" if value else "No"


def _files_now(had: Named, has: Named) -> str:
    """Their names; one that came anew under the name of another says so."""
    ids, names = {number for number, _ in had}, {name for _, name in had}
    return "\n".join(name if number in ids or name not in names else f"{name} (sent anew)" for number, name in has)


def _tags(content: Content) -> str:
    return "; ".join(f"{label}: {words}" for label, words in tags_in_words(content))


def _problem_row(example: Example, problem: Problem, events: Sequence[Event], form: GovForm) -> ProblemRow:
    became = outcome_of(example, problem.at, events)
    told = f"They are told by e-mail: “{became.value}” And what you say here."
    untold = "It was reported without an account, so only editors read what you say here."
    return ProblemRow(
        id=problem.id,
        by=problem.by,
        day=problem.at,
        words=problem.words,
        decided=told if problem.has_account else untold,
        form=form,
        settle_url=url_for("moderation.settle", example_id=example.id, problem_id=problem.id),
    )
