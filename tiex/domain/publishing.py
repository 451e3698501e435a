"""Publishing a signed result: who may see which part of it, from which day, and what pre-election periods hold back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from tiex.domain.answers import RATIONALE_LIMIT, clean_text
from tiex.domain.consensus import Content
from tiex.domain.edition import Edition
from tiex.domain.errors import Refusal
from tiex.domain.signoff import SignoffState

# In the trail.
PUBLISHED, WITHDRAWN = "result published", "result withdrawn"
LONGEST_HOLD = timedelta(days=366)
LONGEST_PERIOD = timedelta(days=92)


class NotSignedOffNow(Refusal):
    sentence = (
        "Only what the Leader and the Chief Executive have signed off can be published, and this is not signed off "
        "now. What was published before stays as it is, and can be withdrawn."
    )


class AnotherVersionSigned(Refusal):
    sentence = (
        "Nothing was published: this page showed another version than the one that is signed off now. "
        "Read the one that is, then choose."
    )


class NotesWiderThanScores(Refusal):
    sentence = (
        "Notes cannot be seen by more people than scores: they say in words what the scores say. "
        "Choose fewer people for the notes, or more for the scores."
    )


class HoldInThePast(Refusal):
    sentence = "A hold cannot end on a day that has passed. Choose a later day, or leave it empty to publish today."


class HoldTooLong(Refusal):
    sentence = "A hold is a year at most. Choose an earlier day, and publish later if that is too soon."


class SeenAlready(Refusal):
    sentence = (
        "Others see this already, so it cannot be held now. Withdraw it and publish it again with a hold, "
        "or leave the day as it is."
    )


class NothingToWithdraw(Refusal):
    sentence = "Nothing is published, so there is nothing to withdraw."


class WithdrawalReasonMissing(Refusal):
    sentence = "Say why it is withdrawn, so that the others in your council know."


class PublicationChangedMeanwhile(Refusal):
    sentence = (
        "Nothing was done: somebody else in your council changed what is published after you opened this page. "
        "This is how it stands now."
    )


class PeriodBackwards(Refusal):
    sentence = "The last day of a period cannot be before its first."


class PeriodTooLong(Refusal):
    sentence = "A pre-election period is three months at most."


class PeriodKeptAlready(Refusal):
    sentence = "This period is kept already, with the same name and the same days."


class Ring(StrEnum):
    """Who may see a part of a published result; each ring takes in those before it."""

    OWN = "own-council"
    COUNCILS = "councils"
    EVERYONE = "everyone"

    @property
    def label(self) -> str:
        return _RING_LABELS[self]

    @property
    def width(self) -> int:
        """Rings by how far they reach: the letters of their names say nothing of that."""
        return _WIDTHS[self]

    def reaches(self, reader: "Ring") -> bool:
        """Whether what is chosen for this ring is seen by a reader who stands in that one."""
        return self.width >= reader.width


_RING_LABELS = {Ring.OWN: "Own council", Ring.COUNCILS: "Councils", Ring.EVERYONE: "Everyone"}
_WIDTHS = {ring: width for width, ring in enumerate(Ring)}


class Part(StrEnum):
    """What of a result is chosen apart."""

    SCORES = "scores"
    NOTES = "notes"
    FACTORS = "factors"

    @property
    def label(self) -> str:
        return _PART_LABELS[self]


_PART_LABELS = {Part.SCORES: "Scores", Part.NOTES: "Notes", Part.FACTORS: "Critical success factors"}


def rings_in_words(stored: Any) -> str:
    """Scores: everyone; notes: own council. From what is kept by the keys of parts and rings, and from nothing else."""
    chosen = stored if isinstance(stored, Mapping) else {}
    labels = {ring.value: ring.label.lower() for ring in Ring}
    said = [(part.label.lower(), labels.get(chosen.get(part.value, ""))) for part in Part]
    return "; ".join(f"{part}: {ring}" for part, ring in said if ring)


@dataclass(frozen=True, slots=True)
class Period:
    """A pre-election period, in which nothing new becomes public; its first and its last day are in it."""

    name: str
    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Publication:
    """What a council chose for the version with this fingerprint.

    `since` is for each part the day on which its ring was last made wider, and `hold_until` the first day on which
    others may see any of it. One that is withdrawn is seen by nobody through the exchange.
    """

    assessment_id: int
    council_code: str
    edition_key: str
    fingerprint: str
    rings: Mapping[Part, Ring]
    hold_until: date | None
    decided_at: datetime
    withdrawn_at: datetime | None = None
    since: Mapping[Part, date] = field(default_factory=dict)

    def chosen_on(self, part: Part) -> date:
        return self.since.get(part, self.decided_at.date())


def facts_of(publication: Publication) -> dict[str, Any]:
    """What was chosen and whether it stands, as the trail keeps it."""
    return {
        "fingerprint": publication.fingerprint,
        **{part.value: ring.value for part, ring in publication.rings.items()},
        "since": {part.value: publication.chosen_on(part).isoformat() for part in Part},
        "hold_until": publication.hold_until.isoformat() if publication.hold_until else None,
        "is_withdrawn": publication.withdrawn_at is not None,
    }


def opens_on(publication: Publication, ring: Ring, periods: Iterable[Period], part: Part = Part.SCORES) -> date:
    """The first day on which readers in this ring may see this part, if it is for them at all.

    That is the day of the decision or the day on which the hold ends, whichever is later; for everyone it moves behind
    any pre-election period that it falls into. What opened before a period began has an earlier day, and stays public.
    """
    chosen = publication.chosen_on(part)
    if ring is Ring.OWN:
        return chosen
    day = max(chosen, publication.hold_until or chosen)
    return after_periods(day, periods) if ring is Ring.EVERYONE else day


def after_periods(day: date, periods: Iterable[Period]) -> date:
    """This day, or the first one after it that is in no period: periods may touch or overlap."""
    for period in sorted(periods, key=lambda each: (each.starts_on, each.ends_on)):
        if period.holds(day):
            day = period.ends_on + timedelta(days=1)
    return day


def last_opening(day: date, periods: Iterable[Period]) -> date:
    """This day, or the last one before it that is in no period: what begins later is not public on this day, and what
    begins by then is. A database can compare with it."""
    for period in sorted(periods, key=lambda each: (each.ends_on, each.starts_on), reverse=True):
        if period.holds(day):
            day = period.starts_on - timedelta(days=1)
    return day


def ring_on(publication: Publication, part: Part, day: date, periods: Iterable[Period]) -> Ring | None:
    """Who sees this part on this day: None once it is withdrawn, its own council alone before the hold ends, and
    councils while only its public release is held."""
    if publication.withdrawn_at is not None:
        return None
    periods, chosen = tuple(periods), publication.rings[part]
    for ring in (Ring.EVERYONE, Ring.COUNCILS):
        if chosen.reaches(ring) and opens_on(publication, ring, periods, part) <= day:
            return ring
    return Ring.OWN


def parts_seen(publication: Publication, reader: Ring, day: date, periods: Iterable[Period]) -> frozenset[Part]:
    """The parts that a reader who stands in this ring sees on this day."""
    periods = tuple(periods)
    rings = ((part, ring_on(publication, part, day, periods)) for part in Part)
    return frozenset(part for part, ring in rings if ring is not None and ring.reaches(reader))


def is_seen_by_others(publication: Publication, day: date, periods: Iterable[Period]) -> bool:
    """Whether anybody outside the council sees any of it: then it can no longer be held."""
    return bool(parts_seen(publication, Ring.COUNCILS, day, periods))


def seen_from(publication: Publication) -> date | None:
    """The first day on which anybody outside the council may see any of it, withdrawn or not; None where all of it is
    for its own people. No pre-election period keeps other councils from it."""
    parts = (part for part in Part if publication.rings[part].reaches(Ring.COUNCILS))
    return min((opens_on(publication, Ring.COUNCILS, (), part) for part in parts), default=None)


def parts_chosen(publication: Publication, reader: Ring) -> frozenset[Part]:
    """The parts that are for such a reader once nothing holds them."""
    return frozenset(part for part in Part if publication.rings[part].reaches(reader))


def tells_fingerprint(parts: frozenset[Part]) -> bool:
    """Whether a reader outside the council, who sees these parts, may have the fingerprint of the record.

    It is made of all of them, so whoever has most can try out what the rest may be until it fits.
    """
    return parts == frozenset(Part)


def limited_to(content: Content, edition: Edition, parts: frozenset[Part]) -> Content:
    """What of a signed record may be passed on with these parts.

    Reasons are words, so they go with the notes; minority views stay in the council.
    """
    wanted: set[str] = set()
    if Part.SCORES in parts:
        wanted |= set(edition.statements)
    if Part.FACTORS in parts:
        wanted |= set(edition.key_statements)
    has_words = Part.NOTES in parts
    answers = {
        key: replace(answer, rationale=answer.rationale if has_words else "", minority_view="")
        for key, answer in content.answers.items()
        if key in wanted
    }
    return replace(content, answers=answers, notes=content.notes if has_words else ())


def publish(
    state: SignoffState, *, proposed: Publication, before: Publication | None, today: date, periods: Iterable[Period]
) -> Publication:
    """The publication as it stands after this decision; `proposed` names the version that the page showed. A hold that
    is over need not be named again."""
    periods = tuple(periods)
    if not state.is_signed_off:
        raise NotSignedOffNow
    if proposed.fingerprint != state.fingerprint:
        raise AnotherVersionSigned
    if not proposed.rings[Part.SCORES].reaches(proposed.rings[Part.NOTES]):
        raise NotesWiderThanScores
    standing = _standing(before, proposed)
    is_seen = standing is not None and is_seen_by_others(standing, today, periods)
    if standing is not None and is_seen and proposed.hold_until is None:
        proposed = replace(proposed, hold_until=standing.hold_until)
    if standing is None or standing.hold_until != proposed.hold_until:
        _check_hold(proposed.hold_until, today, is_seen=is_seen)
        # Nobody has seen it yet, so it begins today: a hold that is lifted opens nothing in the middle of a period.
        standing = None
    return replace(proposed, withdrawn_at=None, since={part: _since(standing, proposed, part, today) for part in Part})


def withdraw(before: Publication | None, *, reason: str, now: datetime) -> tuple[Publication, str]:
    """The publication once it is withdrawn, and the reason as it is kept."""
    if before is None or before.withdrawn_at is not None:
        raise NothingToWithdraw
    why = clean_text(reason, RATIONALE_LIMIT)
    if not why:
        raise WithdrawalReasonMissing
    return replace(before, withdrawn_at=now), why


def settle_period(period: Period, kept: Iterable[Period]) -> Period:
    """A period as administrators may keep it, beside those that are kept: two elections may share their days."""
    if period.ends_on < period.starts_on:
        raise PeriodBackwards
    if period.ends_on - period.starts_on > LONGEST_PERIOD:
        raise PeriodTooLong
    if period in kept:
        raise PeriodKeptAlready
    return period


def _standing(before: Publication | None, proposed: Publication) -> Publication | None:
    """What was decided for the same version and still stands: another version begins anew."""
    if before is None or before.withdrawn_at is not None or before.fingerprint != proposed.fingerprint:
        return None
    return before


def _check_hold(until: date | None, today: date, *, is_seen: bool) -> None:
    if is_seen:
        raise SeenAlready
    if until is not None and until < today:
        raise HoldInThePast
    if until is not None and until - today > LONGEST_HOLD:
        raise HoldTooLong


def _since(standing: Publication | None, proposed: Publication, part: Part, today: date) -> date:
    """What is made narrower, or stays, has been open since it was; what is made wider begins today."""
    if standing is not None and standing.rings[part].reaches(proposed.rings[part]):
        return standing.chosen_on(part)
    return today
