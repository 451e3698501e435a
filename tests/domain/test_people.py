"""Roles in a council, addresses, and the rule that locks an account for a while."""

from datetime import UTC, datetime, timedelta

import pytest

from tiex.domain.people import (
    ANONYMOUS,
    ANSWERING,
    DECIDING,
    FAILURES_BEFORE_LOCKOUT,
    LOCKOUT,
    Actor,
    Membership,
    OwnConfirmation,
    Role,
    SignatoryTaken,
    SignInRecord,
    check_administrator,
    check_vacancy,
    normalised_email,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def failing(times: int, record: SignInRecord | None = None) -> SignInRecord:
    record = record or SignInRecord()
    for _ in range(times):
        record = record.after_try(NOW)
        if record.is_being_decided_at(NOW):
            record = record.after_deciding(NOW)
    return record


def trying(times: int) -> SignInRecord:
    record = SignInRecord()
    for _ in range(times):
        record = record.after_try(NOW)
    return record


@pytest.mark.parametrize("times", range(FAILURES_BEFORE_LOCKOUT))
def test_a_few_failures_lock_nobody_out(times: int) -> None:
    assert failing(times) == SignInRecord(times)
    assert not failing(times).is_locked_at(NOW)


def test_repeated_failures_lock_for_a_while() -> None:
    record = failing(FAILURES_BEFORE_LOCKOUT)
    assert record == SignInRecord(0, NOW + LOCKOUT)
    assert record.is_locked_at(NOW)
    assert record.is_locked_at(NOW + LOCKOUT - timedelta(microseconds=1))
    assert not record.is_locked_at(NOW + LOCKOUT)


def test_tries_made_at_once_with_the_one_that_locked_do_not_unlock() -> None:
    locked = failing(FAILURES_BEFORE_LOCKOUT)
    assert failing(FAILURES_BEFORE_LOCKOUT - 1, locked) == locked
    assert locked.after_try(NOW) == locked


def test_what_is_only_tried_locks_nobody_out_for_long() -> None:
    """The last of the few decides, and the others wait for it; if it never does, the next one decides."""
    tried = trying(FAILURES_BEFORE_LOCKOUT + 3)
    assert tried.is_being_decided_at(NOW)
    assert tried.after_taking_back(NOW) == SignInRecord(FAILURES_BEFORE_LOCKOUT - 1)
    later = NOW + DECIDING
    assert not tried.is_locked_at(later)
    again = tried.after_try(later)
    assert again.is_being_decided_at(later)
    assert again.after_deciding(later) == SignInRecord(0, later + LOCKOUT)


def test_a_wrong_try_does_not_lock_where_one_at_once_with_it_was_right() -> None:
    record = trying(FAILURES_BEFORE_LOCKOUT).after_taking_back(NOW)
    assert record.after_deciding(NOW) == record


@pytest.mark.parametrize("times", range(1, FAILURES_BEFORE_LOCKOUT + 1))
def test_a_try_that_was_right_is_taken_back(times: int) -> None:
    """Also where it was counted as the one that locks."""
    assert failing(times).after_taking_back(NOW) == SignInRecord(times - 1)


def test_nothing_is_taken_back_after_a_success() -> None:
    assert SignInRecord().after_taking_back(NOW) == SignInRecord()


def test_after_a_lock_counting_begins_anew() -> None:
    later = NOW + LOCKOUT
    record = failing(FAILURES_BEFORE_LOCKOUT).after_try(later)
    assert record.failures == 1
    assert not record.is_locked_at(later)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ada@x.example", "ada@x.example"), ("  Ada@X.Example\n", "ada@x.example")],
)
def test_addresses_are_compared_in_one_form(typed: str, kept: str) -> None:
    assert normalised_email(typed) == kept


def test_only_readers_give_no_view() -> None:
    assert set(Role) - ANSWERING == {Role.READER}


def test_every_role_has_a_label() -> None:
    assert len({role.label for role in Role}) == len(Role)


def test_an_actor_has_the_roles_of_their_memberships() -> None:
    actor = Actor(7, "Ada", (Membership("X-FERN", Role.LEAD), Membership("X-SALT", Role.READER)))
    assert actor.is_signed_in
    assert actor.council_codes == {"X-FERN", "X-SALT"}
    assert (actor.role_in("X-FERN"), actor.role_in("X-SALT"), actor.role_in("E1")) == (Role.LEAD, Role.READER, None)


def test_nobody_is_nowhere() -> None:
    assert not ANONYMOUS.is_signed_in
    assert ANONYMOUS.council_codes == frozenset()
    assert ANONYMOUS.role_in("X-FERN") is None


@pytest.mark.parametrize("own", list(Role))
def test_an_administrator_looks_after_other_councils_only(own: Role) -> None:
    check_administrator(None)
    with pytest.raises(OwnConfirmation):
        check_administrator(own)


@pytest.mark.parametrize("role", [Role.LEADER, Role.CHIEF_EXECUTIVE])
def test_a_signatory_is_one_person(role: Role) -> None:
    check_vacancy(role=role, holder=None, person_id=1)
    check_vacancy(role=role, holder=1, person_id=1)
    check_vacancy(role=Role.LEAD, holder=2, person_id=1)
    with pytest.raises(SignatoryTaken):
        check_vacancy(role=role, holder=2, person_id=1)
