"""A council's list of resources: saved with a note, read by all of its people, and by nobody else."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter, trail
from tests.slices.people.steps import enter_as
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, Someone, add_person
from tests.support.resources import RESOURCE, add_resource, set_resource
from tiex.accounts.commands import add_membership
from tiex.domain.people import Role
from tiex.extensions import db
from tiex.gateways import current_gateways

LIST, LEAF = f"/councils/{COUNCIL}/resources", f"/resources/{RESOURCE}"
SAVE, NOTE, REMOVE = f"form[action='{LIST}']", f"form[action='{LIST}/{RESOURCE}/note']", f"{LIST}/{RESOURCE}/remove"
ASIDE, AGAIN = f"form[action='{LIST}/{RESOURCE}/not-for-us']", f"form[action='{LIST}/{RESOURCE}/for-us']"


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


@pytest.fixture(autouse=True)
def resource(app: Flask) -> str:
    return add_resource(app)


def test_one_button_saves_it_with_a_note(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    page = ada_client.submit(SAVE, note="Ask Leeds\r\nabout the sensors\x00")
    assert page.url == LIST
    for part in ("“Bin collections by sensor” is on your council’s list.", "Saved by Ada Moor on 23 November 2026"):
        assert part in page.text
    assert page.find("main .use__note").raw_text == "Ask Leeds\nabout the sensors"
    assert trail(app, "resource listed") == [(f"resource {RESOURCE}", None, {"note": "Ask Leeds\r\nabout the sensors"})]
    leaf = ada_client.page(LEAF)
    assert "On your council’s list, saved by Ada Moor on 23 November 2026. See the list" in leaf.text
    assert leaf.find_all(SAVE) == []


def test_all_people_of_the_council_see_it_and_a_reader_changes_nothing(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    ada_client.submit(SAVE, note="Worth a look")
    _, reader = enter_as(app, "Rae Read", Role.READER)
    page = reader.page(LIST)
    assert "Worth a look" in page.text
    assert [form.get("action") for form in page.find_all("main form")] == []
    assert "Worth a look" in reader.page(LEAF).text
    assert "Worth a look" not in enter_as(app, "Os Other", Role.LEAD, OTHER_COUNCIL)[1].page(LEAF).text


def test_the_note_can_be_changed_and_the_resource_taken_off(app: Flask, ada_client: PageClient, clock: object) -> None:
    ada_client.page(LEAF)
    ada_client.submit(SAVE, note="First")
    page = ada_client.submit(NOTE, note="Second")
    assert page.find("main .use__note").text == "Second"
    [(_, before, after)] = trail(app, "listed note changed")
    assert (before, after) == ({"note": "First"}, {"note": "Second"})
    page = ada_client.submit(f"form[action='{REMOVE}']")
    assert "Nothing is on it yet." in page.text
    assert trail(app, "resource unlisted") == [(f"resource {RESOURCE}", {"note": "Second"}, None)]


def test_a_note_that_somebody_else_changed_meanwhile_keeps_what_was_typed(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    ada_client.submit(SAVE, note="First")
    _, ben = enter_as(app, "Ben Vale", Role.CONTRIBUTOR)
    ben.page(LIST)
    ben.submit(NOTE, note="From Ben")
    page = ada_client.submit(NOTE, note="From Ada", status=409)
    assert page.find(f"{NOTE} textarea").raw_text == "From Ada"
    assert "From Ben" in page.find("details .use__note").text
    assert page.find("#problems a").get("href") == f"#note-{RESOURCE}"
    assert "note by Ben Vale" in page.text
    page = ada_client.submit(NOTE)
    assert page.find("main .use__note").text == "From Ada"


def test_saving_what_is_there_already_loses_no_note(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    _, ben = enter_as(app, "Ben Vale", Role.CONTRIBUTOR)
    ben.page(LEAF)
    ben.submit(SAVE, note="From Ben")
    page = ada_client.submit(SAVE, note="From Ada", status=409)
    assert page.find(f"{NOTE} textarea").raw_text == "From Ada"
    assert "From Ben" in page.text
    assert len(trail(app, "resource listed")) == 1


def test_saving_it_twice_is_saving_it_once(app: Flask, ada_client: PageClient) -> None:
    for _ in range(2):
        ada_client.page(LEAF)
        ada_client.post(LIST, data={"csrf_token": token(ada_client), "resource_id": RESOURCE})
    assert len(trail(app, "resource listed")) == 1


def token(client: PageClient) -> str:
    assert client.current is not None
    return client.current.find("meta[name=csrf-token]").get("content")


@pytest.mark.parametrize("form", [SAVE, NOTE])
def test_a_note_that_is_too_long_stays_as_typed(ada_client: PageClient, form: str) -> None:
    ada_client.page(LEAF)
    if form == NOTE:
        ada_client.submit(SAVE)
    page = ada_client.submit(form, note="x" * 1001, status=422)
    assert "Use 1,000 characters or fewer for the note" in page.find("#problems").text
    assert page.find(f"{form} textarea").raw_text == "x" * 1001


def test_what_has_left_the_list_cannot_be_changed(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    ada_client.submit(SAVE, note="First")
    ada_client.post(REMOVE, data={"csrf_token": token(ada_client)})
    page = ada_client.submit(NOTE, note="Second thoughts", status=404)
    assert "Somebody may have taken it off meanwhile." in page.text
    assert "Second thoughts" in page.text


def test_only_what_one_may_read_can_be_saved(app: Flask, ada_client: PageClient) -> None:
    add_resource(app, "theirs", audience=f"council:{OTHER_COUNCIL}")
    add_resource(app, "hidden")
    set_resource(app, "hidden", is_hidden=True)
    ada_client.page(LEAF)
    for name in ("theirs", "hidden", "missing", "", "x" * 500, "\x00"):
        sent = {"csrf_token": token(ada_client), "resource_id": name}
        assert ada_client.post(LIST, data=sent).status_code == 404, name
        aside = ada_client.post(f"{LIST}/{name or '-'}/not-for-us", data=sent)
        assert aside.status_code == 404, name


def test_a_resource_that_has_gone_keeps_its_note(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    ada_client.submit(SAVE, note="Still of use")
    set_resource(app, is_hidden=True)
    page = ada_client.page(LIST)
    assert "No longer in the catalogue" in page.text
    assert "Still of use" in page.text
    assert "Bin collections" not in page.text
    add_resource(app, "stays")
    set_resource(app, merged_into="stays")
    assert "Bin collections by sensor" in ada_client.page(LIST).text


def test_saving_what_was_merged_saves_the_one_that_stays(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    add_resource(app, "stays", title="The one that stays")
    set_resource(app, merged_into="stays")
    assert "The one that stays" in ada_client.submit(SAVE).text


def test_not_for_us_is_remembered_for_the_council_and_can_be_undone(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    page = ada_client.submit(ASIDE)
    assert page.url == LEAF
    assert "Not for your council, said Ada Moor on 23 November 2026" in page.text
    _, ben = enter_as(app, "Ben Vale", Role.CONTRIBUTOR)
    page = ben.page(LIST)
    assert "Bin collections by sensor" in page.find("#not-for-us").text
    page = ben.submit(AGAIN)
    assert page.find_all("#not-for-us") == []
    actions = [len(trail(app, action)) for action in ("resource set aside", "resource suggested again")]
    assert actions == [1, 1]


def test_with_htmx_only_the_button_changes_and_keeps_its_name(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    part = f"aside-{COUNCIL}-{RESOURCE}"
    first = ada_client.htmx_submit(ASIDE, target=f"div#{part}")
    assert first.find("hx-partial").get("hx-swap") == "outerMorph"
    assert "Not for your council" in first.text
    button = first.find(f"#{part}-button")
    assert button.text.startswith("Suggest it again")
    page = ada_client.page(LEAF)
    assert page.find_all(".govuk-inset-text") == []
    again = ada_client.htmx_submit(AGAIN, target=f"div#{part}")
    assert again.find(f"#{part}-button").text == "Not for us: Bin collections by sensor"


def test_somebody_of_two_councils_saves_to_either(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    with app.app_context():
        where = {"person_id": ada.id, "council_code": OTHER_COUNCIL, "role": Role.READER}
        add_membership(session=db.session(), now=current_gateways().clock.now(), **where)  # type: ignore[arg-type]
        db.session.commit()
    page = ada_client.page(LEAF)
    assert len(page.find_all("main form.use__form")) == 1
    assert len(page.find_all("main .use__council")) == 1


def test_visitors_see_nothing_of_it(app: Flask, client: PageClient) -> None:
    assert client.page(LEAF).find_all("#for-your-council") == []
    nobody = enter(app, add_person(app, "No Where", council=None))
    assert nobody.page(LEAF).find_all("#for-your-council") == []
