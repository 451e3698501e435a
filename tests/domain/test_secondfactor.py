"""Time steps and codes as they are typed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.domain.people import ANONYMOUS, Actor, ExchangeRole, Membership, Role
from tiex.domain.secondfactor import (
    RECOVERY_ALPHABET,
    in_groups,
    is_app_code,
    plain_code,
    step_at,
    steps_accepted,
)

SOON = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def test_a_step_lasts_thirty_seconds() -> None:
    assert {step_at(SOON + timedelta(seconds=second)) for second in range(30)} == {step_at(SOON)}
    assert step_at(SOON + timedelta(seconds=30)) == step_at(SOON) + 1
    assert step_at(datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)) == 1, "RFC 6238, appendix B"
    assert steps_accepted(SOON) == (step_at(SOON) - 1, step_at(SOON), step_at(SOON) + 1)


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", "123\u00a0456", "12 34 56\t"])
def test_codes_are_read_as_people_type_them(typed: str) -> None:
    assert is_app_code(typed)
    assert plain_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "\u0661\u0662\u0663\u0664\u0665\u0666", "²34567"])
def test_what_is_no_code_of_an_app(typed: str) -> None:
    assert not is_app_code(typed)


@given(st.text(alphabet=RECOVERY_ALPHABET, min_size=1, max_size=40), st.sampled_from([" ", "-", " - "]))
def test_a_code_in_groups_is_the_code(code: str, between: str) -> None:
    written = in_groups(code, between)
    assert plain_code(written) == plain_code(written.upper()) == code


@pytest.mark.parametrize("role", list(Role))
def test_whoever_signs_for_any_council_needs_one(role: Role) -> None:
    one, two = Membership("A", Role.READER), Membership("B", role)
    needs = role in (Role.LEADER, Role.CHIEF_EXECUTIVE)
    assert Actor(1, "Ada", (one, two)).needs_second_factor is needs


def test_administrators_need_one_and_editors_and_visitors_do_not() -> None:
    assert Actor(1, exchange_roles=frozenset({ExchangeRole.ADMINISTRATOR})).needs_second_factor
    assert not Actor(1, exchange_roles=frozenset({ExchangeRole.EDITOR})).needs_second_factor
    assert not ANONYMOUS.needs_second_factor
