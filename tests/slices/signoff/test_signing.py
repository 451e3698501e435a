"""Sending, signing, returning and reopening, by those who may and by everybody who may not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.slices.cells.steps import enter, form, post, stored, trail
from tests.slices.signoff.conftest import PAGE, SEND, SENT, SIGN, SIGNED, sign_fields
from tests.support.agreeing import Council, agree, agree_everything, send, sign, sign_off
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, PASSWORD, TODAY, add_person
from tests.support.publishing import publish, withdraw
from tiex.accounts.commands import add_exchange_role, add_membership
from tiex.domain.answers import Answer
from tiex.domain.people import ExchangeRole, Role
from tiex.extensions import db
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import AnswerRow, DelegationRow, MembershipRow, PersonRow, SignoffEventRow

BACK, REOPEN = "sign-off/return", "sign-off/reopen"
CHANGED = Answer("role-service-plan", "not-yet", rationale="We looked again.", version=1)


def deputise(
    council: Council, person_id: int, *roles: Role, days: tuple[int, int] = (-1, 7), revoked: bool = False
) -> None:
    with stored(council.app) as session:
        for role in roles:
            session.add(
                DelegationRow(
                    council_code=COUNCIL,
                    role=role.value,
                    person_id=person_id,
                    named_by_id=(council.leader if role is Role.LEADER else council.chief).id,
                    starts_on=TODAY.date() + timedelta(days=days[0]),
                    ends_on=TODAY.date() + timedelta(days=days[1]),
                    reason="On leave",
                    created_at=TODAY,
                    revoked_at=TODAY if revoked else None,
                )
            )
        session.commit()


def test_what_is_missing_is_listed_and_not_sent(council: Council, lead: PageClient) -> None:
    agree(council, [Answer("role-service-plan", "fully")])
    page = lead.page(council.path(PAGE))
    missing = page.find("#missing")
    assert "89 answers must still be agreed" in missing.text
    links = [link.get("href") for link in missing.find_all("a")]
    assert council.path("consensus/cells/role-service") + "#statement-role-service-do" in links
    assert council.path("consensus/success-factors") + "#statement-csf-change-case" in links
    assert len(links) == 89
    response = post(lead, council.path(SEND), status=422)
    assert "Something is still missing" in response.text
    assert council.kinds() == []


def test_the_whole_way(
    council: Council, lead: PageClient, leader: PageClient, chief: PageClient, mailer: MemoryMailer
) -> None:
    agree_everything(council)
    lead.page(council.path(PAGE))
    page = lead.submit(form(council.path(SEND)))
    assert "Version 1 is with the signatories." in page.find("#where").text
    assert sorted(mail.to for mail in mailer.sent) == [council.leader.email, council.chief.email]
    assert council.path(PAGE) in mailer.sent[0].body
    assert "because you are" in mailer.sent[0].body
    leader.page(council.path(PAGE))
    page = leader.submit(form(council.path(SIGN)), password=PASSWORD)
    assert "Still to sign: the Chief Executive." in page.find("#where").text
    assert "Dana Whit signed version 1 as Leader." in page.find("#story").text
    chief.page(council.path(PAGE))
    page = chief.submit(form(council.path(SIGN)), password=PASSWORD)
    assert "Signed off by the Leader and the Chief Executive on 23 November 2026." in page.find("#where").text
    assert council.kinds() == [SENT, SIGNED, SIGNED]
    assert [mail.subject for mail in mailer.sent[-2:]] == ["The consensus is signed off"] * 2
    assert [before for _, before, _ in trail(council.app, "consensus signed")] == [None, None]


def test_a_wrong_password_signs_nothing_and_counts(app: Flask, council: Council, leader: PageClient, sent: str) -> None:
    leader.page(council.path(PAGE))
    for password in ("", "not my password", *["wrong password"] * 4):
        page = leader.submit(form(council.path(SIGN)), password=password, status=422)
        assert page.find_all("#sign-password-leader-error")
    leader.submit(form(council.path(SIGN)), password=PASSWORD, status=422)
    assert council.kinds() == [SENT], "five wrong tries lock it"
    with stored(app) as session:
        assert session.get_one(PersonRow, council.leader.id).locked_until is not None


def test_signing_twice(council: Council, leader: PageClient, sent: str) -> None:
    leader.page(council.path(PAGE))
    fields = sign_fields(sent, Role.LEADER)
    post(leader, council.path(SIGN), status=303, **fields)
    assert "signed for that role already" in post(leader, council.path(SIGN), status=409, **fields).text
    assert council.kinds() == [SENT, SIGNED]
    assert leader.page(council.path(PAGE)).find_all(form(council.path(SIGN))) == []


def test_signing_an_old_version_while_another_tab_edits(
    council: Council, lead: PageClient, leader: PageClient, sent: str
) -> None:
    leader.page(council.path(PAGE))
    leader.submit(form(council.path("sign-off/read")))
    leader.page(council.path(PAGE))
    agree(council, [CHANGED])
    page = leader.submit(form(council.path(SIGN)), password=PASSWORD, status=409)
    assert "There is nothing to sign now" in page.find("#problems").text
    assert "Agreed level: from Partly true to Not yet true" in page.find("#changes").text
    newer = send(council)
    assert newer != sent
    page_text = post(leader, council.path(SIGN), status=409, **sign_fields(sent, Role.LEADER)).text
    assert "You have signed nothing" in page_text
    assert council.kinds() == [SENT, "changed-after-sending", SENT]
    post(leader, council.path(SIGN), status=303, **sign_fields(newer, Role.LEADER))


@pytest.mark.parametrize("shown", ["", "0" * 64, "not a fingerprint", "é" * 10])
def test_a_tampered_fingerprint(council: Council, leader: PageClient, sent: str, shown: str) -> None:
    leader.page(council.path(PAGE))
    post(leader, council.path(SIGN), status=409, **sign_fields(shown, Role.LEADER))
    assert council.kinds() == [SENT]


def test_content_that_changed_behind_the_rules_cannot_be_signed(
    app: Flask, council: Council, leader: PageClient, sent: str
) -> None:
    """Whatever wrote it: the signature is for what is there, and that is not what was sent."""
    with stored(app) as session:
        row = session.scalars(select(AnswerRow).filter_by(statement_id="role-service-do", minority_view="")).first()
        assert row is not None
        row.minority_view = "Slipped in"
        session.commit()
    leader.page(council.path(PAGE))
    leader.submit(form(council.path(SIGN)), password=PASSWORD, status=409)
    post(leader, council.path(SIGN), status=409, **sign_fields(sent, Role.LEADER))


def test_the_leader_does_not_sign_for_the_chief_executive(council: Council, leader: PageClient, sent: str) -> None:
    leader.page(council.path(PAGE))
    fields = sign_fields(sent, Role.CHIEF_EXECUTIVE)
    assert "You are not the Chief Executive" in post(leader, council.path(SIGN), status=403, **fields).text
    deputise(council, council.leader.id, Role.CHIEF_EXECUTIVE)
    post(leader, council.path(SIGN), status=303, **sign_fields(sent, Role.LEADER))
    assert "You are not the Chief Executive" in post(leader, council.path(SIGN), status=403, **fields).text
    assert council.kinds() == [SENT, SIGNED]


def test_a_deputy_signs_for_one_of_the_two(app: Flask, council: Council, sent: str) -> None:
    deputise(council, council.contributor.id, Role.LEADER)
    tom = enter(app, council.contributor)
    page = tom.page(council.path(PAGE))
    assert len(page.find_all(form(council.path(SIGN)))) == 1
    post(tom, council.path(SIGN), status=303, **sign_fields(sent, Role.LEADER))
    assert "Tom Ashby signed version 1 for the Leader, as their deputy." in tom.page(council.path(PAGE)).text
    post(tom, council.path(SIGN), status=403, **sign_fields(sent, Role.CHIEF_EXECUTIVE))
    assert council.kinds() == [SENT, SIGNED]
    sign(council, council.chief, Role.CHIEF_EXECUTIVE, sent)
    where = tom.page(council.path(PAGE)).find("#where").text
    assert "Signed off by the Leader’s deputy and the Chief Executive on" in where


def test_a_deputy_of_both_signs_for_neither(app: Flask, council: Council, sent: str) -> None:
    deputise(council, council.contributor.id, Role.LEADER, Role.CHIEF_EXECUTIVE)
    tom = enter(app, council.contributor)
    assert not tom.page(council.path(PAGE)).find_all(form(council.path(SIGN)))
    for role in (Role.LEADER, Role.CHIEF_EXECUTIVE):
        post(tom, council.path(SIGN), status=403, **sign_fields(sent, role))
    assert council.kinds() == [SENT]


def test_what_a_former_leader_named_is_void(app: Flask, council: Council, sent: str) -> None:
    deputise(council, council.contributor.id, Role.LEADER)
    with stored(app) as session:
        session.get_one(MembershipRow, (council.leader.id, COUNCIL)).ended_at = TODAY
        session.commit()
    tom = enter(app, council.contributor)
    tom.page(council.path(PAGE))
    post(tom, council.path(SIGN), status=403, **sign_fields(sent, Role.LEADER))
    assert council.kinds() == [SENT]


def test_a_deputy_needs_a_second_factor_where_signatories_do(app: Flask, council: Council, sent: str) -> None:
    deputise(council, council.contributor.id, Role.LEADER)
    tom = enter(app, council.contributor)
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, require_second_factor=True)
    try:
        tom.page(council.path(PAGE))
        post(tom, council.path(SIGN), status=403, **sign_fields(sent, Role.LEADER))
    finally:
        app.extensions["settings"] = settings
    assert council.kinds() == [SENT]


@pytest.mark.parametrize(("days", "revoked"), [((-9, -1), False), ((1, 9), False), ((-1, 9), True)])
def test_a_deputy_who_is_not_one_today(
    app: Flask, council: Council, sent: str, days: tuple[int, int], revoked: bool
) -> None:
    deputise(council, council.contributor.id, Role.LEADER, days=days, revoked=revoked)
    tom = enter(app, council.contributor)
    tom.page(council.path(PAGE))
    post(tom, council.path(SIGN), status=403, **sign_fields(sent, Role.LEADER))


def test_deputies_are_told_that_it_is_their_turn(council: Council, lead: PageClient, mailer: MemoryMailer) -> None:
    deputise(council, council.contributor.id, Role.LEADER)
    agree_everything(council)
    lead.page(council.path(PAGE))
    lead.submit(form(council.path(SEND)))
    told = {mail.to: mail.body for mail in mailer.sent}
    assert "you are today the deputy of the Leader" in told[council.contributor.email]
    assert len(told) == 3


@pytest.mark.parametrize("path", [SIGN, BACK, REOPEN])
def test_readers_contributors_and_leads_do_not_sign(app: Flask, council: Council, sent: str, path: str) -> None:
    for person in (council.reader, council.contributor, council.lead):
        client = enter(app, person)
        client.page(council.path(PAGE))
        for role in (Role.LEADER, Role.CHIEF_EXECUTIVE):
            post(client, council.path(path), status=403, reason="Mine", **sign_fields(sent, role))
    assert council.kinds() == [SENT]


@pytest.mark.parametrize("role", list(ExchangeRole))
def test_an_editor_or_administrator_does_not_sign_as_such(
    app: Flask, council: Council, sent: str, role: ExchangeRole
) -> None:
    for name, code in (("Ed Itor", None), ("Ed Reader", COUNCIL)):
        person = add_person(app, name, council=code, role=Role.READER)
        with stored(app) as session:
            add_exchange_role(session=session, person_id=person.id, role=role, now=TODAY)
            session.commit()
        client = enter(app, person)
        client.page("/account")
        post(client, council.path(SIGN), status=403 if code else 404, **sign_fields(sent, Role.LEADER))
    assert council.kinds() == [SENT]


def test_a_signatory_of_another_council(app: Flask, council: Council, sent: str) -> None:
    stranger = enter(app, add_person(app, "Sal Twick", council=OTHER_COUNCIL, role=Role.LEADER))
    stranger.page("/account")
    for path in (SIGN, BACK, REOPEN, SEND, "sign-off/read"):
        post(stranger, council.path(path), status=404, reason="Mine", **sign_fields(sent, Role.LEADER))
    stranger.page(council.path(f"records/{sent}"), status=404)
    assert council.kinds() == [SENT]


def test_who_signs_for_both_councils_signs_each_as_what_they_are_there(app: Flask, council: Council, sent: str) -> None:
    """A leader elsewhere who is a reader here."""
    with stored(app) as session:
        add_membership(
            session=session, person_id=council.reader.id, council_code=OTHER_COUNCIL, role=Role.LEADER, now=TODAY
        )
        session.commit()
    client = enter(app, council.reader)
    client.page(council.path(PAGE))
    post(client, council.path(SIGN), status=403, **sign_fields(sent, Role.LEADER))


def test_returning_needs_a_reason_and_voids(council: Council, leader: PageClient, chief: PageClient, sent: str) -> None:
    sign(council, council.leader, Role.LEADER, sent)
    chief.page(council.path(PAGE))
    page = chief.submit(form(council.path(BACK)), reason="  ", status=422)
    assert page.find_all("#return-reason-chief-executive-error")
    page = chief.submit(form(council.path(BACK)), reason="The <b>savings</b> are missing.")
    assert "A draft again: Owen Bright returned it" in page.find("#where").text
    assert "The <b>savings</b> are missing." in page.find("#story").text
    assert council.kinds() == [SENT, SIGNED, "returned"]
    assert send(council) != sent, "the same content sent again is another version"


def test_reopening_needs_both(council: Council, leader: PageClient, chief: PageClient, lead: PageClient) -> None:
    fingerprint = sign_off(council)
    leader.page(council.path(PAGE))
    page = leader.submit(form(council.path(REOPEN)), password=PASSWORD, status=422)
    assert page.find_all("#reopen-reason-leader-error")
    page = leader.submit(form(council.path(REOPEN)), reason="A wrong level", password="wrong password", status=422)
    assert "A wrong level" in page.find("#reopen-reason-leader").raw_text
    page = leader.submit(form(council.path(REOPEN)), reason="A wrong level", password=PASSWORD)
    assert "The Leader has agreed to reopen it." in page.find("#where").text
    assert page.find_all(form(council.path(REOPEN))) == []
    page = chief.page(council.path(PAGE))
    assert "Dana Whit wants to reopen it: A wrong level" in page.text
    page = chief.submit(form(council.path(REOPEN)), password=PASSWORD)
    assert "it was reopened" in page.find("#where").text
    agree(council, [CHANGED])
    assert send(council) != fingerprint
    page = lead.page(council.path(f"records/{fingerprint}"))
    assert "It was signed off on 23 November 2026 by Dana Whit (Leader) and Owen Bright" in page.text


def test_what_changed_since_somebody_last_read(council: Council, leader: PageClient, sent: str) -> None:
    page = leader.page(council.path(PAGE))
    assert "all of it is new to you" in page.find("#changes").text
    page = leader.submit(form(council.path("sign-off/read")))
    assert "Nothing." in page.find("#changes").text
    agree(council, [CHANGED, Answer("csf-change-case", "disagree", version=1)])
    changes = leader.page(council.path(PAGE)).find_all(".changes__one")
    assert "Role of the authority, service focus: Plan" in changes[0].text
    assert "Reason: from nothing to We looked again." in changes[0].text
    assert "Agreed level: from Agree to Disagree" in changes[1].text


def test_a_mark_counts_for_what_was_on_the_page_only(council: Council, leader: PageClient, sent: str) -> None:
    leader.page(council.path(PAGE))
    agree(council, [CHANGED])
    page = leader.submit(form(council.path("sign-off/read")))
    assert len(page.find_all(".changes__one")) == 1
    for entry in ("", "x", "99999999999999", "999999999", "-1"):
        post(leader, council.path("sign-off/read"), entry=entry, status=303)


def test_a_closed_edition_is_still_signed_but_not_reopened(
    council: Council, leader: PageClient, sent: str, clock: SetClock
) -> None:
    clock.at = clock.at.replace(year=2028)
    sign(council, council.leader, Role.LEADER, sent)
    sign(council, council.chief, Role.CHIEF_EXECUTIVE, sent)
    leader.page(council.path(PAGE))
    fields = {"role": Role.LEADER.value, "reason": "A mistake", "password": PASSWORD}
    post(leader, council.path(REOPEN), status=403, **fields)
    with council.app.app_context():
        assert db.session.scalars(select(func.count()).select_from(SignoffEventRow)).one() == 3


def test_a_page_of_an_earlier_version_returns_and_reopens_nothing(council: Council, chief: PageClient) -> None:
    agree_everything(council)
    first = send(council)
    agree(council, [Answer("role-service-plan", "fully", version=1)])
    second = send(council)
    sign(council, council.leader, Role.LEADER, second)
    before = council.kinds()
    chief.page(council.path(PAGE))
    page = post(chief, council.path("sign-off/return"), status=409, fingerprint=first, reason="About version 1")
    assert "this page showed another version" in page.text
    assert "About version 1" in page.text, "nothing typed is lost"
    sign(council, council.chief, Role.CHIEF_EXECUTIVE, second)
    post(chief, council.path("sign-off/reopen"), status=409, fingerprint=first, reason="No", password=PASSWORD)
    assert council.kinds() == [*before, SIGNED]


def test_a_note_about_another_statement_is_a_change_to_read(
    council: Council, lead: PageClient, leader: PageClient
) -> None:
    agree_everything(council)
    note = form(council.path("consensus/cells/role-service/notes/impediments"))
    lead.page(council.path("consensus/cells/role-service"))
    lead.submit(note, text="Old systems.")
    leader.page(council.path(PAGE))
    leader.submit(form(council.path("sign-off/read")))
    lead.page(council.path("consensus/cells/role-service"))
    lead.submit(note, statements=["role-service-plan"])
    changes = leader.page(council.path(PAGE)).find("#changes").text
    assert "About: from nothing to Plan" in changes


def test_once_it_is_published_the_next_step_is_not_to_publish(council: Council) -> None:
    fingerprint = sign_off(council)
    reader = enter(council.app, council.reader)
    assert "Next: choose who may see the result" in reader.page(council.path(PAGE)).text
    publish(council, fingerprint)
    text = reader.page(council.path(PAGE)).text
    assert "Published: who may see the result" in text
    assert "Next: choose" not in text
    withdraw(council)
    assert "Next: choose who may see the result" in reader.page(council.path(PAGE)).text
