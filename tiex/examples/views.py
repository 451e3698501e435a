"""Sharing an example of what worked: writing it, sending it, and what its author can do with it afterwards."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, flash, request, url_for

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_in_council
from tiex.content.tags import SERVICE_AREAS
from tiex.domain.examples import Content, ExampleChangedMeanwhile, Review, after_writing, missing
from tiex.domain.proposing import propose_tags
from tiex.examples import commands
from tiex.examples.commands import Sharing
from tiex.examples.forms import TAGS, ExampleForm, ProblemForm, StepForm
from tiex.examples.presenters import (
    MISSING_ID,
    SAVED_ID,
    MissingView,
    SavedView,
    leaf_url,
    present_edit,
    present_mine,
    present_own,
    present_problem,
)
from tiex.examples.queries import (
    Example,
    list_alike,
    list_events,
    list_own,
    open_own,
    open_published,
    read_brief,
)
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.gateways.clock import UK
from tiex.invitations.queries import check_own
from tiex.resources.queries import tag_names
from tiex.uploads.presenters import FilesView, present_files
from tiex.uploads.queries import list_all_files, list_uploads, open_place
from tiex.web import respond
from tiex.web.errors import status_of
from tiex.web.notices import take_notices
from tiex.web.respond import Part
from tiex.web.transaction import commits
from tiex.web.tries import limit_reports

blueprint = Blueprint("examples", __name__)
EDIT, SAVED, MISSING = "examples/edit.html", "cells/_saved.html", "examples/_missing.html"
P = Permission


@blueprint.get("/examples")
@requires(P.EXAMPLE_SHARE)
def mine() -> Response:
    view = present_mine(current_actor(), list_own(current_scope(), db.session()), take_notices())
    return respond.page("examples/mine.html", view)


@blueprint.post("/councils/<council_code>/examples")
@requires(P.EXAMPLE_SHARE)
@commits
def begin(council_code: str) -> Response:
    check_own(current_scope(), council_code)
    allow(reason_not_in_council(current_actor(), P.EXAMPLE_SHARE, council_code))
    example_id = commands.begin_example(sharing=_sharing(), council_code=council_code, content=Content())
    return respond.saved([], then=url_for("examples.edit", example_id=example_id))


@blueprint.get("/examples/<int:example_id>")
@requires(P.EXAMPLE_SHARE)
def own(example_id: int) -> Response:
    example, session = _open(example_id), db.session()
    view = present_own(example, list_all_files(session, example.id), list_events(session, example.id), take_notices())
    return respond.page("examples/own.html", view)


@blueprint.get("/examples/<int:example_id>/edit")
@requires(P.EXAMPLE_SHARE)
def edit(example_id: int) -> Response:
    example = _open(example_id)
    if example.review is Review.WAITING:
        return respond.saved([], then=url_for("examples.own", example_id=example_id))
    form, proposed = ExampleForm.of(example.content, example.version), ""
    elsewhere: tuple[str, ...] = ()
    if request.args.get("lacking"):
        elsewhere = form.refuse_missing(missing(example.content, read_brief(db.session(), example.id)))
    if request.args.get("propose"):
        found = _propose(example.content)
        proposed = _in_words(found, example.content) or "Nothing to propose yet: write a little more first."
        form.tick_also(found)
    return _show_edit(example, form, proposed=proposed, missing_elsewhere=elsewhere)


@blueprint.post("/examples/<int:example_id>/edit")
@requires(P.EXAMPLE_SHARE)
@commits
def save(example_id: int) -> Response:
    """Keeps the draft as it grows; by the button, goes on to what was asked for."""
    example, form = _open(example_id), ExampleForm()
    if not form.validate():
        return _refused(example, form, "Something is too long. The rest is kept here too.", 422)
    content = form.content(example.content)
    try:
        version = commands.write_example(
            sharing=_sharing(), example=example, version=form.seen_version, content=content, tab=form.tab.data or ""
        )
    except ExampleChangedMeanwhile as refusal:
        return _refused(_reopen(example_id), form, str(refusal), status_of(refusal))
    then = request.form.get("then", "")
    if then == "send":
        review = after_writing(example.review)
        return _send(replace(example, content=content, version=version, review=review))
    saved = SavedView(SAVED_ID, version, f"Saved at {_time()}", is_saved=True)
    if then == "files":
        return respond.moved_on(url_for("uploads.files", example_id=example_id))
    if then == "tags":
        return respond.moved_on(f"{url_for('examples.edit', example_id=example_id, propose='y')}#about")
    if not respond.is_htmx():
        flash(f"Your draft is saved, at {_time()}.")
    parts = [Part(SAVED_ID, SAVED, saved), Part(MISSING_ID, MISSING, MissingView(MISSING_ID))]
    return respond.saved(parts, then=url_for("examples.edit", example_id=example_id))


@blueprint.post("/examples/<int:example_id>/take-back")
@requires(P.EXAMPLE_SHARE)
@commits
def take_back(example_id: int) -> Response:
    commands.take_back(sharing=_sharing(), example=_open(example_id), version=StepForm().seen_version)
    flash("You have it back. Only you see your changes until you send it again.")
    return respond.saved([], then=url_for("examples.edit", example_id=example_id))


@blueprint.post("/examples/<int:example_id>/withdraw")
@requires(P.EXAMPLE_SHARE)
@commits
def withdraw(example_id: int) -> Response:
    commands.withdraw_example(sharing=_sharing(), example=_open(example_id), version=StepForm().seen_version)
    flash("Others no longer read it. If you change your mind, send it to the editors again.")
    return respond.saved([], then=url_for("examples.own", example_id=example_id))


@blueprint.post("/examples/<int:example_id>/remove")
@requires(P.EXAMPLE_SHARE)
@commits
def remove(example_id: int) -> Response:
    commands.remove_draft(sharing=_sharing(), example=_open(example_id), version=StepForm().seen_version)
    flash("The draft is deleted.")
    return respond.saved([], then=url_for("examples.mine"))


@blueprint.get("/examples/<int:example_id>/problem")
@requires(P.EXAMPLE_READ)
def ask_problem(example_id: int) -> Response:
    return _show_problem(open_published(current_scope(), db.session(), example_id), ProblemForm())


@blueprint.post("/examples/<int:example_id>/problem")
@limit_reports
@requires(P.EXAMPLE_READ)
@commits
def report(example_id: int) -> Response:
    example, form = open_published(current_scope(), db.session(), example_id), ProblemForm()
    if not form.validate():
        return _show_problem(example, form, 422)
    commands.report_problem(sharing=_sharing(), example=example, words=form.words.data or "")
    flash("Thank you. An editor looks at it.")
    return respond.saved([], then=leaf_url(example))


def _open(example_id: int) -> Example:
    return open_own(current_scope(), db.session(), example_id)


def _reopen(example_id: int) -> Example:
    db.session.rollback()
    return _open(example_id)


def _sharing() -> Sharing:
    return Sharing(db.session(), current_actor().person_id, current_gateways().clock.now())


def _time() -> str:
    return f"{current_gateways().clock.now().astimezone(UK):%H:%M}"


def _show_edit(
    example: Example, form: ExampleForm, *, proposed: str = "", missing_elsewhere: Sequence[str] = ()
) -> Response:
    events, files = list_events(db.session(), example.id), _files(example)
    lacking = [("#files", sentence) for sentence in missing_elsewhere]
    view = present_edit(example, form, events, missing=lacking, proposed=proposed, files=files, notices=take_notices())
    return respond.page(EDIT, view)


def _files(example: Example) -> FilesView:
    scope, session = current_scope(), db.session()
    uploads = list_uploads(scope, session, example.id)
    return present_files(open_place(scope, session, example.id), list_all_files(session, example.id), uploads)


def _refused(example: Example, form: ExampleForm, sentence: str, status: int) -> Response:
    """What was typed stays; after a change in another window with what that saved, so that saving again is a choice."""
    is_conflict = status == status_of(ExampleChangedMeanwhile())
    form.version.data = str(example.version)
    saved = SavedView(
        SAVED_ID,
        example.version,
        sentence,
        theirs=example.title if is_conflict else None,
        reload_url=url_for("examples.edit", example_id=example.id),
    )
    if is_conflict and not respond.is_htmx():
        form.refuse(form.title, sentence)
    view = present_edit(example, form, saved=saved, files=_files(example))
    return respond.invalid([Part(SAVED_ID, SAVED, saved)], template=EDIT, view=view, status=status)


def _send(example: Example) -> Response:
    """The draft is saved in any case; what it lacks is said where it is missing."""
    lacking = missing(example.content, read_brief(db.session(), example.id))
    if not lacking:
        commands.send_example(sharing=_sharing(), example=example, version=example.version)
        flash("Sent. An editor reads it, usually within five working days; you hear from us by e-mail.")
        return respond.moved_on(url_for("examples.own", example_id=example.id))
    rows = tuple((f"#{name}", sentence) for name, sentence in lacking)
    saved = SavedView(SAVED_ID, example.version, f"Saved at {_time()}, not sent yet", is_saved=True)
    parts = [Part(SAVED_ID, SAVED, saved), Part(MISSING_ID, MISSING, MissingView(MISSING_ID, rows))]
    return respond.saved(parts, then=url_for("examples.edit", example_id=example.id, lacking="y"))


def _propose(content: Content) -> dict[str, tuple[str, ...]]:
    """From what it says, and from the resources that are most like it; nothing where the search is away."""
    alike = list_alike(current_scope(), db.session(), current_gateways().finder, f"{content.title} {content.problem}")
    tags = ({name: getattr(one.entry, name) for name in TAGS} for one in alike)
    return propose_tags(f"{content.title} {content.problem} {content.done}", tags, SERVICE_AREAS)


def _in_words(proposed: dict[str, tuple[str, ...]], content: Content) -> str:
    """The names of what was ticked and had not been."""
    names = dict(zip(TAGS, tag_names().values(), strict=True))
    fresh = [names[kind][key] for kind in TAGS for key in proposed.get(kind, ()) if key not in getattr(content, kind)]
    return f"Ticked for you: {', '.join(fresh)}. Untick what does not fit, then save." if fresh else ""


def _show_problem(example: Example, form: ProblemForm, status: int = 200) -> Response:
    return respond.page("examples/problem.html", present_problem(example, form), status=status)
