"""The steps of a meeting, and who may vote when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.content.editions import load_edition
from tiex.domain.errors import (
    AgendaDone,
    MeetingMovedOn,
    MeetingNotRunning,
    Refusal,
    StatementChanged,
    UnknownLevel,
    UnknownStatement,
    UnknownStep,
    VotesShown,
)
from tiex.domain.meeting import Meeting, MeetingStep, check_vote, next_on, take_step

SCALE = load_edition("2026-27").scale
AGENDA = ("b", "a", "c")
STARTED = take_step(Meeting(), "start", AGENDA)


def test_a_meeting_begins_with_the_first_statement_of_its_agenda() -> None:
    assert Meeting("b", is_revealed=False, turn=1, is_running=True) == STARTED


def test_votes_are_shown_and_hidden_again() -> None:
    shown = take_step(STARTED, "reveal", AGENDA)
    assert shown.is_revealed
    assert not take_step(shown, "again", AGENDA).is_revealed
    assert take_step(shown, "next", AGENDA) == Meeting("a", is_revealed=False, turn=3, is_running=True)


def test_any_statement_can_be_shown() -> None:
    assert take_step(STARTED, "show", AGENDA, "c").statement_id == "c"
    with pytest.raises(UnknownStatement):
        take_step(STARTED, "show", AGENDA, "d")


def test_after_the_last_statement_comes_none() -> None:
    last = take_step(STARTED, "show", AGENDA, "c")
    assert next_on(AGENDA, "c") is None
    with pytest.raises(AgendaDone):
        take_step(last, "next", AGENDA)


@pytest.mark.parametrize("step", [step for step in MeetingStep if step != MeetingStep.START])
def test_nothing_happens_in_a_meeting_that_is_not_running(step: MeetingStep) -> None:
    for meeting in (Meeting(), take_step(STARTED, "end", AGENDA)):
        with pytest.raises(MeetingNotRunning):
            take_step(meeting, step, AGENDA, "a")


def test_a_meeting_starts_once_at_a_time() -> None:
    with pytest.raises(MeetingMovedOn):
        take_step(STARTED, "start", AGENDA)
    ended = take_step(STARTED, "end", AGENDA)
    assert take_step(ended, "start", AGENDA).is_running


def test_steps_that_do_not_exist() -> None:
    with pytest.raises(UnknownStep):
        take_step(STARTED, "leap", AGENDA)


@given(st.lists(st.tuples(st.sampled_from([*MeetingStep, "leap"]), st.sampled_from([*AGENDA, "d"])), max_size=30))
def test_each_step_that_is_taken_is_a_turn(steps: list[tuple[str, str]]) -> None:
    meeting = Meeting()
    for step, chosen in steps:
        try:
            after = take_step(meeting, step, AGENDA, chosen)
        except Refusal:
            continue
        assert after.turn == meeting.turn + 1
        assert not after.is_revealed or step in (MeetingStep.REVEAL, MeetingStep.END)
        meeting = after


def test_who_acts_must_have_seen_how_it_stands() -> None:
    STARTED.check_seen(1)
    with pytest.raises(MeetingMovedOn):
        STARTED.check_seen(0)


@pytest.mark.parametrize("position", ["not-yet", "partly", "fully", "dont-know", "not-applicable"])
def test_votes_that_can_be_cast(position: str) -> None:
    check_vote(STARTED, SCALE, "b", position)


@pytest.mark.parametrize(
    ("meeting", "statement_id", "position", "refusal"),
    [
        (Meeting(), "b", "fully", MeetingNotRunning),
        (STARTED, "a", "fully", StatementChanged),
        (take_step(STARTED, "reveal", AGENDA), "b", "fully", VotesShown),
        (STARTED, "b", "", UnknownLevel),
        (STARTED, "b", "perfect", UnknownLevel),
    ],
)
def test_votes_that_cannot(meeting: Meeting, statement_id: str, position: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_vote(meeting, SCALE, statement_id, position)
