"""Under a hit the page of a file in which the words stand, for those who may read it."""

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Map, Rule

from tests.slices.cells.steps import enter
from tests.slices.hub.steps import address, ids_on
from tests.support.document import Node
from tests.support.files import add_file, add_shared, set_example
from tests.support.page_client import Page, PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person
from tests.support.resources import add_resource, index_all
from tiex.extensions import db

pytestmark = pytest.mark.usefixtures("finder", "files")
PAGES = ("A pilot in 40 flats.", "Humidity sensors warned <b>us</b> of damp & mould.", "What it cost.")


@pytest.fixture
def files(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for what gives files to readers: its address alone."""
    rules = [rule.empty() for rule in app.url_map.iter_rules()]
    rules.append(Rule("/files/<int:file_id>/<name>", endpoint="files.file"))
    monkeypatch.setattr(app, "url_map", Map(rules, converters=app.url_map.converters))


def lines(page: Page) -> list[Node]:
    return page.find_all(".resource__in-file")


def told(client: PageClient, words: str = "humidity sensors") -> list[str]:
    return [line.text for line in lines(client.page(address(q=words)))]


def test_a_hit_shows_the_passage_and_opens_the_pdf_at_its_page(app: Flask, client: PageClient, ada: Someone) -> None:
    file_id = add_file(app, add_shared(app, ada, "damp"), PAGES, name="Pilot report.pdf")
    index_all(app)
    page = client.page(address(q="humidity sensor"))
    assert ids_on(page) == ["damp"]
    (line,) = lines(page)
    assert line.text == "In Pilot report.pdf, page 2: … Humidity sensors warned <b>us</b> of damp & mould. …"
    assert [mark.text for mark in page.find_all(".resource__in-file mark")] == ["Humidity", "sensors"]
    link = page.find(".resource__in-file a")
    assert link.get("href") == f"/files/{file_id}/Pilot%20report.pdf?view=1#page=2"


@pytest.mark.parametrize(
    ("name", "unit", "place"),
    [("talk.pptx", "slide", ", slide 2"), ("costs.xlsx", "sheet", ", sheet 2"), ("notes.docx", "", "")],
)
def test_other_files_name_their_place_and_open_at_the_start(
    app: Flask, client: PageClient, ada: Someone, name: str, unit: str, place: str
) -> None:
    file_id = add_file(app, add_shared(app, ada, "damp"), PAGES, name=name, unit=unit)
    index_all(app)
    page = client.page(address(q="humidity"))
    assert lines(page)[0].text.startswith(f"In {name}{place}: …")
    assert page.find(".resource__in-file a").get("href") == f"/files/{file_id}/{name}?view=1"


def test_no_line_where_no_page_has_the_words(app: Flask, client: PageClient, ada: Someone) -> None:
    add_file(app, add_shared(app, ada, "damp"), PAGES)
    add_resource(app)
    index_all(app)
    assert ids_on(client.page(address(q="example"))) == ["damp"]
    assert told(client, "example") == []
    assert told(client, "") == []
    assert told(client, "bins") == []


def test_a_slip_finds_the_page_that_was_meant(app: Flask, client: PageClient, ada: Someone) -> None:
    add_file(app, add_shared(app, ada, "damp"), ["No other.", "An example of damp."])
    index_all(app)
    assert told(client, "exampel") == ["In report.pdf, page 2: … An example of damp. …"]


def test_a_slip_is_forgiven_in_files_though_what_was_meant_stands_nowhere_on_the_page(
    app: Flask, client: PageClient, ada: Someone
) -> None:
    """Then there is nothing to suggest, but the search knows the word from a resource that is not shown."""
    add_resource(app, "nests", title="Peregrine nests", audience="council:E07000008")
    add_file(app, add_shared(app, ada, "damp"), ["No other.", "A peregrine timetable."])
    index_all(app)
    page = client.page(address(q="perergine timetable"))
    assert ids_on(page) == ["damp"]
    assert [line.text for line in lines(page)] == ["In report.pdf, page 2: … A peregrine timetable. …"]


def test_what_is_for_one_council_is_not_told_to_others(app: Flask, client: PageClient, ada: Someone) -> None:
    add_file(app, add_shared(app, ada, "damp", audience=f"council:{COUNCIL}"), PAGES)
    add_file(app, add_shared(app, ada, "open", 1), ["Humidity sensors for all."], name="open.pdf")
    index_all(app)
    own = enter(app, add_person(app, "Mem Ber"))
    other = enter(app, add_person(app, "Ot Her", council=OTHER_COUNCIL))
    for browser in (client, other):
        assert told(browser) == ["In open.pdf, page 1: … Humidity sensors for all. …"]
    assert len(told(own)) == 2


def test_an_index_that_lags_tells_of_no_file_that_readers_no_longer_see(
    app: Flask, client: PageClient, ada: Someone
) -> None:
    add_file(app, add_shared(app, ada, "damp"), PAGES)
    index_all(app)
    set_example(app, "damp", taken_down_at=TODAY)
    assert told(client) == []
    set_example(app, "damp", taken_down_at=None, published={"files": []})
    assert told(client) == []


def test_hits_with_files_take_no_more_statements_each(app: Flask, client: PageClient, ada: Someone) -> None:
    def statements() -> int:
        seen: list[object] = []
        with app.app_context():
            engine = db.engine

        def note(*told: object) -> None:
            seen.append(told[2])

        event.listen(engine, "before_cursor_execute", note)
        assert told(client)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    add_file(app, add_shared(app, ada, "damp"), PAGES)
    index_all(app)
    one = statements()
    for number in range(1, 8):
        add_file(app, add_shared(app, ada, f"damp-{number}", number), PAGES, name=f"{number}.pdf")
    index_all(app)
    assert len(told(client)) == 8
    assert statements() == one <= 8
