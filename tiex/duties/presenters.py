"""My council: what is mine to do now, what others are doing, and the way still to go, in each of my councils."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from flask import url_for

from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council, reason_abolished, reason_not_to_start
from tiex.councils.queries import CouncilSummary
from tiex.domain.consensus import count_needed
from tiex.domain.duties import (
    LABELS,
    NEVER_SENT,
    STEPS,
    Duty,
    Situation,
    Step,
    Who,
    current_step,
    duties,
    steps_done,
)
from tiex.domain.edition import Edition
from tiex.domain.people import RUNNING, SIGNATORIES, Actor, ExchangeRole, Membership, Role
from tiex.domain.signoff import ChangedAfterSending, Reopened, SignoffState
from tiex.domain.wording import in_sentence
from tiex.duties.queries import Around, EditionStanding, Views
from tiex.web.filters import count, uk_date
from tiex.web.ways import Link, Values, address_of, links_to

# Duty → the endpoints that it can be done at: the first that is there, and whose address is known, is linked to.
DONE_AT: Mapping[Duty, tuple[str, ...]] = {
    Duty.ASK_PEOPLE: ("people.people",),
    Duty.START_VIEW: ("assessments.start",),
    Duty.FINISH_VIEW: ("assessments.continue_answering",),
    Duty.SET_DATES: ("rounds.answering_round", "rounds.start"),
    Duty.SET_MEETING: ("rounds.answering_round",),
    Duty.SEE_PROGRESS: ("rounds.answering_round",),
    Duty.CLOSE_ROUND: ("rounds.answering_round",),
    Duty.JOIN_MEETING: ("meetings.vote",),
    Duty.PREPARE_MEETING: ("meetings.agenda",),
    Duty.RECORD_CONSENSUS: ("consensus.overview",),
    Duty.SEND_FOR_SIGNOFF: ("signoff.sign_off",),
    Duty.MEND_RETURNED: ("consensus.overview",),
    Duty.AGREE_TO_REOPEN: ("signoff.sign_off",),
    Duty.SIGN: ("signoff.sign_off",),
    Duty.PUBLISH: ("publishing.overview",),
    Duty.DECIDE_REQUESTS: ("people.people",),
}
SENTENCES: Mapping[Duty, str] = {
    Duty.ASK_PEOPLE: "Nobody else has been asked for a view yet. Choose people who see different parts of the council.",
    Duty.START_VIEW: (
        "Say how true each of the {total} statements is of your council, and where you want it to be. "
        "You can stop and come back at any time."
    ),
    Duty.FINISH_VIEW: "{own_answered} of {total} statements answered{included}.",
    Duty.SET_DATES: "Say by when people give their views, and when the group meets.",
    Duty.SET_MEETING: "The meeting has no day yet. Once you say when the group meets, everybody sees it here.",
    Duty.SEE_PROGRESS: "{own_is_given}See how far the others are, and remind them where needed.",
    Duty.CLOSE_ROUND: "{why_close} Once the round is closed, you see the individual views and where they differ.",
    Duty.JOIN_MEETING: "The meeting is on now.",
    Duty.PREPARE_MEETING: "The individual views are in. See where they differ, and what to talk about first.",
    Duty.RECORD_CONSENSUS: "{agreed} of {to_agree} answers agreed.",
    Duty.SEND_FOR_SIGNOFF: "{why_send} The Leader and the Chief Executive each read and sign it.",
    Duty.MEND_RETURNED: "{came_back}{reason}",
    Duty.AGREE_TO_REOPEN: "{consented} agrees to reopen what is signed off{reason} It takes both of you.",
    Duty.SIGN: "The consensus waits for your signature. You sign exactly what you read.",
    Duty.PUBLISH: "Signed off by the Leader and the Chief Executive. Others see of it what you choose, part by part.",
    Duty.DECIDE_REQUESTS: "{requests} to join {is_waiting}.",
}
WAYS = {
    "people.people": "People",
    "uses.council_list": "List of resources",
    "timeline.over_time": "Over time",
    "history.history": "History of changes",
}
# What there is to read of an edition once something is agreed in it, to whom.
OF_RESULT = {
    "consensus.result": (Permission.CONSENSUS_READ, "The council’s result"),
    "comparison.comparison": (Permission.COMPARISON_READ, "Compare"),
    "timeline.over_time": (Permission.SIGNOFF_READ, "Over time"),
}
WHO_SEES = {"publishing.overview": (Permission.PUBLICATION_READ, "Who may see it")}
RETURNED = "The consensus came back without being signed off"
REOPENED = "What was signed off is open again to be put right"
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tables say, of all councils and editions."""

    standings: Sequence[EditionStanding]
    editions: Mapping[str, Edition]
    views: Mapping[int, Views]
    agreed: Mapping[int, int]
    around: Mapping[str, Around]
    signoffs: Mapping[int, SignoffState]
    today: date


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do; without an address it is said and not linked. `is_form` is done by a button."""

    sentence: str
    label: str
    url: str | None
    is_form: bool
    is_own_view: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """`state` is done, now or later."""

    name: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of something is there."""

    label: str
    share: int
    value: int
    most: int


@dataclass(frozen=True, slots=True)
class PanelView:
    """One assessment: `waiting` says what happens where nothing is the person's to do."""

    id: str
    title: str
    council: str
    main: Action | None
    also: tuple[Action, ...]
    waiting: str
    is_private: bool
    own: Bar | None
    others: tuple[str, ...]
    steps: tuple[StepView, ...]
    ways: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class OtherEdition:
    title: str
    url: str
    period: str
    has_ended: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class CouncilView:
    code: str
    name: str
    about: str
    role: str
    is_invented: bool
    panels: tuple[PanelView, ...]
    others: tuple[OtherEdition, ...]
    ways: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class MyCouncilView:
    """`join` leads somebody without a council to where they can ask for one."""

    title: str
    councils: tuple[CouncilView, ...]
    join: Link | None


def present_my_council(actor: Actor, councils: Sequence[CouncilSummary], facts: Facts) -> MyCouncilView:
    views = tuple(_council(actor, council, facts) for council in councils)
    keeps = ExchangeRole.ADMINISTRATOR in actor.exchange_roles
    ways = {"administration.councils": "look after the councils"} if keeps else {"joining.join": "ask to join yours"}
    join = links_to(ways, {})
    return MyCouncilView("My council" if len(views) < 2 else "My councils", views, join[0] if join else None)


def _council(actor: Actor, council: CouncilSummary, facts: Facts) -> CouncilView:
    membership = actor.membership_in(council.code) or Membership(council.code, Role.READER)
    reason_not = reason_not_to_start(actor, council.code) or reason_abolished(council.ends_on, facts.today)
    mine = [standing for standing in facts.standings if standing.council_code == council.code]
    current = [standing for standing in mine if _is_current(standing, facts)]
    return CouncilView(
        code=council.code,
        name=council.name,
        about=f"{council.type.replace('-', ' ').capitalize()}, {council.region}",
        role=membership.role.label,
        is_invented=council.is_invented,
        panels=tuple(_panel(actor, membership, standing, facts, reason_not) for standing in current),
        others=tuple(_other(actor, membership, standing, facts) for standing in mine if standing not in current),
        ways=links_to(WAYS, {"council_code": council.code}),
    )


def _is_current(standing: EditionStanding, facts: Facts) -> bool:
    """The open edition, and an earlier one whose consensus is still on its way to being signed off."""
    if standing.is_open_on(facts.today):
        return True
    is_on_its_way = standing.assessment_id is not None and standing.closed_at is not None
    return is_on_its_way and not _signoff(standing, facts).is_signed_off


def _signoff(standing: EditionStanding, facts: Facts) -> SignoffState:
    return facts.signoffs.get(standing.assessment_id or 0, NEVER_SENT)


def _situation(membership: Membership, standing: EditionStanding, facts: Facts, *, is_open: bool) -> Situation:
    """What this person may know of where the assessment stands."""
    edition, around = facts.editions[standing.edition_key], facts.around.get(standing.council_code, Around())
    assessment_id, runs = standing.assessment_id or 0, membership.role in RUNNING
    views, limit = facts.views.get(assessment_id, Views()), membership.characteristics
    return Situation(
        is_open=is_open,
        total=edition.count_asked(limit),
        asks_factors=not limit,
        own_answered=standing.given.within(edition, limit) if standing.response_id else None,
        due_on=standing.due_on,
        meets_on=standing.meets_on,
        is_closed=standing.closed_at is not None,
        is_meeting_on=standing.is_meeting_on,
        asked=around.asked if runs else None,
        started=views.started if runs else None,
        finished=views.finished if runs else None,
        agreed=facts.agreed.get(assessment_id, 0),
        to_agree=count_needed(edition),
        signoff=_signoff(standing, facts),
        requests=around.requests,
        is_published=standing.published == _signoff(standing, facts).fingerprint,
    )


def _panel(
    actor: Actor, membership: Membership, standing: EditionStanding, facts: Facts, reason_not: str | None
) -> PanelView:
    is_open = standing.is_open_on(facts.today) and reason_not is None
    at = _situation(membership, standing, facts, is_open=is_open)
    around = facts.around.get(standing.council_code, Around())
    who = Who(actor.person_id or 0, membership.role, around.signs_for | ({membership.role} & SIGNATORIES))
    actions = [_action(duty, at, standing) for duty in duties(who, at, facts.today)]
    main = next((action for action in actions if action.url), actions[0] if actions else None)
    is_answering = not at.is_closed and at.own_answered is not None
    return PanelView(
        id=f"{standing.council_code}-{standing.edition_key}",
        title=standing.edition_title,
        council=standing.council_name,
        main=main,
        also=tuple(action for action in actions if action is not main),
        waiting="" if actions else _waiting(at, reason_not),
        is_private=main is not None and main.is_own_view,
        own=_bar("Statements answered", at.own_answered or 0, at.total) if is_answering else None,
        others=_others(at, around) if membership.role in RUNNING else (),
        steps=_steps(at, standing),
        ways=_ways(actor, at, standing),
    )


def _action(duty: Duty, at: Situation, standing: EditionStanding) -> Action:
    url, is_form = address_of(DONE_AT[duty], _values(standing))
    is_own_view = duty in (Duty.START_VIEW, Duty.FINISH_VIEW)
    return Action(SENTENCES[duty].format_map(_words(at)), LABELS[duty], url, is_form, is_own_view)


def _words(at: Situation) -> Values:
    came_back, why = at.signoff.came_back, at.signoff.reason
    was_changed = isinstance(came_back, ChangedAfterSending)
    return {
        "total": at.total,
        "own_answered": at.own_answered,
        "own_is_given": "You have given your own view. " if at.own_answered == at.total else "",
        "included": ", those on the success factors included" if at.asks_factors else "",
        "agreed": at.agreed,
        "to_agree": at.to_agree,
        "requests": count(at.requests, "request"),
        "is_waiting": "waits for a decision" if at.requests == 1 else "wait for a decision",
        "reason": f": “{shorten(why, LONGEST_REASON, placeholder='…')}”." if why else ".",
        "came_back": REOPENED if isinstance(came_back, Reopened) else RETURNED,
        "consented": "".join(f"The {consent.role.label}" for consent in at.signoff.consents[:1]),
        "why_close": "Everybody has answered." if at.has_all_views else "The day to answer by has passed.",
        "why_send": "It was changed after it was sent, so send it again." if was_changed else "Everything is agreed.",
    }


def _waiting(at: Situation, reason_not: str | None) -> str:
    """What happens next, for somebody who has nothing to do."""
    step = current_step(at)
    if step in (Step.VIEWS, Step.CLOSED):
        done = "You have answered everything, thank you. Next the answering round is closed, and the group meets."
        return reason_not or (done if at.own_answered is not None else "Individual views are being given now.")
    if step is Step.AGREED:
        when = f" on {uk_date(at.meets_on)}" if at.meets_on else ""
        return f"The individual views are in. The group meets{when} and agrees one consensus."
    if step is Step.SENT:
        return "The consensus is agreed. Next it is sent to the Leader and the Chief Executive."
    if step is Step.SIGNED:
        return f"The consensus is with the Leader and the Chief Executive. {_signatures(at)}".strip()
    if at.signoff.consents:
        return f"Signed off. The {at.signoff.consents[0].role.label} agrees to reopen it; it takes both signatories."
    return "Signed off by the Leader and the Chief Executive. Nothing is left to do."


def _signatures(at: Situation) -> str:
    signed = [role.label for role in Role if role in at.signoff.signed_roles]
    return f"The {signed[0]} has signed." if len(signed) == 1 else ""


def _others(at: Situation, around: Around) -> tuple[str, ...]:
    """What the others are doing, as far as those who run the assessment may know: how much, never what."""
    said = []
    if not at.is_closed and (at.asked or 0) > 1:
        said.append(
            f"{count(at.asked or 0, 'person', 'people')} can give a view: {at.started} begun, {at.finished} finished."
        )
    if around.invitations:
        said.append(f"{count(around.invitations, 'invitation')} not answered yet.")
    return tuple(said)


def _steps(at: Situation, standing: EditionStanding) -> tuple[StepView, ...]:
    now = current_step(at)
    return tuple(
        StepView(STEPS[step], "done" if is_done else "now" if step is now else "later", _note(step, at, standing))
        for step, is_done in steps_done(at).items()
    )


def _note(step: Step, at: Situation, standing: EditionStanding) -> str:
    if step is Step.VIEWS and at.due_on and not at.is_closed:
        return f"by {uk_date(at.due_on)}"
    if step is Step.CLOSED and standing.closed_at:
        return uk_date(standing.closed_at)
    if step is Step.AGREED and not at.signoff.is_sent:
        if at.agreed:
            return f"{at.agreed} of {at.to_agree} so far" if not at.is_agreed else ""
        return f"meeting on {uk_date(at.meets_on)}" if at.meets_on else ""
    return _signatures(at) if step is Step.SIGNED else ""


def _allowed(actor: Actor, standing: EditionStanding, wanted: Mapping[str, tuple[Permission, str]]) -> dict[str, str]:
    may = {endpoint: may_in_council(actor, each, standing.council_code) for endpoint, (each, _) in wanted.items()}
    return {endpoint: label for endpoint, (_, label) in wanted.items() if may[endpoint]}


def _ways(actor: Actor, at: Situation, standing: EditionStanding) -> tuple[Link, ...]:
    """What can be read meanwhile."""
    wanted = {"editions.edition": "The statements"}
    if standing.response_id is not None:
        wanted = {"assessments.overview": "See all 18 cells", "results.result": "Your own view"}
    if at.agreed or at.signoff.number:
        wanted |= {"consensus.overview": "Read the consensus"} | _allowed(actor, standing, OF_RESULT)
    if at.signoff.number:
        wanted |= {"records.index": "Read the record"} | _allowed(actor, standing, WHO_SEES)
    return links_to(wanted, _values(standing))


def _other(actor: Actor, membership: Membership, standing: EditionStanding, facts: Facts) -> OtherEdition:
    limit, edition = membership.characteristics, facts.editions[standing.edition_key]
    wanted, signoff = {}, _signoff(standing, facts)
    if standing.response_id:
        answered = f"{standing.given.within(edition, limit)} of {edition.count_asked(limit)} answered"
        wanted["results.result"] = f"your own view, {answered}"
    if signoff.number or facts.agreed.get(standing.assessment_id or 0):
        wanted |= _allowed(actor, standing, OF_RESULT)
    if signoff.is_signed_off:
        wanted |= {"records.index": "the signed record"} | _allowed(actor, standing, WHO_SEES)
    return OtherEdition(
        title=standing.edition_title,
        url=url_for("editions.edition", edition_key=standing.edition_key),
        period=f"{standing.starts_on:%B %Y} to {standing.ends_on:%B %Y}",
        has_ended=standing.ends_on < facts.today,
        links=links_to({endpoint: in_sentence(label) for endpoint, label in wanted.items()}, _values(standing)),
    )


def _bar(label: str, value: int, most: int) -> Bar:
    return Bar(label, 100 * value // most, value, most)


def _values(standing: EditionStanding) -> Values:
    return {
        "council_code": standing.council_code,
        "edition_key": standing.edition_key,
        "assessment_id": standing.assessment_id,
        "response_id": standing.response_id,
    }
