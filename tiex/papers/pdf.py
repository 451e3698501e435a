"""A paper as an order for the typesetter: plain data, in letters that its typefaces have."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from tiex.papers.blocks import Paper
from tiex.papers.letters import written

Spelling = Callable[[str], str]


def paper_data(paper: Paper, day: str, spelled: Spelling = written) -> dict[str, Any]:
    """The paper as JSON takes it; `day` is when it was made, as it is written there."""
    found: dict[str, Any] = _plain(paper, spelled)
    return found | {"subject_line": f"{paper.subject.partition(', ')[2]} · made on {day}"}


def _plain(value: Any, spelled: Spelling) -> Any:
    """Each block tells its kind; pictures stay as they are."""
    if isinstance(value, str):
        return spelled(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each, spelled) for each in value]
    if is_dataclass(value):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {"kind": type(value).__name__} | {
            name: each if name in ("svg", "url") else _plain(each, spelled) for name, each in named
        }
    return value
