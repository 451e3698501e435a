"""What is accepted, what is found in a file, and how a file is refused."""

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

LARGEST_FILE = 50 * 1024 * 1024
MOST_PAGES = 2_000
# Characters: of a page or slide, of a text that has no pages (a sheet too), and of all pages together.
LONGEST_PAGE, LONGEST_WHOLE, LONGEST_IN_ALL = 50_000, 500_000, 5_000_000
PREVIEW, CLEANED = "preview.png", ("", "cleaned.jpg", "cleaned.png")


class Refused(Exception):
    """The file itself is at fault, for good; `reason` is one sentence for people, `detail` is for the log."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class FileType(Enum):
    """The kinds of file that are taken; the value is what is stored."""

    PDF = "pdf"
    WORD = "docx"
    POWERPOINT = "pptx"
    EXCEL = "xlsx"
    ODT = "odt"
    ODP = "odp"
    ODS = "ods"
    CSV = "csv"
    TEXT = "txt"
    JPEG = "jpg"
    PNG = "png"

    @property
    def media_type(self) -> str:
        return _FACTS[self.value][0]

    @property
    def label(self) -> str:
        return _FACTS[self.value][1]

    @property
    def extension(self) -> str:
        """With its dot."""
        return f".{self.value}"

    @property
    def unit(self) -> str:
        """What its text is counted in: page, slide, sheet, or nothing."""
        return _FACTS[self.value][2]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
# By value: media type, name for people, unit.
_FACTS = {
    "pdf": ("application/pdf", "PDF", "page"),
    "docx": (f"{_OFFICE}wordprocessingml.document", "Word document", ""),
    "pptx": (f"{_OFFICE}presentationml.presentation", "PowerPoint presentation", "slide"),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", "Excel workbook", "sheet"),
    "odt": (f"{_OPEN}text", "OpenDocument text", ""),
    "odp": (f"{_OPEN}presentation", "OpenDocument presentation", "slide"),
    "ods": (f"{_OPEN}spreadsheet", "OpenDocument spreadsheet", "sheet"),
    "csv": ("text/csv", "CSV", ""),
    "txt": ("text/plain", "Text", ""),
    "jpg": ("image/jpeg", "JPEG picture", ""),
    "png": ("image/png", "PNG picture", ""),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide or sheet; without a number where the file has none, with a name where it is a sheet."""

    number: int | None
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`is_cut` says that there is more text than was kept.

    `cleaned` names the copy of a picture without metadata in the folder of results, which is to be kept instead of
    the file itself; it is empty for everything else. `is_scan` is a PDF with pictures and no text.
    """

    type: FileType
    pages: tuple[Page, ...] = ()
    is_scan: bool = False
    is_cut: bool = False
    has_preview: bool = False
    cleaned: str = ""

    @property
    def unit(self) -> str:
        return self.type.unit

    @property
    def text(self) -> str:
        return "\n\n".join(page.text for page in self.pages if page.text)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "type": self.type.value}

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Reading":
        """KeyError, TypeError or ValueError for anything but what `to_json` made."""
        pages = tuple(Page(**page) for page in found["pages"])
        return cls(**{**found, "type": FileType(found["type"]), "pages": pages})


@dataclass(frozen=True, slots=True)
class Read:
    """A reading, and the files that go with it by their names."""

    reading: Reading
    files: tuple[tuple[str, bytes], ...] = ()
