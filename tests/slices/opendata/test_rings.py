"""What everyone may see is in the files on the day on which it is so, and out of them as soon as it is not."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.slices.opendata.shown import EVERYTHING, councils_in, show
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OPEN, OTHER_COUNCIL, TODAY
from tests.support.published import DAY
from tests.support.publishing import add_period
from tiex.domain.open_data import RESULTS, TABLES
from tiex.domain.publishing import Part, Ring
from tiex.extensions import db
from tiex.gateways.clock import SetClock
from tiex.models import ConsensusRecordRow, PublicationRow
from tiex.opendata.queries import ChangedMeanwhile, mark_of, open_edition, rows_of

URL = f"/data/{OPEN}/results.csv"


def take_back(app: Flask, assessment_id: int, at: datetime = TODAY) -> None:
    with app.app_context():
        row = PublicationRow
        db.session.execute(update(row).where(row.assessment_id == assessment_id).values(withdrawn_at=at))
        db.session.commit()


def change(app: Flask, **values: object) -> None:
    """What the one council that shows its result chooses anew."""
    with app.app_context():
        db.session.execute(update(PublicationRow).values(**values))
        db.session.commit()


def last_changed(client: PageClient) -> str | None:
    [found] = [each for each in client.get("/data/index.json").get_json()["editions"] if each["key"] == OPEN]
    day: str | None = found["last_changed"]
    return day


@pytest.mark.parametrize("ring", [Ring.OWN, Ring.COUNCILS])
def test_narrower_rings_are_not_in_it_whoever_asks(
    app: Flask, client: PageClient, ada_client: PageClient, ring: Ring
) -> None:
    show(app, COUNCIL, rings=dict.fromkeys(Part, ring))
    for browser in (client, ada_client):
        assert councils_in(browser) == set()
        document = browser.get(f"/data/{OPEN}/results.json").get_json()
        assert (document["rows"], document["says"]) == ([], "No council shows this to everyone in this edition today.")
    assert last_changed(client) is None


def test_a_hold_is_obeyed_to_the_day(app: Flask, client: PageClient, clock: SetClock) -> None:
    show(app, COUNCIL, hold_until=DAY + timedelta(days=3))
    before = client.get(URL).headers["ETag"]
    clock.advance(timedelta(days=2))
    assert (councils_in(client), client.get(URL).headers["ETag"]) == (set(), before)
    clock.advance(timedelta(days=1))
    assert councils_in(client) == {COUNCIL}
    assert client.get(URL).headers["ETag"] != before
    assert last_changed(client) == "2026-11-26"


def test_a_pre_election_period_keeps_out_what_is_new(app: Flask, client: PageClient, clock: SetClock) -> None:
    show(app, OTHER_COUNCIL, day=DAY - timedelta(days=9))
    add_period(app, "By-election", DAY - timedelta(days=1), DAY + timedelta(days=5))
    show(app, COUNCIL)
    assert councils_in(client) == {OTHER_COUNCIL}
    clock.advance(timedelta(days=6))
    assert councils_in(client) == {COUNCIL, OTHER_COUNCIL}
    assert last_changed(client) == "2026-11-29"


def test_what_is_withdrawn_is_gone_at_once(app: Flask, client: PageClient, clock: SetClock) -> None:
    assessment_id = show(app, COUNCIL)
    show(app, OTHER_COUNCIL)
    tag = client.get(URL).headers["ETag"]
    clock.advance(timedelta(days=2))
    assert client.get(URL, headers={"If-None-Match": tag}).status_code == 304
    take_back(app, assessment_id, clock.now())
    for table in TABLES:
        assert COUNCIL not in client.get(f"/data/{OPEN}/{table}.json").text
    assert client.get(URL, headers={"If-None-Match": tag}).status_code == 200
    assert last_changed(client) == "2026-11-25"


def test_a_part_that_has_not_opened_yet_is_no_change(app: Flask, client: PageClient, clock: SetClock) -> None:
    show(app, COUNCIL, rings={**EVERYTHING, Part.NOTES: Ring.OWN}, day=DAY - timedelta(days=9))
    add_period(app, "By-election", DAY - timedelta(days=1), DAY + timedelta(days=5))
    change(app, notes_ring=Ring.EVERYONE.value, notes_since=DAY)
    assert last_changed(client) == "2026-11-14"
    clock.advance(timedelta(days=6))
    assert last_changed(client) == "2026-11-29"


def test_what_is_withdrawn_before_it_is_public_is_no_change(app: Flask, client: PageClient, clock: SetClock) -> None:
    show(app, OTHER_COUNCIL, day=DAY - timedelta(days=9))
    assessment_id = show(app, COUNCIL, hold_until=DAY + timedelta(days=10))
    clock.advance(timedelta(days=2))
    take_back(app, assessment_id, clock.now())
    for days in (0, 8, 30):
        clock.advance(timedelta(days=days))
        assert last_changed(client) == "2026-11-14"


def test_an_earlier_withdrawal_counts_where_the_last_one_was_of_nothing_public(
    app: Flask, client: PageClient, clock: SetClock
) -> None:
    public, held = show(app, COUNCIL), show(app, OTHER_COUNCIL, hold_until=DAY + timedelta(days=4))
    clock.advance(timedelta(days=1))
    take_back(app, public, clock.now())
    clock.advance(timedelta(days=1))
    take_back(app, held, clock.now())
    clock.advance(timedelta(days=9))
    assert last_changed(client) == "2026-11-24"


def test_the_day_of_a_withdrawal_is_that_of_the_clocks_in_the_uk(
    app: Flask, client: PageClient, clock: SetClock
) -> None:
    day = date(2027, 6, 2)
    assessment_id = show(app, COUNCIL, hold_until=day)
    take_back(app, assessment_id, datetime(2027, 6, 1, 23, 30, tzinfo=UTC))
    clock.advance(datetime(2027, 6, 3, 9, tzinfo=UTC) - clock.now())
    assert last_changed(client) == "2027-06-02"


@pytest.mark.parametrize(("ring", "days"), [(Ring.OWN, 3), (Ring.COUNCILS, 0), (Ring.COUNCILS, 5)])
def test_what_is_chosen_for_a_hidden_part_changes_nothing(
    app: Flask, client: PageClient, ring: Ring, days: int
) -> None:
    show(app, COUNCIL, rings={**EVERYTHING, Part.NOTES: Ring.OWN})
    before, begun = client.get(URL, buffered=True), client.get(URL)
    change(app, notes_ring=ring.value, notes_since=DAY - timedelta(days=days))
    after = client.get(URL, buffered=True)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert begun.data == before.data, "nor does it break off what is being read"


def test_what_opens_another_day_has_another_mark(app: Flask, client: PageClient) -> None:
    show(app, COUNCIL, rings={**EVERYTHING, Part.NOTES: Ring.OWN})
    tags = {client.get(URL).headers["ETag"]}
    for values in (
        {"scores_since": DAY - timedelta(days=1)},
        {"factors_ring": Ring.COUNCILS.value},
        {"hold_until": DAY},
        {"notes_ring": Ring.EVERYONE.value},
    ):
        change(app, **values)
        tags.add(client.get(URL).headers["ETag"])
    assert len(tags) == 5


def test_a_mark_cannot_be_made_without_the_key(app: Flask, client: PageClient) -> None:
    show(app, COUNCIL, rings={**EVERYTHING, Part.FACTORS: Ring.OWN})
    before = client.get(URL).headers["ETag"]
    key, app.secret_key = app.secret_key, "another"
    try:
        assert client.get(URL).headers["ETag"] != before
    finally:
        app.secret_key = key


def test_a_new_version_replaces_the_old_one(app: Flask, client: PageClient) -> None:
    show(app, COUNCIL, 1)
    before = client.get(URL, buffered=True)
    show(app, COUNCIL, 2)
    after = client.get(URL, buffered=True)
    assert councils_in(client) == {COUNCIL}
    assert before.headers["ETag"] != after.headers["ETag"]
    assert before.text != after.text


def test_a_record_that_was_tampered_with_is_left_out(app: Flask, client: PageClient) -> None:
    assessment_id = show(app, COUNCIL)
    show(app, OTHER_COUNCIL)
    with app.app_context():
        row = db.session.query(ConsensusRecordRow).filter_by(assessment_id=assessment_id).one()
        row.document = json.dumps(json.loads(row.document) | {"version": 2})
        db.session.commit()
    assert councils_in(client) == {OTHER_COUNCIL}


def test_a_file_breaks_off_where_what_is_public_changes_meanwhile(app: Flask) -> None:
    assessment_id = show(app, COUNCIL)
    show(app, OTHER_COUNCIL)
    with app.app_context():
        session = db.session()
        asked = open_edition(session, OPEN, DAY)
        rows = rows_of(session, asked, RESULTS, mark_of(session, asked, RESULTS))
        take_back(app, assessment_id)
        with pytest.raises(ChangedMeanwhile):
            list(rows)
