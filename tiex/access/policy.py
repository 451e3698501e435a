"""Permission → predicate: at the route over the actor alone, at the object over actor and subject."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tiex.access.permissions import Permission
from tiex.domain.people import ANSWERING, EVERY_ROLE, RUNNING, SIGNATORIES, Actor, ExchangeRole, Role
from tiex.domain.resources import audiences_of

P = Permission


@dataclass(frozen=True, slots=True)
class ResponseFacts:
    """What the rules need to know of a response."""

    council_code: str
    author_id: int | None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the rules need to know of a file of an example. `audience` is who may read what was published with it."""

    council_code: str
    author_id: int
    is_removed: bool
    is_with_editors: bool
    is_taken_down: bool
    audience: str | None


def _anyone(actor: Actor) -> bool:
    return True


def _signed_in(actor: Actor) -> bool:
    return actor.is_signed_in


def _is_administrator(actor: Actor) -> bool:
    return ExchangeRole.ADMINISTRATOR in actor.exchange_roles


def _is_editor(actor: Actor) -> bool:
    return bool({ExchangeRole.EDITOR, ExchangeRole.ADMINISTRATOR} & actor.exchange_roles)


# Whether somebody may come as far as the route. Demo pages are registered in the demo only.
AT_ROUTE: Mapping[Permission, Callable[[Actor], bool]] = {
    P.PAGE_READ: _anyone,
    P.SESSION_START: _anyone,
    P.SESSION_END: _signed_in,
    P.PASSWORD_RESET: _anyone,
    P.ACCOUNT_READ: _signed_in,
    P.ACCOUNT_CHANGE: _signed_in,
    P.COUNCIL_READ: _signed_in,
    P.COUNCIL_ADMINISTER: _is_administrator,
    P.PEOPLE_READ: _signed_in,
    P.PEOPLE_MANAGE: _signed_in,
    P.DEPUTY_NAME: _signed_in,
    P.INVITATION_ACCEPT: _anyone,
    P.JOIN_REQUEST_MAKE: _anyone,
    P.JOIN_REQUEST_DECIDE: _signed_in,
    P.RESPONSE_START: _signed_in,
    P.RESPONSE_READ: _signed_in,
    P.RESPONSE_ANSWER: _signed_in,
    P.HISTORY_READ: _signed_in,
    P.HISTORY_EXPORT: _signed_in,
    P.ROUND_MANAGE: _signed_in,
    P.PROGRESS_READ: _signed_in,
    P.RELEASED_RESPONSE_READ: _signed_in,
    P.AGENDA_READ: _signed_in,
    P.MEETING_VOTE: _signed_in,
    P.MEETING_RUN: _signed_in,
    P.CONSENSUS_READ: _signed_in,
    P.CONSENSUS_RECORD: _signed_in,
    P.SIGNOFF_READ: _signed_in,
    P.SIGNOFF_SEND: _signed_in,
    P.SIGNOFF_SIGN: _signed_in,
    P.SIGNOFF_RETURN: _signed_in,
    P.SIGNOFF_REOPEN: _signed_in,
    P.PUBLICATION_READ: _signed_in,
    P.PUBLICATION_PUBLISH: _signed_in,
    P.RESULT_READ: _anyone,
    P.COMPARISON_READ: _signed_in,
    P.COMPARISON_GROUP: _signed_in,
    P.ELECTION_PERIOD_KEEP: _is_administrator,
    P.SECTOR_READ: _is_editor,
    P.RESOURCE_READ: _anyone,
    P.RESOURCE_EDIT: _is_editor,
    P.LIST_READ: _signed_in,
    P.LIST_CHANGE: _signed_in,
    P.RESOURCE_SET_ASIDE: _signed_in,
    P.TRIAL_REPORT: _signed_in,
    P.SEARCH_FOLLOW: _signed_in,
    P.FOLLOW_STOP: _anyone,
    P.EXAMPLE_SHARE: _signed_in,
    P.EXAMPLE_READ: _anyone,
    P.EXAMPLE_REVIEW: _is_editor,
    P.FILE_READ: _anyone,
    P.FILE_ADD: _signed_in,
    P.JOB_OPERATE: _is_administrator,
    P.OUTBOX_READ: _anyone,
    P.GALLERY_READ: _anyone,
}

# What signatories and administrators may do before they have set up their second factor, where it is required.
WITHOUT_SECOND_FACTOR = frozenset(
    {
        P.PAGE_READ,
        P.SESSION_START,
        P.SESSION_END,
        P.PASSWORD_RESET,
        P.ACCOUNT_READ,
        P.ACCOUNT_CHANGE,
        P.INVITATION_ACCEPT,
        P.JOIN_REQUEST_MAKE,
        P.RESULT_READ,
        P.RESOURCE_READ,
        P.FOLLOW_STOP,
        P.EXAMPLE_READ,
        P.FILE_READ,
        P.OUTBOX_READ,
        P.GALLERY_READ,
    }
)


def lacks_second_factor(actor: Actor, permission: Permission) -> bool:
    return actor.needs_second_factor and not actor.has_second_factor and permission not in WITHOUT_SECOND_FACTOR


# What each role of a council may do there. The page "who can do what" and the tests are made from this table.
IN_COUNCIL: Mapping[Permission, frozenset[Role]] = {
    P.RESPONSE_START: ANSWERING,
    P.HISTORY_READ: EVERY_ROLE,
    P.HISTORY_EXPORT: RUNNING,
    P.ROUND_MANAGE: RUNNING,
    P.PROGRESS_READ: RUNNING,
    P.RELEASED_RESPONSE_READ: RUNNING,
    P.AGENDA_READ: RUNNING,
    P.MEETING_VOTE: ANSWERING,
    P.MEETING_RUN: RUNNING,
    P.PEOPLE_READ: EVERY_ROLE,
    P.PEOPLE_MANAGE: SIGNATORIES,
    P.DEPUTY_NAME: SIGNATORIES,
    P.JOIN_REQUEST_DECIDE: RUNNING,
    P.CONSENSUS_READ: EVERY_ROLE,
    P.CONSENSUS_RECORD: RUNNING,
    P.SIGNOFF_READ: EVERY_ROLE,
    P.SIGNOFF_SEND: RUNNING,
    P.SIGNOFF_SIGN: SIGNATORIES,
    P.SIGNOFF_RETURN: SIGNATORIES,
    P.SIGNOFF_REOPEN: SIGNATORIES,
    P.PUBLICATION_READ: EVERY_ROLE,
    P.PUBLICATION_PUBLISH: SIGNATORIES,
    P.COMPARISON_READ: EVERY_ROLE,
    P.COMPARISON_GROUP: ANSWERING,
    P.LIST_READ: EVERY_ROLE,
    P.LIST_CHANGE: ANSWERING,
    P.RESOURCE_SET_ASIDE: ANSWERING,
    # It stands on a public page in the name of the council.
    P.TRIAL_REPORT: RUNNING,
    # An editor reads it before anybody else does.
    P.EXAMPLE_SHARE: EVERY_ROLE,
}

ReasonNot = str | None


def may_read_file(actor: Actor, file: FileFacts, *, is_trusted: bool = True) -> bool:
    """Its author always, an editor once it was sent or published, others where it is published for them.

    `is_trusted` is not who would have to sign in with a second step to act as an editor.
    """
    is_published = file.audience is not None
    if file.author_id == actor.person_id and actor.role_in(file.council_code) is not None:
        return is_published or not file.is_removed
    if is_trusted and AT_ROUTE[P.EXAMPLE_REVIEW](actor):
        return is_published or (file.is_with_editors and not file.is_removed)
    return is_published and not file.is_taken_down and file.audience in audiences_of(actor.council_codes)


def may_edit_resources(actor: Actor) -> bool:
    """Editors and administrators look after the catalogue."""
    return AT_ROUTE[P.RESOURCE_EDIT](actor)


def reason_not_in_council(actor: Actor, permission: Permission, council_code: str) -> ReasonNot:
    """Why this person may not do this in this council; None where they may."""
    role = actor.role_in(council_code)
    if role is None:
        return "You do not have access to this council."
    if role in IN_COUNCIL[permission]:
        return None
    return f"That is for the {_either(IN_COUNCIL[permission])}. You are here as {role.label}."


def may_in_council(actor: Actor, permission: Permission, council_code: str) -> bool:
    return reason_not_in_council(actor, permission, council_code) is None


def reason_not_to_act_for(
    actor: Actor, permission: Permission, council_code: str, role: Role, signs_for: frozenset[Role]
) -> ReasonNot:
    """Why this person may not sign, return or reopen for the Leader or the Chief Executive; None where they may.

    `signs_for` are the signatories for whom they may sign on this day, as themselves or as a deputy. A role in the
    exchange counts for nothing here.
    """
    if role in signs_for and actor.role_in(council_code) is not None:
        return None
    not_theirs = f"You are not the {role.label} of this council, nor their deputy today."
    return reason_not_in_council(actor, permission, council_code) or not_theirs


def _either(roles: frozenset[Role]) -> str:
    """The roles in words: the Leader, the Chief Executive or a lead contributor."""
    labels = [role.label if role in SIGNATORIES else role.label.lower() for role in Role if role in roles]
    return " or ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)


def reason_not_to_start(actor: Actor, council_code: str) -> ReasonNot:
    """Why this person may not give an individual view for this council; None where they may."""
    role = actor.role_in(council_code)
    if role is None:
        return "You do not have access to this council."
    if role not in IN_COUNCIL[P.RESPONSE_START]:
        return "You are a reader: you have not been asked to give your own view."
    return None


def may_see_released(actor: Actor, council_code: str) -> bool:
    """Whether this person sees the individual responses of the others once the round is closed."""
    return actor.role_in(council_code) in RUNNING


def reason_abolished(ends_on: date | None, day: date) -> ReasonNot:
    """An abolished council keeps what it has and starts nothing new."""
    if ends_on is None or day <= ends_on:
        return None
    return f"This council came to an end on {ends_on.day} {ends_on:%B %Y}. You can read its earlier assessments."


def reason_not_released(closed_at: datetime | None) -> ReasonNot:
    """Individual answers are their authors' alone until the answering round is closed."""
    if closed_at is not None:
        return None
    return "The answering round is still open: until it is closed, only the person who gave an answer can read it."


def reason_not_to_read(actor: Actor, response: ResponseFacts) -> ReasonNot:
    """An individual response is private to its author."""
    if response.author_id == actor.person_id and actor.role_in(response.council_code) is not None:
        return None
    return "Only the person who gave this view can read it."


def reason_not_to_answer(actor: Actor, response: ResponseFacts) -> ReasonNot:
    return reason_not_to_read(actor, response) or reason_not_to_start(actor, response.council_code)


def reason_limited(actor: Actor, council_code: str, characteristic: str | None) -> ReasonNot:
    """A contributor may have been asked about some characteristics only; None is for what belongs to none of them."""
    membership = actor.membership_in(council_code)
    if membership is None or not membership.characteristics or membership.may_answer(characteristic or ""):
        return None
    return "You have been asked to answer about other characteristics, so you can read this and not change it."
