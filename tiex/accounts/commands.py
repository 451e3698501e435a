"""People and their passwords: created, disabled, signed in, locked out, and given a new password."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import render_template
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tiex.accounts.queries import find_link_owner, hash_token
from tiex.domain.errors import Refusal
from tiex.domain.people import (
    FAILURES_BEFORE_LOCKOUT,
    LOCKOUT,
    PASSWORD_LENGTHS,
    RESET_LINK_LASTS,
    ExchangeRole,
    Role,
    SignInRecord,
    normalised_email,
)
from tiex.gateways.mail import Mail
from tiex.models import CouncilRow, ExchangeRoleRow, MembershipRow, PersonRow, ResetLinkRow
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

# The least that OWASP advises: more memory would show in a small machine when many sign in at nine o'clock.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NO_PASSWORD = "none"
_OBVIOUS = re.compile(
    r"passw[o0]rd|qwerty(uiop)?|asdf(ghjkl)?|zxcv(bnm)?|welcome|letmein|iloveyou|changeme|secret|admin"
    r"|football|liverpool|arsenal|council|exchange|abc(def)?|[\W\d_]"
)
_WAIT = (
    f"After {FAILURES_BEFORE_LOCKOUT} wrong tries, wait {LOCKOUT // timedelta(minutes=1)} minutes "
    "or set a new password."
)
_LETTERS_LEFT = 4
_LINKS_AT_ONCE = 3


class WrongPassword(Refusal):
    """`person_id` is whose failures are counted; None where nobody has the address or signing in has to wait.

    One sentence for all three, so that nobody learns from it which addresses have an account.
    """

    sentence = f"The e-mail address or the password is not right, or there were too many wrong tries. {_WAIT}"

    def __init__(self, person_id: int | None) -> None:
        super().__init__()
        self.person_id = person_id


class WrongCurrentPassword(WrongPassword):
    sentence = f"That is not your current password, or there were too many wrong tries. {_WAIT}"


class AccountDisabled(Refusal):
    sentence = "This account has been closed. Ask the person who leads the assessment in your council."


class AddressTaken(Refusal):
    sentence = "Somebody already has this e-mail address."


class NotAnAddress(Refusal):
    sentence = "Enter an e-mail address in the correct format, like name@council.gov.uk"


class UnknownPerson(Refusal):
    sentence = "There is no such person."


class UnknownCouncil(Refusal):
    sentence = "There is no such council in the register."


class WeakPassword(Refusal):
    sentence = "That password is too easy to guess. Choose something that only you would think of."


class DeadResetLink(Refusal):
    sentence = "This link has been used already, or is too old."


@dataclass(frozen=True, slots=True)
class ResetMail:
    name: str
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PasswordChangedMail:
    name: str
    address: str
    at: datetime


def create_person(
    *,
    session: Session,
    email: str,
    name: str,
    password: str | None,
    now: datetime,
    job_title: str = "",
    is_demo: bool = False,
    actor_id: int | None = None,
) -> int:
    """Returns the new person's id. Without a password they set one by a reset link."""
    address = check_address(email)
    if session.scalar(select(PersonRow.id).where(PersonRow.email == address)) is not None:
        raise AddressTaken
    if password is not None:
        check_new_password(password, address)
    person = PersonRow(email=address, name=name.strip(), job_title=job_title.strip(), is_demo=is_demo, created_at=now)
    person.password_hash = _NO_PASSWORD if password is None else _HASHER.hash(password)
    person.session_key = _new_key()
    session.add(person)
    session.flush()
    _audit(session, now, "person created", person.id, actor_id, after={"email": address, "name": person.name})
    return person.id


def disable_person(*, session: Session, person_id: int, now: datetime, actor_id: int | None = None) -> None:
    """They are signed out everywhere and their reset links are void; what they contributed stays."""
    person = _person(session, person_id)
    if person.disabled_at is not None:
        return
    person.disabled_at, person.session_key = now, _new_key()
    _void_links(session, person_id, now)
    session.flush()
    _audit(session, now, "person disabled", person_id, actor_id)


def enable_person(*, session: Session, person_id: int, now: datetime, actor_id: int | None = None) -> None:
    person = _person(session, person_id)
    if person.disabled_at is None:
        return
    person.disabled_at = None
    _keep(person, SignInRecord())
    session.flush()
    _audit(session, now, "person enabled", person_id, actor_id)


def add_membership(
    *,
    session: Session,
    person_id: int,
    council_code: str,
    role: Role,
    now: datetime,
    actor_id: int | None = None,
) -> None:
    """A person has one role in a council, so another one takes its place."""
    _person(session, person_id)
    if session.scalar(select(CouncilRow.code).where(CouncilRow.code == council_code)) is None:
        raise UnknownCouncil
    row = session.get(MembershipRow, (person_id, council_code))
    before = row.role if row and row.ended_at is None else None
    if before == role:
        return
    row = row or MembershipRow(person_id=person_id, council_code=council_code)
    row.role, row.ended_at = role.value, None
    session.add(row)
    session.flush()
    after = {"council": council_code, "role": role.value}
    _audit(session, now, "membership added", person_id, actor_id, council_code=council_code, before=before, after=after)


def add_exchange_role(
    *, session: Session, person_id: int, role: ExchangeRole, now: datetime, actor_id: int | None = None
) -> None:
    _person(session, person_id)
    if session.get(ExchangeRoleRow, (person_id, role.value)) is not None:
        return
    session.add(ExchangeRoleRow(person_id=person_id, role=role.value))
    session.flush()
    _audit(session, now, "exchange role added", person_id, actor_id, after=role.value)


def sign_in(*, session: Session, email: str, password: str, now: datetime) -> str:
    """The key for a session of this person, or WrongPassword or AccountDisabled."""
    person = session.scalar(select(PersonRow).where(PersonRow.email == normalised_email(email)))
    if person is None:
        _matches(_nobodys_hash(), password)  # takes as long as for somebody
        raise WrongPassword(None)
    _check_password(person, password, now, WrongPassword)
    if person.disabled_at is not None:
        raise AccountDisabled
    sign_in_succeeded(session=session, person=person, password=password)
    return person.session_key


def sign_in_succeeded(*, session: Session, person: PersonRow, password: str) -> None:
    """Failures are forgotten, and the password is hashed again where hashing has become stricter."""
    _keep(person, SignInRecord())
    if _HASHER.check_needs_rehash(person.password_hash):
        person.password_hash = _HASHER.hash(password)
    session.flush()


def record_sign_in_failure(*, session: Session, person_id: int, now: datetime) -> SignInRecord:
    """Count a failure. The row is written before it is read, so that none is lost to another one at the same time."""
    columns = (PersonRow.failures, PersonRow.locked_until)
    is_theirs = PersonRow.id == person_id
    lock = update(PersonRow).where(is_theirs).values(failures=PersonRow.failures).returning(*columns)
    record = SignInRecord(*session.execute(lock).one()).after_failure(now)
    values = {"failures": record.failures, "locked_until": record.locked_until}
    session.execute(update(PersonRow).where(is_theirs).values(values))
    if record.is_locked_at(now):
        _audit(session, now, "sign-in locked", person_id, None)
    return record


def request_reset(*, session: Session, email: str, link_to: Callable[[str], str], now: datetime) -> None:
    """Mail a link, which `link_to` makes of a token, unless nobody could use it or enough are on their way."""
    query = select(PersonRow).where(PersonRow.email == normalised_email(email), PersonRow.disabled_at.is_(None))
    person = session.scalar(query)
    if person is None:
        return
    is_theirs = ResetLinkRow.person_id == person.id
    session.execute(delete(ResetLinkRow).where(is_theirs, ResetLinkRow.expires_at <= now))
    waiting = select(func.count()).where(is_theirs, ResetLinkRow.used_at.is_(None))
    if session.scalars(waiting).one() >= _LINKS_AT_ONCE:
        return
    token, expires_at = secrets.token_urlsafe(32), now + RESET_LINK_LASTS
    session.add(ResetLinkRow(token_sha256=hash_token(token), person_id=person.id, expires_at=expires_at))
    session.flush()
    body = render_template("emails/reset_password.txt", view=ResetMail(person.name, link_to(token), expires_at))
    queue_mail(session, Mail(person.email, "Set a new password", body), now)


def use_reset_link(*, session: Session, token: str, password: str, ask_address: str, now: datetime) -> None:
    """Set a new password by a link, which works once. `ask_address` is where to ask for another link."""
    person_id = find_link_owner(session, token, now)
    if person_id is None:
        raise DeadResetLink
    check_new_password(password, _person(session, person_id).email)
    mine = (ResetLinkRow.token_sha256 == hash_token(token), ResetLinkRow.used_at.is_(None))
    claimed = session.scalar(update(ResetLinkRow).where(*mine).values(used_at=now).returning(ResetLinkRow.person_id))
    if claimed is None:
        raise DeadResetLink
    set_password(session=session, person_id=person_id, password=password, ask_address=ask_address, now=now)


def change_password(
    *, session: Session, person_id: int, current: str, password: str, ask_address: str, now: datetime
) -> str:
    """The person's own change; returns the key for the session that goes on."""
    person = _person(session, person_id)
    _check_password(person, current, now, WrongCurrentPassword)
    return set_password(
        session=session,
        person_id=person_id,
        password=password,
        ask_address=ask_address,
        now=now,
        actor_id=person_id,
    )


def confirm_person(*, session: Session, person_id: int, password: str, now: datetime) -> None:
    """That it is really them who acts now; WrongCurrentPassword otherwise, whose failure the caller counts."""
    _check_password(_person(session, person_id), password, now, WrongCurrentPassword)


def set_password(
    *,
    session: Session,
    person_id: int,
    password: str,
    ask_address: str,
    now: datetime,
    actor_id: int | None = None,
) -> str:
    """Signs out everywhere, lifts a lock, voids all links and says so by mail; returns the new session key."""
    person = _person(session, person_id)
    check_new_password(password, person.email)
    person.password_hash, person.session_key = _HASHER.hash(password), _new_key()
    _keep(person, SignInRecord())
    _void_links(session, person_id, now)
    session.flush()
    _audit(session, now, "password changed", person_id, actor_id)
    body = render_template("emails/password_changed.txt", view=PasswordChangedMail(person.name, ask_address, now))
    queue_mail(session, Mail(person.email, "Your password was changed", body), now)
    return person.session_key


def check_address(email: str) -> str:
    """The address as it is stored; NotAnAddress for what cannot be one."""
    address = normalised_email(email)
    if not re.fullmatch(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+", address):
        raise NotAnAddress
    return address


def check_new_password(password: str, email: str) -> None:
    """WeakPassword where it is too short, the address itself, or only what guessers try first."""
    if len(password) < PASSWORD_LENGTHS.start:
        raise WeakPassword(f"Use {PASSWORD_LENGTHS.start} characters or more. Three or four words in a row will do.")
    if len(password) not in PASSWORD_LENGTHS:
        raise WeakPassword(f"Use {PASSWORD_LENGTHS[-1]} characters or fewer.")
    if normalised_email(password) == email:
        raise WeakPassword("Your password cannot be your e-mail address.")
    if len(set(_OBVIOUS.sub("", password.lower()))) < _LETTERS_LEFT:
        raise WeakPassword


def _check_password(person: PersonRow, password: str, now: datetime, wrong: type[WrongPassword]) -> None:
    is_locked = SignInRecord(person.failures, person.locked_until).is_locked_at(now)
    has_password = person.password_hash != _NO_PASSWORD
    is_right = _matches(person.password_hash if has_password else _nobodys_hash(), password)
    if is_locked or not is_right:
        raise wrong(None if is_locked else person.id)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def _person(session: Session, person_id: int) -> PersonRow:
    person = session.get(PersonRow, person_id)
    if person is None:
        raise UnknownPerson
    return person


def _new_key() -> str:
    return secrets.token_urlsafe(32)


def _keep(person: PersonRow, record: SignInRecord) -> None:
    person.failures, person.locked_until = record.failures, record.locked_until


def _void_links(session: Session, person_id: int, now: datetime) -> None:
    waiting = (ResetLinkRow.person_id == person_id, ResetLinkRow.used_at.is_(None))
    session.execute(update(ResetLinkRow).where(*waiting).values(used_at=now))


def _audit(
    session: Session,
    now: datetime,
    action: str,
    person_id: int,
    actor_id: int | None,
    *,
    council_code: str | None = None,
    before: Any = None,
    after: Any = None,
) -> None:
    append_entry(
        session,
        at=now,
        actor_id=actor_id,
        action=action,
        subject=f"person {person_id}",
        council_code=council_code,
        before=before,
        after=after,
    )
