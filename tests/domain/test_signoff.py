"""Sign-off: whatever happens in whatever order, nothing is signed off without two people's signatures on it."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tiex.domain import signoff
from tiex.domain.errors import Refusal
from tiex.domain.people import SIGNATORIES, Role
from tiex.domain.signoff import AS_DEPUTY, KINDS, Event, Reopened, SentForSignoff, Signatory, SignoffState, Stage, fold

LEADER, CHIEF = Role.LEADER, Role.CHIEF_EXECUTIVE
DANA, OWEN, PRIYA = 1, 2, 3
ONE, TWO = "1" * 64, "2" * 64

people = st.sampled_from((DANA, OWEN, PRIYA))
roles = st.sampled_from((*Role, None))
fingerprints = st.sampled_from((ONE, TWO, ""))
signatories = st.builds(Signatory, people, st.sampled_from((LEADER, CHIEF)), st.booleans())
events = st.one_of(
    *(
        st.builds(kind, person_id=people | st.none(), role=roles, fingerprint=fingerprints, reason=st.just("Why"))
        for kind in KINDS.values()
    )
)


def is_signed_by_two(state: SignoffState, happened: list[Event]) -> bool:
    """Both roles signed the fingerprint that is signed off, after it was last sent, and were two people."""
    sent = max(number for number, event in enumerate(happened) if isinstance(event, SentForSignoff))
    signed = {
        (event.role, event.person_id)
        for event in happened
        if isinstance(event, signoff.Signed) and event.fingerprint == state.fingerprint
    }
    both = {(one.role, one.person_id) for one in state.signatures}
    return (
        both <= signed
        and {role for role, _ in both} == SIGNATORIES
        and len({person for _, person in both}) == len(both) == 2
        and sent < len(happened) - 2
    )


@given(st.lists(events, max_size=25))
@settings(max_examples=400)
def test_no_sequence_of_facts_reaches_signed_off_without_both(happened: list[Event]) -> None:
    state = fold(happened)
    if state.is_signed_off:
        assert is_signed_by_two(state, happened)
        assert state.signed_off == state.fingerprint


@dataclass
class Trail:
    happened: list[Event] = field(default_factory=list)
    content: str = ONE

    @property
    def state(self) -> SignoffState:
        return fold(self.happened)


class SignoffMachine(RuleBasedStateMachine):
    """People send, sign, return, change and reopen as they like, also with pages that show another version."""

    def __init__(self) -> None:
        super().__init__()
        self.trail = Trail()

    def attempt(self, *happened: Event) -> None:
        self.trail.happened.extend(happened)

    @rule(person=people, is_complete=st.booleans())
    def send(self, person: int, is_complete: bool) -> None:
        state = self.trail.state
        try:
            self.attempt(
                *signoff.send(state, person_id=person, fingerprint=self.trail.content, is_complete=is_complete)
            )
        except Refusal:
            return
        assert is_complete

    @rule(signatory=signatories, shown=fingerprints)
    def sign(self, signatory: Signatory, shown: str) -> None:
        try:
            self.attempt(*signoff.sign(self.trail.state, signatory=signatory, shown=shown, current=self.trail.content))
        except Refusal:
            return
        assert shown == self.trail.content
        assert signatory.role in self.trail.state.signed_roles

    @rule(signatory=signatories, shown=fingerprints, reason=st.sampled_from(("Look again", " ")))
    def send_back(self, signatory: Signatory, shown: str, reason: str) -> None:
        before = self.trail.state
        try:
            self.attempt(*signoff.send_back(before, signatory=signatory, shown=shown, reason=reason))
        except Refusal:
            return
        assert shown == before.fingerprint
        assert self.trail.state.stage is Stage.DRAFT

    @rule(person=people, content=st.sampled_from((ONE, TWO)), voids=st.sampled_from(("", ONE, TWO)))
    def change(self, person: int, content: str, voids: str) -> None:
        before = self.trail.state
        if content == self.trail.content:
            return
        try:
            self.attempt(*signoff.change(before, person_id=person, what="Plan", voids=voids))
        except signoff.ReopenFirst:
            assert before.is_signed_off
            return
        except signoff.WithSignatories:
            assert before.is_with_signatories
            assert voids != before.fingerprint
            return
        self.trail.content = content
        assert not self.trail.state.signatures

    @rule(signatory=signatories, shown=fingerprints)
    def reopen(self, signatory: Signatory, shown: str) -> None:
        before = self.trail.state
        try:
            self.attempt(*signoff.reopen(before, signatory=signatory, shown=shown, reason="A mistake"))
        except Refusal:
            return
        assert shown == before.fingerprint
        assert self.trail.state.is_signed_off == (not before.consents)

    @invariant()
    def signed_off_means_signed_by_two(self) -> None:
        state = self.trail.state
        if state.is_signed_off:
            assert is_signed_by_two(state, self.trail.happened)
            assert state.fingerprint == self.trail.content, "what is signed off is what stands there"

    @invariant()
    def nobody_signs_for_both(self) -> None:
        people = [signature.person_id for signature in self.trail.state.signatures]
        assert len(set(people)) == len(people)


TestSignoffMachine = SignoffMachine.TestCase
TestSignoffMachine.settings = settings(max_examples=150, stateful_step_count=30)


def sent(fingerprint: str = ONE) -> SignoffState:
    return fold(signoff.send(SignoffState(), person_id=PRIYA, fingerprint=fingerprint, is_complete=True))


def signed_by(state: SignoffState, person: int, role: Role, *, is_deputy: bool = False) -> tuple[Event, ...]:
    return signoff.sign(state, signatory=Signatory(person, role, is_deputy), shown=ONE, current=ONE)


def history() -> list[Event]:
    """Sent and signed by both."""
    happened = list(signoff.send(SignoffState(), person_id=PRIYA, fingerprint=ONE, is_complete=True))
    happened += signed_by(fold(happened), DANA, LEADER)
    happened += signed_by(fold(happened), OWEN, CHIEF)
    return happened


def test_both_sign_and_it_is_signed_off() -> None:
    state = fold(history())
    assert (state.stage, state.number, state.version, state.signed_off) == (Stage.SIGNED_OFF, 1, 1, ONE)
    assert [(one.person_id, one.role) for one in state.signatures] == [(DANA, LEADER), (OWEN, CHIEF)]


@pytest.mark.parametrize("number", [1, 2])
def test_one_signature_or_none_is_not_enough(number: int) -> None:
    assert fold(history()[:number]).is_with_signatories


def test_what_is_not_complete_is_not_sent() -> None:
    with pytest.raises(signoff.NotComplete):
        signoff.send(SignoffState(), person_id=PRIYA, fingerprint=ONE, is_complete=False)


def test_it_is_sent_once() -> None:
    with pytest.raises(signoff.AlreadySent):
        signoff.send(sent(), person_id=PRIYA, fingerprint=ONE, is_complete=True)
    with pytest.raises(signoff.ReopenFirst):
        signoff.send(fold(history()), person_id=PRIYA, fingerprint=ONE, is_complete=True)


def test_a_draft_is_not_signed() -> None:
    with pytest.raises(signoff.NothingSent):
        signed_by(SignoffState(), DANA, LEADER)


@pytest.mark.parametrize(("shown", "current"), [(TWO, ONE), (ONE, TWO), (TWO, TWO), ("", "")])
def test_another_version_than_the_one_sent_is_not_signed(shown: str, current: str) -> None:
    with pytest.raises(signoff.SignedAnotherVersion):
        signoff.sign(sent(), signatory=Signatory(DANA, LEADER), shown=shown, current=current)


def test_nobody_signs_twice_or_for_both() -> None:
    state = fold(history()[:2])
    with pytest.raises(signoff.AlreadySigned):
        signed_by(state, DANA, LEADER)
    with pytest.raises(signoff.AlreadySigned):
        signed_by(state, PRIYA, LEADER)
    with pytest.raises(signoff.SameSignatory):
        signed_by(state, DANA, CHIEF, is_deputy=True)


def test_a_deputy_of_both_signs_for_one() -> None:
    state = fold([*history()[:1], *signed_by(sent(), PRIYA, LEADER, is_deputy=True)])
    assert state.signatures == (Signatory(PRIYA, LEADER, True),)
    with pytest.raises(signoff.SameSignatory):
        signed_by(state, PRIYA, CHIEF, is_deputy=True)
    assert fold([*history()[:1], *signed_by(sent(), PRIYA, LEADER, is_deputy=True)]).signatures[0].is_deputy
    assert signed_by(sent(), PRIYA, LEADER, is_deputy=True)[0].reason == AS_DEPUTY


def test_a_change_voids_what_was_signed() -> None:
    happened = history()[:2]
    happened += signoff.change(fold(happened), person_id=PRIYA, what="Plan", voids=ONE)
    state = fold(happened)
    assert (state.stage, state.signatures, state.fingerprint, state.version) == (Stage.DRAFT, (), "", 2)
    happened += signoff.send(state, person_id=PRIYA, fingerprint=TWO, is_complete=True)
    happened += signoff.sign(fold(happened), signatory=Signatory(OWEN, CHIEF), shown=TWO, current=TWO)
    assert fold(happened).signed_roles == {CHIEF}, "the Leader has not signed this version"


def test_what_is_with_the_signatories_is_changed_only_by_whoever_says_so() -> None:
    for voids in ("", TWO):
        with pytest.raises(signoff.WithSignatories):
            signoff.change(fold(history()[:2]), person_id=PRIYA, what="Plan", voids=voids)
    assert signoff.change(SignoffState(), person_id=PRIYA, what="Plan", voids="") == ()


def test_why_it_is_a_draft_again_is_kept_until_it_is_sent_again() -> None:
    happened = history()[:1]
    happened += signoff.send_back(fold(happened), signatory=Signatory(OWEN, CHIEF), shown=ONE, reason="Page 3")
    came_back = fold(happened).came_back
    assert isinstance(came_back, signoff.Returned)
    assert came_back.reason == "Page 3"
    assert not fold(happened).is_sent
    happened += signoff.send(fold(happened), person_id=PRIYA, fingerprint=TWO, is_complete=True)
    assert fold(happened).is_sent
    assert fold(happened).came_back is None


def test_returning_needs_a_reason() -> None:
    state = fold(history()[:2])
    with pytest.raises(signoff.ReasonMissing):
        signoff.send_back(state, signatory=Signatory(OWEN, CHIEF), shown=ONE, reason=" \n")
    returned = signoff.send_back(state, signatory=Signatory(OWEN, CHIEF), shown=ONE, reason="No")
    assert fold([*history()[:2], *returned]).number == 1
    with pytest.raises(signoff.NothingSent):
        signoff.send_back(SignoffState(), signatory=Signatory(OWEN, CHIEF), shown=ONE, reason="No")
    with pytest.raises(signoff.ReopenFirst):
        signoff.send_back(fold(history()), signatory=Signatory(OWEN, CHIEF), shown=ONE, reason="No")


def test_only_the_version_that_was_shown_is_returned_or_reopened() -> None:
    with pytest.raises(signoff.AnotherVersionShown):
        signoff.send_back(fold(history()[:2]), signatory=Signatory(OWEN, CHIEF), shown=TWO, reason="No")
    with pytest.raises(signoff.AnotherVersionShown):
        signoff.reopen(fold(history()), signatory=Signatory(OWEN, CHIEF), shown=TWO, reason="No")


def test_reopening_needs_both_and_keeps_what_was_signed() -> None:
    happened = history()
    with pytest.raises(signoff.ReasonMissing):
        signoff.reopen(fold(happened), signatory=Signatory(DANA, LEADER), shown=ONE, reason="")
    happened += signoff.reopen(fold(happened), signatory=Signatory(DANA, LEADER), shown=ONE, reason="A mistake")
    assert fold(happened).is_signed_off
    with pytest.raises(signoff.AlreadyConsented):
        signoff.reopen(fold(happened), signatory=Signatory(PRIYA, LEADER, True), shown=ONE, reason="")
    with pytest.raises(signoff.SameSignatory):
        signoff.reopen(fold(happened), signatory=Signatory(DANA, CHIEF, True), shown=ONE, reason="")
    assert fold([*happened, Reopened(person_id=DANA)]).is_signed_off, "not with one consent"
    happened += signoff.reopen(fold(happened), signatory=Signatory(OWEN, CHIEF), shown=ONE, reason="")
    state = fold(happened)
    assert (state.stage, state.version, state.signed_off) == (Stage.DRAFT, 2, ONE)
    with pytest.raises(signoff.NotSignedOff):
        signoff.reopen(state, signatory=Signatory(OWEN, CHIEF), shown=ONE, reason="Again")


def test_signed_off_it_does_not_change() -> None:
    with pytest.raises(signoff.ReopenFirst):
        signoff.change(fold(history()), person_id=PRIYA, what="Plan", voids=ONE)
    assert signoff.change(SignoffState(), person_id=PRIYA, what="Plan", voids=ONE) == ()
