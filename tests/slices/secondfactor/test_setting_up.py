"""Turning the second factor on and off, and new recovery codes."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask
from pyotp import TOTP
from sqlalchemy import select

from tests.slices.accounts.steps import FORM, stored
from tests.slices.secondfactor.steps import Phone, actions_about, half_way, is_signed_in, sign_in_with
from tests.support.page_client import Page, PageClient
from tests.support.people import PASSWORD, Someone, add_person, signed_in
from tiex.domain.people import FAILURES_BEFORE_LOCKOUT
from tiex.domain.secondfactor import SET_UP_LASTS
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import PersonRow, RecoveryCodeRow, SecondFactorRow
from tiex.secondfactor.commands import open_secret, seal_new_secret, turn_on

SET_UP = "/account/second-step/set-up"
CODES = "/account/second-step/recovery-codes"
OFF = "/account/second-step/off"


def secret_on(page: Page) -> str:
    return page.find(".qr__key").text.replace(" ", "")


def codes_on(page: Page) -> list[str]:
    return [code.text for code in page.find_all(".codes code")]


def failures_of(app: Flask, person: Someone) -> int:
    with stored(app) as session:
        return session.get_one(PersonRow, person.id).failures


def test_is_set_up_from_the_own_account(
    app: Flask, ada: Someone, ada_client: PageClient, clock: SetClock, mailer: MemoryMailer
) -> None:
    other = signed_in(app, ada)
    assert "It is turned off." in ada_client.page("/account").text
    assert "Set up the second step" in ada_client.page("/account/second-step").text
    page = ada_client.page(SET_UP)
    secret = secret_on(page)
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.find(".qr__key").text)
    assert f"secret={secret}" in page.find("a[href^=otpauth]").get("href")
    assert page.find(".qr svg path").get("style") == ""
    page = ada_client.submit(FORM, code=TOTP(secret).at(clock.now()), password=PASSWORD)
    assert page.h1 == "Your recovery codes"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert len(set(codes_on(page))) == 10
    assert is_signed_in(ada_client)
    assert not is_signed_in(other), "it was signed in without a code"
    assert "It is turned on" in ada_client.page("/account").text
    assert "You have 10 recovery codes left." in ada_client.page("/account/second-step").text
    mail = mailer.sent[-1]
    assert (mail.to, mail.subject) == (ada.email, "The second step for signing in was turned on")
    assert "We tell you so that nobody can do this without your knowing." in mail.body
    assert "http://localhost/reset-password" in mail.body
    assert actions_about(app, ada)[-1] == "second factor turned on"


def test_neither_secret_nor_codes_can_be_read_in_the_database(app: Flask, ada: Someone, phone: Phone) -> None:
    with stored(app) as session:
        row = session.get_one(SecondFactorRow, ada.id)
        hashes = set(session.scalars(select(RecoveryCodeRow.code_sha256)))
    assert phone.secret not in row.secret
    assert hashes == {sha256(code.replace("-", "").encode()).hexdigest() for code in phone.recovery_codes}


def test_the_picture_stays_while_it_is_set_up(ada_client: PageClient, clock: SetClock) -> None:
    secret = secret_on(ada_client.page(SET_UP))
    assert secret_on(ada_client.page(SET_UP)) == secret
    page = ada_client.submit(FORM, code="12", password=PASSWORD, status=422)
    assert "not the code that your app should show" in page.find(".govuk-error-summary a[href='#code']").text
    assert secret_on(page) == secret
    clock.advance(SET_UP_LASTS + timedelta(seconds=1))
    page = ada_client.submit(FORM, code=TOTP(secret).at(clock.now()), password=PASSWORD, status=422)
    assert "open for too long" in page.find(".govuk-error-summary").text
    assert secret_on(page) != secret
    ada_client.submit(FORM, code=TOTP(secret_on(page)).at(clock.now()), password=PASSWORD)


def test_needs_the_password(app: Flask, ada: Someone, ada_client: PageClient, clock: SetClock) -> None:
    """Or whoever finds a desk empty could lock its owner out, and sign with codes of their own."""
    secret = secret_on(ada_client.page(SET_UP))
    code = TOTP(secret).at(clock.now())
    page = ada_client.submit(FORM, code=code, password="not this one", status=422)
    assert "not your current password" in page.find(".govuk-error-summary a[href='#password']").text
    assert failures_of(app, ada) == 1
    for _ in range(FAILURES_BEFORE_LOCKOUT):
        ada_client.submit(FORM, code=code, password="not this one", status=422)
    ada_client.submit(FORM, code=code, password=PASSWORD, status=422)
    with stored(app) as session:
        assert session.get(SecondFactorRow, ada.id) is None


def test_says_what_is_missing(ada_client: PageClient) -> None:
    ada_client.page(SET_UP)
    text = ada_client.submit(FORM, code="", password="", status=422).find(".govuk-error-summary").text
    assert "Enter the six digits from your app" in text
    assert "Enter your password" in text


def test_a_secret_of_somebody_else_is_not_taken(app: Flask, ada_client: PageClient, clock: SetClock) -> None:
    ben = signed_in(app, add_person(app, "Ben Vale"))
    secret = secret_on(ben.page(SET_UP))
    with ben.session_transaction() as theirs:
        sealed = theirs["second_factor_set_up"]
    with ada_client.session_transaction() as own:
        own["second_factor_set_up"] = sealed
    assert secret_on(ada_client.page(SET_UP)) != secret
    ada_client.submit(FORM, code=TOTP(secret).at(clock.now()), password=PASSWORD, status=422)


def entered(app: Flask, ada: Someone, phone: Phone) -> PageClient:
    """Ada's browser after both steps; the next code is new."""
    client = half_way(app, ada)
    sign_in_with(client, phone.code())
    phone.clock.advance(timedelta(seconds=30))
    return client


def test_is_not_set_up_twice(app: Flask, ada: Someone, ada_client: PageClient, clock: SetClock, phone: Phone) -> None:
    client = entered(app, ada, phone)
    assert "The second step is turned on." in client.page(SET_UP).text
    page = client.page(OFF)
    token = page.find("main input[name=csrf_token]").get("value")
    with app.test_request_context():
        sealed = seal_new_secret(person_id=ada.id, now=clock.now())
        secret = open_secret(sealed=sealed, person_id=ada.id, now=clock.now())
    with client.session_transaction() as own:
        own["second_factor_set_up"] = sealed
    assert secret is not None
    data = {"csrf_token": token, "code": TOTP(secret).at(clock.now()), "password": PASSWORD}
    response = client.post(SET_UP, data=data)
    assert response.status_code == 422
    assert "already turned on" in response.text


def test_new_recovery_codes_void_the_old(app: Flask, ada: Someone, phone: Phone, mailer: MemoryMailer) -> None:
    client = entered(app, ada, phone)
    client.page(CODES)
    page = client.submit(FORM, password=PASSWORD, code=phone.recovery_codes[0])
    new = codes_on(page)
    assert len(new) == 10
    assert not set(new) & set(phone.recovery_codes)
    assert mailer.sent[-1].subject == "New recovery codes were made"
    assert actions_about(app, ada)[-2:] == ["recovery code used", "recovery codes renewed"]
    other = half_way(app, ada)
    other.submit(FORM, code=phone.recovery_codes[1], status=422)
    assert other.submit(FORM, code=new[0].upper().replace("-", " ")).url == "/my-council"


def test_is_turned_off(app: Flask, ada: Someone, phone: Phone, mailer: MemoryMailer) -> None:
    client = entered(app, ada, phone)
    client.page(OFF)
    page = client.submit(FORM, password=PASSWORD, code=phone.code())
    assert "The second step is turned off." in page.text
    assert mailer.sent[-1].subject == "The second step for signing in was turned off"
    assert actions_about(app, ada)[-1] == "second factor turned off"
    assert is_signed_in(signed_in(app, ada)), "with the password alone"
    with stored(app) as session:
        assert session.scalars(select(RecoveryCodeRow)).all() == []


@pytest.mark.parametrize("path", [OFF, CODES])
def test_both_password_and_code_are_needed(app: Flask, ada: Someone, phone: Phone, path: str) -> None:
    client = entered(app, ada, phone)
    client.page(path)
    client.submit(FORM, password="", code=phone.code(), status=422)
    client.submit(FORM, password=PASSWORD, code="", status=422)
    assert failures_of(app, ada) == 0
    for password, code in ((PASSWORD, phone.wrong_code()), ("not this one", phone.code())):
        page = client.submit(FORM, password=password, code=code, status=422)
        assert "The password or the code is not right" in page.find(".govuk-error-summary").text
    assert failures_of(app, ada) == 2
    for _ in range(FAILURES_BEFORE_LOCKOUT - 2):
        client.submit(FORM, password=PASSWORD, code=phone.wrong_code(), status=422)
    client.submit(FORM, password=PASSWORD, code=phone.code(), status=422)
    assert "turned on" in client.page("/account/second-step").text


def test_there_is_nothing_to_turn_off_before_it_is_on(ada_client: PageClient) -> None:
    for path in (OFF, CODES):
        assert "Set up the second step" in ada_client.page(path).text


def test_another_secret_key_leaves_the_recovery_codes(app: Flask, ada: Someone, phone: Phone) -> None:
    key = app.secret_key
    app.secret_key = app.config["SECRET_KEY"] = "another key of the application"
    try:
        client = half_way(app, ada)
        client.submit(FORM, code=phone.code(), status=422)
        assert client.submit(FORM, code=phone.recovery_codes[0]).url == "/my-council"
    finally:
        app.secret_key = app.config["SECRET_KEY"] = key


def test_nothing_stands_before_it_is_committed(app: Flask, ada: Someone, clock: SetClock) -> None:
    with stored(app) as session:
        sealed = seal_new_secret(person_id=ada.id, now=clock.now())
        secret = open_secret(sealed=sealed, person_id=ada.id, now=clock.now())
        assert secret is not None
        turn_on(
            session=session,
            person_id=ada.id,
            sealed=sealed,
            code=TOTP(secret).at(clock.now()),
            password=PASSWORD,
            ask_address="http://localhost/reset-password",
            now=clock.now(),
        )
        session.rollback()
    with stored(app) as session:
        for table in (SecondFactorRow, RecoveryCodeRow):
            assert session.scalars(select(table.person_id)).all() == []
