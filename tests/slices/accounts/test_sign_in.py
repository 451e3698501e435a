"""Signing in and out: who gets in, what those who do not are told, and what is left in the browser."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from tests.slices.accounts.steps import FORM, WRONG, lock, stored, try_password
from tests.support.page_client import PageClient, page_client
from tests.support.people import PASSWORD, Someone, signed_in
from tiex.accounts.commands import disable_person, enable_person
from tiex.domain.people import FAILURES_BEFORE_LOCKOUT, LOCKOUT
from tiex.gateways.clock import SetClock
from tiex.models import AuditEntryRow, PersonRow


def test_signs_in_and_out(client: PageClient, ada: Someone) -> None:
    client.page("/sign-in")
    page = client.submit(FORM, email=f"  {ada.email.upper()} ", password=PASSWORD)
    assert page.url == "/my-council"
    page = client.submit("form[data-sign-out]")
    assert page.url == "/"
    assert client.page("/my-council").url == "/sign-in?next=/my-council"


def test_wrong_password_and_unknown_address_are_told_the_same(client: PageClient, ada: Someone) -> None:
    assert try_password(client, ada.email) == WRONG
    assert try_password(client, "nobody@fernmoor.example") == WRONG
    assert client.get("/my-council").status_code == 302


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", "secret", "Enter your e-mail address"),
        ("ada.moor@fernmoor.example", "", "Enter your password"),
        ("ada moor", "secret", "Enter an e-mail address in the correct format, like name@council.gov.uk"),
    ],
)
def test_incomplete_forms_say_what_is_missing(client: PageClient, email: str, password: str, sentence: str) -> None:
    client.page("/sign-in")
    page = client.submit(FORM, email=email, password=password, status=422)
    assert sentence in page.find(".govuk-error-summary").text
    assert page.find("title").text.startswith("Error: Sign in")


def test_characters_that_nobody_sees_do_no_harm(client: PageClient, ada: Someone) -> None:
    client.page("/sign-in")
    page = client.submit(FORM, email=f"\u200b{ada.email}\x00", password="se\x00cret", status=422)
    assert WRONG in page.text
    assert page.find("#email").get("value") == ada.email


def test_repeated_failures_lock_for_a_while(client: PageClient, app: Flask, ada: Someone, clock: SetClock) -> None:
    assert lock(client, ada) == WRONG
    clock.advance(LOCKOUT - timedelta(minutes=1))
    assert try_password(client, ada.email, PASSWORD) == WRONG
    clock.advance(timedelta(minutes=1))
    client.page("/sign-in")
    assert client.submit(FORM, email=ada.email, password=PASSWORD).url == "/my-council"
    with stored(app) as session:
        actions = session.scalars(select(AuditEntryRow.action).filter_by(subject=f"person {ada.id}")).all()
    assert actions.count("sign-in locked") == 1


def test_success_forgets_failures(client: PageClient, app: Flask, ada: Someone) -> None:
    for _ in range(FAILURES_BEFORE_LOCKOUT - 1):
        assert try_password(client, ada.email) == WRONG
    with stored(app) as session:
        assert session.get_one(PersonRow, ada.id).failures == FAILURES_BEFORE_LOCKOUT - 1
    signed_in(app, ada)
    with stored(app) as session:
        assert session.get_one(PersonRow, ada.id).failures == 0


def test_disabled_people_are_signed_out_and_stay_out(
    client: PageClient, app: Flask, ada_client: PageClient, ada: Someone, clock: SetClock
) -> None:
    with stored(app) as session:
        disable_person(session=session, person_id=ada.id, now=clock.now())
    assert ada_client.page("/my-council").url == "/sign-in?next=/my-council"
    assert try_password(client, ada.email) == WRONG
    assert "This account has been closed" in try_password(client, ada.email, PASSWORD)
    with stored(app) as session:
        enable_person(session=session, person_id=ada.id, now=clock.now())
    assert ada_client.page("/my-council").url == "/sign-in?next=/my-council", "the old session stays dead"
    client.page("/sign-in")
    assert client.submit(FORM, email=ada.email, password=PASSWORD).url == "/my-council"


def test_goes_on_to_the_page_that_was_asked_for(client: PageClient, ada: Someone) -> None:
    assert client.page("/account").url == "/sign-in?next=/account"
    assert client.submit(FORM, email=ada.email, password=PASSWORD).url == "/account"
    assert client.page("/sign-in?next=/glossary").url == "/glossary", "nobody signs in twice"


SIGN_IN = "header a[href^='/sign-in']"


@pytest.mark.parametrize(
    "path", ["/glossary", "/resources?q=r%C3%A9sum%C3%A9&type=tool", "/resources/searches/share?q=bins"]
)
def test_whoever_signs_in_comes_back_to_the_page_they_were_on(client: PageClient, ada: Someone, path: str) -> None:
    client.page(client.page(path).find(SIGN_IN).get("href"))
    page = client.submit(FORM, email=ada.email, password=PASSWORD)
    assert unquote(page.url) == unquote(path)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/sign-in", 200),
        ("/sign-in?next=/glossary", 200),
        ("/reset-password", 200),
        ("/reset-password/some-token", 410),
        ("/follows/stop/some-token", 410),
        ("/nowhere", 404),
        ("/resources?q=" + "x" * 3000, 200),
    ],
)
def test_some_pages_are_none_to_come_back_to(client: PageClient, path: str, status: int) -> None:
    page = client.page(path, status=status)
    assert [link.get("href") for link in page.find_all(SIGN_IN)] == ["/sign-in"]


@pytest.mark.parametrize(
    "foreign",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "evil"],
)
def test_never_goes_on_to_another_site(client: PageClient, ada: Someone, foreign: str) -> None:
    response = client.get("/sign-in", query_string={"next": foreign})
    assert "evil" not in response.text
    client.page("/sign-in")
    token = client.current.find("input[name=csrf_token]").get("value") if client.current else ""
    data = {"email": ada.email, "password": PASSWORD, "csrf_token": token}
    response = client.post("/sign-in", query_string={"next": foreign}, data=data)
    assert (response.status_code, response.location) == (303, "/my-council")


def test_is_remembered_only_where_asked(app: Flask, ada: Someone) -> None:
    for ticked, is_kept in ((None, False), ("y", True)):
        client = page_client(app)
        client.page("/sign-in")
        client.submit(FORM, email=ada.email, password=PASSWORD, remember=ticked)
        client.delete_cookie("tiex")
        assert client.page("/my-council").url.startswith("/my-council") is is_kept


def test_is_remembered_for_a_month(client: PageClient, ada: Someone) -> None:
    assert days_remembered(client, ada) == 30


def days_remembered(client: PageClient, person: Someone, code: str | None = None) -> int:
    client.page("/sign-in")
    client.submit(FORM, email=person.email, password=PASSWORD, remember="y")
    if code:
        client.submit(FORM, code=code)
    cookie = client.get_cookie("remember_token")
    assert cookie is not None
    assert cookie.expires is not None
    return round((cookie.expires - datetime.now(UTC)) / timedelta(days=1))


def test_signing_out_forgets_the_remembered_browser(client: PageClient, ada: Someone) -> None:
    client.page("/sign-in")
    client.submit(FORM, email=ada.email, password=PASSWORD, remember="y")
    assert client.get_cookie("remember_token") is not None
    client.submit("form[data-sign-out]")
    assert client.get_cookie("remember_token") is None


def test_a_session_begins_anew(client: PageClient, ada: Someone) -> None:
    client.page("/sign-in")
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
        token = before["csrf_token"]
    client.submit(FORM, email=ada.email, password=PASSWORD)
    with client.session_transaction() as after:
        assert "planted" not in after
        assert after["csrf_token"] != token


def test_a_new_session_key_signs_out_everywhere(app: Flask, ada_client: PageClient, ada: Someone) -> None:
    other = signed_in(app, ada)
    with stored(app) as session:
        session.get_one(PersonRow, ada.id).session_key = "another"
    for client in (ada_client, other):
        assert client.page("/my-council").url == "/sign-in?next=/my-council"


def test_another_network_address_does_not_sign_out(ada_client: PageClient) -> None:
    elsewhere = {"REMOTE_ADDR": "192.0.2.7", "HTTP_USER_AGENT": "Another browser"}
    assert ada_client.get("/account", environ_overrides=elsewhere).status_code == 200


def test_weaker_hashes_are_renewed(app: Flask, ada: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what is used outside tests, where thousands sign in: the least that OWASP advises."""
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    with stored(app) as session:
        session.get_one(PersonRow, ada.id).password_hash = weak
    monkeypatch.setitem(app.config, "TESTING", False)
    signed_in(app, ada)
    with stored(app) as session:
        found = session.get_one(PersonRow, ada.id).password_hash
    assert found.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
