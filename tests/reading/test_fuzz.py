"""Whatever is done to a file, it is read or refused, and nothing else is raised."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading import locked, made
from tests.reading.test_attacks import SCRIPT, packed_pdf
from tiex.reading.read import read_bytes
from tiex.reading.types import FileType, Refused

FILES = {
    "pdf": made.pdf("One", "Two"),
    "packed pdf": packed_pdf(SCRIPT),
    "locked pdf": locked.pdf("", "owner"),
    "scan": made.scanned_pdf(1),
    "docx": made.word(),
    "pptx": made.powerpoint(),
    "xlsx": made.excel(),
    "odt": made.odt(),
    "odp": made.odp(),
    "ods": made.ods(),
    "csv": b"name,cost\nAda,5\n",
    "jpeg": made.photograph_with_place((16, 16)),
    "png": made.picture("PNG", (16, 16), "P", transparency=1),
}
# Members that parsers look into; a change of the packed bytes seldom gets past the checksum.
MEMBERS = {
    "docx": ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels"),
    "pptx": ("ppt/presentation.xml", "ppt/slides/slide1.xml", "ppt/_rels/presentation.xml.rels"),
    "xlsx": ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"),
    "odt": ("content.xml", "META-INF/manifest.xml", "mimetype"),
    "ods": ("content.xml",),
}
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 8), st.binary(max_size=8)), min_size=1, max_size=6
)
FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
Changes = list[tuple[float, int, bytes]]


def mutated(data: bytes, changes: Changes) -> bytes:
    """At each place, so many bytes are taken away and others put in."""
    for place, away, put_in in changes:
        at = int(place * len(data))
        data = data[:at] + put_in + data[at + away :]
    return data


def read_or_refused(data: bytes) -> None:
    with suppress(Refused):
        found = read_bytes(data, "file.csv").reading
        assert isinstance(found.type, FileType)
        json.dumps(found.to_json(), ensure_ascii=False).encode()


@pytest.mark.parametrize("kind", FILES)
@FEW
@given(changes=CHANGES)
def test_a_changed_file_is_read_or_refused(kind: str, changes: Changes) -> None:
    read_or_refused(mutated(FILES[kind], changes))


@pytest.mark.parametrize(("kind", "member"), [(kind, member) for kind, found in MEMBERS.items() for member in found])
@FEW
@given(changes=CHANGES)
def test_a_changed_part_is_read_or_refused(kind: str, member: str, changes: Changes) -> None:
    part = mutated(made.member_of(FILES[kind], member), changes)
    read_or_refused(made.changed(FILES[kind], {member: part}))


@FEW
@given(data=st.binary(max_size=300), start=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xd8\xff", b"<"]))
def test_anything_is_read_or_refused(data: bytes, start: bytes) -> None:
    read_or_refused(start + data)


@FEW
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text.encode("utf-8", "ignore"))


@pytest.mark.parametrize("kind", FILES)
def test_a_file_cut_anywhere_is_read_or_refused(kind: str) -> None:
    data = FILES[kind]
    for end in range(1, len(data), max(1, len(data) // 40)):
        read_or_refused(data[:end])
