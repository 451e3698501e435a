"""Office and OpenDocument files are ZIP archives: what they are, and what must not be in them."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from typing import IO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml import ElementTree

from tiex.reading.reasons import (
    BOMB,
    DAMAGED,
    DOCUMENT_TYPE,
    FAR_TEMPLATE,
    MACROS,
    NOT_TAKEN,
    PASSWORD,
    POLYGLOT,
    PROGRAM_INSIDE,
)
from tiex.reading.types import FileType, Refused

MOST_MEMBERS = 10_000
# Bytes unpacked, of all members; and how many times its size a file over `SMALL` may unpack to.
LARGEST_UNPACKED, SMALL, MOST_TIMES = 300 * 1024 * 1024, 20 * 1024 * 1024, 200
DEEPEST = 2
CONTENT_TYPES, MIMETYPE, MANIFEST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
ERRORS = (BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, OSError, SyntaxError)

_KINDS = {type.media_type: type for type in FileType}
_MAIN = ".main+xml"
# Folders of OpenDocument and of Excel that hold nothing but code.
_CODE_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/", "word/activex/", "xl/activex/", "ppt/activex/")
# Which LibreOffice leaves behind when somebody has only looked at the list of macros.
_EMPTY_LIBRARY = ("/script-lc.xml", "/script-lb.xml", "/dialog-lc.xml", "/dialog-lb.xml")
_CODE_TYPES = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex")
_FETCHED = ("/attachedtemplate", "/oleobject", "/frame", "/subdocument", "/aframe")
_WEB = ("http:", "https:", "ftp:", "mhtml:", "mk:", "ms-")
_OLD_CONTAINER, _ARCHIVE, _PROGRAMS = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", (b"MZ", b"\x7fELF")
_PACKED_FILE, _OLD_MACROS = "Ole10Native".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le")


def kind_of(data: bytes) -> FileType:
    """Refused for an archive that is something else, or that would harm whoever unpacks it."""
    with opened(data) as archive:
        _refuse_ill_packed(archive, len(data))
        _refuse_what_surrounds(archive, data)
        names = set(archive.namelist())
        if CONTENT_TYPES in names:
            return _office_kind(archive)
        if MIMETYPE in names:
            return _open_kind(archive)
        raise Refused(NOT_TAKEN.format(what="an archive (ZIP)"))


def refuse_unsafe(data: bytes, depth: int = 0) -> None:
    """Refused for macros, programs, XML that fetches, in the archive or in a document within it."""
    with opened(data) as archive:
        if depth:
            _refuse_ill_packed(archive, len(data))
        if CONTENT_TYPES in archive.namelist():
            _content_types(archive)
        for member in archive.infolist():
            _refuse_unsafe_member(archive, member, depth)


@contextmanager
def opened(data: bytes) -> Iterator[ZipFile]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            yield archive
    except ERRORS as error:
        raise Refused(DAMAGED, repr(error)) from error


def _refuse_ill_packed(archive: ZipFile, size: int) -> None:
    """Before anything is unpacked: by what the archive's directory says, which zipfile holds it to."""
    members = archive.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise Refused(PASSWORD)
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > LARGEST_UNPACKED or (unpacked > SMALL and unpacked > MOST_TIMES * size)
    if len(members) > MOST_MEMBERS or is_bomb or _has_overlap(members):
        raise Refused(BOMB)
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise Refused(DAMAGED, "a compression that no office program writes")
    if len({member.filename.lower() for member in members}) < len(members):
        raise Refused(DAMAGED, "two members of one name")


def _has_overlap(members: list[ZipInfo]) -> bool:
    """Whether one stretch of bytes is unpacked twice, which is how the worst bombs are made."""
    placed = sorted(members, key=lambda member: member.header_offset)
    return any(left.header_offset + 30 + left.compress_size > right.header_offset for left, right in pairwise(placed))


def _refuse_what_surrounds(archive: ZipFile, data: bytes) -> None:
    """Something before the first member or after the directory is another file."""
    offsets = [member.header_offset for member in archive.infolist()]
    if min(offsets, default=0) != 0 or data[-22:-18] != b"PK\x05\x06":
        raise Refused(POLYGLOT)


def _office_kind(archive: ZipFile) -> FileType:
    for content_type in _content_types(archive):
        type = _KINDS.get(content_type.removesuffix(_MAIN))
        if type is not None and content_type.endswith(_MAIN):
            return type
    raise Refused(NOT_TAKEN.format(what="an Office file of another kind, such as a template"))


def _content_types(archive: ZipFile) -> list[str]:
    """What an Office file says that its parts are; Refused where one of them is code."""
    with archive.open(CONTENT_TYPES) as stream:
        _refuse_document_type(stream)
    root = ElementTree.fromstring(archive.read(CONTENT_TYPES), forbid_dtd=True)
    found = [element.get("ContentType", "") for element in root]
    if any(code in content_type.lower() for content_type in found for code in _CODE_TYPES):
        raise Refused(MACROS)
    return found


def _open_kind(archive: ZipFile) -> FileType:
    type = _KINDS.get(archive.read(MIMETYPE)[:200].decode("ascii", "replace").strip())
    if type is None or MANIFEST not in archive.namelist():
        raise Refused(NOT_TAKEN.format(what="an archive (ZIP) of another kind"))
    with archive.open(MANIFEST) as stream:
        _refuse_document_type(stream)
    root = ElementTree.fromstring(archive.read(MANIFEST), forbid_dtd=True)
    if any(element.tag.endswith("}encryption-data") for element in root.iter()):
        raise Refused(PASSWORD)
    return type


def _refuse_unsafe_member(archive: ZipFile, member: ZipInfo, depth: int) -> None:
    name = member.filename.lower()
    is_code = name.startswith(_CODE_FOLDERS) and not name.endswith((*_EMPTY_LIBRARY, "/"))
    if is_code or name.endswith(("vbaproject.bin", "vbadata.xml")):
        raise Refused(MACROS)
    with archive.open(member) as stream:
        head = stream.read(64)
    if head.startswith(_PROGRAMS):
        raise Refused(PROGRAM_INSIDE)
    if head.startswith(_OLD_CONTAINER):
        _refuse_old_container(archive.read(member))
    elif head.startswith(_ARCHIVE):
        _refuse_nested(archive.read(member), depth)
    elif name.endswith((".xml", ".rels", ".vml")) or head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        with archive.open(member) as stream:
            _refuse_document_type(stream)
        if name.endswith(".rels"):
            _refuse_fetched(archive.read(member))


def _refuse_nested(data: bytes, depth: int) -> None:
    """The workbook behind a chart is such a document; a document in a document in a document is not."""
    if depth >= DEEPEST:
        raise Refused(PROGRAM_INSIDE)
    with opened(data) as archive:
        if CONTENT_TYPES not in archive.namelist() and MIMETYPE not in archive.namelist():
            raise Refused(PROGRAM_INSIDE)
    refuse_unsafe(data, depth + 1)


def _refuse_old_container(data: bytes) -> None:
    if _OLD_MACROS in data:
        raise Refused(MACROS)
    if _PACKED_FILE in data:
        raise Refused(PROGRAM_INSIDE)


def _refuse_fetched(rels: bytes) -> None:
    """A template or object at another site is fetched, and may be code, when the document is opened."""
    for element in ElementTree.fromstring(rels, forbid_dtd=True):
        is_fetched = element.get("Type", "").lower().endswith(_FETCHED) and element.get("TargetMode") == "External"
        if is_fetched and element.get("Target", "").strip().lower().startswith(_WEB):
            raise Refused(FAR_TEMPLATE)


def _refuse_document_type(stream: IO[bytes]) -> None:
    """Entities are declared before the first element, so nothing after it needs to be read."""
    seen = set[str]()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.add("type")
    parser.StartElementHandler = lambda *_: seen.add("element")
    try:
        while not seen and (chunk := stream.read(4096)):
            parser.Parse(chunk, False)
    except expat.ExpatError as error:
        if not seen:
            raise Refused(DAMAGED, repr(error)) from error
    if "type" in seen:
        raise Refused(DOCUMENT_TYPE)
