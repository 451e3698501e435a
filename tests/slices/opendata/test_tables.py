"""What stands in the tables is what councils published, reckoned here once more, and CSV and JSON say the same."""

from collections import defaultdict
from statistics import median

import pytest
from flask import Flask

from tests.slices.opendata.shown import EDITION, EVERYTHING, SECRET, answers_of, codes, note, read_csv, read_json, show
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL
from tiex.domain.open_data import BANDS, TABLES, Kind
from tiex.domain.publishing import Part, Ring

WEIGHTS = EDITION.scale.weights


def test_the_scores_are_those_that_a_person_would_reckon(app: Flask, client: PageClient) -> None:
    show(app, COUNCIL, 1)
    show(app, OTHER_COUNCIL, 2)
    rows = read_csv(client, "results")
    assert len(rows) == 2 * (6 + 3 + 4 + 18 + 3)
    found = {(row["council_code"], row["theme"], row["item"]): row for row in rows}
    for code, number in ((COUNCIL, 1), (OTHER_COUNCIL, 2)):
        answers = answers_of(number)
        for cell in EDITION.cells:
            row = found[code, "cell", cell.id]
            given = [answers[statement.id] for statement in cell.statements]
            points = [WEIGHTS[one.position] for one in given if one.position and one.position in WEIGHTS]
            hoped = [WEIGHTS[one.ambition] for one in given if one.ambition]
            most = max(WEIGHTS.values())
            assert row["position_percent"] == str(int(100 * sum(points) / (most * len(points)) + 0.5))
            expected = str(int(100 * sum(hoped) / (most * len(hoped)) + 0.5)) if hoped else ""
            assert row["ambition_percent"] == expected
            assert (row["answered"], row["statements"]) == ("4", "4")
            assert row["not_applicable"] == str(sum(one.position == "not-applicable" for one in given))
            assert row["item_name"] == EDITION.name_of(cell)
    assert {row["is_invented"] for row in rows} == {"true"}
    assert {row["public_since"] for row in rows} == {"2026-11-23"}
    assert {row["ambition_percent"] for row in rows if row["theme"] == "factor"} == {""}


def test_every_answer_is_there_with_its_reason_where_notes_are_public(app: Flask, client: PageClient) -> None:
    show(app, COUNCIL, 1)
    answers = answers_of(1)
    rows = {row["statement"]: row for row in read_json(client, "statements")}
    assert rows.keys() == answers.keys()
    for key, answer in answers.items():
        assert (rows[key]["position"], rows[key]["ambition"]) == (answer.position, answer.ambition)
        assert rows[key]["reason"] == (answer.rationale or None)
    labels = {answer.key: answer.label for answer in EDITION.scale.answers}
    assert all(row["position_label"] == labels[row["position"]] for row in rows.values() if row["theme"] == "cell")
    assert "of a minority" not in client.get("/data/2026-27/statements.json").text


def test_a_part_that_is_not_for_everyone_is_in_no_table(app: Flask, client: PageClient) -> None:
    rings = {Part.SCORES: Ring.EVERYONE, Part.NOTES: Ring.COUNCILS, Part.FACTORS: Ring.OWN}
    show(app, COUNCIL, 1, rings, notes=(note(SECRET),))
    assert {row["theme"] for row in read_csv(client, "results")} == {"characteristic", "mode", "stage", "cell"}
    assert {row["theme"] for row in read_csv(client, "statements")} == {"cell"}
    assert read_csv(client, "notes") == []
    for table in TABLES:
        for kind in ("csv", "json"):
            assert SECRET not in client.get(f"/data/2026-27/{table}.{kind}").text
    only_factors = {Part.SCORES: Ring.OWN, Part.NOTES: Ring.OWN, Part.FACTORS: Ring.EVERYONE}
    show(app, OTHER_COUNCIL, 1, only_factors)
    themes = {row["theme"] for row in read_csv(client, "results") if row["council_code"] == OTHER_COUNCIL}
    assert themes == {"factor"}


@pytest.mark.parametrize("hidden", [Part.NOTES, Part.FACTORS])
def test_the_fingerprint_is_there_where_everything_is_public(app: Flask, client: PageClient, hidden: Part) -> None:
    show(app, COUNCIL, 1, {**EVERYTHING, hidden: Ring.COUNCILS}, notes=(note("Money"),))
    show(app, OTHER_COUNCIL, 2, notes=(note("Money"),))
    for table in ("results", "statements", "notes"):
        told = {(row["council_code"], row["fingerprint"]) for row in read_json(client, table)}
        written = {(row["council_code"], row["fingerprint"]) for row in read_csv(client, table)}
        assert {(code, len(fingerprint or "")) for code, fingerprint in told} <= {(COUNCIL, 0), (OTHER_COUNCIL, 64)}
        assert written == {(code, fingerprint or "") for code, fingerprint in told}


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_json_hold_the_same(app: Flask, client: PageClient, table: str) -> None:
    for number, code in enumerate(codes(app, 9)):
        show(app, code, number, notes=(note(f"Ynys Môn, “{number}”,\nnew line\U0001f3db"),))
    rows, typed = read_csv(client, table), read_json(client, table)
    assert len(rows) == len(typed) > 0
    kinds = {column.name: column.kind for column in TABLES[table].columns}
    for row, values in zip(rows, typed, strict=True):
        assert list(row) == list(values) == list(kinds)
        for name, text in row.items():
            assert text == in_csv(values[name], kinds[name]), (name, text)
    assert len({tuple(row[name] for name in TABLES[table].key) for row in rows}) == len(rows)
    filled = [column.name for column in TABLES[table].columns if column.is_filled]
    assert all(row[name] != "" for row in rows for name in filled)


def in_csv(value: object, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(value)
    return f"{value:g}" if kind is Kind.HALVES else str(value)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1 post", "@SUM(A1)", "\u00e9=1"])
def test_no_note_is_taken_for_a_formula(app: Flask, client: PageClient, text: str) -> None:
    show(app, COUNCIL, notes=(note(text),))
    [row] = read_csv(client, "notes")
    assert row["text"] == (f"'{text}" if text[0] in "=+-@" else text)
    assert row["about"].split(" ") == sorted(statement.id for statement in EDITION.cells[0].statements[:2])
    [typed] = read_json(client, "notes")
    assert typed["text"] == text


def test_distributions_are_those_of_the_scores_and_never_of_fewer_than_five(app: Flask, client: PageClient) -> None:
    for number, code in enumerate(codes(app, 4)):
        show(app, code, number)
    assert read_csv(client, "benchmarks") == []
    for number, code in enumerate(codes(app, 23)):
        show(app, code, number)
    scores: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in read_json(client, "results"):
        for side in ("position", "ambition"):
            for group in groups_of(row):
                if row[f"{side}_percent"] is not None:
                    scores[group, row["theme"], row["item"], side].append(row[f"{side}_percent"])  # type: ignore[index]
    rows = read_json(client, "benchmarks")
    found = {(row["group"], row["theme"], row["item"], row["side"]): row for row in rows}
    assert found.keys() == {key for key, values in scores.items() if len(values) >= 5}
    for key, row in found.items():
        values = scores[key]  # type: ignore[index]
        assert (row["councils"], row["median"]) == (len(values), median(values))
        bands = [sum(band <= value < band + 10 or value == 100 == band + 10 for value in values) for band in BANDS]
        assert [row[f"from_{band}"] for band in BANDS] == bands


def groups_of(row: dict[str, str]) -> list[str]:
    kind, nation, region = row["council_type"], row["nation"], row["region"]
    return ["all", f"nation:{nation}", f"type:{kind}", f"region:{region}", f"type:{kind}|region:{region}"]


def test_hidden_councils_stand_in_no_table_by_name(app: Flask, client: PageClient) -> None:
    some = codes(app, 12)
    for number, code in enumerate(some):
        show(app, code, number, dict.fromkeys(Part, Ring.EVERYONE if number == 0 else Ring.COUNCILS))
    assert {row["council_code"] for row in read_csv(client, "results")} == set(some[:1])


def test_the_wording_is_that_of_the_edition(client: PageClient) -> None:
    words = {row["statement"]: row["text"] for row in read_csv(client, "wording")}
    asked = {key: one.text for key, one in EDITION.statements.items()}
    assert words == asked | {key: one.text for key, one in EDITION.key_statements.items()}
