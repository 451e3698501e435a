"""The weekly mail: what is new since the last one, once, to whom it may be told, and nothing where nothing is new."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from search.documents import Document
from search.errors import SearchFailure
from search.memory import MemoryIndex
from search.query import PER_PAGE_LIMIT, Query
from search.results import Results
from tests.slices.cells.steps import enter, stored
from tests.slices.follows.test_following import follow
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person
from tests.support.resources import add_resource, index_all, set_resource
from tiex.accounts.commands import disable_person
from tiex.cli import resources
from tiex.follows.commands import TOLD, Search, Sent, send_news
from tiex.follows.forms import sign_follow
from tiex.follows.presenters import mail_addresses
from tiex.gateways import current_gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import FollowRow, IndexTaskRow, ResourceRow
from tiex.resources.commands import Keeping, show_resource
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
    """An engine that knows all there is."""
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
        session.execute(delete(IndexTaskRow))
        session.commit()
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
    index_all(app)

    def broken(query: Query) -> Results:
        raise SearchFailure("away")

    assert send(app, search=broken) == Sent(failed=1)
    assert send(app) == Sent(1, 1)


def test_many_hits_are_looked_through(app: Flask, bins: None) -> None:
    for number in range(205):
        add_later(app, f"r{number:03}")
    add_later(app, "old-but-new-here", LATER - timedelta(hours=3))
    assert send(app) == Sent(1, 1)


def test_all_that_is_new_is_told_however_many_older_ones_there_are(
    app: Flask, bins: None, mailer: MemoryMailer
) -> None:
    """The search puts the newest year first, so what came to us last need not stand on its first pages."""
    new = PER_PAGE_LIMIT + 20
    for number in range(PER_PAGE_LIMIT + new):
        add_resource(app, f"r{number:03}", title=f"Bins of {number}")
    with stored(app) as session:
        is_new = ResourceRow.id >= f"r{PER_PAGE_LIMIT:03}"
        at = {False: TODAY - WEEK, True: LATER - timedelta(hours=2)}
        for old_or_new, moment in at.items():
            where = is_new if old_or_new else ~is_new
            session.execute(
                update(ResourceRow).where(where).values(created_at=moment, year=None if old_or_new else 2025)
            )
        session.commit()
    asked: list[Query] = []
    search = search_of(app)

    def noting(query: Query) -> Results:
        asked.append(query)
        return search(query)

    assert send(app, search=noting) == Sent(1, 1)
    assert mailer.sent[0].subject == f"{new} new resources in searches you follow"
    assert f"and {new - TOLD} more." in mailer.sent[0].body
    assert [len(query.ids or ()) for query in asked] == [PER_PAGE_LIMIT, new - PER_PAGE_LIMIT]


def test_what_was_hidden_and_is_shown_again_is_news_once(
    app: Flask, ada_client: PageClient, mailer: MemoryMailer
) -> None:
    add_resource(app, "one", title="Bins of one")
    set_resource(app, "one", created_at=TODAY - WEEK)
    show(app, "one", is_hidden=True, at=TODAY - timedelta(days=1))
    follow(ada_client, "q=bins")
    assert send(app) == Sent()
    show(app, "one", is_hidden=False, at=LATER)
    after = LATER + timedelta(days=1)
    assert send(app, after) == Sent(1, 1)
    assert "Bins of one" in mailer.sent[0].body
    assert send(app, after + WEEK) == send(app, after + 2 * WEEK) == Sent()


def test_what_the_engines_were_not_told_yet_is_news_when_they_were(
    app: Flask, bins: None, mailer: MemoryMailer
) -> None:
    add_later(app, "early", LATER - timedelta(hours=4))
    add_later(app, "late", LATER - timedelta(hours=3))
    before, knows_late = search_of(app), LATER + WEEK
    with stored(app) as session:
        at = LATER - timedelta(hours=3)
        session.add(IndexTaskRow(resource_id="late", created_at=at, next_try_at=at))
        session.commit()
    with_late_left_out = without(before, "late")
    assert send(app, search=with_late_left_out) == Sent(1, 1)
    assert "Bins of late" not in mailer.sent[0].body
    with stored(app) as session:
        session.execute(delete(IndexTaskRow))
        session.commit()
    assert send(app, knows_late) == Sent(1, 1)
    assert "Bins of late" in mailer.sent[1].body
    assert "Bins of early" not in mailer.sent[1].body


def without(search: Search, name: str) -> Search:
    """An engine that does not know of one resource."""

    def answer(query: Query) -> Results:
        return search(replace(query, ids=(query.ids or frozenset()) - {name}))

    return answer


def show(app: Flask, resource_id: str, *, is_hidden: bool, at: datetime) -> None:
    """As an editor hides it or shows it again at this moment; the search engine knows it."""
    with stored(app) as session:
        version = session.get_one(ResourceRow, resource_id).version
        keeping = Keeping(session, None, at)
        show_resource(keeping=keeping, resource_id=resource_id, version=version, is_hidden=is_hidden)
        session.commit()
    index_all(app)


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
    index_all(app)
    clock.at = LATER
    said = [app.test_cli_runner().invoke(resources, ["send-follows"]).output for _ in range(2)]
    assert said == ["1 message about 1 search.\n", "0 messages about 0 searches.\n"]
    assert "http://localhost/resources/one" in mailer.sent[0].body
