"""The starter catalogue of resources and the related tools."""

from collections import Counter
from pathlib import Path

import pytest

from tests.content.broken_content import break_file
from tiex.content.catalogue import load_catalogue
from tiex.content.checking import ContentError
from tiex.content.related_tools import load_related_tools
from tiex.content.tags import load_tags

CASE_STUDIES = "resources/case_studies.yaml"
TOOLS = "resources/tools.yaml"


def test_the_catalogue_is_complete() -> None:
    entries = load_catalogue()
    assert Counter(entry.type for entry in entries) == {"case-study": 146, "methodology": 66, "report": 51, "tool": 43}
    assert len({entry.id for entry in entries}) == 306


def test_every_field_of_a_case_study_is_read() -> None:
    entry = load_catalogue()[0]
    assert (entry.id, entry.type, entry.year, entry.effort) == ("aberdeen-chatbot-ab1", "case-study", 2020, None)
    assert entry.publisher == "Aberdeen City Council"
    assert entry.councils == ("Aberdeen City Council",)
    assert (entry.council_codes, entry.regions) == (("ABE",), ("Scotland",))
    assert entry.outcomes == ("Scotland's first Microsoft chatbot for a local authority",)
    assert (entry.characteristics, entry.change_modes, entry.stages) == (("digital",), ("customer",), ("do",))
    assert entry.success_factors == ("change",)
    assert entry.service_areas == ("customer-services", "waste", "highways", "revenues-and-benefits")


def test_methodologies_and_tools_say_how_much_effort_they_take() -> None:
    for entry in load_catalogue():
        assert (entry.effort is not None) == (entry.type in ("methodology", "tool"))


def test_every_service_area_is_used() -> None:
    used = {area for entry in load_catalogue() for area in entry.service_areas}
    assert used == load_tags().service_areas.keys()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("    - digital\n", "    - dijital\n", "tags.characteristics: 'dijital' is not one of data, digital"),
        (
            "    - customer\n",
            "    - client\n",
            "tags.change_modes: 'client' is not one of community, customer, service",
        ),
        ("    - do\n", "    - done\n", "tags.stages: 'done' is not one of do, plan, review, understand"),
        ("    - change\n", "    - chance\n", "tags.critical_success_factors: 'chance' is not one of change"),
        ("    - waste\n", "    - bins\n", "tags.service_areas: 'bins' is not one of adult-social-care"),
        ("    - waste\n", "    - highways\n", "tags.service_areas: 'highways' appears twice"),
        ("    stages:", "    steps:", "tags.steps: is not a known field"),
        ("  tags:", "  labels:", "tags: is missing"),
        ("  - ABE\n", "  - XYZ\n", "council_codes: 'XYZ' is not one of the 445 known ones"),
        ("  - Scotland\n", "  - Caledonia\n", "regions: 'Caledonia' is not one of"),
        ("year: 2020", "year: 20200", "year: must be from 1990 to 2100, not 20200"),
        ("url: https://", "url: ftp://", "url: must be an http or https address"),
        ("url: https://", "url: javascript://", "url: must be an http or https address"),
        ("type: case-study", "type: tool", "type: must be 'case-study', not 'tool'"),
        ("  title: Chatbot", f"  title: {'x' * 150}", "title: has 197 characters; 150 is the most"),
    ],
)
def test_a_broken_resource_is_refused(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, CASE_STUDIES, old, new)
    with pytest.raises(ContentError) as error:
        load_catalogue(root)
    assert f"{CASE_STUDIES}: case-study aberdeen-chatbot-ab1: {problem}" in str(error.value)


@pytest.mark.parametrize("taken", ["aberdeen-chatbot-ab1", "are-you-being-served"])
def test_an_id_that_is_taken_is_refused(root: Path, taken: str) -> None:
    break_file(root, TOOLS, "id: apse-performance-networks", f"id: {taken}")
    with pytest.raises(ContentError, match=f"{TOOLS}: tool {taken}: id: '{taken}' "):
        load_catalogue(root)


def test_related_tools_load() -> None:
    related = load_related_tools()
    assert related.introduction.startswith("The self-assessment is one tool among many.")
    assert [tool.key for tool in related.tools if tool.url is None] == ["adult-social-care-improvement-tool"]
    assert len(related.tools) == 8


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("    owner: ", "    holder: ", "tool lga-peer-challenge: owner: is missing"),
        (
            "characteristics: [role]",
            "characteristics: [rule]",
            "tool lga-peer-challenge: characteristics: 'rule' is not",
        ),
        ("modes: [service,", "modes: [services,", "tool lga-peer-challenge: modes: 'services' is not one of"),
        ('link_text: "Peer', '#: "Peer', "tool lga-peer-challenge: link_text: must go with a url"),
        ("- key: impower", "- key: iese-resources", "tool iese-resources: key: 'iese-resources' appears twice"),
    ],
)
def test_a_broken_related_tool_is_refused(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, "related_tools.yaml", old, new)
    with pytest.raises(ContentError) as error:
        load_related_tools(root)
    assert f"related_tools.yaml: {problem}" in str(error.value)


def test_when_to_use_a_methodology_stands_apart_from_its_summary() -> None:
    entries = {entry.id: entry for entry in load_catalogue()}
    entry = entries["agile-and-government-services-introduction"]
    assert entry.when_to_use == "Use it when sponsors and delivery teams need a shared vocabulary."
    assert entry.summary.startswith("Explains how agile working differs")
    assert entry.summary.endswith(
        "risk in public service projects. You get the core ideas and links to fuller guidance on team ways of working."
    )
    assert not any("Use it " in one.summary for one in entries.values())


def test_only_methodologies_and_tools_say_when_to_use_them() -> None:
    assert {entry.type for entry in load_catalogue() if entry.when_to_use} == {"methodology", "tool"}
