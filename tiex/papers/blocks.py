"""What a paper is made of, whoever writes it: a cover, then headings, paragraphs, tables and pictures in order."""

from dataclasses import dataclass
from datetime import date


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
    """`is_short` is one that a page never breaks."""

    caption: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    is_short: bool = False


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
    picture: Picture
    table: Table


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
)


@dataclass(frozen=True, slots=True)
class Paper:
    """`kicker` stands over the title; `mark`, where there is one, says on each page what the paper must not be taken
    for; `running` stands on each page."""

    title: str
    subject: str
    council: str
    kicker: str
    mark: str
    running: str
    made_on: date
    blocks: tuple[Block, ...]
