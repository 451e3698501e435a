"""The operations page: what waits, runs and was given up, in words, and what can be done about it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask import current_app, url_for

from tiex.gateways.clock import UK
from tiex.gateways.scanner import Scanner
from tiex.jobs.commands import QUEUED, Jobs
from tiex.jobs.queries import GivenUp, Operations, Standing
from tiex.web.filters import count, uk_time

# A worker says every minute that it is there.
SILENT_AFTER = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Row:
    """`since` is empty where nothing waits; `done` is a dash where it is not kept."""

    title: str
    waiting: int
    since: str
    running: int
    failed: int
    done: str
    trouble: str


@dataclass(frozen=True, slots=True)
class FailedView:
    """`action` is empty where it can only be tried again together with the others."""

    id: str
    what: str
    attempts: str
    asked: str
    reason: str
    action: str


@dataclass(frozen=True, slots=True)
class OperationsView:
    """The part of the page that asks again by itself; `worker` is whether somebody is at work, `scanner` whether files
    are scanned."""

    url: str
    headers: str
    worker: str
    is_worked: bool
    scanner: str
    is_scanned: bool
    rows: tuple[Row, ...]
    failed: tuple[FailedView, ...]
    more_failed: str
    mail_given_up: tuple[FailedView, ...]
    more_mail: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    title: str
    part: OperationsView


class Scanning(StrEnum):
    """Whether files are scanned for viruses, in words."""

    ON = "Files are scanned for viruses; the scanner answers."
    OFF = "Files are not scanned for viruses: no scanner is set up (TIEX_CLAMD). They are checked in all other ways."
    AWAY = "The virus scanner cannot be reached. Files that come in wait until it answers."


def scanning_of(scanner: Scanner) -> Scanning:
    if not scanner.is_configured:
        return Scanning.OFF
    return Scanning.ON if scanner.is_reachable() else Scanning.AWAY


def mark_of(operations: Operations, seen_at: datetime | None, scanning: Scanning) -> str:
    """The same for as long as the page would say the same, but for the time passing."""
    return hashlib.sha256(repr((operations, seen_at, scanning)).encode()).hexdigest()[:16]


def present_page(part: OperationsView) -> PageView:
    return PageView("Operations", part)


def present_operations(
    operations: Operations,
    now: datetime,
    seen_at: datetime | None,
    scanning: Scanning,
    *,
    url: str = "",
    told: str = "",
) -> OperationsView:
    """`told` is what was done just now; without `url`, nothing can be done there."""
    titles = _titles()
    failed = tuple(_failed(one, titles, url) for one in operations.failed)
    mail = tuple(_mail(one) for one in operations.mail_given_up)
    return OperationsView(
        url=url,
        headers=json.dumps({"If-None-Match": f'"{mark_of(operations, seen_at, scanning)}"'}),
        worker=_worker(seen_at, now),
        is_worked=seen_at is not None and seen_at >= now - SILENT_AFTER,
        scanner=scanning.value,
        is_scanned=scanning is Scanning.ON,
        rows=_rows(operations, titles),
        failed=failed,
        more_failed=_more(sum(one.failed for one in operations.jobs) - len(failed), "job"),
        mail_given_up=mail,
        more_mail=_more(operations.mail.failed - len(mail), "message"),
        told=told,
    )


def _titles() -> Mapping[str, str]:
    jobs: Jobs = current_app.extensions[QUEUED]
    return {name: kind.title for name, kind in jobs.kinds.items()}


def _rows(operations: Operations, titles: Mapping[str, str]) -> tuple[Row, ...]:
    """What can be asked for stands there also where nobody has."""
    found = {one.kind: one for one in operations.jobs}
    kinds = [*titles, *(kind for kind in found if kind not in titles)]
    rows = [_row(found.get(kind, Standing(kind)), titles.get(kind, kind)) for kind in kinds]
    return *rows, _row(operations.mail, "E-mail"), _row(operations.index, "Search index")


def _row(one: Standing, title: str) -> Row:
    since = uk_time(one.since) if one.waiting and one.since else ""
    done = "–" if one.done is None else f"{one.done:,}"
    return Row(title, one.waiting, since, one.running, one.failed, done, one.trouble if one.waiting else "")


def _failed(one: GivenUp, titles: Mapping[str, str], url: str) -> FailedView:
    action = url_for("jobs.retry", job_id=one.id) if url else ""
    what = f"{titles.get(one.kind, one.kind)} {one.subject}"
    attempts = count(one.attempts, "attempt")
    return FailedView(f"job-{one.id}", what, attempts, uk_time(one.asked_at), one.reason, action)


def _mail(one: GivenUp) -> FailedView:
    attempts = count(one.attempts, "attempt")
    return FailedView(f"mail-{one.id}", f"Message {one.id}", attempts, uk_time(one.asked_at), one.reason, "")


def _more(number: int, what: str) -> str:
    return f"And {count(number, 'more ' + what, 'more ' + what + 's')}." if number > 0 else ""


def _worker(seen_at: datetime | None, now: datetime) -> str:
    if seen_at is None:
        return "No worker has been at work yet. What waits is done once one is."
    if seen_at < now - SILENT_AFTER:
        return f"No worker has been at work since {uk_time(seen_at)}. What waits is done once one is."
    return f"A worker is at work; it was heard of at {seen_at.astimezone(UK):%H:%M}."
