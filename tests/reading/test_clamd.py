"""A real clamd says of files what the scanner passes on, in Office files and in files too large for it too."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reading import made
from tests.support.clamd import ADVICE, LARGEST, SIGNATURE, find_clamd, running_clamd
from tiex.gateways.scanner import EICAR, ClamdScanner, ScannerUnreachable, make_scanner


@pytest.fixture(scope="module")
def scanner() -> Iterator[ClamdScanner]:
    program = find_clamd()
    if program is None:
        pytest.skip(ADVICE)
    with running_clamd(program) as at:
        found = make_scanner(f"unix:{at}")
        assert isinstance(found, ClamdScanner)
        yield found


def test_it_answers(scanner: ClamdScanner) -> None:
    assert scanner.is_reachable()


def stored(folder: Path, data: bytes) -> Path:
    path = folder / "stored"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        EICAR,
        b"a line before\n" * 10_000 + EICAR,
        made.changed(made.word(), {"word/media/a.bin": EICAR}),
        made.changed(made.odt(), {"Pictures/a": EICAR}),
    ],
    ids=["alone", "far in", "docx", "odt"],
)
def test_what_is_infected_is_found(data: bytes, scanner: ClamdScanner, tmp_path: Path) -> None:
    verdict = scanner.scan(stored(tmp_path, data))
    assert not verdict.is_clean
    assert SIGNATURE in verdict.signature


@pytest.mark.parametrize("data", [b"", b"One", made.word(), made.pdf(), os.urandom(LARGEST // 2)])
def test_what_is_clean_is_clean(data: bytes, scanner: ClamdScanner, tmp_path: Path) -> None:
    assert scanner.scan(stored(tmp_path, data)).is_clean


@pytest.mark.parametrize("size", [LARGEST + 1, 10 * LARGEST])
def test_what_it_would_not_look_at_is_not_clean(size: int, scanner: ClamdScanner, tmp_path: Path) -> None:
    with pytest.raises(ScannerUnreachable):
        scanner.scan(stored(tmp_path, bytes(size)))
