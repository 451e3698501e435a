"""The second factor turned on and off, its codes taken once each, and its recovery codes made anew."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING

from flask import current_app, render_template
from pyotp import TOTP, random_base32
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from structlog import get_logger

from tiex.domain.errors import Refusal
from tiex.domain.secondfactor import (
    RECOVERY_ALPHABET,
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    SET_UP_LASTS,
    in_groups,
    is_app_code,
    plain_code,
    steps_accepted,
)
from tiex.gateways.mail import Mail
from tiex.models import PersonRow, RecoveryCodeRow, SecondFactorRow
from tiex.passwords.commands import (
    WAIT,
    WrongCurrentPassword,
    WrongSecret,
    check_password,
    new_session_key,
    own_transaction,
    settle,
    take_try,
)
from tiex.web.inserting import insert_new
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

if TYPE_CHECKING:
    from tiex.gateways.vault import Vault

_log = get_logger(__name__)


class WrongPasswordOrCode(WrongSecret):
    sentence = f"The password or the code is not right, or there were too many wrong tries. {WAIT}"


class WrongFirstCode(Refusal):
    sentence = "That is not the code that your app should show now. Check that you scanned the picture on this page."


class SetUpOver(Refusal):
    sentence = "This page was open for too long, so it shows a new picture now. Scan it again."


class FactorIsOn(Refusal):
    sentence = "Your second step is already turned on."


class FactorIsOff(Refusal):
    sentence = "Your second step is not turned on."


@dataclass(frozen=True, slots=True)
class TurnedOn:
    """`recovery_codes` are shown now and never again."""

    session_key: str
    recovery_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactorMail:
    name: str
    what: str
    address: str
    at: datetime


def seal_new_secret(*, person_id: int, now: datetime) -> str:
    """A new secret, encrypted for this person for as long as they set it up."""
    return _seal(person_id, random_base32(), now)


def open_secret(*, sealed: str, person_id: int, now: datetime) -> str | None:
    """The secret that this person is setting up; None where it is too old, another's, or made up."""
    return _opened(sealed, person_id, now)


def turn_on(
    *, session: Session, person_id: int, sealed: str, code: str, password: str, ask_address: str, now: datetime
) -> TurnedOn:
    """Confirm a new secret with its first code. Everywhere else the person is signed out: no code was given there."""
    person = session.get_one(PersonRow, person_id)
    check_password(session=session, person=person, password=password, now=now, wrong=WrongCurrentPassword)
    secret = open_secret(sealed=sealed, person_id=person_id, now=now)
    if secret is None:
        raise SetUpOver
    step = _matching_step(secret, code, now)
    if step is None:
        raise WrongFirstCode
    row = {"person_id": person_id, "secret": _seal(person_id, secret, now), "last_step": step, "confirmed_at": now}
    if not insert_new(session, SecondFactorRow.__table__, row):
        raise FactorIsOn
    person.session_key = new_session_key()
    codes = _new_recovery_codes(session, person_id)
    _write_down(session, person, "second factor turned on", now, actor_id=person_id)
    _tell(session, person, "The second step for signing in was turned on", ask_address, now)
    return TurnedOn(person.session_key, codes)


def renew_recovery_codes(
    *, session: Session, person_id: int, password: str, code: str, ask_address: str, now: datetime
) -> tuple[str, ...]:
    """Ten new ones; those before are void."""
    person = session.get_one(PersonRow, person_id)
    _check_both(session, person, password, code, now)
    codes = _new_recovery_codes(session, person_id)
    _write_down(session, person, "recovery codes renewed", now, actor_id=person_id)
    _tell(session, person, "New recovery codes were made", ask_address, now)
    return codes


def turn_off(*, session: Session, person_id: int, password: str, code: str, ask_address: str, now: datetime) -> None:
    person = session.get_one(PersonRow, person_id)
    _check_both(session, person, password, code, now)
    _remove(session, person_id)
    _write_down(session, person, "second factor turned off", now, actor_id=person_id)
    _tell(session, person, "The second step for signing in was turned off", ask_address, now)


def reset_second_factor(*, session: Session, person_id: int, ask_address: str, now: datetime) -> None:
    """For somebody who has lost their app and their recovery codes; they are signed out everywhere."""
    person = session.get_one(PersonRow, person_id)
    if not _remove(session, person_id):
        raise FactorIsOff
    person.session_key = new_session_key()
    _write_down(session, person, "second factor reset", now, actor_id=None)
    _tell(session, person, "The second step for signing in was removed by those who run the exchange", ask_address, now)


def check_code(
    *,
    session: Session,
    person: PersonRow,
    code: str,
    now: datetime,
    wrong: type[WrongSecret],
    is_app_only: bool = False,
) -> None:
    """Take a code, which is used up whatever becomes of the request; `wrong` where it is none, and during a lock."""
    person_id, tried = person.id, take_try(session, person, now)
    if tried is None:
        raise wrong(None)
    take = take_app_code if is_app_only else take_code
    with own_transaction(session) as own:
        is_right = take(session=own, person_id=person_id, code=code, now=now)
        tried = settle(own, tried, now, is_right=is_right)
    if not is_right:
        raise wrong(tried)


def take_code(*, session: Session, person_id: int, code: str, now: datetime) -> bool:
    """Whether this code from the app or recovery code is right; it is used up then."""
    if is_app_code(code):
        return take_app_code(session=session, person_id=person_id, code=code, now=now)
    unused = (
        RecoveryCodeRow.person_id == person_id,
        RecoveryCodeRow.code_sha256 == _hash(code),
        RecoveryCodeRow.used_at.is_(None),
    )
    taken = session.scalar(
        update(RecoveryCodeRow).where(*unused).values(used_at=now).returning(RecoveryCodeRow.person_id)
    )
    if taken is None:
        return False
    subject = f"person {person_id}"
    append_entry(session, at=now, actor_id=person_id, action="recovery code used", subject=subject)
    return True


def take_app_code(*, session: Session, person_id: int, code: str, now: datetime) -> bool:
    """Whether this code of the app is right and newer than any taken before.

    Compared and set in one statement: of two at once with the same code one is told that it is wrong.
    """
    query = select(SecondFactorRow.secret).where(SecondFactorRow.person_id == person_id)
    sealed = session.scalar(query.where(SecondFactorRow.confirmed_at.is_not(None)))
    secret = _opened(sealed, person_id) if sealed else None
    step = _matching_step(secret, code, now) if secret else None
    if step is None:
        return False
    is_new = (
        SecondFactorRow.person_id == person_id,
        SecondFactorRow.secret == sealed,
        SecondFactorRow.last_step < step,
    )
    take = update(SecondFactorRow).where(*is_new).values(last_step=step).returning(SecondFactorRow.person_id)
    return session.scalar(take) is not None


def _check_both(session: Session, person: PersonRow, password: str, code: str, now: datetime) -> None:
    check_password(session=session, person=person, password=password, now=now, wrong=WrongPasswordOrCode)
    check_code(session=session, person=person, code=code, now=now, wrong=WrongPasswordOrCode)


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The newest of the accepted time steps that has this code."""
    totp, typed = TOTP(secret), plain_code(code)
    found = [
        step for step in steps_accepted(now) if is_app_code(typed) and compare_digest(totp.generate_otp(step), typed)
    ]
    return max(found, default=None)


def _new_recovery_codes(session: Session, person_id: int) -> tuple[str, ...]:
    codes = tuple(
        "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)
    )
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id))
    rows = [{"person_id": person_id, "code_sha256": _hash(code)} for code in codes]
    session.execute(insert(RecoveryCodeRow), rows)
    return tuple(in_groups(code, "-") for code in codes)


def _remove(session: Session, person_id: int) -> bool:
    """Whether there was one to remove."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id))
    gone = delete(SecondFactorRow).where(SecondFactorRow.person_id == person_id).returning(SecondFactorRow.person_id)
    return session.scalar(gone) is not None


def _hash(code: str) -> str:
    """A plain hash will do: a recovery code has 79 bits that nobody chose."""
    return sha256(plain_code(code).encode()).hexdigest()


def _seal(person_id: int, secret: str, now: datetime) -> str:
    """Encrypted with the person's number, so that it is of no use in another person's row."""
    return _vault().seal(f"{person_id}:{secret}", now)


def _opened(sealed: str, person_id: int, now: datetime | None = None) -> str | None:
    """With a `now`, only within the time for setting up."""
    if now is not None:
        text = _vault().open_within(sealed, SET_UP_LASTS, now)
    else:
        text = _vault().open(sealed)
        if text is None:
            _log.error("a second factor cannot be decrypted", person=person_id)
    owner, _, secret = (text or "").partition(":")
    return secret if owner == str(person_id) else None


def _vault() -> "Vault":
    """For the secrets of second factors.

    When TIEX_SECRET_KEY changes, stored secrets can no longer be read: codes from apps are refused as wrong. Recovery
    codes still work, as they are hashed only; with one of them a person signs in, turns the second step off and sets it
    up again. For whoever has none left there is `flask people reset-second-factor`.
    """
    from tiex.gateways.vault import open_vault  # cryptography is 7 MB, which many workers never need

    return open_vault(str(current_app.secret_key), b"tiex second factor")


def _write_down(session: Session, person: PersonRow, action: str, now: datetime, *, actor_id: int | None) -> None:
    append_entry(session, at=now, actor_id=actor_id, action=action, subject=f"person {person.id}")


def _tell(session: Session, person: PersonRow, what: str, ask_address: str, now: datetime) -> None:
    body = render_template("emails/second_factor.txt", view=FactorMail(person.name, what, ask_address, now))
    queue_mail(session, Mail(person.email, what, body), now)
