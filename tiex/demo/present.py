"""What is going on: an answering round of Fernmoor in 2026-27, in which some have finished and one has not begun."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from tiex.demo.acting import Stage, moment
from tiex.demo.councils import FERNMOOR
from tiex.demo.people import ALED, CHIEF, GRACE, HELEN, INVITED, JOANNE, LEAD, LEADER, RAVI, TOM, DemoPerson
from tiex.demo.voices import Voice
from tiex.domain.answers import Note
from tiex.domain.rounds import Dates, is_working_day
from tiex.gateways.clock import UK
from tiex.invitations.commands import Inviting, invite
from tiex.rounds.commands import set_dates, start_round

EDITION = "2026-27"
# The round, counted in days from now.
BEGAN, DUE, MEETS = -16, 9, 16

VOICES: Mapping[DemoPerson, Voice] = {
    CHIEF: Voice(shift=0.2, doubt=0.0),
    TOM: Voice(
        shift=-0.1,
        leaves_out=True,
        notes=(
            Note(
                "expenditure-service",
                "notable-practice",
                "Budget holders see what they have spent each Monday. Overspends are found in the month they happen.",
            ),
        ),
    ),
    GRACE: Voice(
        shift=-0.5,
        doubt=0.1,
        notes=(
            Note(
                "digital-service",
                "impediments",
                "Crews still fill in paper at the depot, and two people type it in each afternoon.",
            ),
            Note("data-customer", "impediments", "We do not see what residents told the contact centre about us."),
        ),
    ),
    LEAD: Voice(
        61,
        leaves_out=True,
        notes=(
            Note(
                "digital-customer",
                "impediments",
                "Two of our main systems cannot share a customer record. The contract for one of them runs until 2028.",
            ),
            Note(
                "role-community",
                "notable-practice",
                "Three village halls are now run by local trusts. Bookings have doubled and the council pays less.",
            ),
            Note(
                "income-customer",
                "rationale",
                "We decided in 2024 not to sell services in competition with local firms, so our ambition is modest.",
            ),
        ),
    ),
    RAVI: Voice(
        24,
        shift=0.3,
        doubt=0.0,
        notes=(
            Note(
                "digital-customer",
                "notable-practice",
                "Nine in ten reports of missed bins now come through the new form, and it was built here.",
            ),
        ),
    ),
    HELEN: Voice(
        shift=0.1,
        notes=(Note("role-customer", "rationale", "Planning cannot choose its customers, so partly true is our aim."),),
    ),
    JOANNE: Voice(50, shift=-0.2, leaves_out=True, is_through=False),
    LEADER: Voice(40, shift=0.2, doubt=0.08, is_through=False),
    ALED: Voice(23, shift=-0.2, doubt=0.2, is_through=False),
}


def tell_present(session: Session, ids: Mapping[str, int], base_url: str, now: datetime) -> None:
    """The round begins, people answer, one a day, and somebody was invited who has not said yes."""
    today = now.astimezone(UK).date()
    stage = Stage(session, FERNMOOR, EDITION, ids, base_url)
    begun = moment(today + timedelta(days=BEGAN), 9)
    place = {"council_code": FERNMOOR, "edition_key": EDITION}
    start_round(session=session, actor_id=ids[LEAD.email], now=begun, **place)
    set_dates(running=stage.running(LEAD, begun), wanted=Dates(_working(today, DUE), _working(today, MEETS)))
    for number, (person, voice) in enumerate(VOICES.items(), 1):
        stage.give_view(person, voice, moment(begun.date() + timedelta(days=number), 14))
    yesterday = moment(today - timedelta(days=1), 10)
    inviting = Inviting(session, FERNMOOR, ids[CHIEF.email], lambda token: f"{base_url}/invitations/{token}", yesterday)
    invite(inviting=inviting, invitees=[INVITED])


def _working(today: date, days: int) -> date:
    """So many days from now, or the next working day after that."""
    day = today + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
