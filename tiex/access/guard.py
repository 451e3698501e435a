"""@requires on each view, and a check before each request that refuses any view without it."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

from tiex.access.permissions import Permission
from tiex.access.policy import AT_ROUTE, lacks_second_factor
from tiex.access.scope import Scope
from tiex.config import Settings
from tiex.domain.people import ANONYMOUS, Actor

View = TypeVar("View", bound=Callable[..., object])


class Forbidden(Exception):
    """Yours, but not allowed: the reason is shown."""


class SecondFactorMissing(Exception):
    """A signatory or an administrator has to set up a second factor first."""


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission it needs."""

    def mark(view: View) -> View:
        view.__dict__["permission"] = permission
        return view

    return mark


def permission_of(view: Callable[..., object]) -> Permission | None:
    found: Permission | None = getattr(view, "permission", None)
    return found


def current_actor() -> Actor:
    """The person acting now, or the anonymous one."""
    actor: Actor = getattr(current_user, "actor", ANONYMOUS)
    return actor


def current_scope() -> Scope:
    return Scope.of(current_actor())


def allow(reason_not: str | None) -> None:
    """Go on where there is no reason against it; else Forbidden with that reason."""
    if reason_not is not None:
        raise Forbidden(reason_not)


def check_route() -> None:
    """Deny by default: 401 signed out, 403 not permitted, 403 where a view names no permission.

    Where it is required, nobody who signs for a council comes further without a second factor.
    """
    if request.endpoint is None:
        return
    permission = permission_of(current_app.view_functions[request.endpoint])
    if permission is None:
        current_app.logger.error("endpoint without a permission: %s", request.endpoint)
        abort(403)
    actor = current_actor()
    if not AT_ROUTE[permission](actor):
        abort(403 if actor.is_signed_in else 401)
    if lacks_second_factor(actor, permission):
        require_second_factor_of(actor)


def require_second_factor_of(actor: Actor) -> None:
    """SecondFactorMissing where one is required here and this person, who signs, has none."""
    settings: Settings = current_app.extensions["settings"]
    if settings.require_second_factor and not actor.has_second_factor:
        raise SecondFactorMissing


def is_trusted_with(permission: Permission) -> bool:
    """Whether this person has signed in as is asked of those who do that."""
    settings: Settings = current_app.extensions["settings"]
    return not (settings.require_second_factor and lacks_second_factor(current_actor(), permission))


def init_guard(app: Flask) -> None:
    app.before_request(check_route)
