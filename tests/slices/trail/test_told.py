"""What happened to a sign-off, and its records, must stand in the trail as they do in their own tables."""

import pytest
from flask import Flask

from tests.slices.cells.test_at_once import happening_before, in_another_thread
from tests.slices.trail.test_verifying import tamper, verify
from tests.support.agreeing import agree_everything, found_council, send, sign, sign_off
from tests.support.people import COUNCIL, Someone, add_person
from tests.support.publishing import COUNCILS, publish
from tiex.domain.people import Role


@pytest.fixture
def sent(app: Flask, ada: Someone) -> Flask:
    """A consensus that the Leader has signed; and somebody who belongs to no council."""
    council = found_council(app, ada)
    add_person(app, "No Where", council=None)
    agree_everything(council)
    sign(council, council.leader, Role.LEADER, send(council))
    return app


@pytest.fixture
def published(app: Flask, ada: Someone) -> Flask:
    """A result that other councils read, and that once was for everyone."""
    council = found_council(app, ada)
    fingerprint = sign_off(council)
    publish(council, fingerprint)
    publish(council, fingerprint, COUNCILS)
    return app


SIGNED_BY_HAND = (
    "INSERT INTO signoff_event (assessment_id, seq, kind, at, actor_id, role, fingerprint, reason)"
    " SELECT assessment_id, 3, kind, at, actor_id, 'chief-executive', fingerprint, reason FROM signoff_event"
    " WHERE kind = 'signed'"
)
WRITTEN_PAST_IT = {
    "signed by hand": (SIGNED_BY_HAND, "what happened to the sign-off is not what the trail says"),
    "signature removed": (
        "DELETE FROM signoff_event WHERE kind = 'signed'",
        "what happened to the sign-off is not what the trail says",
    ),
    "for another role": (
        "UPDATE signoff_event SET role = 'chief-executive' WHERE kind = 'signed'",
        "what happened to the sign-off is not what the trail says",
    ),
    "let in by hand": (
        "INSERT INTO membership (person_id, council_code, role, role_group, characteristics, service_area)"
        " SELECT max(id), 'X-FERN', 'reader', '', '[]', '' FROM person",
        "belongs to it, of which the trail knows nothing",
    ),
    "record edited": ("UPDATE consensus_record SET document = document || ' '", "is not as it was sent"),
    "record removed": ("DELETE FROM consensus_record", "is missing"),
    "record added": (
        "INSERT INTO consensus_record (assessment_id, fingerprint, number, document, created_at)"
        " SELECT assessment_id, 'f', 2, document, created_at FROM consensus_record",
        "the record f was never sent",
    ),
}

SENT = "WHERE action = 'consensus sent for signoff'"
SENTENCE = "what happened to the sign-off is not what the trail says"


def test_what_the_exchange_wrote_is_told(sent: Flask) -> None:
    assert verify(sent).exit_code == 0
    assert verify(sent, "--council", COUNCIL).exit_code == 0


@pytest.mark.parametrize(("statement", "sentence"), WRITTEN_PAST_IT.values(), ids=WRITTEN_PAST_IT)
def test_what_was_written_past_it_is_found(sent: Flask, statement: str, sentence: str) -> None:
    tamper(sent, statement)
    found = verify(sent)
    assert found.exit_code == 1
    assert f"{COUNCIL}: " in found.output
    assert sentence in found.output
    assert "Something was written past the exchange." in found.output


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publication SET scores_ring = 'everyone'",
        "UPDATE publication SET notes_since = '2020-01-01'",
        "UPDATE publication SET fingerprint = 'f'",
        "UPDATE publication SET hold_until = '2020-01-01'",
        "UPDATE publication SET withdrawn_at = decided_at",
        "DELETE FROM publication",
    ],
)
def test_what_was_published_past_it_is_found(published: Flask, statement: str) -> None:
    assert verify(published).exit_code == 0
    tamper(published, statement)
    found = verify(published)
    assert found.exit_code == 1
    assert "what is published of it is not what the trail says" in found.output


@pytest.mark.parametrize(
    "after", ["NULL", "'null'", "'[1]'", "'\"x\"'", "'{}'", '\'{"role": [1], "fingerprint": {}}\'']
)
def test_an_entry_that_says_something_else_is_a_difference(sent: Flask, after: str) -> None:
    tamper(sent, f"UPDATE audit_entry SET after = {after} {SENT}")
    found = verify(sent)
    assert found.exit_code == 1
    assert "is not as it was written." in found.output
    assert SENTENCE in found.output
    assert "The trail is broken in 1 of " in found.output


@pytest.mark.parametrize(
    "between",
    [
        "SELECT assessment.council_code, assessment.id, signoff_event",
        "SELECT assessment.council_code, assessment.id, consensus_record",
    ],
)
def test_what_is_done_meanwhile_is_no_difference(app: Flask, ada: Someone, between: str) -> None:
    council = found_council(app, ada)
    agree_everything(council)
    with happening_before(app, between, in_another_thread(lambda: send(council))):
        found = verify(app)
    assert found.exit_code == 0, found.output
    assert verify(app).exit_code == 0
