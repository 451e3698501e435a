"""Copies of the content folder with one thing broken."""

import shutil
from pathlib import Path

from tiex.content.checking import CONTENT


def copy_content(folder: Path) -> Path:
    root = folder / "content"
    shutil.copytree(CONTENT, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return root


def break_file(root: Path, file: str, old: str, new: str) -> None:
    """Put `new` in place of the first `old`, which must be there."""
    path = root / file
    before, found, after = path.read_bytes().decode().partition(old)
    assert found, f"{file} does not hold {old!r}"
    path.write_bytes(f"{before}{new}{after}".encode())
