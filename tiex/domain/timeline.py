"""Over time: two results of different editions side by side, and how much of what they answer is the same wording."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from tiex.domain.answers import Answer
from tiex.domain.edition import Edition, KeyStatement, Scale, Statement
from tiex.domain.scoring import Tally, tally

# A statement is the same place in two editions where characteristic, mode and stage are; a key statement where factor
# and id are. Whether it is the same statement, its words decide.
Place = tuple[str, ...]
Asked = Statement | KeyStatement


@dataclass(frozen=True, slots=True)
class Milestone:
    """A council in an edition. `signed_off` is the fingerprint of what both signatories signed last; `response_id` is
    of the consensus as it stands, of one's own council only."""

    council_code: str
    council_name: str
    council_ends_on: date | None
    is_own: bool
    edition_key: str
    edition_title: str
    edition_number: int
    edition_sha256: str
    starts_on: date
    ends_on: date
    assessment_id: int | None = None
    response_id: int | None = None
    signed_off: str = ""
    signed_at: datetime | None = None

    @property
    def has_result(self) -> bool:
        return bool(self.signed_off) or self.response_id is not None

    def has_ended(self, today: date) -> bool:
        return self.council_ends_on is not None and self.council_ends_on < today


def current_of(milestones: Iterable[Milestone], today: date, *, is_abolished: bool) -> Milestone | None:
    """Where the council is: in the edition that is open, with or without a result; else its newest result."""
    own = sorted((m for m in milestones if m.is_own), key=lambda milestone: -milestone.edition_number)
    is_asked = [m for m in own if not is_abolished and m.starts_on <= today <= m.ends_on]
    return next((m for m in (*is_asked, *own) if m.has_result or m in is_asked), None)


def earlier_than(current: Milestone, milestones: Iterable[Milestone], today: date) -> tuple[Milestone, ...]:
    """What can stand beside the current one: signed results of earlier editions, and of predecessors up to this
    edition; the newest first, the own council before its predecessors. A predecessor that is still there keeps its
    results to itself."""
    found = (
        m
        for m in milestones
        if m.signed_off
        and m is not current
        and m.edition_number <= current.edition_number - m.is_own
        and (m.is_own or m.has_ended(today))
    )
    return tuple(sorted(found, key=lambda m: (-m.edition_number, not m.is_own, m.council_name, m.council_code)))


@dataclass(frozen=True, slots=True)
class Result:
    """What a council agreed in an edition; no answers where nothing is agreed yet."""

    edition: Edition
    answers: Mapping[str, Answer]

    def is_scored(self, scale: Scale, asked: Asked) -> bool:
        answer = self.answers.get(asked.id)
        return answer is not None and answer.position in scale.weights


@dataclass(frozen=True)
class Pair:
    """What two editions ask in the same place; None where one asks nothing there."""

    place: Place
    then: Asked | None
    now: Asked | None

    @cached_property
    def is_same(self) -> bool:
        """Word for word, whatever the white space."""
        if self.then is None or self.now is None:
            return False
        return self.then.text == self.now.text or self.then.text.split() == self.now.text.split()


@dataclass(frozen=True, slots=True)
class Shared:
    """How the wording of some statements went on: `same` and `reworded` of those asked now, `new` and `gone`."""

    asked: int
    same: int
    reworded: int
    new: int
    gone: int

    @property
    def is_everything(self) -> bool:
        return self.same == self.asked and not self.gone

    @property
    def percent(self) -> int:
        """Rounded down, so that it is 100 only where nothing changed."""
        return 100 * self.same // self.asked if self.asked else 0


def shared(pairs: Sequence[Pair]) -> Shared:
    asked = [pair for pair in pairs if pair.now is not None]
    same = sum(pair.is_same for pair in asked)
    new = sum(pair.then is None for pair in asked)
    return Shared(len(asked), same, len(asked) - same - new, new, len(pairs) - len(asked))


@dataclass(frozen=True)
class Line:
    """The figures of some statements then and now. `like` are those over the statements that are word for word the
    same and count both times; None where the scales differ, because then no figure can be set against another."""

    place: Place
    pairs: tuple[Pair, ...]
    then: Tally
    now: Tally
    like: tuple[Tally, Tally] | None

    @cached_property
    def shared(self) -> Shared:
        return shared(self.pairs)

    @property
    def difference(self) -> int | None:
        """Points now above those then, like for like; None where there is nothing alike to compare."""
        if self.like is None:
            return None
        then, now = (figures.percent for figures in self.like)
        return None if then is None or now is None else now - then


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything then and now. Success factors are never mixed in with the rest."""

    whole: Line
    characteristics: tuple[Line, ...]
    modes: tuple[Line, ...]
    cells: tuple[Line, ...]
    factors: tuple[Line, ...]
    factors_whole: Line


def is_same_scale(one: Scale, other: Scale) -> bool:
    """The same levels in the same order, with the same names and weights."""
    return [(level.key, level.label, level.weight) for level in one.levels] == [
        (level.key, level.label, level.weight) for level in other.levels
    ]


def pair_statements(then: Edition, now: Edition) -> tuple[Pair, ...]:
    """Every place in which one of them asks something."""
    return _pairs(_statements(then), _statements(now))


def compare(then: Result, now: Result) -> Comparison:
    statements = pair_statements(then.edition, now.edition)
    scales = then.edition.scale, now.edition.scale
    key_statements = _pairs(_key_statements(then.edition), _key_statements(now.edition))
    factor_scales = then.edition.factor_sheet.scale, now.edition.factor_sheet.scale
    return Comparison(
        whole=_line((), statements, then, now, scales),
        characteristics=_lines((0,), statements, then, now, scales),
        modes=_lines((1,), statements, then, now, scales),
        cells=_lines((0, 1), statements, then, now, scales),
        factors=_lines((0,), key_statements, then, now, factor_scales),
        factors_whole=_line((), key_statements, then, now, factor_scales),
    )


def _statements(edition: Edition) -> Mapping[Place, Asked]:
    return {(cell.characteristic, cell.mode, s.stage): s for cell in edition.cells for s in cell.statements}


def _key_statements(edition: Edition) -> Mapping[Place, Asked]:
    return {(factor.key, s.id): s for factor in edition.factor_sheet.factors for s in factor.statements}


def _pairs(then: Mapping[Place, Asked], now: Mapping[Place, Asked]) -> tuple[Pair, ...]:
    """In the order of now; what is asked no longer comes last."""
    return tuple(Pair(place, then.get(place), now.get(place)) for place in dict.fromkeys((*now, *then)))


def _lines(
    axes: Sequence[int], pairs: Sequence[Pair], then: Result, now: Result, scales: tuple[Scale, Scale]
) -> tuple[Line, ...]:
    """One for each different value on these axes of a place."""
    groups: dict[Place, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(tuple(pair.place[axis] for axis in axes), []).append(pair)
    return tuple(_line(place, group, then, now, scales) for place, group in groups.items())


def _line(place: Place, pairs: Sequence[Pair], then: Result, now: Result, scales: tuple[Scale, Scale]) -> Line:
    like = [pair for pair in pairs if _counts_in_both(pair, then, now, scales)] if is_same_scale(*scales) else None
    return Line(
        place,
        tuple(pairs),
        _tally_then(pairs, then, scales[0]),
        _tally_now(pairs, now, scales[1]),
        None if like is None else (_tally_then(like, then, scales[0]), _tally_now(like, now, scales[1])),
    )


def _counts_in_both(pair: Pair, then: Result, now: Result, scales: tuple[Scale, Scale]) -> bool:
    if pair.then is None or pair.now is None or not pair.is_same:
        return False
    return then.is_scored(scales[0], pair.then) and now.is_scored(scales[1], pair.now)


def _tally_then(pairs: Iterable[Pair], then: Result, scale: Scale) -> Tally:
    return tally(scale, (pair.then.id for pair in pairs if pair.then), then.answers)


def _tally_now(pairs: Iterable[Pair], now: Result, scale: Scale) -> Tally:
    return tally(scale, (pair.now.id for pair in pairs if pair.now), now.answers)
