"""How many files, how large, and how much room a council has; also when several come at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask

from tests.slices.cells.steps import enter, trail
from tests.slices.uploads.steps import CONTENT, Sender, add_example, files_of, set_example, settle, sha256_of
from tests.support.people import OTHER_COUNCIL, Someone, add_person
from tiex.domain.files import LARGEST_FILE, MOST_FILES
from tiex.files.commands import NOT_READ


@pytest.fixture
def quota(app: Flask) -> Iterator[int]:
    """Room for two and a half of our files."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, council_quota=len(CONTENT) * 5 // 2)
    yield len(CONTENT) * 5 // 2
    app.extensions["settings"] = before


def test_files_on_their_way_count(app: Flask, sender: Sender) -> None:
    sender.send()
    addresses = [sender.begin() for _ in range(MOST_FILES - 1)]
    response = sender.create()
    assert (response.status_code, response.text) == (422, "An example can have 10 files at most. Remove one first.\n")
    sender.delete(addresses.pop())
    assert sender.create().status_code == 201
    for address in addresses:
        assert sender.patch(address, 0, CONTENT).status_code == 204
    assert len(files_of(app, sender.example_id)) == MOST_FILES - 1


def test_a_removed_file_makes_room(app: Flask, sender: Sender) -> None:
    ids = [sender.send() for _ in range(MOST_FILES)]
    assert sender.create().status_code == 422
    data = {"csrf_token": sender.token}
    assert sender.client.post(f"/examples/{sender.example_id}/files/{ids[0]}/remove", data=data).status_code == 303
    assert sender.create().status_code == 201


def test_a_council_has_so_much_room(app: Flask, sender: Sender, ada: Someone, quota: int) -> None:
    other = replace(sender, example_id=add_example(app, ada))
    sender.send()
    other.begin()
    response = other.create()
    assert response.status_code == 422
    assert "Your council has no room left for this file." in response.text
    assert sender.create(quota - 2 * len(CONTENT)).status_code == 201
    assert sender.create(1).status_code == 422


def test_another_council_has_its_own_room(app: Flask, sender: Sender, quota: int) -> None:
    sender.send()
    sender.send()
    assert sender.create().status_code == 422
    mia = add_person(app, "Mia Salt", council=OTHER_COUNCIL)
    theirs = Sender.of(enter(app, mia), add_example(app, mia, council=OTHER_COUNCIL))
    assert theirs.create().status_code == 201


def test_ten_thousand_files_are_ten(app: Flask, sender: Sender) -> None:
    statuses = [sender.create(LARGEST_FILE).status_code for _ in range(50)]
    assert statuses == [201] * MOST_FILES + [422] * 40


def test_several_that_begin_at_once_do_not_share_the_last_place(app: Flask, sender: Sender, ada: Someone) -> None:
    for _ in range(MOST_FILES - 2):
        sender.begin()
    others = [Sender.of(enter(app, ada), sender.example_id) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(lambda one: one.create().status_code, others))
    assert statuses == [201, 201, 422, 422, 422, 422]


def test_the_room_of_a_council_is_not_shared_either(app: Flask, sender: Sender, ada: Someone, quota: int) -> None:
    others = [Sender.of(enter(app, ada), add_example(app, ada)) for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        statuses = sorted(pool.map(lambda one: one.create().status_code, others))
    assert statuses == [201, 201, 422, 422, 422]


def test_what_was_refused_and_comes_again_stands_there_once(app: Flask, sender: Sender) -> None:
    sender.send(b"damaged", "report.pdf")
    sender.send(b"fine", "plan.txt")
    settle(app, sha256_of(b"damaged"), state="refused", reason=NOT_READ)
    sender.send(b"damaged", "again.pdf")
    settle(app, sha256_of(b"damaged"), state="refused", reason="No.")
    sender.post((b"mended", "again.pdf"), (b"fine, and longer", "plan.txt"))
    names = [name for name, _ in files_of(app, sender.example_id)]
    assert names == ["plan.txt", "again.pdf", "plan.txt"]
    assert len(trail(app, "file removed")) == 2


def test_nothing_is_added_to_what_the_editors_read(app: Flask, sender: Sender) -> None:
    set_example(app, sender.example_id, review="waiting")
    assert sender.create().status_code == 409
    assert sender.post((CONTENT, "bins.csv")).status_code == 409
    assert files_of(app, sender.example_id) == []
