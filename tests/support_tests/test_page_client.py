"""The page client proof-reads what it receives and sends what a browser would send."""

import io
from typing import Any

import pytest
from flask import Flask, Response, redirect, request
from markupsafe import escape

from tests.support.page_client import PageClient, page_client

FORM = """<form id="edit" method="post" action="/save" hx-post="/save" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="secret">
<label>Name <input name="name" value="Ann"></label>
<label><input type="radio" name="level" value="partly"> Partly</label>
<label><input type="radio" name="level" value="fully" checked> Fully</label>
<label><input type="checkbox" name="tag" value="a" checked> A</label>
<label><input type="checkbox" name="tag" value="b"> B</label>
<label>Region <select name="region"><option value="">Any</option><option selected>Wales</option></select></label>
<label>Note <textarea name="note">
one
two</textarea></label>
<label>File <input type="file" name="file"></label>
<fieldset disabled><legend>Held</legend><label>Off <input name="off" value="x"></label></fieldset>
<button name="do" value="save">Save</button><button name="do" value="leave" formaction="/leave">Leave</button>
</form><label>Outside <input name="outside" value="y" form="edit"></label>
<form id="find" action="/found"><label>Words <input name="q"></label><button>Find</button></form>"""
SENT = {"csrf_token": ["secret"], "name": ["Ann"], "level": ["fully"], "tag": ["a"], "region": ["Wales"]}
SENT |= {"note": ["one\r\ntwo"], "outside": ["y"], "do": ["save"]}


def page(body: str, title: str = "Cell") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>'
    )


@pytest.fixture
def received() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def client(received: list[dict[str, Any]]) -> PageClient:
    app = Flask(__name__, static_folder=None)

    def save() -> Any:
        received.append({name: request.form.getlist(name) for name in request.form})
        received.append(dict(request.headers))
        if request.headers.get("HX-Request") == "true":
            return '<div id="part">Saved</div><hx-partial hx-target="#n"><b id="n">1 of 72</b></hx-partial>'
        return redirect("/done", 303)

    app.add_url_rule("/edit", view_func=lambda: page(FORM, "Edit"), endpoint="edit")
    app.add_url_rule("/save", view_func=save, endpoint="save", methods=["POST"])
    app.add_url_rule("/leave", view_func=save, endpoint="leave", methods=["POST"])
    app.add_url_rule("/done", view_func=lambda: page("<p>Saved</p>", "Done"), endpoint="done")
    app.add_url_rule("/found", view_func=lambda: page(str(escape(request.args["q"])), "Found"), endpoint="found")
    app.add_url_rule("/bad", view_func=lambda: page('<img src="/a"><p style="">x</p>'), endpoint="bad")
    app.add_url_rule("/text", view_func=lambda: Response("<img>", mimetype="text/plain"), endpoint="text")
    return page_client(app)


def test_all_problems_of_a_page_are_raised(client: PageClient) -> None:
    with pytest.raises(AssertionError) as raised:
        client.get("/bad")
    assert "GET /bad (200 OK): page has 2 problems" in str(raised.value)
    assert "no alt" in str(raised.value)
    assert "style attribute" in str(raised.value)


def test_a_page_sent_to_htmx_is_a_fault(client: PageClient) -> None:
    with pytest.raises(AssertionError, match="not valid HTML"):
        client.htmx_get("/done", "main#main")


def test_what_is_not_html_is_left_alone(client: PageClient) -> None:
    assert client.get("/text").text == "<img>"


def test_a_page_answers_questions(client: PageClient) -> None:
    edit = client.page("/edit")
    assert edit.h1 == "Edit"
    assert edit.url == "/edit"
    assert edit.find("#edit input[type=radio][checked]").get("value") == "fully"
    assert len(edit.find_all("form > label, fieldset label")) == 10
    with pytest.raises(AssertionError, match="nothing matches"):
        edit.find("table")


def test_an_unexpected_status_is_raised(client: PageClient) -> None:
    with pytest.raises(AssertionError, match="303"):
        client.page("/done", status=303)


def test_a_form_is_sent_as_it_stands(client: PageClient, received: list[dict[str, Any]]) -> None:
    client.page("/edit")
    done = client.submit("#edit")
    assert received[0] == SENT
    assert received[1]["Referer"] == "http://localhost/edit"
    assert done.h1 == "Done"
    assert client.current is done


def test_a_form_is_filled_in(client: PageClient, received: list[dict[str, Any]]) -> None:
    client.page("/edit")
    upload = (io.BytesIO(b"x"), "x.txt")
    client.submit("#edit", name="Bo", level="partly", tag=["a", "b"], region="", note=None, file=upload)
    changed = {"name": ["Bo"], "level": ["partly"], "tag": ["a", "b"], "region": [""]}
    assert received[0] == {name: value for name, value in {**SENT, **changed}.items() if name != "note"}


def test_another_button_is_pressed(client: PageClient, received: list[dict[str, Any]]) -> None:
    client.page("/edit")
    client.submit("#edit", button="button[value=leave]")
    assert received[0]["do"] == ["leave"]


@pytest.mark.parametrize(("field", "value"), [("absent", "x"), ("level", "eleven"), ("region", "Mars"), ("off", "x")])
def test_what_a_person_could_not_fill_in_is_refused(client: PageClient, field: str, value: Any) -> None:
    client.page("/edit")
    with pytest.raises(AssertionError, match=field):
        client.submit("#edit", **{field: value})


def test_a_form_that_gets_puts_its_fields_in_the_address(client: PageClient) -> None:
    client.page("/edit")
    found = client.submit("#find", q="bins & bees")
    assert found.url == "/found?q=bins+%26+bees"
    assert "bins & bees" in found.text


def test_htmx_post_sends_what_htmx_sends(client: PageClient, received: list[dict[str, Any]]) -> None:
    client.page("/edit")
    part = client.htmx_post("/save", {"level": "fully"}, "div#part")
    assert received[0] == {"csrf_token": ["secret"], "level": ["fully"]}
    expected = {"Hx-Request": "true", "Hx-Request-Type": "partial", "Hx-Target": "div#part", "Hx-Source": "form"}
    expected["Hx-Current-Url"] = "http://localhost/edit"
    assert expected.items() <= received[1].items()
    assert part.find("hx-partial[hx-target='#n'] #n").text == "1 of 72"
    assert client.current is not None
    assert client.current.h1 == "Edit"


def test_htmx_post_can_leave_out_the_token(client: PageClient, received: list[dict[str, Any]]) -> None:
    client.page("/edit")
    client.htmx_post("/save", {"csrf_token": None, "level": "fully"}, "div#part")
    assert received[0] == {"level": ["fully"]}


def test_htmx_submit_sends_the_form(client: PageClient, received: list[dict[str, Any]]) -> None:
    client.page("/edit")
    client.htmx_submit("#edit", target="div#part", level="partly")
    assert received[0] == {**SENT, "level": ["partly"]}
    assert received[1]["Hx-Source"] == "form#edit"
