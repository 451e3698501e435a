"""Administrators keep the pre-election periods, in which nothing new becomes public."""

from flask import Blueprint, Response, flash, url_for
from werkzeug.exceptions import NotFound

from tiex.access.guard import current_actor, requires
from tiex.access.permissions import Permission
from tiex.domain.publishing import PeriodBackwards, PeriodKeptAlready, PeriodTooLong
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.published.queries import list_kept_periods
from tiex.publishing.commands import add_period, remove_period
from tiex.publishing.forms import PeriodForm
from tiex.publishing.presenters import kept_sentence, present_periods, present_removal, removed_sentence
from tiex.publishing.queries import count_opened_without, find_period
from tiex.web import respond
from tiex.web.notices import take_notices
from tiex.web.transaction import commits

blueprint = Blueprint("elections", __name__, url_prefix="/administration/pre-election-periods")


@blueprint.get("")
@requires(Permission.ELECTION_PERIOD_KEEP)
def periods() -> Response:
    return _show(PeriodForm())


@blueprint.post("")
@requires(Permission.ELECTION_PERIOD_KEEP)
@commits
def add() -> Response:
    form, actor_id, clock = PeriodForm(), current_actor().person_id or 0, current_gateways().clock
    if not form.validate():
        return _show(form, status=422)
    try:
        add_period(session=db.session(), period=form.period, actor_id=actor_id, today=clock.today(), now=clock.now())
    except (PeriodBackwards, PeriodTooLong, PeriodKeptAlready) as refusal:
        form.refuse(form.name if isinstance(refusal, PeriodKeptAlready) else form.ends_on, str(refusal))
        return _show(form, status=422)
    flash(kept_sentence(form.period, clock.today()))
    return _back()


@blueprint.get("/<int:period_id>/remove")
@requires(Permission.ELECTION_PERIOD_KEEP)
def ask_remove(period_id: int) -> Response:
    session, today = db.session(), current_gateways().clock.today()
    kept = find_period(session, period_id)
    if kept is None:
        raise NotFound
    view = present_removal(kept, today, count_opened_without(session, period_id, today))
    return respond.page("publishing/remove_period.html", view)


@blueprint.post("/<int:period_id>/remove")
@requires(Permission.ELECTION_PERIOD_KEEP)
@commits
def remove(period_id: int) -> Response:
    actor_id, clock = current_actor().person_id or 0, current_gateways().clock
    opened = count_opened_without(db.session(), period_id, clock.today())
    removed = remove_period(
        session=db.session(), period_id=period_id, actor_id=actor_id, today=clock.today(), now=clock.now()
    )
    if removed is None:
        raise NotFound
    flash(removed_sentence(removed, opened))
    return _back()


def _show(form: PeriodForm, *, status: int = 200) -> Response:
    kept, today = list_kept_periods(db.session()), current_gateways().clock.today()
    return respond.page("publishing/periods.html", present_periods(kept, form, today, take_notices()), status=status)


def _back() -> Response:
    return respond.saved([], then=url_for("elections.periods"))
