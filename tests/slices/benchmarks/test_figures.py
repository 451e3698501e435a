"""Every figure of 400 invented councils, checked against sums and sorted lists that know nothing of the rules."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import stored
from tests.support.many_councils import Result, invent_results, lay_results
from tests.support.people import OPEN
from tiex.benchmarks.commands import rebuild
from tiex.benchmarks.queries import find_differences, list_benchmarks
from tiex.content.editions import load_edition
from tiex.domain.benchmark import measures_of
from tiex.domain.publishing import Part, Ring
from tiex.models import BenchmarkEntryRow, BenchmarkRow, CohortRow

COUNCILS, FEW = 400, 40
EDITION = load_edition(OPEN)
POINTS = {level.key: level.weight for level in EDITION.scale.levels}
AGREED = {level.key: level.weight for level in EDITION.factor_sheet.scale.levels}


def percent_of(points: list[int], most: int) -> int | None:
    """Rounded half up."""
    return int(Fraction(100 * sum(points), most * len(points)) + Fraction(1, 2)) if points else None


def scores_by_hand(result: Result) -> dict[str, int]:
    found: dict[str, int | None] = {}
    for theme, key, ids in subjects_by_hand():
        answers = [result.answers[each] for each in ids if each in result.answers]
        for side in ("position", "ambition"):
            points = [POINTS[level] for each in answers if (level := getattr(each, side)) in POINTS]
            found[f"{theme}:{key}:{side}"] = percent_of(points, max(POINTS.values()))
    for factor in EDITION.factor_sheet.factors:
        points = [AGREED[result.answers[s.id].position or ""] for s in factor.statements]
        found[f"factor:{factor.key}:position"] = percent_of(points, max(AGREED.values()))
    return {key: score for key, score in found.items() if score is not None}


def subjects_by_hand() -> Iterator[tuple[str, str, list[str]]]:
    for cell in EDITION.cells:
        yield "cell", cell.id, [s.id for s in cell.statements]
    statements = [(cell, s) for cell in EDITION.cells for s in cell.statements]
    for characteristic in EDITION.characteristics:
        yield (
            "characteristic",
            characteristic.key,
            [s.id for c, s in statements if c.characteristic == characteristic.key],
        )
    for mode in EDITION.modes:
        yield "mode", mode.key, [s.id for c, s in statements if c.mode == mode.key]
    for stage in EDITION.stages:
        yield "stage", stage.key, [s.id for _, s in statements if s.stage == stage.key]


def quartiles_by_hand(scores: list[int]) -> list[float]:
    scores, found = sorted(scores), []
    for share in (0.25, 0.5, 0.75):
        place = share * len(scores)
        whole = int(place)
        found.append((scores[whole - 1] + scores[whole]) / 2 if place == whole else float(scores[whole]))
    return found


def in_group(result: Result, group: str) -> bool:
    council = result.council
    wanted = dict(part.split(":") for part in group.split("|")) if group != "all" else {}
    return all(getattr(council, name) == value for name, value in wanted.items())


@pytest.fixture
def laid(app: Flask) -> Flask:
    with stored(app) as session:
        lay_results(session, COUNCILS)
        session.commit()
    return app


def members_by_hand(app: Flask, part: str, audience: str, group: str) -> tuple[list[Result], dict[str, list[Result]]]:
    """Who counts by name, and in which cohort the others do: from what each chose and where it was put."""
    results = {result.council.code: result for result in invent_results(COUNCILS)}
    shown_to = {"councils": ("councils", "everyone"), "everyone": ("everyone",)}[audience]
    named = [
        r for r in results.values() if (r.scores if part == "scores" else r.factors) in shown_to and in_group(r, group)
    ]
    cohorts = defaultdict[str, list[Result]](list)
    with stored(app) as session:
        row = BenchmarkEntryRow
        query = select(row.council_code, row.cohort_id).where(row.part == part, row.cohort_id.is_not(None))
        for code, cohort_id in session.execute(query):
            cohorts[str(cohort_id)].append(results[code])
        rings = {str(cohort.id): cohort.ring for cohort in session.scalars(select(CohortRow))}
    hidden = {key: all_in for key, all_in in cohorts.items() if rings[key] not in shown_to}
    return named, {key: found for key, found in hidden.items() if all(in_group(r, group) for r in found)}


def test_every_figure_is_that_of_its_councils(laid: Flask) -> None:
    by_hand = {result.council.code: scores_by_hand(result) for result in invent_results(COUNCILS)}
    with stored(laid) as session:
        rows = list(session.scalars(select(BenchmarkRow)))
        kept = list_benchmarks(session, OPEN)
        assert {(row.councils, row.named) for row in rows}
    checked = 0
    for row in rows:
        named, cohorts = members_by_hand(laid, row.part, row.audience, row.group_key)
        assert row.named == len(named)
        assert row.councils == len(named) + sum(map(len, cohorts.values()))
        benchmark = kept.get((Part(row.part), Ring(row.audience), row.group_key))
        for measure in measures_of(EDITION):
            if measure.theme.part == row.part:
                scores = scores_in(by_hand, measure.id, named, cohorts)
                found = benchmark.histograms.get(measure.id) if benchmark else None
                assert expand(found.counts if found else {}) == sorted(scores), (row.group_key, measure)
                if found and found.quartiles:
                    q = found.quartiles
                    assert [float(each) for each in (q.lower, q.middle, q.upper)] == quartiles_by_hand(scores)
                    checked += 1
    assert checked > 2_000


def scores_in(
    by_hand: Mapping[str, Mapping[str, int]], measure: str, named: list[Result], cohorts: Mapping[str, list[Result]]
) -> list[int]:
    """Of those who are named, and of each cohort in which six or more have a score here."""
    scores = [by_hand[r.council.code][measure] for r in named if measure in by_hand[r.council.code]]
    for members in cohorts.values():
        found = [by_hand[r.council.code][measure] for r in members if measure in by_hand[r.council.code]]
        scores += found if len(found) >= 6 else []
    return scores


def expand(counts: Mapping[int, int]) -> list[int]:
    return [score for score, number in sorted(counts.items()) for _ in range(number)]


def test_adding_up_anew_changes_nothing_and_a_wrong_figure_is_named(app: Flask) -> None:
    with stored(app) as session:
        lay_results(session, FEW)
        assert list(find_differences(session, OPEN)) == []
        before = list_benchmarks(session, OPEN)
        rebuild(session=session)
        assert list_benchmarks(session, OPEN) == before
        row: Any = session.get_one(BenchmarkRow, (OPEN, "scores", "councils", "all"))
        row.counts = {**row.counts, "mode:service:position": {"1": 40}}
        entry = session.scalars(select(BenchmarkEntryRow).order_by(BenchmarkEntryRow.assessment_id)).first()
        assert entry is not None
        entry.figures = {**entry.figures, "mode:service:position": 1}
        session.flush()
        found = list(find_differences(session, OPEN))
        assert any("scores of the group all, for councils" in line for line in found)
        assert any(f"{entry.council_code}, assessment {entry.assessment_id}" in line for line in found)
        rebuild(session=session)
        left = list(find_differences(session, OPEN))
        assert len(left) == 1
        session.rollback()
