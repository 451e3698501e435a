"""A strip: one bar in as many parts as there are answers, for lists in which each line has one."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from tiex.charts.lean import LeanChart

# Narrower parts have no room for their figure; the words beside the strip have it.
_ROOM_PER_DIGIT = 4


@dataclass(frozen=True, slots=True)
class StripPart:
    """How many gave an answer. `kind` names its look: a level by its bars, "1" to "3", or "unsure", "inapplicable"."""

    kind: str
    count: int


class Strip(LeanChart):
    """Parts are per cent of the width. What it says stands beside it in words, so it is hidden from screen readers."""

    def __init__(self, parts: Sequence[StripPart]) -> None:
        super().__init__()
        self.parts = tuple(part for part in parts if part.count)

    def render(self, **_options: object) -> Markup:
        total = sum(part.count for part in self.parts)
        drawn, start = [], 0
        for part in self.parts:
            end = start + part.count
            drawn.append(_part(part, 100 * start / total, 100 * end / total))
            start = end
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="strip" width="100%" height="1.6em" aria-hidden="true">'
            f"{''.join(drawn)}</svg>"
        )


def _part(part: StripPart, left: float, right: float) -> str:
    kind, width = escape(part.kind), right - left
    box = f'<rect class="strip-{kind}" x="{left:.4g}%" y="2" width="{width:.4g}%" height="1.3em"/>'
    if width < _ROOM_PER_DIGIT * len(str(part.count)):
        return box
    return f'{box}<text class="strip-{kind}" x="{(left + right) / 2:.4g}%" y="1.1em">{part.count}</text>'
