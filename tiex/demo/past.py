"""What was: the assessments of 2019-20, which both signatories of each council have signed, and then published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from tiex.consensus.commands import accept_agreed, record_agreed_answer, record_agreed_note
from tiex.consensus.queries import read_said
from tiex.demo.acting import Stage, moment
from tiex.demo.people import CALLUM, CHIEF, FERNMOOR, GRACE, LEAD, LEADER, MIA, NORA, SALTWICK, TOM, DemoPerson
from tiex.demo.voices import BOUGHT_TOGETHER, WHY_NOT, Voice
from tiex.domain.answers import Answer, Note
from tiex.domain.consensus import Said, unanimous
from tiex.domain.edition import NOT_APPLICABLE, Edition
from tiex.domain.people import SIGNATORIES, Role
from tiex.domain.publishing import Part, Period, Ring
from tiex.domain.rounds import Dates
from tiex.domain.signoff import Signatory
from tiex.models import OutboxMessageRow
from tiex.publishing.commands import Choice, add_period, publish
from tiex.publishing.queries import read_grounds
from tiex.rounds.commands import close_round, set_dates, start_round
from tiex.signoff.commands import send_for_signoff, sign

EDITION = "2019-20"


@dataclass(frozen=True, slots=True)
class PastRound:
    """One council's: `minute_taker` runs it, `voices` answer in this order, one a day, from the Monday it began on."""

    council: str
    began_on: date
    minute_taker: DemoPerson
    voices: Mapping[DemoPerson, Voice]
    notes: tuple[Note, ...]
    minority_view: str
    rings: Mapping[Part, Ring]

    def day(self, number: int) -> date:
        return self.began_on + timedelta(days=number)


ROUNDS = (
    PastRound(
        FERNMOOR,
        date(2019, 9, 16),
        LEAD,
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
    PastRound(
        SALTWICK,
        date(2020, 1, 6),
        CALLUM,
        {CALLUM: Voice(shift=0.1, leaves_out=True), NORA: Voice(doubt=0.06), MIA: Voice(shift=-0.3, leaves_out=True)},
        (Note("income-service", "impediments", "Car parks are most of our income, and winter closes the beach."),),
        "One of us would have said one step more.",
        {Part.SCORES: Ring.COUNCILS, Part.NOTES: Ring.OWN, Part.FACTORS: Ring.COUNCILS},
    ),
)


# Parliament was dissolved on the first day; Fernmoor published within it, so the public read it the day after.
ELECTION = Period("General election, December 2019", date(2019, 11, 6), date(2019, 12, 12))


def tell_past(session: Session, ids: Mapping[str, int], base_url: str) -> None:
    """From the first view to the second signature and to publishing; what was mailed then arrived then."""
    known_on = date(2019, 10, 31)
    add_period(session=session, period=ELECTION, actor_id=None, today=known_on, now=moment(known_on, 9))
    for past in ROUNDS:
        stage = Stage(session, past.council, EDITION, ids, base_url)
        _answer(stage, past)
        _agree(stage, past)
        _sign(stage, past)
        _publish(stage, past)
    session.flush()
    arrived = {"delivered_at": OutboxMessageRow.created_at, "payload": {}, "attempts": 1}
    session.execute(update(OutboxMessageRow).where(OutboxMessageRow.delivered_at.is_(None)).values(arrived))


def _answer(stage: Stage, past: PastRound) -> None:
    who, begun = past.minute_taker, moment(past.began_on, 9)
    place = {"council_code": past.council, "edition_key": EDITION}
    start_round(session=stage.session, actor_id=stage.ids[who.email], now=begun, **place)
    set_dates(running=stage.running(who, begun), wanted=Dates(past.day(32), past.day(42)))
    for number, (person, voice) in enumerate(past.voices.items(), 1):
        stage.give_view(person, voice, moment(past.day(number), 14))
    close_round(running=stage.running(who, moment(past.day(35), 9)))


def _agree(stage: Stage, past: PastRound) -> None:
    """In the meeting: what all said is accepted together, the rest is recorded one after the other."""
    at = moment(past.day(42), 10)
    change = stage.change(past.minute_taker, at)
    edition = change.consensus.assessment.edition
    said = read_said(stage.session, change.consensus.assessment)
    accepted = unanimous(edition, {}, said)
    accept_agreed(change=change, accepted=accepted)
    left = _talked_over(edition, said, past.minority_view, {answer.statement_id for answer in accepted})
    change = stage.change(past.minute_taker, at)
    for number, answer in enumerate(left, 1):
        record_agreed_answer(change=replace(change, now=at + timedelta(minutes=2 * number)), proposed=answer)
    for number, note in enumerate(past.notes, 1):
        at_home = moment(past.day(43), 9) + timedelta(minutes=10 * number)
        record_agreed_note(change=replace(change, now=at_home, today=at_home.date()), proposed=note)


def _talked_over(edition: Edition, said: Mapping[str, Said], minority_view: str, agreed: set[str]) -> Iterator[Answer]:
    """What most of them said of each statement that is left, with the view of the others where they are far apart."""
    for statement_id in (*edition.statements, *edition.key_statements):
        if statement_id in agreed:
            continue
        positions, ambitions = said[statement_id].positions, said[statement_id].ambitions
        if statement_id == BOUGHT_TOGETHER:
            yield Answer(statement_id, NOT_APPLICABLE, rationale=WHY_NOT)
            continue
        is_key = statement_id in edition.key_statements
        levels = [level.key for level in (edition.factor_sheet.scale if is_key else edition.scale).levels]
        position = max(levels, key=lambda level: positions.get(level, 0))
        ambition = None if is_key else max(levels, key=lambda level: ambitions.get(level, 0))
        is_wide = not is_key and bool(positions.get(levels[0])) and bool(positions.get(levels[-1]))
        yield Answer(statement_id, position, ambition, minority_view=minority_view if is_wide else "")


def _sign(stage: Stage, past: PastRound) -> None:
    shown = send_for_signoff(change=stage.change(past.minute_taker, moment(past.day(49), 16)))
    signatories = [person for person in past.voices if person.role in SIGNATORIES]
    for number, person in enumerate(signatories):
        change = stage.change(person, moment(past.day(52 + 5 * number), 11))
        sign(change=change, signatory=Signatory(stage.ids[person.email], person.role), shown=shown)


def _publish(stage: Stage, past: PastRound) -> None:
    """Two days after the second signature, by the first of the two."""
    leader = next(person for person in past.voices if person.role is Role.LEADER)
    change = stage.change(leader, moment(past.day(59), 10))
    grounds = read_grounds(stage.session, change.consensus)
    publish(change=change, grounds=grounds, choice=Choice(change.consensus.state.fingerprint, past.rings, None, 0))
