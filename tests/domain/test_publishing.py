"""Publishing: who sees which part on which day, whatever is chosen, held, made narrower or withdrawn."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tiex.content.editions import load_edition
from tiex.domain.answers import Answer, Note
from tiex.domain.consensus import Content
from tiex.domain.edition import NOT_APPLICABLE
from tiex.domain.errors import TextTooLong
from tiex.domain.publishing import (
    AnotherVersionSigned,
    HoldInThePast,
    HoldTooLong,
    NotesWiderThanScores,
    NothingToWithdraw,
    NotSignedOffNow,
    Part,
    Period,
    PeriodBackwards,
    PeriodKeptAlready,
    PeriodTooLong,
    Publication,
    Ring,
    SeenAlready,
    WithdrawalReasonMissing,
    after_periods,
    last_opening,
    limited_to,
    opens_on,
    parts_chosen,
    parts_seen,
    publish,
    ring_on,
    seen_from,
    settle_period,
    tells_fingerprint,
    withdraw,
)
from tiex.domain.signoff import SignoffState, Stage

ONE, TWO = "1" * 64, "2" * 64
TODAY = date(2026, 4, 14)
NOW = datetime(2026, 4, 14, 9, tzinfo=UTC)
SIGNED_OFF = SignoffState(stage=Stage.SIGNED_OFF, number=1, fingerprint=ONE, signed_off=ONE)
ELECTION = Period("Local elections", date(2026, 3, 23), date(2026, 5, 7))
DAY_AFTER = date(2026, 5, 8)
ALL_EVERYONE = dict.fromkeys(Part, Ring.EVERYONE)

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
RINGS = st.fixed_dictionaries({part: st.sampled_from(Ring) for part in Part})
PERIODS = st.lists(
    st.builds(lambda day, long: Period("Election", day, day + timedelta(days=long)), DAYS, st.integers(0, 50)),
    max_size=5,
)


def proposed(
    rings: Mapping[Part, Ring] = ALL_EVERYONE, *, hold_until: date | None = None, fingerprint: str = ONE
) -> Publication:
    return Publication(7, "council", "2026-27", fingerprint, rings, hold_until, NOW)


def published(
    rings: Mapping[Part, Ring] = ALL_EVERYONE,
    *,
    today: date = TODAY,
    before: Publication | None = None,
    hold_until: date | None = None,
    periods: tuple[Period, ...] = (),
) -> Publication:
    wanted = proposed(rings, hold_until=hold_until)
    return publish(SIGNED_OFF, proposed=wanted, before=before, today=today, periods=periods)


def test_rings_take_in_those_before_them_whatever_their_names() -> None:
    assert [ring.width for ring in Ring] == [0, 1, 2]
    reached = {ring: [reader for reader in Ring if ring.reaches(reader)] for ring in Ring}
    assert reached == {
        Ring.OWN: [Ring.OWN],
        Ring.COUNCILS: [Ring.OWN, Ring.COUNCILS],
        Ring.EVERYONE: [Ring.OWN, Ring.COUNCILS, Ring.EVERYONE],
    }


def test_from_when_anybody_outside_sees_it() -> None:
    later = TODAY + timedelta(days=3)
    assert seen_from(published()) == TODAY
    assert seen_from(published(hold_until=later)) == later
    assert seen_from(published(dict.fromkeys(Part, Ring.OWN), hold_until=later)) is None
    for_councils = {**dict.fromkeys(Part, Ring.OWN), Part.FACTORS: Ring.COUNCILS}
    assert seen_from(replace(published(for_councils), withdrawn_at=NOW)) == TODAY


def test_without_hold_or_period_it_opens_on_the_day_of_the_decision() -> None:
    publication = published()
    assert {opens_on(publication, ring, (), part) for ring in Ring for part in Part} == {TODAY}
    assert ring_on(publication, Part.SCORES, TODAY, ()) is Ring.EVERYONE


def test_a_hold_opens_on_its_day_and_until_then_it_is_the_councils_own() -> None:
    publication = published(hold_until=date(2026, 4, 20))
    assert ring_on(publication, Part.SCORES, date(2026, 4, 19), ()) is Ring.OWN
    assert ring_on(publication, Part.SCORES, date(2026, 4, 20), ()) is Ring.EVERYONE


def test_a_period_holds_the_public_release_alone() -> None:
    publication = published(periods=(ELECTION,))
    assert opens_on(publication, Ring.EVERYONE, (ELECTION,)) == DAY_AFTER
    assert ring_on(publication, Part.SCORES, TODAY, (ELECTION,)) is Ring.COUNCILS
    assert ring_on(publication, Part.SCORES, ELECTION.ends_on, (ELECTION,)) is Ring.COUNCILS
    assert ring_on(publication, Part.SCORES, DAY_AFTER, (ELECTION,)) is Ring.EVERYONE


def test_what_was_public_before_a_period_stays_public_in_it() -> None:
    publication = published(today=ELECTION.starts_on - timedelta(days=1))
    assert ring_on(publication, Part.SCORES, TODAY, (ELECTION,)) is Ring.EVERYONE


def test_periods_that_touch_or_overlap_hold_again_and_again() -> None:
    touching = Period("General election", DAY_AFTER, date(2026, 6, 11))
    overlapping = Period("By-election", date(2026, 6, 1), date(2026, 6, 30))
    assert after_periods(TODAY, (overlapping, touching, ELECTION)) == date(2026, 7, 1)
    assert after_periods(ELECTION.starts_on, (ELECTION,)) == DAY_AFTER


@given(DAYS, PERIODS)
def test_the_day_after_periods_is_the_first_that_is_in_none(day: date, periods: list[Period]) -> None:
    opened = after_periods(day, periods)
    held = [day + timedelta(days=step) for step in range((opened - day).days)]
    assert not any(period.holds(opened) for period in periods)
    assert all(any(period.holds(each) for period in periods) for each in held)


@given(DAYS, DAYS, PERIODS)
def test_what_is_public_on_a_day_began_by_the_last_opening(begins: date, day: date, periods: list[Period]) -> None:
    assert (after_periods(begins, periods) <= day) == (begins <= last_opening(day, periods))


@given(RINGS, DAYS, st.none() | DAYS, PERIODS, DAYS)
def test_nobody_sees_more_than_was_chosen_and_wider_rings_open_later(
    rings: dict[Part, Ring], since: date, hold: date | None, periods: list[Period], day: date
) -> None:
    publication = replace(proposed(rings, hold_until=hold), since=dict.fromkeys(Part, since))
    opened = [opens_on(publication, ring, periods) for ring in Ring]
    assert opened == sorted(opened)
    for part in Part:
        ring = ring_on(publication, part, day, periods)
        assert ring is not None
        assert rings[part].reaches(ring)
        if hold is not None and day < hold:
            assert ring is Ring.OWN
        later = ring_on(publication, part, day + timedelta(days=1), periods)
        assert later is not None
        assert later.reaches(ring)
        assert ring_on(replace(publication, withdrawn_at=NOW), part, day, periods) is None


@given(RINGS, DAYS, st.none() | DAYS, PERIODS, DAYS)
def test_a_wider_reader_sees_no_part_that_a_nearer_one_does_not(
    rings: dict[Part, Ring], since: date, hold: date | None, periods: list[Period], day: date
) -> None:
    publication = replace(proposed(rings, hold_until=hold), since=dict.fromkeys(Part, since))
    own, councils, public = (parts_seen(publication, reader, day, periods) for reader in Ring)
    assert public <= councils <= own == frozenset(Part)
    assert public <= parts_chosen(publication, Ring.EVERYONE)
    assert councils <= parts_chosen(publication, Ring.COUNCILS)


@given(st.lists(st.tuples(st.integers(0, 20), RINGS, st.none() | st.integers(0, 40)), min_size=1, max_size=8), PERIODS)
def test_no_sequence_of_decisions_makes_anything_public_within_a_period(
    steps: list[tuple[int, dict[Part, Ring], int | None]], periods: list[Period]
) -> None:
    day = date(2026, 1, 1)
    current: Publication | None = None

    def public() -> frozenset[Part]:
        return parts_seen(current, Ring.EVERYONE, day, periods) if current else frozenset()

    def is_held() -> bool:
        return any(period.holds(day) for period in periods)

    for days, rings, hold in steps:
        for _ in range(days):
            before, day = public(), day + timedelta(days=1)
            assert public() == before or not is_held()
        before, until = public(), None if hold is None else day + timedelta(days=hold)
        try:
            current = published(rings, today=day, before=current, hold_until=until, periods=tuple(periods))
        except (NotesWiderThanScores, SeenAlready):
            continue
        assert Part.SCORES in public() or Part.NOTES not in public()
        if is_held():
            assert public() == {part for part in before if rings[part] is Ring.EVERYONE}


def test_only_what_is_signed_off_now_is_published() -> None:
    draft = SignoffState(number=1, signed_off=ONE)
    with pytest.raises(NotSignedOffNow):
        publish(draft, proposed=proposed(), before=None, today=TODAY, periods=())


def test_a_publication_is_bound_to_the_version_that_was_shown() -> None:
    with pytest.raises(AnotherVersionSigned):
        publish(SIGNED_OFF, proposed=proposed(fingerprint=TWO), before=None, today=TODAY, periods=())


@given(RINGS)
def test_notes_are_never_seen_by_more_people_than_scores(rings: dict[Part, Ring]) -> None:
    assume(rings[Part.NOTES].width > rings[Part.SCORES].width)
    with pytest.raises(NotesWiderThanScores):
        published(rings)


def test_a_hold_ends_today_or_later_and_within_a_year() -> None:
    assert published(hold_until=TODAY).hold_until == TODAY
    with pytest.raises(HoldInThePast):
        published(hold_until=TODAY - timedelta(days=1))
    with pytest.raises(HoldTooLong):
        published(hold_until=TODAY + timedelta(days=367))


def test_a_hold_can_be_moved_or_lifted_until_somebody_sees_it() -> None:
    held = published(hold_until=date(2026, 5, 1))
    later = date(2026, 4, 16)
    assert published(before=held, today=later, hold_until=date(2026, 6, 1)).hold_until == date(2026, 6, 1)
    assert ring_on(published(before=held, today=later), Part.SCORES, later, ()) is Ring.EVERYONE
    with pytest.raises(SeenAlready):
        published(before=published(), today=later, hold_until=date(2026, 6, 1))
    assert published(before=held, today=date(2026, 5, 2)).hold_until == date(2026, 5, 1)


def test_lifting_a_hold_within_a_period_makes_nothing_public() -> None:
    held = published(today=date(2026, 3, 1), hold_until=date(2026, 6, 1))
    lifted = published(before=held, periods=(ELECTION,))
    assert ring_on(lifted, Part.SCORES, TODAY, (ELECTION,)) is Ring.COUNCILS


def test_within_a_period_one_part_can_be_changed_without_taking_the_others_back() -> None:
    first = published({**ALL_EVERYONE, Part.NOTES: Ring.OWN}, today=date(2026, 3, 1))
    wider = published(before=first, periods=(ELECTION,))
    assert ring_on(wider, Part.SCORES, TODAY, (ELECTION,)) is Ring.EVERYONE
    assert ring_on(wider, Part.NOTES, TODAY, (ELECTION,)) is Ring.COUNCILS
    narrower = published({**ALL_EVERYONE, Part.NOTES: Ring.OWN}, before=wider, periods=(ELECTION,))
    assert ring_on(narrower, Part.NOTES, TODAY, (ELECTION,)) is Ring.OWN


def test_another_version_and_what_was_withdrawn_begin_anew() -> None:
    first = published(today=date(2026, 3, 1))
    signed = replace(SIGNED_OFF, number=2, fingerprint=TWO, signed_off=TWO)
    second = publish(signed, proposed=proposed(fingerprint=TWO), before=first, today=TODAY, periods=(ELECTION,))
    assert ring_on(second, Part.SCORES, TODAY, (ELECTION,)) is Ring.COUNCILS
    withdrawn, _ = withdraw(first, reason="A mistake", now=NOW)
    again = published(before=withdrawn, periods=(ELECTION,))
    assert again.withdrawn_at is None
    assert ring_on(again, Part.SCORES, TODAY, (ELECTION,)) is Ring.COUNCILS


def test_withdrawing_needs_something_published_and_a_reason() -> None:
    withdrawn, why = withdraw(published(), reason="  A figure was wrong. ", now=NOW)
    assert (withdrawn.withdrawn_at, why) == (NOW, "A figure was wrong.")
    assert parts_seen(withdrawn, Ring.OWN, TODAY, ()) == frozenset()
    for nothing in (None, withdrawn):
        with pytest.raises(NothingToWithdraw):
            withdraw(nothing, reason="Why", now=NOW)
    with pytest.raises(WithdrawalReasonMissing):
        withdraw(published(), reason=" \n ", now=NOW)
    with pytest.raises(TextTooLong):
        withdraw(published(), reason="x" * 2_001, now=NOW)


def test_a_period_is_in_order_and_three_months_at_most() -> None:
    assert settle_period(ELECTION, ()) == ELECTION
    assert settle_period(replace(ELECTION, ends_on=ELECTION.starts_on), ()).ends_on == ELECTION.starts_on
    with pytest.raises(PeriodBackwards):
        settle_period(replace(ELECTION, ends_on=date(2026, 3, 22)), ())
    with pytest.raises(PeriodTooLong):
        settle_period(replace(ELECTION, ends_on=date(2026, 7, 1)), ())
    mayoral = replace(ELECTION, name="Mayoral elections")
    assert settle_period(mayoral, [ELECTION]) == mayoral
    with pytest.raises(PeriodKeptAlready):
        settle_period(ELECTION, [mayoral, ELECTION])


@given(st.frozensets(st.sampled_from(Part)))
def test_the_fingerprint_is_told_only_with_everything_that_it_is_made_of(parts: frozenset[Part]) -> None:
    assert tells_fingerprint(parts) == (len(parts) == len(Part))


@given(st.frozensets(st.sampled_from(Part)))
def test_what_is_not_seen_is_not_in_the_content(parts: frozenset[Part]) -> None:
    edition = load_edition("2026-27")
    statement, key_statement = next(iter(edition.statements)), next(iter(edition.key_statements))
    answers = {
        statement: Answer(statement, NOT_APPLICABLE, rationale="We have none", minority_view="One of us disagrees"),
        key_statement: Answer(key_statement, "agree", minority_view="One of us disagrees"),
    }
    content = Content("council", edition.key, "", answers, (Note("role-service", "rationale", "Because"),))
    shown = limited_to(content, edition, parts)
    assert (statement in shown.answers, key_statement in shown.answers) == (Part.SCORES in parts, Part.FACTORS in parts)
    assert bool(shown.notes) == (Part.NOTES in parts)
    assert not any(answer.minority_view for answer in shown.answers.values())
    assert all(answer.rationale == "" for answer in shown.answers.values()) or Part.NOTES in parts
