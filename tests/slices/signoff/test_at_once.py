"""Signing, sending and changing that truly happen at once."""

from flask import Flask
from sqlalchemy import func, select

from tests.slices.cells.steps import stored
from tests.slices.cells.test_at_once import (
    at_once,
    browser,
    happening_before,
    in_another_thread,
    meeting_before,
    saving,
)
from tests.slices.signoff.conftest import SEND, SENT, SIGN, SIGNED, sign_fields
from tests.support.agreeing import Council, agree_everything
from tests.support.people import COUNCIL
from tiex.domain.people import Role
from tiex.invitations.commands import lock_council
from tiex.models import ConsensusRecordRow, MembershipRow, SignoffEventRow


def test_two_signatures_at_once(app: Flask, council: Council, sent: str) -> None:
    browsers = browser(app, council.leader), browser(app, council.chief)
    with meeting_before(app, "UPDATE council "):
        tasks = [
            saving(client, council.path(SIGN), sign_fields(sent, role))
            for client, role in zip(browsers, (Role.LEADER, Role.CHIEF_EXECUTIVE), strict=True)
        ]
        assert at_once(*tasks) == [303, 303]
    assert council.kinds() == [SENT, SIGNED, SIGNED]


def test_the_same_signature_twice_at_once(app: Flask, council: Council, sent: str) -> None:
    browsers = browser(app, council.leader), browser(app, council.leader)
    with meeting_before(app, "UPDATE council "):
        tasks = [saving(client, council.path(SIGN), sign_fields(sent, Role.LEADER)) for client in browsers]
        assert at_once(*tasks) == [303, 409]
    assert council.kinds() == [SENT, SIGNED]


def test_a_change_and_a_signature_at_once(app: Flask, council: Council, sent: str) -> None:
    """Either the change comes first and nothing is signed, or it voids what was signed."""
    browsers = browser(app, council.leader), browser(app, council.lead)
    change = council.path(f"consensus/statements/role-service-plan?voids={sent}")
    with meeting_before(app, "UPDATE assessment "):
        tasks = [
            saving(browsers[0], council.path(SIGN), sign_fields(sent, Role.LEADER)),
            saving(browsers[1], change, {"position": "not-yet", "version": "1", "rationale": "We looked again."}),
        ]
        assert at_once(*tasks) in ([303, 303], [303, 409])
    assert council.kinds()[-1] == "changed-after-sending"


def test_two_sendings_at_once(app: Flask, council: Council) -> None:
    agree_everything(council)
    browsers = browser(app, council.lead), browser(app, council.chief)
    with meeting_before(app, "UPDATE assessment "):
        assert at_once(*(saving(client, council.path(SEND), {}) for client in browsers)) == [303, 409]
    with stored(app) as session:
        assert session.scalars(select(func.count()).select_from(ConsensusRecordRow)).one() == 1
        assert session.scalars(select(func.count()).select_from(SignoffEventRow)).one() == 1


def test_whoever_is_replaced_on_the_way_signs_nothing(app: Flask, council: Council, sent: str) -> None:
    client = browser(app, council.leader)

    def replace_leader() -> None:
        with stored(app) as session:
            lock_council(session, COUNCIL)
            session.get_one(MembershipRow, (council.leader.id, COUNCIL)).role = Role.READER.value
            session.commit()

    with happening_before(app, "UPDATE council", in_another_thread(replace_leader)):
        assert saving(client, council.path(SIGN), sign_fields(sent, Role.LEADER))() == 403
    assert council.kinds() == [SENT]
