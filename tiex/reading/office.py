"""What Word and PowerPoint have in common: paragraphs of text in XML."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# A copy for old programs of what stands before it; and what was moved away while changes are tracked.
_LEFT_OUT = {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", f"{WORD}moveFrom"}


def paragraphs(root: Any, space: str) -> Iterator[str]:
    """The text of each paragraph that has some, in the order of the document, tables and text boxes among them."""
    texts, walker = list[str](), etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start" and element.tag in _LEFT_OUT:
            walker.skip_subtree()
        elif event == "start" and element.tag == f"{space}t":
            texts.append(element.text or "")
        elif event == "start" and element.tag in (f"{space}tab", f"{space}br", f"{space}cr"):
            texts.append("\t" if element.tag.endswith("tab") else "\n")
        elif event == "end" and element.tag == f"{space}p":
            if line := "".join(texts).strip():
                yield line
            texts.clear()
