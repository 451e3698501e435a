"""The demonstration: invented councils with invented people and views, marked as such everywhere."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.accounts.commands import add_exchange_role, add_membership, create_person
from tiex.assessments.commands import Recording, record_answer, record_note, start_response
from tiex.assessments.queries import open_response
from tiex.config import ConfigError
from tiex.councils.commands import store_councils
from tiex.domain.answers import Answer, Note
from tiex.domain.councils import Council
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Edition
from tiex.domain.invitations import Invitee
from tiex.domain.people import ExchangeRole, Role, RoleGroup
from tiex.editions.queries import find_edition
from tiex.gateways.clock import UK
from tiex.invitations.commands import Inviting, invite
from tiex.models import CouncilDomainRow, MembershipRow, PersonRow

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
    """`also_in` is a second council, with the same role."""

    name: str
    job_title: str
    council: str
    role: Role
    role_group: RoleGroup | None = None
    service_area: str = ""
    characteristics: tuple[str, ...] = ()
    also_in: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{DOMAINS[self.council]}"

    @property
    def what(self) -> str:
        return self.role.label


@dataclass(frozen=True, slots=True)
class DemoAdministrator:
    name: str = "Exchange Admin"
    job_title: str = "Administrator of the exchange"
    email: str = "exchange.admin@tiex.example"
    role: ExchangeRole = ExchangeRole.ADMINISTRATOR

    @property
    def what(self) -> str:
        return self.job_title


G = RoleGroup
DOMAINS = {FERNMOOR: "fernmoor.example", SALTWICK: "saltwick.example"}
LEAD = DemoPerson(
    "Priya Nair", "Head of transformation", FERNMOOR, Role.LEAD, G.HEADS_OF_SERVICE, service_area="corporate"
)
CHIEF = DemoPerson("Owen Bright", "Chief Executive", FERNMOOR, Role.CHIEF_EXECUTIVE, G.CHIEF_OFFICERS)
PEOPLE = (
    DemoPerson("Dana Whitlock", "Leader of the council", FERNMOOR, Role.LEADER, G.MEMBERS),
    CHIEF,
    LEAD,
    DemoPerson("Tom Ashby", "Director of resources", FERNMOOR, Role.CONTRIBUTOR, G.CHIEF_OFFICERS, "finance"),
    DemoPerson("Grace Obi", "Service manager, waste and recycling", FERNMOOR, Role.CONTRIBUTOR, G.OFFICERS, "waste"),
    DemoPerson("Lewis Hart", "Scrutiny officer", FERNMOOR, Role.READER, service_area="democracy"),
    DemoPerson("Mia Kowalski", "Digital lead", SALTWICK, Role.CONTRIBUTOR, G.OFFICERS),
    DemoPerson("Aled Morgan", "Cabinet member for resources", FERNMOOR, Role.CONTRIBUTOR, G.MEMBERS),
    DemoPerson("Yusuf Khan", "Cabinet member for communities", FERNMOOR, Role.CONTRIBUTOR, G.MEMBERS, "community"),
    DemoPerson("Helen Marsh", "Director of place", FERNMOOR, Role.CONTRIBUTOR, G.CHIEF_OFFICERS, "planning"),
    DemoPerson(
        "Ravi Patel",
        "Head of digital",
        FERNMOOR,
        Role.CONTRIBUTOR,
        G.HEADS_OF_SERVICE,
        characteristics=("digital", "data"),
    ),
    DemoPerson(
        "Joanne Beck",
        "Head of customer services, shared by two councils",
        FERNMOOR,
        Role.CONTRIBUTOR,
        G.HEADS_OF_SERVICE,
        "customer-services",
        also_in=SALTWICK,
    ),
    DemoPerson("Nora Fielding", "Leader of the council", SALTWICK, Role.LEADER, G.MEMBERS),
    DemoPerson("Callum Reid", "Chief Executive", SALTWICK, Role.CHIEF_EXECUTIVE, G.CHIEF_OFFICERS),
)
ADMINISTRATOR = DemoAdministrator()
EDITOR = DemoAdministrator(
    "Exchange Editor", "Editor of the exchange", "exchange.editor@tiex.example", ExchangeRole.EDITOR
)
INVITED = Invitee("Sam Hill", f"sam.hill@{DOMAINS[FERNMOOR]}", Role.CONTRIBUTOR, G.OFFICERS)
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


def load_demo(*, session: Session, now: datetime, base_url: str = "") -> tuple[DemoPerson | DemoAdministrator, ...]:
    """Add the invented councils, people and views, once; returns the people who can sign in."""
    store_councils(session=session, councils=COUNCILS, is_invented=True)
    for code, domain in DOMAINS.items():
        session.merge(CouncilDomainRow(council_code=code, domain=domain))
    ids = dict(session.execute(select(PersonRow.email, PersonRow.id)).all())
    for person in PEOPLE:
        if person.email not in ids:
            ids[person.email] = _add(session, person, now)
            if person is LEAD:
                _answer(session, ids[person.email], "2026-27", now, answered=61)
            if person is CHIEF:
                _answer(session, ids[person.email], "2019-20", datetime(2019, 11, 4, 10, tzinfo=UK), answered=72)
                _invite(session, ids[person.email], now, base_url)
    for keeper in (ADMINISTRATOR, EDITOR):
        if keeper.email not in ids:
            _add_to_exchange(session, keeper, now)
    return (*PEOPLE, ADMINISTRATOR, EDITOR)


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
    person_id = _create(session, person, now)
    for council in filter(None, (person.council, person.also_in)):
        add_membership(session=session, person_id=person_id, council_code=council, role=person.role, now=now)
        row = session.get_one(MembershipRow, (person_id, council))
        row.role_group, row.service_area = person.role_group or "", person.service_area
        row.characteristics = list(person.characteristics)
    session.flush()
    return person_id


def _create(session: Session, person: DemoPerson | DemoAdministrator, now: datetime) -> int:
    return create_person(
        session=session,
        email=person.email,
        name=person.name,
        job_title=person.job_title,
        password=PASSWORD,
        now=now,
        is_demo=True,
    )


def _add_to_exchange(session: Session, person: DemoAdministrator, now: datetime) -> None:
    person_id = _create(session, person, now)
    add_exchange_role(session=session, person_id=person_id, role=person.role, now=now)


def _invite(session: Session, actor_id: int, now: datetime, base_url: str) -> None:
    """Somebody who has not accepted yet."""
    inviting = Inviting(session, FERNMOOR, actor_id, lambda token: f"{base_url}/invitations/{token}", now)
    invite(inviting=inviting, invitees=[INVITED])


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
