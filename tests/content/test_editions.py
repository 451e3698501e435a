"""The two real editions, and the document in which an edition is stored."""

import json
from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from tiex.content.checking import ContentError
from tiex.content.editions import (
    canonical_json,
    edition_keys,
    fingerprint,
    from_document,
    load_edition,
    to_document,
)
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Edition


@pytest.fixture
def first() -> Edition:
    return load_edition("2019-20")


@pytest.fixture
def second() -> Edition:
    return load_edition("2026-27")


def test_editions_stand_in_the_order_of_their_numbers() -> None:
    assert edition_keys() == ("2019-20", "2026-27")


def test_the_first_edition_is_complete(first: Edition) -> None:
    assert [len(part) for part in (first.characteristics, first.modes, first.stages, first.cells)] == [6, 3, 4, 18]
    assert len(first.statements) == 72
    assert {len(cell.statements) for cell in first.cells} == {4}
    assert [len(factor.statements) for factor in first.factor_sheet.factors] == [6, 6, 6]
    assert (first.starts_on, first.ends_on) == (date(2019, 4, 1), date(2020, 3, 31))


def test_cells_stand_characteristic_by_characteristic_and_mode_by_mode(first: Edition) -> None:
    grid = [(c.key, mode.key) for c in first.characteristics for mode in first.modes]
    assert [(cell.characteristic, cell.mode) for cell in first.cells] == grid


def test_statements_stand_in_the_order_of_the_stages(first: Edition) -> None:
    for cell in first.cells:
        assert [statement.stage for statement in cell.statements] == ["understand", "plan", "do", "review"]
        assert {statement.cell_id for statement in cell.statements} == {cell.id}


def test_the_scales_are_read_with_their_weights(first: Edition) -> None:
    assert [(level.key, level.weight, level.bars) for level in first.scale.levels] == [
        ("not-yet", 0, 1),
        ("partly", 1, 2),
        ("fully", 2, 3),
    ]
    assert [other.key for other in first.scale.others] == [NOT_APPLICABLE, DONT_KNOW]
    assert [level.weight for level in first.factor_sheet.scale.levels] == [3, 2, 1, 0]
    assert first.factor_sheet.scale.others == ()


def test_a_characteristic_without_a_short_name_is_called_by_its_name(first: Edition) -> None:
    assert first.characteristic("role").short_name == "Role of the authority"
    assert first.characteristic("data").short_name == "Use of data and intelligence"


def test_the_second_edition_takes_over_every_statement(first: Edition, second: Edition) -> None:
    assert second.based_on == "2019-20"
    assert second.cells == first.cells
    assert second.factor_sheet == first.factor_sheet
    assert (second.wording, second.scale, second.source) == (first.wording, first.scale, first.source)
    assert (second.number, second.starts_on, second.ends_on) == (2, date(2026, 4, 1), date(2027, 3, 31))


def test_an_edition_is_loaded_once_and_cannot_be_changed(first: Edition) -> None:
    assert load_edition("2019-20") is first
    with pytest.raises(FrozenInstanceError):
        first.title = "Another"  # type: ignore[misc]


@pytest.mark.parametrize("key", ["2019-20", "2026-27"])
def test_a_document_gives_the_same_edition_back(key: str) -> None:
    edition = load_edition(key)
    stored = json.loads(json.dumps(to_document(edition)))
    assert from_document(stored) == edition
    assert from_document(json.loads(canonical_json(edition))) == edition


def test_the_canonical_form_has_sorted_keys_no_white_space_and_plain_letters(first: Edition) -> None:
    text = canonical_json(replace(first, title="Ynys Môn"))
    assert '"title":"Ynys Môn"' in text
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_the_fingerprint_is_stable_and_tells_editions_apart(first: Edition, second: Edition) -> None:
    rebuilt = from_document(json.loads(json.dumps(to_document(first))))
    assert fingerprint(rebuilt) == fingerprint(first)
    assert len(fingerprint(first)) == 64
    assert fingerprint(first) != fingerprint(second)


def test_the_fingerprint_changes_with_every_wording(first: Edition) -> None:
    document = to_document(first)
    seen = {fingerprint(first)}
    places = [
        document["wording"],
        document["scale"]["levels"][2],
        document["modes"][0],
        document["cells"][17]["statements"][3],
        document["factor_sheet"]["factors"][2]["statements"][5],
    ]
    fields = ["modes_note", "help", "question", "text", "hint"]
    for place, field in zip(places, fields, strict=True):
        place[field] += " "
        seen.add(fingerprint(from_document(document)))
    assert len(seen) == len(places) + 1


@pytest.mark.parametrize("field", ["format", "key", "starts_on", "cells", "factor_sheet"])
def test_a_document_of_another_shape_is_refused(first: Edition, field: str) -> None:
    document = to_document(first)
    del document[field]
    with pytest.raises(ContentError, match="edition document"):
        from_document(document)


@pytest.mark.parametrize("key", ["2031-32", "../editions/2019-20", ""])
def test_an_unknown_edition_is_refused(key: str) -> None:
    with pytest.raises(ContentError, match="editions"):
        load_edition(key)
