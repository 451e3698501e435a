"""A real Chromium for journeys: found or installed, launched, slowed down and inspected with axe."""

import importlib.resources
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

from tests.support import apt

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ADVICE = (
    "Journeys need a Chromium or Chrome. Install one (Debian: apt-get install chromium; "
    "elsewhere: google.com/chrome) or set TIEX_CHROMIUM to the path of its program."
)


class ChromiumMissing(RuntimeError):
    """There is no Chromium and none could be installed; the message says what to do."""


def find_or_install_chromium() -> Path:
    found = _find_chromium()
    if found is None and apt.can_install():
        _install_chromium()
        found = _find_chromium()
    if found is None:
        raise ChromiumMissing(ADVICE)
    return found


def launch(playwright: Playwright) -> Browser:
    # Chromium's sandbox refuses to start for root.
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return playwright.chromium.launch(
        executable_path=find_or_install_chromium(), args=[*sandbox, *ARGUMENTS], headless=True
    )


def throttle_cpu(page: Page, rate: float) -> None:
    """Slow the page's processor down by `rate` times; 1 is full speed."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def axe_violations(page: Page) -> list[str]:
    """One readable line per element that breaks a rule of WCAG 2.2 AA or of axe's good practice."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe_source())
    options = {"runOnly": {"type": "tag", "values": list(AXE_TAGS)}, "resultTypes": ["violations"]}
    results = page.evaluate("options => axe.run(document, options)", options)
    return [line for violation in results["violations"] for line in _lines(violation)]


def _lines(violation: dict[str, Any]) -> Iterator[str]:
    for node in violation["nodes"]:
        reason = " ".join(node.get("failureSummary", "").split())
        yield f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html']} [{reason}]"


def _axe_source() -> str:
    return importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def _find_chromium() -> Path | None:
    chosen = os.environ.get("TIEX_CHROMIUM")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise ChromiumMissing(f"TIEX_CHROMIUM is {chosen!r}, which is not a program. {ADVICE}")
        return Path(chosen)
    return next((Path(found) for name in PROGRAMS if (found := shutil.which(name))), None)


def _install_chromium() -> None:
    try:
        apt.install("chromium")
    except apt.InstallFailed as failure:
        raise ChromiumMissing(f"{ADVICE}\n{failure}") from failure
