"""What the exchange sees of all councils together: right figures, none of fewer than five, nothing hidden."""

import csv
import io
from dataclasses import replace
from statistics import median
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from tests.slices.opendata.shown import EDITION, EVERYTHING, SECRET, codes, note, read_json, show
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, OPEN, TODAY, Someone
from tests.support.resources import add_resource
from tiex.domain.answers import Note
from tiex.domain.consensus import Content
from tiex.domain.publishing import Part, Ring
from tiex.domain.sector import IMPEDIMENT, TABLES, Participation, at_least, count_impediments
from tiex.extensions import db
from tiex.models import ConsensusRecordRow, CouncilRow, ListedResourceRow, SignoffEventRow, TrialRow

OWN, COUNCILS = dict.fromkeys(Part, Ring.OWN), dict.fromkeys(Part, Ring.COUNCILS)


def rows_of(client: PageClient, table: str, edition: str = OPEN) -> list[dict[str, Any]]:
    response = client.get(f"/sector/{edition}/{table}.json")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    rows: list[dict[str, Any]] = response.get_json()["rows"]
    return rows


def sign(app: Flask, assessment_id: int, roles: tuple[str, ...]) -> None:
    with app.app_context():
        for seq, role in enumerate(roles, 1):
            event = {"assessment_id": assessment_id, "seq": seq, "kind": "signed", "at": TODAY, "fingerprint": "f" * 64}
            db.session.add(SignoffEventRow(**event, role=role))
        db.session.commit()


@pytest.mark.parametrize(
    ("number", "councils", "shown"), [(0, 400, 0), (4, 400, 0), (5, 400, 5), (14, 400, 10), (10, 11, 5), (4, 4, 0)]
)
def test_a_count_is_rounded_down_to_fives_and_never_nearly_all(number: int, councils: int, shown: int) -> None:
    assert at_least(number, councils) == shown


def test_no_two_counts_tell_whether_one_council_takes_part() -> None:
    """However many take part of however many, one more or one fewer is possible behind the same figure."""
    for councils in range(60):
        behind: dict[int, set[int]] = {}
        for number in range(councils + 1):
            behind.setdefault(at_least(number, councils), set()).add(number)
        assert all(len(numbers) >= min(5, councils + 1) for numbers in behind.values()), councils


@pytest.mark.parametrize("councils", [1, 5, 6, 9, 14, 32])
def test_who_is_public_by_name_tells_nothing_of_the_others(councils: int) -> None:
    for public in range(councils + 1):
        behind: dict[int, set[int]] = {}
        for number in range(public, councils + 1):
            shown = Participation(councils, number, number, number, public).shown
            assert public <= shown.begun <= number
            behind.setdefault(shown.begun, set()).add(number)
        assert all(len(numbers) >= min(5, councils - public + 1) for numbers in behind.values()), public


def test_participation_counts_how_far_councils_came(app: Flask, editor: PageClient) -> None:
    some = codes(app, 23)
    ids = [show(app, code, number, EVERYTHING if number < 3 else OWN) for number, code in enumerate(some)]
    for number, assessment_id in enumerate(ids):
        sign(app, assessment_id, ("leader", "chief-executive") if number < 12 else ("leader",))
    [every] = [row for row in rows_of(editor, "participation") if row["group"] == "all"]
    assert (every["begun_at_least"], every["signed_at_least"], every["public"]) == (3 + 15, 3 + 5, 3)
    assert every["answered_at_least"] == 3, "none closed a round, and three are public"
    with app.app_context():
        there = db.session.query(CouncilRow).filter(
            (CouncilRow.starts_on.is_(None)) | (CouncilRow.starts_on <= EDITION.ends_on),
            (CouncilRow.ends_on.is_(None)) | (CouncilRow.ends_on >= EDITION.starts_on),
        )
        assert every["councils"] == there.count()
    groups = {row["group"]: row for row in rows_of(editor, "participation")}
    for name, whole in (("nation", every), ("type", every), ("region", groups["nation:England"])):
        parts = [row["councils"] for group, row in groups.items() if group.startswith(f"{name}:")]
        assert sum(parts) == whole["councils"]
    page = editor.page("/sector")
    assert "18 or more" in page.find("#participation").text
    assert rows_of(editor, "participation", CLOSED)[0]["begun_at_least"] is None


def test_an_empty_count_is_shown_as_nothing_is_said() -> None:
    assert Participation(3, 3, 2, 1, 0).shown == Participation(3, 0, 0, 0, 0)


def test_strengths_and_gaps_are_the_medians_of_the_open_data(app: Flask, editor: PageClient) -> None:
    for number, code in enumerate(codes(app, 9)):
        show(app, code, number)
    every = [row for row in rows_of(editor, "strengths") if row["group"] == "all"]
    assert len(every) == 6 + 3 + 4 + 18 + 3
    results = read_json(editor, "results")
    for row in every:
        same = [one for one in results if (one["theme"], one["item"]) == (row["theme"], row["item"])]
        assert row["position_median"] == median(one["position_percent"] for one in same)
        hoped = [one["ambition_percent"] for one in same if one["ambition_percent"] is not None]
        assert row["ambition_median"] == (median(hoped) if len(hoped) >= 5 else None)
        ambition = row["ambition_median"]
        assert row["gap"] == (max(0, ambition - row["position_median"]) if ambition is not None else 0)
    page = editor.page("/sector?group=all")
    assert "Strongest cells" in page.find("#strengths").text
    assert len(page.find_all("#strengths svg.bars")) == 4 + 6, (
        "one for each theme, and of cells one for each characteristic"
    )


def test_nothing_is_shown_of_fewer_than_five(app: Flask, editor: PageClient) -> None:
    for number, code in enumerate(codes(app, 4)):
        show(app, code, number, notes=(note("Money"),))
    for table in ("strengths", "impediments", "resources"):
        assert rows_of(editor, table) == []
    page = editor.page("/sector?group=all")
    assert "Nothing can be shown yet" in page.text


def test_impediments_are_counted_where_everyone_may_read_them(app: Flask, editor: PageClient) -> None:
    some = codes(app, 8)
    for number, code in enumerate(some):
        rings = EVERYTHING if number < 6 else COUNCILS
        kinds = ("impediments", "rationale") if number else ("notable-practice",)
        show(app, code, number, rings, notes=tuple(note(SECRET, kind) for kind in kinds))
    assert rows_of(editor, "impediments") == [
        {"item": EDITION.cells[0].id, "item_name": EDITION.name_of(EDITION.cells[0]), "councils": 5}
    ]
    assert SECRET not in editor.page("/sector").response.text
    show(app, some[5], 9, COUNCILS, notes=(note(SECRET),))
    assert rows_of(editor, "impediments") == []


@pytest.mark.parametrize(
    "document", ["not json", "[]", "{}", '{"notes":[{"cell":"role-service","kind":"impediments"}]}']
)
def test_one_record_that_was_tampered_with_is_left_out_and_no_more(
    app: Flask, editor: PageClient, document: str
) -> None:
    ids = [show(app, code, number, notes=(note("Money"),)) for number, code in enumerate(codes(app, 7))]
    with app.app_context():
        forged = update(ConsensusRecordRow).where(ConsensusRecordRow.assessment_id == ids[3])
        db.session.execute(forged.values(document=document))
        db.session.commit()
    assert [row["councils"] for row in rows_of(editor, "impediments")] == [6]
    assert EDITION.name_of(EDITION.cells[0]) in editor.page("/sector").find("#impediments").text


def test_a_note_on_a_cell_that_the_edition_does_not_have_is_left_out(app: Flask, editor: PageClient) -> None:
    elsewhere = replace(note("Money"), cell_id="elsewhere")
    for number, code in enumerate(codes(app, 5)):
        show(app, code, number, notes=(note("Money"), elsewhere))
    assert [row["item"] for row in rows_of(editor, "impediments")] == [EDITION.cells[0].id]
    assert "elsewhere" not in editor.page("/sector").text


def test_impediments_stand_in_the_order_of_how_many_name_them() -> None:
    first, second, third = (cell.id for cell in EDITION.cells[:3])
    named = [(first, 5), (second, 6), (third, 4)]
    contents = [
        Content("X", OPEN, "", {}, tuple(Note(cell, IMPEDIMENT, "Money") for cell, number in named if place < number))
        for place in range(6)
    ]
    assert list(count_impediments(EDITION, contents).items()) == [(second, 6), (first, 5)]


def test_resources_are_those_on_five_lists(app: Flask, editor: PageClient, ada: Someone) -> None:
    for name in ("r-many", "r-few"):
        add_resource(app, name)
    at = {"added_at": TODAY, "changed_at": TODAY, "added_by_id": ada.id, "changed_by_id": ada.id}
    reported = {"reported_at": TODAY, "changed_at": TODAY, "reported_by_id": ada.id, "what_changed": "It did."}
    with app.app_context():
        for number, code in enumerate(codes(app, 6)):
            db.session.add(ListedResourceRow(council_code=code, resource_id="r-many", **at))
            if number < 4:
                db.session.add(ListedResourceRow(council_code=code, resource_id="r-few", **at))
            worked = ("yes", "partly", "no")[number % 3]
            taken_down = TODAY if number == 5 else None
            told = TrialRow(
                council_code=code, resource_id="r-many", worked=worked, taken_down_at=taken_down, **reported
            )
            db.session.add(told)
        db.session.commit()
    [found] = rows_of(editor, "resources")
    assert (found["resource"], found["listed"], found["tried"], found["worked"]) == ("r-many", 6, 5, 4)


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_json_say_the_same(app: Flask, editor: PageClient, table: str) -> None:
    for number, code in enumerate(codes(app, 7)):
        show(app, code, number, notes=(note("Money"),))
    response = editor.get(f"/sector/{OPEN}/{table}.csv")
    assert response.headers["Cache-Control"] == "no-store"
    assert f"sector-{OPEN}-{table}.csv" in response.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(response.text, newline=""), strict=True))
    rows = rows_of(editor, table)
    assert [list(line) for line in lines] == [list(row) for row in rows]
    said = [["" if value is None else value for value in row.values()] for row in rows]
    assert [list(line.values()) for line in lines] == [
        [f"{value:g}" if isinstance(value, float) else str(value) for value in row] for row in said
    ]


@pytest.mark.parametrize("path", ["/sector?edition=2031-32", "/sector/2031-32/strengths.csv", f"/sector/{OPEN}/x.json"])
def test_what_is_not_there_is_not_found(editor: PageClient, path: str) -> None:
    assert editor.get(path).status_code == 404


def test_a_group_of_which_nothing_can_be_shown_gives_way_to_another(app: Flask, editor: PageClient) -> None:
    for number, code in enumerate(codes(app, 6)):
        show(app, code, number)
    for group in ("region:Nowhere", "type:a|region:b", "=cmd", "\x00", "all"):
        page = editor.page("/sector?group=" + group.replace("\x00", "%00"))
        assert page.find("#group option[selected]").get("value") == "all"
