"""The glossary, and its terms explained where they appear."""

from pathlib import Path

import pytest

from tests.content.broken_content import break_file
from tiex.content.checking import ContentError
from tiex.content.glossary import Glossary, link_terms, load_glossary


@pytest.fixture
def glossary() -> Glossary:
    return load_glossary()


def marked(text: str, glossary: Glossary, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(s.text, s.term.key) for s in link_terms(text, glossary, without) if s.term]


def test_terms_stand_in_alphabetical_order(glossary: Glossary) -> None:
    names = [term.name.lower() for term in glossary.terms]
    assert len(names) == 61
    assert names == sorted(names)
    assert glossary.term("cell").see_also == ("characteristic", "change-mode", "statement")
    assert glossary.term("capability").source_ref == 6


def test_the_segments_of_a_text_make_up_the_text(glossary: Glossary) -> None:
    text = "Cell by cell, the council and its partners reach a consensus (see sign-off)."
    assert "".join(segment.text for segment in link_terms(text, glossary)) == text
    assert link_terms("", glossary) == ()
    assert [segment.term for segment in link_terms("Nothing here.", glossary)] == [None]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("An EDITION and an edition", [("EDITION", "edition")]),
        ("its partners", [("partners", "partner")]),
        ("a critical success factor", [("critical success factor", "critical-success-factor")]),
        ("the customer focus of a customer", [("customer focus", "customer-focus"), ("customer", "customer")]),
        ("a change mode", [("change mode", "change-mode")]),
        ("an improvement mode", [("improvement mode", "change-mode")]),
        ("self-assessment", [("self-assessment", "self-assessment")]),
        ("excellent leaning, understatement, lean-to, ſtage", []),
    ],
)
def test_a_term_is_found_once_as_a_whole_word(text: str, terms: list[tuple[str, str]], glossary: Glossary) -> None:
    assert marked(text, glossary) == terms


def test_terms_explained_before_are_left_alone(glossary: Glossary) -> None:
    assert marked("The cell and the stage", glossary, without=("cell",)) == [("stage", "stage")]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[related-tool]", "[related-toil]", "term adass: see_also: 'related-toil' is not another term"),
        ("[related-tool]", "[adass]", "term adass: see_also: 'adass' is not another term"),
        ("[related-tool]", "related-tool", "term adass: see_also: must be a list"),
        ("- key: ambition", "- key: adass", "term adass: key: 'adass' appears twice"),
        ('term: "Ambition"', 'term: "Adass"', "term ambition: term: 'adass' appears twice"),
        ("source_ref: 6", "source_ref: six", "term capability: source_ref: must be a whole number"),
        ("introduction:", "preface:", "introduction: is missing"),
    ],
)
def test_a_broken_glossary_is_refused(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, "glossary.yaml", old, new)
    with pytest.raises(ContentError) as error:
        load_glossary(root)
    assert f"glossary.yaml: {problem}" in str(error.value)
