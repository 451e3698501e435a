"""What is next for each role in each state of an assessment, and how far it has come."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.domain.duties import (
    Duty,
    Situation,
    Step,
    Who,
    current_step,
    duties,
    steps_done,
)
from tiex.domain.people import ANSWERING, RUNNING, SIGNATORIES, Role
from tiex.domain.signoff import KINDS, event_of, fold

D, TODAY = Duty, date(2026, 11, 23)
LATER, BEFORE = TODAY + timedelta(days=7), TODAY - timedelta(days=1)
STARTING = Situation(is_open=True, total=72, asked=1, started=0, finished=0, to_agree=90)
ANSWERING_NOW = replace(STARTING, own_answered=10, asked=12, started=9, finished=4, due_on=LATER)
ANSWERED = replace(ANSWERING_NOW, own_answered=72)
OVERDUE = replace(ANSWERING_NOW, due_on=BEFORE)
ALL_IN = replace(ANSWERED, finished=12)
CLOSED = replace(ANSWERED, is_closed=True, meets_on=LATER)
MEETING = replace(CLOSED, is_meeting_on=True, meets_on=TODAY)
MET = replace(CLOSED, meets_on=BEFORE)
AGREED = replace(CLOSED, agreed=90)
GONE = event_of("sent-for-signoff", 3, "", "f", "")
SIGNED = [event_of("signed", person, role, "f", "") for person, role in ((1, "leader"), (2, "chief-executive"))]
RETURNED = replace(AGREED, signoff=fold([GONE, event_of("returned", 1, "leader", "f", "Why?")]))
VOID = replace(AGREED, signoff=fold([GONE, SIGNED[0], event_of("changed-after-sending", 3, "", "f", "A note")]))
SENT = replace(AGREED, signoff=fold([GONE]))
HALF = replace(AGREED, signoff=fold([GONE, SIGNED[0]]))
DONE = replace(AGREED, signoff=fold([GONE, *SIGNED]))
PUBLISHED = replace(DONE, is_published=True)
ASKED = event_of("reopen-consented", 1, "leader", "f", "Page 3 is wrong.")
ASKING = replace(AGREED, signoff=fold([GONE, *SIGNED, ASKED]))
BOTH_ASK = [ASKED, event_of("reopen-consented", 2, "chief-executive", "f", ""), event_of("reopened", 2, "", "f", "")]
REOPENED = replace(AGREED, signoff=fold([GONE, *SIGNED, *BOTH_ASK]))
STATES = {
    "starting": STARTING,
    "answering": ANSWERING_NOW,
    "answered": ANSWERED,
    "overdue": OVERDUE,
    "all in": ALL_IN,
    "closed": CLOSED,
    "meeting": MEETING,
    "met": MET,
    "agreed": AGREED,
    "returned": RETURNED,
    "changed after sending": VOID,
    "sent": SENT,
    "half signed": HALF,
    "signed off": DONE,
    "published": PUBLISHED,
    "one wants it open": ASKING,
    "reopened": REOPENED,
}
PREPARING, CLOSING = (D.PREPARE_MEETING, D.RECORD_CONSENSUS), (D.FINISH_VIEW, D.CLOSE_ROUND, D.SEE_PROGRESS)
TABLE: dict[str, tuple[tuple[Duty, ...], ...]] = {
    # Leader, Chief Executive, lead contributor, contributor, reader
    "starting": (
        *[(D.ASK_PEOPLE, D.START_VIEW)] * 2,
        (D.START_VIEW, D.SET_DATES, D.SEE_PROGRESS),
        (D.START_VIEW,),
        (),
    ),
    "answering": (*[(D.FINISH_VIEW, D.SEE_PROGRESS)] * 3, (D.FINISH_VIEW,), ()),
    "answered": (*[(D.SEE_PROGRESS,)] * 3, (), ()),
    "overdue": (*[CLOSING] * 3, (D.FINISH_VIEW,), ()),
    "all in": (*[(D.CLOSE_ROUND,)] * 3, (), ()),
    "closed": (*[PREPARING] * 3, (), ()),
    "meeting": (*[(D.JOIN_MEETING, *PREPARING)] * 3, (D.JOIN_MEETING,), ()),
    "met": (*[(D.RECORD_CONSENSUS,)] * 3, (), ()),
    "agreed": (*[(D.SEND_FOR_SIGNOFF,)] * 3, (), ()),
    "returned": (*[(D.MEND_RETURNED,)] * 3, (), ()),
    "changed after sending": (*[(D.SEND_FOR_SIGNOFF,)] * 3, (), ()),
    "sent": ((D.SIGN,), (D.SIGN,), (), (), ()),
    "half signed": ((), (D.SIGN,), (), (), ()),
    "signed off": ((D.PUBLISH,), (D.PUBLISH,), (), (), ()),
    "published": ((), (), (), (), ()),
    "one wants it open": ((), (D.AGREE_TO_REOPEN,), (), (), ()),
    "reopened": (*[(D.MEND_RETURNED,)] * 3, (), ()),
}


def who(role: Role) -> Who:
    """The Leader is person 1, the Chief Executive 2, and so on."""
    return Who(list(Role).index(role) + 1, role, frozenset({role}) & SIGNATORIES)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", list(Role))
def test_what_is_next_for_each_role_in_each_state(role: Role, state: str) -> None:
    assert duties(who(role), STATES[state], TODAY) == TABLE[state][list(Role).index(role)]


@pytest.mark.parametrize("role", list(Role))
def test_requests_to_join_are_for_those_who_run_it_in_every_state(role: Role) -> None:
    for at in STATES.values():
        asked = duties(who(role), replace(at, requests=2), TODAY)
        assert (Duty.DECIDE_REQUESTS in asked) == (role in RUNNING)
        assert asked[: len(asked) - (role in RUNNING)] == duties(who(role), at, TODAY)


@pytest.mark.parametrize("role", list(Role))
def test_a_deputy_signs_for_whom_they_stand_in(role: Role) -> None:
    deputy = replace(who(role), person_id=9, signs_for=frozenset({Role.CHIEF_EXECUTIVE}))
    assert duties(deputy, SENT, TODAY) == duties(deputy, HALF, TODAY) == (Duty.SIGN,)
    assert duties(deputy, PUBLISHED, TODAY) == ()


def test_nobody_is_asked_to_sign_for_both() -> None:
    leader_and_deputy = Who(1, Role.LEADER, frozenset(SIGNATORIES))
    assert duties(leader_and_deputy, SENT, TODAY) == (Duty.SIGN,)
    assert duties(leader_and_deputy, HALF, TODAY) == ()


@pytest.mark.parametrize("role", list(Role))
def test_nobody_gives_a_view_when_none_is_taken(role: Role) -> None:
    for at in (STARTING, ANSWERING_NOW, OVERDUE):
        assert duties(who(role), replace(at, is_open=False), TODAY) == ()


def test_dates_are_missing_until_they_are_set() -> None:
    at = replace(ANSWERED, due_on=None)
    assert duties(who(Role.LEAD), at, TODAY) == (Duty.SET_DATES, Duty.SEE_PROGRESS)
    asked = duties(who(Role.LEAD), replace(CLOSED, due_on=None, meets_on=None), TODAY)
    assert Duty.SET_MEETING in asked
    assert Duty.SET_DATES not in asked


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("starting", Step.VIEWS),
        ("answered", Step.VIEWS),
        ("all in", Step.CLOSED),
        ("closed", Step.AGREED),
        ("met", Step.AGREED),
        ("agreed", Step.SENT),
        ("returned", Step.SENT),
        ("sent", Step.SIGNED),
        ("half signed", Step.SIGNED),
        ("signed off", None),
    ],
)
def test_where_it_stands(state: str, step: Step | None) -> None:
    assert current_step(STATES[state]) is step


def test_who_may_not_know_how_many_answered_sees_views_as_going_on() -> None:
    assert current_step(replace(ALL_IN, asked=None, started=None, finished=None)) is Step.VIEWS


EVENTS = st.builds(
    event_of,
    kind=st.sampled_from(list(KINDS)),
    role=st.sampled_from(sorted(SIGNATORIES)),
    person_id=st.integers(1, 3),
    fingerprint=st.just("f"),
    reason=st.just(""),
)


SITUATIONS = st.builds(
    Situation,
    is_open=st.booleans(),
    total=st.just(72),
    own_answered=st.sampled_from([None, 0, 71, 72]),
    due_on=st.sampled_from([None, BEFORE, TODAY, LATER]),
    meets_on=st.sampled_from([None, BEFORE, TODAY, LATER]),
    is_closed=st.booleans(),
    is_meeting_on=st.booleans(),
    asked=st.sampled_from([None, 0, 1, 12]),
    started=st.sampled_from([None, 0, 12]),
    finished=st.sampled_from([None, 0, 1, 12]),
    agreed=st.sampled_from([0, 1, 90]),
    to_agree=st.just(90),
    signoff=st.lists(EVENTS, max_size=6).map(fold),
    requests=st.integers(0, 1),
)


@given(SITUATIONS, st.sampled_from(list(Role)))
def test_no_duty_is_given_twice_or_to_whom_it_is_not_for(at: Situation, role: Role) -> None:
    found = duties(who(role), at, TODAY)
    assert len(found) == len(set(found))
    if role not in RUNNING:
        assert set(found) <= {Duty.START_VIEW, Duty.FINISH_VIEW, Duty.JOIN_MEETING}
    if role not in ANSWERING:
        assert found == ()
    if role not in SIGNATORIES:
        assert Duty.SIGN not in found


@given(SITUATIONS)
def test_what_is_done_stays_behind(at: Situation) -> None:
    done = list(steps_done(at).values())
    assert done == sorted(done, reverse=True)


def test_why_it_is_open_again_is_kept() -> None:
    assert ASKING.signoff.reason == REOPENED.signoff.reason == "Page 3 is wrong."
    assert fold([GONE, *SIGNED, *BOTH_ASK, GONE]).reason == ""
