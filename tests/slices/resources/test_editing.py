"""Editors add, edit, hide and merge; nothing that somebody typed is lost, and every change is written down."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import enter, post, stored
from tests.support.page_client import Page, PageClient
from tests.support.people import TODAY, add_person
from tests.support.resources import (
    RESOURCE,
    add_resource,
    found_ids,
    is_index_true,
    merge,
    set_resource,
    waiting_for_index,
)
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ExchangeRole
from tiex.models import AuditEntryRow, ResourceRow

DESK, EDIT = "/editor/resources", f"/editor/resources/{RESOURCE}"
TYPED: dict[str, Any] = {
    "type": "tool",
    "title": "Repair  café\tfinder",
    "url": "https://repair.example/find?near=me",
    "publisher": "Saltwick",
    "year": "2025",
    "about": "Finds places that mend things.\r\nFree to use.",
    "when_to_use": "Use it when waste is to be cut.",
    "effort": "low",
    "outcomes": "Fewer bins\r\n\r\n Fewer bins \r\nMore talk",
    "councils": "Leeds City Council\nFriends of Saltwick",
    "regions": ["London"],
    "characteristics": ["role", "data"],
    "change_modes": ["community"],
    "stages": ["plan"],
    "success_factors": ["change"],
    "service_areas": ["waste"],
}


@pytest.fixture(params=list(ExchangeRole))
def editor(app: Flask, request: pytest.FixtureRequest) -> PageClient:
    """Administrators may do what editors may."""
    return keeper(app, f"Ed {request.param.value}", request.param)


@pytest.fixture
def one_editor(app: Flask) -> PageClient:
    return keeper(app)


def keeper(app: Flask, name: str = "Ed Itor", role: ExchangeRole = ExchangeRole.EDITOR) -> PageClient:
    person = add_person(app, name, council=None)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=person.id, role=role, now=TODAY)
        session.commit()
    return enter(app, person)


def row_of(app: Flask, resource_id: str = RESOURCE) -> ResourceRow:
    with stored(app) as session:
        return session.get_one(ResourceRow, resource_id)


def trail(app: Flask) -> list[AuditEntryRow]:
    with stored(app) as session:
        query = select(AuditEntryRow).where(AuditEntryRow.action.startswith("resource "), AuditEntryRow.actor_id > 0)
        return list(session.scalars(query.order_by(AuditEntryRow.id)))


def save(client: PageClient, *, status: int = 200, **fields: Any) -> Page:
    return client.submit("form#edit", status=status, **fields)


def errors(page: Page) -> list[str]:
    return [link.text for link in page.find_all(".govuk-error-summary a")]


def test_an_editor_adds_a_resource(app: Flask, editor: PageClient) -> None:
    editor.page(f"{DESK}/new")
    page = save(editor, **TYPED)
    assert "“Repair café finder” is in the catalogue." in page.text
    row = row_of(app, "repair-cafe-finder")
    assert (row.title, row.year, row.effort) == ("Repair café finder", 2025, "low")
    assert (row.origin, row.version) == ("editor", 1)
    assert row.summary == "Finds places that mend things. Free to use."
    assert (row.outcomes, row.councils) == (["Fewer bins", "More talk"], ["Leeds City Council", "Friends of Saltwick"])
    assert (row.council_codes, row.characteristics) == (["LDS"], ["role", "data"])
    assert [(entry.action, entry.subject) for entry in trail(app)] == [
        ("resource added", "resource repair-cafe-finder")
    ]
    assert (found_ids(app), waiting_for_index(app)) == ({"repair-cafe-finder"}, [])
    assert "In the register of councils: Leeds City Council" in page.text
    assert editor.page("/resources/repair-cafe-finder").h1 == "Repair café finder"


def test_a_title_that_is_taken_gets_another_address(app: Flask, one_editor: PageClient) -> None:
    for number in (1, 2):
        one_editor.page(f"{DESK}/new")
        save(one_editor, **TYPED | {"url": f"https://repair.example/{number}"})
    assert row_of(app, "repair-cafe-finder-2").title == "Repair café finder"


def test_an_address_that_is_in_the_catalogue_is_refused(app: Flask, one_editor: PageClient) -> None:
    add_resource(app)
    one_editor.page(f"{DESK}/new")
    page = save(one_editor, status=422, **TYPED | {"url": f"https://www.fernmoor.example/{RESOURCE}"})
    assert errors(page) == ["This address is in the catalogue already, as “Bin collections by sensor”"]
    assert page.find("#title").get("value") == "Repair café finder"
    add_resource(app, "other")
    one_editor.page("/editor/resources/other")
    page = save(one_editor, status=422, url=f"https://www.fernmoor.example/{RESOURCE}")
    assert errors(page) == ["This address is in the catalogue already, as “Bin collections by sensor”"]


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("type", "", "Choose what it is"),
        ("type", "podcast", "Not a valid choice."),
        ("title", "  ", "Enter the title"),
        ("title", "x" * 151, "Use 150 characters or fewer"),
        ("url", "javascript:alert(1)", "Enter an address that begins with https:// or http://"),
        ("url", "https://x.example/a b", "Enter an address that begins with https:// or http://"),
        ("url", "", "Enter the address"),
        ("publisher", "", "Enter who published it"),
        ("year", "last", "Enter the year in four figures, such as 2024, or leave it empty"),
        ("year", "٢٠٢٤", "Enter the year in four figures, such as 2024, or leave it empty"),
        ("about", "", "Enter a summary"),
        ("about", "x" * 501, "Use 500 characters or fewer"),
        ("outcomes", "x" * 201, "Use 200 characters or fewer on each line"),
        ("councils", "\n".join(f"Council {number}" for number in range(41)), "Use 40 lines or fewer"),
        ("stages", None, "Choose one stage or more"),
        ("service_areas", ["bins"], "'bins' is not a valid choice for this field."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, one_editor: PageClient, field: str, typed: Any, error: str
) -> None:
    one_editor.page(f"{DESK}/new")
    fields = {name: value for name, value in (TYPED | {field: typed}).items() if value is not None}
    response = post(one_editor, DESK, status=422, **fields)
    assert error in response.text.replace("&#39;", "'")
    assert "Friends of Saltwick" in response.text or field == "councils"
    with stored(app) as session:
        assert session.scalars(select(ResourceRow)).all() == []


def test_characters_that_cannot_be_seen_are_left_out(app: Flask, one_editor: PageClient) -> None:
    one_editor.page(f"{DESK}/new")
    post(one_editor, DESK, status=303, **TYPED | {"title": "Nul\x00 and \x1b[31m red", "outcomes": "a\x00b\x0bc"})
    row = row_of(app, "nul-and-31m-red")
    assert (row.title, row.outcomes) == ("Nul and [31m red", ["a b", "c"])


def test_an_editor_changes_a_resource(app: Flask, editor: PageClient) -> None:
    add_resource(app)
    set_resource(app, link_state="dead", link_checked_at=TODAY, origin="starter")
    page = editor.page(EDIT)
    assert page.find("#outcomes").raw_text.strip() == "A fifth fewer miles\nNo missed collections"
    assert "Link dead (23 November 2026)" in page.text
    page = save(editor, title="Smart bins", url="https://www.fernmoor.example/smart")
    assert "Your changes are saved." in page.text
    row = row_of(app)
    assert (row.title, row.version, row.origin) == ("Smart bins", 2, "editor")
    assert (row.link_state, row.link_checked_at) == ("", None)
    (entry,) = trail(app)
    assert (entry.action, entry.subject) == ("resource changed", f"resource {RESOURCE}")
    assert entry.before == {"title": "Bin collections by sensor", "url": f"https://www.fernmoor.example/{RESOURCE}"}
    assert entry.after == {"title": "Smart bins", "url": "https://www.fernmoor.example/smart"}
    assert is_index_true(app)


def test_each_group_to_tick_says_what_it_is(app: Flask, one_editor: PageClient) -> None:
    add_resource(app)
    page = one_editor.page(EDIT)
    assert [legend.text for legend in page.find_all("#fields legend")] == [
        "Regions and nations",
        "Characteristics",
        "Change modes",
        "Stages",
        "Success factors",
        "Service areas",
    ]
    assert all(hint.text for hint in page.find_all("#fields .govuk-hint"))


def test_saving_what_is_there_already_changes_nothing(app: Flask, one_editor: PageClient) -> None:
    add_resource(app)
    one_editor.page(EDIT)
    save(one_editor)
    assert trail(app) == []
    assert len(waiting_for_index(app)) == 1


def test_two_editors_at_once_lose_nothing(app: Flask, one_editor: PageClient) -> None:
    add_resource(app)
    other = keeper(app, "Ot Her")
    one_editor.page(EDIT)
    other.page(EDIT)
    save(other, title="Theirs", stages=["do", "review"])
    page = save(one_editor, status=409, title="Mine")
    assert "Somebody else changed this resource after you opened this page." in page.text
    assert page.find("#title").get("value") == "Mine"
    facts = [row.text for row in page.find_all("#conflict .facts__row")]
    assert facts == ["TitleTheirs", "StagesDo, Review"]
    assert row_of(app).title == "Theirs"
    assert "Your changes are saved." in save(one_editor, title="Mine, knowingly").text
    assert (row_of(app).title, row_of(app).stages) == ("Mine, knowingly", ["do"])


def test_hiding_and_showing_again(app: Flask, editor: PageClient, client: PageClient) -> None:
    add_resource(app)
    editor.page(EDIT)
    page = editor.submit("form[action$='/hide']", reason="It is out of date")
    assert "Visitors no longer see this resource." in page.text
    client.page(f"/resources/{RESOURCE}", status=404)
    assert editor.page(f"{DESK}?shown=hidden").find("main tbody a").text == "Bin collections by sensor"
    editor.page(EDIT)
    editor.submit("form[action$='/show']")
    assert client.page(f"/resources/{RESOURCE}").h1
    assert [(entry.action, entry.reason) for entry in trail(app)] == [
        ("resource hidden", "It is out of date"),
        ("resource shown", ""),
    ]
    assert is_index_true(app)


def test_a_reason_that_is_too_long_is_kept_and_said(app: Flask, one_editor: PageClient) -> None:
    add_resource(app)
    one_editor.page(EDIT)
    page = one_editor.submit("form[action$='/hide']", status=422, reason="x" * 501)
    assert errors(page) == ["Use 500 characters or fewer"]
    assert not row_of(app).is_hidden


def test_hiding_what_was_changed_meanwhile_is_refused(app: Flask, one_editor: PageClient) -> None:
    add_resource(app)
    one_editor.page(EDIT)
    set_resource(app, version=7)
    one_editor.submit("form[action$='/hide']", status=409)
    assert not row_of(app).is_hidden


def test_merging_leads_the_old_address_to_the_other(app: Flask, editor: PageClient, client: PageClient) -> None:
    add_resource(app)
    add_resource(app, "earlier", title="Sensor bins")
    add_resource(app, "stays", title="Bins with sensors and collections")
    set_resource(app, "earlier", merged_into=RESOURCE)
    page = editor.page(f"{EDIT}/merge")
    assert [node.get("value") for node in page.find_all("input[type=radio]")] == ["stays"]
    assert errors(editor.submit("form#merge", status=422)) == ["Choose the resource that stays"]
    editor.submit("form#merge", into="stays")
    for name in (RESOURCE, "earlier"):
        assert client.get(f"/resources/{name}").location == "/resources/stays"
    assert [(entry.action, entry.subject) for entry in trail(app)] == [("resource merged", f"resource {RESOURCE}")]
    assert is_index_true(app)
    assert found_ids(app) == {"stays"}


def test_a_merge_can_be_undone(app: Flask, one_editor: PageClient, client: PageClient) -> None:
    add_resource(app)
    add_resource(app, "stays", title="The one that stays")
    set_resource(app, merged_into="stays")
    page = one_editor.page(EDIT)
    assert "This resource is merged into The one that stays" in page.text
    assert page.find_all("#fields") == []
    assert "This resource stands for itself again." in one_editor.submit("form[action$='/separate']").text
    assert client.page(f"/resources/{RESOURCE}").h1 == "Bin collections by sensor"
    assert [entry.action for entry in trail(app)] == ["resource separated"]


@pytest.mark.parametrize(
    ("into", "sentence"),
    [
        (RESOURCE, "This is the same resource."),
        ("hidden", "That resource is hidden or merged itself."),
        ("merged", "That resource is hidden or merged itself."),
        ("nowhere", "There is no such resource in the catalogue."),
    ],
)
def test_a_merge_into_nothing_is_refused(app: Flask, one_editor: PageClient, into: str, sentence: str) -> None:
    for name in (RESOURCE, "hidden", "merged"):
        add_resource(app, name)
    set_resource(app, "hidden", is_hidden=True)
    set_resource(app, "merged", merged_into="hidden")
    one_editor.page(f"{EDIT}/merge")
    assert sentence in post(one_editor, f"{EDIT}/merge", status=422, into=into, version="1").text
    assert row_of(app).merged_into is None


@pytest.mark.parametrize("typed", [{"title": "Too late"}, {"title": "Too late", "year": "last"}])
def test_what_was_merged_meanwhile_cannot_be_edited(app: Flask, one_editor: PageClient, typed: dict[str, str]) -> None:
    add_resource(app)
    add_resource(app, "stays")
    one_editor.page(EDIT)
    merge(app, RESOURCE, "stays")
    page = save(one_editor, status=409, **typed)
    assert "This resource is merged into another one." in page.text
    assert "Too late" in [text.text for text in page.find_all("blockquote.typed")]
    for way in ("hide", "show"):
        post(one_editor, f"{EDIT}/{way}", status=409, version="1", reason="x" * 501)


def test_the_desk_finds_and_sorts(app: Flask, one_editor: PageClient) -> None:
    add_resource(app)
    add_resource(app, "parks", title="Parks 100% open", publisher="Leeds")
    set_resource(app, "parks", link_state="moved", link_moved_to="https://new.example/", link_checked_at=TODAY)
    page = one_editor.page(DESK)
    assert [way.text for way in page.find_all(".choices a")] == [
        "All (2)",
        "Hidden (0)",
        "Merged (0)",
        "Link dead (0)",
        "Link moved (1)",
        "Link not reached (0)",
    ]
    for query, found in (("q=LEEDS", 1), ("q=100%25", 1), ("q=_", 0), ("q=%00", 2), ("shown=moved", 1), ("shown=x", 2)):
        assert len(one_editor.page(f"{DESK}?{query}").find_all("tbody tr")) == found, query
    assert "Link moved to https://new.example/ (23 November 2026)" in one_editor.page(f"{DESK}?shown=moved").text


def test_unknown_resources_are_not_found(app: Flask, one_editor: PageClient) -> None:
    one_editor.page(DESK)
    for path in ("/editor/resources/nowhere", "/editor/resources/nowhere/merge"):
        assert one_editor.get(path).status_code == 404
    for path in ("", "/hide", "/show", "/merge", "/separate"):
        post(one_editor, f"/editor/resources/nowhere{path}", status=404, version="1")


def test_nobody_else_finds_the_way_to_the_desk(app: Flask, client: PageClient) -> None:
    add_resource(app)
    assert "Edit" not in enter(app, add_person(app)).page(f"/resources/{RESOURCE}").text
    assert "Edit this resource" in keeper(app).page(f"/resources/{RESOURCE}").text
