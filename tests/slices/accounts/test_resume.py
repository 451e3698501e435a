"""Signing in from a form that could not be saved: nothing typed is lost."""

from flask import Flask

from tests.support.page_client import Page, PageClient, page_client
from tests.support.people import PASSWORD, Someone, signed_in
from tiex.web.errors import PendingForm, read_pending, sign_pending

FORM = "main form"
START = "/my-council/X-FERN/editions/2026-27/start"


def post_signed_out(app: Flask, ada: Someone) -> PageClient:
    """A browser that was signed out, and then sent a form with something typed."""
    client = signed_in(app, ada)
    client.delete_cookie("tiex")
    client.page("/sign-in")
    token = client.current.find("input[name=csrf_token], meta[name=csrf-token]") if client.current else None
    assert token is not None
    data = {"csrf_token": token.get("content") or token.get("value"), "text": "Two words <b>& more</b>"}
    response = client.post(START, data=data, headers={"Referer": "http://localhost/my-council"})
    assert response.status_code == 401
    client.current = client._receive(response, 401)
    return client


def test_goes_on_with_what_was_typed(app: Flask, ada: Someone) -> None:
    client = post_signed_out(app, ada)
    page = client.submit(FORM)
    assert page.h1 == "Sign in"
    assert "What you chose and typed is kept." in page.text
    assert page.find_all(".govuk-error-summary") == []
    page = client.submit(FORM, email=ada.email, password="not the password", status=422)
    assert page.find_all("input[name=resume]") != []
    page = client.submit(FORM, email=ada.email, password=PASSWORD)
    assert page.h1 == "You are signed in"
    assert page.find("blockquote").text == "Two words <b>& more</b>"
    assert page.find("main form input[name=text]").get("value") == "Two words <b>& more</b>"
    assert client.submit(FORM).url.startswith("/responses/"), "the token on the page belongs to the new session"


def test_a_forged_form_is_not_gone_on_with(client: PageClient, ada: Someone) -> None:
    page = sign_in_with(client, ada, "forged")
    assert page.url == "/my-council"


def test_the_forms_for_signing_in_are_not_gone_on_with(app: Flask, client: PageClient, ada: Someone) -> None:
    for action in ("/sign-in", "/sign-out", "/account", "/reset-password", "/reset-password/a-token"):
        with app.app_context():
            resume = sign_pending(PendingForm(action, (("email", ada.email),)))
            assert read_pending(resume) is not None
        assert sign_in_with(page_client(app), ada, resume).url == "/my-council"


def sign_in_with(client: PageClient, someone: Someone, resume: str) -> Page:
    page = client.page("/sign-in")
    data = {
        "csrf_token": page.find("main input[name=csrf_token]").get("value"),
        "email": someone.email,
        "password": PASSWORD,
        "resume": resume,
    }
    return client._receive(client.post("/sign-in", data=data, follow_redirects=True), 200)
