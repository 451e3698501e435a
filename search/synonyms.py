"""Words that mean the same to a council, as the caller gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Each entry is a word or several.

    `same` are groups in which each stands for all others. `one_way` gives what else a word finds, not the reverse.
    `acronyms` give what an acronym stands for, and count only when it is typed in capitals (SEND, not send).
    """

    same: tuple[tuple[str, ...], ...] = ()
    one_way: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acronyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
