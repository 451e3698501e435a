"""@commits on unsafe methods: 2xx and 3xx commit, anything else rolls back; then the outbox is delivered."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response

from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.web.outbox import deliver_after_commit, has_queued

Args = ParamSpec("Args")


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
        if is_accepted and has_queued(session):
            deliver_after_commit(session, current_gateways())
        return response

    return run
