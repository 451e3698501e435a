"""The operations page of those who run the exchange."""

from flask import Blueprint, Response, flash, url_for

from tiex.access.guard import current_actor, requires
from tiex.access.permissions import Permission
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.jobs.commands import retry_failed, retry_mail
from tiex.jobs.presenters import mark_of, present_operations, present_page
from tiex.jobs.queries import read_operations
from tiex.web import respond
from tiex.web.filters import count
from tiex.web.notices import take_notices
from tiex.web.respond import MORPH, Part
from tiex.web.transaction import commits

blueprint = Blueprint("jobs", __name__)
PART = "jobs/_standing.html"


@blueprint.get("/operations")
@requires(Permission.JOB_OPERATE)
def operations() -> Response:
    gateways, url = current_gateways(), url_for("jobs.operations")
    now, seen_at = gateways.clock.now(), gateways.waker.seen_at()
    found = read_operations(db.session(), now)
    mark = mark_of(found, seen_at)
    if respond.is_seen(mark):
        return respond.unchanged(mark)
    told = " ".join(take_notices())
    view = present_operations(found, now, seen_at, url=url, told=told)
    return respond.live(_part(view), mark, template="jobs/operations.html", view=present_page(view))


@blueprint.post("/operations/jobs/<int:job_id>/retry")
@requires(Permission.JOB_OPERATE)
@commits
def retry(job_id: int) -> Response:
    return _put_back(count(_retry(job_id), "job"))


@blueprint.post("/operations/jobs/retry")
@requires(Permission.JOB_OPERATE)
@commits
def retry_all() -> Response:
    return _put_back(count(_retry(None), "job"))


@blueprint.post("/operations/mail/retry")
@requires(Permission.JOB_OPERATE)
@commits
def retry_messages() -> Response:
    now, actor_id = current_gateways().clock.now(), current_actor().person_id or 0
    return _put_back(count(retry_mail(session=db.session(), now=now, actor_id=actor_id), "message"))


def _retry(job_id: int | None) -> int:
    now, actor_id = current_gateways().clock.now(), current_actor().person_id
    return retry_failed(session=db.session(), now=now, job_id=job_id, actor_id=actor_id)


def _put_back(what: str) -> Response:
    """What somebody else put back meanwhile is none."""
    told, url = f"{what} put back, to be tried again.", url_for("jobs.operations")
    if not respond.is_htmx():
        flash(told)
    gateways = current_gateways()
    now = gateways.clock.now()
    found = read_operations(db.session(), now)
    view = present_operations(found, now, gateways.waker.seen_at(), url=url, told=told)
    return respond.saved([_part(view)], then=url)


def _part(view: object) -> Part:
    return Part("standing", PART, view, MORPH)
