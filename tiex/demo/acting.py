"""People of the demonstration doing what people do: the real commands, on a day that has passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.assessments.commands import Recording, record_answer, record_note, start_response
from tiex.assessments.queries import open_assessment, open_response
from tiex.consensus.commands import Change, begin_change
from tiex.demo.people import DemoPerson
from tiex.demo.voices import Voice, answers_of
from tiex.gateways.clock import UK
from tiex.models import AssessmentRow
from tiex.rounds.commands import Running


def moment(day: date, hour: int) -> datetime:
    """A full hour in the United Kingdom."""
    return datetime.combine(day, time(hour), tzinfo=UK)


@dataclass(frozen=True, slots=True)
class Stage:
    """One council in one edition, where its people act; `ids` are theirs by address."""

    session: Session
    council: str
    edition_key: str
    ids: Mapping[str, int]
    base_url: str

    @property
    def assessment_id(self) -> int:
        place = {"council_code": self.council, "edition_key": self.edition_key}
        return self.session.scalars(select(AssessmentRow.id).filter_by(**place)).one()

    def give_view(self, person: DemoPerson, voice: Voice, at: datetime) -> None:
        """An individual view, an answer a minute; where the edition is not open then, on its nearest day."""
        session, person_id = self.session, self.ids[person.email]
        place = {"council_code": self.council, "edition_key": self.edition_key}
        response_id = start_response(session=session, author_id=person_id, now=at, **place)
        response = open_response(self._scope(person), session, response_id)
        edition = response.edition
        day = max(edition.starts_on, min(at.date(), edition.ends_on))
        answers = answers_of(edition, person.name, voice, person.characteristics)
        for minute, answer in enumerate(answers, 1):
            recording = Recording(session, response, person_id, day, at + timedelta(minutes=minute))
            record_answer(recording=recording, current=None, proposed=answer)
        for minute, note in enumerate(voice.notes, 100):
            recording = Recording(session, response, person_id, day, at + timedelta(minutes=minute))
            record_note(recording=recording, current=None, proposed=note)

    def running(self, person: DemoPerson, at: datetime) -> Running:
        """What somebody needs to run the answering round."""
        assessment = open_assessment(self._scope(person), self.session, self.assessment_id)
        return Running(self.session, assessment, self.ids[person.email], person.name, at.date(), at)

    def change(self, person: DemoPerson, at: datetime) -> Change:
        """What somebody needs to record the consensus, or to sign it, as it stands."""
        assessment_id = self.assessment_id
        consensus = begin_change(self._scope(person), self.session, assessment_id)
        address = f"{self.base_url}/assessments/{assessment_id}/sign-off"
        return Change(self.session, consensus, self.ids[person.email], person.name, at.date(), at, address)

    def _scope(self, person: DemoPerson) -> Scope:
        return Scope(self.ids[person.email], frozenset({self.council}))
