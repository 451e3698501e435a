"""How much alike two councils are: points for what they are, how many people live there, how densely, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from tiex.domain.councils import Council

# A hundred points together. Shown on the page, so that everybody can judge whether a comparison is fair.
WEIGHTS = {"type": 40, "population": 25, "density": 20, "region": 15}
# So many times as many people, or as many to the square kilometre, make no likeness any more.
POPULATION_REACH, DENSITY_REACH = 4, 8
MOST_ALIKE = 30


class Kin(NamedTuple):
    """What likeness looks at of a council."""

    code: str
    name: str
    type: str
    region: str
    population: int | None
    area_km2: float | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """A council with its points in what WEIGHTS names."""

    council: Council | Kin
    points: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.points.values())

    @property
    def in_words(self) -> str:
        """Why: its points, and what they are for."""
        said = [f"{self.total} of {sum(WEIGHTS.values())} points"]
        said += ["same type"] if self.points["type"] else []
        said += ["same region"] if self.points["region"] else []
        if self.council.population is not None:
            said.append(f"{self.council.population:,} people")
        density = density_of(self.council)
        if density is not None:
            said.append(f"{density:,.0f} per km²")
        return ", ".join(said)


def density_of(council: Council | Kin) -> float | None:
    """People to the square kilometre; None where the register does not say."""
    if council.population is None or not council.area_km2:
        return None
    return council.population / council.area_km2


def likeness_of(own: Council, other: Council | Kin) -> Likeness:
    """What is not known of one of them gives no points. A nation counts as the region that it is."""
    near = {
        "type": float(own.type == other.type),
        "population": _nearness(own.population, other.population, POPULATION_REACH),
        "density": _nearness(density_of(own), density_of(other), DENSITY_REACH),
        "region": float(own.region == other.region),
    }
    return Likeness(other, {name: round(weight * near[name]) for name, weight in WEIGHTS.items()})


def most_alike(own: Council, others: Iterable[Council | Kin], number: int = MOST_ALIKE) -> tuple[Likeness, ...]:
    """Those with the most points, then by name: the same for everybody who asks for the same council."""
    found = [likeness_of(own, other) for other in others if other.code != own.code]
    return tuple(sorted(found, key=lambda each: (-each.total, each.council.name, each.council.code))[:number])


def _nearness(one: float | None, other: float | None, reach: int) -> float:
    """1 where they are equal, 0 from `reach` times on, and as far between as the ratio says."""
    if not one or not other:
        return 0.0
    return max(0.0, 1 - abs(log(one / other)) / log(reach))
