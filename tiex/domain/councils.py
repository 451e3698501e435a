"""A council of the register: what it is, where it is and when it exists."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Council:
    """`starts_on` and `ends_on` are its first and last day; None where the register does not say or it goes on."""

    code: str
    name: str
    short_name: str
    gss_code: str
    type: str
    nation: str
    region: str
    county_code: str | None
    population: int | None
    area_km2: float | None
    starts_on: date | None
    ends_on: date | None
    replaced_by: tuple[str, ...]

    def is_current_on(self, day: date) -> bool:
        has_started = self.starts_on is None or self.starts_on <= day
        has_ended = self.ends_on is not None and self.ends_on < day
        return has_started and not has_ended
