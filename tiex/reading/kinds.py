"""Which kind of file these bytes are, by their content and never by a name that somebody gave them."""

from pathlib import PurePath

from puremagic import PureError, magic_string

from tiex.reading import packages, plain
from tiex.reading.reasons import EMPTY, NOT_TAKEN, OLD_OFFICE, PASSWORD, TOO_LARGE, UNKNOWN, WEB_PAGE
from tiex.reading.safety import is_web_page
from tiex.reading.types import LARGEST_FILE, FileType, Refused

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"\xff\xd8\xff", FileType.JPEG),
)
_ARCHIVE, _BLANK = b"PK\x03\x04", 16
OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Text that programs run, in formats that begin like this: a shell's, RTF (which carries objects), PostScript.
_NOT_PLAIN = ((b"#!", "a script"), (b"{\\rt", "RTF"), (b"%!", "PostScript"))
_SPREADSHEET_NAMES = {".csv", ".tsv"}
# Where puremagic is less sure than this, it has seen two bytes that begin many files.
_SURE = 0.2


def kind_of(data: bytes, name: str) -> FileType:
    """Refused for what is not taken; the name only tells CSV from other text, which all that follows treats alike."""
    if not data:
        raise Refused(EMPTY)
    if len(data) > LARGEST_FILE:
        raise Refused(TOO_LARGE)
    for signature, type in _SIGNATURES:
        if data.startswith(signature):
            return type
    # Some programs leave an empty line before it, which every reader skips.
    if data[:_BLANK].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return FileType.PDF
    if data.startswith(_ARCHIVE):
        return packages.kind_of(data)
    if data.startswith(OLD_CONTAINER):
        raise Refused(PASSWORD if "EncryptedPackage".encode("utf-16-le") in data else OLD_OFFICE)
    return _kind_of_text(data, name)


def _kind_of_text(data: bytes, name: str) -> FileType:
    for start, what in _NOT_PLAIN:
        if data.lstrip().startswith(start):
            raise Refused(NOT_TAKEN.format(what=what))
    text = plain.decoded(data)
    if text is None:
        raise Refused(_name_of_stranger(data))
    if is_web_page(text):
        raise Refused(WEB_PAGE)
    return FileType.CSV if PurePath(name).suffix.lower() in _SPREADSHEET_NAMES else FileType.TEXT


def _name_of_stranger(data: bytes) -> str:
    """The sentence for a kind that is not taken, with its name where it has one."""
    try:
        found = magic_string(data[:4096])
    except (PureError, ValueError):
        return UNKNOWN
    best = found[0] if found else None
    if best is None or best.confidence < _SURE or not best.extension:
        return UNKNOWN
    return NOT_TAKEN.format(what=f"a {best.extension} file")
