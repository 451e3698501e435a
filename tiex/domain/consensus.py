"""The consensus: what it still lacks, where everybody agrees, and its canonical document with the fingerprint."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tiex.domain.answers import RATIONALE_LIMIT, Answer, Note, check_answer, check_factor_answer, clean_text
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Edition, Scale

FORMAT = 1
FEWEST_THAT_AGREE = 2
NOBODY = "Nobody answered this statement on their own."
_BETWEEN = "="


@dataclass(frozen=True, slots=True)
class Said:
    """What the released individual views say of one statement: how many chose each position, and each ambition; and
    how the meeting voted, where its votes were shown."""

    positions: Mapping[str, int] = field(default_factory=dict)
    ambitions: Mapping[str, int] = field(default_factory=dict)
    votes: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.positions.values())


@dataclass(frozen=True, slots=True)
class Missing:
    """Ids of what keeps a consensus from being sent, in the order of the edition."""

    levels: tuple[str, ...]
    reasons: tuple[str, ...]
    key_statements: tuple[str, ...]

    @property
    def total(self) -> int:
        return len(self.levels) + len(self.reasons) + len(self.key_statements)

    @property
    def is_nothing(self) -> bool:
        return not self.total


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the council agreed, and on which wording."""

    council_code: str
    edition_key: str
    edition_sha256: str
    answers: Mapping[str, Answer]
    notes: Sequence[Note]


def check_agreed_answer(edition: Edition, answer: Answer) -> Answer:
    """The answer as the consensus may hold it, with its reason and minority view; or a refusal."""
    if answer.statement_id in edition.key_statements:
        checked = check_factor_answer(edition, replace(answer, rationale="", minority_view=""))
    else:
        checked = check_answer(edition, answer, is_individual=False)
    return replace(
        checked,
        rationale=clean_text(answer.rationale, RATIONALE_LIMIT),
        minority_view=clean_text(answer.minority_view, RATIONALE_LIMIT),
    )


def missing(edition: Edition, answers: Mapping[str, Answer]) -> Missing:
    """Every statement needs an agreed answer, and what does not apply needs its reason; an ambition is not required."""
    given = {key: answer for key, answer in answers.items() if answer.is_answered}
    return Missing(
        tuple(key for key in edition.statements if key not in given),
        tuple(
            key
            for key in edition.statements
            if key in given and given[key].position == NOT_APPLICABLE and not given[key].rationale
        ),
        tuple(key for key in edition.key_statements if key not in given),
    )


def count_needed(edition: Edition) -> int:
    """How many answers make a consensus complete."""
    return missing(edition, {}).total


def agreed_by_all(edition: Edition, statement_id: str, said: Said) -> Answer | None:
    """The answer that everybody gave, who answered; None where they differ, or where there is more to say.

    One person agrees with nobody, what does not apply needs a reason in words, and “don’t know” is no level.
    """
    is_key = statement_id in edition.key_statements
    scale = edition.factor_sheet.scale if is_key else edition.scale
    if said.total < FEWEST_THAT_AGREE or len(said.positions) != 1:
        return None
    (position,) = said.positions
    if position not in scale.weights:
        return None
    ambition = next((key for key, number in said.ambitions.items() if number == said.total), None)
    return Answer(statement_id, position, None if is_key else ambition)


def in_words(scale: Scale, said: Said) -> tuple[str, ...]:
    """4 people answered: 3 partly true, 1 fully true. Ambition: 4 fully true. In the meeting 4 voted: 4 fully true."""
    people = "1 person" if said.total == 1 else f"{said.total} people"
    words = [f"{people} answered: {_counted(scale, said.positions)}."] if said.total else [NOBODY]
    if said.ambitions:
        words.append(f"Ambition: {_counted(scale, said.ambitions)}.")
    if said.votes:
        words.append(f"In the meeting {sum(said.votes.values())} voted: {_counted(scale, said.votes)}.")
    return tuple(words)


def _counted(scale: Scale, numbers: Mapping[str, int]) -> str:
    labels = {level.key: level.label.lower() for level in scale.levels}
    labels |= {NOT_APPLICABLE: "does not apply", DONT_KNOW: "don’t know"}
    return ", ".join(f"{numbers[key]} {label}" for key, label in labels.items() if numbers.get(key))


def unanimous(edition: Edition, answers: Mapping[str, Answer], said: Mapping[str, Said]) -> tuple[Answer, ...]:
    """What everybody gave who answered, on the statements that have nothing recorded yet."""
    found = []
    for statement_id in (*edition.statements, *edition.key_statements):
        recorded = answers.get(statement_id)
        if statement_id in said and (recorded is None or recorded.version == 0):
            agreed = agreed_by_all(edition, statement_id, said[statement_id])
            if agreed is not None:
                found.append(agreed)
    return tuple(found)


def in_short(answer: Answer) -> str:
    """Statement, position and ambition of an answer as one word, which a form can send."""
    return _BETWEEN.join((answer.statement_id, answer.position or "", answer.ambition or ""))


def from_short(text: str) -> Answer:
    """The answer that in_short wrote; one to no statement for anything else."""
    statement_id, position, ambition = [*text.split(_BETWEEN), "", ""][:3]
    return Answer(statement_id, position or None, ambition or None)


def document_of(edition: Edition, content: Content, version: int) -> str:
    """The canonical document: what has the same content is the same text, byte by byte."""
    document = {
        "format": FORMAT,
        "council": content.council_code,
        "edition": {"key": content.edition_key, "sha256": content.edition_sha256},
        "version": version,
        "answers": _written(content.answers, edition.statements),
        "key_statements": _written(content.answers, edition.key_statements),
        "notes": sorted(
            (
                {"cell": n.cell_id, "kind": n.kind, "statements": sorted(n.statement_ids), "text": n.text}
                for n in content.notes
                if n.text
            ),
            key=lambda note: (note["cell"], note["kind"]),
        ),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def fingerprint_of(document: str) -> str:
    """The SHA-256 of the document in UTF-8, in hexadecimal."""
    return hashlib.sha256(document.encode()).hexdigest()


def read_document(document: str) -> Content:
    """The content that a canonical document holds."""
    found = json.loads(document)
    given = {**found["answers"], **found["key_statements"]}
    answers = {
        key: Answer(key, each["position"], each["ambition"], each["reason"], minority_view=each["minority_view"])
        for key, each in given.items()
    }
    notes = tuple(Note(n["cell"], n["kind"], n["text"], tuple(n["statements"])) for n in found["notes"])
    return Content(found["council"], found["edition"]["key"], found["edition"]["sha256"], answers, notes)


def _written(answers: Mapping[str, Answer], statement_ids: Mapping[str, Any]) -> dict[str, dict[str, str | None]]:
    return {
        key: {
            "position": answer.position,
            "ambition": answer.ambition,
            "reason": answer.rationale,
            "minority_view": answer.minority_view,
        }
        for key, answer in answers.items()
        if key in statement_ids and not answer.is_empty
    }
