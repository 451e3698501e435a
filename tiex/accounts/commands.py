"""People and their passwords: created, disabled, signed in, confirmed, and given a new password."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tiex.access.session import HalfWay, half_way_mark
from tiex.accounts.queries import find_link_owner, hash_token
from tiex.domain.errors import Refusal
from tiex.domain.people import RESET_LINK_LASTS, ExchangeRole, Role, check_vacancy, normalised_email
from tiex.domain.secondfactor import is_app_code
from tiex.gateways.mail import Mail
from tiex.models import CouncilRow, ExchangeRoleRow, MembershipRow, PersonRow, ResetLinkRow
from tiex.passwords.commands import (
    NO_PASSWORD,
    WAIT,
    WrongCurrentPassword,
    WrongPassword,
    WrongSecret,
    check_new_password,
    check_nobodys_password,
    check_password,
    forget_failures,
    hash_password,
    new_session_key,
    renew_hash,
)
from tiex.secondfactor.commands import check_code
from tiex.secondfactor.queries import has_second_factor
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

_LINKS_AT_ONCE = 3


class WrongCode(WrongSecret):
    sentence = f"That code is not right or was used already, or there were too many wrong tries. {WAIT}"


class NotConfirmed(WrongSecret):
    sentence = f"That is neither your password nor a new code from your app, or there were too many wrong tries. {WAIT}"


class HalfWayOver(Refusal):
    sentence = "Signing in took too long. Enter your password again."


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


class DeadResetLink(Refusal):
    sentence = "This link has been used already, or is too old."


@dataclass(frozen=True, slots=True)
class PasswordAccepted:
    """Whose password it was. With `needs_code` they are half way in, and not signed in yet."""

    person_id: int
    session_key: str
    needs_code: bool


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
    person.password_hash = NO_PASSWORD if password is None else hash_password(password)
    person.session_key = new_session_key()
    session.add(person)
    session.flush()
    _audit(session, now, "person created", person.id, actor_id, after={"email": address, "name": person.name})
    return person.id


def disable_person(*, session: Session, person_id: int, now: datetime, actor_id: int | None = None) -> None:
    """They are signed out everywhere and their reset links are void; what they contributed stays."""
    person = _person(session, person_id)
    if person.disabled_at is not None:
        return
    person.disabled_at, person.session_key = now, new_session_key()
    _void_links(session, person_id, now)
    session.flush()
    _audit(session, now, "person disabled", person_id, actor_id)


def enable_person(*, session: Session, person_id: int, now: datetime, actor_id: int | None = None) -> None:
    person = _person(session, person_id)
    if person.disabled_at is None:
        return
    person.disabled_at = None
    forget_failures(session, person_id)
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
    """A person has one role in a council, so another one takes its place.

    SignatoryTaken where somebody else is the Leader or the Chief Executive already.
    """
    _person(session, person_id)
    if session.scalar(select(CouncilRow.code).where(CouncilRow.code == council_code)) is None:
        raise UnknownCouncil
    row = session.get(MembershipRow, (person_id, council_code))
    before = row.role if row and row.ended_at is None else None
    if before == role:
        return
    holds = select(MembershipRow.person_id).filter_by(council_code=council_code, role=role.value, ended_at=None)
    check_vacancy(role=role, holder=session.scalar(holds), person_id=person_id)
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


def sign_in(*, session: Session, email: str, password: str, now: datetime) -> PasswordAccepted:
    """WrongPassword or AccountDisabled where they may not go on.

    Failures are forgotten once somebody is in: with a second factor not yet, or whoever knows the password could
    take back their wrong codes with it.
    """
    person = session.scalar(select(PersonRow).where(PersonRow.email == normalised_email(email)))
    if person is None:
        check_nobodys_password(password)
        raise WrongPassword(None)
    check_password(session=session, person=person, password=password, now=now, wrong=WrongPassword)
    if person.disabled_at is not None:
        raise AccountDisabled
    needs_code = has_second_factor(session, person.id)
    if not needs_code:
        forget_failures(session, person.id)
    renew_hash(person, password)
    session.flush()
    return PasswordAccepted(person.id, person.session_key, needs_code)


def finish_sign_in(*, session: Session, half_way: HalfWay, code: str, now: datetime) -> str:
    """The key for a session of this person, who has given their password: WrongCode or HalfWayOver otherwise."""
    person = session.get(PersonRow, half_way.person_id)
    if person is None or person.disabled_at is not None or half_way_mark(person.session_key) != half_way.mark:
        raise HalfWayOver
    check_code(session=session, person=person, code=code, now=now, wrong=WrongCode)
    forget_failures(session, person.id)
    session.flush()
    return person.session_key


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
    check_password(session=session, person=person, password=current, now=now, wrong=WrongCurrentPassword)
    return set_password(
        session=session,
        person_id=person_id,
        password=password,
        ask_address=ask_address,
        now=now,
        actor_id=person_id,
    )


def confirm_person(*, session: Session, person_id: int, secret: str, now: datetime) -> None:
    """That it is really them who acts now: `secret` is their password, or a code that their app shows now.

    A code works once, here or for signing in, whatever becomes of the request. NotConfirmed for everything else, and
    during a lock; the caller shows the sentence of `passwords.commands.write_down_failure`. It is asked before anything
    is changed: what was begun is undone.
    """
    person = _person(session, person_id)
    if not is_app_code(secret):
        check_password(session=session, person=person, password=secret, now=now, wrong=NotConfirmed)
    else:
        check_code(session=session, person=person, code=secret, now=now, wrong=NotConfirmed, is_app_only=True)


def sign_out_everywhere(*, session: Session, person_id: int, now: datetime) -> str:
    """Every browser is signed out; returns the key for the session that goes on."""
    person = _person(session, person_id)
    person.session_key = new_session_key()
    session.flush()
    _audit(session, now, "signed out everywhere", person_id, person_id)
    return person.session_key


def set_password(
    *,
    session: Session,
    person_id: int,
    password: str,
    ask_address: str,
    now: datetime,
    actor_id: int | None = None,
) -> str:
    """Signs out everywhere, voids all links and says so by mail; returns the new session key.

    It lifts a lock as well, but not where there is a second factor: or whoever reads somebody's mail could take back
    as many wrong codes as they like.
    """
    person = _person(session, person_id)
    check_new_password(password, person.email)
    person.password_hash, person.session_key = hash_password(password), new_session_key()
    if not has_second_factor(session, person_id):
        forget_failures(session, person_id)
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


def _person(session: Session, person_id: int) -> PersonRow:
    person = session.get(PersonRow, person_id)
    if person is None:
        raise UnknownPerson
    return person


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
