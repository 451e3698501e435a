"""The comparison of a council's result with those of others, and the groups that its people choose for it."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council, reason_not_in_council
from tiex.comparison import commands
from tiex.comparison.commands import Choosing
from tiex.comparison.forms import GroupForm, read_choice
from tiex.comparison.presenters import address_of, present_comparison, present_group
from tiex.comparison.queries import (
    Choice,
    SavedGroup,
    compare,
    find_group,
    list_names,
    list_register,
    read_around,
    read_own,
)
from tiex.consensus.queries import OpenConsensus, open_consensus
from tiex.domain.comparators import (
    Comparator,
    Group,
    GroupNameMissing,
    GroupNameTaken,
    GroupNameTooLong,
    check_group,
)
from tiex.domain.errors import Refusal
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.web import respond
from tiex.web.errors import status_of
from tiex.web.respond import MORPH, Part
from tiex.web.transaction import commits

blueprint = Blueprint("comparison", __name__, url_prefix="/assessments/<int:assessment_id>/comparison")
PAGE, GROUP = "comparison/comparison.html", "comparison/group.html"
P = Permission
OF_THE_NAME = (GroupNameMissing, GroupNameTooLong, GroupNameTaken)


@blueprint.get("")
@requires(P.COMPARISON_READ)
def comparison(assessment_id: int) -> Response:
    consensus, session = _open(assessment_id, P.COMPARISON_READ), db.session()
    around = read_around(session, consensus.council_code)
    choice = read_choice(request.args, around)
    if choice is None:
        raise NotFound
    view = present_comparison(
        consensus,
        read_own(session, consensus),
        around,
        choice,
        compare(current_scope(), session, consensus.assessment.edition, around, choice),
        can_choose=may_in_council(current_actor(), P.COMPARISON_GROUP, consensus.council_code),
    )
    parts = [Part("comparison", "comparison/_comparison.html", view, MORPH)]
    address = address_of(assessment_id, choice)
    return respond.narrowed(parts, title=view.title, address=address, typed="", template=PAGE, view=view)


@blueprint.get("/groups")
@requires(P.COMPARISON_GROUP)
def new_group(assessment_id: int) -> Response:
    consensus = _open(assessment_id, P.COMPARISON_GROUP)
    return respond.page(GROUP, present_group(consensus, GroupForm.of(Group("", ()), ())))


@blueprint.post("/groups")
@requires(P.COMPARISON_GROUP)
@commits
def save_group(assessment_id: int) -> Response:
    consensus, form = _open(assessment_id, P.COMPARISON_GROUP), GroupForm()
    group = _read_group(consensus, form)
    if group is None:
        return _unsaved(consensus, form)
    try:
        group_id = commands.save_group(choosing=_choosing(consensus), group=group)
    except Refusal as refusal:
        return _refused(consensus, form, refusal)
    return _to(assessment_id, SavedGroup(group_id, group))


@blueprint.get("/groups/<int:group_id>")
@requires(P.COMPARISON_GROUP)
def group(assessment_id: int, group_id: int) -> Response:
    consensus = _open(assessment_id, P.COMPARISON_GROUP)
    saved = _find(consensus, group_id)
    names = list_names(db.session(), saved.group.members)
    return respond.page(GROUP, present_group(consensus, GroupForm.of(saved.group, names), saved))


@blueprint.post("/groups/<int:group_id>")
@requires(P.COMPARISON_GROUP)
@commits
def change_group(assessment_id: int, group_id: int) -> Response:
    consensus, form = _open(assessment_id, P.COMPARISON_GROUP), GroupForm()
    saved = _find(consensus, group_id)
    group = _read_group(consensus, form)
    if group is None:
        return _unsaved(consensus, form, saved)
    before = Group(saved.group.name, saved.group.members, form.seen_version)
    try:
        commands.change_group(choosing=_choosing(consensus), group_id=group_id, before=before, group=group)
    except Refusal as refusal:
        return _refused(consensus, form, refusal, saved)
    return _to(assessment_id, SavedGroup(group_id, group))


@blueprint.post("/groups/<int:group_id>/remove")
@requires(P.COMPARISON_GROUP)
@commits
def remove_group(assessment_id: int, group_id: int) -> Response:
    consensus = _open(assessment_id, P.COMPARISON_GROUP)
    saved = _find(consensus, group_id)
    commands.remove_group(choosing=_choosing(consensus), group_id=saved.id)
    return respond.moved_on(address_of(assessment_id))


def _open(assessment_id: int, permission: Permission) -> OpenConsensus:
    consensus = open_consensus(current_scope(), db.session(), assessment_id)
    allow(reason_not_in_council(current_actor(), permission, consensus.council_code))
    return consensus


def _find(consensus: OpenConsensus, group_id: int) -> SavedGroup:
    saved = find_group(db.session(), consensus.council_code, group_id)
    if saved is None:
        raise NotFound
    return saved


def _choosing(consensus: OpenConsensus) -> Choosing:
    now = current_gateways().clock.now()
    return Choosing(db.session(), consensus.council_code, current_actor().person_id or 0, now)


def _read_group(consensus: OpenConsensus, form: GroupForm) -> Group | None:
    """The group as it was typed; None where the form says what is wrong with it."""
    if not form.validate():
        return None
    named = form.read_councils(list_register(db.session()))
    if named.problems:
        form.councils.errors = list(named.problems)
        return None
    try:
        return check_group(form.name.data or "", named.codes, consensus.council_code)
    except Refusal as refusal:
        form.refuse(form.name if isinstance(refusal, OF_THE_NAME) else form.councils, str(refusal))
        return None


def _unsaved(consensus: OpenConsensus, form: GroupForm, saved: SavedGroup | None = None, status: int = 422) -> Response:
    return respond.page(GROUP, present_group(consensus, form, saved), status=status)


def _refused(consensus: OpenConsensus, form: GroupForm, refusal: Refusal, saved: SavedGroup | None = None) -> Response:
    form.refuse(form.name, str(refusal))
    if saved is not None:
        # Whoever saves again has read that there is another version.
        form.version.data = str(saved.group.version)
    return _unsaved(consensus, form, saved, status_of(refusal))


def _to(assessment_id: int, saved: SavedGroup) -> Response:
    return respond.moved_on(address_of(assessment_id, Choice(Comparator.SAVED, saved)))
