"""Whose session this is: one statement with plain columns for each request."""

from functools import cache
from typing import Any

from flask import g, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import Select, and_, bindparam, select

from tiex.domain.people import Actor, ExchangeRole, Membership, Role
from tiex.extensions import db
from tiex.models import CouncilRow, ExchangeRoleRow, MembershipRow, PersonRow


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds: the actor, and the key that a session names them by."""

    def __init__(self, key: str, actor: Actor) -> None:
        self.key = key
        self.actor = actor

    def get_id(self) -> str:
        return self.key


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
        for _, _, code, role, characteristics, council, _ in rows
        if code is not None
    }
    exchange_roles = frozenset(ExchangeRole(role) for *_, role in rows if role is not None)
    return SignedIn(key, Actor(rows[0][0], rows[0][1], tuple(memberships.values()), exchange_roles))


def start_session(key: str, *, is_remembered: bool = False) -> None:
    """Begin anew as the person with this key: nothing of the session before is kept, its CSRF token neither."""
    session.clear()
    g.pop("csrf_token", None)
    login_user(find_signed_in(key), remember=is_remembered)


def end_session() -> None:
    session.clear()
    logout_user()


@cache
def _by_key() -> Select[Any]:
    """Columns of tables rather than of entities: half the time, and this runs before everything else."""
    person, membership, role = PersonRow.__table__.c, MembershipRow.__table__.c, ExchangeRoleRow.__table__.c
    is_theirs = and_(membership.person_id == person.id, membership.ended_at.is_(None))
    council = CouncilRow.__table__.c
    people = (
        PersonRow.__table__.outerjoin(MembershipRow.__table__, is_theirs)
        .outerjoin(CouncilRow.__table__, council.code == membership.council_code)
        .outerjoin(ExchangeRoleRow.__table__, role.person_id == person.id)
    )
    belongs = (membership.council_code, membership.role, membership.characteristics, council.short_name)
    return (
        select(person.id, person.name, *belongs, role.role)
        .select_from(people)
        .where(person.session_key == bindparam("key"), person.disabled_at.is_(None))
        .order_by(membership.council_code, role.role)
    )
