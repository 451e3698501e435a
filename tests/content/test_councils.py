"""The register of councils."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.content.broken_content import break_file
from tiex.content.checking import ContentError
from tiex.content.councils import COUNCIL_TYPES, REGIONS, load_councils
from tiex.domain.councils import Council

ADUR = "ADU,Adur District Council,Adur,E07000223,district,England,South East,WSX,64187,42,,,"
CUMBRIA_END = "2023-04-01,CBD WAF"


@pytest.fixture
def register() -> dict[str, Council]:
    return {council.code: council for council in load_councils()}


def test_the_register_is_complete(register: dict[str, Council]) -> None:
    councils = load_councils()
    assert len(councils) == len(register) == 445
    assert Counter(council.nation for council in councils) == {
        "England": 380,
        "Scotland": 32,
        "Wales": 22,
        "Northern Ireland": 11,
    }
    assert {council.type for council in councils} == COUNCIL_TYPES
    assert {council.region for council in councils} == REGIONS


def test_every_field_of_a_row_is_read(register: dict[str, Council]) -> None:
    assert register["ADU"] == Council(
        code="ADU",
        name="Adur District Council",
        short_name="Adur",
        gss_code="E07000223",
        type="district",
        nation="England",
        region="South East",
        county_code="WSX",
        population=64_187,
        area_km2=42.0,
        starts_on=None,
        ends_on=None,
        replaced_by=(),
    )


def test_current_and_abolished_councils_are_told_apart(register: dict[str, Council]) -> None:
    today = date(2026, 6, 1)
    assert sum(council.is_current_on(today) for council in register.values()) == 397
    assert register["CMA"].replaced_by == ("CBD", "WAF")
    assert not register["CMA"].is_current_on(today)
    assert register["ADU"].is_current_on(date(1970, 1, 1))


@pytest.mark.parametrize(("old", "new", "first_day"), [("CMA", "CBD", (2023, 4, 1)), ("POL", "BPC", (2019, 4, 1))])
def test_a_council_ends_the_day_before_its_successor_starts(
    register: dict[str, Council], old: str, new: str, first_day: tuple[int, int, int]
) -> None:
    start = date(*first_day)
    last = start.replace(month=3, day=31)
    assert (register[old].is_current_on(last), register[old].is_current_on(start)) == (True, False)
    assert (register[new].is_current_on(last), register[new].is_current_on(start)) == (False, True)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("ADU,Adur", "ABD,Adur", "council ABD: code: 'ABD' appears twice"),
        ("ADU,Adur", ",Adur", "council in line 4: code: is missing"),
        ("ADU,Adur", "Adur,Adur", "council Adur: code: is no code of this kind: 'Adur'"),
        (",E07000223,", ",E07000032,", "council AMB: gss_code: 'E07000032' appears twice"),
        (",E07000223,", ",E7,", "council ADU: gss_code: is no code of this kind: 'E7'"),
        (
            "Adur District Council",
            "Ashfield District Council",
            "council ASH: name: 'Ashfield District Council' appears",
        ),
        (
            ADUR,
            ADUR.replace(",district,", ",borough,"),
            "council ADU: type: 'borough' is not one of combined-authority",
        ),
        (ADUR, ADUR.replace("England", "Albion"), "council ADU: nation: 'Albion' is not one of England"),
        (ADUR, ADUR.replace("South East", "England"), "council ADU: region: 'England' is not one of East Midlands"),
        (ADUR, ADUR.replace("England", "Wales"), "council ADU: region: 'South East' is not in Wales"),
        (ADUR, ADUR.replace("WSX", "ABE"), "council ADU: county_code: 'ABE' is not a county of the register"),
        (ADUR, ADUR.replace("64187", "many"), "council ADU: population_2020: must be a whole number"),
        (ADUR, ADUR.replace(",42,", ",0,"), "council ADU: area_km2: must be from 1 to 100000, not 0"),
        (ADUR, f"{ADUR},more", "council ADU: more values than columns: is not a known field"),
        (ADUR, f"{ADUR[:-1]},ASH", "council ADU: replaced_by: needs an end_date"),
        (CUMBRIA_END, "2023-04-01,CBD;WAF", "council CMA: replaced_by: 'CBD;WAF' is not another council"),
        (CUMBRIA_END, "2023-04-01,CBD CMA", "council CMA: replaced_by: 'CMA' is not another council"),
        (CUMBRIA_END, "April 2023,CBD WAF", "council CMA: end_date: must be a date such as 2026-04-01"),
        ("2005-06-19,2020-03-31,BUC", "2020-06-19,2020-03-31,BUC", "council BKM: end_date: must be after start_date"),
        ("code,name", "code,title", "council ABE: name: is missing"),
        ("code,name", "code,title", "council ABE: title: is not a known field"),
    ],
)
def test_a_broken_row_is_refused(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, "councils.csv", old, new)
    with pytest.raises(ContentError) as error:
        load_councils(root)
    assert f"councils.csv: {problem}" in error.value.args[0]
