"""A class is styled in one stylesheet: all of them are sent as one, so that a second one would change the first."""

import re
from collections import defaultdict
from pathlib import Path

STYLES = Path(__file__).resolve().parents[2] / "static" / "css"
_COMMENT, _BEFORE_BLOCK = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"([^{};]+)\{")
_CLASS_ALONE = re.compile(r"\.([\w-]+)")


def styled_in() -> dict[str, set[str]]:
    """By class, the stylesheets that style it wherever it stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for sheet in sorted(STYLES.glob("*.css")):
        for selectors in _BEFORE_BLOCK.findall(_COMMENT.sub("", sheet.read_text(encoding="utf-8"))):
            for selector in selectors.split(","):
                if alone := _CLASS_ALONE.fullmatch(selector.strip()):
                    found[alone[1]].add(sheet.name)
    return found


def test_a_class_is_styled_in_one_stylesheet() -> None:
    found = styled_in()
    assert len(found) > 100
    assert {name: sheets for name, sheets in found.items() if len(sheets) > 1} == {}
