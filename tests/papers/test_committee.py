"""The paper for a committee: what it asks for, and what it leaves to the officer."""

import re
from dataclasses import replace

import pytest
from docx.oxml.ns import qn

from tests.papers.made import SIGNED, agreed_report, empty_report, file_of, own_report, with_note
from tests.papers.reading import bare, pdf_pages, pdf_text, text_of, word_of
from tiex.papers.blocks import Heading, Table
from tiex.papers.committee import committee_blocks
from tiex.papers.compose import Shape, summary
from tiex.papers.formats import offers_for
from tiex.papers.report import Report, Version

PARTS = (
    *("Recommendations", "Purpose", "Background", "What the council found", "The next step in each cell"),
    *("Resources for the widest gaps", "Options", "Implications", "Financial", "Legal", "Equality"),
    *("Version and fingerprint", "Background papers", "Appendix C: every statement and its answer"),
    *("Appendix D: every key statement of the success factors", "Appendix E: how the scores are worked out"),
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


def test_its_contents_name_each_part_with_its_page() -> None:
    first, second, *_ = pdf_pages(file_of(agreed_report(), "committee.pdf"))
    begins = "".join((first, second)).replace("\r", "")
    assert "Contents" in begins
    for title in PARTS[:5] + PARTS[-3:]:
        assert re.search(rf"^{title}[ .]*\d+$", begins, re.MULTILINE), title


def test_its_contents_are_a_field_that_word_keeps_up_to_date() -> None:
    document = word_of(file_of(agreed_report(), "committee.docx"))
    kinds = [mark.get(qn("w:fldCharType")) for mark in document.element.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    [code] = [each.text for each in document.element.iter(qn("w:instrText"))]
    assert code.startswith('TOC \\o "1-1"')
    paragraphs = document.paragraphs
    start = next(place for place, paragraph in enumerate(paragraphs) if paragraph.text == "Contents")
    headings = [p.text for p in paragraphs if p.style and p.style.name == "Heading 1"]
    assert [p.text for p in paragraphs[start + 1 : start + 1 + len(headings)]] == headings


def test_appendices_have_one_letter_after_another() -> None:
    without = replace(agreed_report(), key_statements=())
    for report, letters in ((agreed_report(), "ABCDE"), (without, "ABCD")):
        titles = [block.text for block in committee_blocks(report) if isinstance(block, Heading)]
        assert [title[9] for title in titles if title.startswith("Appendix ")] == list(letters)
        appendices = titles[next(place for place, title in enumerate(titles) if title.startswith("Appendix A")) :]
        assert "Every key statement of the success factors" not in appendices


def test_the_figures_of_the_summary_have_a_heading_of_their_own() -> None:
    blocks = summary(agreed_report())
    place = next(place for place, b in enumerate(blocks) if isinstance(b, Table) and "wheel" in b.caption)
    assert blocks[place - 1] == Heading("The 18 cells, by characteristic")
