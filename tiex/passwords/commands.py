"""Passwords hashed and checked, wrong tries counted, and a lock after too many of them."""

import re
import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import update
from sqlalchemy.orm import Session

from tiex.domain.errors import Refusal
from tiex.domain.people import FAILURES_BEFORE_LOCKOUT, LOCKOUT, PASSWORD_LENGTHS, SignInRecord, normalised_email
from tiex.models import PersonRow
from tiex.web.trail import append_entry

NO_PASSWORD = "none"
WAIT = f"After {FAILURES_BEFORE_LOCKOUT} wrong tries, wait {LOCKOUT // timedelta(minutes=1)} minutes."
# The least that OWASP advises: more memory would show in a small machine when many sign in at nine o'clock.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_OBVIOUS = re.compile(
    r"passw[o0]rd|qwerty(uiop)?|asdf(ghjkl)?|zxcv(bnm)?|welcome|letmein|iloveyou|changeme|secret|admin"
    r"|football|liverpool|arsenal|council|exchange|abc(def)?|[\W\d_]"
)
_LETTERS_LEFT = 4


class WrongSecret(Refusal):
    """A wrong password or code. `person_id` is whose failures are counted, by `count_failure`.

    It is None where nobody has the address or signing in has to wait: one sentence for all of these, so that nobody
    learns from it which addresses have an account, nor goes on guessing behind a lock.
    """

    def __init__(self, person_id: int | None) -> None:
        super().__init__()
        self.person_id = person_id


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
    return _HASHER.hash(password)


def renew_hash(person: PersonRow, password: str) -> None:
    """Hash this right password again where hashing has become stricter."""
    if _HASHER.check_needs_rehash(person.password_hash):
        person.password_hash = _HASHER.hash(password)


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


def check_password(person: PersonRow, password: str, now: datetime, wrong: type[WrongSecret]) -> None:
    """`wrong` where it is not theirs, and during a lock, which takes as long to say."""
    is_locked = is_locked_at(person, now)
    has_password = person.password_hash != NO_PASSWORD
    is_right = _matches(person.password_hash if has_password else _nobodys_hash(), password)
    if is_locked or not is_right:
        raise wrong(None if is_locked else person.id)


def check_nobodys_password(password: str) -> None:
    """Takes as long as for somebody, and always refuses."""
    _matches(_nobodys_hash(), password)
    raise WrongPassword(None)


def is_locked_at(person: PersonRow, now: datetime) -> bool:
    return SignInRecord(person.failures, person.locked_until).is_locked_at(now)


def forget_failures(person: PersonRow) -> None:
    person.failures, person.locked_until = 0, None


def count_failure(*, session: Session, refusal: Refusal, now: datetime) -> str:
    """Count a wrong password or code, of signing in, signing off or anything else; returns what to say.

    The refused request is rolled back, but its failure must count: it has a transaction of its own. The refused one is
    rolled back first, as it may hold the lock of the database.
    """
    if isinstance(refusal, WrongSecret) and refusal.person_id is not None:
        session.rollback()
        with Session(session.get_bind()) as own, own.begin():
            record_failure(session=own, person_id=refusal.person_id, now=now)
    return str(refusal)


def record_failure(*, session: Session, person_id: int, now: datetime) -> SignInRecord:
    """Count a failure. The row is written before it is read, so that none is lost to another one at the same time."""
    columns = (PersonRow.failures, PersonRow.locked_until)
    is_theirs = PersonRow.id == person_id
    lock = update(PersonRow).where(is_theirs).values(failures=PersonRow.failures).returning(*columns)
    before = SignInRecord(*session.execute(lock).one())
    record = before.after_failure(now)
    values = {"failures": record.failures, "locked_until": record.locked_until}
    session.execute(update(PersonRow).where(is_theirs).values(values))
    if record.is_locked_at(now) and not before.is_locked_at(now):
        append_entry(session, at=now, actor_id=None, action="sign-in locked", subject=f"person {person_id}")
    return record


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))
