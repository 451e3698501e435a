"""Who to talk to: councils that were where one's own is, and have moved up since."""

from collections.abc import Iterable
from dataclasses import dataclass

from tiex.domain.edition import Edition
from tiex.domain.scoring import Answers, gaps
from tiex.domain.timeline import is_same_scale, pair_statements

# In points of a characteristic's score.
NEAR, HIGHER = 10, 15
MOST = 3
WIDEST = 5


@dataclass(frozen=True, slots=True)
class Score:
    """One council's score of a characteristic in one edition."""

    edition: Edition
    percent: int


@dataclass(frozen=True, slots=True)
class Rise:
    """Where a council was and where it is now."""

    then: Score
    now: Score


def widest_characteristics(edition: Edition, answers: Answers) -> tuple[str, ...]:
    """Those in which the widest gaps between position and ambition lie, the widest first."""
    return tuple(dict.fromkeys(gap.cell.characteristic for gap in gaps(edition, answers)[:WIDEST]))


def unchanged_characteristics(then: Edition, now: Edition) -> frozenset[str]:
    """Those of which both editions ask the same statements, word for word, on the same scale: scores of anything else
    are no rise."""
    if not is_same_scale(then.scale, now.scale):
        return frozenset()
    pairs = pair_statements(then, now)
    changed = {pair.place[0] for pair in pairs if not pair.is_same}
    return frozenset(pair.place[0] for pair in pairs) - changed


def rise_from(own: int, now: Score, earlier: Iterable[Score]) -> Rise | None:
    """The newest time at which a council was near one's own score and stood clearly below where it is now."""
    newest_first = sorted(earlier, key=lambda score: -score.edition.number)
    for then in newest_first:
        if abs(then.percent - own) <= NEAR and now.percent - then.percent >= HIGHER:
            return Rise(then, now)
    return None
