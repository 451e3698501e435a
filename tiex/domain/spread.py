"""How far individual answers to a statement lie apart, and what a meeting does with that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heapify, heappop, heappush
from math import sqrt

from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Scale
from tiex.domain.people import RoleGroup

# Fewer people than this are never shown as a group, nor can they be reckoned from what is shown.
LEAST_IN_A_GROUP = 3
# As far apart as when half of the people choose one level and half the next one.
WIDE_SPREAD = 0.5
# One in so many who do not know is worth a talk.
UNSURE_SHARE = 4
MINUTES_EACH = range(3, 16)
MEETING_MINUTES = range(15, 481)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many people gave which answer: by the key of a level, not-applicable or dont-know.

    `levels` holds the weights of the scale's levels by their keys; `asked` is how many could have answered.
    """

    counts: Mapping[str, int]
    levels: Mapping[str, int]
    asked: int

    @property
    def answered(self) -> int:
        return sum(self.counts.values())

    @property
    def not_answered(self) -> int:
        return max(self.asked - self.answered, 0)

    @property
    def unsure(self) -> int:
        return self.counts.get(DONT_KNOW, 0)

    @property
    def inapplicable(self) -> int:
        return self.counts.get(NOT_APPLICABLE, 0)

    @property
    def levelled(self) -> int:
        """How many gave a level."""
        return self.answered - self.unsure - self.inapplicable

    @property
    def spread(self) -> float:
        """0 where all who gave a level gave the same one, 1 where half are at either end of the scale.

        The standard deviation of the weights of all who gave a level, divided by half of the scale's range. It is the
        root of whole numbers, so that it does not depend on the order in which answers are added.
        """
        given = [(weight, self.counts.get(key, 0)) for key, weight in self.levels.items()]
        people = self.levelled
        if not people:
            return 0.0
        total = sum(weight * count for weight, count in given)
        squares = sum(weight * weight * count for weight, count in given)
        reach = max(self.levels.values()) - min(self.levels.values())
        return 2 * sqrt(people * squares - total * total) / (people * reach)

    @property
    def is_agreed(self) -> bool:
        """All who answered gave the same level, nobody does not know, and they are two or more."""
        is_of_one_kind = sum(1 for count in self.counts.values() if count) == 1
        return is_of_one_kind and self.levelled == self.answered >= 2

    @property
    def needs_discussion(self) -> bool:
        """Levels lie far apart, many do not know, some say it does not apply, or hardly anybody answered."""
        if self.is_agreed:
            return False
        is_unsure = self.unsure * UNSURE_SHARE >= self.answered
        return self.spread >= WIDE_SPREAD or is_unsure or self.inapplicable > 0 or self.answered < 2


def distribution_of(scale: Scale, counts: Mapping[str, int], asked: int) -> Distribution:
    """What is counted, on the scale of an edition."""
    return Distribution({key: count for key, count in counts.items() if count}, scale.weights, asked)


class Standing(StrEnum):
    """What the meeting does with a statement."""

    DISCUSS = "discuss"
    NEAR = "near"
    AGREED = "agreed"


def standing_of(distribution: Distribution) -> Standing:
    if distribution.is_agreed:
        return Standing.AGREED
    return Standing.DISCUSS if distribution.needs_discussion else Standing.NEAR


def agenda_order(distributions: Mapping[str, Distribution]) -> tuple[str, ...]:
    """Statement ids: by spread, then by how many do not know, then as they stand in the mapping."""
    return tuple(sorted(distributions, key=lambda key: (-distributions[key].spread, -distributions[key].unsure)))


def weight_of(distribution: Distribution) -> float:
    """How much of the time a statement deserves: its spread, and the share of those who do not know."""
    unsure = distribution.unsure / distribution.answered if distribution.answered else 1.0
    return 0.1 + distribution.spread + unsure


def share_minutes(length: int, weights: Sequence[float]) -> tuple[int, ...]:
    """Whole minutes for each statement in the order of the agenda, by weight.

    Each has as many as MINUTES_EACH allows. All together they are the length of the meeting, or less where each has the
    most already. Where there is not enough for all, the last ones have none.
    """
    least, most = MINUTES_EACH[0], MINUTES_EACH[-1]
    served = min(len(weights), length // least)
    minutes = [least] * served + [0] * (len(weights) - served)
    left = length - least * served
    queue = [(-weights[place] / least, place) for place in range(served)]
    heapify(queue)
    while left and queue:
        _, place = heappop(queue)
        minutes[place] += 1
        left -= 1
        if minutes[place] < most:
            heappush(queue, (-weights[place] / minutes[place], place))
    return tuple(minutes)


@dataclass(frozen=True, slots=True)
class GroupSplit:
    """What one group answered. `group` is None for the others: all who are in no group that is shown."""

    group: RoleGroup | None
    distribution: Distribution


def split_by_group(
    scale: Scale, answers: Iterable[tuple[str, str, int]], groups: Sequence[RoleGroup] = tuple(RoleGroup)
) -> tuple[GroupSplit, ...]:
    """Answers by role group, from triples of a group's key, an answer and how many gave it.

    A group is shown where LEAST_IN_A_GROUP or more of it answered. Those who are left are the others, shown or
    reckoned from the total: where they are too few, the smallest group that could be shown joins them. Nothing is
    shown where that leaves one group only, which would be the total again.
    """
    counted: dict[str, dict[str, int]] = {}
    for group, answer, count in answers:
        given = counted.setdefault(group, {})
        given[answer] = given.get(answer, 0) + count
    sizes = {group: sum(counts.values()) for group, counts in counted.items()}
    shown = [group for group in groups if sizes.get(group, 0) >= LEAST_IN_A_GROUP]
    hidden = sum(sizes.values()) - sum(sizes[group] for group in shown)
    if shown and 0 < hidden < LEAST_IN_A_GROUP:
        shown.remove(min(shown, key=lambda group: sizes[group]))
    others = [group for group in counted if group not in shown]
    split = [GroupSplit(group, distribution_of(scale, counted[group], sizes[group])) for group in shown]
    if any(sizes[group] for group in others):
        split.append(GroupSplit(None, _merged(scale, [counted[group] for group in others])))
    return tuple(split) if len(split) > 1 else ()


def _merged(scale: Scale, parts: Iterable[Mapping[str, int]]) -> Distribution:
    total: dict[str, int] = {}
    for counts in parts:
        for answer, count in counts.items():
            total[answer] = total.get(answer, 0) + count
    return distribution_of(scale, total, sum(total.values()))
