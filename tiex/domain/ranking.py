"""Which of many come first: nobody is left out for standing later in a list than those who are level with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Generic, TypeVar

T = TypeVar("T")
# So many are named at the most, however many are level.
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Leading(Generic[T]):
    """`level` are left out although they are level with the last that is shown."""

    shown: tuple[T, ...]
    level: tuple[T, ...] = ()


def leading(items: Sequence[T], worth: Callable[[T], object], *, least: int, most: int = MOST_NAMED) -> Leading[T]:
    """The `least` first of items in the order of their worth, with those level with the last of them up to `most`."""
    if len(items) <= least:
        return Leading(tuple(items))
    last = worth(items[least - 1])
    end = least + len(list(takewhile(lambda item: worth(item) == last, items[least:])))
    shown = min(end, max(least, most))
    return Leading(tuple(items[:shown]), tuple(items[shown:end]))
