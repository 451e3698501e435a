"""Names as they are shown, and how much room there is."""

import pytest

from tiex.domain.errors import Refusal
from tiex.domain.files import (
    COUNCIL_QUOTA,
    LARGEST_FILE,
    EmptyFile,
    FileTooLarge,
    Held,
    QuotaReached,
    TooManyFiles,
    check_room,
    check_size,
    clean_name,
)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Report 2026.pdf", "Report 2026.pdf"),
        ("../../x", "x"),
        ("..\\..\\report.docx", "report.docx"),
        ("C:\\Users\\ada\\report.docx", "report.docx"),
        ("/etc/passwd", "passwd"),
        ("re\x00port.pdf", "report.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie: b.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("zero\u200bwidth.pdf", "zerowidth.pdf"),
        ("lone \ud800 half.pdf", "lone half.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("folder/", "folder"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("...", "file"),
        (".", "file"),
        ("", "file"),
        ("\x00", "file"),
        ("/", "file"),
    ],
)
def test_names_are_shown_without_what_could_mislead(given: str, shown: str) -> None:
    assert clean_name(given) == shown
    assert clean_name(shown) == shown


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("x" * 300 + ".pdf") == "x" * 251 + ".pdf"
    assert len(clean_name("x." + "y" * 300)) <= 255


@pytest.mark.parametrize(("size", "refusal"), [(0, EmptyFile), (-1, EmptyFile), (LARGEST_FILE + 1, FileTooLarge)])
def test_sizes_that_are_refused(size: int, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_size(size)


def test_the_largest_and_the_smallest_file_are_taken() -> None:
    check_size(1)
    check_size(LARGEST_FILE)


def test_room_is_counted_in_files_and_in_bytes() -> None:
    check_room(Held(9, 0), LARGEST_FILE, COUNCIL_QUOTA)
    check_room(Held(0, 90), 10, 100)
    with pytest.raises(TooManyFiles):
        check_room(Held(10, 0), 1, COUNCIL_QUOTA)
    with pytest.raises(QuotaReached):
        check_room(Held(0, 90), 11, 100)
