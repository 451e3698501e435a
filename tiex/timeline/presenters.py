"""Over time in words: two results beside each other, what was reworded between them, and what can be compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from markupsafe import Markup

from tiex.access.policy import reason_abolished
from tiex.charts.legend import LegendEntry
from tiex.charts.marks import mark_legend
from tiex.charts.marks_of_lines import Labelled, chart_of, same_words
from tiex.domain.answers import Answer
from tiex.domain.edition import Edition, Scale
from tiex.domain.scoring import Tally
from tiex.domain.timeline import Comparison, Line, Milestone, Pair, Result, Shared, compare, is_same_scale
from tiex.invitations.queries import CouncilPlace
from tiex.records.presenters import labels_of
from tiex.web.filters import count, percent, uk_date

FACTORS = "Critical success factors"
ALONE = "There is no earlier result to set beside it: your council has signed off no earlier edition."
NOTHING = "Your council has no result yet. Once one is agreed it stands here, and later ones beside it."
TAMPERED = (
    "{} has been tampered with: the signed record no longer has its fingerprint, so none of its figures are shown. "
    "Tell the exchange."
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two results. `label` is short enough for a column; `record_url` is empty for a predecessor's."""

    label: str
    title: str
    about: str
    record_url: str


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A score then and now. `points` is the difference like for like, `on` what it counts or why there is none."""

    label: str
    mode_key: str
    then: Tally
    now: Tally
    points: str
    on: str


@dataclass(frozen=True, slots=True)
class Table:
    """`charts` are titles with drawings, of which there is none where two scales differ; `sides` name the columns."""

    id: str
    caption: str
    first: str
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    charts: tuple[tuple[str, Markup], ...]
    sides: tuple[str, str]
    legend: tuple[LegendEntry, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One statement. `text` is the wording now, or the last one where it is asked no longer."""

    heading: str
    is_same: bool
    then: str
    now: str
    answers: str


@dataclass(frozen=True, slots=True)
class WordingCell:
    name: str
    mode_key: str
    statements: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class WordingGroup:
    """A characteristic, or the success factors, with what is the same in a few words."""

    name: str
    summary: str
    cells: tuple[WordingCell, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two results side by side. `ambition_then` is what was wanted, in per cent; None where none was given."""

    then: Side
    now: Side
    whole: Row
    ambition_then: int | None
    breaks: tuple[str, ...]
    tables: tuple[Table, ...]
    wording: tuple[WordingGroup, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """`said` are sentences about what is there and what is not."""

    title: str
    council: str
    is_invented: bool
    said: tuple[str, ...]
    choices: tuple[Choice, ...]
    compared: Compared | None


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to show: where the council is now, what can stand beside it, and which of that was chosen."""

    current: Milestone | None
    earlier: tuple[Milestone, ...]
    chosen: Milestone | None
    results: Mapping[Milestone, Result]


def present_timeline(council: CouncilPlace, found: Found, ends_on: date | None, today: date) -> TimelineView:
    """The whole page, whatever there is of it."""
    now, then = found.current, found.chosen
    pair = [found.results[m] for m in (then, now) if m in found.results and m is not None]
    said = (reason_abolished(ends_on, today), *_said(found, council))
    compared = _compared(then, now, *pair) if then and now and len(pair) == 2 else None
    choices = tuple(
        Choice(
            _full_title(milestone),
            url_for("timeline.over_time", council_code=council.code, beside=milestone.assessment_id),
            milestone is then,
        )
        for milestone in found.earlier
    )
    return TimelineView(
        title="Over time",
        council=council.name,
        is_invented=council.is_invented,
        said=tuple(sentence for sentence in said if sentence),
        choices=choices if len(choices) > 1 else (),
        compared=compared,
    )


def _said(found: Found, council: CouncilPlace) -> Iterable[str]:
    now, then = found.current, found.chosen
    if now is None:
        yield NOTHING
        return
    if not found.earlier:
        yield f"{now.edition_title}: {_about(now)}."
        yield ALONE
    elif not now.has_result:
        yield f"Nothing is agreed yet in {now.edition_title}. Its figures stand here once your council agrees them."
    for milestone in (now, then):
        if milestone is not None and milestone not in found.results:
            yield TAMPERED.format(_full_title(milestone))
    if then is not None and not then.is_own:
        yield _of_predecessor(then, council.name)


def _of_predecessor(milestone: Milestone, successor: str) -> str:
    end = f"came to an end on {uk_date(milestone.council_ends_on)}" if milestone.council_ends_on else "has ended"
    return (
        f"{milestone.council_name} {end}, and {successor} followed it. Its result stands here under its own name: "
        "its people agreed and signed it, for the area and the services that it had."
    )


def _full_title(milestone: Milestone) -> str:
    return milestone.edition_title if milestone.is_own else f"{milestone.edition_title}, {milestone.council_name}"


def _about(milestone: Milestone) -> str:
    if milestone.signed_off and milestone.signed_at:
        return f"signed off on {uk_date(milestone.signed_at)}"
    return "agreed so far, not signed off" if milestone.response_id else "nothing agreed yet"


def _side(milestone: Milestone) -> Side:
    label = milestone.edition_key if milestone.is_own else f"{milestone.edition_key}, {milestone.council_name}"
    return Side(label, _full_title(milestone), _about(milestone), _record_url(milestone))


def _record_url(milestone: Milestone) -> str:
    """The records of a predecessor are its own."""
    if not milestone.is_own or not milestone.signed_off:
        return ""
    return url_for("records.record", assessment_id=milestone.assessment_id, fingerprint=milestone.signed_off)


Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Both results with the names of what is in them, then and now."""

    then: Result
    now: Result
    names_then: Names
    names_now: Names

    def named(self, kind: str, key: str) -> str:
        """The name that something has now, or had where it is gone, with the name it had where that was another."""
        now, then = self.names_now[kind].get(key, ""), self.names_then[kind].get(key, "")
        return f"{now} (then: {then})" if now and then and now != then else now or then

    def answered(self, pair: Pair, levels: str) -> str:
        """Partly true then, fully true now; `levels` is the kind of name that their scales have."""
        parts = []
        if pair.then is not None:
            parts.append(f"{_position(self.then.answers.get(pair.then.id), self.names_then[levels])} then")
        if pair.now is not None:
            parts.append(f"{_position(self.now.answers.get(pair.now.id), self.names_now[levels])} now")
        said = ", ".join(parts)
        return f"{said[:1].upper()}{said[1:]}."


def _names(edition: Edition) -> Names:
    return {
        "characteristic": {each.key: each.short_name for each in edition.characteristics},
        "mode": {each.key: each.name for each in edition.modes},
        "stage": {each.key: each.name for each in edition.stages},
        "factor": {each.key: each.name for each in edition.factor_sheet.factors},
        "levels": labels_of(edition.scale),
        "factor levels": labels_of(edition.factor_sheet.scale),
    }


def _position(answer: Answer | None, labels: Mapping[str, str]) -> str:
    if answer is None or answer.position is None:
        return "nothing agreed"
    label = labels.get(answer.position, answer.position)
    return f"{label[:1].lower()}{label[1:]}"


def _compared(then: Milestone, now: Milestone, before: Result, after: Result) -> Compared:
    comparison, reading = compare(before, after), _Reading(before, after, _names(before.edition), _names(after.edition))
    sides = _side(then), _side(now)
    return Compared(
        then=sides[0],
        now=sides[1],
        whole=_row("All statements", comparison.whole, ""),
        ambition_then=comparison.whole.then.ambition_percent,
        breaks=tuple(_breaks(comparison, reading, sides)),
        tables=tuple(_tables(comparison, reading, (sides[0].label, sides[1].label))),
        wording=tuple(_wording(comparison, reading)),
    )


def _breaks(comparison: Comparison, reading: _Reading, sides: tuple[Side, Side]) -> Iterable[str]:
    """What changed between the two, in sentences."""
    then, now = reading.then.edition, reading.now.edition
    yield _wording_sentence(comparison.whole.shared, "statement")
    yield _wording_sentence(comparison.factors_whole.shared, "key statement")
    for one, other, what in (
        (then.scale, now.scale, "The statements"),
        (then.factor_sheet.scale, now.factor_sheet.scale, "The success factors"),
    ):
        if not is_same_scale(one, other):
            yield (
                f"{what} have another scale: {_levels(one)} in {sides[0].label}; {_levels(other)} in {sides[1].label}. "
                "A per cent of one is not a per cent of the other, so nothing is converted, no chart shows both and "
                "no difference is worked out."
            )
    if then.wording.position_prompt != now.wording.position_prompt:
        asked = f"“{then.wording.position_prompt}”, and is now “{now.wording.position_prompt}”"
        yield f"The question above the statements was {asked}"


def _levels(scale: Scale) -> str:
    return ", ".join(level.label.lower() for level in scale.levels)


def _wording_sentence(shared: Shared, one: str) -> str:
    if shared.is_everything:
        return f"All {count(shared.asked, one)} are word for word the same."
    changes = [
        f"{shared.reworded} {'was' if shared.reworded == 1 else 'were'} reworded" if shared.reworded else "",
        f"{shared.new} {'is' if shared.new == 1 else 'are'} new" if shared.new else "",
        f"{shared.gone} {'is' if shared.gone == 1 else 'are'} asked no longer" if shared.gone else "",
    ]
    same = f"{shared.same} of the {count(shared.asked, one)} asked now ({shared.percent}%)"
    verb = "is" if shared.same == 1 else "are"
    return f"{same} {verb} word for word the same; {', '.join(change for change in changes if change)}."


def _tables(comparison: Comparison, reading: _Reading, sides: tuple[str, str]) -> Iterable[Table]:
    def table(caption: str, first: str, kind: str, lines: Sequence[Line]) -> Table:
        rows, table_id = _named(reading, kind, lines), f"by-{kind}"
        chart = chart_of(f"marks-{kind}", f"{caption}, then and now", rows)
        charts = (("", chart),) if chart else ()
        return Table(table_id, caption, first, (("", _rows(rows)),), charts, sides, mark_legend(*sides))

    yield table("By characteristic", "Characteristic", "characteristic", comparison.characteristics)
    yield table("By change mode", "Change mode", "mode", comparison.modes)
    yield _cells(comparison, reading, sides)
    yield table(FACTORS, "Success factor", "factor", comparison.factors)


def _named(reading: _Reading, kind: str, lines: Iterable[Line]) -> tuple[Labelled, ...]:
    """Each line with its name, by the last part of its place, and the key of its change mode."""
    return tuple(
        (reading.named(kind, line.place[-1]), line, line.place[-1] if kind == "mode" else "") for line in lines
    )


def _cells(comparison: Comparison, reading: _Reading, sides: tuple[str, str]) -> Table:
    groups: list[tuple[str, tuple[Row, ...]]] = []
    charts: list[tuple[str, Markup]] = []
    for name, whole, _ in _named(reading, "characteristic", comparison.characteristics):
        rows = _named(reading, "mode", _cells_of(comparison, whole))
        chart = chart_of(f"marks-{whole.place[0]}", f"{name} by change mode, then and now", rows)
        groups.append((name, _rows(rows)))
        charts += [(name, chart)] if chart else []
    return Table("by-cell", "By cell", "Cell", tuple(groups), tuple(charts), sides, mark_legend(*sides))


def _cells_of(comparison: Comparison, whole: Line) -> tuple[Line, ...]:
    return tuple(line for line in comparison.cells if line.place[0] == whole.place[0])


def _rows(rows: Iterable[Labelled]) -> tuple[Row, ...]:
    return tuple(_row(*row) for row in rows)


def _row(label: str, line: Line, mode_key: str) -> Row:
    points, on = _like_for_like(line)
    return Row(label, mode_key, line.then, line.now, points, on)


def _like_for_like(line: Line) -> tuple[str, str]:
    """15 points higher, on the same 4 statements; or why nothing can be said."""
    if line.like is None:
        return "", "another scale"
    then, now = line.like
    if line.difference is None:
        return (
            "",
            "nothing agreed yet" if not line.now.answered else f"{same_words(line.shared)}, none counts both times",
        )
    points = _points(line.difference)
    if line.shared.is_everything and then.scored == line.shared.asked:
        return points, f"on {same_words(line.shared)}"
    return points, f"on {then.scored} of {line.shared.asked}: {percent(then.percent)} then, {percent(now.percent)} now"


def _points(difference: int) -> str:
    """15 points higher."""
    if not difference:
        return "no change"
    return f"{count(abs(difference), 'point')} {'higher' if difference > 0 else 'lower'}"


def _wording(comparison: Comparison, reading: _Reading) -> Iterable[WordingGroup]:
    for name, whole, _ in _named(reading, "characteristic", comparison.characteristics):
        cells = tuple(
            WordingCell(mode, mode_key, _statements(line, reading, "stage", "levels"))
            for mode, line, mode_key in _named(reading, "mode", _cells_of(comparison, whole))
        )
        yield WordingGroup(name, same_words(whole.shared), cells)
    factors = tuple(
        WordingCell(name, "factor", _statements(line, reading, "", "factor levels"))
        for name, line, _ in _named(reading, "factor", comparison.factors)
    )
    yield WordingGroup(FACTORS, same_words(comparison.factors_whole.shared, "key statement"), factors)


def _statements(line: Line, reading: _Reading, kind: str, levels: str) -> tuple[Wording, ...]:
    return tuple(
        Wording(
            reading.named(kind, pair.place[-1]) if kind else "",
            pair.is_same,
            pair.then.text if pair.then else "",
            pair.now.text if pair.now else "",
            reading.answered(pair, levels),
        )
        for pair in line.pairs
    )
