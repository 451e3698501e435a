"""Reports for tests, made by the product's own presenters from answers given here, without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from flask import Flask

from tests.slices.results.views_given import FACTORS, NOTES, PARTIAL
from tiex.assessments import views as assessments
from tiex.assessments.queries import OpenResponse, Standing
from tiex.cells import views as cells
from tiex.comparison import views as comparison
from tiex.config import Mode, Settings
from tiex.consensus import views as consensus
from tiex.content.editions import load_edition
from tiex.conversations import views as conversations
from tiex.domain.answers import Answer, Note
from tiex.domain.edition import NOT_APPLICABLE
from tiex.factors import views as factors
from tiex.papers import report as papers
from tiex.papers.compose import Shape
from tiex.papers.formats import OFFERS, make, order_of, plain_file
from tiex.reports import presenters
from tiex.reports import views as reports
from tiex.results import views as results
from tiex.results.presenters import present_result

DAY = date(2026, 11, 23)
EDITION = load_edition("2026-27")
DAY_WRITTEN, SCHEMA_URL = "23 November 2026", "http://localhost/take-away/result.schema.json"
FINGERPRINT = tuple(f"{number:08x}" for number in range(8))
SIGNED = papers.Version(3, FINGERPRINT, is_signed_off=True, was_signed_off=True)
FORMULA = "=cmd|' /C calc'!A0"
NASTY = (
    '#import "secret" $x^2$ @here <label> *strong* _slanted_ `code` // and\nlines & <b>tags</b>; #sys.inputs\\ -- end'
)
RESOURCES = (
    papers.Suggestion(
        "A guide to Åland", "http://localhost/resources/guide", "Report, LGA, 2024", "For the first step"
    ),
)


def own_report() -> papers.Report:
    """One person's view, not nearly complete."""
    standing = presenters.standing_of_own("Ada Moor", is_released=False)
    return _report("individual", {a.statement_id: a for a in (*PARTIAL, *FACTORS)}, NOTES, standing)


@cache
def agreed_report() -> papers.Report:
    """What a council agreed on every statement, with reasons, minority views, notes, and signatures."""
    standing = presenters.Standing(
        "The council’s agreed view", "Signed off by the Leader and the Chief Executive.", SIGNED
    )
    notes = (Note("role-service", "impediments", FORMULA), Note("income-community", "notable-practice", NASTY))
    return replace(_report("consensus", _agreed(), notes, standing), suggestions=RESOURCES)


def empty_report() -> papers.Report:
    return _report("consensus", {}, (), presenters.Standing("The council’s agreed view", "A draft."))


def with_note(text: str) -> papers.Report:
    """The agreed report with this as its only note and as a reason."""
    standing = presenters.Standing("The council’s agreed view", "A draft.")
    answers = _agreed() | {"role-service-plan": Answer("role-service-plan", "partly", "fully", text)}
    return _report("consensus", answers, [Note("role-service", "impediments", text)], standing)


@cache
def file_of(report: papers.Report, name: str) -> bytes:
    """The file that the last part of an address asks for."""
    offer = next(offer for offer in OFFERS if offer.name == name)
    if offer.format.is_plain:
        return b"".join(plain_file(report, offer.format, SCHEMA_URL))
    return make(order_of(report, offer, DAY_WRITTEN))


def shapes(kind: str) -> list[str]:
    return [f"{shape}.{kind}" for shape in Shape]


def _agreed() -> dict[str, Answer]:
    levels = [level.key for level in EDITION.scale.levels]
    agreeing = [level.key for level in EDITION.factor_sheet.scale.levels]
    answers = {}
    for number, key in enumerate(EDITION.statements):
        reason, minority = (
            f"Reason number {number}.",
            f"Two of us thought otherwise ({number})." if number % 9 == 0 else "",
        )
        answers[key] = Answer(key, levels[number % 3], levels[2 - number % 2], reason, minority_view=minority)
    answers["income-customer-do"] = Answer("income-customer-do", NOT_APPLICABLE, rationale="+44 is not a formula.")
    for number, key in enumerate(EDITION.key_statements):
        answers[key] = Answer(key, agreeing[number % 4], rationale="We saw it.", minority_view="-1 of us did not.")
    return answers


def _report(
    kind: str, answers: Mapping[str, Answer], notes: Sequence[Note], standing: presenters.Standing
) -> papers.Report:
    response = OpenResponse(7, 1, kind, 1, "X-FERN", "Fernmoor & Sons Borough Council", True, EDITION)
    app = Flask("links")
    app.extensions["settings"] = Settings(Mode.TEST, "test", "sqlite://", Path(), "memory", base_url="http://localhost")
    for part in (assessments, cells, comparison, consensus, conversations, factors, reports, results):
        app.register_blueprint(part.blueprint)
    with app.test_request_context():
        view = present_result(response, answers, notes, standing=Standing(is_open=True), today=DAY)
        return presenters.report_of(view, response, answers, standing)
