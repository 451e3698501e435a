"""Loading the content: everything is checked before anything is written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from tests.content.broken_content import break_file
from tiex.cli import content
from tiex.config import ROOT

FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
ENVIRONMENT = {"TIEX_SECRET_KEY": "only for this test", "TIEX_MODE": "test"}


class Copy:
    """A copy of the whole application, whose content can be broken, with a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "copy"
        self.database = f"sqlite:///{folder / 'copy.sqlite3'}"
        self.data = folder / "data"
        shutil.copytree(ROOT / "tiex", self.root / "tiex", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "wsgi.py", self.root)
        for name in ("search", "templates", "static", "migrations"):
            (self.root / name).symlink_to(ROOT / name)

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        own = {"TIEX_DATABASE_URL": self.database, "TIEX_DATA_DIR": str(self.data), "TIEX_MAIL": str(self.data)}
        return subprocess.run(
            [*FLASK, *command], cwd=self.root, env=os.environ | ENVIRONMENT | own, capture_output=True, text=True
        )

    def counts(self) -> tuple[int, ...]:
        """Rows of editions, councils, successors and the trail."""
        engine = create_engine(self.database)
        tables = ("edition", "council", "council_successor", "audit_entry")
        with engine.connect() as connection:
            found = tuple(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables)
        engine.dispose()
        return found


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    found = Copy(tmp_path)
    assert found.run("db", "upgrade").returncode == 0
    return found


def test_a_broken_file_stops_the_load_before_anything_is_written(copy: Copy) -> None:
    root, file = copy.root / "tiex" / "content", "resources/tools.yaml"
    whole = (root / file).read_bytes()
    break_file(root, file, "title:", "heading:")
    done = copy.run("content", "load")
    assert done.returncode == 1
    assert "Nothing was written." in done.stderr
    assert file in done.stderr
    assert "title: is missing" in done.stderr
    assert "Traceback" not in done.stderr
    assert copy.counts() == (0, 0, 0, 0)
    (root / file).write_bytes(whole)
    done = copy.run("content", "load")
    assert (done.returncode, done.stdout) == (0, "Content is loaded.\n")
    counts = copy.counts()
    assert counts[:2] == (2, 445)
    assert counts[2] > 40
    break_file(root, "editions/2019-20/edition.yaml", "signed-off plans", "signed plans")
    done = copy.run("content", "load")
    assert done.returncode == 1
    assert "edition 2019-20 has started, so its wording is fixed" in done.stderr
    assert copy.counts() == counts


def test_loading_again_changes_nothing(app: Flask) -> None:
    result = app.test_cli_runner().invoke(content, ["load"])
    assert (result.exit_code, result.output) == (0, "Content is loaded.\n")
