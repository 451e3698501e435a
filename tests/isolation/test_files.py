"""A file, an upload and an example's list of files are their author's alone, until editors publish them for others."""

from itertools import product

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.access.routes import token_for
from tests.slices.cells.steps import enter, stored
from tests.slices.uploads.steps import CONTENT, Sender, add_example, files_of, set_example, settle, sha256_of
from tests.support.page_client import PageClient, page_client
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person
from tiex.access.policy import FileFacts, may_read_file
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ANONYMOUS, Actor, ExchangeRole, Membership, Role
from tiex.models import MembershipRow

OTHERS = [
    ("Same Council", COUNCIL, Role.LEADER),
    ("Other Council", OTHER_COUNCIL, Role.LEAD),
    ("No Where", None, Role.LEAD),
]


@pytest.fixture
def sender(app: Flask, ada: Someone) -> Sender:
    return Sender.of(enter(app, ada), add_example(app, ada))


@pytest.fixture
def file_id(app: Flask, sender: Sender) -> int:
    found = sender.send()
    settle(app, sha256_of(CONTENT), preview_sha256=sha256_of(CONTENT))
    return found


def editor(app: Flask) -> PageClient:
    person = add_person(app, "Ed Itor", council=None)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=person.id, role=ExchangeRole.EDITOR, now=TODAY)
        session.commit()
    return enter(app, person)


def get(client: PageClient, file_id: int) -> int:
    """Its answer, the same for the file and for its preview."""
    paths = (f"/files/{file_id}/bins.csv", f"/files/{file_id}/preview/first.png")
    [status] = {client.get(path, buffered=True).status_code for path in paths}
    return status


def others(app: Flask) -> dict[str, PageClient]:
    return {name: enter(app, add_person(app, name, council=council, role=role)) for name, council, role in OTHERS}


def publish(app: Flask, sender: Sender, file_id: int, ring: str) -> None:
    set_example(app, sender.example_id, review="published", published={"files": [file_id], "ring": ring})


def said(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.text


@pytest.mark.parametrize(("name", "council", "role"), OTHERS, ids=[name for name, _, _ in OTHERS])
def test_nobody_else_can_tell_that_an_upload_is_there(
    app: Flask, sender: Sender, name: str, council: str | None, role: Role
) -> None:
    address = sender.begin()
    sender.patch(address, 0, CONTENT[:100])
    client = enter(app, add_person(app, name, council=council, role=role))
    theirs, nobodys = Sender.of(client, sender.example_id), Sender.of(client, 999_999)
    missing = "/uploads/" + "x" * 43
    for one, other in (
        (theirs.create(), nobodys.create()),
        (theirs.patch(address, 100, CONTENT[100:]), theirs.patch(missing, 100, CONTENT[100:])),
        (theirs.head(address), theirs.head(missing)),
        (theirs.delete(address), theirs.delete(missing)),
    ):
        assert one.status_code == 404
        assert said(one) == said(other)
    data = {"csrf_token": theirs.token}
    assert client.post(f"{address}/cancel", data=data).status_code == 404
    assert client.get(f"/examples/{sender.example_id}/files").status_code == 404
    assert theirs.post((CONTENT, "theirs.csv")).status_code == 404
    assert sender.offset(address) == 100
    assert files_of(app, sender.example_id) == []


def test_nobody_else_removes_a_file(app: Flask, sender: Sender, file_id: int) -> None:
    for client in (*others(app).values(), editor(app)):
        data = {"csrf_token": token_for(client)}
        assert client.post(f"/examples/{sender.example_id}/files/{file_id}/remove", data=data).status_code == 404
    assert len(files_of(app, sender.example_id)) == 1


def test_a_file_is_removed_from_its_own_example_only(app: Flask, sender: Sender, file_id: int, ada: Someone) -> None:
    other = add_example(app, ada)
    data = {"csrf_token": sender.token}
    assert sender.client.post(f"/examples/{other}/files/{file_id}/remove", data=data).status_code == 404
    assert len(files_of(app, sender.example_id)) == 1


def test_a_draft_is_its_authors_alone(app: Flask, sender: Sender, file_id: int) -> None:
    assert get(sender.client, file_id) == 200
    for client in (*others(app).values(), editor(app), page_client(app)):
        assert get(client, file_id) == 404


def test_editors_have_what_was_sent_to_them(app: Flask, sender: Sender, file_id: int) -> None:
    desk = editor(app)
    found = {}
    for review in ("writing", "waiting", "asked", "declined"):
        set_example(app, sender.example_id, review=review)
        found[review] = get(desk, file_id)
    assert found == {"writing": 404, "waiting": 200, "asked": 404, "declined": 404}
    set_example(app, sender.example_id, review="waiting")
    for client in (*others(app).values(), page_client(app)):
        assert get(client, file_id) == 404


@pytest.mark.parametrize(
    ("ring", "expected"),
    [
        ("council", {"Same Council": 200, "Other Council": 404, "No Where": 404, "visitor": 404}),
        ("councils", {"Same Council": 200, "Other Council": 200, "No Where": 404, "visitor": 404}),
        ("everyone", {"Same Council": 200, "Other Council": 200, "No Where": 200, "visitor": 200}),
    ],
)
def test_what_is_published_is_for_whom_it_was_published(
    app: Flask, sender: Sender, file_id: int, ring: str, expected: dict[str, int]
) -> None:
    publish(app, sender, file_id, ring)
    clients = {**others(app), "visitor": page_client(app)}
    assert {name: get(client, file_id) for name, client in clients.items()} == expected
    set_example(app, sender.example_id, taken_down_at=TODAY)
    assert {get(client, file_id) for client in clients.values()} == {404}
    assert get(sender.client, file_id) == 200
    assert get(editor(app), file_id) == 200


def test_what_was_added_since_is_not_published(app: Flask, sender: Sender, file_id: int) -> None:
    publish(app, sender, file_id, "everyone")
    later = sender.send(b"later", "later.txt")
    settle(app, sha256_of(b"later"), preview_sha256=sha256_of(CONTENT))
    for client in (*others(app).values(), page_client(app), editor(app)):
        assert get(client, later) == 404
        assert get(client, file_id) == 200


def test_a_content_that_others_have_too_does_not_open_their_file(app: Flask, sender: Sender, file_id: int) -> None:
    """The same content stands once in the storage; who may have it is asked of each file."""
    mia = add_person(app, "Mia Salt", council=OTHER_COUNCIL)
    theirs = Sender.of(enter(app, mia), add_example(app, mia, council=OTHER_COUNCIL))
    own = theirs.send()
    assert get(theirs.client, own) == 200
    assert get(theirs.client, file_id) == 404
    assert get(sender.client, own) == 404


def test_a_membership_taken_away_closes_everything(app: Flask, sender: Sender, file_id: int, ada: Someone) -> None:
    address = sender.begin()
    with stored(app) as session:
        session.delete(session.get_one(MembershipRow, (ada.id, COUNCIL)))
        session.commit()
    assert get(sender.client, file_id) == 404
    assert sender.head(address).status_code == 404
    assert sender.patch(address, 0, CONTENT).status_code == 404
    assert sender.client.get(f"/examples/{sender.example_id}/files").status_code == 404


def facts(**values: object) -> FileFacts:
    known: dict[str, object] = {
        "council_code": COUNCIL,
        "author_id": 1,
        "is_removed": False,
        "is_with_editors": False,
        "is_taken_down": False,
        "audience": None,
    }
    return FileFacts(**{**known, **values})  # type: ignore[arg-type]


def test_what_was_removed_is_there_for_those_who_read_what_was_published() -> None:
    author = Actor(1, "Ada", (Membership(COUNCIL, Role.LEAD),))
    desk = Actor(2, "Ed", (), frozenset({ExchangeRole.EDITOR}))
    gone, published = facts(is_removed=True, is_with_editors=True), facts(is_removed=True, audience="everyone")
    for actor, file in product((author, desk, ANONYMOUS), (gone, published)):
        assert may_read_file(actor, file) is (file is published), actor


def test_an_author_who_left_the_council_is_like_others() -> None:
    left = Actor(1, "Ada")
    assert not may_read_file(left, facts())
    assert may_read_file(left, facts(audience="everyone"))
    assert not may_read_file(left, facts(audience=f"council:{COUNCIL}"))
