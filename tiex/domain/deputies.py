"""Deputies: a signatory names somebody to sign in their place, for some days and for a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tiex.domain.errors import Refusal
from tiex.domain.people import SIGNATORIES, Role

LONGEST_DEPUTATION = timedelta(days=92)
LONGEST_REASON = 500


class NoReason(Refusal):
    sentence = "Say why somebody stands in for you, such as “On leave from 7 to 18 December”."


class ReasonTooLong(Refusal):
    sentence = f"Use {LONGEST_REASON} characters or fewer for the reason."


class WrongDays(Refusal):
    sentence = "The last day must not be before the first."


class DaysGone(Refusal):
    sentence = "The first day must not be in the past."


class DeputationTooLong(Refusal):
    sentence = f"Name a deputy for {LONGEST_DEPUTATION.days} days at a time, or fewer."


class OwnDeputy(Refusal):
    sentence = "You cannot be your own deputy. Choose somebody else."


class NotOfTheCouncil(Refusal):
    sentence = "Choose somebody who has access to this council."


class DeputyIsSignatory(Refusal):
    sentence = "The other signatory cannot stand in for you: nobody signs for both. Choose somebody else."


class DeputyOfBoth(Refusal):
    sentence = "They stand in for the other signatory on some of these days, and nobody signs for both. Choose others."


class DeputyAlready(Refusal):
    sentence = "You have a deputy on some of these days already. End that first, or choose other days."


@dataclass(frozen=True, slots=True)
class Delegation:
    """`role` is the signatory's, who is `named_by_id`; it holds from the first to the last day, both included."""

    role: Role
    person_id: int
    named_by_id: int
    starts_on: date
    ends_on: date

    def is_in_force_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def meets(self, other: "Delegation") -> bool:
        """Whether there is a day on which both hold."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def check_delegation(
    proposed: Delegation,
    *,
    reason: str,
    today: date,
    members: Mapping[int, Role],
    standing: Iterable[Delegation],
) -> None:
    """Whether a signatory may name this deputy. `members` are those of the council with their roles, `standing` the
    delegations there that were not revoked."""
    _check_days(proposed, today)
    if not reason.strip():
        raise NoReason
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong
    if proposed.person_id == proposed.named_by_id:
        raise OwnDeputy
    if proposed.person_id not in members:
        raise NotOfTheCouncil
    if members[proposed.person_id] in SIGNATORIES:
        raise DeputyIsSignatory
    for other in standing:
        if not proposed.meets(other):
            continue
        if other.role is proposed.role:
            raise DeputyAlready
        if other.person_id == proposed.person_id:
            raise DeputyOfBoth


def _check_days(proposed: Delegation, today: date) -> None:
    if proposed.ends_on < proposed.starts_on:
        raise WrongDays
    if proposed.starts_on < today:
        raise DaysGone
    if proposed.ends_on - proposed.starts_on >= LONGEST_DEPUTATION:
        raise DeputationTooLong


def roles_to_sign_for(
    person_id: int, day: date, holders: Mapping[Role, int], delegations: Iterable[Delegation]
) -> frozenset[Role]:
    """The roles for which somebody may sign on this day; `holders` are the signatories.

    What a former signatory named is void, and whoever is a signatory signs for nobody else.
    """
    own = frozenset(role for role, holder in holders.items() if holder == person_id)
    if own:
        return own
    lent = frozenset(
        delegation.role
        for delegation in delegations
        if delegation.person_id == person_id
        and delegation.is_in_force_on(day)
        and holders.get(delegation.role) == delegation.named_by_id
    )
    return lent if len(lent) < len(SIGNATORIES) else frozenset()
