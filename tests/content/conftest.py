"""A copy of the content for each test that breaks it."""

from pathlib import Path

import pytest

from tests.content.broken_content import copy_content


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_content(tmp_path)
