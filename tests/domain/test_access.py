"""Who may change whose access: neither signatory can put somebody in the place of the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.domain.errors import Refusal
from tiex.domain.people import (
    SIGNATORIES,
    AlreadySignatory,
    LastChiefExecutive,
    LastLeader,
    NotAContributor,
    OwnAccess,
    OwnConfirmation,
    Role,
    RoleNotYoursToGive,
    UnconfirmedSignatory,
    check_change_of_access,
    check_confirmation,
    check_limit,
    check_role_given,
)

CHANGES = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.sampled_from([*Role, None])), max_size=40)


@pytest.mark.parametrize(
    ("before", "after", "refusal"),
    [
        (Role.LEADER, None, LastLeader),
        (Role.LEADER, Role.READER, LastLeader),
        (Role.LEADER, Role.CHIEF_EXECUTIVE, LastLeader),
        (Role.CHIEF_EXECUTIVE, None, LastChiefExecutive),
        (Role.CHIEF_EXECUTIVE, Role.LEAD, LastChiefExecutive),
        (Role.READER, Role.LEADER, UnconfirmedSignatory),
    ],
)
def test_what_a_signatory_cannot_do(before: Role, after: Role | None, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_change_of_access(actor_id=1, person_id=2, before=before, after=after)


@pytest.mark.parametrize("after", [Role.READER, None])
def test_nobody_changes_their_own_access(after: Role | None) -> None:
    with pytest.raises(OwnAccess):
        check_change_of_access(actor_id=1, person_id=1, before=Role.LEAD, after=after)
    check_change_of_access(actor_id=1, person_id=1, before=Role.LEAD, after=Role.LEAD)


@given(CHANGES)
def test_no_sequence_of_changes_takes_away_or_adds_a_signatory(changes: list[tuple[int, int, Role | None]]) -> None:
    roles = {1: Role.LEADER, 2: Role.CHIEF_EXECUTIVE, 3: Role.LEAD, 4: Role.CONTRIBUTOR, 5: Role.READER}
    for actor, person, after in changes:
        if roles.get(actor) not in SIGNATORIES or person not in roles:
            continue
        try:
            check_change_of_access(actor_id=actor, person_id=person, before=roles[person], after=after)
        except Refusal:
            continue
        if after is None:
            del roles[person]
        else:
            roles[person] = after
    assert {person: role for person, role in roles.items() if role in SIGNATORIES} == {
        1: Role.LEADER,
        2: Role.CHIEF_EXECUTIVE,
    }


def test_a_lead_lets_in_contributors_and_readers_only() -> None:
    for role in (Role.CONTRIBUTOR, Role.READER):
        check_role_given(by=Role.LEAD, role=role)
    check_role_given(by=Role.LEADER, role=Role.LEAD)
    with pytest.raises(RoleNotYoursToGive):
        check_role_given(by=Role.LEAD, role=Role.LEAD)
    for by in (Role.LEAD, Role.CHIEF_EXECUTIVE):
        with pytest.raises(UnconfirmedSignatory):
            check_role_given(by=by, role=Role.LEADER)


def test_whom_an_administrator_may_confirm() -> None:
    someone = {"administrator": "admin@x.example", "address": "new@x.example", "role": Role.LEADER}
    for present in (None, Role.READER, Role.LEAD):
        check_confirmation(**someone, present=present)  # type: ignore[arg-type]
    with pytest.raises(LastChiefExecutive):
        check_confirmation(**someone, present=Role.CHIEF_EXECUTIVE)  # type: ignore[arg-type]
    with pytest.raises(AlreadySignatory):
        check_confirmation(**someone, present=Role.LEADER)  # type: ignore[arg-type]
    with pytest.raises(OwnConfirmation):
        check_confirmation(**(someone | {"address": "admin@x.example"}), present=None)  # type: ignore[arg-type]


def test_only_contributors_are_limited() -> None:
    check_limit(Role.CONTRIBUTOR, frozenset({"digital"}))
    check_limit(Role.LEAD, frozenset())
    with pytest.raises(NotAContributor):
        check_limit(Role.LEAD, frozenset({"digital"}))
