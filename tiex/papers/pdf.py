"""A paper as an order for the typesetter: plain data, in letters that its typefaces have."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from tiex.papers.blocks import Legend, Paper, Table, with_next
from tiex.papers.letters import written

Spelling = Callable[[str], str]


def paper_data(paper: Paper, day: str, spelled: Spelling = written) -> dict[str, Any]:
    """The paper as JSON takes it; `day` is when it was made, as it is written there."""
    blocks = [_plain(block, spelled) | {"is_held": is_held} for block, is_held in with_next(paper.blocks)]
    return {
        "title": spelled(paper.title),
        "subject": spelled(paper.running),
        "council": spelled(paper.council),
        "kicker": paper.kicker,
        "mark": paper.mark,
        "running": spelled(paper.running),
        "made_on": paper.made_on.isoformat(),
        "subject_line": spelled(paper.line(day)),
        "blocks": blocks,
    }


def _plain(value: Any, spelled: Spelling) -> Any:
    """Each block tells its kind; pictures and addresses stay as they are."""
    if isinstance(value, str):
        return spelled(value)
    if isinstance(value, tuple):
        return [_plain(each, spelled) for each in value]
    if not is_dataclass(value):
        return value
    found: dict[str, Any] = {"kind": type(value).__name__}
    for field in fields(value):
        each = getattr(value, field.name)
        found[field.name] = each if field.name in ("svg", "url") else _plain(each, spelled)
    if isinstance(value, Legend):
        found["signs"] = [[svg, spelled(label)] for svg, label in value.signs]
    if isinstance(value, Table):
        found["is_kept"] = value.is_kept
    return found
