"""Whose words stand, and for whom a resource is."""

import pytest

from tiex.domain.resources import AddressTaken, Origin, ResourceType, audiences_of


@pytest.mark.parametrize(
    ("new", "old", "may"),
    [
        (Origin.STARTER, Origin.STARTER, True),
        (Origin.STARTER, Origin.IMPORT, False),
        (Origin.STARTER, Origin.EDITOR, False),
        (Origin.IMPORT, Origin.STARTER, True),
        (Origin.IMPORT, Origin.EDITOR, False),
        (Origin.EDITOR, Origin.IMPORT, True),
    ],
)
def test_words_of_a_higher_origin_are_kept(new: Origin, old: Origin, may: bool) -> None:
    assert new.may_replace(old) is may


def test_whoever_has_a_council_is_one_of_the_councils() -> None:
    assert audiences_of(frozenset()) == {"everyone"}
    assert audiences_of({"LDS"}) == {"everyone", "councils", "council:LDS"}


def test_every_type_has_a_name_for_one_and_for_many() -> None:
    assert [(kind.label, kind.plural) for kind in ResourceType][:2] == [
        ("Case study", "Case studies"),
        ("Methodology", "Methodologies"),
    ]
    assert all(kind.label and kind.plural for kind in ResourceType)


def test_an_address_that_is_taken_says_by_what() -> None:
    assert str(AddressTaken("Bins")) == "This address is in the catalogue already, as “Bins”"
