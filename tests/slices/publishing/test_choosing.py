"""Choosing who may see the result: by those who may, of the version that is signed off, with a check before it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.slices.cells.steps import enter, form, post, stored
from tests.slices.publishing.conftest import CHECK, PAGE, PUBLISH, WITHDRAW
from tests.support.agreeing import Council, agree, agree_everything, send, sign
from tests.support.page_client import Page, PageClient
from tests.support.people import COUNCIL, OPEN, TODAY, add_person
from tests.support.publishing import COUNCILS, EVERYONE, OWN, add_period, change_of, publish, withdraw
from tiex.domain.answers import Answer
from tiex.domain.people import Role
from tiex.domain.publishing import Part, Ring
from tiex.domain.signoff import Signatory
from tiex.extensions import db
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import AuditEntryRow, ConsensusRecordRow, CouncilRow, PublicationRow
from tiex.signoff import commands as signoff

MIXED = {"scores": "everyone", "notes": "councils", "factors": "own-council"}
PUBLIC = f"/results/{COUNCIL}/{OPEN}"
CHANGE = update(CouncilRow).where(CouncilRow.code == COUNCIL)


def choose(client: PageClient, council: Council, chosen: Mapping[str, str] | None = None, *, status: int = 200) -> Page:
    """Up to the page on which the choice is checked."""
    client.page(council.path(PAGE))
    return client.submit(form(council.path(CHECK)), status=status, **(chosen or {}))


def go_through(client: PageClient, council: Council, chosen: Mapping[str, str] | None = None) -> Page:
    choose(client, council, chosen)
    return client.submit(form(council.path(PUBLISH)))


def row(app: Flask) -> PublicationRow | None:
    with app.app_context():
        return db.session.scalars(select(PublicationRow)).one_or_none()


def entries(app: Flask) -> list[AuditEntryRow]:
    """What the trail says of publishing."""
    with app.app_context():
        query = select(AuditEntryRow).where(AuditEntryRow.action.like("result %")).order_by(AuditEntryRow.id)
        return list(db.session.scalars(query))


def cells(page: Page) -> list[list[str]]:
    """The table of who sees what."""
    return [[cell.text for cell in line.find_all("td")] for line in page.find_all(".who-sees tbody tr")]


def test_the_whole_way(app: Flask, council: Council, signed: str, leader: PageClient, mailer: MemoryMailer) -> None:
    page = leader.page(council.path(PAGE))
    assert "Nobody outside your council sees anything yet." in page.find("#state").text
    assert "could be worked out from older figures" in page.find("#scores-meaning").text
    page = choose(leader, council, MIXED)
    assert page.h1 == "Check before you publish version 1"
    assert cells(page) == [["Yes", "Yes", "Yes"], ["Yes", "Yes", "No"], ["Yes", "No", "No"]]
    assert row(app) is None
    page = leader.submit(form(council.path(PUBLISH)))
    assert "Version 1 of the result is shown as Dana Whit chose on 23 November 2026." in page.find("#state").text
    assert signed in page.find(".fingerprint").text.replace(" ", "")
    found = row(app)
    assert found is not None
    assert (found.scores_ring, found.notes_ring, found.factors_ring) == tuple(MIXED.values())
    told = [mail for mail in mailer.sent if mail.subject == "Who may see your council’s result"]
    assert sorted(mail.to for mail in told) == [council.lead.email, council.chief.email]
    assert "scores: everyone; notes: councils; critical success factors: own council." in told[0].body
    entry = entries(app)[-1]
    assert (entry.action, entry.actor_id, entry.chain) == ("result published", council.leader.id, COUNCIL)
    assert dict(entry.after or {}).items() >= {"fingerprint": signed, **MIXED}.items()


def test_my_council_and_the_sign_off_lead_there(council: Council, signed: str, leader: PageClient) -> None:
    place = council.path(PAGE)
    main = leader.page("/my-council").find(".panel__mine")
    assert main.find("a.govuk-button").get("href") == place
    links = [link.get("href") for link in leader.page(council.path("sign-off")).find_all("main a")]
    assert place in links
    publish(council, signed, OWN)
    assert "Nothing for you to do now" in leader.page("/my-council").text


def test_sending_it_twice_is_one_decision(app: Flask, council: Council, signed: str, leader: PageClient) -> None:
    go_through(leader, council, MIXED)
    go_through(leader, council)
    assert [entry.action for entry in entries(app)] == ["result published"]


@pytest.mark.parametrize("role", [Role.LEAD, Role.CONTRIBUTOR, Role.READER])
def test_everybody_in_the_council_prepares_and_the_signatories_publish(
    app: Flask, council: Council, signed: str, role: Role
) -> None:
    client = enter(app, add_person(app, "Pat Part", role=role))
    page = choose(client, council, MIXED)
    assert page.find_all(form(council.path(PUBLISH))) == []
    assert "The address of this page holds the choice" in page.text
    response = post(client, council.path(PUBLISH), status=403, **MIXED, fingerprint=signed, version="0")
    assert "That is for the Leader or Chief Executive." in response.text
    post(client, council.path(WITHDRAW), status=403, reason="Why not", version="1")
    assert row(app) is None
    passed_on = enter(app, council.chief).page(page.url)
    assert passed_on.find_all(form(council.path(PUBLISH)))


def test_nothing_is_published_that_is_not_signed_off(app: Flask, council: Council, leader: PageClient) -> None:
    agree_everything(council)
    fingerprint = send(council)
    sign(council, council.leader, Role.LEADER, fingerprint)
    page = leader.page(council.path(PAGE))
    assert page.find_all("form[action*=publishing]") == []
    assert "this is not signed off now" in page.text
    asked = {**MIXED, "fingerprint": fingerprint, "version": "0"}
    leader.page(f"{council.path(CHECK)}?{urlencode(asked)}", status=409)
    post(leader, council.path(PUBLISH), status=409, **asked)
    assert row(app) is None


def test_another_version_than_the_one_that_was_shown_is_refused(
    app: Flask, council: Council, signed: str, leader: PageClient
) -> None:
    for fingerprint in ("0" * 64, "", "nonsense"):
        asked = {**MIXED, "fingerprint": fingerprint, "version": "0"}
        page = leader.page(f"{council.path(CHECK)}?{urlencode(asked)}", status=409)
        assert "this page showed another version" in page.find(".govuk-error-summary").text
        post(leader, council.path(PUBLISH), status=409, **asked)
    assert row(app) is None


def test_what_is_not_chosen_or_made_up_is_asked_again(council: Council, signed: str, leader: PageClient) -> None:
    page = leader.page(council.path(CHECK), status=422)
    assert [link.get("href") for link in page.find_all(".govuk-error-summary a")] == ["#scores", "#notes", "#factors"]
    page = choose(leader, council, {**MIXED, "hold_until": "tomorrow"}, status=422)
    assert "Enter a date, like 7/12/2026" in page.find(".govuk-error-summary").text
    page = choose(leader, council, {**MIXED, "hold_until": "1 January 2999"}, status=422)
    assert "That day is too far away. Enter a date before 2101" in page.find(".govuk-error-summary").text
    made_up = {**MIXED, "scores": "martians", "fingerprint": signed, "version": "0"}
    page = leader.page(f"{council.path(CHECK)}?{urlencode(made_up)}", status=422)
    assert "Choose who may see the scores" in page.find(".govuk-error-summary").text
    page = choose(leader, council, {**MIXED, "scores": "councils", "notes": "everyone"}, status=422)
    assert "Notes cannot be seen by more people than scores" in page.find("#notes-error").text
    yesterday = (TODAY - timedelta(days=1)).date().isoformat()
    page = choose(leader, council, {**MIXED, "hold_until": yesterday}, status=422)
    assert "A hold cannot end on a day that has passed." in page.find("#hold_until-error").text
    assert page.find("input[name=scores][checked]").get("value") == "everyone"


def test_who_decides_on_an_old_page_is_told(app: Flask, council: Council, signed: str, leader: PageClient) -> None:
    choose(leader, council, MIXED)
    publish(council, signed, OWN)
    page = leader.submit(form(council.path(PUBLISH)), status=409)
    assert "somebody else in your council changed what is published" in page.find(".govuk-error-summary").text
    found = row(app)
    assert found is not None
    assert found.scores_ring == "own-council"


def test_a_hold_stands_and_ends_by_itself(app: Flask, council: Council, signed: str, clock: SetClock) -> None:
    until = date(2026, 12, 1)
    leader = enter(app, council.leader)
    page = go_through(leader, council, {**MIXED, "hold_until": "1/12/2026"})
    assert cells(page)[0] == ["Yes", "From 1 December 2026", "From 1 December 2026"]
    assert "before 1 December 2026 only your council sees it" in page.text
    visitor = app.test_client()
    assert visitor.get(PUBLIC).status_code == 404
    clock.at = TODAY.replace(year=until.year, month=until.month, day=until.day)
    assert visitor.get(PUBLIC).status_code == 200
    leader = enter(app, council.leader)
    assert leader.page(council.path(PAGE)).find_all("#hold_until") == []
    go_through(leader, council, {**MIXED, "factors": "councils"})
    assert visitor.get(PUBLIC).status_code == 200
    withdraw(council)
    assert leader.page(council.path(PAGE)).find("#hold_until").get("value") == ""
    go_through(leader, council, MIXED)
    assert visitor.get(PUBLIC).status_code == 200


def test_a_pre_election_period_holds_the_public_release(
    app: Flask, council: Council, signed: str, leader: PageClient, clock: SetClock
) -> None:
    add_period(app, "By-election", TODAY.date() - timedelta(days=3), date(2026, 12, 3))
    page = go_through(leader, council, MIXED)
    assert cells(page)[0] == ["Yes", "Yes", "From 4 December 2026"]
    assert "Pre-election period “By-election”, 20 November 2026 to 3 December 2026" in page.find(".who-sees__held").text
    visitor = app.test_client()
    assert visitor.get(PUBLIC).status_code == 404
    clock.at = TODAY.replace(month=12, day=4)
    assert visitor.get(PUBLIC).status_code == 200


def test_withdrawing_takes_it_back_at_once_and_says_why(
    app: Flask, council: Council, signed: str, mailer: MemoryMailer
) -> None:
    publish(council, signed)
    visitor, chief = app.test_client(), enter(app, council.chief)
    assert visitor.get(PUBLIC).status_code == 200
    chief.page(council.path(PAGE))
    page = chief.submit(form(council.path(WITHDRAW)), status=422, reason="  ")
    assert "Say why it is withdrawn" in page.find(".govuk-error-summary").text
    page = chief.submit(form(council.path(WITHDRAW)), reason="A figure was wrong.")
    assert "withdrawn by Owen Bright on 23 November 2026" in page.find("#state").text
    assert "A figure was wrong." in page.text
    assert page.find_all(form(council.path(WITHDRAW))) == []
    assert visitor.get(PUBLIC).status_code == 404
    told = [mail.to for mail in mailer.sent if mail.subject == "Your council’s result is withdrawn"]
    assert sorted(told) == [council.lead.email, council.leader.email]
    entry = entries(app)[-1]
    assert (entry.action, entry.reason, entry.actor_id) == (
        "result withdrawn",
        "A figure was wrong.",
        council.chief.id,
    )
    response = post(chief, council.path(WITHDRAW), status=409, reason="Again", version="2")
    assert "Nothing is published" in response.text
    publish(council, signed, COUNCILS)
    assert visitor.get(PUBLIC).status_code == 404


def reopen(council: Council) -> None:
    """Both agree."""
    with council.app.app_context():
        for person, role in ((council.leader, Role.LEADER), (council.chief, Role.CHIEF_EXECUTIVE)):
            change = change_of(council, person)
            shown = change.consensus.state.fingerprint
            signoff.reopen(change=change, signatory=Signatory(person.id, role), shown=shown, reason="A mistake")
        db.session.commit()


def correct(council: Council) -> str:
    """Signed off by both as another version; its fingerprint."""
    agree(council, [Answer("role-service-plan", "fully", "fully", rationale="Put right.", version=1)])
    fingerprint = send(council)
    sign(council, council.leader, Role.LEADER, fingerprint)
    sign(council, council.chief, Role.CHIEF_EXECUTIVE, fingerprint)
    return fingerprint


def test_a_correction_changes_nothing_until_it_is_published(
    app: Flask, council: Council, signed: str, leader: PageClient
) -> None:
    publish(council, signed)
    visitor = enter(app, add_person(app, "No Where", council=None))
    before = visitor.page(PUBLIC).text
    reopen(council)
    second = correct(council)
    assert visitor.page(PUBLIC).text == before
    page = leader.page(council.path(PAGE))
    assert "Version 2 has been signed off since." in page.text
    page = choose(leader, council)
    assert "Version 2 takes the place of version 1" in page.text
    leader.submit(form(council.path(PUBLISH)))
    after = visitor.page(PUBLIC).text
    assert "Version 2, signed off" in after
    found = row(app)
    assert found is not None
    assert found.fingerprint == second


def test_what_is_published_can_be_withdrawn_while_it_is_reopened(app: Flask, council: Council, signed: str) -> None:
    publish(council, signed)
    reopen(council)
    page = enter(app, council.leader).page(council.path(PAGE))
    assert "this is not signed off now" in page.text
    assert page.find_all(form(council.path(WITHDRAW)))
    withdraw(council)
    assert app.test_client().get(PUBLIC).status_code == 404


@contextmanager
def council_with(app: Flask, **values: Any) -> Iterator[None]:
    """Fernmoor is another council for a while."""
    with stored(app) as session:
        row = session.get_one(CouncilRow, COUNCIL)
        before = {name: getattr(row, name) for name in values}
        session.execute(CHANGE.values(values))
        session.commit()
    try:
        yield
    finally:
        with stored(app) as session:
            session.execute(CHANGE.values(before))
            session.commit()


def test_an_abolished_council_publishes_nothing_new_and_can_withdraw(
    app: Flask, council: Council, signed: str, leader: PageClient
) -> None:
    publish(council, signed)
    with council_with(app, ends_on=date(2026, 10, 24)):
        asked = {**MIXED, "fingerprint": signed, "version": "1"}
        page = leader.page(f"{council.path(CHECK)}?{urlencode(asked)}")
        assert "This council came to an end on 24 October 2026." in page.text
        post(leader, council.path(PUBLISH), status=403, **asked)
        assert "came to an end on 24 October 2026" in app.test_client().get(PUBLIC).text
        withdraw(council)
        assert app.test_client().get(PUBLIC).status_code == 404


def test_scotland_has_its_own_act(app: Flask, council: Council, signed: str, leader: PageClient) -> None:
    assert "the Freedom of Information Act 2000" in leader.page(council.path(PAGE)).find("#law").text
    with council_with(app, nation="Scotland"):
        assert "(Scotland) Act 2002" in leader.page(council.path(PAGE)).find("#law").text


@pytest.mark.parametrize("rings", [EVERYONE, COUNCILS, OWN, {**COUNCILS, Part.NOTES: Ring.OWN}])
def test_a_preview_is_the_page_that_they_will_get(
    app: Flask, council: Council, signed: str, leader: PageClient, rings: dict[Part, Ring]
) -> None:
    asked = {**{part.value: ring.value for part, ring in rings.items()}, "fingerprint": signed}
    other = add_person(app, "Mia Salt", council="X-SALT")
    readers = {Ring.COUNCILS: enter(app, other), Ring.EVERYONE: enter(app, add_person(app, "No One", council=None))}
    previews = {
        ring: leader.page(f"{council.path('publishing/preview')}/{ring.value}?{urlencode(asked)}") for ring in Ring
    }
    assert row(app) is None
    publish(council, signed, rings)
    for ring, client in readers.items():
        is_there = any(each.reaches(ring) for each in rings.values())
        page = client.page(PUBLIC, status=200 if is_there else 404)
        preview = previews[ring]
        assert f"Preview: what {'other councils' if ring is Ring.COUNCILS else 'everyone'} will see" in preview.text
        if is_there:
            shown = [section.text for section in page.find_all(".result-part")]
            assert [section.text for section in preview.find_all(".result-part")] == shown
        else:
            assert "for them there is no such page" in preview.text
    assert len(previews[Ring.OWN].find_all(".result-part")) == 8


def test_a_preview_of_what_is_not_there(council: Council, signed: str, leader: PageClient) -> None:
    asked = urlencode({**MIXED, "fingerprint": signed})
    leader.page(f"{council.path('publishing/preview/martians')}?{asked}", status=404)
    leader.page(council.path("publishing/preview/councils"), status=422)
    leader.page(f"{council.path('publishing/preview/councils')}?{asked[:-1]}", status=404)


def test_a_record_that_was_tampered_with_is_not_shown(
    app: Flask, council: Council, signed: str, leader: PageClient
) -> None:
    publish(council, signed)
    with stored(app) as session:
        session.execute(update(ConsensusRecordRow).values(document="no longer JSON"))
        session.commit()
    page = enter(app, add_person(app, "No One", council=None)).page(PUBLIC)
    assert "This result cannot be shown" in page.text
    assert page.find_all(".result-part") == []
    asked = urlencode({**MIXED, "fingerprint": signed})
    assert "cannot be shown" in leader.page(f"{council.path('publishing/preview/councils')}?{asked}").text


def test_the_history_tells_it(app: Flask, council: Council, signed: str) -> None:
    publish(council, signed, {**COUNCILS, Part.NOTES: Ring.OWN})
    withdraw(council)
    page = enter(app, council.reader).page(f"/councils/{COUNCIL}/history?about=publishing")
    assert (
        "Dana Whit chose who may see the result: scores: councils; notes: own council; "
        "critical success factors: councils." in page.text
    )
    assert "Owen Bright withdrew the published result" in page.text
    assert "A figure was wrong." in page.text
