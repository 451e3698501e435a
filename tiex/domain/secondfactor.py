"""The second factor: its time steps, and codes as they are typed and written."""

from datetime import datetime, timedelta

STEP_SECONDS = 30
CODE_DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_LENGTH = 16
# Without the letters and digits that are taken for one another on paper.
RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
HALF_WAY_LASTS = timedelta(minutes=10)
SET_UP_LASTS = timedelta(hours=1)


def step_at(moment: datetime) -> int:
    """The number of the time step of RFC 6238 that this moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def steps_accepted(moment: datetime) -> tuple[int, ...]:
    """This step, the one before and the one after: clocks differ, and typing takes a while."""
    step = step_at(moment)
    return step - 1, step, step + 1


def plain_code(typed: str) -> str:
    """A code as it is compared: without the spaces and hyphens that it is written with."""
    return "".join(typed.split()).replace("-", "").lower()


def is_app_code(typed: str) -> bool:
    """Whether it looks like a code from an authenticator app; no password is as short."""
    code = plain_code(typed)
    return len(code) == CODE_DIGITS and code.isascii() and code.isdecimal()


def in_groups(text: str, between: str = " ") -> str:
    """In groups of four, which are easier to type."""
    return between.join(text[start : start + 4] for start in range(0, len(text), 4))
