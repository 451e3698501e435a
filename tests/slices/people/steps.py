"""Who is in a council for these tests, and what they find in their e-mail."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import enter, stored
from tests.slices.cells.test_at_once import happening_before
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, TODAY, Someone, add_person
from tiex.domain.invitations import INVITATION_LASTS
from tiex.domain.people import Role
from tiex.gateways.mail import MemoryMailer
from tiex.models import AuditEntryRow, CouncilDomainRow, InvitationRow, MembershipRow

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


def reasons(app: Flask, action: str) -> list[str]:
    """Why, as the trail has it of each such entry, the oldest first."""
    with stored(app) as session:
        query = select(AuditEntryRow.reason).filter_by(action=action).order_by(AuditEntryRow.id)
        return list(session.scalars(query))


def let_wait(app: Flask, email: str, role: Role, council: str = COUNCIL) -> None:
    """An invitation that waits, as it may have been sent when nothing voided it."""
    with stored(app) as session:
        invitation = InvitationRow(
            council_code=council,
            email=email,
            name="Any One",
            role=role.value,
            token_sha256=f"{council} {email} {role}"[:64],
            created_at=TODAY,
            expires_at=TODAY + INVITATION_LASTS,
        )
        session.add(invitation)
        session.commit()


@contextmanager
def meanwhile(app: Flask, happens: Callable[[], object]) -> Iterator[None]:
    """Somebody else’s request comes, and is over, before the one that is running locks the council."""
    with ThreadPoolExecutor(1) as pool:

        def let_it_happen() -> None:
            pool.submit(happens).result(timeout=60)

        with happening_before(app, "UPDATE council", let_it_happen):
            yield
