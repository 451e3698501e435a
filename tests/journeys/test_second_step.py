"""The second step for signing in, from setting it up to turning it off: axe at each page, and room on a phone."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from pyotp import TOTP

from tests.journeys.conftest import NewVisit
from tests.journeys.test_layout import LAPTOP, PHONE, wide_parts
from tests.slices.secondfactor.steps import STEP
from tests.support.people import PASSWORD, Someone, signed_in
from tests.support.visit import COOKIE, Visit
from tiex.gateways.clock import SetClock

See = Callable[[Visit, str], None]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).click()


def arrive(visit: Visit, heading: str) -> None:
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(heading)
    visit.check()


def look(visit: Visit, heading: str) -> None:
    """Be on this page; axe finds nothing, and nothing sticks out."""
    arrive(visit, heading)
    visit.step(heading)
    assert wide_parts(visit.page) == []


@pytest.mark.parametrize(
    ("size", "has_javascript"),
    [(LAPTOP, True), (PHONE, True), (LAPTOP, False)],
    ids=["laptop", "phone", "without JavaScript"],
)
def test_from_setting_it_up_to_turning_it_off(
    app: Flask, new_visit: NewVisit, ada: Someone, clock: SetClock, size: dict[str, int], has_javascript: bool
) -> None:
    # Axe is a script itself.
    see = look if has_javascript else arrive
    visit = new_visit(viewport=size, java_script_enabled=has_javascript)
    visit.expect("status of 422")
    visit.enter_as(app, ada)
    page = visit.page
    visit.go("/account/second-step")
    see(visit, "A second step when you sign in")
    press(page, "Set up the second step")
    see(visit, "Set up the second step")
    press(page, "Turn on the second step")
    see(visit, "Set up the second step")
    totp = TOTP(page.locator(".qr__key").inner_text().replace(" ", ""))
    page.get_by_label("six digits").fill(totp.at(clock.now()))
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Turn on the second step")
    see(visit, "Your recovery codes")
    recovery_code = page.locator(".codes code").first.inner_text()
    press(page, "I have kept them, go on")
    sign_in_again(visit, ada, recovery_code, see)
    visit.go("/account/second-step/recovery-codes")
    see(visit, "Make new recovery codes")
    clock.advance(STEP)
    turn_off(visit, totp.at(clock.now()), see)


def sign_in_again(visit: Visit, person: Someone, code: str, see: See) -> None:
    page = visit.page
    visit.context.clear_cookies(name=COOKIE)
    visit.go("/sign-in?next=/account")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    see(visit, "Enter a code")
    page.get_by_label("Code").fill("not a code")
    press(page, "Sign in")
    see(visit, "Enter a code")
    page.get_by_label("Code").fill(code)
    press(page, "Sign in")
    see(visit, "Your account")


def turn_off(visit: Visit, code: str, see: See) -> None:
    page = visit.page
    visit.go("/account/second-step")
    expect(page.get_by_text("You have 9 recovery codes left.")).to_be_visible()
    see(visit, "A second step when you sign in")
    press(page, "Turn off the second step")
    see(visit, "Turn off the second step")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code").fill(code)
    press(page, "Turn off the second step")
    expect(page.get_by_text("The second step is turned off.")).to_be_visible()


def test_recovery_codes_on_paper(app: Flask, new_visit: NewVisit, ada: Someone, clock: SetClock) -> None:
    visit = new_visit()
    visit.enter_as(app, ada)
    page = visit.page
    visit.go("/account/second-step/set-up")
    totp = TOTP(page.locator(".qr__key").inner_text().replace(" ", ""))
    page.get_by_label("six digits").fill(totp.at(clock.now()))
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Turn on the second step")
    page.emulate_media(media="print")
    expect(page.locator(".codes code").last).to_be_visible()
    expect(page.get_by_text(f"For {ada.email}")).to_be_visible()
    for left_out in (page.locator("header"), page.get_by_text("Print this page"), page.get_by_text("go on")):
        expect(left_out).to_be_hidden()


def test_signing_out_everywhere_keeps_this_window(app: Flask, new_visit: NewVisit, ada: Someone) -> None:
    visit, other = new_visit(), signed_in(app, ada)
    visit.enter_as(app, ada)
    visit.go("/account")
    press(visit.page, "Sign out everywhere else")
    expect(visit.page.get_by_text("Everywhere else you are signed out. Here you stay signed in.")).to_be_visible()
    look(visit, "Your account")
    assert other.get("/account").status_code == 302
