"""What is somebody's to do next in an assessment, and how far it has come on its way to being signed off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tiex.domain.people import ANSWERING, RUNNING, SIGNATORIES, Role
from tiex.domain.signoff import Reopened, Returned, SignoffState


class Step(StrEnum):
    """The way of an assessment, in this order."""

    VIEWS = "views"
    CLOSED = "closed"
    AGREED = "agreed"
    SENT = "sent"
    SIGNED = "signed"


class Duty(StrEnum):
    """Something to do."""

    ASK_PEOPLE = "ask-people"
    START_VIEW = "start-view"
    FINISH_VIEW = "finish-view"
    SET_DATES = "set-dates"
    SET_MEETING = "set-meeting"
    SEE_PROGRESS = "see-progress"
    CLOSE_ROUND = "close-round"
    JOIN_MEETING = "join-meeting"
    PREPARE_MEETING = "prepare-meeting"
    RECORD_CONSENSUS = "record-consensus"
    SEND_FOR_SIGNOFF = "send-for-signoff"
    AGREE_TO_REOPEN = "agree-to-reopen"
    MEND_RETURNED = "mend-returned"
    SIGN = "sign"
    PUBLISH = "publish"
    DECIDE_REQUESTS = "decide-requests"


LABELS: Mapping[Duty, str] = {
    Duty.ASK_PEOPLE: "Choose who takes part",
    Duty.START_VIEW: "Start your view",
    Duty.FINISH_VIEW: "Go on answering",
    Duty.SET_DATES: "Set the dates of the answering round",
    Duty.SET_MEETING: "Set the day of the meeting",
    Duty.SEE_PROGRESS: "See how far people are",
    Duty.CLOSE_ROUND: "Close the answering round",
    Duty.JOIN_MEETING: "Join the meeting",
    Duty.PREPARE_MEETING: "Prepare the meeting",
    Duty.RECORD_CONSENSUS: "Record the consensus",
    Duty.SEND_FOR_SIGNOFF: "Send it for sign-off",
    Duty.MEND_RETURNED: "Read why and put it right",
    Duty.AGREE_TO_REOPEN: "Read why and decide",
    Duty.SIGN: "Read the record and sign",
    Duty.PUBLISH: "Choose who may see the result",
    Duty.DECIDE_REQUESTS: "Decide who may join",
}
STEPS: Mapping[Step, str] = {
    Step.VIEWS: "Individual views",
    Step.CLOSED: "Round closed",
    Step.AGREED: "Consensus agreed",
    Step.SENT: "Sent for sign-off",
    Step.SIGNED: "Signed off by both",
}
NEVER_SENT = SignoffState()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where an assessment stands, as one person may know it.

    `is_open` says whether views can be given today; `total` is how many statements the person is asked about, and
    `own_answered` is None before they have begun; `asked`, `started` and `finished` count the people who were asked for
    a view, and are None for whom it does not concern. `to_agree` answers make a consensus; `agreed` of them are there
    and lack nothing, as the rule for sending it has it. `is_published` says that the council has chosen who may see the
    version that is signed off, be it nobody else.
    """

    is_open: bool
    total: int
    asks_factors: bool = True
    own_answered: int | None = None
    due_on: date | None = None
    meets_on: date | None = None
    is_closed: bool = False
    is_meeting_on: bool = False
    asked: int | None = None
    started: int | None = None
    finished: int | None = None
    agreed: int = 0
    to_agree: int = 1
    signoff: SignoffState = NEVER_SENT
    requests: int = 0
    is_published: bool = False

    @property
    def has_all_views(self) -> bool:
        """Whether everybody who was asked has finished; one person alone is no group."""
        return (self.asked or 0) > 1 and (self.finished or 0) >= (self.asked or 0)

    @property
    def is_agreed(self) -> bool:
        return self.agreed >= self.to_agree


@dataclass(frozen=True, slots=True)
class Who:
    """The person: their role here, and for which signatories they may sign, as deputy too."""

    person_id: int
    role: Role
    signs_for: frozenset[str] = frozenset()


def steps_done(at: Situation) -> Mapping[Step, bool]:
    """Each step of the way with whether it is done."""
    is_sent = at.signoff.is_sent
    return {
        Step.VIEWS: at.is_closed or is_sent or at.has_all_views,
        Step.CLOSED: at.is_closed or is_sent,
        Step.AGREED: is_sent or (at.is_closed and at.is_agreed),
        Step.SENT: is_sent,
        Step.SIGNED: at.signoff.is_signed_off,
    }


def current_step(at: Situation) -> Step | None:
    """The first step that is not done; None where all are."""
    return next((step for step, is_done in steps_done(at).items() if not is_done), None)


def duties(who: Who, at: Situation, today: date) -> tuple[Duty, ...]:
    """What is this person's to do, the first thing first; empty where they wait for others."""
    step = current_step(at)
    if step in (Step.VIEWS, Step.CLOSED):
        found = _while_views_are_given(who, at, today)
    elif step is Step.AGREED:
        found = _until_agreed(who, at, today)
    elif step is Step.SENT:
        found = _until_sent(who, at)
    elif at.signoff.is_signed_off:
        found = _once_signed_off(who, at)
    else:
        found = [Duty.SIGN] if _may_sign(who, at.signoff) else []
    if at.requests and who.role in RUNNING:
        found.append(Duty.DECIDE_REQUESTS)
    return tuple(found)


def _while_views_are_given(who: Who, at: Situation, today: date) -> list[Duty]:
    own = _own_view(who, at)
    if who.role not in RUNNING or not at.is_open:
        return own
    is_alone, is_over = (at.asked or 0) <= 1, at.due_on is not None and at.due_on < today
    if is_alone and who.role in SIGNATORIES:
        return [Duty.ASK_PEOPLE, *own] if at.own_answered is None else [*own, Duty.ASK_PEOPLE]
    if at.has_all_views:
        return [Duty.CLOSE_ROUND]
    if is_over:
        return [*own, Duty.CLOSE_ROUND, Duty.SEE_PROGRESS]
    dates = [] if at.due_on else [Duty.SET_DATES]
    return [*own, *dates, Duty.SEE_PROGRESS]


def _own_view(who: Who, at: Situation) -> list[Duty]:
    if who.role not in ANSWERING or not at.is_open:
        return []
    if at.own_answered is None:
        return [Duty.START_VIEW]
    return [Duty.FINISH_VIEW] if at.own_answered < at.total else []


def _until_agreed(who: Who, at: Situation, today: date) -> list[Duty]:
    meeting = [Duty.JOIN_MEETING] if at.is_meeting_on and who.role in ANSWERING else []
    if who.role not in RUNNING:
        return meeting
    is_met = at.agreed > 0 or (at.meets_on is not None and at.meets_on < today)
    if is_met:
        return [*meeting, Duty.RECORD_CONSENSUS]
    day = [] if at.meets_on else [Duty.SET_MEETING]
    return [*meeting, Duty.PREPARE_MEETING, *day, Duty.RECORD_CONSENSUS]


def _until_sent(who: Who, at: Situation) -> list[Duty]:
    if who.role not in RUNNING:
        return []
    is_to_mend = isinstance(at.signoff.came_back, (Returned, Reopened))
    return [Duty.MEND_RETURNED if is_to_mend else Duty.SEND_FOR_SIGNOFF]


def _once_signed_off(who: Who, at: Situation) -> list[Duty]:
    """Only while nobody wants it reopened is it time to choose who may see it."""
    if at.signoff.consents:
        return [Duty.AGREE_TO_REOPEN] if _may_consent(who, at.signoff) else []
    return [Duty.PUBLISH] if who.role in SIGNATORIES and not at.is_published else []


def _may_sign(who: Who, signoff: SignoffState) -> bool:
    """Nobody signs for both, so whoever has signed waits for the other one."""
    has_signed = any(signature.person_id == who.person_id for signature in signoff.signatures)
    return signoff.is_with_signatories and bool(who.signs_for - signoff.signed_roles) and not has_signed


def _may_consent(who: Who, signoff: SignoffState) -> bool:
    """Whether the other signatory has agreed to reopen it and waits for this one."""
    has_consented = any(consent.person_id == who.person_id for consent in signoff.consents)
    return bool(signoff.consents) and bool(who.signs_for - signoff.consented_roles) and not has_consented
