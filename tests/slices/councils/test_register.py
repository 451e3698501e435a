"""The register of councils as it is stored: all rows, lineage, and current ones told from abolished ones."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.people import TODAY
from tiex.content.councils import load_councils
from tiex.councils.commands import store_councils
from tiex.demo import COUNCILS
from tiex.models import CouncilRow, CouncilSuccessorRow

DAY = TODAY.date()


def stored(session: Session) -> dict[str, CouncilRow]:
    return {row.code: row for row in session.scalars(select(CouncilRow).where(CouncilRow.is_invented.is_(False)))}


def successors(session: Session) -> set[tuple[str, str]]:
    return {(row.council_code, row.successor_code) for row in session.scalars(select(CouncilSuccessorRow))}


def test_all_councils_are_stored_as_the_register_has_them(session: Session) -> None:
    rows, register = stored(session), {council.code: council for council in load_councils()}
    assert len(rows) == 445
    assert set(rows) == set(register)
    fields = ("name", "short_name", "type", "nation", "region", "county_code", "population", "area_km2", "starts_on")
    for code, council in register.items():
        row = rows[code]
        assert [getattr(row, field) for field in (*fields, "ends_on")] == [
            getattr(council, field) for field in (*fields, "ends_on")
        ]
        assert row.gss_code == (council.gss_code or None)


def test_lineage_is_kept(session: Session) -> None:
    lineage = {(council.code, successor) for council in load_councils() for successor in council.replaced_by}
    assert successors(session) == lineage
    assert {("CMA", "CBD"), ("CMA", "WAF")} <= lineage


def test_current_and_abolished_councils_are_told_apart(session: Session) -> None:
    abolished = {code for code, row in stored(session).items() if row.ends_on is not None and row.ends_on < DAY}
    current = {council.code for council in load_councils() if council.is_current_on(DAY)}
    assert abolished
    assert not abolished & current
    assert "CMA" in abolished
    assert {code for code, _ in successors(session)} <= {code for code, row in stored(session).items() if row.ends_on}


def test_invented_councils_are_marked_and_no_real_one_is(session: Session) -> None:
    invented = select(CouncilRow.code).where(CouncilRow.is_invented)
    assert set(session.scalars(invented)) == {council.code for council in COUNCILS}
    assert not {council.code for council in COUNCILS} & {council.code for council in load_councils()}


def test_storing_again_changes_nothing(session: Session) -> None:
    before = successors(session)
    assert store_councils(session=session, councils=load_councils()) == 0
    assert successors(session) == before


def test_what_changed_is_brought_up_to_date_and_nothing_is_removed(session: Session) -> None:
    adur, *_ = (council for council in load_councils() if council.code == "ADU")
    changed = replace(adur, population=65_000, ends_on=DAY, replaced_by=("WSX",))
    assert store_councils(session=session, councils=[changed]) == 1
    row = session.get_one(CouncilRow, "ADU")
    assert (row.population, row.ends_on) == (65_000, DAY)
    assert ("ADU", "WSX") in successors(session)
    assert ("CMA", "CBD") in successors(session)
    assert session.scalars(select(func.count()).select_from(CouncilRow)).one() == 445 + len(COUNCILS)
    assert store_councils(session=session, councils=[adur]) == 1
    assert ("ADU", "WSX") not in successors(session)
