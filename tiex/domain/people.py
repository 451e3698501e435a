"""Who a person is to the exchange: roles in councils, roles in the exchange, and the lockout rule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FAILURES_BEFORE_LOCKOUT = 5
LOCKOUT = timedelta(minutes=15)
RESET_LINK_LASTS = timedelta(hours=1)
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
    """Failures since the last success, and until when signing in is refused."""

    failures: int = 0
    locked_until: datetime | None = None

    def is_locked_at(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def after_failure(self, now: datetime) -> "SignInRecord":
        """A lock stays as it is: tries made at once with the one that locked do not undo it."""
        if self.is_locked_at(now):
            return self
        failures = self.failures + 1
        if failures < FAILURES_BEFORE_LOCKOUT:
            return SignInRecord(failures)
        return SignInRecord(0, now + LOCKOUT)


def normalised_email(address: str) -> str:
    """The form in which addresses are stored and compared."""
    return address.strip().lower()
