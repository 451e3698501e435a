"""PowerPoint: the text of each slide, then what its author noted for the talk."""

from collections.abc import Iterator
from io import BytesIO

import pptx
from lxml import etree
from pptx.exc import PythonPptxError

from tiex.reading.office import DRAWING, paragraphs
from tiex.reading.packages import refuse_unsafe
from tiex.reading.texts import bounded, joined
from tiex.reading.types import LONGEST_PAGE, FileType, Page, Read, Reading

ERRORS: tuple[type[Exception], ...] = (PythonPptxError, etree.LxmlError)


def read(data: bytes, type: FileType) -> Read:
    refuse_unsafe(data)
    pages, is_cut = bounded(_slides(data))
    return Read(Reading(type, pages, is_cut=is_cut))


def _slides(data: bytes) -> Iterator[Page]:
    for number, slide in enumerate(pptx.Presentation(BytesIO(data)).slides, 1):
        texts = list(paragraphs(slide.element, DRAWING))
        notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        yield Page(number, joined([*texts, notes.text if notes is not None else ""], LONGEST_PAGE))
