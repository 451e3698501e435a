"""The Barber framework: four pillars and seven principles beside the improvement model."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pillar:
    key: str
    name: str
    also_known_as: str | None
    description: str
    in_this_tool: str


@dataclass(frozen=True, slots=True)
class Principle:
    key: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class BarberFramework:
    name: str
    also_known_as: str
    author: str
    summary: str
    relationship: str
    pillars: tuple[Pillar, ...]
    principles_introduction: str
    principles: tuple[Principle, ...]

    def pillar(self, key: str) -> Pillar:
        """The pillar with this key; KeyError where there is none."""
        for pillar in self.pillars:
            if pillar.key == key:
                return pillar
        raise KeyError(key)
