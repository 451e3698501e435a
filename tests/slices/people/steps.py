"""Who is in a council for these tests, and what they find in their e-mail."""

import re

from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import enter, stored
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, Someone, add_person
from tiex.domain.people import Role
from tiex.gateways.mail import MemoryMailer
from tiex.models import CouncilDomainRow, MembershipRow

PEOPLE = f"/councils/{COUNCIL}/people"


def enter_as(app: Flask, name: str, role: Role, council: str | None = COUNCIL) -> tuple[Someone, PageClient]:
    person = add_person(app, name, council=council, role=role)
    return person, enter(app, person)


def add_domain(app: Flask, domain: str = "fernmoor.example", council: str = COUNCIL) -> None:
    with stored(app) as session:
        session.add(CouncilDomainRow(council_code=council, domain=domain))
        session.commit()


def links(mailer: MemoryMailer, part: str) -> list[str]:
    """Paths in the e-mails that were sent, the oldest first."""
    found = [re.findall(rf"http://localhost(\S*{part}\S*)", mail.body) for mail in mailer.sent]
    return [path for paths in found for path in paths]


def role_of(app: Flask, person_id: int, council: str = COUNCIL) -> str | None:
    """None where they have no access now."""
    with stored(app) as session:
        row = session.get(MembershipRow, (person_id, council))
        return row.role if row and row.ended_at is None else None


def members_with(app: Flask, role: Role, council: str = COUNCIL) -> list[int]:
    with stored(app) as session:
        query = select(MembershipRow.person_id).filter_by(council_code=council, role=role.value, ended_at=None)
        return list(session.scalars(query))
