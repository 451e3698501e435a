"""The steps of an example, and what a stored one gives back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.domain.examples import (
    Content,
    Files,
    FilesNotReady,
    NotNow,
    OwnExample,
    Review,
    Ring,
    Step,
    WithTheEditors,
    after,
    after_writing,
    check_publishing,
    check_reviewer,
    missing,
)

STEPS = [Step.SENT, Step.TAKEN_BACK, Step.ASKED, Step.DECLINED, Step.PUBLISHED]
WHOLE = Content(
    title="T",
    problem="P",
    done="D",
    changed="C",
    has_rights=True,
    characteristics=("a",),
    change_modes=("b",),
    stages=("c",),
)


@given(st.lists(st.sampled_from([*STEPS, None]), max_size=12))
def test_nothing_is_published_that_was_not_sent_last(steps: list[Step | None]) -> None:
    """None stands for writing."""
    review, last = Review.WRITING, None
    for step in steps:
        try:
            review = after_writing(review) if step is None else after(review, step)
        except (NotNow, WithTheEditors):
            continue
        if review is Review.PUBLISHED and step is Step.PUBLISHED:
            assert last is Step.SENT
        last = step


@given(st.builds(Content, ring=st.sampled_from(Ring), title=st.text(), stages=st.lists(st.text()).map(tuple)))
def test_what_is_stored_comes_back(content: Content) -> None:
    assert Content.of(content.stored()) == content


def test_what_an_older_version_stored_comes_back_with_the_rest_empty() -> None:
    assert Content.of({"title": "T", "no longer known": 1}) == Content(title="T")


def test_each_thing_that_is_missing_is_named() -> None:
    assert missing(WHOLE, Files()) == ()
    assert [name for name, _ in missing(Content(), Files())] == [
        *("title", "problem", "done", "changed", "characteristics", "change_modes", "stages", "has_rights")
    ]
    assert missing(WHOLE, Files(refused=("a.exe",))) == (("files", "Remove a.exe: it was refused"),)


def test_what_is_not_checked_is_not_published_and_nobody_publishes_their_own() -> None:
    check_publishing(Files())
    for files in (Files(waiting=1), Files(refused=("a",))):
        with pytest.raises(FilesNotReady):
            check_publishing(files)
    with pytest.raises(OwnExample):
        check_reviewer(1, 1)
    check_reviewer(1, 2)


@pytest.mark.parametrize(
    ("ring", "audience"), [(Ring.OWN, "council:X"), (Ring.COUNCILS, "councils"), (Ring.EVERYONE, "everyone")]
)
def test_a_ring_is_an_audience(ring: Ring, audience: str) -> None:
    assert ring.audience("X") == audience
