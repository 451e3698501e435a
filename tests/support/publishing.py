"""A published result for tests: the row alone, or all of it with the product's own commands."""

from collections.abc import Mapping
from datetime import date

from flask import Flask

from tests.support.agreeing import Council
from tests.support.people import COUNCIL, OPEN, TODAY, Someone, assessment_of
from tests.support.records import add_record
from tiex.access.scope import Scope
from tiex.consensus.commands import Change, begin_change
from tiex.domain.publishing import Part, Period, Ring
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.models import AssessmentResponseRow, AssessmentRow, PublicationRow
from tiex.publishing import commands
from tiex.publishing.commands import Choice
from tiex.publishing.queries import read_grounds

ADDRESS = "http://localhost/publishing"
EVERYONE = dict.fromkeys(Part, Ring.EVERYONE)
COUNCILS = dict.fromkeys(Part, Ring.COUNCILS)
OWN = dict.fromkeys(Part, Ring.OWN)


def add_publication(app: Flask, response_id: int, rings: Mapping[Part, Ring] = EVERYONE) -> None:
    """The assessment of this response is published by its author, unless it is, and whether or not it was signed."""
    fingerprint, assessment_id = add_record(app, response_id), assessment_of(app, response_id)
    with app.app_context():
        session = db.session()
        if session.get(PublicationRow, assessment_id) is not None:
            return
        author_id = session.get_one(AssessmentResponseRow, response_id).author_id
        session.add(
            PublicationRow(
                assessment_id=assessment_id,
                council_code=session.get_one(AssessmentRow, assessment_id).council_code,
                edition_key=OPEN,
                fingerprint=fingerprint,
                **{f"{part.value}_ring": ring.value for part, ring in rings.items()},
                **{f"{part.value}_since": TODAY.date() for part in rings},
                decided_at=TODAY,
                decided_by_id=author_id,
            )
        )
        session.commit()


def publish(
    council: Council, fingerprint: str, rings: Mapping[Part, Ring] = EVERYONE, *, hold_until: date | None = None
) -> None:
    """By the Leader, on top of what was chosen before."""
    with council.app.app_context():
        change = change_of(council, council.leader)
        grounds = read_grounds(change.session, change.consensus)
        choice = Choice(fingerprint, rings, hold_until, grounds.version)
        commands.publish(change=change, grounds=grounds, choice=choice)
        db.session.commit()


def withdraw(council: Council, reason: str = "A figure was wrong.") -> None:
    with council.app.app_context():
        change = change_of(council, council.chief)
        grounds = read_grounds(change.session, change.consensus)
        commands.withdraw(change=change, grounds=grounds, version=grounds.version, reason=reason)
        db.session.commit()


def add_period(app: Flask, name: str, starts_on: date, ends_on: date) -> None:
    with app.app_context():
        clock, period = current_gateways().clock, Period(name, starts_on, ends_on)
        commands.add_period(session=db.session(), period=period, actor_id=None, today=clock.today(), now=clock.now())
        db.session.commit()


def change_of(council: Council, person: Someone) -> Change:
    session, clock = db.session(), current_gateways().clock
    consensus = begin_change(Scope(person.id, frozenset({COUNCIL})), session, council.assessment_id)
    return Change(session, consensus, person.id, person.name, clock.today(), clock.now(), ADDRESS)
