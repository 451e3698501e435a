"""The demonstration: invented councils with invented people and views, marked as such everywhere."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.accounts.commands import add_membership, create_person
from tiex.assessments.commands import Recording, record_answer, record_note, start_response
from tiex.assessments.queries import open_response
from tiex.config import ConfigError
from tiex.councils.commands import store_councils
from tiex.domain.answers import Answer, Note
from tiex.domain.councils import Council
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Edition
from tiex.domain.people import Role
from tiex.editions.queries import find_edition
from tiex.gateways.clock import UK
from tiex.models import PersonRow

PASSWORD = "improve-together"
FERNMOOR, SALTWICK = "X-FERN", "X-SALT"
COUNCILS = (
    Council(
        code=FERNMOOR,
        name="Fernmoor Borough Council",
        short_name="Fernmoor",
        gss_code="",
        type="unitary",
        nation="England",
        region="South West",
        county_code=None,
        population=184_000,
        area_km2=612.0,
        starts_on=None,
        ends_on=None,
        replaced_by=(),
    ),
    Council(
        code=SALTWICK,
        name="Saltwick District Council",
        short_name="Saltwick",
        gss_code="",
        type="district",
        nation="England",
        region="North East",
        county_code=None,
        population=96_000,
        area_km2=340.0,
        starts_on=None,
        ends_on=None,
        replaced_by=(),
    ),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    name: str
    job_title: str
    council: str
    role: Role

    @property
    def email(self) -> str:
        place = "fernmoor" if self.council == FERNMOOR else "saltwick"
        return f"{self.name.lower().replace(' ', '.')}@{place}.example"


LEAD = DemoPerson("Priya Nair", "Head of transformation", FERNMOOR, Role.LEAD)
CHIEF = DemoPerson("Owen Bright", "Chief Executive", FERNMOOR, Role.CHIEF_EXECUTIVE)
PEOPLE = (
    DemoPerson("Dana Whitlock", "Leader of the council", FERNMOOR, Role.LEADER),
    CHIEF,
    LEAD,
    DemoPerson("Tom Ashby", "Director of resources", FERNMOOR, Role.CONTRIBUTOR),
    DemoPerson("Grace Obi", "Service manager, waste and recycling", FERNMOOR, Role.CONTRIBUTOR),
    DemoPerson("Lewis Hart", "Scrutiny officer", FERNMOOR, Role.READER),
    DemoPerson("Mia Kowalski", "Digital lead", SALTWICK, Role.CONTRIBUTOR),
)
NOTES = (
    Note(
        "digital-customer",
        "impediments",
        "Two of our main systems cannot share a customer record. The contract for one of them runs until 2028.",
    ),
    Note(
        "role-community",
        "notable-practice",
        "Three village halls are now run by local trusts. Bookings have doubled and the council pays less.",
    ),
    Note(
        "income-customer",
        "rationale",
        "We decided in 2024 not to sell services in competition with local firms, so our ambition is modest.",
    ),
)


def load_demo(*, session: Session, now: datetime) -> tuple[DemoPerson, ...]:
    """Add the invented councils, people and views, once; returns the people who can sign in."""
    store_councils(session=session, councils=COUNCILS, is_invented=True)
    ids = dict(session.execute(select(PersonRow.email, PersonRow.id)).all())
    for person in PEOPLE:
        if person.email not in ids:
            ids[person.email] = _add(session, person, now)
            if person is LEAD:
                _answer(session, ids[person.email], "2026-27", now, answered=61)
            if person is CHIEF:
                _answer(session, ids[person.email], "2019-20", datetime(2019, 11, 4, 10, tzinfo=UK), answered=72)
    return PEOPLE


def refuse_demo_people(session: Session) -> None:
    """ConfigError where an invented person could sign in; a database without tables has nobody in it."""
    if not inspect(session.connection()).has_table(PersonRow.__tablename__):
        return
    could = select(PersonRow.email).where(PersonRow.is_demo, PersonRow.disabled_at.is_(None)).order_by(PersonRow.email)
    found = session.scalars(could).all()
    session.rollback()
    if found:
        raise ConfigError(
            f"Not starting in production: demonstration accounts can sign in ({', '.join(found)}). "
            "Disable each with: TIEX_MODE=demo flask --app wsgi people disable ADDRESS"
        )


def _add(session: Session, person: DemoPerson, now: datetime) -> int:
    person_id = create_person(
        session=session,
        email=person.email,
        name=person.name,
        job_title=person.job_title,
        password=PASSWORD,
        now=now,
        is_demo=True,
    )
    add_membership(session=session, person_id=person_id, council_code=person.council, role=person.role, now=now)
    return person_id


def _answer(session: Session, person_id: int, edition_key: str, at: datetime, *, answered: int) -> None:
    """An invented view; the same one each time."""
    edition = find_edition(session, edition_key)
    response_id = start_response(
        session=session, council_code=FERNMOOR, edition_key=edition_key, author_id=person_id, now=at
    )
    response = open_response(Scope(person_id, frozenset({FERNMOOR})), session, response_id)
    day = min(at.date(), edition.ends_on)
    for minutes, answer in enumerate(_answers(edition, answered)):
        recording = Recording(session, response, person_id, day, at + timedelta(minutes=minutes))
        record_answer(recording=recording, current=None, proposed=answer)
    for note in NOTES:
        record_note(recording=Recording(session, response, person_id, day, at), current=None, proposed=note)


def _answers(edition: Edition, answered: int) -> Iterator[Answer]:
    """Later stages and inner rings are less true, as they tend to be."""
    dice = random.Random(edition.number)
    levels = [level.key for level in edition.scale.levels]
    left_out = set(dice.sample(sorted(edition.statements), len(edition.statements) - answered))
    stages = [stage.key for stage in edition.stages]
    modes = [mode.key for mode in edition.modes]
    for statement in edition.statements.values():
        if statement.id in left_out:
            continue
        if statement.id == "procurement-customer-understand":
            yield Answer(statement.id, NOT_APPLICABLE, rationale="A shared service of four councils buys this for us.")
            continue
        if statement.id == "data-community-plan":
            yield Answer(statement.id, DONT_KNOW)
            continue
        lean = 2.4 - 0.4 * stages.index(statement.stage) - 0.3 * modes.index(edition.cell(statement.cell_id).mode)
        position = max(0, min(2, round(dice.gauss(lean, 0.8))))
        ambition = max(position, dice.choice((1, 2, 2)))
        yield Answer(statement.id, levels[position], levels[ambition])
    agreed = [level.key for level in edition.factor_sheet.scale.levels]
    for key_statement in edition.key_statements.values():
        yield Answer(key_statement.id, dice.choice(agreed[:3]))
