"""What a paper is made of, whoever writes it: a cover, then headings, paragraphs, tables and pictures in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# In letters: how long a table is at the most that stays on one page.
KEPT = 1600


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is a part of the paper."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Para:
    """`lead` stands before the text, strongly; `url` is where the lead leads; `end` follows quietly."""

    text: str
    lead: str = ""
    end: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list, with numbers or letters where these are referred to."""

    items: tuple[Para, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What an officer is to write here, in place of these words."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is its part of the width; figures stand on the right."""

    heading: str
    share: int = 1
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """`is_whole` is a row that adds up those below it."""

    cells: tuple[str, ...]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading across the table, or under none."""

    rows: tuple[Row, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]

    @property
    def is_kept(self) -> bool:
        """Whether no page breaks it: it is short enough to fit on one whatever else is there."""
        cells = (cell for section in self.sections for row in section.rows for cell in row.cells)
        return sum(map(len, cells)) < KEPT


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart ready for paper. `words` are for those who cannot see it; `name` stands over it; `share` is per cent of
    the width of a page."""

    svg: str
    words: str
    name: str = ""
    share: int = 100


@dataclass(frozen=True, slots=True)
class Pictures:
    """Side by side, so many in a row."""

    pictures: tuple[Picture, ...]
    across: int = 3


@dataclass(frozen=True, slots=True)
class PictureWithTable:
    """Side by side; `share` is per cent of the width, for the picture."""

    picture: Picture
    table: Table
    share: int = 50


@dataclass(frozen=True, slots=True)
class Legend:
    """Signs with their meaning."""

    signs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A label, its figure, and what that figure counts."""

    figures: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True)
class Contents:
    """A list of the parts of the paper by their `titles`, each with its page where that is known."""

    titles: tuple[str, ...]


Block = (
    Heading
    | Para
    | Points
    | Prompt
    | Table
    | Picture
    | Pictures
    | PictureWithTable
    | Legend
    | KeyFigures
    | Fingerprint
    | PageBreak
    | Contents
)


@dataclass(frozen=True, slots=True)
class Paper:
    """`kicker` stands over the title; `mark`, where there is one, says on each page what the paper must not be taken
    for."""

    title: str
    council: str
    edition: str
    kicker: str
    mark: str
    made_on: date
    blocks: tuple[Block, ...]

    @property
    def running(self) -> str:
        """What stands on each page."""
        return f"{self.council} · {self.edition}"

    def line(self, day: str) -> str:
        """First edition, 2019-20 · made on 28 November 2026."""
        return f"{self.edition} · made on {day}"


def with_next(blocks: Sequence[Block]) -> Sequence[tuple[Block, bool]]:
    """Each with whether it is held: it goes to the next page with the one after it, which it introduces."""
    found: list[tuple[Block, bool]] = []
    introduced = False
    for block in reversed(blocks):
        is_held = introduced and isinstance(block, Para)
        found.append((block, is_held))
        introduced = is_held or isinstance(block, Table | Picture | Pictures | PictureWithTable | Points)
    return found[::-1]
