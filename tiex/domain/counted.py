"""Who is counted in a comparison, in words; how many wait or are missing is never said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tiex.domain.benchmark import COUNTED, LEAST_COUNCILS, Benchmark
from tiex.domain.comparators import Comparator
from tiex.domain.publishing import Part
from tiex.domain.similarity import MOST_ALIKE

WIDER = "Come back later, or choose a wider group."
LATER = "Come back later."
FEW_ALIKE = (
    f"Fewer than {LEAST_COUNCILS} of the {MOST_ALIKE} councils most like yours let other councils read a result in "
    "this edition."
)
ROWS = "A row counts only those that have a score in it."


@dataclass(frozen=True, slots=True)
class Chosen:
    """A group of so many councils, chosen one by one, of which so many let others read a result. `are_nearest` is said
    of the most alike among those that do, where of the most alike of all too few do."""

    members: int
    readable: int
    are_nearest: bool = False


def hint_of(comparator: Comparator) -> str:
    """What to do where too few are counted: no group is wider than all councils."""
    return LATER if comparator is Comparator.ALL else WIDER


def is_counted_in_words(benchmarks: Mapping[Part, Benchmark], chosen: Chosen | None, hint: str) -> Iterator[str]:
    """For scores and success factors apart; `chosen` is None where all councils of a kind are counted."""
    enough = [part for part in COUNTED if benchmarks[part].is_enough]
    if chosen is not None and chosen.members:
        yield _readable(chosen)
    for part in enough:
        yield _counted(part, benchmarks[part], is_chosen=chosen is not None)
    if enough:
        yield ROWS
    if chosen is not None and chosen.members < LEAST_COUNCILS:
        yield _too_small(chosen.members)
    elif Part.SCORES not in enough:
        yield not_enough(hint)


def not_enough(hint: str) -> str:
    need = f"Not enough councils yet: a distribution needs {LEAST_COUNCILS} besides yours"
    return f"{need}, and so far fewer can be counted in this group. {hint}"


def _too_small(members: int) -> str:
    return f"A distribution needs {LEAST_COUNCILS} councils besides yours, and this group has {members}."


def _readable(chosen: Chosen) -> str:
    only = "In a group chosen one by one nobody else is counted."
    if chosen.are_nearest:
        return f"{FEW_ALIKE} {_nearest(chosen.members)} Nobody else is counted."
    if chosen.members == 1:
        does = "lets" if chosen.readable else "does not let"
        return f"The one council of this group {does} other councils read a result in this edition. {only}"
    who = {0: "None", 1: "1 council"}.get(chosen.readable, f"{chosen.readable} councils")
    let = "let" if chosen.readable > 1 else "lets"
    return f"{who} of these {chosen.members} {let} other councils read a result in this edition. {only}"


def _nearest(members: int) -> str:
    if members == 1:
        return "Here stands the one council of any kind that does."
    return f"Here stand the {members} most like yours of all that do, by name."


def _counted(part: Part, benchmark: Benchmark, *, is_chosen: bool) -> str:
    counted = f"{part.label}: {benchmark.councils} other councils counted."
    if is_chosen:
        return counted
    if not benchmark.named:
        return f"{counted} None of them is named."
    hidden = benchmark.councils - benchmark.named
    let = "lets" if benchmark.named == 1 else "let"
    rest = f"; {hidden} {'is' if hidden == 1 else 'are'} counted and not named" if hidden else ""
    return f"{counted} {benchmark.named} {let} other councils read their result{rest}."
