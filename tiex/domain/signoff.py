"""Sign-off: facts that happened, the state that they add up to, and what may happen next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tiex.domain.answers import RATIONALE_LIMIT, clean_text
from tiex.domain.errors import Refusal
from tiex.domain.people import SIGNATORIES, Role


class NotComplete(Refusal):
    sentence = "Something is still missing, so it cannot be sent for sign-off yet."


class AlreadySent(Refusal):
    sentence = "It has been sent for sign-off already."


class NothingSent(Refusal):
    sentence = "There is nothing to sign now: it has not been sent, or was changed or returned after it was sent."


class SignedAnotherVersion(Refusal):
    sentence = (
        "You have signed nothing: this page showed another version than the one that is with the signatories now. "
        "Read what changed, then sign."
    )


class AnotherVersionShown(Refusal):
    sentence = (
        "Nothing was done: this page showed another version than the one that stands now. "
        "Read what changed, then decide."
    )


class AlreadySigned(Refusal):
    sentence = "This version has been signed for that role already."


class SameSignatory(Refusal):
    sentence = "Nobody signs for both the Leader and the Chief Executive, not even as a deputy."


class ReasonMissing(Refusal):
    sentence = "Say why, so that the others know what to do."


class ReopenFirst(Refusal):
    sentence = (
        "The Leader and the Chief Executive have signed this off. "
        "It can be changed again once both of them agree to reopen it."
    )


class WithSignatories(Refusal):
    sentence = (
        "It has been sent to the Leader and the Chief Executive since you opened this page. "
        "If you change it all the same, whatever has been signed is void, and they are told."
    )


class NotSignedOff(Refusal):
    sentence = "There is nothing to reopen: it is not signed off."


class AlreadyConsented(Refusal):
    sentence = "That role has agreed to reopen it already."


class Stage(StrEnum):
    DRAFT = "draft"
    WITH_SIGNATORIES = "with-signatories"
    SIGNED_OFF = "signed-off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact. `role` is the signatory's for whom it was done, `fingerprint` that of the version it is about."""

    person_id: int | None
    role: Role | None = None
    fingerprint: str = ""
    reason: str = ""


class SentForSignoff(Event):
    """A version went to the Leader and the Chief Executive."""


class Signed(Event):
    """One of them signed. `reason` is AS_DEPUTY where a deputy did."""


class Returned(Event):
    """One of them sent it back, with the reason."""


class ChangedAfterSending(Event):
    """Somebody changed it while it was with the signatories: what was signed is void. `reason` says what changed."""


class ReopenConsented(Event):
    """One of them agreed to reopen what is signed off."""


class Reopened(Event):
    """Both agreed: it can be changed again, as a new version."""


KINDS: Mapping[str, type[Event]] = {
    "sent-for-signoff": SentForSignoff,
    "signed": Signed,
    "returned": Returned,
    "changed-after-sending": ChangedAfterSending,
    "reopen-consented": ReopenConsented,
    "reopened": Reopened,
}
AS_DEPUTY = "as deputy"


def event_of(kind: str, person_id: int | None, role: str, fingerprint: str, reason: str) -> Event:
    """The fact that is stored with these values; `role` is empty where it was done for no signatory."""
    return KINDS[kind](person_id=person_id, role=Role(role) if role else None, fingerprint=fingerprint, reason=reason)


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody acting for one of the two roles, themselves or as a deputy."""

    person_id: int
    role: Role
    is_deputy: bool = False


@dataclass(frozen=True, slots=True)
class SignoffState:
    """What the facts add up to. `number` counts the versions sent; `fingerprint` is of the version that is with the
    signatories or signed off, `signed_off` of the newest one that both signed. `came_back` is the fact that made it
    a draft again, until it is sent again; `reason` says why that was, or why it is to be reopened."""

    stage: Stage = Stage.DRAFT
    number: int = 0
    fingerprint: str = ""
    signatures: tuple[Signatory, ...] = ()
    consents: tuple[Signatory, ...] = ()
    signed_off: str = ""
    came_back: Event | None = None
    reason: str = ""

    @property
    def is_sent(self) -> bool:
        """Whether it is out of the hands of those who record it."""
        return self.stage is not Stage.DRAFT

    @property
    def is_with_signatories(self) -> bool:
        return self.stage is Stage.WITH_SIGNATORIES

    @property
    def is_signed_off(self) -> bool:
        return self.stage is Stage.SIGNED_OFF

    @property
    def signed_roles(self) -> frozenset[Role]:
        return frozenset(signature.role for signature in self.signatures)

    @property
    def consented_roles(self) -> frozenset[Role]:
        return frozenset(consent.role for consent in self.consents)

    @property
    def version(self) -> int:
        """The version that is with the signatories or signed off; of a draft, the one it will be."""
        return self.number + 1 if self.stage is Stage.DRAFT else self.number


def fold(events: Iterable[Event]) -> SignoffState:
    """The state after these facts, the oldest first. A fact that does not fit where it stands changes nothing."""
    state = SignoffState()
    for event in events:
        state = _after(state, event)
    return state


def _after(state: SignoffState, event: Event) -> SignoffState:
    match event:
        case SentForSignoff() if state.stage is Stage.DRAFT and event.fingerprint:
            return SignoffState(
                Stage.WITH_SIGNATORIES, state.number + 1, event.fingerprint, signed_off=state.signed_off
            )
        case Signed() if state.is_with_signatories and event.fingerprint == state.fingerprint:
            return _with_signature(state, event)
        case Returned() | ChangedAfterSending() if state.is_with_signatories:
            return _drafted(state, event)
        case ReopenConsented() if state.is_signed_off:
            return replace(state, consents=_joined(state.consents, event), reason=state.reason or event.reason)
        case Reopened() if state.is_signed_off and state.consented_roles == SIGNATORIES:
            return _drafted(state, event)
    return state


def _with_signature(state: SignoffState, event: Event) -> SignoffState:
    signed = replace(state, signatures=_joined(state.signatures, event))
    if signed.signed_roles == SIGNATORIES:
        return replace(signed, stage=Stage.SIGNED_OFF, signed_off=state.fingerprint)
    return signed


def _joined(given: tuple[Signatory, ...], event: Event) -> tuple[Signatory, ...]:
    """With one more, unless this person or role is among them."""
    role, person_id = event.role, event.person_id
    if role is None or role not in SIGNATORIES or person_id is None:
        return given
    if any(one.role is role or one.person_id == person_id for one in given):
        return given
    return (*given, Signatory(person_id, role, event.reason == AS_DEPUTY))


def _drafted(state: SignoffState, event: Event) -> SignoffState:
    reason = event.reason or state.reason
    return SignoffState(number=state.number, signed_off=state.signed_off, came_back=event, reason=reason)


def send(state: SignoffState, *, person_id: int, fingerprint: str, is_complete: bool) -> tuple[Event, ...]:
    """Send this version to the signatories."""
    if state.is_signed_off:
        raise ReopenFirst
    if state.is_with_signatories:
        raise AlreadySent
    if not is_complete:
        raise NotComplete
    return (SentForSignoff(person_id=person_id, fingerprint=fingerprint),)


def sign(state: SignoffState, *, signatory: Signatory, shown: str, current: str) -> tuple[Event, ...]:
    """Sign the version that was `shown`; `current` is the fingerprint of the content as it stands."""
    if state.stage is Stage.DRAFT:
        raise NothingSent
    if not shown == current == state.fingerprint:
        raise SignedAnotherVersion
    if signatory.role in state.signed_roles:
        raise AlreadySigned
    _check_not_both(state.signatures, signatory)
    reason = AS_DEPUTY if signatory.is_deputy else ""
    event = Signed(person_id=signatory.person_id, role=signatory.role, fingerprint=shown, reason=reason)
    return (event,)


def send_back(state: SignoffState, *, signatory: Signatory, shown: str, reason: str) -> tuple[Event, ...]:
    """Return the version that was `shown`, with a reason; what was signed is void."""
    if state.is_signed_off:
        raise ReopenFirst
    if not state.is_with_signatories:
        raise NothingSent
    _check_shown(state, shown)
    why = _reason(reason)
    return (Returned(person_id=signatory.person_id, role=signatory.role, fingerprint=state.fingerprint, reason=why),)


def change(state: SignoffState, *, person_id: int, what: str, voids: str) -> tuple[Event, ...]:
    """What a change of the content means: nothing for a draft; what was signed is void; ReopenFirst once signed off.

    `voids` is the fingerprint of the version that the person has said they want to change, so that nobody undoes what
    was signed by a page that they had open before it was sent.
    """
    if state.is_signed_off:
        raise ReopenFirst
    if not state.is_with_signatories:
        return ()
    if voids != state.fingerprint:
        raise WithSignatories
    return (ChangedAfterSending(person_id=person_id, fingerprint=state.fingerprint, reason=what),)


def reopen(state: SignoffState, *, signatory: Signatory, shown: str, reason: str) -> tuple[Event, ...]:
    """Agree to reopen the version that was `shown`; whoever is first says why, and with both it is reopened."""
    if not state.is_signed_off:
        raise NotSignedOff
    _check_shown(state, shown)
    if signatory.role in state.consented_roles:
        raise AlreadyConsented
    _check_not_both(state.consents, signatory)
    why = clean_text(reason, RATIONALE_LIMIT) if state.consents else _reason(reason)
    person_id, fingerprint = signatory.person_id, state.fingerprint
    consented = ReopenConsented(person_id=person_id, role=signatory.role, fingerprint=fingerprint, reason=why)
    if state.consents:
        return consented, Reopened(person_id=person_id, fingerprint=fingerprint)
    return (consented,)


def _check_shown(state: SignoffState, shown: str) -> None:
    if shown != state.fingerprint:
        raise AnotherVersionShown


def _check_not_both(given: Iterable[Signatory], signatory: Signatory) -> None:
    if any(one.person_id == signatory.person_id for one in given):
        raise SameSignatory


def _reason(text: str) -> str:
    reason = clean_text(text, RATIONALE_LIMIT)
    if not reason:
        raise ReasonMissing
    return reason
