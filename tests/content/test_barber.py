"""The Barber framework beside the improvement model."""

from pathlib import Path

import pytest

from tests.content.broken_content import break_file
from tiex.content.barber import load_barber
from tiex.content.checking import ContentError


def test_the_framework_has_four_pillars_and_seven_principles() -> None:
    framework = load_barber()
    assert [pillar.key for pillar in framework.pillars] == [
        "pursuing-goals",
        "managing-inputs",
        "engaging-users-and-citizens",
        "developing-systems-capacity",
    ]
    assert len(framework.principles) == 7
    assert framework.pillar("managing-inputs").name == "Managing inputs"
    with pytest.raises(KeyError):
        framework.pillar("managing-outputs")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("pillars: 4", "pillars: 5", "facts.pillars: must be 4, not 5"),
        ('name: "Pursuing goals"', 'name: ""', "pillar pursuing-goals: name: is empty"),
        ("order: 2", "order: 1", "pillar managing-inputs: order: must be 2, not 1"),
        ("key: credible", "key: constructive", "principle constructive: key: 'constructive' appears twice"),
        ("author:", "writer:", "author: is missing"),
    ],
)
def test_a_broken_framework_is_refused(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, "barber.yaml", old, new)
    with pytest.raises(ContentError) as error:
        load_barber(root)
    assert f"barber.yaml: {problem}" in str(error.value)
