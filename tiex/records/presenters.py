"""A record in words: what was agreed, by whom it was signed, and what a fingerprint belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from tiex.assessments.presenters import Place, WheelView, place_of, present_wheel
from tiex.assessments.queries import OpenResponse, Standing
from tiex.consensus.queries import OpenConsensus, PastEvent
from tiex.domain import signoff
from tiex.domain.answers import Answer, Note
from tiex.domain.consensus import Content
from tiex.domain.edition import Cell, Edition, Scale
from tiex.domain.people import Role
from tiex.domain.scoring import Tally, tally_edition
from tiex.domain.signoff import fold
from tiex.records.queries import SentRecord
from tiex.web.filters import uk_date, uk_time

GROUP = 8


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """An agreed answer in words. `heading` is its stage; empty for a key statement."""

    id: str
    heading: str
    text: str
    position: str
    ambition: str
    reason: str
    minority_view: str


@dataclass(frozen=True, slots=True)
class RecordNote:
    kind: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """A cell or a success factor."""

    id: str
    name: str
    mode_key: str
    answers: tuple[RecordAnswer, ...]
    notes: tuple[RecordNote, ...]


@dataclass(frozen=True, slots=True)
class RecordContents:
    """Everything in the record, in the order of the edition."""

    cells: tuple[RecordGroup, ...]
    factors: tuple[RecordGroup, ...]
    wheel: WheelView
    tally: Tally


@dataclass(frozen=True, slots=True)
class RecordLine:
    number: int
    sentence: str
    fingerprint: str
    groups: tuple[str, ...]
    url: str
    take_away_url: str


@dataclass(frozen=True, slots=True)
class RecordsView:
    """`verdict` says what the asked fingerprint belongs to; empty where none was asked."""

    title: str
    place: Place
    signoff_url: str
    action: str
    asked: str
    verdict: str
    verdict_url: str
    comparison_url: str
    lines: tuple[RecordLine, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    title: str
    place: Place
    signoff_url: str
    records_url: str
    take_away_url: str
    comparison_url: str
    sentence: str
    is_intact: bool
    line: RecordLine
    record: RecordContents


def grouped(fingerprint: str) -> tuple[str, ...]:
    """In parts that can be read aloud."""
    return tuple(fingerprint[start : start + GROUP] for start in range(0, len(fingerprint), GROUP))


def labels_of(scale: Scale) -> Mapping[str, str]:
    labels = {level.key: level.label for level in scale.levels}
    return labels | {other.key: other.label for other in scale.others}


def present_contents(response: OpenResponse, content: Content) -> RecordContents:
    """The whole record, from what is stored now or from a document of long ago."""
    edition, answers = response.edition, content.answers
    labels, factor_labels = labels_of(edition.scale), labels_of(edition.factor_sheet.scale)
    notes: dict[str, list[Note]] = {}
    for note in content.notes:
        notes.setdefault(note.cell_id, []).append(note)
    cells = tuple(
        RecordGroup(
            f"record-{cell.id}",
            edition.name_of(cell),
            cell.mode,
            tuple(
                _record_answer(s.id, edition.stage(s.stage).name, s.text, answers.get(s.id), labels)
                for s in cell.statements
            ),
            tuple(_record_notes(edition, cell, notes.get(cell.id, ()))),
        )
        for cell in edition.cells
    )
    factors = tuple(
        RecordGroup(
            f"record-{factor.key}",
            factor.name,
            "factor",
            tuple(_record_answer(s.id, "", s.text, answers.get(s.id), factor_labels) for s in factor.statements),
            (),
        )
        for factor in edition.factor_sheet.factors
    )
    return RecordContents(cells, factors, present_wheel(response, answers), tally_edition(edition, answers))


def _record_answer(
    statement_id: str, heading: str, text: str, answer: Answer | None, labels: Mapping[str, str]
) -> RecordAnswer:
    if answer is None:
        return RecordAnswer(statement_id, heading, text, "Nothing agreed yet", "", "", "")
    position = labels.get(answer.position or "", "Nothing agreed yet")
    ambition = labels.get(answer.ambition or "", "")
    return RecordAnswer(statement_id, heading, text, position, ambition, answer.rationale, answer.minority_view)


def _record_notes(edition: Edition, cell: Cell, notes: Sequence[Note]) -> Iterable[RecordNote]:
    by_kind = {note.kind: note for note in notes}
    for kind in edition.note_kinds:
        note = by_kind.get(kind.key)
        if note is not None and note.text:
            about = [edition.stage(s.stage).name for s in cell.statements if s.id in note.statement_ids]
            yield RecordNote(kind.name, ", ".join(about), note.text)


def present_records(
    consensus: OpenConsensus, records: Sequence[SentRecord], *, standing: Standing, asked: str, can_compare: bool
) -> RecordsView:
    """Every version that was sent, and what a fingerprint belongs to."""
    assessment_id = consensus.assessment.id
    found = next((record for record in records if record.fingerprint == asked), None)
    verdict = "" if not asked else "This fingerprint belongs to no record of this assessment of your council."
    if found is not None:
        verdict = f"This is version {found.number}. {record_sentence(consensus, found)}"
    lines = tuple(_record_line(consensus, record) for record in records)
    return RecordsView(
        title="Records and their fingerprints",
        place=place_of(consensus.response, standing),
        signoff_url=url_for("signoff.sign_off", assessment_id=assessment_id),
        action=url_for("records.index", assessment_id=assessment_id),
        asked=asked,
        verdict=verdict,
        verdict_url=_record_line(consensus, found).url if found else "",
        comparison_url=_comparison_url(assessment_id, can_compare=can_compare),
        lines=lines,
    )


def _comparison_url(assessment_id: int, *, can_compare: bool) -> str:
    return url_for("comparison.comparison", assessment_id=assessment_id) if can_compare else ""


def present_record(
    consensus: OpenConsensus, record: SentRecord, *, standing: Standing, can_compare: bool
) -> RecordView:
    """One version as it was sent."""
    assessment_id = consensus.assessment.id
    return RecordView(
        title=f"Version {record.number} of the consensus",
        place=place_of(consensus.response, standing),
        signoff_url=url_for("signoff.sign_off", assessment_id=assessment_id),
        records_url=url_for("records.index", assessment_id=assessment_id),
        take_away_url=url_for("reports.record", assessment_id=assessment_id, fingerprint=record.fingerprint),
        comparison_url=_comparison_url(assessment_id, can_compare=can_compare),
        sentence=record_sentence(consensus, record),
        is_intact=record.is_intact,
        line=_record_line(consensus, record),
        record=present_contents(consensus.response, record.content),
    )


def _record_line(consensus: OpenConsensus, record: SentRecord) -> RecordLine:
    place: dict[str, Any] = {"assessment_id": consensus.assessment.id, "fingerprint": record.fingerprint}
    url, take_away_url = url_for("records.record", **place), url_for("reports.record", **place)
    sentence = record_sentence(consensus, record)
    return RecordLine(record.number, sentence, record.fingerprint, grouped(record.fingerprint), url, take_away_url)


def record_sentence(consensus: OpenConsensus, record: SentRecord) -> str:
    """Signed by whom and when; or that it was sent and never signed off."""
    history = consensus.history
    signed = [
        past
        for past in history
        if isinstance(past.event, signoff.Signed) and past.event.fingerprint == record.fingerprint
    ]
    if was_signed_off(consensus, record):
        names = " and ".join(f"{past.by} ({_signed_as(past)})" for past in signed)
        words = f"signed off on {uk_date(signed[-1].at)} by {names}."
        if consensus.state.is_signed_off and consensus.state.fingerprint == record.fingerprint:
            return f"This is the record {words}"
        later = consensus.state.signed_off if consensus.state.signed_off != record.fingerprint else ""
        rest = "and another version has been signed off since" if later else "to be put right"
        return f"It was {words} It has been reopened, {rest}."
    if consensus.state.fingerprint == record.fingerprint:
        return f"Sent at {uk_time(record.created_at)}. It is with the signatories now."
    return f"Sent at {uk_time(record.created_at)}. It was returned or changed, and never signed off."


def was_signed_off(consensus: OpenConsensus, record: SentRecord) -> bool:
    """Whether both signed this version, whatever came after."""
    history = consensus.history
    return any(
        fold(past.event for past in history[:number]).signed_off == record.fingerprint
        for number in range(1, len(history) + 1)
    )


def _signed_as(past: PastEvent) -> str:
    role = past.event.role or Role.LEADER
    return f"for the {role.label}, as their deputy" if past.event.reason == signoff.AS_DEPUTY else role.label
