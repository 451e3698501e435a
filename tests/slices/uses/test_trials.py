"""We tried this: what a council says on the page of a resource, whom one can ask, and what editors take down."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import enter, stored, trail
from tests.slices.people.steps import enter_as
from tests.slices.resources.test_editing import keeper
from tests.support.page_client import Page, PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone
from tests.support.resources import RESOURCE, add_resource, is_index_true, set_resource
from tiex.access.scope import Scope
from tiex.accounts.commands import disable_person
from tiex.domain.people import Role
from tiex.domain.uses import Worked, in_figures
from tiex.indexing.queries import tried_counts
from tiex.models import CouncilRow, ListedResourceRow, MembershipRow
from tiex.resources.queries import FEWEST_COUNCILS, list_most_tried, list_most_used, list_newest

LEAF = f"/resources/{RESOURCE}"
TRIED = f"/councils/{COUNCIL}/resources/{RESOURCE}/tried"
FORM, WITHDRAW = f"form[action='{TRIED}']", f"form[action='{TRIED}/withdraw']"
ANYBODY = Scope(None, frozenset())


@pytest.fixture(autouse=True)
def resource(app: Flask) -> str:
    return add_resource(app)


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


def tell(
    client: PageClient, worked: str = "yes", text: str = "Fewer missed bins", *, may_contact: str | None = None
) -> Page:
    client.page(TRIED)
    return client.submit(FORM, worked=worked, what_changed=text, may_contact=may_contact)


def counted(app: Flask, *ids: str) -> dict[str, int]:
    with stored(app) as session:
        return dict(tried_counts(session, ids or (RESOURCE,)))


def test_it_is_told_and_stands_on_the_page_of_the_resource(
    app: Flask, ada_client: PageClient, client: PageClient
) -> None:
    assert "We tried this" in ada_client.page(LEAF).text
    page = tell(ada_client)
    assert page.url == LEAF
    assert "Thank you. Other councils can read what came of it." in page.text
    said = client.page(LEAF).find("#tried")
    assert said.find("h2").text == "1 council tried this: 1 yes"
    for part in ("Fernmoor", "It worked", "Fewer missed bins", "23 November 2026"):
        assert part in said.text
    assert is_index_true(app)
    assert counted(app) == {RESOURCE: 1}
    assert trail(app, "trial reported")[0][2] == {
        "worked": "yes",
        "what_changed": "Fewer missed bins",
        "may_contact": False,
    }


def test_an_address_is_for_those_who_are_signed_in_where_it_was_agreed(
    app: Flask, ada: Someone, ada_client: PageClient, client: PageClient
) -> None:
    tell(ada_client, may_contact="y")
    _, other = enter_as(app, "Os Other", Role.READER, OTHER_COUNCIL)
    assert "You can ask Ada Moor: ada.moor@fernmoor.example" in other.page(LEAF).text
    for text in (client.get(LEAF).text,):
        assert ada.email not in text
        assert ada.name not in text
    with stored(app) as session:
        disable_person(session=session, person_id=ada.id, now=TODAY)
        session.commit()
    assert ada.email not in other.page(LEAF).text


def test_without_that_nobody_is_named(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    tell(ada_client)
    _, other = enter_as(app, "Os Other", Role.READER, OTHER_COUNCIL)
    assert ada.name not in other.page(LEAF).text


def test_it_can_be_changed_and_withdrawn(app: Flask, ada_client: PageClient) -> None:
    tell(ada_client)
    page = ada_client.page(TRIED)
    assert page.find("input[name=worked][checked]").get("value") == "yes"
    page = tell(ada_client, "no", "It did not last")
    assert "1 council tried this: 1 no" in page.text
    assert counted(app) == {}
    assert [len(trail(app, f"trial {done}")) for done in ("reported", "report changed")] == [1, 1]
    ada_client.page(TRIED)
    page = ada_client.submit(WITHDRAW)
    assert page.find_all("#tried") == []
    assert is_index_true(app)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(TRIED)
    _, ben = enter_as(app, "Ben Vale", Role.CHIEF_EXECUTIVE)
    tell(ben, "partly", "From Ben")
    page = ada_client.submit(FORM, worked="yes", what_changed="From Ada", status=409)
    assert page.find(f"{FORM} textarea").raw_text == "From Ada"
    assert "Partly" in page.find(".desk__conflict").text
    assert "From Ben" in page.find(".desk__conflict").text
    page = ada_client.submit(FORM)
    assert "From Ada" in page.text
    assert "From Ben" not in page.text
    ben.page(TRIED)
    tell(ada_client, "yes", "Again")
    assert "was changed or withdrawn after you opened" in ben.submit(WITHDRAW, status=409).text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"what_changed": "Something"}, "Say whether it worked"),
        ({"worked": "yes"}, "Say what changed"),
        ({"worked": "yes", "what_changed": "x" * 2001}, "Use 2,000 characters or fewer"),
    ],
)
def test_what_is_missing_is_said_and_nothing_lost(
    app: Flask, ada_client: PageClient, sent: dict[str, str], sentence: str
) -> None:
    ada_client.page(TRIED)
    page = ada_client.submit(FORM, status=422, **sent)
    assert sentence in page.find(".govuk-error-summary").text
    assert page.find(f"{FORM} textarea").raw_text == sent.get("what_changed", "")
    assert counted(app) == {}


def test_a_made_up_answer_is_refused(app: Flask, ada_client: PageClient) -> None:
    page = ada_client.page(TRIED)
    token = page.find("meta[name=csrf-token]").get("content")
    sent = {"csrf_token": token, "worked": "perhaps", "what_changed": "x", "version": "-1"}
    assert ada_client.post(TRIED, data=sent).status_code == 422


def test_those_who_run_the_assessment_speak_for_their_council(app: Flask) -> None:
    for name, role in (("Rae Read", Role.READER), ("Con Tribute", Role.CONTRIBUTOR)):
        _, browser = enter_as(app, name, role)
        assert "We tried this" not in browser.page(LEAF).text
        browser.page(TRIED, status=403)


def test_an_editor_takes_it_down_with_a_reason_and_puts_it_back(
    app: Flask, ada_client: PageClient, client: PageClient
) -> None:
    tell(ada_client, text="Buy from my cousin")
    editor = keeper(app)
    editor.page(LEAF)
    page = editor.submit("form.trial__form", status=422)
    assert "Say why you take it down" in page.find("#problems").text
    page = editor.submit("form.trial__form", reason="It advertises.")
    assert "Others no longer see that report." in page.text
    assert "Buy from my cousin" in page.text
    assert "cousin" not in client.page(LEAF).text
    own = ada_client.page(LEAF)
    assert "Others do not see this: an editor took it down. It advertises." in own.text
    assert "An editor took this report down: It advertises." in ada_client.page(TRIED).text
    assert counted(app) == {}
    tell(ada_client, text="We bought from somebody")
    assert "somebody" not in client.page(LEAF).text
    editor.page(LEAF)
    editor.submit("form.trial__form")
    assert "somebody" in client.page(LEAF).text
    assert counted(app) == {RESOURCE: 1}
    assert [len(trail(app, f"trial report {done}")) for done in ("taken down", "put back")] == [1, 1]


def test_what_was_taken_down_is_not_withdrawn_to_come_back_as_new(app: Flask, ada_client: PageClient) -> None:
    tell(ada_client, text="Buy from my cousin")
    ada_client.page(TRIED)
    editor = keeper(app)
    editor.page(LEAF)
    editor.submit("form.trial__form", reason="It advertises.")
    page = ada_client.submit(WITHDRAW, status=409)
    assert "stays until they decide" in page.text
    page = ada_client.page(TRIED)
    assert page.find_all(WITHDRAW) == []
    assert "Buy from my cousin" in page.find("textarea").raw_text
    assert trail(app, "trial report withdrawn") == []


def test_nobody_agrees_to_be_contacted_for_somebody_else(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    tell(ada_client, may_contact="y")
    assert ada_client.page(TRIED).find("input[name=may_contact]").has("checked")
    _, ben = enter_as(app, "Ben Vale", Role.CHIEF_EXECUTIVE)
    assert not ben.page(TRIED).find("input[name=may_contact]").has("checked")


def test_a_report_that_is_not_there_cannot_be_taken_down(app: Flask) -> None:
    editor = keeper(app)
    token = editor.page(LEAF).find("meta[name=csrf-token]").get("content")
    for number in (0, 999):
        response = editor.post(f"/editor/tried/{number}/take-down", data={"csrf_token": token})
        assert response.status_code == 404


def test_reports_on_what_was_merged_count_for_the_one_that_stays(
    app: Flask, ada_client: PageClient, client: PageClient
) -> None:
    add_resource(app, "stays")
    tell(ada_client)
    _, other = enter_as(app, "Os Other", Role.LEAD, OTHER_COUNCIL)
    there = f"/councils/{OTHER_COUNCIL}/resources/stays/tried"
    other.page(there)
    other.submit(f"form[action='{there}']", worked="partly", what_changed="Somewhat")
    set_resource(app, merged_into="stays")
    assert client.page("/resources/stays").find("#tried h2").text == "2 councils tried this: 1 yes, 1 partly"
    assert counted(app, "stays", RESOURCE) == {"stays": 1}
    tell_again = ada_client.page("/resources/stays")
    assert "Change what you said came of it" in tell_again.text


def put_on_lists(app: Flask, by: Someone, resource_id: str, councils: int) -> None:
    with stored(app) as session:
        codes = session.scalars(select(CouncilRow.code).order_by(CouncilRow.code).limit(councils)).all()
        for code in codes:
            stamp = {"added_by_id": by.id, "added_at": TODAY, "changed_by_id": by.id, "changed_at": TODAY}
            session.add(ListedResourceRow(council_code=code, resource_id=resource_id, **stamp))
        session.commit()


def test_most_used_most_tried_and_newest_in_a_total_order(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    for name in ("a", "b", "c"):
        add_resource(app, name)
    tell(ada_client)
    put_on_lists(app, ada, "b", FEWEST_COUNCILS)
    put_on_lists(app, ada, "c", FEWEST_COUNCILS - 1)
    with stored(app) as session:
        used = [(one.resource.id, one.number) for one in list_most_used(ANYBODY, session)]
        tried = [(one.resource.id, one.number) for one in list_most_tried(ANYBODY, session)]
        newest = [one.id for one in list_newest(ANYBODY, session, 3)]
    assert used == [("b", FEWEST_COUNCILS)], "what a few councils keep on their lists is theirs"
    assert (tried, newest) == ([(RESOURCE, 1)], ["a", "b", RESOURCE])
    set_resource(app, audience="councils")
    with stored(app) as session:
        assert list_most_tried(ANYBODY, session) == ()


def test_a_person_who_left_is_asked_no_more(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    tell(ada_client, may_contact="y")
    _, other = enter_as(app, "Os Other", Role.READER, OTHER_COUNCIL)
    with stored(app) as session:
        session.get_one(MembershipRow, (ada.id, COUNCIL)).ended_at = TODAY
        session.commit()
    assert ada.email not in other.page(LEAF).text


def test_figures_in_words() -> None:
    yes, partly, no = Worked
    assert in_figures([]) == ""
    assert in_figures([no]) == "1 council tried this: 1 no"
    assert in_figures([partly, yes, yes]) == "3 councils tried this: 2 yes, 1 partly"
