"""The guidance pages and the HTML made from them."""

from pathlib import Path

import pytest

from tests.content.broken_content import break_file
from tiex.content.checking import ContentError
from tiex.content.guidance import load_guidance, render_markdown

FIRST = "guidance/01-about-the-exchange.md"


def test_all_pages_load_in_their_order() -> None:
    pages = load_guidance()
    assert len(pages) >= 9
    assert [page.order for page in pages] == list(range(1, len(pages) + 1))
    assert (pages[0].key, pages[0].title) == ("about-the-exchange", "About the exchange")
    assert [page.key for page in pages if page.is_draft] == ["accessibility-statement", "privacy-notice"]


def test_headings_start_below_the_title_and_can_be_linked() -> None:
    for page in load_guidance():
        assert "<h1" not in page.html
        assert len({heading.id for heading in page.headings}) == len(page.headings)
        for heading in page.headings:
            assert f'<h{heading.level} id="{heading.id}">{heading.text}</h{heading.level}>' in page.html


def test_tables_have_headings_with_a_scope() -> None:
    html = render_markdown("| a | b |\n| --- | --: |\n| 1 | 2 |")
    assert '<th scope="col">a</th>\n<th scope="col">b</th>' in html
    assert "<td>1</td>\n<td>2</td>" in html
    assert "style" not in html


def test_headings_with_the_same_words_get_different_ids() -> None:
    html = render_markdown("## What's new?\n\n## What's new?\n\n## ?")
    assert '<h2 id="whats-new">' in html
    assert '<h2 id="whats-new-2">' in html
    assert '<h2 id="section">' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <b onclick=alert(1)>b</b>",
        "<img src=x onerror=alert(1)>",
        "<style>p{}</style>",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:a)",
        "![a](https://example.org/a.png)",
        '[a](https://example.org/ "t\\" onclick=\\"a")',
        "<https://example.org/?a=<script>>",
    ],
)
def test_markup_in_markdown_is_neutralised(text: str) -> None:
    html = render_markdown(text)
    without_escapes = html.replace("&lt;", "").replace("&gt;", "")
    for tag in ("<script", "<b", "<img", "<style", "<svg"):
        assert tag not in without_escapes
    assert 'href="javascript' not in html.lower()
    assert 'href="data' not in html.lower()
    assert 'href="vbscript' not in html.lower()
    assert " title=" not in html


def test_plain_links_stay_links() -> None:
    assert render_markdown("[a](https://example.org/b)") == (
        '<p><a href="https://example.org/b" rel="noopener noreferrer">a</a></p>\n'
    )
    assert 'href="/glossary"' in render_markdown("[a](/glossary)")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('title: "About the exchange"\n', "", "title: is missing"),
        ("order: 1", "order: first", "order: must be a whole number"),
        ("order: 1", "order: 2", "order: the pages must count up from 1"),
        ("key: about-the-exchange", "key: about", "order: the pages must count up from 1"),
        ("order: 1", "order: 1\ndraft: no", "draft: must be True, not False"),
        ("order: 1", "order: 1\norder: 1", "about-the-exchange: order: appears twice"),
        ("order: 1", "order: 1\nauthor: a", "author: is not a known field"),
        ("---\n", "", "must start with front matter between two lines of ---"),
        ("## What it is for", "# What it is for", "body: heading 'What it is for' has level 1 after level 1"),
        ("## What it is for", "### What it is for", "body: heading 'What it is for' has level 3 after level 1"),
        ("helps councils", "helps [who]", "body: has the gap [who], but the page is not a draft"),
    ],
)
def test_a_broken_page_is_refused(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, FIRST, old, new)
    with pytest.raises(ContentError) as error:
        load_guidance(root)
    assert f"{FIRST}: {problem}" in str(error.value)
