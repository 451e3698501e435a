"""Each ring against each kind of reader: what is not for somebody is in nothing that they are given."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.slices.cells.steps import enter, post, stored
from tests.support.agreeing import Council, agree, agree_everything, close_round, found_council, send, sign
from tests.support.given_answers import edition
from tests.support.page_client import PageClient, page_client
from tests.support.people import COUNCIL, OPEN, OTHER_COUNCIL, TODAY, Someone, add_person
from tests.support.publishing import change_of, publish, withdraw
from tiex.accounts.commands import add_exchange_role
from tiex.consensus.commands import record_agreed_note
from tiex.domain.answers import Answer, Note
from tiex.domain.people import ExchangeRole, Role
from tiex.domain.publishing import Part, Ring
from tiex.extensions import db

PUBLIC, LIST = f"/results/{COUNCIL}/{OPEN}", "/results"
NOTE, REASON, MINORITY = "zanzibar-lighthouse", "quokka-harbour", "marmalade-glacier"
KEY_STATEMENT = next(iter(edition().key_statements.values())).text
STATEMENT = next(iter(edition().statements.values())).text


@dataclass(frozen=True, slots=True)
class Signed:
    council: Council
    fingerprint: str


@pytest.fixture
def signed(app: Flask, ada: Someone) -> Signed:
    """A signed result with a note, a reason and a minority view that nobody else has."""
    council = found_council(app, ada)
    close_round(council)
    first = next(iter(edition().statements))
    agree(council, [Answer(first, "not-applicable", rationale=REASON), *with_minority()])
    with app.app_context():
        note = Note("role-service", "impediments", NOTE)
        record_agreed_note(change=change_of(council, council.lead), proposed=note)
        db.session.commit()
    agree_rest(council, first)
    fingerprint = send(council)
    sign(council, council.leader, Role.LEADER, fingerprint)
    sign(council, council.chief, Role.CHIEF_EXECUTIVE, fingerprint)
    return Signed(council, fingerprint)


def with_minority() -> Iterator[Answer]:
    second = list(edition().statements)[1]
    yield Answer(second, "partly", "fully", minority_view=MINORITY)


def agree_rest(council: Council, first: str) -> None:
    rest = list(edition().statements)[2:]
    agree(council, (Answer(key, "partly", "fully") for key in rest))
    agree(council, (Answer(key, "agree") for key in edition().key_statements))
    assert first not in rest


def readers(app: Flask) -> dict[str, tuple[Ring, PageClient]]:
    """Everybody who is not of the council, with the ring that they stand in."""
    both = [
        ("a leader elsewhere", Ring.COUNCILS, add_person(app, "Other Leader", council=OTHER_COUNCIL, role=Role.LEADER)),
        ("a reader elsewhere", Ring.COUNCILS, add_person(app, "Other Reader", council=OTHER_COUNCIL, role=Role.READER)),
        ("nobody's", Ring.EVERYONE, add_person(app, "No Where", council=None)),
    ]
    for role in ExchangeRole:
        person = add_person(app, f"Ex {role.value}", council=None)
        with stored(app) as session:
            add_exchange_role(session=session, person_id=person.id, role=role, now=TODAY)
            session.commit()
        both.append((role.value, Ring.EVERYONE, person))
    found = {name: (ring, enter(app, person)) for name, ring, person in both}
    return found | {"a visitor": (Ring.EVERYONE, page_client(app))}


def test_each_reader_is_given_their_ring_and_nothing_else(app: Flask, signed: Signed) -> None:
    everybody = readers(app)
    for chosen in product(Ring, repeat=3):
        rings = dict(zip(Part, chosen, strict=True))
        if rings[Part.NOTES].width > rings[Part.SCORES].width:
            continue
        publish(signed.council, signed.fingerprint, rings)
        for name, (ring, client) in everybody.items():
            seen = {part for part in Part if rings[part].reaches(ring)}
            page = client.page(PUBLIC, status=200 if seen else 404)
            at = f"{name}, {rings}"
            assert (NOTE in page.text) == (REASON in page.text) == (Part.NOTES in seen), at
            assert bool(page.find_all("svg.wheel")) == (Part.SCORES in seen), at
            assert bool(page.find_all("#factors")) == (Part.FACTORS in seen), at
            assert MINORITY not in page.response.text, at
            assert (PUBLIC in client.page(LIST).response.text) == bool(seen), at


@pytest.mark.parametrize("role", list(Role))
def test_its_own_people_see_all_of_it_whatever_was_chosen(app: Flask, signed: Signed, role: Role) -> None:
    publish(signed.council, signed.fingerprint, dict.fromkeys(Part, Ring.OWN))
    council = signed.council
    own = {Role.LEADER: council.leader, Role.CHIEF_EXECUTIVE: council.chief}
    page = enter(app, own.get(role) or add_person(app, "Pat Part", role=role)).page(PUBLIC)
    assert "You see all of it because you belong to this council." in page.text
    assert NOTE in page.text
    assert MINORITY not in page.response.text


def test_nothing_is_there_before_and_after(app: Flask, signed: Signed) -> None:
    everybody = [client for _, client in readers(app).values()] + [enter(app, signed.council.reader)]
    for client in everybody:
        client.page(PUBLIC, status=404)
    publish(signed.council, signed.fingerprint)
    withdraw(signed.council)
    for client in everybody:
        client.page(PUBLIC, status=404)
        assert PUBLIC not in client.page(LIST).response.text


def test_nobody_else_comes_to_the_pages_of_a_council(app: Flask, signed: Signed) -> None:
    publish(signed.council, signed.fingerprint)
    asked = {**{part.value: "everyone" for part in Part}, "fingerprint": signed.fingerprint, "version": "1"}
    for name, (_, client) in readers(app).items():
        status = 302 if name == "a visitor" else 404
        for page in ("publishing", "publishing/check", *(f"publishing/preview/{ring.value}" for ring in Ring)):
            response = client.get(f"{signed.council.path(page)}?{urlencode(asked)}")
            assert response.status_code == status, (name, page)
        if name != "a visitor":
            client.page("/account")
            post(client, signed.council.path("publishing"), status=404, **asked)
            post(client, signed.council.path("publishing/withdraw"), status=404, reason="Why", version="1")
    assert page_client(app).page(PUBLIC).status == 200


def test_a_draft_shows_in_nothing(app: Flask, ada: Someone) -> None:
    council = found_council(app, ada)
    agree_everything(council)
    send(council)
    for _, client in readers(app).values():
        client.page(PUBLIC, status=404)
