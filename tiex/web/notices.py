"""What the page before left to be said on this one."""

from flask import get_flashed_messages


def take_notices() -> tuple[str, ...]:
    """Each is said once."""
    return tuple(str(message) for message in get_flashed_messages())
