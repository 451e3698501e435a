"""Charts on paper: the stylesheet's colours, in a picture that needs no page around it."""

import io
import re
from collections import Counter
from xml.etree import ElementTree

from PIL import Image

from tests.papers.made import agreed_report, own_report
from tiex.papers.pictures import STYLESHEET, SVG, coloured
from tiex.papers.typeset import pictures_order, typeset

COLOURS = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]+);", STYLESHEET.read_text(encoding="utf-8")))


def seen(svg: str) -> set[str]:
    """Colours that cover more than a trace of the picture."""
    image = Image.open(io.BytesIO(typeset(pictures_order([svg]))[0])).convert("RGB")
    pixels = Counter(zip(*[iter(image.tobytes())] * 3, strict=True))
    return {f"#{bytes(pixel).hex()}" for pixel, count in pixels.items() if count > 200}


def test_the_wheel_has_the_colours_of_the_page() -> None:
    found = seen(coloured(agreed_report().wheel.svg, 480, 9))
    assert {COLOURS["--service"], COLOURS["--customer"], COLOURS["--community"], "#ffffff"} <= found


def test_what_is_not_answered_is_not_drawn_as_answered() -> None:
    assert COLOURS["--community"] not in seen(coloured(own_report().wheel.svg, 480, 9))


def test_bars_have_the_colours_of_their_modes_or_of_the_band() -> None:
    (_, chart), *_ = agreed_report().characteristics
    assert {COLOURS["--service"], COLOURS["--customer"]} <= seen(coloured(chart.svg, 150, 7.5))
    assert COLOURS["--band"] in seen(coloured(agreed_report().stages.chart.svg, 225, 9))


def test_a_picture_needs_no_page() -> None:
    for svg in (agreed_report().wheel.svg, agreed_report().stages.chart.svg, agreed_report().signs[3].svg):
        drawn = coloured(svg, 200, 9)
        root = ElementTree.fromstring(drawn)
        assert "var(" not in drawn
        assert float(root.attrib["width"]) > 0
        # A drawing within a drawing would cut off what lies outside its window.
        assert [element for element in root.iter(f"{{{SVG}}}svg") if element is not root] == []
        lengths = [value for element in root.iter() for name, value in element.items() if name in ("x", "y", "width")]
        assert all(re.fullmatch(r"-?[\d.]+", length) for length in lengths)
