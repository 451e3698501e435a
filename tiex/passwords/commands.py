"""Passwords hashed and checked, wrong tries counted, and a lock after too many of them."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from time import sleep

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import CHEAPEST
from flask import current_app, g
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from structlog import get_logger

from tiex.domain.errors import Refusal
from tiex.domain.people import FAILURES_BEFORE_LOCKOUT, LOCKOUT, PASSWORD_LENGTHS, SignInRecord, normalised_email
from tiex.models import PersonRow
from tiex.web.trail import append_entry

NO_PASSWORD = "none"
WAIT = f"After {FAILURES_BEFORE_LOCKOUT} wrong tries, wait {LOCKOUT // timedelta(minutes=1)} minutes."
# The least that OWASP advises: more memory would show in a small machine when many sign in at nine o'clock.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# For tests, in which thousands sign in.
_QUICK_HASHER = PasswordHasher.from_parameters(CHEAPEST)
_OBVIOUS = re.compile(
    r"passw[o0]rd|qwerty(uiop)?|asdf(ghjkl)?|zxcv(bnm)?|welcome|letmein|iloveyou|changeme|secret|admin"
    r"|football|liverpool|arsenal|council|exchange|abc(def)?|[\W\d_]"
)
_LETTERS_LEFT = 4
# How often, and after how many seconds each, it is looked whether the try that decides about a lock has done so.
_LOOKS, _BETWEEN_LOOKS = 60, 0.05
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted as a failure before anything was compared: whether it decides about a lock, and locked."""

    person_id: int
    decides: bool
    locks: bool = False


class WrongSecret(Refusal):
    """A wrong password or code, and the try that was counted for it, which `write_down_failure` writes down.

    It is None where nobody has the address or signing in has to wait: one sentence for all of these, so that nobody
    learns from it which addresses have an account, nor goes on guessing behind a lock.
    """

    def __init__(self, tried: Try | None) -> None:
        super().__init__()
        self.tried = tried


class WrongPassword(WrongSecret):
    sentence = (
        "The e-mail address or the password is not right, or there were too many wrong tries. "
        f"{WAIT} If you have forgotten your password, set a new one."
    )


class WrongCurrentPassword(WrongSecret):
    sentence = f"That is not your current password, or there were too many wrong tries. {WAIT}"


class WeakPassword(Refusal):
    sentence = "That password is too easy to guess. Choose something that only you would think of."


def hash_password(password: str) -> str:
    return _hasher().hash(password)


def _hasher() -> PasswordHasher:
    return _QUICK_HASHER if current_app.testing else _HASHER


def renew_hash(person: PersonRow, password: str) -> None:
    """Hash this right password again where hashing has become stricter."""
    if _hasher().check_needs_rehash(person.password_hash):
        person.password_hash = hash_password(password)


def new_session_key() -> str:
    return secrets.token_urlsafe(32)


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


def check_password(
    *, session: Session, person: PersonRow, password: str, now: datetime, wrong: type[WrongSecret]
) -> None:
    """`wrong` where it is not theirs, and during a lock, which takes as long to say.

    It is asked before anything is changed: see `take_try`. Nothing is locked while the password is hashed.
    """
    tried = take_try(session, person, now)
    has_password = person.password_hash != NO_PASSWORD
    is_right = _matches(person.password_hash if has_password else _nobodys_hash(), password)
    if tried is None:
        raise wrong(None)
    with own_transaction(session) as own:
        tried = settle(own, tried, now, is_right=is_right)
    if not is_right:
        raise wrong(tried)


def check_nobodys_password(password: str) -> None:
    """Takes as long as for somebody, and always refuses."""
    _matches(_nobodys_hash(), password)
    raise WrongPassword(None)


def forget_failures(session: Session, person_id: int) -> None:
    session.execute(update(PersonRow).where(PersonRow.id == person_id).values(failures=0, locked_until=None))


@contextmanager
def own_transaction(session: Session) -> Iterator[Session]:
    """What is done in it stands, whatever becomes of the request.

    What the request began is undone first: it may hold the lock of the database, and is not to stand either before it
    is certain whose it is.
    """
    session.rollback()
    with Session(session.get_bind(), autoflush=False) as own, own.begin():
        yield own


def take_try(session: Session, person: PersonRow, now: datetime) -> Try | None:
    """Count a try to give a password or a code, before it is compared; None during a lock.

    Or of many that are made at once more than the few of `FAILURES_BEFORE_LOCKOUT` would be compared. The last of these
    few decides whether there is a lock, and the others wait for it: one of them may be right, as after a double click.
    """
    person_id, seen = person.id, SignInRecord(person.failures, person.locked_until)
    for _ in range(_LOOKS):
        if seen.is_being_decided_at(now):
            sleep(_BETWEEN_LOOKS)
            with own_transaction(session) as own:
                seen = SignInRecord(*own.execute(select(*_RECORD).where(PersonRow.id == person_id)).one())
            continue
        if seen.is_locked_at(now):
            return None
        with own_transaction(session) as own:
            seen, after = _change_record(own, person_id, lambda record: record.after_try(now))
        if not seen.is_locked_at(now):
            return Try(person_id, decides=after.is_locked_at(now))
    return None


def settle(own: Session, tried: Try, now: datetime, *, is_right: bool) -> Try:
    """It was compared: a right one was no failure, and a wrong one that decides locks."""
    if is_right:
        _change_record(own, tried.person_id, lambda record: record.after_taking_back(now))
    elif tried.decides:
        _, after = _change_record(own, tried.person_id, lambda record: record.after_deciding(now))
        return replace(tried, locks=after.is_locked_at(now))
    return tried


_RECORD = (PersonRow.failures, PersonRow.locked_until)


def write_down_failure(*, session: Session, refusal: Refusal, now: datetime) -> str:
    """Write down that a password or code was wrong, of signing in, signing off or anything else; what to say."""
    g.refused = type(refusal).__name__
    if isinstance(refusal, WrongSecret) and refusal.tried is not None:
        person_id = refusal.tried.person_id
        _log.warning("wrong password or code", person=person_id, locks=refusal.tried.locks)
        if refusal.tried.locks:
            with own_transaction(session) as own:
                append_entry(own, at=now, actor_id=None, action="sign-in locked", subject=f"person {person_id}")
    return str(refusal)


def _change_record(
    own: Session, person_id: int, change: Callable[[SignInRecord], SignInRecord]
) -> tuple[SignInRecord, SignInRecord]:
    """Before and after. The row is written before it is read, so that no try is lost to another at the same time."""
    is_theirs = PersonRow.id == person_id
    lock = update(PersonRow).where(is_theirs).values(failures=PersonRow.failures).returning(*_RECORD)
    before = SignInRecord(*own.execute(lock).one())
    after = change(before)
    values = {"failures": after.failures, "locked_until": after.locked_until}
    own.execute(update(PersonRow).where(is_theirs).values(values))
    return before, after


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except VerifyMismatchError:
        return False


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(32))
