"""Reading examples: one's own, those that are with the editors, and those that were published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased
from werkzeug.exceptions import NotFound

from search.errors import SearchFailure
from search.query import Query
from tiex.access.scope import Scope
from tiex.domain.examples import Content, Files, Outcome, Review, Step, outcome
from tiex.domain.files import FileState
from tiex.domain.people import ExchangeRole
from tiex.domain.resources import audiences_of
from tiex.gateways.finder import Finder
from tiex.indexing.queries import list_documents
from tiex.models import (
    CouncilRow,
    ExampleEventRow,
    ExampleProblemRow,
    ExampleRow,
    ExchangeRoleRow,
    MembershipRow,
    PersonRow,
)
from tiex.resources.queries import Resource, read_resources
from tiex.uploads.queries import ExampleFile, list_all_files, names_coming

X = ExampleRow
ALIKE, TAB, GIVEN_BACK = 10, "tab", "given_back"
_Author, _Editor = aliased(PersonRow), aliased(PersonRow)


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What the editors had before them when they asked for changes or declined it; `files` are ids with names."""

    content: Content
    files: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "GivenBack":
        return cls(Content.of(stored), tuple((number, name) for number, name in stored["files"]))

    def stored(self) -> dict[str, Any]:
        return self.content.stored() | {"files": [list(file) for file in self.files]}


@dataclass(frozen=True, slots=True)
class Example:
    """`published` is what others read, if anything; `tab` is the page on which it was written last; `editor` is who has
    taken it up, empty for nobody; `given_back` is for the time until it is published."""

    id: int
    council_code: str
    council_name: str
    is_invented: bool
    region: str
    author_id: int
    author: str
    author_email: str
    content: Content
    published: Content | None
    published_files: tuple[int, ...]
    review: Review
    version: int
    tab: str
    editor_id: int | None
    editor: str
    resource_id: str | None
    changed_at: datetime
    sent_at: datetime | None
    published_at: datetime | None
    taken_down_at: datetime | None
    given_back: GivenBack | None

    def stored_with(self, content: Content) -> dict[str, Any]:
        """This content in the place of its own, and what else is kept with it."""
        return content.stored() | ({GIVEN_BACK: self.given_back.stored()} if self.given_back else {})

    @property
    def is_read(self) -> bool:
        """Whether others can read what was published."""
        return self.published is not None and self.taken_down_at is None

    @property
    def sent(self) -> Content | None:
        """What its author has let others see of it at last: what is with the editors, or what was published.

        None while it is written again and nothing was published: that is its author's alone.
        """
        return self.content if self.review is Review.WAITING else self.published

    @property
    def title(self) -> str:
        return self.content.title or "An example without a title"


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    by: str
    step: Step
    words: str


@dataclass(frozen=True, slots=True)
class Problem:
    id: int
    at: datetime
    by: str
    words: str
    has_account: bool


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody with an account who reported a problem, and the councils that they belong to."""

    name: str
    email: str
    council_codes: frozenset[str]


def open_own(scope: Scope, session: Session, example_id: int) -> Example:
    """NotFound unless one wrote it and still belongs to its council."""
    return _one(session, X.id == example_id, *_is_own(scope))


def list_own(scope: Scope, session: Session) -> tuple[Example, ...]:
    """What one wrote, the last changed first."""
    rows = session.execute(_examples().where(*_is_own(scope)).order_by(X.changed_at.desc(), X.id.desc()))
    return tuple(_example_of(row) for row in rows)


def find_begun(scope: Scope, session: Session, council_code: str, cell_id: str) -> Example | None:
    """The draft that one has begun from this cell and never sent."""
    drafts = (one for one in list_own(scope, session) if one.sent_at is None and one.council_code == council_code)
    return next((draft for draft in drafts if draft.content.cell == cell_id), None)


def find_published(scope: Scope, session: Session, *where: ColumnElement[bool]) -> Example | None:
    """What others may read of an example, for those whom it is meant for; None for anybody else."""
    row = session.execute(_examples().where(X.published.is_not(None), X.taken_down_at.is_(None), *where)).one_or_none()
    found = None if row is None else _example_of(row)
    if found is None or found.published is None:
        return None
    audience = found.published.ring.audience(found.council_code)
    return found if audience in audiences_of(scope.council_codes) else None


def open_published(scope: Scope, session: Session, example_id: int) -> Example:
    found = find_published(scope, session, X.id == example_id)
    if found is None:
        raise NotFound
    return found


def find_of_resource(scope: Scope, session: Session, resource_id: str) -> Example | None:
    return find_published(scope, session, X.resource_id == resource_id)


def open_for_editors(session: Session, example_id: int) -> Example:
    """NotFound for a draft that its author has never sent."""
    return _one(session, X.id == example_id, X.sent_at.is_not(None))


def list_for_editors(session: Session, review: Review | None) -> tuple[Example, ...]:
    """Those that were sent and stand there now, the one that waits longest first; None for those with a problem that
    waits for an editor."""
    problem = ExampleProblemRow
    has_problem = select(problem.id).where(problem.example_id == X.id, problem.settled_at.is_(None)).exists()
    wanted = X.sent_at.is_not(None), has_problem if review is None else X.review == review.value
    return tuple(_example_of(row) for row in session.execute(_examples().where(*wanted).order_by(X.sent_at, X.id)))


def count_for_editors(session: Session) -> Mapping[Review, int]:
    query = select(X.review, func.count()).where(X.sent_at.is_not(None)).group_by(X.review)
    return {Review(review): number for review, number in session.execute(query)}


def _is_own(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return X.author_id == scope.person_id, X.council_code.in_(scope.council_codes)


def _examples() -> Any:
    return (
        select(
            X,
            CouncilRow.name.label("council_name"),
            CouncilRow.is_invented,
            CouncilRow.region,
            _Author.name.label("author"),
            _Author.email.label("author_email"),
            func.coalesce(_Editor.name, "").label("editor"),
        )
        .join(CouncilRow, CouncilRow.code == X.council_code)
        .join(_Author, _Author.id == X.author_id)
        .outerjoin(_Editor, _Editor.id == X.editor_id)
    )


def _one(session: Session, *where: ColumnElement[bool]) -> Example:
    row = session.execute(_examples().where(*where).execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound
    return _example_of(row)


def _example_of(found: Any) -> Example:
    row: ExampleRow = found.ExampleRow
    return Example(
        id=row.id,
        council_code=row.council_code,
        council_name=found.council_name,
        is_invented=found.is_invented,
        region=found.region,
        author_id=row.author_id,
        author=found.author,
        author_email=found.author_email,
        content=Content.of(row.content),
        published=None if row.published is None else Content.of(row.published),
        published_files=() if row.published is None else tuple(row.published["files"]),
        review=Review(row.review),
        version=row.version,
        tab=row.content.get(TAB, ""),
        editor_id=row.editor_id,
        editor=found.editor,
        resource_id=row.resource_id,
        changed_at=row.changed_at,
        sent_at=row.sent_at,
        published_at=row.published_at,
        taken_down_at=row.taken_down_at,
        given_back=GivenBack.of(row.content[GIVEN_BACK]) if GIVEN_BACK in row.content else None,
    )


def read_brief(session: Session, example_id: int) -> Files:
    """What the rules need to know of its files before it is sent; the caller has opened the example."""
    return replace(files_in_brief(list_all_files(session, example_id)), coming=names_coming(session, example_id))


def files_in_brief(files: Sequence[ExampleFile]) -> Files:
    """What the rules need to know of them once it is sent."""
    waiting = sum(file.state is FileState.WAITING for file in files)
    return Files(waiting, tuple(file.name for file in files if file.state is FileState.REFUSED))


def list_events(session: Session, example_id: int) -> tuple[Event, ...]:
    """What was done with it, the last first; the caller has opened the example."""
    event = ExampleEventRow
    columns = (event.at, func.coalesce(PersonRow.name, "A visitor"), event.kind, event.words)
    query = select(*columns).outerjoin(PersonRow, PersonRow.id == event.by_id).where(event.example_id == example_id)
    rows = session.execute(query.order_by(event.id.desc()))
    return tuple(Event(at, by, Step(kind), words) for at, by, kind, words in rows)


def outcome_of(example: Example, reported_at: datetime, events: Sequence[Event]) -> Outcome:
    """What became of it since somebody reported a problem."""
    published_at = (event.at for event in events if event.step is Step.PUBLISHED)
    return outcome(is_read=example.is_read, reported_at=reported_at, published_at=published_at)


def list_problems(session: Session, example_id: int) -> tuple[Problem, ...]:
    """Those that no editor has settled yet, the oldest first."""
    row = ExampleProblemRow
    by = func.coalesce(PersonRow.name, "a visitor")
    query = select(row.id, row.at, by, row.words, row.reporter_id.is_not(None))
    query = query.outerjoin(PersonRow, PersonRow.id == row.reporter_id)
    rows = session.execute(query.where(row.example_id == example_id, row.settled_at.is_(None)).order_by(row.id))
    return tuple(Problem(*found) for found in rows)


def find_reporter(session: Session, problem_id: int) -> Reporter | None:
    """Who reported it, if they have an account and can sign in."""
    problem, member = ExampleProblemRow, MembershipRow
    query = (
        select(PersonRow.name, PersonRow.email, member.council_code)
        .join(problem, problem.reporter_id == PersonRow.id)
        .outerjoin(member, and_(member.person_id == PersonRow.id, member.ended_at.is_(None)))
        .where(problem.id == problem_id, PersonRow.disabled_at.is_(None))
    )
    rows = session.execute(query).all()
    codes = frozenset(row.council_code for row in rows if row.council_code is not None)
    return Reporter(rows[0].name, rows[0].email, codes) if rows else None


def count_problems(session: Session) -> Mapping[int, int]:
    """Examples with problems that wait for an editor, each with how many."""
    row = ExampleProblemRow
    query = select(row.example_id, func.count()).where(row.settled_at.is_(None)).group_by(row.example_id)
    return dict(session.execute(query).all())


def list_alike(scope: Scope, session: Session, finder: Finder, text: str) -> tuple[Resource, ...]:
    """The resources that are most like what somebody writes; none where it says nothing or the search is away."""
    if not text.strip():
        return ()
    asked = Query(text, audiences=audiences_of(scope.council_codes), per_page=ALIKE)
    try:
        found = finder.search(asked, lambda: list_documents(session))
    except SearchFailure as failure:
        finder.record.add(failure)
        return ()
    return read_resources(scope, session, found.ids)


def is_reachable(session: Session, example: Example) -> bool:
    """Whether its author can be written to: still of that council, and not shut out."""
    member = MembershipRow
    query = select(member.person_id).join(PersonRow, PersonRow.id == member.person_id)
    there = member.person_id == example.author_id, member.council_code == example.council_code
    query = query.where(*there, member.ended_at.is_(None), PersonRow.disabled_at.is_(None))
    return session.scalar(query) is not None


def list_editors(session: Session) -> tuple[tuple[str, str], ...]:
    """Name and address of each editor who can sign in; of each administrator where there is no editor."""
    query = select(PersonRow.name, PersonRow.email, ExchangeRoleRow.role).join(
        ExchangeRoleRow, ExchangeRoleRow.person_id == PersonRow.id
    )
    rows = session.execute(query.where(PersonRow.disabled_at.is_(None)).order_by(PersonRow.id)).all()
    editors = [row for row in rows if row.role == ExchangeRole.EDITOR.value]
    return tuple((row.name, row.email) for row in editors or rows)
