"""The consensus: completeness, agreement, and a document whose fingerprint changes with its content alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.content.editions import load_edition
from tiex.domain.answers import Answer, Note
from tiex.domain.consensus import (
    Content,
    Said,
    agreed_by_all,
    check_agreed_answer,
    count_needed,
    document_of,
    fingerprint_of,
    missing,
    read_document,
)
from tiex.domain.edition import NOT_APPLICABLE
from tiex.domain.errors import DontKnowNotAllowed, RationaleMissing, TextTooLong, UnknownLevel

EDITION = load_edition("2026-27")
S, KEY = "role-service-plan", "csf-change-case"
LEVELS = [level.key for level in EDITION.scale.levels]
AGREED = [level.key for level in EDITION.factor_sheet.scale.levels]
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
positions = st.sampled_from((*LEVELS, NOT_APPLICABLE, None))
answers = st.dictionaries(
    st.sampled_from(sorted(EDITION.statements)[:8] + sorted(EDITION.key_statements)[:4]),
    st.tuples(positions, st.sampled_from((*LEVELS, None)), texts, texts),
    max_size=6,
).map(lambda d: {k: Answer(k, p, a, r, 3, "tab", m) for k, (p, a, r, m) in d.items()})
notes = st.lists(
    st.builds(
        Note,
        st.sampled_from([cell.id for cell in EDITION.cells[:3]]),
        st.sampled_from([kind.key for kind in EDITION.note_kinds]),
        texts,
        st.sampled_from(((), (S,))),
    ),
    max_size=3,
    unique_by=lambda note: (note.cell_id, note.kind),
)
contents = st.builds(
    Content, st.sampled_from(("X-FERN", "X-SALT")), st.just("2026-27"), st.just("a" * 64), answers, notes
)


def fingerprint(content: Content, version: int = 1) -> str:
    return fingerprint_of(document_of(EDITION, content, version))


def meaning(content: Content) -> tuple[object, ...]:
    return (
        content.council_code,
        content.edition_key,
        content.edition_sha256,
        {key: answer.content for key, answer in content.answers.items() if not answer.is_empty},
        {(n.cell_id, n.kind): n.content for n in content.notes if n.text},
    )


@given(contents, contents, st.integers(1, 3), st.integers(1, 3))
def test_the_fingerprint_changes_with_the_content_and_only_with_it(
    one: Content, other: Content, version: int, other_version: int
) -> None:
    is_same = (meaning(one), version) == (meaning(other), other_version)
    assert (fingerprint(one, version) == fingerprint(other, other_version)) == is_same


@given(contents, st.randoms())
def test_order_versions_and_tabs_do_not_matter(content: Content, dice: object) -> None:
    turned = {key: replace(content.answers[key], version=9, tab="x") for key in reversed(list(content.answers))}
    again = replace(content, answers=turned, notes=tuple(reversed(content.notes)))
    assert fingerprint(again) == fingerprint(content)


@given(contents)
def test_a_document_holds_the_whole_content(content: Content) -> None:
    document = document_of(EDITION, content, 2)
    assert meaning(read_document(document)) == meaning(content)
    assert document_of(EDITION, read_document(document), 2) == document


@given(contents, st.sampled_from(("rationale", "minority_view")))
def test_each_word_counts(content: Content, name: str) -> None:
    given = content.answers.get(S) or Answer(S, "fully")
    changed = replace(given, **{name: getattr(given, name) + "x"})
    with_one = replace(content, answers={**content.answers, S: given})
    with_other = replace(content, answers={**content.answers, S: changed})
    assert fingerprint(with_one) != fingerprint(with_other)


def test_the_canonical_document_is_what_it_was() -> None:
    """Written down, so that a record made today can be checked by anybody for ever."""
    content = Content(
        "X-FERN", "2026-27", "ab", {S: Answer(S, "partly", "fully", "Né", minority_view="No")}, [Note("c", "k", "T")]
    )
    assert document_of(EDITION, content, 1) == (
        '{"answers":{"role-service-plan":{"ambition":"fully","minority_view":"No","position":"partly","reason":"Né"}},'
        '"council":"X-FERN","edition":{"key":"2026-27","sha256":"ab"},"format":1,"key_statements":{},'
        '"notes":[{"cell":"c","kind":"k","statements":[],"text":"T"}],"version":1}'
    )


def test_the_consensus_carries_reason_and_minority_view() -> None:
    answer = Answer(S, "partly", "fully", " Because.\r\n", minority_view=" Two of us think otherwise. ")
    checked = check_agreed_answer(EDITION, answer)
    assert checked.content == ("partly", "fully", "Because.", "Two of us think otherwise.")
    key = check_agreed_answer(EDITION, Answer(KEY, "agree", None, "Why", minority_view="Why not"))
    assert key.content == ("agree", None, "Why", "Why not")


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (Answer(S, "dont-know"), DontKnowNotAllowed),
        (Answer(S, NOT_APPLICABLE), RationaleMissing),
        (Answer(S, "agree"), UnknownLevel),
        (Answer(KEY, "partly"), UnknownLevel),
        (Answer(KEY, "dont-know"), UnknownLevel),
        (Answer(S, "fully", minority_view="x" * 2001), TextTooLong),
        (Answer(S, "fully", rationale="x" * 2001), TextTooLong),
    ],
)
def test_what_the_consensus_may_not_hold(answer: Answer, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_agreed_answer(EDITION, answer)


def test_what_is_missing_is_named() -> None:
    full = {s: Answer(s, "fully") for s in EDITION.statements} | {k: Answer(k, "agree") for k in EDITION.key_statements}
    assert missing(EDITION, full).is_nothing
    lacking = full | {S: Answer(S, None, "fully"), "role-service-do": Answer("role-service-do", NOT_APPLICABLE)}
    del lacking[KEY]
    found = missing(EDITION, lacking)
    assert (found.levels, found.reasons, found.key_statements) == ((S,), ("role-service-do",), (KEY,))
    assert len(missing(EDITION, {}).levels) == 72
    assert count_needed(EDITION) == 72 + 18


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said({"fully": 3}, {"fully": 3}), ("fully", "fully")),
        (Said({"fully": 3}, {"fully": 2}), ("fully", None)),
        (Said({"fully": 3}, {"fully": 2, "partly": 1}), ("fully", None)),
        (Said({"fully": 2, "partly": 1}), None),
        (Said({"fully": 2, "dont-know": 1}), None),
        (Said({"dont-know": 2}), None),
        (Said({NOT_APPLICABLE: 2}), None),
        (Said({"fully": 1}), None),
        (Said(), None),
    ],
)
def test_where_everybody_agrees(said: Said, expected: tuple[str, str | None] | None) -> None:
    found = agreed_by_all(EDITION, S, said)
    assert (found and (found.position, found.ambition)) == expected


def test_success_factors_have_no_ambition() -> None:
    assert agreed_by_all(EDITION, KEY, Said({"agree": 2}, {"agree": 2})) == Answer(KEY, "agree")
