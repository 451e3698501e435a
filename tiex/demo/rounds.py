"""One council's assessment from the first view to publishing, as its people went through it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from tiex.consensus.commands import accept_agreed, record_agreed_answer, record_agreed_note
from tiex.consensus.queries import read_said
from tiex.demo.acting import Stage, moment
from tiex.demo.people import DemoPerson
from tiex.demo.voices import BOUGHT_TOGETHER, WHY_NOT, Voice
from tiex.domain.answers import Answer, Note
from tiex.domain.consensus import Said, unanimous
from tiex.domain.edition import NOT_APPLICABLE, Edition
from tiex.domain.publishing import Part, Ring
from tiex.domain.rounds import Dates
from tiex.domain.signoff import Signatory
from tiex.models import OutboxMessageRow
from tiex.publishing.commands import Choice, publish
from tiex.publishing.queries import read_grounds
from tiex.rounds.commands import close_round, set_dates, start_round
from tiex.signoff.commands import send_for_signoff, sign

# So many days after the first it is published.
LASTS = 59


@dataclass(frozen=True, slots=True)
class Round:
    """`minute_taker` runs it, `voices` answer in this order, one a day, from the Monday it began on; the first of the
    signatories publishes it."""

    council: str
    edition: str
    began_on: date
    minute_taker: DemoPerson
    signatories: tuple[DemoPerson, DemoPerson]
    voices: Mapping[DemoPerson, Voice]
    notes: tuple[Note, ...]
    minority_view: str
    rings: Mapping[Part, Ring]

    def day(self, number: int) -> date:
        return self.began_on + timedelta(days=number)


def tell_round(session: Session, past: Round, ids: Mapping[str, int], base_url: str) -> None:
    """What was mailed arrived then."""
    stage = Stage(session, past.council, past.edition, ids, base_url)
    _answer(stage, past)
    _agree(stage, past)
    _sign(stage, past)
    _publish(stage, past)
    deliver(session)


def deliver(session: Session) -> None:
    """All that waits to be mailed was delivered when it was written."""
    session.flush()
    arrived = {"delivered_at": OutboxMessageRow.created_at, "payload": {}, "attempts": 1}
    session.execute(update(OutboxMessageRow).where(OutboxMessageRow.delivered_at.is_(None)).values(arrived))


def _answer(stage: Stage, past: Round) -> None:
    who, begun = past.minute_taker, moment(past.began_on, 9)
    place = {"council_code": past.council, "edition_key": past.edition}
    start_round(session=stage.session, actor_id=stage.ids[who.email], now=begun, **place)
    set_dates(running=stage.running(who, begun), wanted=Dates(past.day(32), past.day(42)))
    for number, (person, voice) in enumerate(past.voices.items(), 1):
        stage.give_view(person, voice, moment(past.day(number), 14))
    close_round(running=stage.running(who, moment(past.day(35), 9)))


def _agree(stage: Stage, past: Round) -> None:
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


def _sign(stage: Stage, past: Round) -> None:
    shown = send_for_signoff(change=stage.change(past.minute_taker, moment(past.day(49), 16)))
    for number, person in enumerate(past.signatories):
        change = stage.change(person, moment(past.day(52 + 5 * number), 11))
        sign(change=change, signatory=Signatory(stage.ids[person.email], person.role), shown=shown)


def _publish(stage: Stage, past: Round) -> None:
    """Two days after the second signature, by the first of the two."""
    change = stage.change(past.signatories[0], moment(past.day(LASTS), 10))
    grounds = read_grounds(stage.session, change.consensus)
    publish(change=change, grounds=grounds, choice=Choice(change.consensus.state.fingerprint, past.rings, None, 0))
