"""Loads the Barber framework, whose pillars the cells of an edition refer to."""

from functools import cache
from pathlib import Path

from tiex.content.checking import CONTENT, Item, check_order, check_unique, read_document
from tiex.domain.barber import BarberFramework, Pillar, Principle


@cache
def load_barber(root: Path = CONTENT) -> BarberFramework:
    document = read_document(root / "barber.yaml", root)
    top = document.top
    pillars = top.items("pillars", "pillar")
    principles = top.items("principles", "principle")
    framework = BarberFramework(
        name=top.text("name"),
        also_known_as=top.text("also_known_as"),
        author=top.text("author"),
        summary=top.text("summary", longest=600),
        relationship=top.text("relationship", longest=600),
        pillars=tuple(_read_pillar(item) for item in pillars),
        principles_introduction=top.text("principles_introduction"),
        principles=tuple(_read_principle(item) for item in principles),
    )
    facts = top.section("facts")
    facts.exactly("pillars", len(framework.pillars))
    for field in ("lines_of_enquiry", "statements", "points_on_scale"):
        facts.whole_number(field, lowest=1)
    for items in (pillars, principles):
        check_order(items)
    check_unique(pillars, "key", [pillar.key for pillar in framework.pillars])
    check_unique(principles, "key", [principle.key for principle in framework.principles])
    document.finish()
    return framework


def _read_pillar(item: Item) -> Pillar:
    return Pillar(
        key=item.slug("key"),
        name=item.text("name", longest=60),
        also_known_as=item.optional_text("also_known_as", longest=60),
        description=item.text("description", longest=600),
        in_this_tool=item.text("in_this_tool"),
    )


def _read_principle(item: Item) -> Principle:
    return Principle(key=item.slug("key"), name=item.text("name", longest=60), meaning=item.text("meaning"))
