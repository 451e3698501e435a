"""Importing the catalogue: what is added, changed, kept and refused, and that a second time changes nothing."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.slices.cells.steps import stored
from tests.support.people import TODAY
from tests.support.resources import (
    RESOURCE,
    add_resource,
    an_entry,
    found_ids,
    is_index_true,
    set_resource,
    waiting_for_index,
)
from tiex.cli import content, resources
from tiex.content.catalogue import load_catalogue
from tiex.domain.resources import Origin, ResourceChangedMeanwhile
from tiex.models import AuditEntryRow, ResourceRow
from tiex.resources.commands import Keeping, Outcome, apply_import, plan_import

HEAD = "id,type,title,url,publisher,summary,characteristics,change_modes,stages,critical_success_factors,service_areas"
LINE = "ours,tool,Ours,https://ours.example/,Leeds,A tool.,data,service,do,change,waste"
FIRST = load_catalogue()[0]


def run(app: Flask, *arguments: str, fails: bool = False) -> str:
    result = app.test_cli_runner().invoke(resources, ["import", *arguments])
    assert result.exit_code == int(fails), result.output
    return result.output


def a_file(folder: Path, *lines: str) -> str:
    path = folder / "ours.csv"
    path.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    return str(path)


def counted(app: Flask) -> int:
    with stored(app) as session:
        return session.scalars(select(func.count()).select_from(ResourceRow)).one()


def trail(app: Flask) -> list[tuple[str, str]]:
    with stored(app) as session:
        query = select(AuditEntryRow.action, AuditEntryRow.subject).where(AuditEntryRow.action.startswith("resource"))
        return [(row.action, row.subject) for row in session.execute(query.order_by(AuditEntryRow.id))]


def test_the_starter_catalogue_comes_in_once(app: Flask) -> None:
    assert "306 added, 0 changed, 0 unchanged, 0 kept, 0 refused (dry run)." in run(app, "--dry-run")
    assert (counted(app), trail(app), waiting_for_index(app)) == (0, [], [])
    assert "306 added" in run(app)
    assert counted(app) == 306
    assert trail(app) == [("resources imported", "starter catalogue")]
    assert found_ids(app) == {entry.id for entry in load_catalogue()}
    assert run(app) == "0 added, 0 changed, 306 unchanged, 0 kept, 0 refused.\n"
    assert len(trail(app)) == 1
    assert waiting_for_index(app) == []


def test_loading_the_content_does_not_touch_it(app: Flask) -> None:
    assert app.test_cli_runner().invoke(content, ["load"]).exit_code == 0
    assert counted(app) == 0


def test_what_an_editor_wrote_is_kept(app: Flask) -> None:
    run(app)
    set_resource(app, FIRST.id, title="A better title", origin="editor")
    output = run(app)
    assert f"row 1 {FIRST.id}: kept: an editor changed it since" in output
    assert "0 added, 0 changed, 305 unchanged, 1 kept, 0 refused." in output
    with stored(app) as session:
        assert session.get_one(ResourceRow, FIRST.id).title == "A better title"
    assert f"row 1 {FIRST.id}: changed: title" in run(app, "--overwrite")


def test_what_is_hidden_or_merged_stays_so(app: Flask) -> None:
    run(app)
    second = load_catalogue()[1]
    set_resource(app, FIRST.id, title="Old", is_hidden=True)
    set_resource(app, second.id, title="Old", merged_into=FIRST.id)
    output = run(app, "--overwrite")
    assert f"{FIRST.id}: changed: title" in output
    assert f"{second.id}: kept: it was merged into {FIRST.id}" in output
    with stored(app) as session:
        assert session.get_one(ResourceRow, FIRST.id).is_hidden
        assert session.get_one(ResourceRow, second.id).title == "Old"


def test_a_file_of_an_editor_says_what_becomes_of_each_row(app: Flask, tmp_path: Path) -> None:
    wrong = LINE.replace("ours,", "theirs,", 1).replace("waste", "bins")
    file = a_file(tmp_path, LINE, wrong)
    output = run(app, file, "--dry-run", fails=True)
    assert "row 2 ours: added\n" in output
    assert "row 3 theirs: refused: tags.service_areas: 'bins' is not one of" in output
    assert "1 added, 0 changed, 0 unchanged, 0 kept, 1 refused (dry run)." in output
    assert counted(app) == 0
    assert "1 added, 0 changed, 0 unchanged, 0 kept, 1 refused." in run(app, file, fails=True)
    assert counted(app) == 1
    assert trail(app) == [("resources imported", "ours.csv")]
    put_right = a_file(tmp_path, LINE.replace("A tool.", "A good tool."), wrong.replace("bins", "parks"))
    assert "row 3 theirs: refused: url: is that of ours already" in run(app, put_right, fails=True)
    assert trail(app)[1:] == [("resource changed by import", "resource ours"), ("resources imported", "ours.csv")]
    assert is_index_true(app)


def test_a_file_may_change_the_starter_catalogue_and_is_not_undone_by_it(app: Flask, tmp_path: Path) -> None:
    run(app)
    line = LINE.replace("ours,tool,Ours", f"{FIRST.id},case-study,Ours")
    assert f"row 2 {FIRST.id}: changed: " in run(app, a_file(tmp_path, line))
    assert f"{FIRST.id}: kept: it came from another file" in run(app)


def test_a_file_that_cannot_be_read_changes_nothing(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {", encoding="utf-8")
    assert "Nothing was written. a.yaml: is not valid YAML" in run(app, str(tmp_path / "a.yaml"), fails=True)


def test_what_was_changed_since_the_plan_is_not_written_over(app: Flask, session: Session) -> None:
    add_resource(app)
    set_resource(app, origin="starter")
    session.rollback()
    planned = plan_import(session, [an_entry(title="New")], Origin.STARTER)
    assert [(one.outcome, one.about) for one in planned] == [(Outcome.CHANGED, "title")]
    session.rollback()
    set_resource(app, version=2)
    session.rollback()
    with pytest.raises(ResourceChangedMeanwhile):
        apply_import(keeping=Keeping(session, None, TODAY), planned=planned, origin=Origin.STARTER, source="x")
    session.rollback()
    assert session.get_one(ResourceRow, RESOURCE).title != "New"
