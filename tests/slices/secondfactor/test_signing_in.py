"""Signing in with a code after the password: who gets in, and what survives the step."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.access.endpoints import ACCESS
from tests.access.routes import ask, routes_of
from tests.access.test_table import in_words, named_ids
from tests.slices.accounts.steps import FORM, stored
from tests.slices.accounts.test_resume import START
from tests.slices.accounts.test_sign_in import days_remembered
from tests.slices.secondfactor.steps import (
    STEP,
    WRONG_CODE,
    Phone,
    actions_about,
    give_phone,
    half_way,
    is_signed_in,
    sign_in_with,
    try_code,
)
from tests.support.page_client import PageClient, page_client
from tests.support.people import PASSWORD, Someone, add_person, add_response, signed_in
from tests.support.resources import add_resource
from tiex.accounts.commands import disable_person, set_password
from tiex.domain.people import LOCKOUT
from tiex.domain.secondfactor import HALF_WAY_LASTS
from tiex.gateways.clock import SetClock
from tiex.models import PersonRow
from tiex.web.errors import PendingForm, sign_pending


def test_password_and_code_sign_in(app: Flask, ada: Someone, phone: Phone) -> None:
    client = half_way(app, ada)
    assert not is_signed_in(client)
    code = phone.code()
    assert sign_in_with(client, f" {code[:3]} {code[3:]} ").url == "/my-council"
    assert client.page("/sign-in/code").url == "/my-council", "nobody signs in twice"


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_differ_by_one_step(app: Flask, ada: Someone, phone: Phone, clock: SetClock, steps: int) -> None:
    clock.advance(STEP * 10)
    assert sign_in_with(half_way(app, ada), phone.code(steps)).url == "/my-council"


@pytest.mark.parametrize("steps", [-10, -2, 2, 10])
def test_old_and_future_codes_are_wrong(app: Flask, ada: Someone, phone: Phone, clock: SetClock, steps: int) -> None:
    clock.advance(STEP * 20)
    assert try_code(half_way(app, ada), phone.code(steps)) == WRONG_CODE


def test_a_code_works_once(app: Flask, ada: Someone, phone: Phone, clock: SetClock) -> None:
    code, before = phone.code(), phone.code(-1)
    sign_in_with(half_way(app, ada), code)
    client = half_way(app, ada)
    assert try_code(client, code) == WRONG_CODE
    assert try_code(client, before) == WRONG_CODE, "nor does one that was shown before it"
    clock.advance(STEP)
    assert try_code(client, code) == WRONG_CODE
    assert sign_in_with(client, phone.code()).url == "/my-council"


def test_the_code_that_turned_it_on_is_used_up(app: Flask, ada: Someone, phone: Phone) -> None:
    assert try_code(half_way(app, ada), phone.code(-1)) == WRONG_CODE


def test_codes_of_another_person_are_wrong(app: Flask, ada: Someone, phone: Phone, clock: SetClock) -> None:
    other = give_phone(app, add_person(app, "Ben Vale"), clock)
    client = half_way(app, ada)
    for code in (other.code(), other.recovery_codes[0]):
        assert try_code(client, code) == WRONG_CODE


def test_a_recovery_code_works_once(app: Flask, ada: Someone, phone: Phone) -> None:
    first, second = phone.recovery_codes[:2]
    assert sign_in_with(half_way(app, ada), first).url == "/my-council"
    assert actions_about(app, ada)[-1] == "recovery code used"
    client = half_way(app, ada)
    assert try_code(client, first) == WRONG_CODE
    assert sign_in_with(client, second).url == "/my-council"
    assert "You have 8 recovery codes left." in client.page("/account/second-step").text


@pytest.mark.parametrize("code", ["١٢٣٤٥٦", "1234567", "12345", "x" * 5000, "'; drop table person", "-", "\x00"])
def test_what_is_no_code_is_wrong(app: Flask, ada: Someone, phone: Phone, code: str) -> None:
    client = half_way(app, ada)
    assert try_code(client, code) in (WRONG_CODE, "Enter a code")


def test_goes_on_to_the_page_that_was_asked_for(app: Flask, ada: Someone, phone: Phone) -> None:
    client = half_way(app, ada, next_path="/glossary")
    try_code(client, phone.wrong_code())
    assert sign_in_with(client, phone.code()).url == "/glossary"
    for foreign in ("https://evil.example/", "//evil.example"):
        client = page_client(app)
        client.page("/sign-in/code")
        assert "evil" not in client.get("/sign-in/code", query_string={"next": foreign}).text


def test_what_could_not_be_saved_survives_the_step(app: Flask, ada: Someone, phone: Phone) -> None:
    client = page_client(app)
    page = client.page("/sign-in")
    with app.app_context():
        resume = sign_pending(PendingForm(START, (("text", "Two words"),)))
    token = page.find("main input[name=csrf_token]").get("value")
    data = {"csrf_token": token, "email": ada.email, "password": PASSWORD, "resume": resume}
    client.current = client._receive(client.post("/sign-in", data=data), 200)
    assert "What you chose and typed is kept." in client.current.text
    try_code(client, phone.wrong_code())
    page = sign_in_with(client, phone.code())
    assert page.h1 == "You are signed in"
    assert page.find("main form input[name=text]").get("value") == "Two words"
    assert client.submit(FORM).url.startswith("/responses/")


def test_nor_is_it_lost_where_the_step_took_too_long(app: Flask, ada: Someone, phone: Phone, clock: SetClock) -> None:
    client = half_way(app, ada)
    with app.app_context():
        resume = sign_pending(PendingForm(START, (("text", "Two words"),)))
    assert client.current is not None
    token = client.current.find("main input[name=csrf_token]").get("value")
    clock.advance(HALF_WAY_LASTS)
    data = {"csrf_token": token, "code": phone.code(), "resume": resume}
    client.current = client._receive(client.post("/sign-in/code?next=/glossary", data=data), 401)
    assert client.current.h1 == "Sign in"
    assert "Signing in took too long." in client.current.text
    assert client.current.find("input[name=resume]").get("value") == resume
    assert "next=/glossary" in client.current.find(FORM).get("action")


def test_is_remembered_only_after_the_code(app: Flask, ada: Someone, phone: Phone) -> None:
    client = half_way(app, ada, remember="y")
    assert client.get_cookie("remember_token") is None
    sign_in_with(client, phone.code())
    client.delete_cookie("tiex")
    assert is_signed_in(client)


def test_is_remembered_for_a_shorter_time(client: PageClient, ada: Someone, phone: Phone) -> None:
    assert days_remembered(client, ada, phone.code()) == 7


def test_a_browser_remembered_before_it_was_turned_on_is_not(app: Flask, ada: Someone, clock: SetClock) -> None:
    client = page_client(app)
    client.page("/sign-in")
    client.submit(FORM, email=ada.email, password=PASSWORD, remember="y")
    give_phone(app, ada, clock)
    client.delete_cookie("tiex")
    assert not is_signed_in(client)


def test_the_one_who_was_remembered_here_does_not_come_back_half_way(app: Flask, ada: Someone, phone: Phone) -> None:
    client, ben = page_client(app), add_person(app, "Ben Vale")
    client.page("/sign-in")
    client.submit(FORM, email=ben.email, password=PASSWORD, remember="y")
    client.delete_cookie("tiex")
    token = client.page("/account").find("main input[name=csrf_token]").get("value")
    data = {"csrf_token": token, "email": ada.email, "password": PASSWORD}
    assert client.post("/sign-in", data=data).location == "/sign-in/code"
    assert client.page("/sign-in/code").h1 == "Enter a code"


def test_half_way_is_over_after_ten_minutes(app: Flask, ada: Someone, phone: Phone, clock: SetClock) -> None:
    client = half_way(app, ada, next_path="/account")
    clock.advance(HALF_WAY_LASTS - timedelta(seconds=1))
    client.page("/sign-in/code")
    clock.advance(timedelta(seconds=1))
    page = client.submit(FORM, code=phone.code(), status=401)
    assert "Signing in took too long." in page.text
    assert not is_signed_in(client)
    assert client.page("/sign-in/code?next=/account").url == "/sign-in?next=/account"


def test_half_way_is_over_with_a_new_password_or_a_disabled_account(
    app: Flask, ada: Someone, phone: Phone, clock: SetClock
) -> None:
    client = half_way(app, ada)
    with stored(app) as session:
        session.get_one(PersonRow, ada.id).session_key = "another"
    client.submit(FORM, code=phone.code(), status=401)
    client = half_way(app, ada)
    with stored(app) as session:
        disable_person(session=session, person_id=ada.id, now=clock.now())
    client.submit(FORM, code=phone.code(), status=401)
    assert not is_signed_in(client)


@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_tampered_session_is_nobodys(app: Flask, ada: Someone, phone: Phone, place: int) -> None:
    client = half_way(app, ada)
    cookie = client.get_cookie("tiex")
    assert cookie is not None
    value = list(cookie.value)
    value[place] = "A" if value[place] != "A" else "Z"
    client.set_cookie("tiex", "".join(value))
    assert client.page("/sign-in/code").url == "/sign-in"
    assert not is_signed_in(client)


def test_nothing_but_the_code_is_open_half_way(app: Flask, ada: Someone, phone: Phone) -> None:
    """Every other route answers as to a visitor who is signed out."""
    view = add_response(app, ada)
    add_resource(app)
    client = half_way(app, ada)
    assert client.current is not None
    token = client.current.find("main input[name=csrf_token]").get("value")
    found = {
        route.endpoint: in_words(ask(client, route, view, token=token), named_ids(app, view))
        for route in routes_of(app)
    }
    expected = {endpoint: access.signed_out for endpoint, access in ACCESS.items()}
    assert found == expected | {"accounts.ask_code": "200", "accounts.check_code": "422"}


def test_the_session_is_new_after_each_step(app: Flask, ada: Someone, phone: Phone) -> None:
    client = page_client(app)
    client.page("/sign-in")
    tokens = [plant(client)]
    client.submit(FORM, email=ada.email, password=PASSWORD)
    tokens.append(plant(client))
    client.submit(FORM, code=phone.code())
    tokens.append(plant(client))
    assert len(set(tokens)) == 3


def plant(client: PageClient) -> str:
    """Put something in the session that must be gone after the next step; the token of the session."""
    with client.session_transaction() as session:
        assert "planted" not in session
        session["planted"] = "by somebody else"
        return str(session["csrf_token"])


def test_the_session_half_way_does_not_tell_the_key(app: Flask, ada: Someone, phone: Phone) -> None:
    client = half_way(app, ada)
    with stored(app) as session:
        key = session.get_one(PersonRow, ada.id).session_key
    with client.session_transaction() as cookie:
        assert key not in str(dict(cookie))
        assert "_user_id" not in cookie


def test_wrong_codes_lock_as_wrong_passwords_do(app: Flask, ada: Someone, phone: Phone, clock: SetClock) -> None:
    client = half_way(app, ada)
    for _ in range(5):
        assert try_code(client, phone.wrong_code()) == WRONG_CODE
    assert try_code(client, phone.code()) == WRONG_CODE, "locked"
    assert actions_about(app, ada).count("sign-in locked") == 1
    clock.advance(LOCKOUT)
    assert sign_in_with(half_way(app, ada), phone.code()).url == "/my-council"
    with stored(app) as session:
        assert session.get_one(PersonRow, ada.id).failures == 0


def test_the_password_does_not_take_back_wrong_codes(app: Flask, ada: Someone, phone: Phone) -> None:
    for _ in range(4):
        try_code(half_way(app, ada), phone.wrong_code())
    client = half_way(app, ada)
    try_code(client, phone.wrong_code())
    assert try_code(client, phone.code()) == WRONG_CODE, "five wrong codes, whatever came between"


def test_nor_does_a_new_password_by_mail(app: Flask, ada: Someone, phone: Phone) -> None:
    client = half_way(app, ada)
    for _ in range(5):
        try_code(client, phone.wrong_code())
    with stored(app) as session:
        person = session.get_one(PersonRow, ada.id)
        set_password(
            session=session,
            person_id=person.id,
            password="three quiet herons wading",
            ask_address="http://localhost/",
            now=phone.clock.now(),
        )
        assert person.locked_until is not None


def test_signing_out_everywhere_keeps_this_browser_only(app: Flask, ada: Someone, phone: Phone) -> None:
    here = half_way(app, ada)
    sign_in_with(here, phone.code())
    phone.clock.advance(STEP)
    there, third = half_way(app, ada, remember="y"), half_way(app, ada)
    sign_in_with(there, phone.code())
    page = here.page("/account")
    page = here.submit("form[action='/account/sign-out-everywhere']")
    assert "Everywhere else you are signed out. Here you stay signed in." in page.text
    assert is_signed_in(here)
    assert not is_signed_in(there)
    phone.clock.advance(STEP)
    third.submit(FORM, code=phone.code(), status=401)
    assert actions_about(app, ada)[-1] == "signed out everywhere"


def test_signing_out_everywhere_keeps_a_remembered_browser_remembered(app: Flask, ada: Someone) -> None:
    client = page_client(app)
    client.page("/sign-in")
    client.submit(FORM, email=ada.email, password=PASSWORD, remember="y")
    other = signed_in(app, ada)
    client.page("/account")
    client.submit("form[action='/account/sign-out-everywhere']")
    assert not is_signed_in(other)
    client.delete_cookie("tiex")
    assert is_signed_in(client)
