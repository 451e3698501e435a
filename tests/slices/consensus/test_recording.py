"""Recording what the council agrees: who may, what is shown, what is kept, and two people at once."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import answer_in, enter, form, note_in, parts_of, post, stored, trail, typed
from tests.slices.cells.test_at_once import at_once, browser, meeting_before, saving
from tests.support.agreeing import (
    Council,
    agree,
    agree_everything,
    answer_alone,
    close_round,
    send,
    sign,
    sign_off,
)
from tests.support.given_answers import Given
from tests.support.page_client import PageClient
from tiex.domain.answers import Answer
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import AnswerRow, AssessmentResponseRow, ResponseKind

S, KEY = "role-service-plan", "csf-change-case"
CELL = "consensus/cells/role-service"
SAVE, SAVE_KEY = f"consensus/statements/{S}", f"consensus/success-factors/{KEY}"
NOTE = f"{CELL}/notes/impediments"


def consensus_id(app: Flask) -> int:
    with stored(app) as session:
        return session.scalars(select(AssessmentResponseRow.id).filter_by(kind=ResponseKind.CONSENSUS)).one()


def minority_of(app: Flask, statement_id: str = S) -> str:
    with stored(app) as session:
        return session.get_one(AnswerRow, (consensus_id(app), statement_id)).minority_view


@pytest.mark.usefixtures("closed")
def test_an_answer_with_reason_and_minority_view(app: Flask, council: Council, lead: PageClient) -> None:
    lead.page(council.path(CELL))
    save = form(council.path(SAVE))
    page = lead.submit(
        save, position="partly", ambition="fully", rationale="Two plans exist.", minority_view="One is old."
    )
    assert answer_in(app, consensus_id(app)) == ("partly", "fully", "Two plans exist.", 1)
    assert typed(page, council.path(SAVE), "minority_view") == "One is old." == minority_of(app)
    subject, before, after = trail(app, "consensus answer recorded")[0]
    assert (before, after) == ([None, None, "", ""], ["partly", "fully", "Two plans exist.", "One is old."])
    assert subject.endswith(S)


@pytest.mark.usefixtures("closed")
def test_success_factors_and_notes(app: Flask, council: Council, lead: PageClient) -> None:
    lead.page(council.path("consensus/success-factors"))
    lead.submit(form(council.path(SAVE_KEY)), position="agree", rationale="The budget says so.")
    assert answer_in(app, consensus_id(app), KEY) == ("agree", None, "The budget says so.", 1)
    lead.page(council.path(CELL))
    lead.submit(form(council.path(NOTE)), text="The law on land.")
    note = note_in(app, consensus_id(app))
    assert note is not None
    assert note.text == "The law on land."
    assert trail(app, "consensus note recorded")[0][1:] == ([""], ["The law on land."])


def test_nothing_is_filled_in_by_itself(app: Flask, council: Council, lead: PageClient) -> None:
    answer_alone(council, {S: Given("fully", "fully")}, (council.leader, council.chief))
    close_round(council)
    page = lead.page(council.path(CELL))
    assert page.find(f"{form(council.path(SAVE))} input[name=position][checked]").get("value") == ""
    for rest in ("consensus", "consensus/agreed", "consensus/result", "sign-off"):
        lead.page(council.path(rest))
    with stored(app) as session:
        assert session.scalars(select(AssessmentResponseRow.id).filter_by(kind=ResponseKind.CONSENSUS)).all() == []


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("fields", [{"position": "dont-know"}, {"position": "unheard"}, {"position": "not-applicable"}])
def test_what_cannot_be_agreed_stays_on_the_page(
    app: Flask, council: Council, lead: PageClient, fields: dict[str, str]
) -> None:
    lead.page(council.path(CELL))
    data = fields | {"minority_view": "We typed this."}
    page = lead.htmx_post(council.path(SAVE), data, f"div#saved-{S}", status=422)
    assert list(parts_of(page)) == [f"saved-{S}"]
    assert "Not saved." in page.text
    assert trail(app, "consensus answer recorded") == []
    assert lead.page(council.path(CELL)).find_all("input[value=dont-know]") == []


@pytest.mark.usefixtures("closed")
def test_what_was_typed_stays_without_htmx(council: Council, lead: PageClient) -> None:
    lead.page(council.path(CELL))
    page = lead.submit(form(council.path(SAVE)), position="not-applicable", minority_view="Mine", status=422)
    assert typed(page, council.path(SAVE), "minority_view") == "Mine"
    assert "Say why" in page.find("#problems").text


def test_the_released_views_are_counted_for_those_who_run_it(app: Flask, council: Council, lead: PageClient) -> None:
    answer_alone(council, {S: Given("partly", "fully")}, (council.leader, council.chief))
    answer_alone(council, {S: Given("dont-know")}, (council.contributor,))
    assert "on their own" not in lead.page(council.path(CELL)).find(f"#statement-{S}").text
    close_round(council)
    said = lead.page(council.path(CELL)).find(f"#said-{S}").text
    assert "3 people answered: 2 partly true, 1 don’t know. Ambition: 2 fully true." in said
    for person in (council.contributor, council.reader):
        page = enter(app, person).page(council.path(CELL))
        assert page.find_all(".said") == [], "individual views are released to those who run it"


@pytest.mark.usefixtures("closed")
def test_the_second_recorder_is_told_what_changed(app: Flask, council: Council, lead: PageClient) -> None:
    other = enter(app, council.chief)
    for browser_ in (lead, other):
        browser_.page(council.path(CELL))
    lead.submit(form(council.path(SAVE)), position="partly", rationale="We said so.")
    page = other.submit(form(council.path(SAVE)), position="fully", minority_view="Keep this.", status=409)
    assert page.find(f"#saved-{S} q").text == "Partly true: We said so."
    assert typed(page, council.path(SAVE), "minority_view") == "Keep this."
    assert answer_in(app, consensus_id(app)) == ("partly", None, "We said so.", 1)
    other.submit(form(council.path(SAVE)))
    assert answer_in(app, consensus_id(app)) == ("fully", None, "", 2)


@pytest.mark.usefixtures("closed")
def test_two_recorders_at_once(app: Flask, council: Council) -> None:
    browsers = browser(app, council.lead), browser(app, council.chief)
    fields = ({"position": "fully", "tab": "one"}, {"position": "not-yet", "tab": "two"})
    with meeting_before(app, "UPDATE assessment "):
        tasks = [saving(b, council.path(SAVE), f) for b, f in zip(browsers, fields, strict=True)]
        assert at_once(*tasks) == [303, 409]
    answer = answer_in(app, consensus_id(app))
    assert answer is not None
    assert answer[3] == 1 == len(trail(app, "consensus answer recorded"))


@pytest.mark.usefixtures("closed")
def test_two_recorders_at_once_on_different_statements(app: Flask, council: Council) -> None:
    browsers = browser(app, council.lead), browser(app, council.chief)
    paths = (council.path(SAVE), council.path("consensus/statements/role-service-do"))
    with meeting_before(app, "UPDATE assessment "):
        tasks = [saving(b, p, {"position": "fully"}) for b, p in zip(browsers, paths, strict=True)]
        assert at_once(*tasks) == [303, 303]
    assert len(trail(app, "consensus started")) == 1


def test_nothing_is_recorded_while_people_still_answer(app: Flask, council: Council, lead: PageClient) -> None:
    page = lead.page(council.path(CELL))
    assert page.find(f"{form(council.path(SAVE))} fieldset").has("disabled")
    assert "recorded once it is closed" in page.text
    response = post(lead, council.path(SAVE), position="fully", status=409)
    assert "The answering round is still open." in response.text
    assert trail(app, "consensus answer recorded") == []


def test_accepting_together_what_all_agree(app: Flask, council: Council, lead: PageClient) -> None:
    shared = {S: Given("partly", "fully"), "role-service-do": Given("fully"), KEY: Given("agree")}
    answer_alone(council, shared, (council.leader, council.chief))
    answer_alone(council, {"role-service-do": Given("not-yet")}, (council.contributor,))
    assert "still open" in lead.page(council.path("consensus/agreed")).text
    close_round(council)
    page = lead.page(council.path("consensus/agreed"))
    ticks = [tick.get("value") for tick in page.find_all("input[name=accepted]")]
    assert ticks == [f"{S}=partly=fully", f"{KEY}=agree="]
    assert page.find_all("input[name=accepted][checked]") == [], "nothing is ticked for them"
    page = lead.submit("form#agreed", status=422)
    assert "Tick each statement" in page.text
    lead.submit("form#agreed", accepted=[ticks[0]])
    assert answer_in(app, consensus_id(app)) == ("partly", "fully", "", 1)
    assert answer_in(app, consensus_id(app), KEY) is None


def test_what_is_no_longer_agreed_is_not_accepted(app: Flask, council: Council, lead: PageClient) -> None:
    answer_alone(council, {S: Given("partly"), KEY: Given("agree")}, (council.leader, council.chief))
    close_round(council)
    lead.page(council.path("consensus/agreed"))
    agree(council, [Answer(S, "fully", rationale="We talked.")])
    page = lead.submit("form#agreed", accepted=[f"{S}=partly=", f"{KEY}=agree="], status=409)
    assert "Nothing was accepted" in page.find("#problems").text
    assert [tick.get("value") for tick in page.find_all("input[name=accepted][checked]")] == [f"{KEY}=agree="]
    assert answer_in(app, consensus_id(app)) == ("fully", None, "We talked.", 1)
    post(lead, council.path("consensus/agreed"), accepted=[f"{KEY}=disagree="], status=409)
    assert answer_in(app, consensus_id(app), KEY) is None, "only what was said can be accepted"


def test_a_change_while_it_is_with_the_signatories_voids_it_visibly(
    council: Council, lead: PageClient, mailer: MemoryMailer
) -> None:
    agree_everything(council)
    fingerprint = send(council)
    page = lead.page(council.path(CELL))
    assert "With the first change whatever has been signed is void" in page.find("#standing").text
    assert page.find(f"form[action*='{SAVE}'] fieldset").has("disabled")
    lead.page(page.find("#standing a[href*=voids]").get("href"))
    mailer.sent.clear()
    save = form(council.path(f"{SAVE}?voids={fingerprint}"))
    page = lead.htmx_submit(save, target=f"div#saved-{S}", rationale="A better reason.")
    assert "A draft again" in parts_of(page)["standing"].text
    assert council.kinds() == ["sent-for-signoff", "changed-after-sending"]
    told = [mail for mail in mailer.sent if mail.subject == "The consensus was changed: sign again"]
    assert sorted(mail.to for mail in told) == [council.leader.email, council.chief.email]
    assert "role of the authority, service focus: plan" in told[0].body.lower()
    lead.htmx_submit(save, target=f"div#saved-{S}", rationale="A better reason.")
    assert len(council.kinds()) == 2, "saying the same again changes nothing"


def test_a_page_from_before_it_was_sent_voids_nothing(council: Council, lead: PageClient) -> None:
    agree_everything(council)
    lead.page(council.path(CELL))
    fingerprint = send(council)
    sign(council, council.leader, Role.LEADER, fingerprint)
    page = lead.submit(form(council.path(SAVE)), rationale="A better reason.", status=409)
    assert "since you opened this page" in page.find("#problems").text
    save = f"{SAVE}?voids={fingerprint}"
    assert typed(page, council.path(save), "rationale") == "A better reason."
    assert council.kinds() == ["sent-for-signoff", "signed"]
    assert not page.find(f"{form(council.path(save))} fieldset").has("disabled"), "it can be saved all the same"
    lead.submit(form(council.path(save)))
    assert council.kinds()[-1] == "changed-after-sending"


def test_the_button_beside_the_control_changes_it_all_the_same(council: Council, lead: PageClient) -> None:
    agree_everything(council)
    lead.page(council.path(CELL))
    fingerprint = send(council)
    target = f"div#saved-{S}"
    part = lead.htmx_submit(form(council.path(SAVE)), target=target, rationale="A better reason.", status=409)
    assert part.find("button[name=voids]").get("value") == fingerprint
    fields = {"position": "partly", "rationale": "A better reason.", "version": "1", "voids": fingerprint}
    lead.htmx_post(council.path(SAVE), fields, target)
    assert council.kinds()[-1] == "changed-after-sending"


@pytest.mark.usefixtures("closed")
def test_once_signed_off_it_is_refused_with_the_reason(app: Flask, council: Council, lead: PageClient) -> None:
    lead.page(council.path(CELL))
    sign_off(council)
    page = lead.submit(form(council.path(SAVE)), position="not-yet", status=403)
    assert "both of them agree to reopen it" in page.text
    page = lead.page(council.path(CELL))
    assert "Signed off by the Leader and the Chief Executive" in page.find("#standing").text
    assert page.find(f"{form(council.path(SAVE))} fieldset").has("disabled")


@pytest.mark.usefixtures("closed")
def test_a_closed_edition_takes_nothing(council: Council, lead: PageClient, clock: SetClock) -> None:
    lead.page(council.path(CELL))
    clock.at = clock.at.replace(year=2028)
    lead.submit(form(council.path(SAVE)), position="fully", status=403)


def test_the_agreed_result_says_how_far_it_is_signed(council: Council, lead: PageClient) -> None:
    sign_off(council)
    page = lead.page(council.path("consensus/result"))
    assert page.h1 == "The council’s agreed view"
    assert "Signed off by the Leader and the Chief Executive on 23 November 2026." in page.find("#summary").text
    assert "individual view" not in page.find("main").text.lower()
