"""The page of a resource with what councils make of it, the list of a council, and reports of what was tried."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_edit_resources, reason_not_in_council
from tiex.domain.uses import GoneFromCatalogue, ListedNoteChangedMeanwhile, TrialChangedMeanwhile, Worked
from tiex.examples.presenters import SharedView, present_shared
from tiex.examples.queries import find_of_resource, is_reachable
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.hub.views import blueprint as resources
from tiex.invitations.queries import check_own, open_council
from tiex.resources.presenters import present_resource
from tiex.resources.queries import Resource, list_related, open_resource
from tiex.uploads.queries import list_ready_files
from tiex.uses import commands
from tiex.uses.commands import Report, Using
from tiex.uses.forms import NoteForm, SaveForm, TakeDownForm, TrialForm
from tiex.uses.presenters import (
    NoteFields,
    Problem,
    present_aside,
    present_leaf,
    present_list,
    present_tried,
    present_uses,
    unsaved_note,
)
from tiex.uses.queries import find_trial, list_standings, list_trials, place_of_trial, read_list
from tiex.web import respond
from tiex.web.errors import status_of
from tiex.web.notices import take_notices
from tiex.web.respond import MORPH, Part
from tiex.web.transaction import commits

blueprint = Blueprint("uses", __name__)
LEAF, LIST, TRIED = "resources/resource.html", "uses/council_list.html", "uses/tried.html"
P = Permission


# Named for the catalogue, as the rest of the exchange knows it; it stands here to see what councils make of it.
@resources.get("/resources/<resource_id>")
@requires(P.RESOURCE_READ)
def resource(resource_id: str) -> Response:
    """What was merged into another resource leads there."""
    found = open_resource(current_scope(), db.session(), resource_id)
    if found.merged_into is not None:
        return make_response(redirect(url_for("resources.resource", resource_id=found.merged_into), 301))
    return _show_leaf(found)


@blueprint.get("/councils/<council_code>/resources")
@requires(P.LIST_READ)
def council_list(council_code: str) -> Response:
    _check(council_code, P.LIST_READ)
    return _show_list(council_code)


@blueprint.post("/councils/<council_code>/resources")
@requires(P.LIST_CHANGE)
@commits
def save(council_code: str) -> Response:
    _check(council_code, P.LIST_CHANGE)
    form = SaveForm()
    is_valid = form.validate()
    found = _open_still(form.resource_id.data or "")
    using = _using(council_code, found.id)
    if not is_valid:
        return _show_unsaved(using, found, form.note.data or "", str(form.note.errors[0]))
    try:
        commands.list_resource(using=using, note=form.note.data or "")
    except ListedNoteChangedMeanwhile as refusal:
        return _show_conflict(using, form.note.data or "", refusal)
    flash(f"“{found.entry.title}” is on your council’s list.")
    return _to_list(council_code)


@blueprint.post("/councils/<council_code>/resources/<resource_id>/note")
@requires(P.LIST_CHANGE)
@commits
def change(council_code: str, resource_id: str) -> Response:
    _check(council_code, P.LIST_CHANGE)
    using, form = _using(council_code, resource_id), NoteForm()
    if not form.validate():
        commands.check_listed(using=using)
        typed = unsaved_note(resource_id, form.note.data or "", form.seen_version, str(form.note.errors[0]))
        return _show_list(council_code, typed, using, 422)
    try:
        commands.change_note(using=using, version=form.seen_version, note=form.note.data or "")
    except ListedNoteChangedMeanwhile as refusal:
        return _show_conflict(using, form.note.data or "", refusal)
    flash("Your note is saved.")
    return _to_list(council_code)


@blueprint.post("/councils/<council_code>/resources/<resource_id>/remove")
@requires(P.LIST_CHANGE)
@commits
def remove(council_code: str, resource_id: str) -> Response:
    _check(council_code, P.LIST_CHANGE)
    commands.unlist_resource(using=_using(council_code, resource_id))
    flash("It is no longer on your council’s list.")
    return _to_list(council_code)


@blueprint.post("/councils/<council_code>/resources/<resource_id>/not-for-us")
@requires(P.RESOURCE_SET_ASIDE)
@commits
def set_aside(council_code: str, resource_id: str) -> Response:
    _check(council_code, P.RESOURCE_SET_ASIDE)
    found = _open(resource_id)
    using = _using(council_code, found.id)
    commands.set_aside(using=using)
    return _aside_saved(using, found.entry.title, is_aside=True)


@blueprint.post("/councils/<council_code>/resources/<resource_id>/for-us")
@requires(P.RESOURCE_SET_ASIDE)
@commits
def suggest_again(council_code: str, resource_id: str) -> Response:
    _check(council_code, P.RESOURCE_SET_ASIDE)
    using = _using(council_code, resource_id)
    commands.suggest_again(using=using)
    return _aside_saved(using, request.form.get("title", "")[:200], is_aside=False)


@blueprint.get("/councils/<council_code>/resources/<resource_id>/tried")
@requires(P.TRIAL_REPORT)
def tried(council_code: str, resource_id: str) -> Response:
    _check(council_code, P.TRIAL_REPORT)
    found = _open(resource_id)
    own = find_trial(current_scope(), db.session(), council_code, found.id)
    return _show_tried(council_code, found, TrialForm.of(own))


@blueprint.post("/councils/<council_code>/resources/<resource_id>/tried")
@requires(P.TRIAL_REPORT)
@commits
def report(council_code: str, resource_id: str) -> Response:
    _check(council_code, P.TRIAL_REPORT)
    found, form = _open_still(resource_id), TrialForm()
    if not form.validate():
        return _show_tried(council_code, found, form, 422)
    said = Report(Worked(form.worked.data or ""), form.what_changed.data or "", bool(form.may_contact.data))
    try:
        commands.report_trial(using=_reporting(council_code, found), version=form.seen_version, report=said)
    except TrialChangedMeanwhile as refusal:
        form.refuse(form.what_changed, str(refusal))
        return _show_tried(council_code, found, form, status_of(refusal), is_conflict=True)
    flash("Thank you. Other councils can read what came of it.")
    return _to_leaf(found.id)


@blueprint.post("/councils/<council_code>/resources/<resource_id>/tried/withdraw")
@requires(P.TRIAL_REPORT)
@commits
def withdraw(council_code: str, resource_id: str) -> Response:
    _check(council_code, P.TRIAL_REPORT)
    found, form = _open(resource_id), TrialForm()
    commands.withdraw_trial(using=_reporting(council_code, found), version=form.seen_version)
    flash("Your council’s report is withdrawn.")
    return _to_leaf(found.id)


@blueprint.post("/editor/tried/<int:trial_id>/take-down")
@requires(P.RESOURCE_EDIT)
@commits
def take_down(trial_id: int) -> Response:
    using, form = _moderating(trial_id), TakeDownForm()
    if not form.validate():
        problem = Problem(f"#reason-{trial_id}", str(form.reason.errors[0]))
        return _show_leaf(_open(using.resource_id), [problem], status=422)
    commands.take_down(using=using, reason=form.reason.data or "")
    flash("Others no longer see that report.")
    return _to_leaf(using.resource_id)


@blueprint.post("/editor/tried/<int:trial_id>/put-back")
@requires(P.RESOURCE_EDIT)
@commits
def put_back(trial_id: int) -> Response:
    using = _moderating(trial_id)
    commands.put_back(using=using)
    flash("Others see that report again.")
    return _to_leaf(using.resource_id)


def _check(council_code: str, permission: Permission) -> None:
    """Another council is not there; one's own may be for others in it."""
    check_own(current_scope(), council_code)
    allow(reason_not_in_council(current_actor(), permission, council_code))


def _open(resource_id: str) -> Resource:
    """What can be read; for one that was merged, the one that it was merged into."""
    found = open_resource(current_scope(), db.session(), resource_id)
    return found if found.merged_into is None else open_resource(current_scope(), db.session(), found.merged_into)


def _open_still(resource_id: str) -> Resource:
    """The same for what was written about it: GoneFromCatalogue, with which nothing that was typed is lost."""
    try:
        return _open(resource_id)
    except NotFound:
        raise GoneFromCatalogue from None


def _reporting(council_code: str, found: Resource) -> Using:
    """Where the council's report stands: it may be on what was merged into this resource."""
    own = find_trial(current_scope(), db.session(), council_code, found.id)
    return _using(council_code, own.resource_id if own else found.id)


def _using(council_code: str, resource_id: str) -> Using:
    actor_id, now = current_actor().person_id or 0, current_gateways().clock.now()
    return Using(db.session(), council_code, resource_id, actor_id, now)


def _moderating(trial_id: int) -> Using:
    place = place_of_trial(db.session(), trial_id)
    if place is None:
        raise NotFound
    return _using(*place)


def _to_list(council_code: str) -> Response:
    return respond.saved([], then=url_for("uses.council_list", council_code=council_code))


def _to_leaf(resource_id: str) -> Response:
    return respond.saved([], then=url_for("resources.resource", resource_id=resource_id))


def _aside_saved(using: Using, title: str, *, is_aside: bool) -> Response:
    """In place where it was pressed, so that a long page stays where it is."""
    actor = current_actor()
    by = (actor.name, using.now) if is_aside else None
    view = present_aside(actor, using.council_code, using.resource_id, title, by)
    part = Part(view.id, "uses/_aside.html", view, MORPH)
    return respond.saved([part], then=respond.current_path())


def _show_leaf(
    found: Resource, problems: Sequence[Problem] = (), typed: Mapping[str, NoteFields] | None = None, status: int = 200
) -> Response:
    actor, scope, session = current_actor(), current_scope(), db.session()
    can_edit = may_edit_resources(actor)
    standings = list_standings(scope, session, found.id)
    trials = list_trials(scope, session, found.id, sees_taken_down=can_edit)
    uses = present_uses(actor, found, standings, trials, notices=take_notices(), problems=problems, typed=typed)
    leaf = present_resource(found, list_related(scope, session, found), can_edit=can_edit)
    return respond.page(LEAF, present_leaf(leaf, uses, _shared(found)), status=status)


def _shared(found: Resource) -> SharedView | None:
    """What a council says in the example that this resource is; None where it is something on another site."""
    if found.example_id is None:
        return None
    scope, session = current_scope(), db.session()
    example = find_of_resource(scope, session, found.id)
    if example is None or example.published is None:
        raise NotFound
    is_told = scope.person_id is not None and is_reachable(session, example)
    files = list_ready_files(session, example.published_files)
    problem_url = url_for("examples.ask_problem", example_id=example.id)
    return present_shared(example, example.published, files, is_told=is_told, problem_url=problem_url)


def _show_list(
    council_code: str, typed: NoteFields | None = None, using: Using | None = None, status: int = 200
) -> Response:
    found = read_list(current_scope(), db.session(), council_code)
    notes = {using.resource_id: typed} if using and typed else {}
    return respond.page(LIST, present_list(current_actor(), found, typed=notes, notices=take_notices()), status=status)


def _show_unsaved(using: Using, found: Resource, text: str, error: str) -> Response:
    """What was typed and what is wrong with it, where a note can be written: where it is listed meanwhile, there."""
    listed = read_list(current_scope(), db.session(), using.council_code).listed
    there = next((one for one in listed if one.resource_id == found.id), None)
    if there is not None:
        return _show_list(using.council_code, unsaved_note(found.id, text, 0, error, there), using, 422)
    typed = unsaved_note(using.council_code, text, 0, error)
    return _show_leaf(found, [Problem(f"#{typed.id}", error)], {using.council_code: typed}, 422)


def _show_conflict(using: Using, text: str, refusal: ListedNoteChangedMeanwhile) -> Response:
    db.session.rollback()
    listed = read_list(current_scope(), db.session(), using.council_code).listed
    newest = next((one for one in listed if one.resource_id == using.resource_id), None)
    typed = unsaved_note(using.resource_id, text, 0, str(refusal), newest)
    return _show_list(using.council_code, typed, using, status_of(refusal))


def _show_tried(
    council_code: str, found: Resource, form: TrialForm, status: int = 200, *, is_conflict: bool = False
) -> Response:
    """The form as typed; after a change by somebody else with what they said."""
    db.session.rollback()
    scope, session = current_scope(), db.session()
    own = find_trial(scope, session, council_code, found.id)
    if is_conflict:
        form.version.data = str(own.version if own else 0)
    council = open_council(scope, session, council_code)
    view = present_tried(found, (council.code, council.name), form, own, is_conflict=is_conflict)
    return respond.page(TRIED, view, status=status)
