"""Writing an example: a draft that keeps what is typed, what it lacks, and who may read it."""

from typing import Any

import pytest
from flask import Flask

from tests.slices.cells.steps import enter, stored, trail
from tests.slices.examples.steps import FORM, WRITTEN, begin, row_of, send, write
from tests.slices.people.steps import enter_as
from tests.slices.resources.test_editing import keeper
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone
from tests.support.resources import add_resource, index_all
from tiex.domain.people import Role
from tiex.gateways.mail import MemoryMailer
from tiex.models import ExampleRow, MembershipRow, UploadRow


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


def test_a_draft_keeps_what_is_typed(app: Flask, ada_client: PageClient) -> None:
    example_id = begin(ada_client)
    page = write(ada_client, example_id, has_rights=None)
    assert "Your draft is saved, at 10:30." in page.text
    for name in ("problem", "done", "changed", "differently"):
        assert page.find(f"textarea[name={name}]").raw_text.strip() == WRITTEN[name]
    assert page.find("input[name=title]").get("value") == WRITTEN["title"]
    assert row_of(app, example_id).content["characteristics"] == ["data"]
    assert "Bin rounds planned with sensors" in ada_client.page("/examples").text


def test_it_is_saved_as_it_grows(app: Flask, ada_client: PageClient) -> None:
    example_id = begin(ada_client)
    ada_client.page(f"/examples/{example_id}/edit")
    page = ada_client.htmx_submit(FORM, target="div#saved-example", title="Half a")
    assert "Saved at 10:30" in page.text
    assert page.find("#saved-example input[name=version]").get("value") == "2"
    assert row_of(app, example_id).content["title"] == "Half a"


def test_what_is_sent_from_one_page_while_it_is_typed_is_no_conflict(app: Flask, ada_client: PageClient) -> None:
    """What waits behind another saving does not know its version."""
    example_id = begin(ada_client)
    ada_client.page(f"/examples/{example_id}/edit")
    for title in ("B", "Bi", "Bin"):
        page = ada_client.htmx_submit(FORM, target="div#saved-example", title=title)
        assert "Saved at" in page.text
    assert row_of(app, example_id).content["title"] == "Bin"
    page = ada_client.submit(FORM, title="Bins")
    assert page.find("input[name=title]").get("value") == "Bins"


def test_two_windows_overwrite_nothing_unseen(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    example_id = begin(ada_client)
    other = enter(app, ada)
    other.page(f"/examples/{example_id}/edit")
    write(ada_client, example_id, title="From the first")
    page = other.submit(FORM, status=409, title="From the second")
    assert "changed in another window" in page.text
    assert "From the first" in page.find("#saved-example").text
    assert page.find("input[name=title]").get("value") == "From the second"
    assert row_of(app, example_id).content["title"] == "From the first"
    other.submit(FORM)
    assert row_of(app, example_id).content["title"] == "From the second"


def test_what_is_too_long_is_said_and_kept_on_the_page(app: Flask, ada_client: PageClient) -> None:
    example_id = begin(ada_client)
    page = write(ada_client, example_id, title="x" * 151, status=422)
    assert "Use 150 characters or fewer" in page.text
    assert page.find("textarea[name=done]").raw_text.strip() == WRITTEN["done"]


def test_what_it_lacks_is_said_where_it_is_missing_and_the_draft_is_saved(app: Flask, ada_client: PageClient) -> None:
    example_id = begin(ada_client)
    page = write(ada_client, example_id, then="send", changed="", stages=[], has_rights=None)
    links = {link.get("href"): link.text for link in page.find_all(".govuk-error-summary a")}
    assert links["#changed"] == "Say what changed, with figures if you have them"
    assert "#has_rights" in links
    assert row_of(app, example_id).review == "writing"
    assert row_of(app, example_id).content["title"] == WRITTEN["title"]
    sent = ada_client.htmx_submit(FORM, button="button[value=send]", target="div#saved-example")
    assert "Before you can send it" in sent.find("#missing").text
    assert sent.find("#changed").get("aria-describedby").split() == ["changed-hint", "changed-error"]
    assert "Say what changed" in sent.find("#changed-error").text
    ada_client.page(f"/examples/{example_id}/edit?lacking=y")
    mended = ada_client.htmx_submit(FORM, target="div#saved-example", changed="Fewer miles")
    assert "Say what changed" not in mended.find("#missing").text
    assert mended.find_all("#changed-error") == []
    assert "Choose at least one stage" in mended.find("#fields").text


def test_sending_it_tells_editors_and_author(
    app: Flask, ada: Someone, ada_client: PageClient, mailer: MemoryMailer
) -> None:
    keeper(app)
    example_id = send(ada_client)
    assert [mail.to for mail in mailer.sent] == ["ed.itor@fernmoor.example", ada.email]
    assert f"http://localhost/editor/examples/{example_id}" in mailer.sent[0].body
    assert trail(app, "example sent") == [(f"example {example_id}", None, None)]
    page = ada_client.page(f"/examples/{example_id}")
    assert "With the editors" in page.text
    assert "Ada Moor sent it to the editors" in page.find("#history").text


def test_while_it_is_with_the_editors_it_is_not_changed_but_can_be_taken_back(
    app: Flask, ada_client: PageClient
) -> None:
    example_id = begin(ada_client)
    ada_client.page(f"/examples/{example_id}/edit")
    fields: dict[str, Any] = WRITTEN | {"title": "Later"}
    late = ada_client.current
    write(ada_client, example_id, then="send")
    ada_client.current = late
    page = ada_client.submit(FORM, status=409, **fields)
    assert "is with the editors. Take it back" in page.text
    assert WRITTEN["done"] in page.text
    ada_client.page(f"/examples/{example_id}")
    page = ada_client.submit(f"form[action='/examples/{example_id}/take-back']")
    assert "You have it back" in page.text
    assert row_of(app, example_id).review == "writing"


def test_a_draft_can_be_deleted_one_that_was_sent_cannot(app: Flask, ada_client: PageClient) -> None:
    example_id = begin(ada_client)
    ada_client.page(f"/examples/{example_id}")
    page = ada_client.submit(f"form[action='/examples/{example_id}/remove']")
    assert "The draft is deleted." in page.text
    with stored(app) as session:
        assert session.get(ExampleRow, example_id) is None
    other = send(ada_client)
    assert ada_client.page(f"/examples/{other}").find_all("form[action$='/remove']") == []


def test_without_scripts_the_draft_is_saved_on_the_way_to_its_files(app: Flask, ada_client: PageClient) -> None:
    example_id = begin(ada_client)
    page = write(ada_client, example_id, then="files")
    assert page.url == f"/examples/{example_id}/files"
    assert row_of(app, example_id).content["title"] == WRITTEN["title"]


def test_what_has_not_arrived_yet_is_waited_for(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    example_id = begin(ada_client)
    with stored(app) as session:
        times = {"created_at": TODAY, "changed_at": TODAY}
        session.add(UploadRow(id="u", example_id=example_id, person_id=ada.id, name="plan.pdf", length=9, **times))
        session.commit()
    page = write(ada_client, example_id, then="send")
    assert "Wait until plan.pdf has arrived, or remove it" in page.text
    assert row_of(app, example_id).review == "writing"


def test_while_it_is_with_the_editors_there_is_nothing_to_write_in(app: Flask, ada_client: PageClient) -> None:
    example_id = send(ada_client)
    assert ada_client.page(f"/examples/{example_id}/edit").url == f"/examples/{example_id}"


@pytest.mark.parametrize("place", ["", "/edit"])
def test_nobody_else_reads_a_draft(app: Flask, ada_client: PageClient, place: str) -> None:
    example_id = begin(ada_client)
    for name, role, council in (
        ("Lea Der", Role.LEADER, COUNCIL),
        ("Os Other", Role.LEADER, OTHER_COUNCIL),
    ):
        _, client = enter_as(app, name, role, council)
        client.page(f"/examples/{example_id}{place}", status=404)
        assert "Bin rounds" not in client.page("/examples").text


def test_ticks_are_proposed_from_what_it_says(app: Flask, ada_client: PageClient) -> None:
    add_resource(app)
    index_all(app)
    example_id = begin(ada_client)
    ada_client.page(f"/examples/{example_id}/edit")
    page = ada_client.submit(
        FORM, button="button[value=tags]", title="Bin collections by sensor", done="Done by the housing team"
    )
    said = page.find("[role=status]").text
    assert "Ticked for you: " in said
    assert "Waste" in said
    assert page.find_all("input[name=service_areas][value=waste][checked]")
    assert page.find_all("input[name=service_areas][value=housing][checked]")
    assert row_of(app, example_id).content["service_areas"] == []


def test_somebody_who_left_the_council_no_longer_writes_for_it(
    app: Flask, ada: Someone, ada_client: PageClient
) -> None:
    example_id = begin(ada_client)
    with stored(app) as session:
        session.get_one(MembershipRow, (ada.id, COUNCIL)).ended_at = TODAY
        session.commit()
    enter(app, ada).page(f"/examples/{example_id}/edit", status=404)
