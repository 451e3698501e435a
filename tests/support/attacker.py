"""What somebody can learn who keeps every figure that was ever shown and adds and subtracts them at will."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

# One hidden council of each figure, at most, may be the attacker's own.
LEAST = 6
Shown = frozenset[str]


def too_narrow(figures: Collection[Shown]) -> tuple[Shown, Shown] | None:
    """Two figures whose difference is of fewer hidden councils than LEAST, and not of none."""
    whole = sorted({Shown(), *figures}, key=sorted)
    return next(((one, other) for one, other in combinations(whole, 2) if len(one ^ other) < LEAST), None)


def exposed(figures: Collection[Shown]) -> Shown | None:
    """Hidden councils, fewer than LEAST, of which some sum of multiples of figures tells and of nobody else.

    A sum tells of these alone where the figures without them are of a lower rank. Councils that are in the same
    figures cannot be told apart, so they are taken together.
    """
    rows = sorted({figure for figure in figures if figure}, key=sorted)
    alike = Counter(tuple(name in row for row in rows) for name in sorted(Shown().union(*rows)))
    columns = list(alike)
    rank = _rank([[column[row] for column in columns] for row in range(len(rows))])
    for few in _few(columns, [alike[column] for column in columns]):
        rest = [column for column in columns if column not in few]
        if _rank([[column[row] for column in rest] for row in range(len(rows))]) < rank:
            return Shown(name for name in Shown().union(*rows) if tuple(name in row for row in rows) in few)
    return None


def _few(columns: Sequence[tuple[bool, ...]], sizes: Sequence[int]) -> Iterator[frozenset[tuple[bool, ...]]]:
    """Each choice of columns that stand for fewer councils than LEAST."""
    small = [(column, size) for column, size in zip(columns, sizes, strict=True) if size < LEAST]
    for number in range(1, LEAST):
        for chosen in combinations(small, number):
            if sum(size for _, size in chosen) < LEAST:
                yield frozenset(column for column, _ in chosen)


def _rank(matrix: Sequence[Sequence[bool]]) -> int:
    rows = [[Fraction(int(value)) for value in row] for row in matrix]
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((index for index in range(rank, len(rows)) if rows[index][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for index in range(rank + 1, len(rows)):
            if rows[index][column]:
                factor = rows[index][column] / rows[rank][column]
                rows[index] = [a - factor * b for a, b in zip(rows[index], rows[rank], strict=True)]
        rank += 1
    return rank
