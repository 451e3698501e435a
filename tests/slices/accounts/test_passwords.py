"""A new password: by a mailed link that works once, or on one's own account."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.accounts.steps import FORM, lock, stored, try_password
from tests.support.page_client import Page, PageClient, page_client
from tests.support.people import PASSWORD, Someone, signed_in
from tiex.accounts.commands import disable_person
from tiex.domain.people import FAILURES_BEFORE_LOCKOUT, RESET_LINK_LASTS
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import AuditEntryRow, ResetLinkRow

NEW = "three quiet herons wading"
SENT = "If that address has an account, we have sent a link."


def ask(client: PageClient, email: str) -> Page:
    client.page("/reset-password")
    return client.submit(FORM, email=email)


def mailed_link(mailer: MemoryMailer) -> str:
    """The path of the link in the newest mail."""
    found = re.search(r"http://localhost(/reset-password/\S+)", mailer.sent[-1].body)
    assert found is not None
    return found[1]


@pytest.fixture
def link(client: PageClient, mailer: MemoryMailer, ada: Someone) -> str:
    """A link that Ada has been sent."""
    ask(client, ada.email)
    return mailed_link(mailer)


def test_sets_a_new_password_by_a_mailed_link(
    client: PageClient, ada_client: PageClient, ada: Someone, mailer: MemoryMailer, link: str
) -> None:
    mail = mailer.sent[-1]
    assert (mail.to, mail.subject) == (ada.email, "Set a new password")
    assert "until 11:30 on 23 November 2026" in mail.body
    client.page(link)
    page = client.submit(FORM, password=NEW)
    assert page.url == "/sign-in"
    assert "Your password is changed." in page.text
    assert client.submit(FORM, email=ada.email, password=NEW).url == "/my-council"
    assert ada_client.page("/my-council").url.startswith("/sign-in"), "signed out everywhere"
    assert "is not right" in try_password(page_client(client.application), ada.email, PASSWORD)
    assert mailer.sent[-1].subject == "Your password was changed"


def test_only_the_hash_of_a_token_is_stored(app: Flask, link: str) -> None:
    with stored(app) as session:
        hashes = session.scalars(select(ResetLinkRow.token_sha256)).all()
    assert hashes == [sha256(link.rpartition("/")[2].encode()).hexdigest()]


def test_answers_the_same_for_an_unknown_address(client: PageClient, ada: Someone, mailer: MemoryMailer) -> None:
    known = ask(client, ada.email)
    assert SENT in known.text
    mailer.sent.clear()
    assert ask(client, "nobody@fernmoor.example").text == known.text
    assert mailer.sent == []


def test_does_not_fill_a_mailbox(client: PageClient, ada: Someone, mailer: MemoryMailer, clock: SetClock) -> None:
    for _ in range(5):
        assert SENT in ask(client, ada.email).text
    assert len(mailer.sent) == 3
    clock.advance(RESET_LINK_LASTS)
    ask(client, ada.email)
    assert len(mailer.sent) == 4


def test_asks_for_an_address(client: PageClient) -> None:
    client.page("/reset-password")
    assert "Enter your e-mail address" in client.submit(FORM, email="", status=422).text


def test_a_link_works_once(client: PageClient, link: str) -> None:
    client.page(link)
    client.submit(FORM, password=NEW)
    assert client.page(link, status=410).h1 == "This link no longer works"


def test_a_link_that_died_on_screen_changes_nothing(
    client: PageClient, app: Flask, ada: Someone, clock: SetClock, link: str
) -> None:
    client.page(link)
    clock.advance(RESET_LINK_LASTS)
    page = client.submit(FORM, password=NEW, status=410)
    assert page.find("main a.govuk-button").get("href") == "/reset-password"
    assert signed_in(app, ada).page("/my-council").url == "/my-council"


def test_a_link_expires(client: PageClient, clock: SetClock, link: str) -> None:
    clock.advance(RESET_LINK_LASTS - timedelta(seconds=1))
    client.page(link)
    clock.advance(timedelta(seconds=1))
    client.page(link, status=410)


def test_an_unknown_link_is_dead(client: PageClient) -> None:
    client.page("/reset-password/made-up", status=410)


def test_other_links_are_void_after_a_change(client: PageClient, ada: Someone, mailer: MemoryMailer, link: str) -> None:
    ask(client, ada.email)
    client.page(mailed_link(mailer))
    client.submit(FORM, password=NEW)
    client.page(link, status=410)


def test_the_link_of_a_disabled_person_is_dead(
    client: PageClient, app: Flask, ada: Someone, mailer: MemoryMailer, clock: SetClock, link: str
) -> None:
    with stored(app) as session:
        disable_person(session=session, person_id=ada.id, now=clock.now())
    client.page(link, status=410)
    mailer.sent.clear()
    assert SENT in ask(client, ada.email).text
    assert mailer.sent == []


def test_a_new_password_lifts_a_lock(client: PageClient, ada: Someone, link: str) -> None:
    lock(client, ada)
    client.page(link)
    client.submit(FORM, password=NEW)
    assert client.submit(FORM, email=ada.email, password=NEW).url == "/my-council"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Enter a new password"),
        ("eleven char", "Use 12 characters or more."),
        ("x" * 129, "Use 128 characters or fewer."),
        ("Ada.Moor@fernmoor.example", "cannot be your e-mail address"),
        ("Password1234!", "too easy to guess"),
        ("aaaaaaaaaaaaaaa", "too easy to guess"),
        ("123456789012", "too easy to guess"),
    ],
)
def test_weak_passwords_are_refused_and_the_link_lives(
    client: PageClient, link: str, password: str, sentence: str
) -> None:
    client.page(link)
    page = client.submit(FORM, password=password, status=422)
    assert sentence in page.find(".govuk-error-summary a").text
    client.submit(FORM, password=NEW)


def test_changes_the_own_password(app: Flask, ada_client: PageClient, ada: Someone, mailer: MemoryMailer) -> None:
    other = signed_in(app, ada)
    page = ada_client.page("/account")
    assert "Fernmoor Borough Council" in page.text
    assert "Lead contributor" in page.text
    page = ada_client.submit(FORM, password=PASSWORD, new_password=NEW)
    assert page.url == "/account"
    assert "Your password is changed." in page.text
    assert "Your password is changed." not in ada_client.page("/account").text
    assert other.page("/my-council").url.startswith("/sign-in")
    assert mailer.sent[-1].subject == "Your password was changed"
    with stored(app) as session:
        entry = session.scalars(select(AuditEntryRow).filter_by(action="password changed")).one()
    assert (entry.actor_id, entry.subject) == (ada.id, f"person {ada.id}")


def test_changing_needs_the_current_password(ada_client: PageClient) -> None:
    ada_client.page("/account")
    for _ in range(FAILURES_BEFORE_LOCKOUT):
        page = ada_client.submit(FORM, password="not this one", new_password=NEW, status=422)
    assert "too many wrong tries" in page.find(".govuk-error-summary a[href='#password']").text


def test_changing_refuses_a_weak_password(ada_client: PageClient) -> None:
    ada_client.page("/account")
    page = ada_client.submit(FORM, password=PASSWORD, new_password="short", status=422)
    assert page.find(".govuk-error-summary a").get("href") == "#new_password"
