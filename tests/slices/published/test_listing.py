"""The list filters in the database what the domain decides one by one, whatever is chosen, held and withdrawn."""

from datetime import date, timedelta
from itertools import cycle, product

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.people import COUNCIL, OPEN, TODAY, add_person
from tiex.access.scope import Scope
from tiex.domain.publishing import Period, Publication, Ring, parts_seen
from tiex.models import AssessmentRow, CouncilRow, ElectionPeriodRow, PublicationRow
from tiex.published.queries import PER_PAGE, list_editions_with_results, list_published

DAY = TODAY.date()
SINCE = (DAY - timedelta(days=40), DAY - timedelta(days=10), DAY, DAY + timedelta(days=1))
HOLDS = (None, DAY - timedelta(days=5), DAY, DAY + timedelta(days=3))
PERIODS = (
    Period("First", DAY - timedelta(days=30), DAY - timedelta(days=12)),
    Period("Now", DAY - timedelta(days=11), DAY + timedelta(days=2)),
)
PUBLIC, OF_A_COUNCIL = Scope(None, frozenset()), Scope(1, frozenset({COUNCIL}))


def fill(session: Session, by: int) -> list[Publication]:
    """A result for each council of the register, in every mixture of rings, days and holds."""
    codes = session.scalars(select(CouncilRow.code).where(CouncilRow.is_invented.is_(False)).order_by(CouncilRow.code))
    mixtures = cycle(product(Ring, Ring, SINCE, SINCE, HOLDS, (None, None, None, TODAY)))
    for code, (scores, factors, first, second, hold, withdrawn) in zip(codes.all(), mixtures, strict=False):
        assessment = AssessmentRow(council_code=code, edition_key=OPEN, created_at=TODAY)
        session.add(assessment)
        session.flush()
        session.add(
            PublicationRow(
                assessment_id=assessment.id,
                council_code=code,
                edition_key=OPEN,
                fingerprint="f" * 64,
                scores_ring=scores.value,
                notes_ring=Ring.OWN.value,
                factors_ring=factors.value,
                scores_since=first,
                notes_since=first,
                factors_since=second,
                hold_until=hold,
                decided_at=TODAY,
                decided_by_id=by,
                withdrawn_at=withdrawn,
            )
        )
    session.flush()
    return [row.publication for row in session.scalars(select(PublicationRow))]


def listed(session: Session, scope: Scope, day: date) -> list[str]:
    found, page, has_more = [], 1, True
    while has_more:
        part = list_published(scope, session, OPEN, day, page)
        assert len(part.rows) <= PER_PAGE
        found += [row.council_code for row in part.rows]
        page, has_more = page + 1, part.has_more
    return found


def test_the_list_has_what_parts_seen_has(app: Flask, session: Session) -> None:
    publications = fill(session, add_person(app).id)
    names = dict(session.execute(select(CouncilRow.code, CouncilRow.name)).all())
    for periods in ((), PERIODS):
        session.add_all(ElectionPeriodRow(name=p.name, starts_on=p.starts_on, ends_on=p.ends_on) for p in periods)
        session.flush()
        for scope, reader in ((PUBLIC, Ring.EVERYONE), (OF_A_COUNCIL, Ring.COUNCILS)):
            for day in (DAY, DAY + timedelta(days=1), DAY + timedelta(days=3), DAY - timedelta(days=60)):
                wanted = {each.council_code for each in publications if parts_seen(each, reader, day, periods)}
                found = listed(session, scope, day)
                assert set(found) == wanted
                assert len(found) == len(wanted)
                assert [names[code] for code in found] == sorted(names[code] for code in found)
                editions = list_editions_with_results(scope, session, day)
                assert [key for key, _ in editions] == ([OPEN] if wanted else [])
    assert len(publications) > 5 * PER_PAGE
    session.rollback()
