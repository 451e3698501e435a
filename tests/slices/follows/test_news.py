"""The weekly mail: what is new since the last one, once, to whom it may be told, and nothing where nothing is new."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from search.documents import Document
from search.errors import SearchFailure
from search.memory import MemoryIndex
from search.query import Query
from search.results import Results
from tests.slices.cells.steps import enter, stored
from tests.slices.follows.test_following import follow
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person
from tests.support.resources import add_resource, set_resource
from tiex.accounts.commands import disable_person
from tiex.cli import resources
from tiex.follows.commands import Search, Sent, send_news
from tiex.follows.forms import sign_follow
from tiex.follows.presenters import mail_addresses
from tiex.gateways import current_gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.indexing.commands import rebuild_engines
from tiex.models import FollowRow, ResourceRow
from tiex.web.outbox import deliver_waiting

LATER, WEEK = TODAY + timedelta(days=2), timedelta(days=7)


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


@pytest.fixture
def bins(ada_client: PageClient) -> None:
    """Ada follows the search for bins."""
    follow(ada_client, "q=bins")


def add_later(app: Flask, id: str, at: datetime = LATER - timedelta(hours=2), **others: str | bool) -> None:
    """A resource on bins, added after the search was followed."""
    add_resource(app, id, title=f"Bins of {id}")
    set_resource(app, id, created_at=at, **others)


def search_of(app: Flask) -> Search:
    index = MemoryIndex()
    with stored(app) as session:
        index.rebuild(
            Document(
                row.id,
                row.title,
                added=int(row.created_at.timestamp()),
                facets={"type": (row.type,)},
                audiences=(row.audience,),
            )
            for row in session.scalars(select(ResourceRow).where(ResourceRow.is_hidden.is_(False)))
        )
    return index.search


def send(app: Flask, now: datetime = LATER, search: Search | None = None) -> Sent:
    search = search or search_of(app)
    with app.test_request_context(), stored(app) as session:
        sent = send_news(session=session, search=search, addresses=mail_addresses(sign_follow), now=now)
        deliver_waiting(session, current_gateways())
    return sent


def test_it_says_what_is_new_why_and_how_to_stop(
    app: Flask, bins: None, mailer: MemoryMailer, client: PageClient
) -> None:
    add_later(app, "one")
    assert send(app) == Sent(1, 1)
    [mail] = mailer.sent
    assert mail.subject == "1 new resource in searches you follow"
    for part in (
        "Hello Ada Moor",
        "“bins”",
        "* Bins of one\n  Fernmoor Borough Council, 2024\n  http://localhost/resources/one",
        "See the whole search: http://localhost/resources?q=bins",
        "You get this because you chose to follow this search.",
    ):
        assert part in mail.body
    [path] = re.findall(r"http://localhost(/follows/stop/\S+)", mail.body)
    page = client.page(path)
    assert (page.h1, "“bins”" in page.text) == ("Stop following a search", True)
    assert client.submit("main form").h1 == "You no longer follow this search"
    assert client.page(path, status=410).h1 == "This link no longer works"
    with stored(app) as session:
        assert session.query(FollowRow).count() == 0


def test_once_a_week_and_each_thing_once(app: Flask, bins: None, mailer: MemoryMailer) -> None:
    add_later(app, "one")
    assert [send(app).mails, send(app).mails] == [1, 0]
    add_later(app, "two", LATER + timedelta(days=1))
    assert send(app, LATER + timedelta(days=3)).mails == 0
    assert send(app, LATER + WEEK).mails == 1
    assert "Bins of two" in mailer.sent[-1].body
    assert "Bins of one" not in mailer.sent[-1].body
    assert send(app, LATER + 2 * WEEK).mails == 0


def test_what_was_there_before_or_is_quite_new_is_not_told(app: Flask, bins: None, mailer: MemoryMailer) -> None:
    add_resource(app, "before", title="Bins before")
    add_later(app, "now", LATER - timedelta(minutes=5))
    assert send(app) == Sent()
    assert mailer.sent == []
    assert send(app, LATER + timedelta(days=1)).mails == 1


def test_what_is_not_in_the_search_is_not_told(app: Flask, bins: None) -> None:
    add_resource(app, "parks", title="Parks")
    set_resource(app, "parks", created_at=LATER - timedelta(hours=2))
    assert send(app) == Sent()


def test_nobody_is_told_of_what_they_may_not_read(app: Flask, bins: None, mailer: MemoryMailer) -> None:
    follow(enter(app, add_person(app, "Os Other", council=OTHER_COUNCIL)), "q=bins")
    follow(enter(app, add_person(app, "No Where", council=None)), "q=bins")
    add_later(app, "ours", audience=f"council:{COUNCIL}")
    add_later(app, "hidden", is_hidden=True)
    assert send(app).mails == 1
    assert [mail.to for mail in mailer.sent] == ["ada.moor@fernmoor.example"]
    assert "hidden" not in mailer.sent[0].body


def test_a_person_who_cannot_sign_in_gets_none(app: Flask, ada: Someone, bins: None) -> None:
    add_later(app, "one")
    with stored(app) as session:
        disable_person(session=session, person_id=ada.id, now=TODAY)
        session.commit()
    assert send(app) == Sent()


def test_several_searches_come_in_one_message(app: Flask, ada_client: PageClient, mailer: MemoryMailer) -> None:
    for query in ("q=bins", "type=case-study", "q=parks"):
        follow(ada_client, query)
    for number in range(12):
        add_later(app, f"r{number}")
    assert send(app) == Sent(1, 2)
    [mail] = mailer.sent
    assert mail.subject == "12 new resources in searches you follow"
    assert mail.body.count("and 2 more.") == 2
    assert mail.body.count("/follows/stop/") == 2


def test_a_search_that_fails_is_tried_again(app: Flask, bins: None) -> None:
    add_later(app, "one")

    def broken(query: Query) -> Results:
        raise SearchFailure("away")

    assert send(app, search=broken) == Sent(failed=1)
    assert send(app) == Sent(1, 1)


def test_many_hits_are_looked_through(app: Flask, bins: None) -> None:
    for number in range(205):
        add_later(app, f"r{number:03}")
    add_later(app, "old-but-new-here", LATER - timedelta(hours=3))
    assert send(app) == Sent(1, 1)


def test_a_made_up_link_stops_nothing(app: Flask, bins: None, client: PageClient) -> None:
    for token in ("made-up", "WzEsMV0.x", "a" * 5000):
        client.page(f"/follows/stop/{token}", status=410)


def test_a_link_stops_no_later_follow_with_the_same_number(
    app: Flask, ada_client: PageClient, client: PageClient, clock: SetClock
) -> None:
    follow(ada_client, "q=bins")
    with app.test_request_context(), stored(app) as session:
        token = sign_follow(session.query(FollowRow).one())  # type: ignore[arg-type]
    ada_client.page("/account/follows")
    ada_client.submit("main form.list__remove")
    clock.at = TODAY + timedelta(days=1)
    follow(ada_client, "q=parks")
    client.page(f"/follows/stop/{token}", status=410)


def test_the_command_sends_it_with_the_search_of_the_application(
    app: Flask, bins: None, mailer: MemoryMailer, clock: SetClock
) -> None:
    add_later(app, "one")
    with stored(app) as session:
        rebuild_engines(session=session, finder=current_gateways().finder)
    clock.at = LATER
    said = [app.test_cli_runner().invoke(resources, ["send-follows"]).output for _ in range(2)]
    assert said == ["1 message about 1 search.\n", "0 messages about 0 searches.\n"]
    assert "http://localhost/resources/one" in mailer.sent[0].body
