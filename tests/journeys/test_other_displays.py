"""Forced colours, greyscale and reduced motion: what is chosen can still be told from what is not."""

import pytest
from flask import Flask
from playwright.sync_api import Locator

from tests.journeys.conftest import NewVisit
from tests.support.cell_page import Card
from tests.support.given_answers import give, plan
from tests.support.people import Someone
from tests.support.visit import Visit

OUTLINE = "label => getComputedStyle(label).outlineStyle"
EDGE = "label => getComputedStyle(label).borderTopColor"
BARS = "label => [...label.querySelectorAll('i')].map(bar => getComputedStyle(bar).backgroundColor)"
STATEMENT = "role-service-plan"


def open_cell(app: Flask, visit: Visit, ada: Someone, response_id: int) -> Card:
    """A cell whose second statement is "Partly true"."""
    give(app, ada, response_id, plan())
    visit.enter_as(app, ada)
    visit.go(f"/responses/{response_id}/cells/role-service")
    return Card(visit.page, STATEMENT)


def level(card: Card, label: str) -> Locator:
    return card.root.locator(".level", has_text=label)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours(app: Flask, new_visit: NewVisit, ada: Someone, response_id: int, scheme: str) -> None:
    """Without axe: it reads the colours of the style sheet, not those that are forced."""
    visit = new_visit(forced_colors="active", color_scheme=scheme)
    card = open_cell(app, visit, ada, response_id)
    chosen, other = level(card, "Partly true"), level(card, "Not yet true")
    assert chosen.evaluate(OUTLINE) == "solid"
    assert other.evaluate(OUTLINE) == "none"
    bars = chosen.evaluate(BARS)
    assert bars[0] == bars[1] != bars[2], "two bars of three are filled"
    assert len(set(other.evaluate(BARS))) == 1


def test_greyscale(app: Flask, new_visit: NewVisit, ada: Someone, response_id: int) -> None:
    card = open_cell(app, new_visit(), ada, response_id)
    chosen, other = (luminance(level(card, name).evaluate(EDGE)) for name in ("Partly true", "Fully true"))
    assert chosen < 0.3 < 0.6 < other
    bars = level(card, "Partly true").evaluate(BARS)
    assert bars[0] == bars[1]
    assert luminance(bars[0]) < 0.3 < luminance(bars[2])


def luminance(colour: str) -> float:
    """Of rgb(r, g, b), from 0 for black to 1 for white, near enough."""
    red, green, blue = (int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_nothing_moves(app: Flask, new_visit: NewVisit, ada: Someone, response_id: int) -> None:
    visit = new_visit(reduced_motion="reduce")
    card = open_cell(app, visit, ada, response_id)
    with card.saving():
        card.choose("Fully true")
    assert visit.page.evaluate("() => document.getAnimations().length") == 0
    visit.step("reduced motion")
