"""Scope: the rows that a person may see at all; every query takes one first."""

from dataclasses import dataclass

from tiex.domain.people import Actor


@dataclass(frozen=True, slots=True)
class Scope:
    person_id: int | None
    council_codes: frozenset[str]

    @classmethod
    def of(cls, actor: Actor) -> "Scope":
        return cls(actor.person_id, actor.council_codes)
