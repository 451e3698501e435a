"""Deputies: dated, reasoned, and never for both signatories."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.domain import deputies
from tiex.domain.deputies import Delegation, check_delegation, roles_to_sign_for
from tiex.domain.errors import Refusal
from tiex.domain.people import SIGNATORIES, Role

TODAY = date(2026, 11, 23)
MEMBERS = {1: Role.LEADER, 2: Role.CHIEF_EXECUTIVE, 3: Role.LEAD, 4: Role.READER}
HOLDERS = {Role.LEADER: 1, Role.CHIEF_EXECUTIVE: 2}


def delegation(role: Role = Role.LEADER, deputy: int = 3, first: int = 0, last: int = 5) -> Delegation:
    return Delegation(role, deputy, HOLDERS[role], TODAY + timedelta(days=first), TODAY + timedelta(days=last))


def check(proposed: Delegation, *standing: Delegation, reason: str = "On leave") -> None:
    check_delegation(proposed, reason=reason, today=TODAY, members=MEMBERS, standing=standing)


@pytest.mark.parametrize(
    ("proposed", "refusal"),
    [
        (delegation(deputy=1), deputies.OwnDeputy),
        (delegation(deputy=2), deputies.DeputyIsSignatory),
        (delegation(deputy=99), deputies.NotOfTheCouncil),
        (delegation(first=3, last=2), deputies.WrongDays),
        (delegation(first=-1), deputies.DaysGone),
        (delegation(last=92), deputies.DeputationTooLong),
    ],
)
def test_who_cannot_be_named(proposed: Delegation, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check(proposed)


def test_a_reason_is_needed() -> None:
    check(delegation())
    with pytest.raises(deputies.NoReason):
        check(delegation(), reason=" \n")
    with pytest.raises(deputies.ReasonTooLong):
        check(delegation(), reason="x" * 501)


def test_nobody_stands_in_for_both_on_the_same_day() -> None:
    theirs = delegation(Role.CHIEF_EXECUTIVE, first=5, last=9)
    with pytest.raises(deputies.DeputyOfBoth):
        check(delegation(last=5), theirs)
    check(delegation(last=4), theirs)
    check(delegation(deputy=4, last=5), theirs)
    with pytest.raises(deputies.DeputyAlready):
        check(delegation(deputy=4, last=5), delegation(first=5))


def test_for_whom_somebody_signs() -> None:
    named = [delegation(first=1, last=2)]
    days = [TODAY + timedelta(days=ahead) for ahead in range(4)]
    assert [roles_to_sign_for(3, day, HOLDERS, named) for day in days] == [
        frozenset(),
        {Role.LEADER},
        {Role.LEADER},
        frozenset(),
    ]
    assert roles_to_sign_for(1, days[1], HOLDERS, named) == {Role.LEADER}
    assert roles_to_sign_for(4, days[1], HOLDERS, named) == frozenset()
    successor = {Role.LEADER: 4, Role.CHIEF_EXECUTIVE: 2}
    assert roles_to_sign_for(3, days[1], successor, named) == frozenset()


DELEGATIONS = st.lists(
    st.builds(delegation, st.sampled_from(sorted(SIGNATORIES)), st.integers(1, 4), st.integers(0, 9), st.integers(0, 9))
)


@given(DELEGATIONS)
def test_whatever_is_tried_nobody_signs_for_both(tries: list[Delegation]) -> None:
    standing: list[Delegation] = []
    for proposed in tries:
        try:
            check(proposed, *standing)
        except Refusal:
            continue
        standing.append(proposed)
    for day in (TODAY + timedelta(days=ahead) for ahead in range(10)):
        for person in MEMBERS:
            roles = roles_to_sign_for(person, day, HOLDERS, standing)
            assert len(roles) <= 1
