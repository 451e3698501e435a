"""What every response says to browsers and caches."""

from flask import Flask
from flask.testing import FlaskClient

from tests.access.routes import Route, ask, routes_of, token_for
from tests.support.page_client import PageClient
from tests.support.people import Someone, add_response
from tiex.access.guard import permission_of
from tiex.access.permissions import Permission

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


# The files, which are the same for everybody; what is said of an edition or a table that is not there is kept as well.
OPEN_DATA = "public, max-age=60, must-revalidate"


def is_open_data(route: Route) -> bool:
    return route.endpoint.startswith("opendata.") and route.endpoint != "opendata.overview"


def test_every_route_sends_the_security_headers(
    app: Flask, ada: Someone, ada_client: PageClient, client: PageClient
) -> None:
    view = add_response(app, ada)
    for browser in (client, ada_client):
        token = token_for(browser)
        for route in routes_of(app):
            headers = ask(browser, route, view, token=token, htmx=True).headers
            assert headers["Content-Security-Policy"] == CSP, route
            assert headers["X-Content-Type-Options"] == "nosniff", route
            assert headers["X-Frame-Options"] == "DENY", route
            assert headers["Referrer-Policy"] == "same-origin", route


def test_nothing_that_a_signed_in_person_sees_is_kept(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    view = add_response(app, ada)
    token = token_for(ada_client)
    for route in routes_of(app):
        if route.endpoint != "accounts.sign_out":
            kept = ask(ada_client, route, view, token=token, htmx=True).headers["Cache-Control"]
            assert kept == (OPEN_DATA if is_open_data(route) else "no-store"), route
    assert ada_client.get("/nowhere").headers["Cache-Control"] == "no-store"


def test_nothing_but_public_pages_is_kept_for_somebody_signed_out(app: Flask, client: PageClient) -> None:
    """Neither a link with a token, nor a form, nor what a form is answered with."""
    token = token_for(client)
    for route in routes_of(app):
        kept = ask(client, route, token=token).headers["Cache-Control"]
        is_public = permission_of(app.view_functions[route.endpoint]) is Permission.PAGE_READ
        expected = "no-cache" if is_public else "no-store"
        assert kept == (OPEN_DATA if is_open_data(route) else expected), route


def test_public_pages_may_be_kept_when_asked_again(client: PageClient) -> None:
    for path in ("/", "/guidance", "/glossary", "/statements"):
        response = client.get(path)
        assert response.headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in response.headers, "who only reads gets no cookie"


def test_static_files_have_a_name_for_ever(client: PageClient) -> None:
    page = client.page("/guidance")
    names = [page.find("link[rel=stylesheet]").get("href"), page.find("script").get("src")]
    for name in names:
        response = client.get(name, headers={"Accept-Encoding": "br"}, buffered=True)
        assert response.status_code == 200
        assert response.headers["Content-Encoding"] == "br"
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/static/nothing.css").status_code == 404


def test_pages_are_compressed_where_a_browser_takes_it(client: PageClient) -> None:
    for encoding in ("br", "gzip"):
        response = FlaskClient.open(client, "/guidance", headers={"Accept-Encoding": encoding})
        assert response.headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in response.vary
    assert "Content-Encoding" not in client.get("/guidance").headers


def test_errors_are_pages_with_a_sentence(client: PageClient) -> None:
    page = client.page("/nowhere", status=404)
    assert page.h1 == "Page not found"
    assert "There is no page at this address, or it is not yours to see." in page.text
    fragment = client.htmx_get("/nowhere", "div#main", status=404)
    assert [part.get("hx-target") for part in fragment.find_all("hx-partial")] == ["#alert"]
    page = client.page("/sign-in")
    response = client.post("/guidance", data={"csrf_token": page.find("main input[name=csrf_token]").get("value")})
    assert response.status_code == 405
    assert "That cannot be done at this address." in response.text


def test_odd_addresses_harm_nothing(ada_client: PageClient) -> None:
    for path in ("/%00", "/%ff", "/responses/%2e%2e", "/statements/%E2%80%AE", "/sign-in?next=%00", "/?x=%ff", "//"):
        assert ada_client.get(path).status_code in (200, 302, 308, 404), path
