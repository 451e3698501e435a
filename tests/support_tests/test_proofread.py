"""The proof-reader finds each kind of fault, and nothing in clean pages."""

import pytest

from tests.support.proofread import proofread

TOKEN = '<input type="hidden" name="csrf_token" value="t">'
CLEAN_BODY = f"""
<a href="#main">Skip to content</a>
<div class="govuk-error-summary"><h2>There is a problem</h2><a href="#name">Enter a name</a></div>
<main id="main"><h1>Expenditure</h1><h2>Plan</h2><h3>Do</h3>
<form method="post" action="/save" hx-post="/save">{TOKEN}
<label for="name">Name</label><input id="name" name="name" aria-describedby="hint"><span id="hint">Full name</span>
<label><input type="radio" name="level" value="fully" hx-post="/save"> Fully true</label>
<select aria-label="Ambition" name="ambition"><option value="">Choose</option></select>
<textarea hidden name="later"></textarea><button>Save</button></form>
<svg role="img" aria-labelledby="wheel-title"><title id="wheel-title">The wheel</title>
<a href="/cell"><title>Cell one</title><path id="s1" d="M0 0"/></a><g id="s2"><path d="M1 1"/></g></svg>
<a href="/cell#plan" hx-get="/cell">Next</a><img src="/static/a.png" alt="">
<script src="/static/htmx.js" defer></script>
</main>"""


def page(body: str, head: str = "<title>Cell</title>", html: str = '<html lang="en-GB">') -> str:
    return f'<!doctype html>{html}<head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def problems(body: str) -> list[str]:
    return proofread(page(f"<h1>One</h1>{body}"), url="/here", is_fragment=False)


def test_a_clean_page_has_no_problems() -> None:
    assert proofread(page(CLEAN_BODY), url="/here", is_fragment=False) == []


PAGE_FAULTS = {
    "no doctype": ('<html lang="en"><head><title>t</title></head><body><h1>x</h1></body></html>', "not valid HTML"),
    "no lang": (page("<h1>x</h1>", html="<html>"), "no lang"),
    "no title": (page("<h1>x</h1>", head=""), "one title"),
    "empty title": (page("<h1>x</h1>", head="<title> </title>"), "one title"),
    "title only in svg": (page("<h1>x</h1><svg><title>Wheel</title></svg>", head=""), "one title"),
    "no h1": (page("<p>x</p>"), "exactly one h1"),
    "two h1": (page("<h1>x</h1><h1>y</h1>"), "exactly one h1"),
    "empty h1": (page("<h1></h1>"), "heading is empty"),
}


@pytest.mark.parametrize(("html", "expected"), PAGE_FAULTS.values(), ids=PAGE_FAULTS.keys())
def test_a_fault_of_the_page_is_found(html: str, expected: str) -> None:
    found = proofread(html, url="/here", is_fragment=False)
    assert len(found) == 1
    assert expected in found[0]


BODY_FAULTS = {
    "unclosed element": ("<div><p>x</p>", "not valid HTML"),
    "stray end tag": ("</section>", "not valid HTML"),
    "duplicate attribute": ('<p class="a" class="b">x</p>', "not valid HTML"),
    "nested form": ("<form><form></form>", "not valid HTML"),
    "id twice": ('<p id="a">x</p><p id="a">y</p>', "is used 2 times"),
    "id twice, once in svg": ('<p id="a">x</p><svg><g id="a"></g></svg>', "is used 2 times"),
    "id with a space": ('<p id="a b">x</p>', "white space"),
    "input": ('<input name="a">', "no label"),
    "select": ("<select><option>a</option></select>", "no label"),
    "textarea": ("<textarea></textarea>", "no label"),
    "empty label": ('<label for="a"></label><input id="a">', "no label"),
    "group": ("<fieldset><p>Years</p></fieldset>", "no legend"),
    "empty legend": ("<fieldset><legend> </legend></fieldset>", "no legend"),
    "label for nothing": ('<label for="a">A</label>', "for refers to ids"),
    "described by nothing": ('<p aria-describedby="a">x</p>', "aria-describedby refers to ids"),
    "labelled by nothing": ('<p id="a" aria-labelledby="a b">x</p>', "do not exist (b)"),
    "controls nothing": ('<button aria-controls="a">x</button>', "aria-controls refers to ids"),
    "skip link to nothing": ('<a href="#main">Skip</a>', "leads to an id"),
    "post without token": ('<form method="post"></form>', "no csrf_token"),
    "post with empty token": (
        '<form method="post"><input type="hidden" name="csrf_token" value=""></form>',
        "no csrf_token",
    ),
    "style attribute": ('<p style="color:red">x</p>', "a style attribute"),
    "style attribute in svg": ('<svg><g style="fill:red"></g></svg>', "a style attribute"),
    "style element": ("<svg><style>a{}</style></svg>", "a style element"),
    "inline script": ("<script>go()</script>", "script without src"),
    "handler": ('<p onclick="go()">x</p>', "inline handler onclick"),
    "hx-on": ('<p hx-on:click="go()">x</p>', "hx-on:click is inline code"),
    "hx-vals with js": ('<p hx-vals="js:{a: 1}">x</p>', "needs eval"),
    "hx-trigger filter": ('<p hx-trigger="keyup[key==1]">x</p>', "needs eval"),
    "javascript link": ('<a href=" JavaScript:go()">x</a>', "holds code"),
    "image without alt": ('<img src="/a.png">', "no alt"),
    "heading skipped": ("<h3>x</h3>", "jump from h1 to h3"),
    "empty link": ('<a href="/a"><span aria-hidden="true">x</span></a>', "no text"),
    "empty link in svg": ('<svg><a href="/a"><path d="M0"/></a></svg>', "no text"),
    "empty button": ("<button> </button>", "no text"),
    "submit without value": ('<form><input type="submit" value=""></form>', "no text"),
    "foreign script": ('<script src="https://cdn.example/x.js"></script>', "another site"),
    "hx-get alone": ('<button hx-get="/a">x</button>', "no plain twin"),
    "hx-post alone": ('<button hx-post="/a">x</button>', "no plain twin"),
    "hx-post with another form": (
        f'<form method="post" action="/b">{TOKEN}<button hx-post="/a">x</button></form>',
        "no plain twin",
    ),
    "hx-post beside a get form": ('<form action="/a" hx-post="/a"></form>', "differs"),
    "hx-post to elsewhere": (f'<form method="post" action="/b" hx-post="/a">{TOKEN}</form>', "differs"),
    "hx-get without href": ('<a hx-get="/a">x</a>', "differs"),
    "hx-delete": ('<button hx-delete="/a">x</button>', "forms only get and post"),
}


@pytest.mark.parametrize(("body", "expected"), BODY_FAULTS.values(), ids=BODY_FAULTS.keys())
def test_a_fault_of_the_body_is_found(body: str, expected: str) -> None:
    found = problems(body)
    assert any(expected in problem for problem in found), found
    assert len(found) == 1


def test_an_error_summary_must_link_to_what_is_wrong() -> None:
    summary = '<div class="govuk-error-summary"><a href="#absent">Enter a name</a></div>'
    assert any("error summary" in problem for problem in problems(summary))


@pytest.mark.parametrize(
    "body",
    [
        f'<form method="post" action="/a">{TOKEN}<button hx-post="/a">Save</button></form>',
        f'<form method="post" action="/b">{TOKEN}<button formaction="/a" hx-post="/a">Save</button></form>',
        '<form method="post" id="f" action="/a"></form>'
        '<input type="hidden" name="csrf_token" value="t" form="f"><button form="f" hx-post="/a">Save</button>',
        '<form hx-get="/here" action="/here"><button>Find</button></form>',
        '<a href="/there" hx-get="there">There</a>',
        '<button hx-get="/there">There</button><a href="there">There</a>',
    ],
)
def test_a_plain_twin_is_recognised(body: str) -> None:
    assert problems(body) == []


CLEAN_FRAGMENTS = [
    '<div id="a"><h3>Plan</h3><p aria-describedby="on-the-page">Saved</p></div>',
    '<div id="a"></div><hx-partial hx-target="#b" hx-swap="innerMorph"><p id="b">61 of 72</p></hx-partial>',
    '<tr id="row"><td>1</td></tr><hx-partial hx-target="#c"><tr id="c"><td>2</td></tr></hx-partial>',
    '<button hx-post="/save">Save</button>',
    "",
]


@pytest.mark.parametrize("html", CLEAN_FRAGMENTS)
def test_a_clean_fragment_has_no_problems(html: str) -> None:
    assert proofread(html, url="/here", is_fragment=True) == []


FRAGMENT_FAULTS = {
    "whole page": (page("<h1>x</h1>"), "not valid HTML"),
    "unclosed": ('<div id="a"><p>x</p>', "not valid HTML"),
    "unclosed in a partial": ('<hx-partial hx-target="#b"><div></hx-partial>', "not valid HTML"),
    "partial not closed": ('<hx-partial hx-target="#b"><p>x</p>', "not valid HTML"),
    "id twice over partials": ('<p id="a">x</p><hx-partial hx-target="#b"><p id="a">y</p></hx-partial>', "2 times"),
    "post without token": ('<form method="post"></form>', "no csrf_token"),
    "hx-post in another form": (
        f'<form method="post" action="/b">{TOKEN}<button hx-post="/a">x</button></form>',
        "no plain twin",
    ),
    "style": ('<p style="color:red">x</p>', "style attribute"),
}


@pytest.mark.parametrize(("html", "expected"), FRAGMENT_FAULTS.values(), ids=FRAGMENT_FAULTS.keys())
def test_a_fault_of_a_fragment_is_found(html: str, expected: str) -> None:
    found = proofread(html, url="/here", is_fragment=True)
    assert any(expected in problem for problem in found), found
