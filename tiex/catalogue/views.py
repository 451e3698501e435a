"""The desk of those who look after the catalogue: adding, editing, hiding and merging resources."""

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for

from tiex.access.guard import current_actor, requires
from tiex.access.permissions import Permission
from tiex.catalogue.presenters import present_desk, present_edit, present_merge, present_new
from tiex.domain.errors import Refusal
from tiex.domain.resources import AddressTaken, AlreadyMerged, ResourceChangedMeanwhile
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.resources.commands import (
    Keeping,
    add_resource,
    edit_resource,
    merge_resource,
    separate_resource,
    show_resource,
)
from tiex.resources.forms import HideForm, MergeForm, ResourceForm, read_shown, read_word
from tiex.resources.queries import Resource, free_id, list_candidates, list_for_editors, read_resource
from tiex.web import respond
from tiex.web.errors import status_of
from tiex.web.notices import take_notices
from tiex.web.transaction import commits

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/editor/resources")
@requires(Permission.RESOURCE_EDIT)
def index() -> Response:
    shown, searched = read_shown(request.args)
    listed = list_for_editors(db.session(), shown, searched, request.args.get("page", 1, type=int))
    return respond.page("resources/desk.html", present_desk(listed, shown, searched, take_notices()))


@blueprint.get("/editor/resources/new")
@requires(Permission.RESOURCE_EDIT)
def new() -> Response:
    return respond.page("resources/edit.html", present_new(ResourceForm()))


@blueprint.post("/editor/resources")
@requires(Permission.RESOURCE_EDIT)
@commits
def add() -> Response:
    form = ResourceForm()
    if form.validate():
        entry = form.entry(free_id(db.session(), form.title.data or ""))
        try:
            add_resource(keeping=_keeping(), entry=entry)
        except AddressTaken as refusal:
            form.refuse(form.url, str(refusal))
        else:
            flash(f"“{entry.title}” is in the catalogue.")
            return _to(entry.id)
    return respond.page("resources/edit.html", present_new(form), status=422)


@blueprint.get("/editor/resources/<resource_id>")
@requires(Permission.RESOURCE_EDIT)
def edit(resource_id: str) -> Response:
    resource = read_resource(db.session(), resource_id)
    if resource.example_id is not None:
        return make_response(redirect(url_for("moderation.example", example_id=resource.example_id), 303))
    form = ResourceForm.of(resource.entry, resource.version)
    into = read_resource(db.session(), resource.merged_into) if resource.merged_into else None
    view = present_edit(resource, (form, HideForm(version=resource.version)), notices=take_notices(), into=into)
    return respond.page("resources/edit.html", view)


@blueprint.post("/editor/resources/<resource_id>")
@requires(Permission.RESOURCE_EDIT)
@commits
def save(resource_id: str) -> Response:
    read_resource(db.session(), resource_id)
    form = ResourceForm()
    if not form.validate():
        return _show(resource_id, form, 422)
    try:
        edit_resource(keeping=_keeping(), version=form.seen_version, entry=form.entry(resource_id))
    except AddressTaken as refusal:
        form.refuse(form.url, str(refusal))
        return _show(resource_id, form, 422)
    except ResourceChangedMeanwhile as refusal:
        form.refuse(form.title, str(refusal))
        return _show(resource_id, form, status_of(refusal))
    flash("Your changes are saved.")
    return _to(resource_id)


@blueprint.post("/editor/resources/<resource_id>/hide")
@requires(Permission.RESOURCE_EDIT)
@commits
def hide(resource_id: str) -> Response:
    return _set_hidden(resource_id, is_hidden=True, said="Visitors no longer see this resource.")


@blueprint.post("/editor/resources/<resource_id>/show")
@requires(Permission.RESOURCE_EDIT)
@commits
def show(resource_id: str) -> Response:
    return _set_hidden(resource_id, is_hidden=False, said="Visitors see this resource again.")


@blueprint.get("/editor/resources/<resource_id>/merge")
@requires(Permission.RESOURCE_EDIT)
def choose_target(resource_id: str) -> Response:
    return _show_merge(resource_id, MergeForm(version=read_resource(db.session(), resource_id).version))


@blueprint.post("/editor/resources/<resource_id>/merge")
@requires(Permission.RESOURCE_EDIT)
@commits
def merge(resource_id: str) -> Response:
    read_resource(db.session(), resource_id)
    form = MergeForm()
    if not form.validate():
        return _show_merge(resource_id, form, 422)
    into_id = form.into.data or ""
    try:
        merge_resource(keeping=_keeping(), resource_id=resource_id, version=form.seen_version, into_id=into_id)
    except (AlreadyMerged, ResourceChangedMeanwhile):
        raise
    except Refusal as refusal:
        form.refuse(form.into, str(refusal))
        return _show_merge(resource_id, form, 422)
    flash("Merged. Whoever comes to the old address is led to this resource.")
    return _to(into_id)


@blueprint.post("/editor/resources/<resource_id>/separate")
@requires(Permission.RESOURCE_EDIT)
@commits
def separate(resource_id: str) -> Response:
    form = HideForm()
    separate_resource(keeping=_keeping(), resource_id=resource_id, version=form.seen_version)
    flash("This resource stands for itself again.")
    return _to(resource_id)


def _keeping() -> Keeping:
    return Keeping(db.session(), current_actor().person_id, current_gateways().clock.now())


def _to(resource_id: str) -> Response:
    return respond.saved([], then=url_for("catalogue.edit", resource_id=resource_id))


def _still_editable(resource_id: str) -> Resource:
    """AlreadyMerged, with which nothing that was typed is lost, where it is merged by now: its page has no form."""
    resource = read_resource(db.session(), resource_id)
    if resource.merged_into is not None:
        raise AlreadyMerged
    return resource


def _set_hidden(resource_id: str, *, is_hidden: bool, said: str) -> Response:
    resource, form = _still_editable(resource_id), HideForm()
    if not form.validate():
        edit_form = ResourceForm.of(resource.entry, resource.version)
        return respond.page("resources/edit.html", present_edit(resource, (edit_form, form)), status=422)
    show_resource(
        keeping=_keeping(),
        resource_id=resource_id,
        version=form.seen_version,
        is_hidden=is_hidden,
        reason=form.reason.data or "",
    )
    flash(said)
    return _to(resource_id)


def _show(resource_id: str, form: ResourceForm, status: int) -> Response:
    """The form as typed; after a change by somebody else with what they saved, so that saving again is a choice."""
    db.session.rollback()
    resource = _still_editable(resource_id)
    is_newer = form.seen_version != resource.version
    differences = form.differences_from(resource.entry) if is_newer else None
    form.version.data = str(resource.version)
    view = present_edit(resource, (form, HideForm(formdata=None, version=resource.version)), differences=differences)
    return respond.page("resources/edit.html", view, status=status)


def _show_merge(resource_id: str, form: MergeForm, status: int = 200) -> Response:
    resource = read_resource(db.session(), resource_id)
    searched = read_word(request.args, default=resource.entry.title)
    candidates = list_candidates(db.session(), resource_id, searched)
    return respond.page("resources/merge.html", present_merge(resource, candidates, searched, form), status=status)
