"""The browser opens a page under our strict policy, and axe finds what is wrong with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, sync_playwright

from tests.support.chromium import ChromiumMissing, axe_violations, find_or_install_chromium, launch, throttle_cpu
from tests.support.server import LiveServer

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"


def page(body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>t</title></head><body><main><h1>x</h1>{body}</main></body></html>'
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, launch(playwright) as browser:
        yield browser


def test_axe_finds_a_planted_fault(browser: Browser) -> None:
    tab = browser.new_page()
    tab.set_content(page('<input name="a">'))
    found = axe_violations(tab)
    assert len(found) == 1
    assert found[0].startswith("label (critical): Form elements must have labels: <input name=")
    tab.set_content(page("<label>A <input></label>"))
    assert axe_violations(tab) == []
    tab.close()


def test_axe_runs_under_a_strict_policy(browser: Browser) -> None:
    app = Flask(__name__, static_folder=None)
    html = page('<script>document.title = "broken"</script><img src="/a.png">')
    app.add_url_rule(
        "/", view_func=lambda: Response(html, headers={"Content-Security-Policy": POLICY}), endpoint="home"
    )
    with LiveServer(app) as server:
        tab = browser.new_page()
        tab.goto(server.url)
        found = axe_violations(tab)
        assert [line.split()[0] for line in found] == ["image-alt"]
        assert tab.title() == "t"
        tab.close()


def test_a_slowed_page_takes_longer(browser: Browser) -> None:
    tab = browser.new_page()
    count = (
        "() => { const start = performance.now(); let n = 0; while (n < 3e8) n++; return performance.now() - start }"
    )
    tab.evaluate(count)
    quick = min(tab.evaluate(count) for _ in range(3))
    throttle_cpu(tab, 20)
    slow = min(tab.evaluate(count) for _ in range(3))
    assert slow > 3 * quick
    tab.close()


def test_a_chosen_browser_must_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIEX_CHROMIUM", str(tmp_path / "absent"))
    with pytest.raises(ChromiumMissing, match="absent"):
        find_or_install_chromium()


def test_a_missing_browser_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TIEX_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ChromiumMissing, match="apt-get install chromium"):
        find_or_install_chromium()
