"""The small CSS selectors find what the same selectors find in a browser."""

import pytest

from tests.support.document import parse_fragment

HTML = """<ul id="all" class="list wide"><li class="a"><a href="/x/1" data-n="1">One</a></li>
<li><b><a href="/y/2">Two</a></b></li></ul><a href="/z">Three</a>"""


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("a", ["One", "Two", "Three"]),
        ("li a", ["One", "Two"]),
        ("li > a", ["One"]),
        ("#all a[href^='/y']", ["Two"]),
        ("ul.wide.list .a a", ["One"]),
        ("[data-n]", ["One"]),
        ('a[href="/z"], a[data-n=1]', ["One", "Three"]),
        ("*[href$='2']", ["Two"]),
        ("a[href*='/']", ["One", "Two", "Three"]),
        ("ul > a", []),
    ],
)
def test_a_selector_finds(selector: str, texts: list[str]) -> None:
    assert [node.text for node in parse_fragment(HTML).root.find_all(selector)] == texts


def test_what_is_not_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="not understood"):
        parse_fragment(HTML).root.find_all("a:hover")
