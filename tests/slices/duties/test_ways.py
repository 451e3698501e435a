"""My council in each state of an assessment: the step it is at, the main action, and what others are doing."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, update

from tests.slices.cells.steps import enter, stored
from tests.support.given_answers import Given, edition, give, plan
from tests.support.page_client import Page
from tests.support.people import COUNCIL, OPEN, OTHER_COUNCIL, TODAY, Someone, add_person, add_response, assessment_of
from tiex.accounts.commands import add_membership
from tiex.domain.duties import LABELS, Duty
from tiex.domain.edition import NOT_APPLICABLE
from tiex.domain.people import Role
from tiex.duties.presenters import DONE_AT, SENTENCES
from tiex.extensions import db
from tiex.gateways.clock import SetClock
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    DelegationRow,
    InvitationRow,
    JoinRequestRow,
    MembershipRow,
    ResponseKind,
    SignoffEventRow,
)

STATEMENTS = {key: given for key, given in plan().items() if key in edition().statements}
NOTHING = "Nothing for you to do now"


class Council:
    """Fernmoor with one person for each role; everybody who answers has begun a view."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.people = {role: add_person(app, f"Pat {role.label}", role=role) for role in Role}
        self.views = {role: add_response(app, who) for role, who in self.people.items() if role is not Role.READER}
        self.assessment_id = assessment_of(app, self.views[Role.LEAD])

    def page(self, role: Role) -> Page:
        return enter(self.app, self.people[role]).page("/my-council")

    def panel(self, role: Role) -> str:
        return self.page(role).find("section.panel").text

    def step(self, role: Role) -> str:
        return self.page(role).find("section.panel [aria-current=step]").text

    def change(self, *statements: Any) -> None:
        with stored(self.app) as session:
            for statement in statements:
                session.execute(statement)
            session.commit()

    def change_round(self, **values: Any) -> None:
        self.change(update(AssessmentRow).where(AssessmentRow.id == self.assessment_id).values(**values))

    def agree(self, answers: int) -> None:
        """Close the round and agree so many answers."""
        self.change_round(closed_at=TODAY)
        ids = [*edition().statements, *edition().key_statements][:answers]
        with stored(self.app) as session:
            values = {"assessment_id": self.assessment_id, "kind": ResponseKind.CONSENSUS.value, "created_at": TODAY}
            added = insert(AssessmentResponseRow).values(values).returning(AssessmentResponseRow.id)
            given = {"response_id": session.execute(added).scalar_one(), "position": "partly", "version": 1}
            rows = [{"statement_id": key, "tab": "", "changed_at": TODAY, **given} for key in ids]
            session.execute(insert(AnswerRow), rows)
            session.commit()

    def happen(self, seq: int, kind: str, role: Role | None = None, reason: str = "") -> None:
        values = {"seq": seq, "kind": kind, "role": role or "", "reason": reason, "at": TODAY, "fingerprint": "f"}
        actor_id = self.people[role or Role.LEAD].id
        self.change(insert(SignoffEventRow).values(assessment_id=self.assessment_id, actor_id=actor_id, **values))


@pytest.fixture
def council(app: Flask) -> Council:
    return Council(app)


def test_every_duty_has_words_and_somewhere_to_be_done() -> None:
    assert set(LABELS) == set(SENTENCES) == set(DONE_AT) == set(Duty)


def test_while_views_are_given(council: Council) -> None:
    council.change_round(due_on=date(2026, 12, 4))
    give(council.app, council.people[Role.CONTRIBUTOR], council.views[Role.CONTRIBUTOR], plan())
    for role in (Role.LEADER, Role.LEAD):
        panel = council.panel(role)
        assert "0 of 90 statements answered, those on the success factors included. Only you can see" in panel
        assert "4 people can give a view: 4 begun, 1 finished." in panel
        assert council.page(role).find("section.panel a.govuk-button").text == "Go on answering"
    contributor = council.panel(Role.CONTRIBUTOR)
    assert NOTHING in contributor
    assert "You have answered everything, thank you." in contributor
    for role in (Role.CONTRIBUTOR, Role.READER):
        assert "can give a view" not in council.panel(role)
    assert "you have not been asked to give your own view" in council.panel(Role.READER)
    for role in Role:
        assert council.step(role) == "Individual views by 4 December 2026"


def test_once_everybody_has_answered_the_round_can_be_closed(council: Council) -> None:
    for role, view in council.views.items():
        give(council.app, council.people[role], view, STATEMENTS)
    assert "Everybody has answered." not in council.panel(Role.LEAD), "the success factors are left"
    for role, view in council.views.items():
        give(council.app, council.people[role], view, plan())
    assert "Everybody has answered. Once the round is closed" in council.panel(Role.LEAD)
    assert council.step(Role.LEAD) == "Round closed"
    assert council.step(Role.CONTRIBUTOR) == "Individual views"


def test_somebody_asked_about_some_characteristics_finishes_those(council: Council) -> None:
    person = council.people[Role.CONTRIBUTOR]
    limited = update(MembershipRow).where(MembershipRow.person_id == person.id).values(characteristics=["role"])
    council.change(limited)
    give(council.app, person, council.views[Role.CONTRIBUTOR], {"role-service-plan": Given("partly")})
    assert "1 of 12 statements answered." in council.panel(Role.CONTRIBUTOR)
    asked = {key: given for key, given in STATEMENTS.items() if key.startswith("role-")}
    assert len(asked) == 12
    give(council.app, person, council.views[Role.CONTRIBUTOR], asked)
    assert NOTHING in council.panel(Role.CONTRIBUTOR)
    assert "4 begun, 1 finished." in council.panel(Role.LEAD)


def test_a_view_of_somebody_who_left_is_not_waited_for(council: Council) -> None:
    left = update(MembershipRow).where(MembershipRow.person_id == council.people[Role.CONTRIBUTOR].id)
    council.change(left.values(ended_at=TODAY))
    assert "3 people can give a view: 3 begun, 0 finished." in council.panel(Role.LEAD)


def test_until_the_consensus_is_agreed(council: Council) -> None:
    council.change_round(closed_at=TODAY, meets_on=date(2026, 12, 14))
    for role in Role:
        assert council.step(role) == "Consensus agreed meeting on 14 December 2026"
        assert "can give a view" not in council.panel(role)
        assert council.page(role).find_all("form[action$='/start']") == []
    assert "see where they differ" in council.panel(Role.LEADER).lower()
    for role in (Role.CONTRIBUTOR, Role.READER):
        assert "The group meets on 14 December 2026 and agrees one consensus." in council.panel(role)


def test_while_it_is_being_agreed_and_once_it_is(council: Council) -> None:
    council.agree(15)
    assert "15 of 90 answers agreed." in council.panel(Role.LEAD)
    assert council.step(Role.READER) == "Consensus agreed 15 of 90 so far"


def test_what_does_not_apply_needs_its_reason_as_it_does_for_the_sign_off(council: Council) -> None:
    council.agree(90)
    statement_id = next(iter(edition().statements))
    council.change(update(AnswerRow).filter_by(statement_id=statement_id).values(position=NOT_APPLICABLE, rationale=""))
    assert "89 of 90 answers agreed." in council.panel(Role.LEAD)
    council.change(update(AnswerRow).filter_by(statement_id=statement_id).values(rationale="Bought together"))
    assert "Everything is agreed." in council.panel(Role.LEAD)


def test_the_day_of_the_meeting_can_be_set_once_the_round_is_closed(council: Council) -> None:
    council.change_round(closed_at=TODAY)
    panel = council.panel(Role.LEAD)
    assert "The meeting has no day yet." in panel
    assert "Set the day of the meeting" in panel
    assert "by when people give their views" not in panel


def test_the_sign_off(council: Council) -> None:
    council.agree(90)
    assert council.step(Role.READER) == "Sent for sign-off"
    assert "Everything is agreed." in council.panel(Role.LEAD)
    council.happen(1, "sent-for-signoff")
    for role in (Role.LEADER, Role.CHIEF_EXECUTIVE):
        assert "The consensus waits for your signature." in council.panel(role)
    assert "The consensus is with the Leader and the Chief Executive." in council.panel(Role.LEAD)
    council.happen(2, "signed", Role.LEADER)
    assert NOTHING in council.panel(Role.LEADER)
    assert "waits for your signature" in council.panel(Role.CHIEF_EXECUTIVE)
    assert council.step(Role.READER) == "Signed off by both The Leader has signed."
    council.happen(3, "signed", Role.CHIEF_EXECUTIVE)
    for role in Role:
        assert "Signed off by the Leader and the Chief Executive." in council.panel(role)
        assert council.page(role).find_all("section.panel [aria-current=step]") == []
        is_theirs = role in (Role.LEADER, Role.CHIEF_EXECUTIVE)
        assert ("Choose who may see the result" in council.panel(role)) == is_theirs


def test_why_it_came_back(council: Council) -> None:
    council.agree(90)
    council.happen(1, "sent-for-signoff")
    council.happen(2, "returned", Role.LEADER, "Page <3> is wrong")
    assert "came back without being signed off: “Page <3> is wrong”" in council.panel(Role.LEAD)
    assert "<3>" not in council.panel(Role.CONTRIBUTOR)
    council.happen(3, "sent-for-signoff")
    council.happen(4, "changed-after-sending")
    assert "It was changed after it was sent, so send it again." in council.panel(Role.CHIEF_EXECUTIVE)


@pytest.mark.parametrize(("days", "is_deputy"), [(0, True), (1, False), (-1, False)])
def test_a_deputy_is_asked_to_sign_in_their_days(council: Council, days: int, is_deputy: bool) -> None:
    council.agree(90)
    council.happen(1, "sent-for-signoff")
    day, person = TODAY.date() + timedelta(days=days), council.people[Role.CONTRIBUTOR]
    values = {"starts_on": day, "ends_on": day, "reason": "Leave", "created_at": TODAY, "role": Role.LEADER.value}
    named = {"person_id": person.id, "named_by_id": council.people[Role.LEADER].id, "council_code": COUNCIL}
    council.change(insert(DelegationRow).values(**named, **values))
    assert ("waits for your signature" in council.panel(Role.CONTRIBUTOR)) == is_deputy


def test_who_waits_is_said_to_those_who_run_it(council: Council) -> None:
    times = {"created_at": TODAY, "expires_at": TODAY + timedelta(days=7)}
    asked = {"council_code": COUNCIL, "email": "a@b.uk", "name": "A", **times}
    council.change(
        insert(JoinRequestRow).values(token_sha256="1", confirmed_at=TODAY, **asked),
        insert(JoinRequestRow).values(token_sha256="2", **asked),
        insert(InvitationRow).values(token_sha256="1", role="reader", **asked),
        insert(InvitationRow).values(token_sha256="2", role="reader", revoked_at=TODAY, **asked),
        insert(InvitationRow).values(token_sha256="3", role="reader", **asked | {"council_code": OTHER_COUNCIL}),
    )
    for role in Role:
        is_said = role in (Role.LEADER, Role.CHIEF_EXECUTIVE, Role.LEAD)
        panel = council.panel(role)
        assert ("1 request to join waits for a decision." in panel) == is_said
        assert ("1 invitation not answered yet." in panel) == is_said


def test_an_edition_that_ended_stays_until_it_is_signed_off(council: Council, clock: SetClock) -> None:
    council.agree(90)
    clock.at = datetime(2027, 6, 1, 12, tzinfo=TODAY.tzinfo)
    assert "Everything is agreed." in council.panel(Role.LEAD)
    council.happen(1, "sent-for-signoff")
    council.happen(2, "signed", Role.LEADER)
    council.happen(3, "signed", Role.CHIEF_EXECUTIVE)
    page = council.page(Role.LEAD)
    assert page.find_all("section.panel") == []
    assert "No edition is open for answers now." in page.text
    assert (
        "your own view, 0 of 90 answered; the council’s result; compare; over time; the signed record; who may see it"
        in page.text
    )


def test_the_result_is_one_step_away_once_something_is_agreed(council: Council) -> None:
    ways = {"The council’s result", "Compare", "Over time"}

    def of_panel(role: Role) -> set[str]:
        return {link.text for link in council.page(role).find_all("section.panel .panel__ways a")}

    assert not ways & of_panel(Role.LEAD)
    assert "Your own view" in of_panel(Role.LEAD)
    council.agree(90)
    for role in Role:
        assert ways <= of_panel(role)
        assert "Who may see it" not in of_panel(role)
    council.happen(1, "sent-for-signoff")
    assert {*ways, "Who may see it", "Read the record"} <= of_panel(Role.READER)
    test_every_link_leads_somewhere(council)


def test_every_link_leads_somewhere(council: Council) -> None:
    for role, person in council.people.items():
        client = enter(council.app, person)
        for link in client.page("/my-council").find_all("main a"):
            assert client.get(link.get("href")).status_code in (200, 303), (role, link.get("href"))


def statements(app: Flask, person: Someone) -> int:
    client, seen = enter(app, person), list[str]()
    client.page("/my-council")
    with app.app_context():
        engine = db.engine

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        client.page("/my-council")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_more_people_and_councils_take_no_more_statements(app: Flask, ada: Someone) -> None:
    alone = statements(app, ada)
    assert alone <= 8
    for number in range(5):
        add_response(app, add_person(app, f"Person {number}", role=Role.CONTRIBUTOR))
    add_response(app, ada)
    with stored(app) as session:
        for code in (OTHER_COUNCIL, "ADU", "BAB"):
            add_membership(session=session, person_id=ada.id, council_code=code, role=Role.LEADER, now=TODAY)
        session.commit()
    add_response(app, ada, council=OTHER_COUNCIL, edition=OPEN)
    assert statements(app, ada) == alone
