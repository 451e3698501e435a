"""At the row: queries give a scope what is in it and nothing else, whoever asks."""

from collections.abc import Callable, Sized

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tests.support.people import COUNCIL, OPEN, OTHER_COUNCIL, TODAY, Someone, add_person, add_response
from tiex.access.policy import (
    ResponseFacts,
    reason_not_to_answer,
    reason_not_to_read,
    reason_not_to_start,
)
from tiex.access.scope import Scope
from tiex.assessments.queries import find_response_id, open_response
from tiex.councils.queries import list_own_councils
from tiex.domain.people import ANONYMOUS, ANSWERING, Actor, Membership, Role
from tiex.duties.queries import list_own_standings
from tiex.invitations.queries import list_waiting_invitations
from tiex.joining.queries import find_waiting_request, list_waiting_requests
from tiex.people.queries import list_delegations, list_members

NOBODY = Scope(None, frozenset())


@pytest.fixture
def view(app: Flask, ada: Someone) -> int:
    return add_response(app, ada)


@pytest.fixture
def ben(app: Flask) -> Someone:
    return add_person(app, "Ben Vale")


def test_a_response_is_opened_by_its_author_in_its_council(
    session: Session, ada: Someone, ben: Someone, view: int
) -> None:
    own = Scope(ada.id, frozenset({COUNCIL}))
    assert open_response(own, session, view).author_id == ada.id
    assert find_response_id(own, session, COUNCIL, OPEN) == view
    for scope in (
        NOBODY,
        Scope(None, frozenset({COUNCIL})),
        Scope(ada.id, frozenset()),
        Scope(ada.id, frozenset({OTHER_COUNCIL})),
        Scope(ben.id, frozenset({COUNCIL, OTHER_COUNCIL})),
    ):
        with pytest.raises(NotFound):
            open_response(scope, session, view)
        assert find_response_id(scope, session, COUNCIL, OPEN) is None


def test_a_scope_lists_its_own_councils_only(session: Session, ada: Someone, ben: Someone, view: int) -> None:
    assert list_own_councils(NOBODY, session) == ()
    assert list_own_standings(NOBODY, session) == ()
    own = Scope(ada.id, frozenset({COUNCIL}))
    assert [council.code for council in list_own_councils(own, session)] == [COUNCIL]
    assert [row.response_id for row in list_own_standings(own, session)] == [view, None]
    other = Scope(ben.id, frozenset({COUNCIL, OTHER_COUNCIL}))
    assert {row.council_code for row in list_own_standings(other, session)} == {COUNCIL, OTHER_COUNCIL}
    assert {row.response_id for row in list_own_standings(other, session)} == {None}


def test_who_is_in_a_council_is_for_its_own_people(session: Session, ada: Someone) -> None:
    day = TODAY.date()
    lists: tuple[Callable[[Scope], Sized], ...] = (
        lambda scope: list_members(scope, session, COUNCIL),
        lambda scope: list_delegations(scope, session, COUNCIL, day),
        lambda scope: list_waiting_invitations(scope, session, COUNCIL),
        lambda scope: list_waiting_requests(scope, session, COUNCIL),
    )
    own = Scope(ada.id, frozenset({COUNCIL}))
    assert [len(read(own)) for read in lists] == [1, 0, 0, 0]
    assert find_waiting_request(own, session, COUNCIL, 1) is None
    for scope in (NOBODY, Scope(ada.id, frozenset({OTHER_COUNCIL}))):
        for read in lists:
            with pytest.raises(NotFound):
                read(scope)
        with pytest.raises(NotFound):
            find_waiting_request(scope, session, COUNCIL, 1)


def actor(role: Role, council: str = COUNCIL, person_id: int = 1) -> Actor:
    return Actor(person_id, "Ada", (Membership(council, role),))


@pytest.mark.parametrize("role", sorted(ANSWERING))
def test_people_who_may_start_answer_and_read_their_own(role: Role) -> None:
    own = ResponseFacts(COUNCIL, 1)
    assert reason_not_to_start(actor(role), COUNCIL) is None
    assert reason_not_to_read(actor(role), own) is None
    assert reason_not_to_answer(actor(role), own) is None


@pytest.mark.parametrize(
    "who", [ANONYMOUS, actor(Role.LEADER, person_id=2), actor(Role.LEAD, OTHER_COUNCIL), Actor(1, "Ada")]
)
def test_people_who_may_neither_read_nor_answer(who: Actor) -> None:
    own = ResponseFacts(COUNCIL, 1)
    assert reason_not_to_read(who, own)
    assert reason_not_to_answer(who, own)


def test_readers_may_read_what_they_once_gave_and_not_change_it() -> None:
    own, reader = ResponseFacts(COUNCIL, 1), actor(Role.READER)
    assert reason_not_to_read(reader, own) is None
    assert "have not been asked" in (reason_not_to_answer(reader, own) or "")
    assert "have not been asked" in (reason_not_to_start(reader, COUNCIL) or "")
    assert "do not have access" in (reason_not_to_start(reader, OTHER_COUNCIL) or "")


def test_nobodys_response_is_nobodys() -> None:
    """A consensus has no author: an anonymous visitor has no id either, and is still refused."""
    assert reason_not_to_read(ANONYMOUS, ResponseFacts(COUNCIL, None))
