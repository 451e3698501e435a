"""What stays between those whom it is for: words for editors, an author's own decision, and a draft."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import enter, post, stored
from tests.slices.examples.steps import begin, decide, row_of, send, write
from tests.slices.moderation.test_desk import LEAF, on_desk, published
from tests.slices.people.steps import enter_as
from tests.slices.resources.test_editing import keeper
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ExchangeRole, Role
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import ResourceRow


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


@pytest.fixture
def editor(app: Flask) -> PageClient:
    return keeper(app)


def test_who_reports_a_problem_is_told_to_editors_alone(
    app: Flask, ada_client: PageClient, editor: PageClient, mailer: MemoryMailer
) -> None:
    example_id = published(ada_client, editor)
    write(ada_client, example_id, title="A title that nobody was sent")
    _, other = enter_as(app, "Os Other", Role.LEADER, OTHER_COUNCIL)
    for words in ("A colleague of mine is named in it.", "Still there."):
        other.page(f"/examples/{example_id}/problem")
        other.submit(f"form[action='/examples/{example_id}/problem']", words=words)
    for part in ("Os Other", "colleague of mine", "reported"):
        assert part not in ada_client.page(f"/examples/{example_id}").text
    desk = editor.page(f"/editor/examples/{example_id}").text
    assert "A colleague of mine is named in it." in desk
    assert "Still there." in desk
    [mail] = [mail for mail in mailer.sent if "problem" in mail.subject]
    assert "nobody was sent" not in mail.body


def test_what_was_published_can_be_changed_and_sent_in_one_step(
    app: Flask, ada_client: PageClient, editor: PageClient
) -> None:
    example_id = published(ada_client, editor)
    page = write(ada_client, example_id, then="send", cost="£1")
    assert page.url == f"/examples/{example_id}"
    assert row_of(app, example_id).review == "waiting"


def test_what_its_author_took_down_is_not_published_by_what_waited(
    app: Flask, ada_client: PageClient, editor: PageClient, client: PageClient
) -> None:
    example_id = published(ada_client, editor)
    write(ada_client, example_id, then="send", cost="£1")
    editor.page(f"/editor/examples/{example_id}")
    ada_client.page(f"/examples/{example_id}")
    ada_client.submit(f"form[action='/examples/{example_id}/withdraw']")
    form = f"form[action='/editor/examples/{example_id}/decide']"
    editor.submit(form, button="button[value=publish]", status=409)
    client.page(LEAF, status=404)
    assert "It was taken down" in ada_client.page(f"/examples/{example_id}").text


def test_nobody_puts_back_their_own(app: Flask, ada: Someone, ada_client: PageClient, editor: PageClient) -> None:
    example_id = published(ada_client, editor)
    on_desk(editor, example_id, "take-down", words="It names a resident.")
    with stored(app) as session:
        add_exchange_role(session=session, person_id=ada.id, role=ExchangeRole.EDITOR, now=TODAY)
        session.commit()
    assert ada_client.page(f"/editor/examples/{example_id}").find_all("form[action$='/put-back']") == []
    version = row_of(app, example_id).version
    post(ada_client, f"/editor/examples/{example_id}/put-back", status=403, version=version)


def test_the_councils_history_does_not_say_what_was_said(
    app: Flask, ada_client: PageClient, editor: PageClient
) -> None:
    example_id = send(ada_client)
    decide(editor, example_id, "decline", "You name two staff in it.")
    begin(ada_client)
    _, colleague = enter_as(app, "Rae Read", Role.READER)
    text = colleague.page(f"/councils/{COUNCIL}/history").text
    assert "declined an example that the council wanted to share" in text
    assert "two staff" not in text


@pytest.mark.parametrize(
    ("before", "then", "is_news"), [("council", "everyone", True), ("everyone", "councils", False)]
)
def test_what_more_people_may_read_is_news(
    app: Flask, ada_client: PageClient, editor: PageClient, clock: SetClock, before: str, then: str, is_news: bool
) -> None:
    example_id = published(ada_client, editor, ring=before)
    clock.advance(timedelta(days=1))
    write(ada_client, example_id, then="send", ring=then)
    decide(editor, example_id, "publish")
    with stored(app) as session:
        row = session.scalars(select(ResourceRow).where(ResourceRow.origin == "example")).one()
        assert (row.shown_at is not None) is is_news
