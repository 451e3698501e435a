"""An edition as a plain document, which the database keeps so that the edition stays readable for ever."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from tiex.content.checking import ContentError
from tiex.domain.edition import (
    Cell,
    ChangeMode,
    Characteristic,
    Edition,
    FactorSheet,
    KeyStatement,
    Level,
    NoteKind,
    OtherAnswer,
    Scale,
    Stage,
    Statement,
    SuccessFactor,
    Wording,
)

FORMAT = 1


def to_document(edition: Edition) -> dict[str, Any]:
    """Plain dicts, lists, text and numbers that JSON can hold; `from_document` gives the same edition back."""
    document = {field: _plain(value) for field, value in asdict(edition).items()}
    return {"format": FORMAT, **document}


def canonical_json(edition: Edition) -> str:
    """The document with sorted keys and no white space, the same for the same edition on every machine."""
    return json.dumps(to_document(edition), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(edition: Edition) -> str:
    """SHA-256 of the canonical JSON in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(edition).encode()).hexdigest()


def from_document(document: dict[str, Any]) -> Edition:
    """The edition in a stored document, checked for its shape only; ContentError where that is another one."""
    fields = dict(document)
    if fields.pop("format", None) != FORMAT:
        raise ContentError(f"edition document: format: must be {FORMAT}")
    try:
        return _edition(fields)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ContentError(f"edition document: has another shape: {error}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {field: _plain(inner) for field, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _edition(fields: dict[str, Any]) -> Edition:
    built = {
        "starts_on": date.fromisoformat(fields["starts_on"]),
        "ends_on": date.fromisoformat(fields["ends_on"]),
        "wording": Wording(**fields["wording"]),
        "scale": _scale(fields["scale"]),
        "note_kinds": tuple(NoteKind(**row) for row in fields["note_kinds"]),
        "modes": tuple(ChangeMode(**_with_tuples(row, "examples")) for row in fields["modes"]),
        "stages": tuple(Stage(**row) for row in fields["stages"]),
        "characteristics": tuple(Characteristic(**row) for row in fields["characteristics"]),
        "cells": tuple(_cell(row) for row in fields["cells"]),
        "factor_sheet": _factor_sheet(fields["factor_sheet"]),
    }
    return Edition(**fields | built)


def _with_tuples(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return row | {name: tuple(row[name]) for name in names}


def _scale(row: dict[str, Any]) -> Scale:
    levels = tuple(Level(**level) for level in row["levels"])
    others = tuple(OtherAnswer(**other) for other in row["others"])
    return Scale(**row | {"levels": levels, "others": others})


def _cell(row: dict[str, Any]) -> Cell:
    statements = tuple(Statement(**_with_tuples(statement, "evidence")) for statement in row["statements"])
    return Cell(**_with_tuples(row, "barber_pillars", "keywords") | {"statements": statements})


def _factor_sheet(row: dict[str, Any]) -> FactorSheet:
    factors = tuple(_factor(factor) for factor in row["factors"])
    return FactorSheet(**row | {"scale": _scale(row["scale"]), "factors": factors})


def _factor(row: dict[str, Any]) -> SuccessFactor:
    statements = tuple(KeyStatement(**statement) for statement in row["statements"])
    return SuccessFactor(**_with_tuples(row, "keywords") | {"statements": statements})
