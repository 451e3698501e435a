"""Every page a signed-in officer opens: its time against the floor, and its SQL statements."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import event
from werkzeug.routing import Rule

from tests.bench.ground import Ground, lay_ground
from tests.bench.report import Line
from tests.bench.timing import Call, interleave
from tests.support.every_page import DOWNLOADS, NOT_FOR_THE_LEAD, OF_GROUPS
from tests.support.people import assessment_of
from tests.support.publishing import add_publication
from tests.support.records import add_record
from tiex.content.catalogue import load_catalogue
from tiex.demo import FERNMOOR
from tiex.domain.publishing import Part
from tiex.extensions import db

ROUNDS = 60
TIMES, STATEMENTS = 8, 8
# Pages of the demonstration and for developers, one that only redirects, downloads, and pages for others.
NOT_OPENED = (NOT_FOR_THE_LEAD | OF_GROUPS) | {
    "outbox.index",
    "gallery.index",
    "assessments.continue_answering",
    "consensus.continue_recording",
    "files.file",
    "files.preview",
    # For the program that sends a file, which asks how much of it has arrived.
    "uploads.state",
    "reports.own_file",
    "reports.agreed_file",
    "reports.record_file",
    "reports.schema",
    "follows.ask_to_stop",
    # Refused until the answering round is closed, which it is not here.
    "rounds.responses",
    "rounds.response",
    # Refused until the consensus is signed off, which it is not here.
    "publishing.check",
}
# What the address of a preview says of the choice.
CHOICE = (*(part.value for part in Part), "fingerprint")
SIGNED_OUT = frozenset(
    {"sign_in", "reset_password", "reset_sent", "new_password", "ask_code", "invitation", "confirm", "sent"}
)


def measure(ground: Ground) -> Iterator[Line]:
    pages = page_paths(ground)
    alone = lay_ground(ground.folder / "alone", others=0)
    few = {name: count_statements(alone, path) for name, path in page_paths(alone).items()}
    many = {name: count_statements(ground, path) for name, path in pages.items()}

    def opening(path: str) -> Call:
        return lambda turn: ground.get(path)

    subjects = [opening(path) for path in pages.values()]
    for name, ratio in zip(pages, interleave(ground.floor, subjects, ROUNDS), strict=True):
        yield Line(f"page {name} ({ratio.subject:.1f} ms; floor {ratio.floor:.2f} ms)", ratio.times, "× floor", TIMES)
    most = max(many, key=lambda name: many[name])
    yield Line(f"the most SQL statements of a page ({most})", many[most], "statements", STATEMENTS)
    growing = [name for name in pages if many[name] != few[name]]
    what = "pages with more SQL statements among 200 people than alone"
    yield Line(f"{what}{': ' if growing else ''}{', '.join(growing)}", len(growing), "pages", 0)


def page_paths(ground: Ground) -> dict[str, str]:
    """Endpoint → address, of every page in the URL map, so that a new page is measured from its first day."""
    with ground.app.test_request_context():
        return {rule.endpoint: _path(rule, ground) for rule in ground.app.url_map.iter_rules() if _is_opened(rule)}


def _is_opened(rule: Rule) -> bool:
    is_read = "GET" in (rule.methods or ())
    return (
        is_read and rule.endpoint not in NOT_OPENED | DOWNLOADS and rule.endpoint.rpartition(".")[2] not in SIGNED_OUT
    )


def _path(rule: Rule, ground: Ground) -> str:
    values: dict[str, Any] = {
        "response_id": ground.officer.response_id,
        "cell_id": ground.edition.cells[7].id,
        "statement_id": ground.edition.cells[7].statements[0].id,
        "edition_key": ground.edition.key,
        "key": "how-the-self-assessment-works",
        "council_code": FERNMOOR,
        "assessment_id": assessment_of(ground.app, ground.officer.response_id),
        "example_id": ground.example_id,
        "resource_id": load_catalogue()[0].id,
        "ring": "councils",
        "fingerprint": add_record(ground.app, ground.officer.response_id),
    }
    add_publication(ground.app, ground.officer.response_id)
    values |= dict.fromkeys((part.value for part in Part), "councils")
    asked = CHOICE if rule.endpoint == "publishing.preview" else ()
    return url_for(rule.endpoint, **{name: values[name] for name in (*rule.arguments, *asked)})


def count_statements(ground: Ground, path: str) -> int:
    """Statements of one page, once the process has read what it keeps, such as the edition."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    ground.get(path)
    with ground.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    ground.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)
