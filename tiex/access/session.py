"""Whose session this is: one statement with plain columns for each request."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from flask import g, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import Select, and_, bindparam, select

from tiex.domain.people import REMEMBERED, REMEMBERED_WITH_CODE, Actor, ExchangeRole, Membership, Role
from tiex.domain.secondfactor import HALF_WAY_LASTS
from tiex.extensions import db
from tiex.models import CouncilRow, ExchangeRoleRow, MembershipRow, PersonRow, SecondFactorRow

_HALF_WAY = "half_way"


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds: the actor, and the key that a session names them by."""

    def __init__(self, key: str, actor: Actor) -> None:
        self.key = key
        self.actor = actor

    def get_id(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody who has given their password and not yet their code. `mark` is that of their session key then."""

    person_id: int
    mark: str
    is_remembered: bool


def init_session(login: LoginManager) -> None:
    """Sessions are not bound to a network address: behind a council's proxies it changes from request to request."""
    login.session_protection = None
    login.user_loader(find_signed_in)


def find_signed_in(key: str) -> SignedIn | None:
    """Nobody where the key was replaced or the person is disabled."""
    rows = db.session().execute(_by_key(), {"key": key}).all()
    if not rows:
        return None
    memberships = {
        code: Membership(code, Role(role), frozenset(characteristics), council)
        for _, _, _, code, role, characteristics, council, _ in rows
        if code is not None
    }
    exchange_roles = frozenset(ExchangeRole(role) for *_, role in rows if role is not None)
    person_id, name, has_second_factor, *_ = rows[0]
    actor = Actor(person_id, name, tuple(memberships.values()), exchange_roles, bool(has_second_factor))
    return SignedIn(key, actor)


def start_session(key: str, *, is_remembered: bool = False) -> None:
    """Begin anew as the person with this key: nothing of the session before is kept, its CSRF token neither."""
    session.clear()
    g.pop("csrf_token", None)
    _log_in(key, is_remembered=is_remembered)


def continue_session(key: str, *, is_remembered: bool) -> None:
    """Go on with the person's new key: what is open in other tabs of this browser can still be saved."""
    _log_in(key, is_remembered=is_remembered)


def _log_in(key: str, *, is_remembered: bool) -> None:
    """Whoever has a second step is remembered for a shorter time: it stands for more than the password does."""
    found = find_signed_in(key)
    if found is not None:
        lasts = REMEMBERED_WITH_CODE if found.actor.has_second_factor else REMEMBERED
        login_user(found, remember=is_remembered, duration=lasts)


def start_half_way(person_id: int, key: str, *, is_remembered: bool, now: datetime) -> None:
    """Keep for ten minutes that the password was right. Nobody is signed in, and nothing before it is kept.

    Like all of a session it is signed. It is void once the person has another key: a new password, for example.
    """
    end_session()
    g.pop("csrf_token", None)
    session[_HALF_WAY] = [person_id, half_way_mark(key), is_remembered, (now + HALF_WAY_LASTS).timestamp()]


def find_half_way(now: datetime) -> HalfWay | None:
    """Who is half way in, unless that is over."""
    person_id, mark, is_remembered, until = session.get(_HALF_WAY, (0, "", False, 0))
    return HalfWay(person_id, mark, is_remembered) if now.timestamp() < until else None


def half_way_mark(key: str) -> str:
    """Stands for a session key where a browser can read it."""
    return sha256(f"half way: {key}".encode()).hexdigest()


def end_session() -> None:
    session.clear()
    logout_user()


@cache
def _by_key() -> Select[Any]:
    """Columns of tables rather than of entities: half the time, and this runs before everything else."""
    person, membership, role = PersonRow.__table__.c, MembershipRow.__table__.c, ExchangeRoleRow.__table__.c
    factor = SecondFactorRow.__table__.c
    is_theirs = and_(membership.person_id == person.id, membership.ended_at.is_(None))
    council = CouncilRow.__table__.c
    people = (
        PersonRow.__table__.outerjoin(MembershipRow.__table__, is_theirs)
        .outerjoin(CouncilRow.__table__, council.code == membership.council_code)
        .outerjoin(ExchangeRoleRow.__table__, role.person_id == person.id)
        .outerjoin(SecondFactorRow.__table__, factor.person_id == person.id)
    )
    who = (person.id, person.name, factor.confirmed_at.is_not(None))
    belongs = (membership.council_code, membership.role, membership.characteristics, council.short_name)
    return (
        select(*who, *belongs, role.role)
        .select_from(people)
        .where(person.session_key == bindparam("key"), person.disabled_at.is_(None))
        .order_by(membership.council_code, role.role)
    )
