"""What was: the assessments of 2019-20, which both signatories of each council have signed, and then published."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from tiex.demo.acting import moment
from tiex.demo.councils import FERNMOOR, SALTWICK
from tiex.demo.people import CALLUM, CHIEF, GRACE, LEAD, LEADER, MIA, NORA, TOM
from tiex.demo.rounds import Round, tell_round
from tiex.demo.voices import Voice
from tiex.domain.answers import Note
from tiex.domain.publishing import Part, Period, Ring
from tiex.publishing.commands import add_period

EDITION = "2019-20"
ROUNDS = (
    Round(
        FERNMOOR,
        EDITION,
        date(2019, 9, 16),
        LEAD,
        (LEADER, CHIEF),
        {
            LEAD: Voice(shift=-0.1, leaves_out=True),
            CHIEF: Voice(shift=0.1, doubt=0.0, leaves_out=True),
            TOM: Voice(shift=-0.1, leaves_out=True),
            GRACE: Voice(shift=-0.3, doubt=0.08),
            LEADER: Voice(shift=0.2, doubt=0.05),
        },
        (
            Note("digital-customer", "impediments", "Residents still need a separate account for each of our forms."),
            Note(
                "role-community",
                "notable-practice",
                "The first village hall was handed to a local trust in spring 2019, with two years of support.",
            ),
            Note("data-service", "rationale", "Sharing data between services waits for the new records system."),
        ),
        "Two of us would have said one step less: the work has begun in one service only.",
        {Part.SCORES: Ring.EVERYONE, Part.NOTES: Ring.COUNCILS, Part.FACTORS: Ring.COUNCILS},
    ),
    Round(
        SALTWICK,
        EDITION,
        date(2020, 1, 6),
        CALLUM,
        (NORA, CALLUM),
        {CALLUM: Voice(shift=0.1, leaves_out=True), NORA: Voice(doubt=0.06), MIA: Voice(shift=-0.3, leaves_out=True)},
        (Note("income-service", "impediments", "Car parks are most of our income, and winter closes the beach."),),
        "One of us would have said one step more.",
        {Part.SCORES: Ring.COUNCILS, Part.NOTES: Ring.OWN, Part.FACTORS: Ring.COUNCILS},
    ),
)


# Parliament was dissolved on the first day; Fernmoor published within it, so the public read it the day after.
ELECTION = Period("General election, December 2019", date(2019, 11, 6), date(2019, 12, 12))


def tell_past(session: Session, ids: Mapping[str, int], base_url: str) -> None:
    """From the first view to the second signature and to publishing."""
    known_on = date(2019, 10, 31)
    add_period(session=session, period=ELECTION, actor_id=None, today=known_on, now=moment(known_on, 9))
    for past in ROUNDS:
        tell_round(session, past, ids, base_url)
