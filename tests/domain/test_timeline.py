"""Over time: what is the same wording, which figures are like for like, and which results stand side by side."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiex.content.editions import load_edition
from tiex.domain.answers import Answer
from tiex.domain.edition import NOT_APPLICABLE, Cell, Edition, Scale, Statement
from tiex.domain.scoring import tally_cell, tally_edition, tally_factor
from tiex.domain.timeline import Line, Milestone, Result, compare, current_of, earlier_than, is_same_scale

OLD, NEW = load_edition("2019-20"), load_edition("2026-27")
STAGES = ("understand", "plan", "do", "review")
LEVELS = ("not-yet", "partly", "fully")


def role_service(*positions: str | None) -> Mapping[str, Answer]:
    pairs = zip(STAGES, positions, strict=True)
    return {f"role-service-{s}": Answer(f"role-service-{s}", position) for s, position in pairs if position}


def reworded(edition: Edition, **texts: str) -> Edition:
    """With other texts for statements of the cell role-service, by stage."""

    def changed(statement: Statement) -> Statement:
        return replace(statement, text=texts.get(statement.stage, statement.text))

    def cell(old: Cell) -> Cell:
        is_it = old.id == "role-service"
        return replace(old, statements=tuple(changed(s) for s in old.statements)) if is_it else old

    return replace(edition, cells=tuple(cell(old) for old in edition.cells))


def without(edition: Edition, characteristic: str) -> Edition:
    return replace(
        edition,
        characteristics=tuple(c for c in edition.characteristics if c.key != characteristic),
        cells=tuple(cell for cell in edition.cells if cell.characteristic != characteristic),
    )


def rescaled(scale: Scale) -> Scale:
    return replace(scale, levels=(*scale.levels[:-1], replace(scale.levels[-1], weight=3)))


def line_of(lines: tuple[Line, ...], *place: str) -> Line:
    return next(line for line in lines if line.place == place)


def test_the_same_wording_is_all_like_for_like() -> None:
    then, now = role_service("not-yet", "partly", None, "fully"), role_service("partly", "fully", "fully", "fully")
    found = compare(Result(OLD, then), Result(NEW, now))
    assert (found.whole.shared.same, found.whole.shared.asked, found.whole.shared.percent) == (72, 72, 100)
    assert found.whole.shared.is_everything
    assert found.factors_whole.shared.is_everything
    cell = line_of(found.cells, "role", "service")
    # 3 of 6 points then; 7 of 8 now. On the three that count both times: 3 of 6, then 5 of 6.
    assert (cell.then.percent, cell.now.percent) == (50, 88)
    assert cell.like is not None
    assert [figures.percent for figures in cell.like] == [50, 83]
    assert cell.difference == 33


def test_a_reworded_statement_is_left_out_of_what_is_compared() -> None:
    now = reworded(NEW, plan="Quite another thing.", do=f"  {NEW.statement('role-service-do').text} \n")
    found = compare(
        Result(OLD, role_service("partly", "not-yet", "partly", "partly")),
        Result(now, role_service("partly", "fully", "partly", "fully")),
    )
    cell = line_of(found.cells, "role", "service")
    assert (cell.shared.same, cell.shared.reworded) == (3, 1)
    assert not cell.shared.is_everything
    assert (cell.then.percent, cell.now.percent, cell.difference) == (38, 75, 17)
    assert found.whole.shared.percent == 98
    assert line_of(found.characteristics, "role").shared.same == 11
    assert line_of(found.modes, "service").shared.same == 23
    assert line_of(found.characteristics, "digital").shared.is_everything


def test_what_is_new_and_what_is_asked_no_longer() -> None:
    gone = compare(Result(OLD, {}), Result(without(NEW, "role"), {}))
    assert (gone.whole.shared.asked, gone.whole.shared.same, gone.whole.shared.gone) == (60, 60, 12)
    assert not gone.whole.shared.is_everything
    role = line_of(gone.characteristics, "role")
    assert (role.then.total, role.now.total, role.shared.percent, role.difference) == (12, 0, 0, None)
    assert gone.characteristics[-1] is role
    new = compare(Result(without(OLD, "role"), {}), Result(NEW, {}))
    assert (new.whole.shared.asked, new.whole.shared.same, new.whole.shared.new) == (72, 60, 12)


def test_nothing_is_worked_out_across_two_scales() -> None:
    other = replace(NEW, scale=rescaled(NEW.scale))
    answers = role_service("partly", "partly", "partly", "fully")
    found = compare(Result(OLD, answers), Result(other, answers))
    assert not is_same_scale(OLD.scale, other.scale)
    assert found.whole.like is None
    assert found.whole.difference is None
    # Each on its own scale: 5 of 8, and 6 of 12.
    assert (found.whole.then.percent, found.whole.now.percent) == (63, 50)
    assert found.factors_whole.like is not None


def test_another_description_is_no_other_scale() -> None:
    assert is_same_scale(OLD.scale, replace(OLD.scale, description="As it is said today."))
    relabelled = replace(OLD.scale.levels[0], label="No")
    assert not is_same_scale(OLD.scale, replace(OLD.scale, levels=(relabelled, *OLD.scale.levels[1:])))


def test_what_does_not_apply_once_counts_neither_time() -> None:
    then, now = role_service("fully", NOT_APPLICABLE, None, None), role_service("not-yet", "fully", "fully", None)
    cell = line_of(compare(Result(OLD, then), Result(NEW, now)).cells, "role", "service")
    assert cell.like is not None
    assert [figures.scored for figures in cell.like] == [1, 1]
    assert cell.difference == -100


def test_nothing_agreed_now_is_no_difference() -> None:
    found = compare(Result(OLD, role_service(*["fully"] * 4)), Result(NEW, {}))
    assert (found.whole.then.percent, found.whole.now.percent, found.whole.difference) == (100, None, None)


agreed = st.dictionaries(st.sampled_from(sorted(NEW.statements)), st.sampled_from([*LEVELS, NOT_APPLICABLE]))
agreed_factors = st.dictionaries(st.sampled_from(sorted(NEW.key_statements)), st.sampled_from(["agree", "disagree"]))


@settings(max_examples=30)
@given(agreed, agreed, agreed_factors)
def test_figures_are_those_of_each_edition_alone(
    then: dict[str, str], now: dict[str, str], factors: dict[str, str]
) -> None:
    before = {key: Answer(key, position) for key, position in then.items()}
    after = {key: Answer(key, position) for key, position in (now | factors).items()}
    found = compare(Result(OLD, before), Result(NEW, after))
    assert (found.whole.then, found.whole.now) == (tally_edition(OLD, before), tally_edition(NEW, after))
    for cell in NEW.cells:
        line = line_of(found.cells, cell.characteristic, cell.mode)
        assert (line.then, line.now) == (tally_cell(OLD, cell, before), tally_cell(NEW, cell, after))
    for factor in NEW.factor_sheet.factors:
        assert line_of(found.factors, factor.key).now == tally_factor(NEW, factor.key, after)
    same = [key for key in then if key in now and NOT_APPLICABLE not in (then[key], now[key])]
    assert found.whole.like is not None
    assert [figures.scored for figures in found.whole.like] == [len(same), len(same)]


NUMBERS = {2018: 0, 2019: 1, 2026: 2}
TODAY = date(2026, 11, 23)


def milestone(year: int, council: str = "X-FERN", *, is_signed: bool = True, has_draft: bool = False) -> Milestone:
    found = Milestone(
        council_code=council,
        council_name=council,
        council_ends_on=None,
        is_own=council == "X-FERN",
        edition_key=str(year),
        edition_title=str(year),
        edition_number=NUMBERS[year],
        edition_sha256="",
        starts_on=date(year, 4, 1),
        ends_on=date(year + 1, 3, 31),
        assessment_id=1,
        response_id=1 if has_draft else None,
    )
    return replace(found, signed_off="f" * 64, signed_at=datetime(2020, 3, 2, tzinfo=UTC)) if is_signed else found


def test_now_is_the_open_edition_with_or_without_a_result() -> None:
    empty = milestone(2026, is_signed=False)
    assert current_of([milestone(2019), empty], TODAY, is_abolished=False) is empty
    assert current_of([milestone(2019), milestone(2018)], TODAY, is_abolished=False) == milestone(2019)
    assert current_of([milestone(2019, is_signed=False)], TODAY, is_abolished=False) is None
    assert current_of([milestone(2019, "OTHER")], TODAY, is_abolished=False) is None


def test_for_an_abolished_council_now_is_its_newest_result() -> None:
    found = [milestone(2018), milestone(2019), milestone(2026, is_signed=False)]
    assert current_of(found, TODAY, is_abolished=True) is found[1]


@pytest.mark.parametrize("is_signed", [True, False])
def test_what_stands_beside_it_was_signed_before(is_signed: bool) -> None:
    now = milestone(2026, is_signed=is_signed, has_draft=not is_signed)
    draft = milestone(2019, is_signed=False, has_draft=True)
    ended = TODAY - timedelta(days=1)
    theirs, lately = (replace(milestone(year, "OLDER"), council_ends_on=ended) for year in (2018, 2026))
    older = milestone(2018)
    assert earlier_than(now, [theirs, older, draft, now, lately], TODAY) == (lately, older, theirs)
    assert earlier_than(older, [older, now, lately], TODAY) == ()


@pytest.mark.parametrize("ends_on", [None, TODAY, TODAY + timedelta(days=128)])
def test_what_a_predecessor_signed_stands_nowhere_else_as_long_as_it_is_there(ends_on: date | None) -> None:
    now, theirs = milestone(2026), replace(milestone(2019, "OLDER"), council_ends_on=ends_on)
    assert earlier_than(now, [theirs, now], TODAY) == ()
    own = replace(milestone(2019), council_ends_on=ends_on)
    assert earlier_than(now, [own, now], TODAY) == (own,)
