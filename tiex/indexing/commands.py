"""Telling the engines what changed, comparing them with the database, building them anew; each commits on its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Thread

from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from structlog import get_logger

from search.documents import Document
from search.errors import IndexUnreadable, SearchFailure, TaskFailed
from search.index import SearchIndex
from search.passages import RESOURCE
from search.upkeep import Drift, find_drift, mend, needs_rebuild
from tiex.gateways import current_gateways
from tiex.gateways.finder import Finder
from tiex.gateways.tasks import Work
from tiex.indexing.queries import (
    fingerprints,
    list_documents,
    list_pages,
    passages_of,
    read_documents,
    read_waiting,
)
from tiex.models import IndexTaskRow

T = IndexTaskRow
# Tasks that are claimed together, and resources that an engine is told of together, with the text of their files.
AT_ONCE, TOLD_AT_ONCE = 500, 50
# Longer than any engine is waited for: a task claimed so long ago was claimed by somebody who died over it.
CLAIM_LASTS = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=1)
LONGEST_ERROR = 500
QUEUED = "index_tasks"
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    id: int
    resource_id: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many tasks are done, and what broke the delivery off, empty if nothing did."""

    count: int
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was wrong with an engine before it was mended; `failure` says why it could not be."""

    engine: str
    was_unreadable: bool = False
    drift: Drift = field(default_factory=Drift)
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """An engine that is kept true, and what it should hold."""

    name: str
    engine: SearchIndex
    documents: Callable[[Session], Iterator[Document]]


def queue_index(session: Session, resource_ids: Iterable[str], now: datetime) -> None:
    """Let the engines be told, once the running transaction stands."""
    session.add_all(T(resource_id=name, created_at=now, next_try_at=now) for name in resource_ids)
    session.info[QUEUED] = True


def deliver_after_commit(session: Session) -> None:
    """Let a worker tell the engines what this session changed.

    Where there is none it is done here; a server elsewhere is told from a thread, so that no answer waits for it.
    """
    gateways = current_gateways()
    if not session.info.pop(QUEUED, False) or gateways.waker.wake(Work.INDEX):
        return
    if gateways.finder.server is None:
        _attempt(session, lambda own: _deliver(own, gateways.finder, gateways.clock.now))
    else:
        _in_thread(session, lambda own: _deliver(own, gateways.finder, gateways.clock.now))


def tend(session: Session) -> None:
    """From time to time, on behalf of somebody who searches: deliver what waits, and look at a server not yet known.

    So an engine that was away catches up soon after it is back, without a process of its own for that.
    """
    gateways = current_gateways()
    if gateways.finder.is_to_be_tended():
        _in_thread(session, lambda own: _bring_up_to_date(own, gateways.finder, gateways.clock.now))


def deliver_waiting(*, session: Session, finder: Finder, now: Callable[[], datetime]) -> Delivered:
    """Tell the engines of every change that is due. A task is done once each of them knows.

    Each engine is told what the resource is now, so telling it twice, late or in another order than the changes were
    made does no harm; where one fails, all are told again later.
    """
    return _deliver(session, finder, now)


def _deliver(session: Session, finder: Finder, now: Callable[[], datetime]) -> Delivered:
    done = 0
    while tasks := _claim(session, now()):
        failure = _tell_all(session, finder, tasks)
        for batch in [[task] for task in tasks] if isinstance(failure, TaskFailed) else [tasks]:
            # One resource that an engine refuses must not keep the others from it.
            reason = _tell_all(session, finder, batch) if len(batch) < len(tasks) else failure
            if reason is None:
                _finish(session, batch)
                done += len(batch)
            else:
                failure = reason
                _put_off(session, batch, reason, now())
        if failure is not None:
            _log.warning("search engines not told", tasks=len(tasks), error=str(failure))
            return Delivered(done, str(failure))
    return Delivered(done)


def _claim(session: Session, now: datetime) -> list[Task]:
    """The oldest tasks that are due and that nobody else is at."""
    due = T.next_try_at <= now
    ids = session.scalars(select(T.id).where(due).order_by(T.id).limit(AT_ONCE)).all()
    claim = {"attempts": T.attempts + 1, "next_try_at": now + CLAIM_LASTS}
    claimed = update(T).where(T.id.in_(ids), due).values(claim).returning(T.id, T.resource_id, T.attempts)
    tasks = [Task(*row) for row in session.execute(claimed)] if ids else []
    session.commit()
    return sorted(tasks, key=lambda task: task.id)


def _tell_all(session: Session, finder: Finder, tasks: Sequence[Task]) -> SearchFailure | None:
    """Tell every engine, also where another one fails; the failure of the last that did."""
    ids, failure = list(dict.fromkeys(task.resource_id for task in tasks)), None
    tellings = [(_tell, engine) for engine in finder.engines.values()]
    tellings += [(_tell_passages, engine) for engine in finder.passages.engines.values()]
    for tell, engine in tellings:
        try:
            tell(session, engine, ids)
        except SearchFailure as found:
            failure = found
            if engine in (finder.server, finder.passages.server):
                finder.leave_server()
    return failure


def _tell(session: Session, engine: SearchIndex, ids: Sequence[str]) -> None:
    for start in range(0, len(ids), TOLD_AT_ONCE):
        _tell_some(session, engine, ids[start : start + TOLD_AT_ONCE])


def _tell_some(session: Session, engine: SearchIndex, ids: Sequence[str]) -> None:
    """Look again after telling: what was changed meanwhile may have been told by somebody else before this was."""
    told: Mapping[str, Document] | None = None
    while (documents := _fresh(session, ids)) != told:
        try:
            if documents:
                engine.put(documents.values())
            if gone := [name for name in ids if name not in documents]:
                engine.remove(gone)
        except IndexUnreadable:
            engine.rebuild(list_documents(session))
        told = documents


def _tell_passages(session: Session, engine: SearchIndex, ids: Sequence[str]) -> None:
    """Of these resources put what is new or different, take out what is no longer there, and look again."""
    told: Mapping[str, str] | None = None
    while (expected := _fresh_passages(session, ids)) != told:
        try:
            drift = find_drift(engine, expected, facet=RESOURCE, values=ids)
            if drift:
                mend(engine, drift, (passage.document for passage in passages_of(session, ids)))
        except IndexUnreadable:
            engine.rebuild(list_pages(session))
        told = expected


def _fresh_passages(session: Session, ids: Sequence[str]) -> Mapping[str, str]:
    expected = fingerprints(passages_of(session, ids))
    session.rollback()
    return expected


def _fresh(session: Session, ids: Sequence[str]) -> Mapping[str, Document]:
    documents = read_documents(session, ids)
    session.rollback()
    return documents


def _finish(session: Session, tasks: Sequence[Task]) -> None:
    session.execute(delete(T).where(T.id.in_([task.id for task in tasks])))
    session.commit()


def _put_off(session: Session, tasks: Sequence[Task], failure: SearchFailure, now: datetime) -> None:
    for task in tasks:
        pause = min(FIRST_PAUSE * 2 ** min(task.attempts - 1, 10), LONGEST_PAUSE)
        later = {"next_try_at": now + pause, "last_error": str(failure)[:LONGEST_ERROR]}
        session.execute(update(T).where(T.id == task.id).values(later))
    session.commit()


def verify_engines(*, session: Session, finder: Finder) -> list[Checked]:
    """Compare each engine with the database and mend it."""
    return _each(session, finder, _verify)


def _each(session: Session, finder: Finder, work: Callable[[Session, _Kept], Checked]) -> list[Checked]:
    """What comes of it for every engine, also where another one fails."""
    checked = []
    for kept in _all_kept(finder):
        try:
            checked.append(work(session, kept))
        except SearchFailure as failure:
            checked.append(Checked(kept.name, failure=str(failure)))
    return checked


def _all_kept(finder: Finder) -> list[_Kept]:
    resources = [_Kept(name, engine, list_documents) for name, engine in finder.engines.items()]
    return resources + [_Kept(name, engine, list_pages) for name, engine in finder.passages.engines.items()]


def _verify(session: Session, kept: _Kept) -> Checked:
    if needs_rebuild(kept.engine):
        kept.engine.rebuild(kept.documents(session))
        return Checked(kept.name, was_unreadable=True)
    try:
        expected = {document.id: document.fingerprint for document in kept.documents(session)}
        drift = find_drift(kept.engine, expected)
        if drift:
            mend(kept.engine, drift, kept.documents(session))
    except IndexUnreadable:
        kept.engine.rebuild(kept.documents(session))
        return Checked(kept.name, was_unreadable=True)
    return Checked(kept.name, drift=drift)


def rebuild_engines(*, session: Session, finder: Finder) -> list[Checked]:
    """Build each engine anew beside what is searched, then swap; what changed meanwhile is put right after that."""
    return _each(session, finder, _rebuild)


def _rebuild(session: Session, kept: _Kept) -> Checked:
    kept.engine.rebuild(kept.documents(session))
    session.rollback()
    return _verify(session, kept)


def _bring_up_to_date(session: Session, finder: Finder, now: Callable[[], datetime]) -> None:
    _deliver(session, finder, now)
    _build_passages(session, finder)
    if finder.server is None:
        return
    if not finder.is_server_known:
        on_server = [kept for kept in _all_kept(finder) if kept.engine in (finder.server, finder.passages.server)]
        checked = [_verify(session, kept) for kept in on_server]
        finder.is_server_known = True
        for one in checked:
            if one.was_unreadable or one.drift:
                _log.warning("search server mended", was_unreadable=one.was_unreadable, drift=one.drift)
    if finder.is_server_behind:
        finder.server.check()
        finder.is_server_behind = read_waiting(session).count > 0


def _build_passages(session: Session, finder: Finder) -> None:
    """Here, because a search does without them where their index cannot be read."""
    try:
        if needs_rebuild(finder.passages.home):
            finder.passages.home.rebuild(list_pages(session))
    except SearchFailure as failure:
        _log.warning("index of passages not built", error=str(failure))


def _in_thread(session: Session, work: Callable[[Session], object]) -> None:
    engine = session.get_bind()

    def run() -> None:
        with Session(engine) as own:
            _attempt(own, work)

    Thread(target=run, name="search-index", daemon=True).start()


def _attempt(session: Session, work: Callable[[Session], object]) -> None:
    """Whatever goes wrong here has a next time: the tasks are still there."""
    try:
        work(session)
    except (SearchFailure, SQLAlchemyError, OSError, ValueError) as error:
        session.rollback()
        _log.warning("search engines not told", error=str(error), kind=type(error).__name__)
