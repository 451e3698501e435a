"""The paper for a committee: what it asks for, and what it leaves to the officer."""

from dataclasses import replace

import pytest

from tests.papers.made import SIGNED, agreed_report, empty_report, file_of, own_report, with_note
from tests.papers.reading import bare, pdf_pages, pdf_text, text_of, word_of
from tiex.papers.compose import Shape
from tiex.papers.formats import offers_for
from tiex.papers.report import Report, Version

PARTS = (
    *("Recommendations", "Purpose", "Background", "What the council found", "The next step in each cell"),
    *("Resources for the widest gaps", "Options", "Implications", "Financial", "Legal", "Equality"),
    *("Version and fingerprint", "Background papers", "Appendix C: every statement and its answer"),
)


def said(report: Report) -> str:
    return pdf_text(file_of(report, "committee.pdf")).replace("\n", " ")


def test_it_has_what_a_committee_needs() -> None:
    document = word_of(file_of(agreed_report(), "committee.docx"))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert [heading for heading in headings if heading in PARTS] == list(PARTS)


def test_its_recommendations_can_stand_in_the_minutes() -> None:
    document = word_of(file_of(agreed_report(), "committee.docx"))
    asked = [p.text for p in document.paragraphs if p.style and p.style.name == "List Number"]
    assert asked[0].startswith("notes the result, signed off by the Leader and the Chief Executive, of the council’s")
    tally = agreed_report().overall.tally
    assert f"a position of {tally.percent}% and an ambition of {tally.ambition_percent}%" in asked[0]
    assert all(gap.name in asked[1] for gap in agreed_report().gaps[:3])


def test_a_draft_asks_for_less() -> None:
    assert "notes the draft result of the council’s self-assessment" in said(with_note("x"))
    assert "This is a draft: it has not been signed off" in said(with_note("x"))
    assert "signed off by the Leader" not in said(empty_report())


@pytest.mark.parametrize(
    ("version", "mark"),
    [
        (replace(SIGNED, is_signed_off=False), "Reopened since it was signed off"),
        (replace(SIGNED, is_intact=False), "Tampered with: do not rely on it"),
        (Version(2, SIGNED.fingerprint, is_signed_off=False, was_signed_off=False), "Draft, not signed off"),
    ],
    ids=["reopened", "tampered", "sent"],
)
def test_it_says_what_its_version_is_worth(version: Version, mark: str) -> None:
    report = replace(agreed_report(), frame=replace(agreed_report().frame, version=version))
    assert all(mark in page for page in pdf_pages(file_of(report, "committee.pdf")))


def test_what_only_an_officer_knows_is_marked() -> None:
    document = word_of(file_of(agreed_report(), "committee.docx"))
    prompts = [p.text for p in document.paragraphs if p.style and p.style.name == "Prompt"]
    assert len(prompts) == 9
    assert all(prompt.startswith("[To be filled in: ") and prompt.endswith("]") for prompt in prompts)


def test_nobody_takes_one_persons_view_to_a_committee() -> None:
    assert Shape.COMMITTEE not in {offer.shape for offer in offers_for(own_report().frame)}
    assert Shape.COMMITTEE in {offer.shape for offer in offers_for(empty_report().frame)}


@pytest.mark.parametrize("name", ["committee.pdf", "committee.docx"])
def test_minority_views_stay_in_the_council(name: str) -> None:
    found = text_of(file_of(agreed_report(), name), name)
    assert bare("Two of us thought otherwise") not in found
    assert bare("1 of us did not.") not in found
    assert bare("Minority views are not part of this paper: they stay in the council.") in found
    assert bare("Reason number 1.") in found
