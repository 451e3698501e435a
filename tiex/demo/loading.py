"""Loading the demonstration, once, and keeping its people out of production."""

from datetime import datetime, timedelta

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from tiex.accounts.commands import add_exchange_role, add_membership, create_person
from tiex.config import ConfigError
from tiex.councils.commands import store_councils
from tiex.demo import neighbours
from tiex.demo.acting import moment
from tiex.demo.councils import COUNCILS, DOMAINS, NEIGHBOURS
from tiex.demo.neighbours import tell_neighbours
from tiex.demo.past import ROUNDS, tell_past
from tiex.demo.people import ADMINISTRATOR, EDITOR, PASSWORD, PEOPLE, DemoAdministrator, DemoPerson
from tiex.demo.present import BEGAN, tell_present
from tiex.demo.shared import AUTHORS, tell_shared
from tiex.demo.uses import tell_uses
from tiex.models import CouncilDomainRow, MembershipRow, PersonRow

DAYS_BEFORE = timedelta(days=7)


def load_demo(*, session: Session, now: datetime, base_url: str = "") -> tuple[DemoPerson | DemoAdministrator, ...]:
    """Add the invented councils, people and what they did, once; returns the people to try it out as.

    What happened is told council by council, for each in the order in which it happened, and all of it before `now`.
    """
    store_councils(session=session, councils=(*COUNCILS, *NEIGHBOURS), is_invented=True)
    for code, domain in DOMAINS.items():
        session.merge(CouncilDomainRow(council_code=code, domain=domain))
    everybody = (*PEOPLE, ADMINISTRATOR, EDITOR)
    known = set(session.scalars(select(PersonRow.email).where(PersonRow.email.in_([who.email for who in everybody]))))
    if not known:
        _tell(session, now, base_url)
    return everybody


def _tell(session: Session, now: datetime, base_url: str) -> None:
    begun = (*(past.began_on for past in ROUNDS), neighbours.BEGAN_EARLIER)
    long_ago = moment(min(begun) - DAYS_BEFORE, 9)
    lately = moment(now.date() + timedelta(days=BEGAN) - DAYS_BEFORE, 9)
    old = (*(person for person in PEOPLE if not person.is_new), *neighbours.PEOPLE, *AUTHORS)
    ids = {person.email: _add(session, person, long_ago) for person in old}
    tell_past(session, ids, base_url)
    tell_uses(session, ids, now)
    tell_neighbours(session, ids, base_url, now.date())
    ids |= {person.email: _add(session, person, lately) for person in PEOPLE if person.is_new}
    for keeper in (ADMINISTRATOR, EDITOR):
        ids[keeper.email] = _create(session, keeper, lately)
        add_exchange_role(session=session, person_id=ids[keeper.email], role=keeper.role, now=lately)
    tell_shared(session, ids, now)
    tell_present(session, ids, base_url, now)


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


def _add(session: Session, person: DemoPerson, at: datetime) -> int:
    person_id = _create(session, person, at)
    for council in person.councils:
        add_membership(session=session, person_id=person_id, council_code=council, role=person.role, now=at)
        row = session.get_one(MembershipRow, (person_id, council))
        row.role_group, row.service_area = person.role_group or "", person.service_area
        row.characteristics = list(person.characteristics)
    session.flush()
    return person_id


def _create(session: Session, person: DemoPerson | DemoAdministrator, at: datetime) -> int:
    return create_person(
        session=session,
        email=person.email,
        name=person.name,
        job_title=person.job_title,
        password=PASSWORD,
        now=at,
        is_demo=True,
    )
