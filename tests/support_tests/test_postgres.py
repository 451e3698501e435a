"""The throw-away cluster starts, copies databases and leaves nothing behind."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.support.postgres import (
    PostgresFailed,
    PostgresMissing,
    ThrowawayCluster,
    find_or_install_postgres,
    find_postgres,
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[ThrowawayCluster]:
    with ThrowawayCluster(find_or_install_postgres()) as cluster:
        yield cluster


def scalar(url: str, statement: str) -> object:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        result = connection.execute(text(statement))
        return result.scalar() if result.returns_rows else None


def test_it_answers(cluster: ThrowawayCluster) -> None:
    assert scalar(cluster.url(), "select 1") == 1
    assert scalar(cluster.url(), "show fsync") == "off"


def test_a_database_is_copied_from_a_template(cluster: ThrowawayCluster) -> None:
    original = cluster.create_database("original")
    scalar(original, "create table council as select 'Barsetshire' as name")
    copy = cluster.create_database("copy", template="original")
    assert scalar(copy, "select name from council") == "Barsetshire"
    cluster.drop_database("copy")
    assert scalar(cluster.url(), "select count(*) from pg_database where datname = 'copy'") == 0


def test_it_leaves_nothing_behind_after_an_error() -> None:
    folder = None
    with (  # noqa: PT012  the error must come from within
        pytest.raises(ZeroDivisionError),
        ThrowawayCluster(find_or_install_postgres()) as cluster,
    ):
        folder = cluster.folder
        raise ZeroDivisionError
    assert folder is not None
    assert not folder.exists()
    with pytest.raises(PostgresFailed, match="not running"):
        cluster.url()


def test_a_failed_start_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "initdb"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with pytest.raises(PostgresFailed, match="initdb failed"), ThrowawayCluster(tmp_path):
        pass
    assert list(scratch.iterdir()) == []


def test_missing_programs_say_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PostgresMissing, match="apt-get install postgresql"):
        find_postgres(packaged=tmp_path)
