"""Stylesheets and scripts as they are served: built where nothing is yet, by several programs at the same moment."""

import gzip
from pathlib import Path

import brotli
import pytest

from tests.support.nursery import ROOT
from tiex.web.assets import build_assets


def test_whoever_looks_through_the_folder_meanwhile_finds_whole_files_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is there when a folder is read and gone when it is looked at would end a server as it starts."""
    target, seen, replace = tmp_path / "static", set[str](), Path.replace

    def look_and_replace(part: Path, path: Path) -> Path:
        seen.update(file.name for file in target.iterdir())
        return replace(part, path)

    monkeypatch.setattr(Path, "replace", look_and_replace)
    assets = build_assets(ROOT / "static", target)
    there = {file.name for file in target.iterdir()}
    assert seen
    assert seen <= there
    assert there == {f"{name}{ending}" for name in assets.names.values() for ending in ("", ".br", ".gz")}
    assert [file for file in tmp_path.iterdir() if file != target] == []


def test_each_file_has_copies_with_the_same_content(tmp_path: Path) -> None:
    assets = build_assets(ROOT / "static", tmp_path / "static")
    for name in assets.names.values():
        plain, short, shorter = (Path(f"{assets.folder / name}{ending}").read_bytes() for ending in ("", ".gz", ".br"))
        assert plain == gzip.decompress(short) == brotli.decompress(shorter)
