"""Who a person is to the exchange: roles in councils, roles in the exchange, and the lockout rule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tiex.domain.errors import Refusal

FAILURES_BEFORE_LOCKOUT = 5
LOCKOUT = timedelta(minutes=15)
# Longer than a password is compared, also where many are.
DECIDING = timedelta(seconds=10)
REMEMBERED, REMEMBERED_WITH_CODE = timedelta(days=30), timedelta(days=7)
RESET_LINK_LASTS = timedelta(hours=1)
JOIN_LINK_LASTS = timedelta(days=3)
PASSWORD_LENGTHS = range(12, 129)


class Role(StrEnum):
    """What a person is in one council."""

    LEADER = "leader"
    CHIEF_EXECUTIVE = "chief-executive"
    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    READER = "reader"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.LEADER: "Leader",
    Role.CHIEF_EXECUTIVE: "Chief Executive",
    Role.LEAD: "Lead contributor",
    Role.CONTRIBUTOR: "Contributor",
    Role.READER: "Reader",
}


SIGNATORIES = frozenset({Role.LEADER, Role.CHIEF_EXECUTIVE})
RUNNING = SIGNATORIES | {Role.LEAD}
ANSWERING = RUNNING | {Role.CONTRIBUTOR}
EVERY_ROLE = frozenset(Role)


class RoleGroup(StrEnum):
    """Whom a person speaks for when answers are compared by group."""

    MEMBERS = "members"
    CHIEF_OFFICERS = "chief-officers"
    HEADS_OF_SERVICE = "heads-of-service"
    OFFICERS = "officers"
    PARTNERS = "partners"

    @property
    def label(self) -> str:
        return _GROUPS[self]


_GROUPS = {
    RoleGroup.MEMBERS: "Members",
    RoleGroup.CHIEF_OFFICERS: "Chief officers",
    RoleGroup.HEADS_OF_SERVICE: "Heads of service",
    RoleGroup.OFFICERS: "Officers",
    RoleGroup.PARTNERS: "Partners",
}


class ExchangeRole(StrEnum):
    """What a person is in the exchange itself."""

    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Membership:
    """`characteristics` are those a contributor may answer; all of them where it is empty."""

    council_code: str
    role: Role
    characteristics: frozenset[str] = frozenset()
    council_name: str = ""

    def may_answer(self, characteristic: str) -> bool:
        return not self.characteristics or characteristic in self.characteristics


@dataclass(frozen=True, slots=True)
class Actor:
    """The person acting now. An anonymous visitor has no id."""

    person_id: int | None
    name: str = ""
    memberships: tuple[Membership, ...] = ()
    exchange_roles: frozenset[ExchangeRole] = frozenset()
    has_second_factor: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def needs_second_factor(self) -> bool:
        """Whoever signs for a council or looks after all of them."""
        is_signatory = any(membership.role in SIGNATORIES for membership in self.memberships)
        return is_signatory or ExchangeRole.ADMINISTRATOR in self.exchange_roles

    @property
    def council_codes(self) -> frozenset[str]:
        return frozenset(membership.council_code for membership in self.memberships)

    def membership_in(self, council_code: str) -> Membership | None:
        for membership in self.memberships:
            if membership.council_code == council_code:
                return membership
        return None

    def role_in(self, council_code: str) -> Role | None:
        membership = self.membership_in(council_code)
        return membership.role if membership else None


ANONYMOUS = Actor(person_id=None)


@dataclass(frozen=True, slots=True)
class SignInRecord:
    """Failures since the last success, and until when signing in is refused. A try counts until it proves right.

    With as many failures as lock, the last of them is being compared and decides; `locked_until` is how long the others
    wait for it.
    """

    failures: int = 0
    locked_until: datetime | None = None

    def is_locked_at(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def is_being_decided_at(self, now: datetime) -> bool:
        """Refused for the moment only: whether there is a lock is not known yet."""
        return self.is_locked_at(now) and self.failures >= FAILURES_BEFORE_LOCKOUT

    def after_try(self, now: datetime) -> "SignInRecord":
        """Before it is compared. A lock stays as it is, and so does one that is being decided."""
        if self.is_locked_at(now):
            return self
        # Whoever should have decided may have died over it: then the next one does.
        failures = min(self.failures + 1, FAILURES_BEFORE_LOCKOUT)
        return SignInRecord(failures, now + DECIDING if failures == FAILURES_BEFORE_LOCKOUT else None)

    def after_deciding(self, now: datetime) -> "SignInRecord":
        """The try that decides was wrong: a lock, unless one that was made at once with it was right meanwhile."""
        return SignInRecord(0, now + LOCKOUT) if self.failures >= FAILURES_BEFORE_LOCKOUT else self

    def after_taking_back(self, now: datetime) -> "SignInRecord":
        """One of the tries was right. A lock that it was counted for is gone: there was one failure less."""
        if self.is_locked_at(now):
            return SignInRecord(FAILURES_BEFORE_LOCKOUT - 1)
        return SignInRecord(max(self.failures - 1, 0))


def normalised_email(address: str) -> str:
    """The form in which addresses are stored and compared."""
    return address.strip().lower()


class LastLeader(Refusal):
    sentence = (
        "A council needs a Leader. When there is a new one, an administrator of the exchange confirms them, "
        "and they take over from the Leader you have now."
    )


class LastChiefExecutive(Refusal):
    sentence = (
        "A council needs a Chief Executive. When there is a new one, an administrator of the exchange confirms them, "
        "and they take over from the Chief Executive you have now."
    )


class OwnAccess(Refusal):
    sentence = "You cannot change your own access. The other signatory of your council can."


class UnconfirmedSignatory(Refusal):
    sentence = "A Leader or a Chief Executive is confirmed by an administrator of the exchange."


class RoleNotYoursToGive(Refusal):
    sentence = (
        "You can let somebody in as a contributor or a reader. The Leader and the Chief Executive give other roles."
    )


class NotAContributor(Refusal):
    sentence = "Only a contributor can be limited to some characteristics. Untick them, or choose the role contributor."


class OwnConfirmation(Refusal):
    """Whoever belongs to a council could choose its other signatory, and so decide for both."""

    sentence = "You cannot confirm yourself, or look after a council that you belong to. Ask another administrator."


class AlreadySignatory(Refusal):
    def __init__(self, role: Role) -> None:
        super().__init__(f"They are the {role.label} of this council already.")


class SignatoryTaken(Refusal):
    def __init__(self, role: Role) -> None:
        super().__init__(
            f"Somebody else is the {role.label} of this council. When there is a new one, an administrator of the "
            "exchange confirms them, and they take over."
        )


LAST_SIGNATORY = {Role.LEADER: LastLeader, Role.CHIEF_EXECUTIVE: LastChiefExecutive}
# Neither signatory can put somebody in the place of the other: that would let one person decide for both.
GIVEN_BY_SIGNATORIES = (Role.LEAD, Role.CONTRIBUTOR, Role.READER)
GIVEN_BY_LEADS = (Role.CONTRIBUTOR, Role.READER)


def check_change_of_access(*, actor_id: int, person_id: int, before: Role, after: Role | None) -> None:
    """Whether a signatory may give this person another role, or end their access where `after` is None.

    A council has one Leader and one Chief Executive at most, so whoever is one of them is the last one.
    """
    if before == after:
        return
    if actor_id == person_id:
        raise OwnAccess
    if before in SIGNATORIES:
        raise LAST_SIGNATORY[before]
    if after in SIGNATORIES:
        raise UnconfirmedSignatory


def check_confirmation(*, administrator: str, address: str, role: Role, present: Role | None) -> None:
    """Whether an administrator may invite whoever has this address to be a signatory; `present` is what they are."""
    if administrator == address:
        raise OwnConfirmation
    if present is role:
        raise AlreadySignatory(role)
    check_succession(role=role, present=present)


def check_administrator(own: Role | None) -> None:
    """Whether an administrator who is `own` in a council may look after it."""
    if own is not None:
        raise OwnConfirmation


def check_succession(*, role: Role, present: Role | None) -> None:
    """Whether somebody who is `present` in a council may become its signatory: not the other one of the two."""
    if present in SIGNATORIES and present is not role:
        raise LAST_SIGNATORY[present]


def check_vacancy(*, role: Role, holder: int | None, person_id: int) -> None:
    """Whether somebody may be given this role of a council without taking over from its `holder`."""
    if role in SIGNATORIES and holder not in (None, person_id):
        raise SignatoryTaken(role)


def check_role_given(*, by: Role, role: Role) -> None:
    """Whether somebody who is `by` in a council may let others in with this role."""
    if role in SIGNATORIES:
        raise UnconfirmedSignatory
    if by not in SIGNATORIES and role not in GIVEN_BY_LEADS:
        raise RoleNotYoursToGive


def check_limit(role: Role, characteristics: frozenset[str]) -> None:
    if characteristics and role is not Role.CONTRIBUTOR:
        raise NotAContributor
