"""@requires on each view, and a check before each request that refuses any view without it."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

from tiex.access.permissions import Permission
from tiex.access.policy import AT_ROUTE
from tiex.access.scope import Scope
from tiex.domain.people import ANONYMOUS, Actor

View = TypeVar("View", bound=Callable[..., object])


class Forbidden(Exception):
    """Yours, but not allowed: the reason is shown."""


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
    """Deny by default: 401 signed out, 403 not permitted, 403 where a view names no permission."""
    if request.endpoint is None:
        return
    permission = permission_of(current_app.view_functions[request.endpoint])
    if permission is None:
        current_app.logger.error("endpoint without a permission: %s", request.endpoint)
        abort(403)
    actor = current_actor()
    if AT_ROUTE[permission](actor):
        return
    abort(403 if actor.is_signed_in else 401)


def init_guard(app: Flask) -> None:
    app.before_request(check_route)
