"""The editors' desk: taking up, asking, publishing, declining, taking down; and what others read at each step."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.slices.cells.steps import enter, post, trail
from tests.slices.examples.steps import FORM, WRITTEN, decide, row_of, send, write
from tests.slices.people.steps import enter_as
from tests.slices.resources.test_editing import keeper
from tests.slices.uploads.steps import Sender, settle, sha256_of
from tests.support.page_client import Page, PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, Someone
from tests.support.resources import index_all, is_index_true
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ExchangeRole, Role
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer

LEAF = "/resources/bin-rounds-planned-with-sensors"


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


@pytest.fixture
def editor(app: Flask) -> PageClient:
    return keeper(app)


def published(ada_client: PageClient, editor: PageClient, **others: Any) -> int:
    example_id = send(ada_client, **others)
    decide(editor, example_id, "publish")
    return example_id


def found(client: PageClient, words: str) -> list[str]:
    return [link.get("href") for link in client.page(f"/resources?q={words}").find_all(".results h2 a, .results h3 a")]


def on_desk(editor: PageClient, example_id: int, action: str, *, status: int = 200, **fields: Any) -> Page:
    editor.page(f"/editor/examples/{example_id}")
    return editor.submit(f"form[action='/editor/examples/{example_id}/{action}']", status=status, **fields)


def test_the_queue_shows_age_and_who_has_it(app: Flask, ada_client: PageClient, editor: PageClient) -> None:
    example_id = send(ada_client)
    page = editor.page("/editor/examples")
    assert "Waiting for an editor (1)" in page.text
    assert [cell.text for cell in page.find_all("tbody td")] == ["Today", "Nobody yet", "With the editors"]
    on_desk(editor, example_id, "take-up")
    assert "Ed Itor" in editor.page("/editor/examples").find("tbody").text


def test_published_it_is_read_found_and_told(
    app: Flask, ada: Someone, ada_client: PageClient, editor: PageClient, client: PageClient, mailer: MemoryMailer
) -> None:
    published(ada_client, editor, may_contact="y")
    page = client.page(LEAF)
    for part in (WRITTEN["problem"], WRITTEN["done"], WRITTEN["changed"], WRITTEN["differently"], WRITTEN["cost"]):
        assert part in page.text
    assert ada.email not in page.text
    assert "Case study by Fernmoor" in page.text
    assert is_index_true(app)
    index_all(app)
    assert found(client, "sensors") == [LEAF]
    assert ada.email in enter_as(app, "Os Other", Role.READER, OTHER_COUNCIL)[1].page(LEAF).text
    assert [mail.to for mail in mailer.sent][-1] == ada.email
    assert "Everyone can read it." in mailer.sent[-1].body
    assert f"Read it here:\n\nhttp://localhost{LEAF}\n" in mailer.sent[-1].body
    assert page.find(".leaf__about .invented").text == "Invented for the demonstration"
    assert len(trail(app, "example published")) == 1


@pytest.mark.parametrize(
    ("ring", "visitor", "other", "own"),
    [("everyone", 200, 200, 200), ("councils", 404, 200, 200), ("council", 404, 404, 200)],
)
def test_only_those_read_it_whom_it_is_for(
    app: Flask,
    ada_client: PageClient,
    editor: PageClient,
    client: PageClient,
    ring: str,
    visitor: int,
    other: int,
    own: int,
) -> None:
    example_id = published(ada_client, editor, ring=ring)
    index_all(app)
    _, elsewhere = enter_as(app, "Os Other", Role.LEADER, OTHER_COUNCIL)
    _, colleague = enter_as(app, "Rae Read", Role.READER)
    for reader, status in ((client, visitor), (elsewhere, other), (colleague, own)):
        reader.page(LEAF, status=status)
        reader.page(f"/examples/{example_id}/problem", status=status)
        assert found(reader, "sensors") == ([LEAF] if status == 200 else [])


def test_a_change_is_asked_for_made_and_published(
    app: Flask, ada: Someone, ada_client: PageClient, editor: PageClient, mailer: MemoryMailer
) -> None:
    example_id = send(ada_client)
    page = decide(editor, example_id, "ask", status=422)
    assert "Say why" in page.text
    decide(editor, example_id, "ask", "Please say what it cost each year.")
    assert "Please say what it cost each year." in mailer.sent[-1].body
    page = ada_client.page(f"/examples/{example_id}/edit")
    assert "Please say what it cost each year." in page.find(".asked").text
    write(ada_client, example_id, then="send", cost="£2,000 each year")
    decide(editor, example_id, "publish")
    assert "£2,000 each year" in ada_client.page(LEAF).text


def test_what_is_written_after_it_was_asked_for_is_its_authors_until_it_is_sent(
    app: Flask, ada_client: PageClient, editor: PageClient
) -> None:
    example_id = send(ada_client)
    decide(editor, example_id, "ask", "More, please.")
    write(ada_client, example_id, done="A half-finished secret")
    page = editor.page(f"/editor/examples/{example_id}")
    assert "A half-finished secret" not in page.text
    assert "You read it once it is sent again" in page.text
    write(ada_client, example_id, then="send", done="The whole story")
    assert "The whole story" in editor.page(f"/editor/examples/{example_id}").text
    decide(editor, example_id, "publish")
    write(ada_client, example_id, done="A second secret", title="A secret title")
    page = editor.page(f"/editor/examples/{example_id}")
    assert "The whole story" in page.text
    assert "secret" not in page.text
    assert "secret" not in editor.page("/editor/examples?shown=writing").text


def test_the_desk_shows_what_was_changed_since_it_was_given_back(
    app: Flask, ada: Someone, ada_client: PageClient, editor: PageClient
) -> None:
    example_id = send(ada_client)
    on_desk(editor, example_id, "tags", service_areas=["waste", "transport"])
    decide(editor, example_id, "ask", "Please say what it cost.")
    write(ada_client, example_id, cost="A secret sum")
    assert "A secret sum" not in editor.page(f"/editor/examples/{example_id}").text
    Sender.of(ada_client, example_id).post((b"Bin,Day\n", "bins.csv"), status=303)
    write(ada_client, example_id, then="send", cost="£2,000 each year", service_areas=["waste", "transport"])
    page = editor.page(f"/editor/examples/{example_id}")
    rows = {
        row.find("th").text: [cell.text for cell in row.find_all("td")] for row in page.find_all("#given-back tbody tr")
    }
    assert rows == {"What it cost": ["£40,000 once", "£2,000 each year"], "Files": ["–", "bins.csv"]}
    assert page.find_all("#changes") == []
    settle(app, sha256_of(b"Bin,Day\n"))
    decide(editor, example_id, "publish")
    write(ada_client, example_id, then="send", cost="£3,000 each year")
    page = editor.page(f"/editor/examples/{example_id}")
    assert page.find_all("#given-back") == []
    assert "£3,000 each year" in page.find("#changes").text
    assert "bins.csv" not in page.find("#changes").text
    decide(editor, example_id, "decline", "Not again.")
    write(ada_client, example_id, then="send", cost="£3,000 each year")
    page = editor.page(f"/editor/examples/{example_id}")
    assert "Nothing: neither its words nor its files." in page.find("#given-back").text
    assert "£3,000 each year" in page.find("#changes").text


def test_declined_it_says_why_and_can_be_sent_again(app: Flask, ada_client: PageClient, editor: PageClient) -> None:
    example_id = send(ada_client)
    decide(editor, example_id, "decline", "It advertises a product.")
    assert "It advertises a product." in ada_client.page(f"/examples/{example_id}").find(".asked").text
    write(ada_client, example_id, then="send", done="Without the product")
    assert row_of(app, example_id).review == "waiting"


def test_others_read_the_published_version_until_the_change_is_reviewed(
    app: Flask, ada_client: PageClient, editor: PageClient, client: PageClient
) -> None:
    example_id = published(ada_client, editor)
    write(ada_client, example_id, done="Something quite different", title="Another title")
    assert WRITTEN["done"] in client.page(LEAF).text
    assert "Published; your changes: draft" in ada_client.page("/examples").text
    ada_client.page(f"/examples/{example_id}/edit")
    ada_client.submit(FORM, button="button[value=send]")
    assert "Something quite different" not in client.page(LEAF).text
    changes = editor.page(f"/editor/examples/{example_id}").find("#changes")
    assert "Something quite different" in changes.text
    decide(editor, example_id, "publish")
    page = client.page(LEAF)
    assert page.h1 == "Another title"
    assert "Something quite different" in page.text


def test_taken_down_at_once_and_put_back(
    app: Flask, ada_client: PageClient, editor: PageClient, client: PageClient, mailer: MemoryMailer
) -> None:
    example_id = published(ada_client, editor)
    on_desk(editor, example_id, "take-down", words="It names a resident.")
    client.page(LEAF, status=404)
    client.page(f"/examples/{example_id}/problem", status=404)
    assert is_index_true(app)
    assert "It names a resident." in mailer.sent[-1].body
    on_desk(editor, example_id, "put-back")
    client.page(LEAF)


def test_its_author_takes_it_down_and_nobody_puts_that_back(
    app: Flask, ada_client: PageClient, editor: PageClient, client: PageClient
) -> None:
    example_id = published(ada_client, editor)
    ada_client.page(f"/examples/{example_id}")
    ada_client.submit(f"form[action='/examples/{example_id}/withdraw']")
    client.page(LEAF, status=404)
    assert editor.page(f"/editor/examples/{example_id}").find_all("form[action$='/put-back']") == []
    path = f"/editor/examples/{example_id}/put-back"
    post(editor, path, status=409, version=row_of(app, example_id).version)
    ada_client.page(f"/examples/{example_id}/edit")
    ada_client.submit(FORM, button="button[value=send]")
    decide(editor, example_id, "publish")
    client.page(LEAF)


def test_an_editor_publishes_what_was_read_and_nothing_else(
    app: Flask, ada_client: PageClient, editor: PageClient
) -> None:
    example_id = send(ada_client)
    editor.page(f"/editor/examples/{example_id}")
    ada_client.page(f"/examples/{example_id}")
    ada_client.submit(f"form[action='/examples/{example_id}/take-back']")
    write(ada_client, example_id, then="send", done="Changed after it was read")
    form = f"form[action='/editor/examples/{example_id}/decide']"
    page = editor.submit(form, button="button[value=publish]", status=409)
    assert "changed" in page.text
    assert row_of(app, example_id).published is None


def test_nobody_publishes_their_own(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    example_id = send(ada_client)
    with app.app_context():
        now = current_gateways().clock.now()
        add_exchange_role(session=db.session(), person_id=ada.id, role=ExchangeRole.EDITOR, now=now)
        db.session.commit()
    page = ada_client.page(f"/editor/examples/{example_id}")
    assert "another editor decides" in page.text
    path = f"/editor/examples/{example_id}/decide"
    post(ada_client, path, status=403, version=row_of(app, example_id).version, decision="publish")
    assert row_of(app, example_id).published is None


def test_an_editor_changes_what_it_is_about(app: Flask, ada_client: PageClient, editor: PageClient) -> None:
    example_id = send(ada_client)
    on_desk(editor, example_id, "tags", service_areas=["waste", "transport"])
    assert set(row_of(app, example_id).content["service_areas"]) == {"transport", "waste"}
    decide(editor, example_id, "publish")
    assert "Transport" in ada_client.page(LEAF).text


def test_a_problem_is_reported_seen_and_settled(
    app: Flask, ada_client: PageClient, editor: PageClient, client: PageClient, mailer: MemoryMailer
) -> None:
    example_id = published(ada_client, editor)
    client.page(f"/examples/{example_id}/problem")
    assert "Say what is wrong with it" in client.submit("main form", words="", status=422).text
    page = client.submit("main form", words="Page 3 names a resident.")
    assert page.url == LEAF
    assert "Thank you. An editor looks at it." in page.text
    assert "Page 3 names a resident." in mailer.sent[-1].body
    assert "1 problem reported" in editor.page("/editor/examples?shown=published").text
    assert "reported without an account" in editor.page(f"/editor/examples/{example_id}").text
    told = len(mailer.sent)
    assert "Say what you decided" in editor.submit("form[action$='/settle']", status=422).text
    page = settle_it(editor, example_id, "Nobody is named there.")
    assert page.find_all("[id^=problem-]") == []
    assert "Nobody is named there." in page.find("#history").text
    assert len(mailer.sent) == told


def settle_it(editor: PageClient, example_id: int, words: str) -> Page:
    """The first problem that stands on its page."""
    page = editor.page(f"/editor/examples/{example_id}")
    fields: dict[str, Any] = {str(page.find("form[action$='/settle'] textarea").get("name")): words}
    return editor.submit("form[action$='/settle']", **fields)


@pytest.mark.parametrize("decided", ["kept", "changed", "taken down"])
def test_who_reported_a_problem_is_told_what_was_decided_and_why(
    app: Flask, ada_client: PageClient, editor: PageClient, mailer: MemoryMailer, clock: SetClock, decided: str
) -> None:
    example_id = published(ada_client, editor)
    reader, client = enter_as(app, "Os Other", Role.READER, OTHER_COUNCIL)
    client.page(f"/examples/{example_id}/problem")
    client.submit("main form", words="Page 3 names a resident.")
    clock.advance(timedelta(minutes=5))
    if decided == "changed":
        write(ada_client, example_id, then="send", done="We asked nobody by name.")
        decide(editor, example_id, "publish")
    if decided == "taken down":
        on_desk(editor, example_id, "take-down", words="It names a resident.")
    settle_it(editor, example_id, "We have read page 3 again.")
    mail = mailer.sent[-1]
    assert mail.to == reader.email
    assert "“Bin rounds planned with sensors” of Fernmoor" in mail.body
    said = {"kept": "It stays as it is.", "changed": "the changed version now", "taken down": "It was taken down"}
    assert said[decided] in mail.body
    assert "We have read page 3 again." in mail.body
    assert "You have this e-mail because you reported this problem." in mail.body
    assert (f"http://localhost{LEAF}" in mail.body) == (decided != "taken down")


def test_who_reported_a_problem_is_told_nothing_of_what_is_no_longer_for_them(
    app: Flask, ada_client: PageClient, editor: PageClient, mailer: MemoryMailer
) -> None:
    example_id = published(ada_client, editor)
    reader, client = enter_as(app, "Os Other", Role.READER, OTHER_COUNCIL)
    client.page(f"/examples/{example_id}/problem")
    client.submit("main form", words="Page 3 names a resident.")
    write(ada_client, example_id, then="send", title="Ours alone", ring="council")
    decide(editor, example_id, "publish")
    settle_it(editor, example_id, "It is for fewer people now.")
    assert mailer.sent[-1].to == reader.email
    assert "Ours alone" not in mailer.sent[-1].body
    assert LEAF not in mailer.sent[-1].body


def test_the_catalogues_own_desk_leaves_it_alone(app: Flask, ada_client: PageClient, editor: PageClient) -> None:
    example_id = published(ada_client, editor)
    assert editor.page(f"/editor{LEAF}").url == f"/editor/examples/{example_id}"
    post(editor, f"/editor{LEAF}/hide", status=409, version=1)
    ada_client.page(LEAF)


def test_a_draft_that_was_never_sent_is_not_on_the_desk(app: Flask, ada_client: PageClient, editor: PageClient) -> None:
    ada_client.page("/examples")
    page = ada_client.submit(f"form[action='/councils/{COUNCIL}/examples']")
    editor.page(f"/editor/examples/{page.url.split('/')[2]}", status=404)
