"""Axe finds nothing wrong on any page, in any of its states."""

from collections.abc import Iterator, Sequence

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.support.cell_page import Card
from tests.support.chromium import axe_violations
from tests.support.every_page import every_page
from tests.support.given_answers import Given, give, give_note, plan
from tests.support.people import CLOSED, PASSWORD, Someone, add_person, add_response
from tests.support.visit import Visit
from tiex.domain.answers import Note
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import Mail, MemoryMailer

AFTER_IT_ENDED = 2028
CELLS = ("role-service", "income-customer", "procurement-community")


def look(visit: Visit, paths: Sequence[str]) -> None:
    """Open each page; the complaints about all of them together."""
    found = []
    for path in paths:
        visit.page.goto(visit.url + path)
        found += [f"{path}: {line}" for line in axe_violations(visit.page)]
    visit.check()
    assert not found, "\n  - ".join(["axe:", *found])


def half() -> dict[str, Given]:
    """Every other answer of the plan."""
    return {key: given for number, (key, given) in enumerate(plan().items()) if number % 2}


def is_public(path: str) -> bool:
    return not path.startswith(("/responses", "/assessments", "/my-council", "/account", "/councils", "/examples"))


def test_pages_that_anybody_can_read(app: Flask, visit: Visit, mailer: MemoryMailer) -> None:
    visit.expect("status of 410")
    mailer.sent.append(Mail("ada@fernmoor.example", "A subject", "Some text\nwith https://council.example/ in it."))
    look(visit, [path for path in every_page(app, [1]) if is_public(path)])


@pytest.mark.parametrize("answers", [{}, half(), plan()], ids=["empty", "half", "full"])
def test_pages_of_a_response(
    app: Flask, ada_visit: Visit, ada: Someone, response_id: int, answers: dict[str, Given]
) -> None:
    give(app, ada, response_id, answers)
    if answers:
        give_note(app, ada, response_id, Note("role-service", "notable-practice", "It worked.", ("role-service-do",)))
    look(ada_visit, [path for path in every_page(app, [response_id], CELLS) if not is_public(path)])


def test_pages_of_a_closed_edition(
    app: Flask, ada_visit: Visit, ada: Someone, response_id: int, clock: SetClock
) -> None:
    give(app, ada, response_id, half())
    clock.at = clock.at.replace(year=AFTER_IT_ENDED)
    look(ada_visit, [path for path in every_page(app, [response_id], CELLS) if not is_public(path)])
    expect(ada_visit.page.locator("body")).to_be_visible()
    ada_visit.go(f"/responses/{response_id}/cells/role-service")
    expect(ada_visit.page.get_by_text("is closed")).to_be_visible()
    expect(Card(ada_visit.page, "role-service-do").radio("Fully true")).to_be_disabled()


def my_council_states() -> Iterator[tuple[str, str | None, Role]]:
    yield "Nell Reed", "X-FERN", Role.CONTRIBUTOR
    yield "Rhys Vale", "X-FERN", Role.READER
    yield "Sol Winter", None, Role.READER


@pytest.mark.parametrize(("name", "council", "role"), list(my_council_states()), ids=["new", "reader", "no council"])
def test_my_council(app: Flask, visit: Visit, name: str, council: str | None, role: Role) -> None:
    person = add_person(app, name, council=council, role=role)
    if role is Role.CONTRIBUTOR:
        add_response(app, person, edition=CLOSED)
    visit.enter_as(app, person)
    look(visit, ["/my-council", "/account", "/"])


def test_signing_in_and_its_errors(visit: Visit, ada: Someone) -> None:
    visit.expect("status of 422")
    page = visit.page
    visit.go("/sign-in?next=/my-council")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").filter(has_text="There is a problem")).to_be_visible()
    visit.step("sign-in form sent empty")
    page.get_by_label("E-mail address").fill(ada.email)
    page.get_by_label("Password", exact=True).fill("not my password at all")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("is not right").first).to_be_visible()
    visit.step("wrong password")


def test_setting_a_new_password(visit: Visit, ada: Someone, mailer: MemoryMailer) -> None:
    visit.expect("status of 422")
    page = visit.page
    visit.go("/reset-password")
    page.get_by_role("button", name="Send me a link").click()
    visit.step("reset form sent empty")
    page.get_by_label("E-mail address").fill(ada.email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your e-mail")
    visit.step("link sent")
    link = next(word for word in mailer.sent[-1].body.split() if "/reset-password/" in word)
    visit.go("/reset-password/" + link.rpartition("/")[2])
    visit.step("new password form")
    page.get_by_label("password", exact=False).first.fill("short")
    page.get_by_role("button", name="Change my password").click()
    visit.step("weak password")
    page.get_by_label("password", exact=False).first.fill("another long and quiet password")
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    visit.step("password changed")


def test_account_and_its_errors(ada_visit: Visit) -> None:
    ada_visit.expect("status of 422")
    page = ada_visit.page
    ada_visit.go("/account")
    page.get_by_role("button", name="Change my password").click()
    ada_visit.step("account form sent empty")
    page.get_by_label("password", exact=False).first.fill(PASSWORD)
    page.locator("[name=new_password]").fill("another long and quiet password")
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_text("Your password is changed")).to_be_visible()
    ada_visit.step("password changed")


def test_pages_of_errors(app: Flask, ada_visit: Visit, response_id: int) -> None:
    ada_visit.expect("status of 4")
    ada_visit.go("/nothing-here", status=404)
    ada_visit.step("404")
    ada_visit.go(f"/responses/{response_id + 1}", status=404)
    ada_visit.step("404 for another response")
    ada_visit.go(f"/responses/{response_id}/statements/role-service-do", status=405)
    ada_visit.step("405")
    cell = f"/responses/{response_id}/cells/role-service"
    for sent, heading in (
        ({"position": "not-applicable"}, "This is not saved yet"),
        ({"position": "unheard-of"}, "This is not saved yet"),
        ({"csrf_token": "stale"}, "This page was out of date"),
    ):
        ada_visit.go(cell)
        send_plainly(ada_visit, sent)
        expect(ada_visit.page.get_by_text(heading)).to_be_visible()
        ada_visit.step(f"refused: {sent}")


def test_page_of_a_conflict(app: Flask, ada_visit: Visit, ada: Someone, response_id: int) -> None:
    ada_visit.expect("status of 409")
    ada_visit.go(f"/responses/{response_id}/cells/role-service")
    give(app, ada, response_id, {"role-service-do": Given("not-yet", "fully")})
    send_plainly(ada_visit, {"position": "fully"})
    expect(ada_visit.page.locator("#problems")).to_be_focused()
    ada_visit.step("conflict without htmx")


def test_page_of_what_is_forbidden(app: Flask, ada_visit: Visit, response_id: int, clock: SetClock) -> None:
    ada_visit.expect("status of 403")
    ada_visit.go(f"/responses/{response_id}/cells/role-service")
    clock.at = clock.at.replace(year=AFTER_IT_ENDED)
    send_plainly(ada_visit, {"position": "fully"})
    expect(ada_visit.page.get_by_role("heading", level=1)).to_have_text("You cannot do that")
    ada_visit.step("403")


def test_the_alert_of_a_refusal(app: Flask, ada_visit: Visit, response_id: int, clock: SetClock) -> None:
    """The edition ends while a cell is open."""
    ada_visit.expect("status of 403")
    ada_visit.go(f"/responses/{response_id}/cells/role-service")
    clock.at = clock.at.replace(year=AFTER_IT_ENDED)
    card = Card(ada_visit.page, "role-service-do")
    with card.saving(403):
        card.choose("Fully true")
    expect(card.state).to_contain_text("Not saved.")
    expect(ada_visit.page.get_by_role("alert").filter(has_text="not open for answers")).to_be_visible()
    card.expect_chosen("Fully true")
    ada_visit.step("an alert")
    ada_visit.page.get_by_role("button", name="Close this message").click()
    expect(ada_visit.page.get_by_text("Close this message")).to_have_count(0)


def send_plainly(visit: Visit, sent: dict[str, str]) -> None:
    """Send the third statement with these fields, as a form without htmx does."""
    script = """(form, sent) => {
      for (const [name, value] of Object.entries(sent)) form.append(Object.assign(
        document.createElement('input'), {type: 'hidden', name, value}));
      for (const radio of form.querySelectorAll('[type=radio]')) radio.disabled = 'position' in sent;
      if ('csrf_token' in sent) form.elements.csrf_token[0].disabled = true;
      HTMLFormElement.prototype.submit.call(form);
    }"""
    with visit.page.expect_navigation():
        visit.page.locator("#statement-role-service-do form").evaluate(script, sent)
