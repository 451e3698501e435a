"""The process that reads: whatever a file does to it, the one who asked gets an answer."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image

from tests.reading import made
from tiex.gateways.reader import DirectReader, FileReader, Limits, ReadingFailed, SubprocessReader
from tiex.reading import reasons
from tiex.reading.types import FileType, Reading, Refused

# Far more than a reader that is stopped at its limits needs, and far less than one that is not.
PATIENCE = 60
QUICK = 2
SPREADSHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml"

T = TypeVar("T")


def stored(folder: Path, data: bytes) -> Path:
    path = folder / "stored"
    path.write_bytes(data)
    return path


def refusal(reader: FileReader, folder: Path, data: bytes) -> str:
    start = time.monotonic()
    with pytest.raises(Refused) as refused:
        reader.read(stored(folder, data), "file", folder / "out")
    assert time.monotonic() - start < PATIENCE
    return refused.value.reason


def spinning_pdf() -> bytes:
    """Forms drawn within forms, each twice: a few lines that take longer to draw than anyone lives."""
    depth = 24
    forms = [
        made.stream(
            b"/F Do /F Do " * 4,
            b"/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</XObject<</F %d 0 R>>>>" % (5 + number + 1),
        )
        for number in range(depth)
    ]
    page = made.EMPTY_PAGE[:-2] + b"/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    last = made.stream(b"0 0 10 10 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 200 200]")
    return made.pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", made.PAGES, page, made.stream(b"/F Do"), *forms, last])


def hungry_workbook() -> bytes:
    """Four hundred thousand different short strings, in a file of a megabyte."""
    items = b"".join(b"<si><t>%d</t></si>" % number for number in range(400_000))
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + items + b"</sst>"
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s.sharedStrings+xml"/></Types>' % SPREADSHEET
    book = made.excel()
    types = made.member_of(book, "[Content_Types].xml").replace(b"</Types>", part)
    return made.changed(book, {"xl/sharedStrings.xml": strings, "[Content_Types].xml": types})


@pytest.mark.parametrize("reader", [SubprocessReader(), DirectReader()], ids=["process", "direct"])
def test_both_readers_find_the_same(reader: FileReader, tmp_path: Path) -> None:
    found = reader.read(stored(tmp_path, made.pdf("One", "Two")), "report.pdf", tmp_path / "out")
    assert [(page.number, page.text) for page in found.pages] == [(1, "One"), (2, "Two")]
    with Image.open(tmp_path / "out" / "preview.png") as preview:
        assert preview.width == 480


def test_a_picture_leaves_its_cleaned_copy(tmp_path: Path) -> None:
    found = SubprocessReader().read(stored(tmp_path, made.photograph_with_place()), "a.jpg", tmp_path / "out")
    assert found == Reading(FileType.JPEG, has_preview=True, cleaned="cleaned.jpg")
    assert b"Fernmoor" not in (tmp_path / "out" / "cleaned.jpg").read_bytes()


@pytest.mark.parametrize("reader", [SubprocessReader(), DirectReader()], ids=["process", "direct"])
def test_a_refusal_comes_with_its_reason(reader: FileReader, tmp_path: Path) -> None:
    assert refusal(reader, tmp_path, b"<html>") == reasons.WEB_PAGE


@pytest.mark.parametrize("name", ["--help", "-c", "a\0b", "../../a", "ü 文 'x'.pdf", "\udcff.pdf", ""])
def test_no_name_is_taken_for_more_than_a_name(name: str, tmp_path: Path) -> None:
    assert SubprocessReader().read(stored(tmp_path, b"One"), name, tmp_path / "out").text == "One"


@pytest.mark.parametrize("reader", [SubprocessReader(), DirectReader()], ids=["process", "direct"])
def test_a_file_that_is_not_there_is_our_fault(reader: FileReader, tmp_path: Path) -> None:
    with pytest.raises(ReadingFailed):
        reader.read(tmp_path / "gone", "gone.pdf", tmp_path / "out")


def test_a_pdf_that_spins_is_stopped_by_its_processor_time(tmp_path: Path) -> None:
    assert refusal(SubprocessReader(Limits(processor=QUICK)), tmp_path, spinning_pdf()) == reasons.TOO_SLOW


def test_a_pdf_that_spins_is_stopped_by_the_clock(tmp_path: Path) -> None:
    assert refusal(SubprocessReader(Limits(clock=QUICK)), tmp_path, spinning_pdf()) == reasons.TOO_SLOW


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit memory")
def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    limits = Limits(memory=64 * 1024 * 1024)
    assert refusal(SubprocessReader(limits), tmp_path, hungry_workbook()) == reasons.TOO_HUNGRY


def test_results_that_are_too_large_are_refused(tmp_path: Path) -> None:
    noise = Image.effect_noise((600, 600), 100)
    noise.save(tmp_path / "noise", "PNG")
    reader = SubprocessReader(Limits(size=100_000))
    assert refusal(reader, tmp_path, (tmp_path / "noise").read_bytes()) == reasons.TOO_MUCH


@pytest.mark.skipif(sys.platform != "linux", reason="watches through /proc")
def test_the_process_sees_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is watched from outside while it spins."""
    monkeypatch.setenv("TIEX_SECRET_KEY", "a secret")
    path, done = stored(tmp_path, spinning_pdf()), threading.Event()

    def ask() -> None:
        with pytest.raises(Refused):
            SubprocessReader(Limits(processor=QUICK, clock=PATIENCE)).read(path, "a.pdf", tmp_path / "out")
        done.set()

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        child = _waited_for(lambda: _child_that_reads(path))
        assert b"secret" not in Path(f"/proc/{child}/environ").read_bytes()
        assert os.getpgid(child) == child, "so that all of it can be ended at once"
        limits = _waited_for(lambda: _limits_of(child))
        assert limits["Max core file size"] == "0"
        assert limits["Max processes"] == "0"
        assert limits["Max open files"] == "64"
        assert limits["Max address space"] == str(Limits().memory)
        assert limits["Max cpu time"] == str(QUICK)
    finally:
        thread.join()
    assert done.is_set()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", reasons.BROKE_OFF),
        ("raise MemoryError", reasons.TOO_HUNGRY),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", None),
        ("raise ImportError('a library is missing')", None),
        ("pass", None),
        ("write('{')", None),
        ("write('[]')", None),
        ('write(\'{"type": "exe", "pages": []}\')', None),
        ('write(\'{"type": "pdf", "pages": [], "has_preview": true}\')', None),
        ('write(\'{"type": "png", "pages": [], "cleaned": "../stored"}\')', None),
        ('link(); write(\'{"type": "pdf", "pages": [], "has_preview": true}\')', None),
    ],
)
def test_whatever_becomes_of_the_process(
    code: str, expected: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process in place of ours, which does what one that a file took over might do."""
    folder = tmp_path / "code" / "tiex" / "reading"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "__init__.py").touch()
    before = (
        "import sys, pathlib; out = pathlib.Path(sys.argv[6])\n"
        "def write(text): (out / 'result.json').write_text(text)\n"
        "def link(): (out / 'preview.png').symlink_to(sys.executable)\n"
    )
    (folder / "__main__.py").write_text(before + code)
    monkeypatch.setattr("tiex.gateways.reader.ROOT", tmp_path / "code")
    if expected:
        assert refusal(SubprocessReader(), tmp_path, b"One") == expected
    else:
        with pytest.raises(ReadingFailed):
            SubprocessReader().read(stored(tmp_path, b"One"), "a.txt", tmp_path / "out")


def _waited_for(ask: Callable[[], T | None]) -> T:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (found := ask()) is not None:
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def _child_that_reads(path: Path) -> int | None:
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and process.name != str(os.getpid()):
            try:
                words = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if b"tiex.reading" in words and os.fsencode(path) in words:
                return int(process.name)
    return None


def _limits_of(child: int) -> dict[str, str] | None:
    """The soft ones; None while it has not set them."""
    lines = Path(f"/proc/{child}/limits").read_text().splitlines()[1:]
    found = {line[:26].strip(): line[26:47].strip() for line in lines}
    return found if found["Max cpu time"] != "unlimited" else None
