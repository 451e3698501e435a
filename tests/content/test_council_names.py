"""Councils of the register, found by the names that people give them."""

import pytest

from tiex.content.catalogue import load_catalogue
from tiex.content.council_names import codes_of_names
from tiex.content.councils import load_councils


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Leeds City Council", ("LDS",)),
        ("leeds", ("LDS",)),
        ("Barnsley Council", ("BNS",)),
        ("London Borough of Hammersmith and Fulham", ("HMF",)),
        ("Brighton & Hove City Council", ("BNH",)),
        ("Fernmoor Ltd", ()),
        ("Council", ()),
        ("", ()),
    ],
)
def test_a_council_is_found_by_its_name(name: str, codes: tuple[str, ...]) -> None:
    assert codes_of_names([name]) == codes


def test_every_council_is_found_by_its_full_name() -> None:
    assert [codes_of_names([one.name]) for one in load_councils()] == [(one.code,) for one in load_councils()]


def test_the_names_in_the_starter_catalogue_mean_the_codes_in_it() -> None:
    for entry in load_catalogue():
        assert sorted(codes_of_names(entry.councils)) == sorted(entry.council_codes), entry.id


def test_a_name_that_means_two_councils_means_the_one_that_is_still_there() -> None:
    assert codes_of_names(["Somerset Council", "Somerset"]) == ("SMT",)
