"""How many tries a network has wherever a password or a code is asked for, and how many files a person may begin."""

from flask import current_app
from flask_limiter.util import get_remote_address

from tiex.access.guard import current_actor
from tiex.content.data_descriptions import CHECKSUM_TRIES_A_MINUTE, TRIES_A_MINUTE
from tiex.extensions import limiter

TOO_MANY_FILES = (
    "You have sent very many files in a short time. What has arrived is kept. Wait ten minutes, then send the rest."
)


def _is_test() -> bool:
    return current_app.testing


def _sender() -> str:
    """Each person apart: a council has one address for a whole building."""
    person_id = current_actor().person_id
    return get_remote_address() if person_id is None else f"person {person_id}"


# A council has one address for a whole building, so a network has more tries than an account (see SignInRecord).
limit_reports = limiter.shared_limit("20 per hour", scope="reports", exempt_when=_is_test)
limit_tries = limiter.shared_limit("30 per minute", scope="accounts", exempt_when=_is_test)
# Twenty examples with all the files that they can have.
limit_files = limiter.shared_limit(
    "200 per 10 minutes", scope="files", key_func=_sender, error_message=TOO_MANY_FILES, exempt_when=_is_test
)
limit_data = limiter.shared_limit(f"{TRIES_A_MINUTE} per minute", scope="data", exempt_when=_is_test)
limit_checksums = limiter.shared_limit(f"{CHECKSUM_TRIES_A_MINUTE} per minute", scope="checksums", exempt_when=_is_test)
