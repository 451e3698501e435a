"""The versions that were sent, each as it was, and checking a fingerprint against them."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council, reason_not_in_council
from tiex.assessments.queries import Standing
from tiex.consensus.queries import OpenConsensus, open_consensus
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.records.presenters import present_record, present_records
from tiex.records.queries import find_record, list_records
from tiex.web import respond

blueprint = Blueprint("records", __name__, url_prefix="/assessments/<int:assessment_id>/records")
LONGEST = 200


@blueprint.get("")
@requires(Permission.SIGNOFF_READ)
def index(assessment_id: int) -> Response:
    consensus = _open(assessment_id)
    # Without the spaces that make a fingerprint readable.
    asked = "".join(request.args.get("fingerprint", "").split()).lower()[:LONGEST]
    records = list_records(db.session(), consensus)
    standing, can_compare = _standing(consensus), _can_compare(consensus)
    view = present_records(consensus, records, standing=standing, asked=asked, can_compare=can_compare)
    return respond.page("records/index.html", view)


@blueprint.get("/<fingerprint>")
@requires(Permission.SIGNOFF_READ)
def record(assessment_id: int, fingerprint: str) -> Response:
    consensus = _open(assessment_id)
    found = find_record(db.session(), consensus, fingerprint)
    if found is None:
        raise NotFound
    view = present_record(consensus, found, standing=_standing(consensus), can_compare=_can_compare(consensus))
    return respond.page("records/record.html", view)


def _open(assessment_id: int) -> OpenConsensus:
    consensus = open_consensus(current_scope(), db.session(), assessment_id)
    allow(reason_not_in_council(current_actor(), Permission.SIGNOFF_READ, consensus.council_code))
    return consensus


def _standing(consensus: OpenConsensus) -> Standing:
    return consensus.standing(current_actor(), current_gateways().clock.today())


def _can_compare(consensus: OpenConsensus) -> bool:
    return may_in_council(current_actor(), Permission.COMPARISON_READ, consensus.council_code)
