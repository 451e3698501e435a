"""What may be recorded as an answer or a note, and what happens when two savings meet."""

from dataclasses import replace

import pytest

from tiex.content.editions import load_edition
from tiex.domain.answers import (
    NOTE_LIMIT,
    RATIONALE_LIMIT,
    Answer,
    Note,
    check_answer,
    check_edition_is_open,
    check_factor_answer,
    check_note,
    clean_text,
    note_kind,
    settle_answer,
    settle_note,
)
from tiex.domain.errors import (
    AnswerChangedMeanwhile,
    DontKnowNotAllowed,
    EditionNotOpen,
    NoteChangedMeanwhile,
    RationaleMissing,
    Refusal,
    TextTooLong,
    UnknownCell,
    UnknownLevel,
    UnknownNoteKind,
    UnknownStatement,
)

EDITION = load_edition("2026-27")
S, KEY, CELL = "role-service-plan", "csf-change-case", "role-service"
PLAN, DO = "role-service-plan", "role-service-do"
TOO_LONG = "x" * (RATIONALE_LIMIT + 1)

RECORDED = [
    (Answer(S), Answer(S)),
    (Answer(S, "partly"), Answer(S, "partly")),
    (Answer(S, "not-yet", "fully"), Answer(S, "not-yet", "fully")),
    (Answer(S, "fully", "not-yet"), Answer(S, "fully", "not-yet")),
    (Answer(S, None, "fully"), Answer(S, None, "fully")),
    (Answer(S, "dont-know", "partly"), Answer(S, "dont-know", "partly")),
    (Answer(S, "partly", rationale="left over"), Answer(S, "partly")),
    (Answer(S, "partly", rationale=TOO_LONG), Answer(S, "partly")),
    (
        Answer(S, "not-applicable", rationale=" ours\r\nis shared\x00 "),
        Answer(S, "not-applicable", None, "ours\nis shared"),
    ),
    (Answer(S, "not-applicable", "fully", "shared"), Answer(S, "not-applicable", None, "shared")),
    (Answer(S, "not-applicable", rationale=TOO_LONG[1:]), Answer(S, "not-applicable", rationale=TOO_LONG[1:])),
    (Answer(S, "partly", version=3, tab="t"), Answer(S, "partly", version=3, tab="t")),
]
REFUSED = [
    (Answer("no-such"), UnknownStatement),
    (Answer(""), UnknownStatement),
    (Answer(KEY, "partly"), UnknownStatement),
    (Answer(S, "mostly"), UnknownLevel),
    (Answer(S, "agree"), UnknownLevel),
    (Answer(S, ""), UnknownLevel),
    (Answer(S, "partly", "mostly"), UnknownLevel),
    (Answer(S, "partly", "not-applicable"), UnknownLevel),
    (Answer(S, "partly", "dont-know"), UnknownLevel),
    (Answer(S, "not-applicable"), RationaleMissing),
    (Answer(S, "not-applicable", rationale=" \r\n\t "), RationaleMissing),
    (Answer(S, "not-applicable", rationale="\x00\x0b"), RationaleMissing),
    (Answer(S, "not-applicable", rationale=TOO_LONG), TextTooLong),
]


@pytest.mark.parametrize(("typed", "recorded"), RECORDED)
def test_answers_as_they_are_recorded(typed: Answer, recorded: Answer) -> None:
    assert check_answer(EDITION, typed, is_individual=True) == recorded


@pytest.mark.parametrize(("typed", "refusal"), REFUSED)
def test_answers_that_are_refused(typed: Answer, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_answer(EDITION, typed, is_individual=True)


def test_a_consensus_cannot_be_unknown() -> None:
    with pytest.raises(DontKnowNotAllowed):
        check_answer(EDITION, Answer(S, "dont-know"), is_individual=False)
    assert check_answer(EDITION, Answer(S, "partly"), is_individual=False) == Answer(S, "partly")


@pytest.mark.parametrize("position", [None, "strongly-agree", "agree", "disagree", "strongly-disagree"])
def test_success_factors_are_answered_on_four_points(position: str | None) -> None:
    assert check_factor_answer(EDITION, Answer(KEY, position)) == Answer(KEY, position)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (Answer("csf-no-such", "agree"), UnknownStatement),
        (Answer(S, "agree"), UnknownStatement),
        (Answer(KEY, "fully"), UnknownLevel),
        (Answer(KEY, "not-applicable", rationale="shared"), UnknownLevel),
        (Answer(KEY, "dont-know"), UnknownLevel),
        (Answer(KEY, "agree", "agree"), UnknownLevel),
        (Answer(KEY, "agree", rationale="because"), UnknownLevel),
    ],
)
def test_success_factor_answers_that_are_refused(typed: Answer, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_factor_answer(EDITION, typed)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("", ""),
        ("  two words \n", "two words"),
        ("one\r\ntwo\rthree\n\nfour", "one\ntwo\nthree\n\nfour"),
        ("a\x00b\x07c\x0bd\x1be\x7ff\x9fg", "abcdefg"),
        ("a\tb", "a\tb"),
        ("a\ud800b\ufffec\uffff", "abc"),
        ("<b>& “Größe” 🙂", "<b>& “Größe” 🙂"),
        ("x" * 20, "x" * 20),
        (f"  {'x' * 20}\x00\r\n", "x" * 20),
    ],
)
def test_text_as_it_is_kept(typed: str, cleaned: str) -> None:
    assert clean_text(typed, 20) == cleaned
    assert clean_text(cleaned, 20) == cleaned


def test_the_limit_of_a_text_is_told() -> None:
    with pytest.raises(TextTooLong, match=r"That is too long\. Use 2,000 characters or fewer\."):
        clean_text("x" * 2001, 2000)


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        (Note(CELL, "impediments"), Note(CELL, "impediments")),
        (Note(CELL, "rationale", " why \x00"), Note(CELL, "rationale", "why")),
        (Note(CELL, "rationale", "a", (DO, PLAN)), Note(CELL, "rationale", "a", (PLAN, DO))),
        (Note(CELL, "rationale", "a", (DO, DO)), Note(CELL, "rationale", "a", (DO,))),
        (Note(CELL, "rationale", "x" * NOTE_LIMIT), Note(CELL, "rationale", "x" * NOTE_LIMIT)),
    ],
)
def test_notes_as_they_are_recorded(typed: Note, recorded: Note) -> None:
    assert check_note(EDITION, typed) == recorded


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (Note("no-such", "rationale"), UnknownCell),
        (Note(CELL, "praise"), UnknownNoteKind),
        (Note(CELL, "rationale", "a", ("no-such",)), UnknownStatement),
        (Note(CELL, "rationale", "a", ("role-customer-do",)), UnknownStatement),
        (Note(CELL, "rationale", "x" * (NOTE_LIMIT + 1)), TextTooLong),
    ],
)
def test_notes_that_are_refused(typed: Note, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_note(EDITION, typed)


def test_kinds_of_notes_are_found_by_their_key() -> None:
    assert [note_kind(EDITION, kind.key) for kind in EDITION.note_kinds] == list(EDITION.note_kinds)


SAVED = Answer(S, "partly", "fully", "", version=4, tab="mine")
SAVED_NOTE = Note(CELL, "rationale", "why", (DO,), version=4, tab="mine")


@pytest.mark.parametrize(
    ("proposed", "version"),
    [
        (Answer(S, "fully", version=4, tab="other"), 5),
        (Answer(S, "fully", version=3, tab="mine"), 5),
        (Answer(S, "fully", version=0, tab="mine"), 5),
        (Answer(S, version=4, tab="other"), 5),
        (Answer(S, "partly", "fully", version=0, tab="other"), 4),
        (Answer(S, "partly", "fully", version=4, tab="mine"), 4),
    ],
    ids=["seen", "same-tab", "lost-response", "cleared", "same-content-unseen", "same-content"],
)
def test_answers_that_settle(proposed: Answer, version: int) -> None:
    settled = settle_answer(SAVED, proposed)
    assert settled.content == proposed.content
    assert settled.version == version
    assert (settled is SAVED) == (version == SAVED.version)


@pytest.mark.parametrize("version", [0, 3, 5])
def test_an_unseen_answer_is_a_conflict(version: int) -> None:
    with pytest.raises(AnswerChangedMeanwhile):
        settle_answer(SAVED, Answer(S, "fully", version=version, tab="other"))


def test_no_tab_is_not_the_same_tab() -> None:
    with pytest.raises(AnswerChangedMeanwhile):
        settle_answer(replace(SAVED, tab=""), Answer(S, "fully", version=3))
    with pytest.raises(NoteChangedMeanwhile):
        settle_note(replace(SAVED_NOTE, tab=""), Note(CELL, "rationale", version=3))


def test_the_first_answer_is_version_one() -> None:
    assert settle_answer(Answer(S), Answer(S, "partly", tab="t")) == Answer(S, "partly", version=1, tab="t")
    assert settle_answer(Answer(S), Answer(S, tab="t")) == Answer(S), "nothing on nothing is not saved"


@pytest.mark.parametrize(
    ("proposed", "version"),
    [
        (Note(CELL, "rationale", "more", (DO,), version=4, tab="other"), 5),
        (Note(CELL, "rationale", "why", (PLAN,), version=4, tab="other"), 5),
        (Note(CELL, "rationale", "more", (DO,), version=1, tab="mine"), 5),
        (Note(CELL, "rationale", "", (), version=4, tab="other"), 5),
        (Note(CELL, "rationale", "why", (DO,), version=0, tab="other"), 4),
    ],
)
def test_notes_that_settle(proposed: Note, version: int) -> None:
    settled = settle_note(SAVED_NOTE, proposed)
    assert settled.content == proposed.content
    assert settled.version == version


def test_an_unseen_note_is_a_conflict() -> None:
    with pytest.raises(NoteChangedMeanwhile):
        settle_note(SAVED_NOTE, Note(CELL, "rationale", "more", version=3, tab="other"))


@pytest.mark.parametrize(
    ("answer", "is_answered", "is_empty"),
    [
        (Answer(S), False, True),
        (Answer(S, "not-yet"), True, False),
        (Answer(S, None, "fully"), False, False),
        (Answer(S, rationale="why"), False, False),
    ],
)
def test_what_counts_as_answered(answer: Answer, is_answered: bool, is_empty: bool) -> None:
    assert (answer.is_answered, answer.is_empty) == (is_answered, is_empty)


def test_a_closed_edition_takes_nothing() -> None:
    check_edition_is_open(True)
    with pytest.raises(EditionNotOpen, match="You can still read everything in it"):
        check_edition_is_open(False)


def test_every_refusal_is_a_sentence() -> None:
    kinds = [kind for kind in Refusal.__subclasses__() if kind.__module__ == Refusal.__module__]
    sentences = [str(TextTooLong(10) if kind is TextTooLong else kind()) for kind in kinds]
    assert len(set(sentences)) == len(kinds) > 8
    assert [sentence for sentence in sentences if not sentence.endswith(".")] == []
    assert str(RationaleMissing("Say why.")) == "Say why."
