"""Which tags are proposed for a text: what the resources most like it have, and the services that it names."""

from tiex.domain.proposing import propose_tags

SERVICES = {"waste": "Waste", "housing": "Housing", "customer-services": "Customer services"}


def test_what_most_of_those_alike_have_is_proposed_the_likeliest_first() -> None:
    alike = [
        {"stages": ["do"], "characteristics": ["data"]},
        {"stages": ["do", "plan"], "characteristics": ["digital", "data"]},
        {"stages": ["review"], "characteristics": ["role"]},
    ]
    found = propose_tags("", alike, SERVICES)
    assert found["stages"] == ("do",)
    assert found["characteristics"] == ("data",)


def test_a_service_that_is_named_is_proposed_and_part_of_a_word_is_no_name() -> None:
    found = propose_tags("Our Customer Services, and wasteful housings", [], SERVICES)
    assert found == {"service_areas": ("customer-services",)}


def test_no_more_than_two_of_a_kind() -> None:
    found = propose_tags("waste", [{"service_areas": ["a", "b", "c"]}], SERVICES)
    assert found["service_areas"] == ("waste", "a")


def test_nothing_to_go_by_proposes_nothing() -> None:
    assert propose_tags("", [], SERVICES) == {"service_areas": ()}
