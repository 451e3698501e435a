"""How many tries a network has wherever a password or a code is asked for."""

from flask import current_app

from tiex.content.data_descriptions import TRIES_A_MINUTE
from tiex.extensions import limiter


def _is_test() -> bool:
    return current_app.testing


# A council has one address for a whole building, so a network has more tries than an account (see SignInRecord).
limit_reports = limiter.shared_limit("20 per hour", scope="reports", exempt_when=_is_test)
limit_tries = limiter.shared_limit("30 per minute", scope="accounts", exempt_when=_is_test)
limit_data = limiter.shared_limit(f"{TRIES_A_MINUTE} per minute", scope="data", exempt_when=_is_test)
