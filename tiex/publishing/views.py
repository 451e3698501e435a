"""A council chooses who may see its signed result, looks at it as they will, and takes it back."""

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_abolished, reason_not_in_council
from tiex.consensus.commands import Change, begin_change
from tiex.consensus.queries import OpenConsensus, open_consensus
from tiex.domain.errors import Refusal
from tiex.domain.publishing import (
    HoldInThePast,
    HoldTooLong,
    NotesWiderThanScores,
    NothingToWithdraw,
    NotSignedOffNow,
    PublicationChangedMeanwhile,
    Ring,
    SeenAlready,
)
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.published.presenters import present_published
from tiex.publishing import commands
from tiex.publishing.forms import ChoiceForm, WithdrawForm
from tiex.publishing.presenters import present_check, present_publishing
from tiex.publishing.queries import Grounds, read_grounds, read_preview
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.errors import status_of
from tiex.web.notices import take_notices
from tiex.web.transaction import commits

blueprint = Blueprint("publishing", __name__, url_prefix="/assessments/<int:assessment_id>/publishing")
P = Permission
# Where each refusal stands in the form; the others stand with the first question.
AT = {NotesWiderThanScores: "notes", HoldInThePast: "hold_until", HoldTooLong: "hold_until", SeenAlready: "hold_until"}


@blueprint.get("")
@requires(P.PUBLICATION_READ)
def overview(assessment_id: int) -> Response:
    """With a choice in the address, which somebody has prepared, the form is filled in with it."""
    grounds = _open(assessment_id)
    return _show(grounds, _asked_form() if "scores" in request.args else None)


@blueprint.get("/check")
@requires(P.PUBLICATION_READ)
def check(assessment_id: int) -> Response:
    grounds, form, today = _open(assessment_id), _asked_form(), current_gateways().clock.today()
    if not grounds.consensus.state.is_signed_off:
        raise NotSignedOffNow
    if not form.validate():
        return _show(grounds, form, status=422)
    try:
        proposed = commands.decide(grounds=grounds, choice=form.choice, today=today, now=current_gateways().clock.now())
    except Refusal as refusal:
        return _refused(grounds, form, refusal)
    view = present_check(grounds, proposed, form, today, reason_not=_reason_not(grounds))
    return respond.page("publishing/check.html", view)


@blueprint.get("/preview/<ring>")
@requires(P.PUBLICATION_READ)
def preview(assessment_id: int, ring: str) -> Response:
    """The real page as this reader would be given it, of the version that the address names."""
    grounds, form, clock = _open(assessment_id), _asked_form(), current_gateways().clock
    reader = next((each for each in Ring if each.value == ring), None)
    if reader is None:
        raise NotFound
    if not form.validate():
        return _show(grounds, form, status=422)
    proposed = commands.propose(grounds=grounds, choice=form.choice, now=clock.now())
    shown = read_preview(db.session(), grounds, proposed, reader)
    return respond.page("published/result.html", present_published(shown, clock.today(), preview=reader))


@blueprint.post("")
@requires(P.PUBLICATION_PUBLISH)
@commits
def publish(assessment_id: int) -> Response:
    change, grounds = _change(assessment_id)
    allow(reason_abolished(grounds.ends_on, change.today))
    form = ChoiceForm()
    if not form.validate():
        return _show(grounds, form, status=422)
    try:
        commands.publish(change=change, grounds=grounds, choice=form.choice)
    except Refusal as refusal:
        return _refused(grounds, form, refusal)
    flash("This is how it stands from now on. Those who run the self-assessment are told of every change.")
    return _back(assessment_id)


@blueprint.post("/withdraw")
@requires(P.PUBLICATION_PUBLISH)
@commits
def withdraw(assessment_id: int) -> Response:
    change, grounds = _change(assessment_id)
    form = WithdrawForm()
    if grounds.publication is None or grounds.publication.withdrawn_at is not None:
        raise NothingToWithdraw
    if not form.validate():
        return _show(grounds, withdraw_form=form, status=422)
    try:
        commands.withdraw(change=change, grounds=grounds, version=form.seen_version, reason=form.reason.data or "")
    except PublicationChangedMeanwhile as refusal:
        form.refuse(form.reason, str(refusal))
        return _show(grounds, withdraw_form=form, status=status_of(refusal))
    flash("It is withdrawn. Nobody outside your council sees it.")
    return _back(assessment_id)


def _open(assessment_id: int) -> Grounds:
    consensus = open_consensus(current_scope(), db.session(), assessment_id)
    return _grounds(consensus, P.PUBLICATION_READ)


def _change(assessment_id: int) -> tuple[Change, Grounds]:
    """The consensus with nobody else changing it or what is published of it."""
    session, actor, clock = db.session(), current_actor(), current_gateways().clock
    consensus = begin_change(current_scope(), session, assessment_id)
    grounds = _grounds(consensus, P.PUBLICATION_PUBLISH)
    address = public_url("publishing.overview", assessment_id=assessment_id)
    return Change(session, consensus, actor.person_id or 0, actor.name, clock.today(), clock.now(), address), grounds


def _grounds(consensus: OpenConsensus, permission: Permission) -> Grounds:
    allow(reason_not_in_council(current_actor(), permission, consensus.council_code))
    return read_grounds(db.session(), consensus)


def _asked_form() -> ChoiceForm:
    """What an address asks about: nothing is changed by it, so it needs no token."""
    return ChoiceForm(request.args, meta={"csrf": False})


def _reason_not(grounds: Grounds) -> str:
    reason = reason_not_in_council(current_actor(), P.PUBLICATION_PUBLISH, grounds.consensus.council_code)
    return reason or reason_abolished(grounds.ends_on, current_gateways().clock.today()) or ""


def _refused(grounds: Grounds, form: ChoiceForm, refusal: Refusal) -> Response:
    form.refuse(form[AT.get(type(refusal), "scores")], str(refusal))
    return _show(grounds, form, status=status_of(refusal))


def _show(
    grounds: Grounds, form: ChoiceForm | None = None, withdraw_form: WithdrawForm | None = None, *, status: int = 200
) -> Response:
    """The page as it stands, with the form that was sent as it was typed."""
    state, today = grounds.consensus.state, current_gateways().clock.today()
    if not state.is_signed_off:
        form = None
    elif form is None:
        form = ChoiceForm.of(grounds.publication, state.fingerprint, grounds.version, today)
    view = present_publishing(
        grounds,
        today,
        (form, withdraw_form or WithdrawForm(formdata=None, version=grounds.version)),
        reason_not=_reason_not(grounds),
        not_now="" if state.is_signed_off else NotSignedOffNow.sentence,
        notices=take_notices(),
    )
    return respond.page("publishing/overview.html", view, status=status)


def _back(assessment_id: int) -> Response:
    return respond.saved([], then=url_for("publishing.overview", assessment_id=assessment_id))
