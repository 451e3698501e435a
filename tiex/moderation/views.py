"""The editors' desk of examples: who waits, reading one, and deciding."""

from flask import Blueprint, Response, flash, request, url_for

from tiex.access.guard import current_actor, requires
from tiex.access.permissions import Permission
from tiex.domain.examples import Review
from tiex.examples.commands import Sharing
from tiex.examples.forms import StepForm, TagsForm
from tiex.examples.queries import (
    Example,
    count_for_editors,
    count_problems,
    list_events,
    list_for_editors,
    list_problems,
    open_for_editors,
)
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.moderation import commands
from tiex.moderation.forms import WordsForm, read_shown
from tiex.moderation.presenters import present_desk, present_queue
from tiex.uploads.queries import list_all_files, list_ready_files
from tiex.web import respond
from tiex.web.notices import take_notices
from tiex.web.transaction import commits

blueprint = Blueprint("moderation", __name__, url_prefix="/editor/examples")
P = Permission


@blueprint.get("")
@requires(P.EXAMPLE_REVIEW)
def index() -> Response:
    session, shown = db.session(), read_shown(request.args)
    problems = count_problems(session)
    view = present_queue(
        list_for_editors(session, shown),
        count_for_editors(session),
        problems,
        shown,
        current_gateways().clock.now(),
        is_scanned=_is_scanned(),
        notices=take_notices(),
    )
    return respond.page("moderation/queue.html", view)


@blueprint.get("/<int:example_id>")
@requires(P.EXAMPLE_REVIEW)
def example(example_id: int) -> Response:
    return _show(_open(example_id), WordsForm(formdata=None))


@blueprint.post("/<int:example_id>/take-up")
@requires(P.EXAMPLE_REVIEW)
@commits
def take_up(example_id: int) -> Response:
    commands.take_up(sharing=_sharing(), example=_open(example_id))
    flash("The other editors see that you read it.")
    return _to(example_id)


@blueprint.post("/<int:example_id>/decide")
@requires(P.EXAMPLE_REVIEW)
@commits
def decide(example_id: int) -> Response:
    found, form = _open(example_id), WordsForm()
    sharing, decision = _sharing(), request.form.get("decision", "")
    if decision == "publish":
        commands.publish(sharing=sharing, example=found, version=form.seen_version)
        flash("It is published.")
        return _to(example_id)
    if not form.validate():
        return _show(found, form, 422)
    act = commands.decline if decision == "decline" else commands.ask_changes
    act(sharing=sharing, example=found, version=form.seen_version, words=form.words.data or "")
    flash("Declined; its author knows why." if decision == "decline" else "Its author knows what to change.")
    return _to(example_id)


@blueprint.post("/<int:example_id>/tags")
@requires(P.EXAMPLE_REVIEW)
@commits
def tag(example_id: int) -> Response:
    found, form = _open(example_id), TagsForm()
    if not form.validate():
        return _show(found, WordsForm(formdata=None), 422)
    commands.tag(sharing=_sharing(), example=found, version=form.seen_version, content=form.tagged(found.content))
    flash("It is filed under these now.")
    return _to(example_id)


@blueprint.post("/<int:example_id>/take-down")
@requires(P.EXAMPLE_REVIEW)
@commits
def take_down(example_id: int) -> Response:
    found, form = _open(example_id), WordsForm()
    if not form.validate():
        return _show(found, form, 422)
    commands.take_down(sharing=_sharing(), example=found, version=form.seen_version, words=form.words.data or "")
    flash("Nobody reads it any more.")
    return _to(example_id)


@blueprint.post("/<int:example_id>/put-back")
@requires(P.EXAMPLE_REVIEW)
@commits
def put_back(example_id: int) -> Response:
    commands.put_back(sharing=_sharing(), example=_open(example_id), version=StepForm().seen_version)
    flash("It can be read again.")
    return _to(example_id)


@blueprint.post("/<int:example_id>/problems/<int:problem_id>/settle")
@requires(P.EXAMPLE_REVIEW)
@commits
def settle(example_id: int, problem_id: int) -> Response:
    commands.settle_problem(sharing=_sharing(), example=_open(example_id), problem_id=problem_id)
    flash("That problem is settled.")
    return _to(example_id)


def _open(example_id: int) -> Example:
    return open_for_editors(db.session(), example_id)


def _sharing() -> Sharing:
    return Sharing(db.session(), current_actor().person_id, current_gateways().clock.now())


def _is_scanned() -> bool:
    return current_gateways().scanner.is_configured


def _to(example_id: int) -> Response:
    return respond.saved([], then=url_for("moderation.example", example_id=example_id))


def _show(found: Example, form: WordsForm, status: int = 200) -> Response:
    session = db.session()
    tags_form = TagsForm(formdata=None, data=found.content.stored() | {"version": found.version})
    told = list_events(session, found.id), list_problems(session, found.id)
    is_sent = found.review is Review.WAITING
    files = list_all_files(session, found.id) if is_sent else list_ready_files(session, found.published_files)
    view = present_desk(
        current_actor(), found, files, told, (form, tags_form), is_scanned=_is_scanned(), notices=take_notices()
    )
    return respond.page("moderation/example.html", view, status=status)
