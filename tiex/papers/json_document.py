"""A report as JSON, in the shape that the schema beside this file documents; a book as JSON, which tells its shape."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tiex.domain.scoring import Tally
from tiex.papers.book import Book
from tiex.papers.report import AnswerGroup, Charted, Frame, Gap, Report, Score, ScoreTable

SCHEMA_VERSION = 1
SCHEMA = Path(__file__).resolve().parent / "result.schema.json"


def json_document(report: Report, schema_url: str) -> bytes:
    document = {
        "$schema": schema_url,
        "schema_version": SCHEMA_VERSION,
        **_frame(report.frame),
        "overall": {
            **_figures(report.overall.tally),
            "with_ambition": report.overall.with_ambition,
            "sentence": report.overall.sentence,
        },
        "characteristics": _groups(report.cells),
        "stages": _scores(report.stages),
        "gaps": [_gap(gap) for gap in report.gaps],
        "next_steps": [
            {"characteristic": name, "mode": s.mode, "stage": s.stage, "text": s.text, "state": s.state}
            for name, steps in report.next_steps
            for s in steps
        ],
        "cells_done": report.cells_done,
        "success_factors": {
            "introduction": report.factors_introduction,
            **_figures(report.factors_tally),
            "factors": _scores(report.factors),
        },
        "pillars": [
            {**row, "cells": dict(report.pillar_cells).get(row["name"], "")} for row in _scores(report.pillars)
        ],
        "notes": [
            {"kind": kind.name, "cell": cell.name, "about": about, "text": text}
            for kind in report.notes
            for cell in kind.cells
            for about, text in cell.texts
        ],
        "resources": [{"title": s.title, "url": s.url, "about": s.about, "why": s.why} for s in report.suggestions],
        "statements": _answers(report.statements, "cell"),
        "key_statements": _answers(report.key_statements, "success_factor"),
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def json_tables(book: Book) -> bytes:
    """Each table with its columns; a row has a value for each of them, null where there is none."""
    document = {
        "title": book.title,
        "council": {"code": book.council_code, "name": book.council},
        "edition": {"key": book.edition_key, "title": book.edition},
        "standing": book.standing,
        "made_on": book.made_on.isoformat(),
        "tables": [
            {
                "name": theme.name,
                "columns": [{"name": column.name, "unit": column.unit} for column in theme.columns],
                "rows": [[value.isoformat() if isinstance(value, date) else value for value in r] for r in theme.rows],
            }
            for theme in book.themes
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _frame(frame: Frame) -> dict[str, Any]:
    version = frame.version
    return {
        "title": frame.title,
        "council": {"code": frame.council_code, "name": frame.council, "is_invented": frame.is_invented},
        "edition": {"key": frame.edition_key, "title": frame.edition, "about": frame.about},
        "standing": frame.standing,
        "kind": "individual" if frame.is_individual else "consensus",
        "is_signed_off": frame.is_signed_off,
        "made_on": frame.made_on.isoformat(),
        "version": version
        and {
            "number": version.number,
            "fingerprint": "".join(version.fingerprint),
            "was_signed_off": version.was_signed_off,
            "is_intact": version.is_intact,
        },
        "method": list(frame.method),
    }


def _figures(tally: Tally) -> dict[str, Any]:
    return {
        "position": tally.percent,
        "ambition": tally.ambition_percent,
        "answered": tally.answered,
        "total": tally.total,
        "scored": tally.scored,
        "not_applicable": tally.not_applicable,
        "dont_know": tally.dont_know,
    }


def _score(score: Score) -> dict[str, Any]:
    return {"name": score.label, **_figures(score.tally)}


def _scores(part: Charted) -> list[dict[str, Any]]:
    return [_score(score) for group in part.table.groups for score in group.all]


def _groups(table: ScoreTable) -> list[Mapping[str, Any]]:
    """Characteristics, each with its cells."""
    return [
        {**_score(group.heading), "cells": [_score(row) for row in group.rows]}
        for group in table.groups
        if group.heading is not None
    ]


def _gap(gap: Gap) -> dict[str, Any]:
    moves = [{"stage": m.stage, "text": m.text, "from": m.position, "to": m.ambition} for m in gap.moves]
    return {"cell": gap.name, "steps": gap.steps, "stages": gap.stages, "moves": moves}


def _answers(groups: Sequence[AnswerGroup], place: str) -> list[dict[str, Any]]:
    return [
        {
            "id": a.id,
            place: group.name,
            "stage": a.stage,
            "text": a.text,
            "position": a.position,
            "ambition": a.ambition,
            "reason": a.reason,
            "minority_view": a.minority_view,
        }
        for group in groups
        for a in group.answers
    ]
