"""@commits on unsafe methods: 2xx and 3xx commit, anything else rolls back; then what waited for that is done."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, current_app
from sqlalchemy.orm import Session

from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.web.outbox import deliver_after_commit, has_queued

Args = ParamSpec("Args")
Work = Callable[[Session], None]
AFTER_COMMIT = "after_commit"


def after_commit(app: Flask, work: Work) -> None:
    """Let something be done whenever a change stands; it must not raise, as the answer is on its way."""
    app.extensions.setdefault(AFTER_COMMIT, []).append(work)


def commits(view: Callable[Args, Response]) -> Callable[Args, Response]:
    """Run a view that changes something in one transaction."""

    @wraps(view)
    def run(*args: Args.args, **kwargs: Args.kwargs) -> Response:
        session = db.session()
        try:
            response = view(*args, **kwargs)
            is_accepted = response.status_code < 400
            if is_accepted:
                session.commit()
        finally:
            session.rollback()
        if is_accepted:
            follow_up(session)
        return response

    return run


def follow_up(session: Session) -> None:
    """Once a transaction stands: mail that it queued is sent, and what else waited for that is done."""
    if has_queued(session):
        deliver_after_commit(session, current_gateways())
    for work in current_app.extensions.get(AFTER_COMMIT, ()):
        work(session)
