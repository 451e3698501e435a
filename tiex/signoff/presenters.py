"""The sign-off as its page shows it: the story, what is missing, what changed, what one can do, and the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import url_for

from tiex.assessments.presenters import Answers, Place, cell_url, place_of, url_of
from tiex.assessments.queries import OpenResponse, Standing
from tiex.cells.presenters import Problem
from tiex.consensus.presenters import signoff_sentence
from tiex.consensus.queries import OpenConsensus, PastEvent
from tiex.domain import signoff
from tiex.domain.answers import RATIONALE_LIMIT
from tiex.domain.consensus import Content, Missing
from tiex.domain.edition import Edition, Scale
from tiex.domain.signoff import Signatory
from tiex.records.presenters import RecordContents, grouped, labels_of, present_contents
from tiex.signoff.queries import ContentChange, Reading


@dataclass(frozen=True, slots=True)
class StoryLine:
    at: datetime
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class MissingGroup:
    """What is missing in one place, with a link to each."""

    name: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One answer or note that changed since somebody last read, with each part that did: what, from, to."""

    name: str
    url: str
    parts: tuple[tuple[str, str, str], ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActForm:
    """What somebody can do for one role."""

    role: str
    label: str
    as_whom: str
    can_sign: bool
    can_return: bool
    can_reopen: bool
    needs_reason: bool
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """Ids of its controls that are on the page."""
        shown = {
            "sign-password": self.can_sign,
            "return-reason": self.can_return,
            "reopen-reason": self.can_reopen,
            "reopen-password": self.can_reopen,
        }
        return frozenset(f"{name}-{self.role}" for name, is_shown in shown.items() if is_shown)


@dataclass(frozen=True, slots=True)
class Urls:
    """`publish` is empty until it is signed off."""

    send: str
    sign: str
    send_back: str
    reopen: str
    read: str
    records: str
    publish: str


@dataclass(frozen=True, slots=True)
class SignoffView:
    title: str
    place: Place
    where: str
    version: int
    fingerprint: str
    sent_fingerprint: str
    groups: tuple[str, ...]
    story: tuple[StoryLine, ...]
    missing: tuple[MissingGroup, ...]
    missing_count: int
    without_ambition: int
    is_draft: bool
    reason_not_to_send: str
    why_reopened: str
    forms: tuple[ActForm, ...]
    no_part: str
    secret_label: str
    has_read: bool
    entry: int
    changes: tuple[ChangeLine, ...]
    record: RecordContents
    urls: Urls
    limit: int
    typed_reason: str
    problems: tuple[Problem, ...]
    is_published: bool = False

    @property
    def nothing_left(self) -> bool:
        """Whether this person has done all that they could do."""
        return not any(form.can_sign or form.can_return or form.can_reopen for form in self.forms)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Who looks: for which roles they can act, and why they can not send it; the reasons are empty where they can."""

    signatories: tuple[Signatory, ...]
    reason_not_to_send: str
    no_part: str
    has_app: bool


def present_signoff(
    consensus: OpenConsensus,
    content: Content,
    lacking: Missing,
    reading: Reading,
    *,
    fingerprint: str,
    standing: Standing,
    standpoint: Standpoint,
    typed_reason: str = "",
    problems: tuple[Problem, ...] = (),
) -> SignoffView:
    """The page; `fingerprint` is of the content that stands on it, which is what a signature will be bound to."""
    forms = _forms(consensus, standpoint, problems)
    return SignoffView(
        title="Sign-off",
        place=place_of(consensus.response, standing),
        where=signoff_sentence(consensus),
        version=consensus.state.version,
        fingerprint=fingerprint,
        sent_fingerprint=consensus.state.fingerprint,
        groups=grouped(fingerprint),
        story=tuple(_story(consensus.history)),
        missing=_present_missing(consensus, lacking),
        missing_count=lacking.total,
        without_ambition=_without_ambition(consensus.assessment.edition, content.answers),
        is_draft=not consensus.state.is_sent,
        reason_not_to_send=standpoint.reason_not_to_send,
        why_reopened=_why_reopened(consensus),
        forms=forms,
        no_part=standpoint.no_part,
        secret_label="Your password, or a code from your app" if standpoint.has_app else "Your password",
        has_read=reading.has_read,
        entry=reading.newest,
        changes=_changes(consensus, reading.changes),
        record=present_contents(consensus.response, content),
        urls=_urls(consensus),
        limit=RATIONALE_LIMIT,
        typed_reason=typed_reason,
        problems=_placed(problems, forms),
    )


def _forms(consensus: OpenConsensus, standpoint: Standpoint, problems: Sequence[Problem]) -> tuple[ActForm, ...]:
    errors = {problem.href.removeprefix("#"): problem.sentence for problem in problems}
    return tuple(replace(_act_form(consensus, one), errors=errors) for one in standpoint.signatories)


def _urls(consensus: OpenConsensus) -> Urls:
    names = (
        "signoff.send",
        "signoff.sign",
        "signoff.send_back",
        "signoff.reopen",
        "signoff.mark_read",
        "records.index",
        "publishing.overview",
    )
    urls = [url_for(name, assessment_id=consensus.assessment.id) for name in names]
    return Urls(*urls if consensus.state.is_signed_off else [*urls[:-1], ""])


def _act_form(consensus: OpenConsensus, signatory: Signatory) -> ActForm:
    state, label = consensus.state, signatory.role.label
    has_signed = any(one.person_id == signatory.person_id for one in state.signatures)
    has_agreed = any(one.person_id == signatory.person_id for one in state.consents)
    return ActForm(
        role=signatory.role.value,
        label=label,
        as_whom=f"for the {label}, as their deputy" if signatory.is_deputy else f"as {label}",
        can_sign=state.is_with_signatories and signatory.role not in state.signed_roles and not has_signed,
        can_return=state.is_with_signatories,
        can_reopen=state.is_signed_off and signatory.role not in state.consented_roles and not has_agreed,
        needs_reason=not state.consents,
    )


def _placed(problems: Sequence[Problem], forms: Sequence[ActForm]) -> tuple[Problem, ...]:
    """A control that is no longer on the page cannot be led to; then the first lines say where it stands."""
    shown = {f"#{name}" for form in forms for name in form.fields}
    return tuple(p if p.href in shown else replace(p, href="#where") for p in problems)


def _why_reopened(consensus: OpenConsensus) -> str:
    """Why the first of the two wants it reopened."""
    if not consensus.state.consents:
        return ""
    given = [past for past in consensus.history if isinstance(past.event, signoff.ReopenConsented)]
    return f"{given[-1].by} wants to reopen it: {given[-1].event.reason}"


def _story(history: Sequence[PastEvent]) -> Iterable[StoryLine]:
    """What happened, the oldest first."""
    number = 0
    for past in history:
        number += isinstance(past.event, signoff.SentForSignoff)
        reason = past.event.reason if not isinstance(past.event, signoff.Signed) else ""
        yield StoryLine(past.at, _in_words(past, number), reason)


def _in_words(past: PastEvent, number: int) -> str:
    role = past.event.role.label if past.event.role else ""
    match past.event:
        case signoff.SentForSignoff():
            return f"{past.by} sent version {number} for sign-off."
        case signoff.Signed():
            is_deputy = past.event.reason == signoff.AS_DEPUTY
            return f"{past.by} signed version {number} {'for the' if is_deputy else 'as'} {role}" + (
                ", as their deputy." if is_deputy else "."
            )
        case signoff.Returned():
            return f"{past.by} returned version {number} ({role}). Whatever had been signed is void."
        case signoff.ChangedAfterSending():
            return f"{past.by} changed version {number} after it was sent. Whatever had been signed is void."
        case signoff.ReopenConsented():
            return f"{past.by} agreed to reopen version {number} ({role})."
        case _:
            return f"Both agreed: version {number} is reopened. What was signed stays readable."


def _present_missing(consensus: OpenConsensus, lacking: Missing) -> tuple[MissingGroup, ...]:
    edition, response = consensus.assessment.edition, consensus.response
    groups: dict[str, list[tuple[str, str]]] = {}
    why = dict.fromkeys(lacking.reasons, "does not apply, but no reason is given")
    for cell in edition.cells:
        for statement in cell.statements:
            if statement.id in lacking.levels or statement.id in why:
                words = f"{edition.stage(statement.stage).name}: {why.get(statement.id, 'no agreed level')}"
                link = f"{cell_url(response, cell.id)}#statement-{statement.id}"
                groups.setdefault(edition.name_of(cell), []).append((words, link))
    factors = {factor.key: factor.name for factor in edition.factor_sheet.factors}
    for key in lacking.key_statements:
        statement_of_factor = edition.key_statement(key)
        link = f"{url_of(response, 'factors')}#statement-{key}"
        groups.setdefault(factors[statement_of_factor.factor], []).append((statement_of_factor.text, link))
    return tuple(MissingGroup(name, tuple(items)) for name, items in groups.items())


def _without_ambition(edition: Edition, answers: Answers) -> int:
    weights = edition.scale.weights
    given = (answers.get(key) for key in edition.statements)
    return sum(1 for answer in given if answer and answer.position in weights and answer.ambition is None)


def _changes(consensus: OpenConsensus, changes: Sequence[ContentChange]) -> tuple[ChangeLine, ...]:
    """Each answer and note once: from what it was when last read to what it is now."""
    first: dict[tuple[bool, str], ContentChange] = {}
    last: dict[tuple[bool, str], ContentChange] = {}
    for each in changes:
        first.setdefault((each.is_note, each.subject), each)
        last[each.is_note, each.subject] = each
    found = (_change_line(consensus, first[key], last[key]) for key in last)
    return tuple(line for line in found if line.parts)


def _change_line(consensus: OpenConsensus, first: ContentChange, last: ContentChange) -> ChangeLine:
    edition, response = consensus.assessment.edition, consensus.response
    if last.is_note:
        cell_id, _, kind = last.subject.rpartition(" ")
        name = next((k.name for k in edition.note_kinds if k.key == kind), kind)
        parts = _changed_note(edition, name, _note(first.before), _note(last.after))
        place = f"{cell_url(response, cell_id)}#note-{kind}"
        return ChangeLine(f"A note on {edition.name_of(edition.cell(cell_id))}", place, parts, last.by, last.at)
    name, place, scale = _place_of_statement(edition, response, last.subject)
    return ChangeLine(name, place, _changed_parts(scale, first.before, last.after), last.by, last.at)


def _note(traced: str | Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Text and statements of a note as the trail keeps it; earlier entries hold the text alone."""
    text, *statement_ids = [traced] if isinstance(traced, str) else traced
    return text, tuple(statement_ids)


def _changed_note(
    edition: Edition, name: str, before: tuple[str, tuple[str, ...]], after: tuple[str, tuple[str, ...]]
) -> tuple[tuple[str, str, str], ...]:
    def named(statement_ids: Sequence[str]) -> str:
        return ", ".join(edition.stage(edition.statement(key).stage).name for key in statement_ids)

    sides = ((name, before[0], after[0]), ("About", named(before[1]), named(after[1])))
    return tuple((part, old or "nothing", new or "nothing") for part, old, new in sides if old != new)


def _place_of_statement(edition: Edition, response: OpenResponse, statement_id: str) -> tuple[str, str, Scale]:
    if statement_id in edition.key_statements:
        link = f"{url_of(response, 'factors')}#statement-{statement_id}"
        return edition.key_statement(statement_id).text, link, edition.factor_sheet.scale
    statement = edition.statement(statement_id)
    cell = edition.cell(statement.cell_id)
    name = f"{edition.name_of(cell)}: {edition.stage(statement.stage).name}"
    return name, f"{cell_url(response, cell.id)}#statement-{statement_id}", edition.scale


def _changed_parts(scale: Scale, before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    labels = labels_of(scale)
    names = ("Agreed level", "Ambition", "Reason", "Minority view")
    return tuple(
        (name, labels.get(old or "", old) or "nothing", labels.get(new or "", new) or "nothing")
        for name, old, new in zip(names, before, after, strict=True)
        if (old or "") != (new or "")
    )
