"""Where it is required, signatories and administrators come no further before they have set it up."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from pyotp import TOTP

from tests.access.endpoints import ACCESS
from tests.access.routes import ask, routes_of, token_for
from tests.access.test_table import in_words, named_ids
from tests.slices.accounts.steps import FORM, stored
from tests.slices.cells.steps import enter
from tests.slices.secondfactor.steps import STEP
from tests.support.page_client import page_client
from tests.support.people import COUNCIL, OPEN, OTHER_COUNCIL, PASSWORD, TODAY, Someone, add_person, add_response
from tests.support.publishing import COUNCILS, add_publication
from tiex.access.permissions import Permission
from tiex.access.policy import WITHOUT_SECOND_FACTOR
from tiex.accounts.commands import add_exchange_role, add_membership
from tiex.domain.people import SIGNATORIES, ExchangeRole, Role
from tiex.gateways.clock import SetClock

P = Permission
OVERVIEW = "302 /account/second-step"
# Administrators and editors only, so that a signatory is refused before the second factor is asked for.
OF_THE_EXCHANGE = {P.COUNCIL_ADMINISTER, P.RESOURCE_EDIT, P.EXAMPLE_REVIEW, P.SECTOR_READ}
ALL_THE_SAME = WITHOUT_SECOND_FACTOR | OF_THE_EXCHANGE | {P.JOB_OPERATE, P.ELECTION_PERIOD_KEEP}


@pytest.fixture(autouse=True)
def required(app: Flask) -> Iterator[None]:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, require_second_factor=True)
    yield
    app.extensions["settings"] = settings


def add_in_exchange(app: Flask, role: ExchangeRole) -> Someone:
    person = add_person(app, "Ed Itor", council=None)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=person.id, role=role, now=TODAY)
    return person


def answers(app: Flask, person: Someone, view: int) -> dict[str, str]:
    """What each endpoint answers this person."""
    client = enter(app, person)
    token = token_for(client)
    return {
        route.endpoint: in_words(ask(client, route, view, token=token), named_ids(app, view))
        for route in routes_of(app)
    }


@pytest.mark.parametrize("role", sorted(SIGNATORIES))
def test_a_signatory_is_sent_to_set_it_up(app: Flask, ada: Someone, role: Role) -> None:
    found = answers(app, add_person(app, "Pat Part", role=role), add_response(app, ada))
    closed = {name for name, access in ACCESS.items() if access.permission not in ALL_THE_SAME}
    assert {"councils.my_council", "assessments.start", "cells.save_answer", "results.result"} <= closed
    for name in closed:
        is_read = ACCESS[name].signed_out.startswith("302")
        assert found[name] == (OVERVIEW if is_read else "403"), name
    for name in ("pages.guidance", "accounts.account", "secondfactor.set_up", "editions.index"):
        assert found[name] == "200"
    assert found["accounts.sign_out"] == "303 /"


def test_an_administrator_is_sent_as_well(app: Flask) -> None:
    assert enter(app, add_in_exchange(app, ExchangeRole.ADMINISTRATOR)).get("/my-council").status_code == 302


def test_an_editor_is_not(app: Flask) -> None:
    assert enter(app, add_in_exchange(app, ExchangeRole.EDITOR)).get("/my-council").status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - SIGNATORIES))
def test_others_choose_for_themselves(app: Flask, role: Role) -> None:
    assert enter(app, add_person(app, "Pat Part", role=role)).get("/my-council").status_code == 200


def test_signing_for_one_council_is_enough(app: Flask) -> None:
    person = add_person(app, "Pat Part", role=Role.READER)
    with stored(app) as session:
        add_membership(
            session=session, person_id=person.id, council_code=OTHER_COUNCIL, role=Role.CHIEF_EXECUTIVE, now=TODAY
        )
    assert enter(app, person).get("/my-council").status_code == 302


def test_what_is_for_councils_is_not_shown_before_it(app: Flask, ada: Someone) -> None:
    add_publication(app, add_response(app, ada), COUNCILS)
    for role in (Role.CHIEF_EXECUTIVE, Role.READER):
        client = enter(app, add_person(app, f"Pat {role.value}", council=OTHER_COUNCIL, role=role))
        is_shown = role not in SIGNATORIES
        assert client.get(f"/results/{COUNCIL}/{OPEN}").status_code == (200 if is_shown else 404)
        assert (COUNCIL in client.get("/results").text) == is_shown


def test_htmx_is_told_in_words_and_nothing_typed_is_lost(app: Flask) -> None:
    leader = add_person(app, "Pat Part", role=Role.LEADER)
    client = enter(app, leader)
    path = f"/my-council/{COUNCIL}/editions/{OPEN}/start"
    token = token_for(client)
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#main"}
    answer = client.post(path, data={"csrf_token": token}, headers=htmx)
    assert answer.status_code == 403
    assert "Set up the second step for signing in first" in answer.text
    answer = client.post(path, data={"csrf_token": token, "text": "Two words"})
    assert "Two words" in answer.text
    assert client.get("/my-council", headers=htmx).status_code == 403


def test_after_setting_it_up_they_go_on(app: Flask, clock: SetClock) -> None:
    leader = add_person(app, "Pat Part", role=Role.LEADER)
    client = page_client(app)
    client.page("/sign-in")
    page = client.submit(FORM, email=leader.email, password=PASSWORD)
    assert page.url == "/account/second-step"
    assert "You sign for a council or look after the exchange" in page.text
    secret = client.page("/account/second-step/set-up").find(".qr__key").text.replace(" ", "")
    page = client.submit(FORM, code=TOTP(secret).at(clock.now()), password=PASSWORD)
    assert client.page(page.find("main a.govuk-button").get("href")).url == "/my-council"
    clock.advance(STEP)
    client.page("/account/second-step/off")
    page = client.submit(FORM, code=TOTP(secret).at(clock.now()), password=PASSWORD)
    assert client.page("/my-council").url == "/account/second-step", "turned off, it is needed again"
