"""The charts of the pages, made ready for paper: coloured by the stylesheet's own rules, at a size in points."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

# A picture in a paper has no page whose stylesheet could colour it, so it carries the rules that are about it.

STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "css" / "charts.css"
FONT = "Liberation Sans"
SVG = "http://www.w3.org/2000/svg"
_OURS = {
    *("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap"),
    *("font-size", "font-weight", "text-anchor", "dominant-baseline", "display"),
}
_COMMENT, _VARIABLE = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"var\((--[\w-]+)\)")
_REM, _LENGTH = re.compile(r"([\d.]+)rem\b"), re.compile(r"(-?[\d.]+)(em|%)")
_COMMAND = re.compile(r"([MHVhvz])([^MHVhvz]*)")
_MODE = "--mode"
_ALONG = {"x": 0, "x1": 0, "x2": 0, "width": 0, "y": 1, "y1": 1, "y2": 1, "height": 1}


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Colours by name, the change modes' classes with their colours, and the rules about charts."""

    colours: Mapping[str, str]
    modes: tuple[tuple[str, str], ...]
    rules: tuple[_Rule, ...]


def coloured(svg: str, width: int, text: float) -> str:
    """The chart with its colours in it, `width` points wide, or as wide as it says itself where it says so in points.
    Where it has no view box to be scaled by, its letters are `text` points high."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg if "xmlns=" in svg else svg.replace("<svg", f'<svg xmlns="{SVG}"', 1))
    size = text
    if "viewBox" not in root.attrib:
        width, height = _measures(root, width, text)
        _lay_out(root, float(width), text)
        root.attrib |= {"width": f"{width}", "height": f"{height:.4g}", "viewBox": f"-1 0 {width + 2} {height:.4g}"}
    else:
        _, _, across, down = map(float, root.attrib["viewBox"].split())
        root.attrib |= {"width": f"{width}", "height": f"{width * down / across:.4g}"}
    for child in root:
        _without_windows(child)
    style = ElementTree.Element(f"{{{SVG}}}style")
    style.text = f"svg {{ font-family: '{FONT}'; font-size: {size}px }} {_style(size)}"
    root.insert(0, style)
    return ElementTree.tostring(root, encoding="unicode")


def _measures(root: ElementTree.Element, width: int, text: float) -> tuple[int, float]:
    """Those it says in points, or the width that is asked for with the height that its text needs."""
    own = root.get("width", "")
    if own.isdigit():
        return int(own), float(root.get("height", own))
    return width, _points(root.get("height", "0"), 0, text)


def _lay_out(element: ElementTree.Element, width: float, text: float) -> None:
    """Lengths in em and per cent as points; small letters have an em of their own."""
    for child in element:
        own = text * _scale_of(child.get("class", ""))
        for name, value in child.attrib.items():
            if name in _ALONG and value.endswith(("em", "%")):
                child.set(name, f"{_points(value, width, own):.5g}")
        _lay_out(child, width, text)


def _points(length: str, width: float, text: float) -> float:
    found = _LENGTH.fullmatch(length)
    if found is None:
        return float(length)
    number, unit = float(found[1]), found[2]
    return number * text if unit == "em" else number * width / 100


def _scale_of(classes: str) -> float:
    """How large the letters of these classes are against those around them."""
    for rule in _sheet().rules:
        last = rule.selector.split()[-1].removeprefix(".")
        size = _REM.fullmatch(rule.values.get("font-size", ""))
        if last in classes.split() and size:
            return float(size[1])
    return 1.0


def _without_windows(element: ElementTree.Element) -> None:
    """A drawing within a drawing shows only what lies in its window; a group in its place shows all of it."""
    if element.tag == f"{{{SVG}}}svg":
        element.tag = f"{{{SVG}}}g"
        _stretch(element)
        top = element.attrib.pop("y", "")
        if top:
            element.set("transform", f"translate(0 {top})")
    for child in element:
        _without_windows(child)


def _stretch(drawing: ElementTree.Element) -> None:
    """What is drawn in units of its own, across and down, is drawn in points; its lines stay as thick as they are."""
    box = drawing.attrib.pop("viewBox", "")
    width, height = (drawing.attrib.pop(name, "") for name in ("width", "height"))
    drawing.attrib.pop("preserveAspectRatio", None)
    if not box:
        return
    _, _, across, down = map(float, box.split())
    scales = float(width) / across, float(height) / down
    for element in drawing.findall(".//*"):
        for name, value in element.attrib.items():
            if name in _ALONG:
                element.set(name, f"{float(value) * scales[_ALONG[name]]:.5g}")
        if "d" in element.attrib:
            element.set("d", _COMMAND.sub(lambda found: _stretched(found, scales), element.attrib["d"]))


def _stretched(found: re.Match[str], scales: tuple[float, float]) -> str:
    """One command of a path that goes straight across or down, or begins at a point."""
    command, numbers = found[1], [float(number) for number in found[2].split()]
    along = {"h": scales[:1], "v": scales[1:]}.get(command.lower(), scales)
    return command + " ".join(f"{number * scale:.5g}" for number, scale in zip(numbers, along, strict=bool(numbers)))


def _style(text: float) -> str:
    return " ".join(_written(rule, text) for rule in _sheet().rules)


def _written(rule: _Rule, text: float) -> str:
    """The rule with its colours; one that takes the colour of a change mode, once for each of them too."""
    sheet = _sheet()
    found = [_with(rule.selector, rule.values, sheet.colours, text)]
    if any(f"var({_MODE})" in value for value in rule.values.values()):
        for name, colour in sheet.modes:
            for selector in _under(rule.selector, name):
                found.append(_with(selector, rule.values, {**sheet.colours, _MODE: colour}, text))
    return " ".join(found)


def _under(selector: str, name: str) -> Iterator[str]:
    """The same within what has the class of a change mode: be that the chart itself or a part of it."""
    first, _, rest = selector.rpartition(" ")
    yield f"{first} {name} {rest}".strip()
    yield f"{first}{name} {rest}".strip()


def _with(selector: str, values: Mapping[str, str], colours: Mapping[str, str], text: float) -> str:
    def colour(found: re.Match[str]) -> str:
        return colours[found[1]]

    written = (f"{name}: {_VARIABLE.sub(colour, value)}" for name, value in values.items())
    sized = (_REM.sub(lambda found: f"{float(found[1]) * text:.4g}px", value) for value in written)
    return f"{selector} {{ {'; '.join(sized)} }}"


@cache
def _sheet() -> _Sheet:
    """The stylesheet of the charts as far as it is about every screen alike."""
    rules = list(_rules(_COMMENT.sub("", STYLESHEET.read_text(encoding="utf-8"))))
    colours = next(values for selectors, values in rules if selectors == (":root",))
    colours |= {_MODE: colours["--ink"]}
    modes, ours = [], []
    for selectors, values in rules:
        if _MODE in values and selectors != (":root",):
            colour = _VARIABLE.sub(lambda found: colours[found[1]], values[_MODE])
            modes += [(selector.split()[-1], colour) for selector in selectors]
        about = {name: value for name, value in values.items() if name in _OURS}
        ours += [_Rule(selector, about) for selector in selectors if about and _is_about_paper(selector)]
    return _Sheet(colours, tuple(modes), tuple(ours))


def _is_about_paper(selector: str) -> bool:
    """Not about what one points at, nor about the page around a chart."""
    return not any(sign in selector for sign in ":[>") and selector.startswith((".wheel", ".bar", ".spread"))


def _rules(sheet: str) -> Iterable[tuple[tuple[str, ...], dict[str, str]]]:
    """Selectors and values of the rules that depend on no screen: those at the top, in no block of their own."""
    depth, start, head = 0, 0, ""
    for place, sign in enumerate(sheet):
        if sign == "{":
            if depth == 0:
                head, start = sheet[start:place].strip(), place + 1
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                if not head.startswith("@"):
                    parts = (part.partition(":") for part in sheet[start:place].split(";") if ":" in part)
                    yield tuple(one.strip() for one in head.split(",")), {k.strip(): v.strip() for k, _, v in parts}
                start = place + 1
