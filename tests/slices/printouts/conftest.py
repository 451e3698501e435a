"""Those who take pages away: a council with its people, and those who run the exchange."""

from tests.slices.comparison.conftest import council, lead
from tests.slices.sector.conftest import editor

__all__ = ["council", "editor", "lead"]
