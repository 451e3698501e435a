"""The search page on the real engine in a folder, and on its twin in memory."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.support.resources import using
from tiex.gateways.finder import Finder, make_finder, memory_finder


@pytest.fixture(params=["embedded", "memory"])
def finder(app: Flask, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Finder]:
    made = make_finder(tmp_path / "search", "", "") if request.param == "embedded" else memory_finder()
    with using(app, replace(made, is_tended=False)) as found:
        yield found
