"""The seal of an entry depends on all that it says and on the seal before, and a chain shows where it was broken."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.domain.audit import FIRST_SEAL, CheckedChain, End, Entry, Head, StoredEntry, check_chain

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)
IDS = st.none() | st.integers(1, 10**9)
ENTRIES = st.builds(
    Entry,
    chain=WORDS,
    seq=st.integers(1, 10**9),
    at=st.datetimes(timezones=st.just(UTC)),
    actor_id=IDS,
    assessment_id=IDS,
    response_id=IDS,
    action=WORDS,
    subject=WORDS,
    before=JSON,
    after=JSON,
    reason=WORDS,
)


def as_json(value: Any) -> Any:
    """Python takes True and 1 for the same, JSON does not."""
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return type(value).__name__, value


@given(ENTRIES, ENTRIES, st.sampled_from([field.name for field in fields(Entry)]))
def test_the_seal_depends_on_every_field(entry: Entry, other: Entry, name: str) -> None:
    changed = replace(entry, **{name: getattr(other, name)})
    is_same = as_json(getattr(entry, name)) == as_json(getattr(other, name))
    assert (entry.seal(FIRST_SEAL) == changed.seal(FIRST_SEAL)) == is_same


@given(ENTRIES, WORDS, WORDS)
def test_the_seal_depends_on_the_one_before(entry: Entry, one: str, two: str) -> None:
    assert (entry.seal(one) == entry.seal(two)) == (one == two)


@given(ENTRIES)
def test_the_seal_is_of_a_moment_and_not_of_its_zone(entry: Entry) -> None:
    at = min(entry.at, datetime(9000, 1, 1, tzinfo=UTC))
    there = at.astimezone(timezone(timedelta(hours=5)))
    assert replace(entry, at=at).seal(FIRST_SEAL) == replace(entry, at=there).seal(FIRST_SEAL)


def written(*entries: Entry) -> list[StoredEntry]:
    """These entries as a chain of their own, each sealing those before."""
    stored: list[StoredEntry] = []
    for seq, entry in enumerate(entries, 1):
        entry = replace(entry, chain="X", seq=seq)
        seal = entry.seal(stored[-1].seal if stored else FIRST_SEAL)
        stored.append(StoredEntry(seq * 2, entry, seal, End("X", seq, seal, nonce_at(seq)).mark(KEY)))
    return stored


KEY = b"a key"


def nonce_at(length: int) -> int:
    return length * 7919


def head_of(length: int) -> Head:
    return Head(length, nonce_at(length), KEY)


@given(st.lists(ENTRIES, max_size=6))
def test_a_chain_as_it_was_written_is_unbroken(entries: list[Entry]) -> None:
    chain = written(*entries)
    newest = chain[-1].seal if chain else FIRST_SEAL
    assert check_chain("X", head_of(len(chain)), chain) == CheckedChain("X", len(chain), newest)


@given(st.lists(ENTRIES, min_size=2, max_size=6), st.data())
def test_a_change_is_found_where_it_is(entries: list[Entry], data: st.DataObject) -> None:
    chain = written(*entries)
    place = data.draw(st.integers(0, len(chain) - 1))
    edited = replace(chain[place], entry=replace(chain[place].entry, action=chain[place].entry.action + "!"))
    assert broken_at([*chain[:place], edited, *chain[place + 1 :]], len(chain)) == place + 1
    assert broken_at(chain[:place] + chain[place + 1 :], len(chain)) == place + 1


def broken_at(chain: Sequence[StoredEntry], length: int | None) -> int | None:
    return check_chain("X", None if length is None else head_of(length), chain).broken_at


ENTRY = Entry("X", 1, datetime(2026, 11, 23, tzinfo=UTC), 1, 2, 3, "changed", "it", None, ["a"], "")


@pytest.mark.parametrize(
    ("length", "at", "problem"),
    [
        (None, 1, "stands in a chain whose head is missing"),
        (2, 3, "was added without being part of the chain"),
        (4, 4, "is missing"),
        (0, 1, "was added without being part of the chain"),
    ],
)
def test_the_head_must_say_how_many_there_are(length: int | None, at: int, problem: str) -> None:
    found = check_chain("X", None if length is None else head_of(length), written(ENTRY, ENTRY, ENTRY))
    assert (found.broken_at, found.problem) == (at, problem)


def test_an_entry_that_was_moved_is_found() -> None:
    one, two, three = written(ENTRY, ENTRY, ENTRY)
    assert broken_at([one, replace(three, entry=replace(three.entry, seq=2)), two], 3) == 2
    found = check_chain("X", head_of(3), [one, replace(two, id=three.id), replace(three, id=two.id)])
    assert (found.broken_at, found.problem) == (3, "is not where it was written")


def test_an_entry_before_the_first_is_found() -> None:
    chain = written(ENTRY, ENTRY)
    found = check_chain("X", head_of(2), [replace(chain[0], entry=replace(ENTRY, seq=0)), *chain])
    assert (found.broken_at, found.problem) == (0, "was added without being part of the chain")


def test_what_was_cut_off_the_end_is_found() -> None:
    """Also with a head that says so: the mark of the entry that is the last now fits another nonce."""
    chain = written(ENTRY, ENTRY, ENTRY)[:2]
    found = check_chain("X", replace(head_of(3), length=2), chain)
    assert (found.broken_at, found.is_end_broken) == (2, True)
    assert check_chain("X", head_of(2), chain).broken_at is None


def test_a_chain_that_was_sealed_anew_is_found() -> None:
    chain = written(ENTRY, replace(ENTRY, action="forged"), ENTRY)
    real = written(ENTRY, ENTRY, ENTRY)
    forged = [replace(item, mark=was.mark) for item, was in zip(chain, real, strict=True)]
    assert check_chain("X", head_of(3), forged).is_end_broken


def test_another_key_has_another_end() -> None:
    found = check_chain("X", replace(head_of(1), key=b"another"), written(ENTRY))
    assert (found.broken_at, found.is_end_broken) == (1, True)


def test_what_was_written_after_a_broken_end_is_found() -> None:
    one, two, three = written(ENTRY, ENTRY, ENTRY)
    found = check_chain("X", head_of(3), [one, replace(two, mark=""), replace(three, mark="")])
    assert (found.broken_at, found.is_end_broken) == (2, True)


@pytest.mark.parametrize(("key", "is_end_broken"), [(KEY, False), (b"another", True)])
def test_the_end_is_judged_apart_from_what_is_before(key: bytes, is_end_broken: bool) -> None:
    one, two, three = written(ENTRY, ENTRY, ENTRY)
    edited = replace(one, entry=replace(one.entry, action="forged"))
    found = check_chain("X", replace(head_of(3), key=key), [edited, two, three])
    assert (found.broken_at, found.problem) == (1, "is not as it was written")
    assert found.is_end_broken == is_end_broken
    assert not check_chain("X", replace(head_of(3), key=key), [edited, two]).is_end_broken, "there is none"
