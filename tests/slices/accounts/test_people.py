"""Creating people and giving them roles, and what one statement makes of them at each request."""

import pytest
from flask import Flask
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.slices.accounts.steps import stored, try_password
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, PASSWORD, Someone, add_person
from tiex.access.session import find_signed_in
from tiex.accounts import commands
from tiex.accounts.commands import (
    AddressTaken,
    NotAnAddress,
    UnknownCouncil,
    UnknownPerson,
    add_exchange_role,
    add_membership,
    create_person,
)
from tiex.domain.errors import Refusal
from tiex.domain.people import SIGNATORIES, ExchangeRole, Membership, Role, SignatoryTaken
from tiex.extensions import db
from tiex.gateways.clock import SetClock
from tiex.models import MembershipRow, PersonRow
from tiex.passwords.commands import WeakPassword


def test_one_statement_reads_the_actor(session: Session, ada: Someone, clock: SetClock) -> None:
    now = clock.now()
    add_membership(session=session, person_id=ada.id, council_code=OTHER_COUNCIL, role=Role.READER, now=now)
    add_membership(session=session, person_id=ada.id, council_code=COUNCIL, role=Role.LEADER, now=now)
    for role in ExchangeRole:
        add_exchange_role(session=session, person_id=ada.id, role=role, now=now)
        add_exchange_role(session=session, person_id=ada.id, role=role, now=now)
    key = session.get_one(PersonRow, ada.id).session_key
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    found = find_signed_in(key)
    assert len(statements) == 1
    assert found is not None
    assert found.actor.name == ada.name
    assert found.actor.memberships == (
        Membership(COUNCIL, Role.LEADER, council_name="Fernmoor"),
        Membership(OTHER_COUNCIL, Role.READER, council_name="Saltwick"),
    )
    assert found.actor.exchange_roles == set(ExchangeRole)


def test_somebody_without_a_council_can_sign_in(session: Session, clock: SetClock) -> None:
    create_person(session=session, email="new@council.example", name="New", password=PASSWORD, now=clock.now())
    session.commit()
    accepted = commands.sign_in(session=session, email="new@council.example", password=PASSWORD, now=clock.now())
    found = find_signed_in(accepted.session_key)
    assert found is not None
    assert (found.actor.memberships, found.actor.exchange_roles) == ((), frozenset())


def test_nobody_signs_in_before_a_password_is_set(client: PageClient, app: Flask, clock: SetClock) -> None:
    with stored(app) as session:
        create_person(session=session, email="new@council.example", name="New", password=None, now=clock.now())
    for password in ("none", "None"):
        assert "is not right" in try_password(client, "new@council.example", password)


@pytest.mark.parametrize(
    ("email", "password", "refusal"),
    [
        ("Ada.Moor@fernmoor.example", PASSWORD, AddressTaken),
        ("ada", PASSWORD, NotAnAddress),
        ("new@council.example", "short", WeakPassword),
    ],
)
def test_people_who_cannot_be_created(
    ada: Someone, session: Session, clock: SetClock, email: str, password: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        create_person(session=session, email=email, name="New", password=password, now=clock.now())


def test_memberships_need_a_person_and_a_council(ada: Someone, session: Session, clock: SetClock) -> None:
    for person_id, council, refusal in ((ada.id, "X-NONE", UnknownCouncil), (ada.id + 1, COUNCIL, UnknownPerson)):
        with pytest.raises(refusal):
            add_membership(session=session, person_id=person_id, council_code=council, role=Role.LEAD, now=clock.now())


@pytest.mark.parametrize("role", sorted(SIGNATORIES))
def test_a_council_has_one_of_each_signatory(
    app: Flask, ada: Someone, session: Session, clock: SetClock, role: Role
) -> None:
    before, second = add_person(app, "First One", role=role), add_person(app, "Second", council=None)
    with pytest.raises(SignatoryTaken, match=f"Somebody else is the {role.label} of this council"):
        add_membership(session=session, person_id=ada.id, council_code=COUNCIL, role=role, now=clock.now())
    add_membership(session=session, person_id=before.id, council_code=COUNCIL, role=Role.READER, now=clock.now())
    add_membership(session=session, person_id=ada.id, council_code=COUNCIL, role=role, now=clock.now())
    add_membership(session=session, person_id=before.id, council_code=OTHER_COUNCIL, role=role, now=clock.now())
    values = {"person_id": second.id, "council_code": COUNCIL, "role": role.value}
    with pytest.raises(IntegrityError):
        session.execute(insert(MembershipRow).values(values))


def test_the_command_line_says_who_is_the_leader_already(app: Flask) -> None:
    add_person(app, "First One", role=Role.LEADER)
    place = ("--council", COUNCIL, "--role", "leader", "--password", PASSWORD)
    result = app.test_cli_runner().invoke(args=["people", "create", "two@x.example", "Two", *place])
    assert result.exit_code == 1
    assert "Error: Somebody else is the Leader of this council." in result.output
    with stored(app) as session:
        assert session.query(PersonRow).filter_by(email="two@x.example").all() == []
