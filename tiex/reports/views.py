"""Taking away one's own result, what the council agreed, or a record of it: the page, and each file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, url_for
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_in_council, reason_not_to_read
from tiex.assessments import queries
from tiex.assessments.presenters import place_of, url_of
from tiex.assessments.queries import OpenResponse, open_response, read_answers, read_notes
from tiex.consensus.presenters import signoff_sentence
from tiex.consensus.queries import OpenConsensus, open_consensus
from tiex.domain.answers import Note
from tiex.domain.edition import Edition
from tiex.domain.scoring import Answers
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.papers.formats import offers_for, order_of, plain_file
from tiex.papers.json_document import SCHEMA
from tiex.papers.report import Frame, Report
from tiex.records.queries import find_record
from tiex.reports.presenters import (
    Standing,
    file_name,
    frame_of,
    present_take_away,
    report_of,
    standing_of_agreed,
    standing_of_own,
    standing_of_record,
)
from tiex.results.presenters import present_result
from tiex.suggestions.views import suggest_for
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.filters import uk_date
from tiex.web.giving import download
from tiex.web.printing import NOT_MADE, give_printed

blueprint = Blueprint("reports", __name__)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is taken away. `read` gives its answers and notes, which only a file needs."""

    response: OpenResponse
    standing: Standing
    may: queries.Standing
    crumbs: Sequence[tuple[str, str]]
    read: Callable[[], tuple[Answers, Sequence[Note]]]
    url_of_file: Callable[[str], str]


@blueprint.get("/responses/<int:response_id>/take-away")
@requires(Permission.RESPONSE_READ)
def own(response_id: int) -> Response:
    return _page(_own(response_id))


@blueprint.get("/responses/<int:response_id>/take-away/<paper>")
@requires(Permission.RESPONSE_READ)
def own_file(response_id: int, paper: str) -> Response:
    return _file(_own(response_id), paper)


@blueprint.get("/assessments/<int:assessment_id>/consensus/take-away")
@requires(Permission.CONSENSUS_READ)
def agreed(assessment_id: int) -> Response:
    return _page(_agreed(assessment_id))


@blueprint.get("/assessments/<int:assessment_id>/consensus/take-away/<paper>")
@requires(Permission.CONSENSUS_READ)
def agreed_file(assessment_id: int, paper: str) -> Response:
    return _file(_agreed(assessment_id), paper)


@blueprint.get("/assessments/<int:assessment_id>/records/<fingerprint>/take-away")
@requires(Permission.SIGNOFF_READ)
def record(assessment_id: int, fingerprint: str) -> Response:
    return _page(_recorded(assessment_id, fingerprint))


@blueprint.get("/assessments/<int:assessment_id>/records/<fingerprint>/take-away/<paper>")
@requires(Permission.SIGNOFF_READ)
def record_file(assessment_id: int, fingerprint: str, paper: str) -> Response:
    return _file(_recorded(assessment_id, fingerprint), paper)


@blueprint.get("/take-away/result.schema.json")
@requires(Permission.PAGE_READ)
def schema() -> Response:
    """What the JSON files hold, for those who write programs that read them."""
    return Response(SCHEMA.read_text(encoding="utf-8"), content_type="application/schema+json")


def _own(response_id: int) -> Subject:
    session, actor = db.session(), current_actor()
    response = open_response(current_scope(), session, response_id)
    allow(reason_not_to_read(actor, response.facts))
    return Subject(
        response,
        standing_of_own(actor.name, is_released=response.is_released),
        response.standing(actor, current_gateways().clock.today()),
        _crumbs(response, "Your view"),
        lambda: (read_answers(session, response), read_notes(session, response)),
        lambda paper: url_for("reports.own_file", response_id=response_id, paper=paper),
    )


def _agreed(assessment_id: int) -> Subject:
    session = db.session()
    consensus = _open(assessment_id, Permission.CONSENSUS_READ)
    return Subject(
        consensus.response,
        standing_of_agreed(consensus, signoff_sentence(consensus)),
        consensus.standing(current_actor(), current_gateways().clock.today()),
        _crumbs(consensus.response, "The consensus"),
        lambda: (read_answers(session, consensus.response), read_notes(session, consensus.response)),
        lambda paper: url_for("reports.agreed_file", assessment_id=assessment_id, paper=paper),
    )


def _recorded(assessment_id: int, fingerprint: str) -> Subject:
    consensus = _open(assessment_id, Permission.SIGNOFF_READ)
    found = find_record(db.session(), consensus, fingerprint)
    if found is None:
        raise NotFound
    place: dict[str, Any] = {"assessment_id": assessment_id, "fingerprint": fingerprint}
    return Subject(
        consensus.response,
        standing_of_record(consensus, found),
        consensus.standing(current_actor(), current_gateways().clock.today()),
        (
            ("Records", url_for("records.index", assessment_id=assessment_id)),
            (f"Version {found.number}", url_for("records.record", **place)),
        ),
        lambda: (found.content.answers, found.content.notes),
        lambda paper: url_for("reports.record_file", **place, paper=paper),
    )


def _open(assessment_id: int, permission: Permission) -> OpenConsensus:
    consensus = open_consensus(current_scope(), db.session(), assessment_id)
    allow(reason_not_in_council(current_actor(), permission, consensus.council_code))
    return consensus


def _crumbs(response: OpenResponse, whose: str) -> Sequence[tuple[str, str]]:
    overview = (f"{whose}, {response.edition.title}", url_of(response, "overview"))
    return overview, ("Result", url_of(response, "result"))


def _page(subject: Subject, *, problem: str = "") -> Response:
    place, frame = place_of(subject.response, subject.may), _frame(subject, subject.response.edition)
    view = present_take_away(frame, place, subject.crumbs, subject.url_of_file, problem)
    return respond.page("reports/take_away.html", view, status=503 if problem else 200)


def _frame(subject: Subject, edition: Edition) -> Frame:
    today = current_gateways().clock.today()
    return frame_of(subject.response, edition, place_of(subject.response, subject.may), today, subject.standing)


def _file(subject: Subject, name: str) -> Response:
    frame = _frame(subject, subject.response.edition)
    offer = next((offer for offer in offers_for(frame) if offer.name == name), None)
    if offer is None:
        raise NotFound
    report, name = _report(subject), file_name(frame, offer)
    if offer.format.is_plain:
        plain = plain_file(report, offer.format, public_url("reports.schema"))
        return download(plain, offer.format.content_type, name)
    printed = give_printed(order_of(report, offer, uk_date(frame.made_on)), name)
    return printed or _page(subject, problem=NOT_MADE)


def _report(subject: Subject) -> Report:
    answers, notes = subject.read()
    view = present_result(
        subject.response,
        answers,
        notes,
        standing=subject.may,
        today=current_gateways().clock.today(),
        suggested=suggest_for(subject.response, answers),
    )
    return report_of(view, subject.response, answers, subject.standing)
