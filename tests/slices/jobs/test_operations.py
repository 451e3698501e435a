"""Administrators see what waits, runs and was given up, and let it be tried again; nobody else does."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.slices.cells.steps import enter, parts_of, stored, trail
from tests.slices.jobs.steps import ask_for, handling, jobs_in, work
from tests.support.counted import count_up, read_counts
from tests.support.document import Node
from tests.support.page_client import Page, PageClient
from tests.support.people import TODAY, Someone, add_person
from tests.support.resources import add_resource
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ExchangeRole
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import Mail, MailRefused, MemoryMailer
from tiex.gateways.scanner import MemoryScanner
from tiex.indexing.commands import queue_index
from tiex.jobs.commands import JobFailed, TryAgain
from tiex.models import OutboxMessageRow
from tiex.web.outbox import AGAIN_AFTER, deliver_waiting, queue_mail

PLACE = "/operations"
HTMX = {"HX-Request": "true", "HX-Target": "div#standing"}


@pytest.fixture
def client(app: Flask) -> PageClient:
    return entering_as(app, ExchangeRole.ADMINISTRATOR)


def entering_as(app: Flask, role: ExchangeRole) -> PageClient:
    person = add_person(app, f"Ex {role.value}", council=None)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=person.id, role=role, now=TODAY)
        session.commit()
    return enter(app, person)


def row_of(page: Page, title: str) -> list[str]:
    """What the table says of this work, cell by cell."""
    (row,) = [row for row in page.find_all("#standing > table tbody tr") if row.children[0].text == title]
    return [cell.text for cell in row.children[1:]]


def refuse(session: Session, gateways: Gateways, subject: str) -> None:
    raise JobFailed(f"{subject} is no document.")


def test_it_is_for_administrators_alone(app: Flask, ada: Someone, client: PageClient) -> None:
    assert client.page("/account").find(f".band__links a[href='{PLACE}']").text == "Operations"
    for other in (entering_as(app, ExchangeRole.EDITOR), enter(app, ada)):
        assert other.page("/account").find_all(f"a[href='{PLACE}']") == []
        assert other.get(PLACE).status_code == 403


def test_an_exchange_with_nothing_to_do_says_so(counting: Flask, client: PageClient) -> None:
    page = client.page(PLACE)
    assert "No worker has been at work yet." in page.find("#standing").text
    for title, done in (("Counting", "0"), ("E-mail", "0"), ("Search index", "–")):
        assert row_of(page, title) == ["0", "0", "0", done]
    assert [section.text.endswith("None.") for section in page.find_all("#standing section")] == [True, True]


def test_it_says_whether_files_are_scanned(app: Flask, client: PageClient) -> None:
    before, scanner = app.extensions["gateways"], MemoryScanner()
    assert "not scanned for viruses: no scanner is set up (TIEX_CLAMD)" in client.page(PLACE).find("#scanning").text
    app.extensions["gateways"] = replace(before, scanner=scanner)
    try:
        page = client.page(PLACE)
        assert "the scanner answers" in page.find("#scanning").text
        headers = json.loads(page.find("#newest").get("hx-headers")) | HTMX
        assert client.get(PLACE, headers=headers).status_code == 304
        scanner.is_away = True
        assert client.get(PLACE, headers=headers).status_code == 200
        assert "cannot be reached" in client.page(PLACE).find("#scanning").text
    finally:
        app.extensions["gateways"] = before


def test_how_many_wait_since_when_and_why(counting: Flask, clock: SetClock, client: PageClient) -> None:
    def be_away(session: Session, gateways: Gateways, subject: str) -> None:
        if subject == "done":
            count_up(session, gateways, subject)
        else:
            raise TryAgain("The scanner does not answer.")

    ask_for(counting, "done", "a", "b")
    with handling(counting, be_away):
        work(counting)
    clock.advance(timedelta(hours=2))
    page = client.page(PLACE)
    waiting = "2, since 10:30 on 23 November 2026Last try: The scanner does not answer."
    assert row_of(page, "Counting") == [waiting, "0", "0", "1"]
    clock.advance(timedelta(days=1))
    assert row_of(client.page(PLACE), "Counting")[-1] == "0", "that was not in the last day"


def test_changes_that_the_index_waits_for(app: Flask, client: PageClient) -> None:
    resource = add_resource(app)
    with stored(app) as session:
        queue_index(session, [resource], TODAY)
        session.commit()
    assert row_of(client.page(PLACE), "Search index") == ["2, since 10:30 on 23 November 2026", "0", "0", "–"]


def test_one_that_was_given_up_is_tried_again(counting: Flask, client: PageClient) -> None:
    ask_for(counting, "a", "b")
    with handling(counting, refuse):
        work(counting)
    page = client.page(PLACE)
    assert row_of(page, "Counting")[2] == "2"
    first = jobs_in(counting)[0]
    told = page.find(f"#job-{first.id}").text
    for words in ("Counting a", "10:30 on 23 November 2026", "a is no document. (1 attempt)"):
        assert words in told
    page = client.submit(f"#job-{first.id} form")
    assert page.find("[role=status]").text == "1 job put back, to be tried again."
    assert row_of(page, "Counting")[:3] == ["1, since 10:30 on 23 November 2026", "0", "1"]
    assert [entry[0] for entry in trail(counting, "jobs put back")] == [f"job {first.id}"]
    work(counting)
    assert read_counts(counting) == {"a": 1}


def test_all_that_were_given_up_are_tried_again_in_place(counting: Flask, client: PageClient) -> None:
    ask_for(counting, "a", "b")
    with handling(counting, refuse):
        work(counting)
    client.page(PLACE)
    page = client.htmx_submit("form[action='/operations/jobs/retry']", target="div#standing")
    standing = parts_of(page)["standing"]
    assert "2 jobs put back, to be tried again." in standing.text
    assert [entry[0] for entry in trail(counting, "jobs put back")] == ["2 jobs"]
    work(counting)
    assert read_counts(counting) == {"a": 1, "b": 1}


def test_what_somebody_else_put_back_is_none(counting: Flask, client: PageClient) -> None:
    ask_for(counting, "a")
    with handling(counting, refuse):
        work(counting)
    client.page(PLACE)
    form = f"#job-{jobs_in(counting)[0].id} form"
    first = client.current
    client.submit(form)
    client.current = first
    assert "0 jobs put back" in client.submit(form).find("[role=status]").text
    assert len(trail(counting, "jobs put back")) == 1


class Refusing(MemoryMailer):
    def send(self, mail: Mail, key: str) -> None:
        raise MailRefused("nobody there has that address")


def test_mail_that_was_given_up_is_tried_again(app: Flask, client: PageClient, mailer: MemoryMailer) -> None:
    with stored(app) as session:
        queue_mail(session, Mail("x@council.example", "Hello", "One\n"), TODAY)
        session.commit()
        session.execute(update(OutboxMessageRow).values(attempts=len(AGAIN_AFTER)))
        session.commit()
        deliver_waiting(session, Gateways(SetClock(TODAY), Refusing()))
    page = client.page(PLACE)
    assert row_of(page, "E-mail") == ["0", "0", "1", "0"]
    assert "nobody there has that address (5 attempts)" in page.find("#mail").text
    page = client.submit("form[action='/operations/mail/retry']")
    assert page.find("[role=status]").text == "1 message put back, to be tried again."
    assert [mail.subject for mail in mailer.sent] == ["Hello"]
    assert row_of(page, "E-mail") == ["0", "0", "0", "1"]
    assert len(trail(app, "mail put back")) == 1


def test_the_page_asks_again_and_only_gets_what_changed(counting: Flask, client: PageClient) -> None:
    asks = client.page(PLACE).find("#newest")
    assert asks.get("hx-trigger").startswith("every ")
    mark = mark_in(asks)
    assert client.get(PLACE, headers=HTMX | {"If-None-Match": mark}).status_code == 304
    ask_for(counting, "a")
    page = client.htmx_get(PLACE, "div#standing")
    assert parts_of(page)["standing"].find("#newest").get("hx-headers") != asks.get("hx-headers")


def mark_in(asks: Node) -> str:
    return str(json.loads(asks.get("hx-headers"))["If-None-Match"])


def test_more_than_fit_are_counted(counting: Flask, client: PageClient) -> None:
    ask_for(counting, *(f"no-{number}" for number in range(52)))
    with handling(counting, refuse):
        work(counting)
    page = client.page(PLACE)
    assert len(page.find_all("#failed tbody tr")) == 50
    assert "And 2 more jobs." in page.find("#failed").text
