"""Examples for tests, of a fixed number so that they can stand in an address."""

from typing import Any

from flask import Flask

from tests.support.people import COUNCIL, TODAY, Someone
from tiex.domain.examples import Content
from tiex.extensions import db
from tiex.models import ExampleRow

EXAMPLE = 1_000_001
CONTENT = Content(
    title="Bin rounds planned with sensors",
    problem="Lorries drove to bins that were half empty.",
    done="We put sensors into 400 bins.",
    changed="A fifth fewer miles.",
    has_rights=True,
    characteristics=("data",),
    change_modes=("service",),
    stages=("do",),
)


def add_example(app: Flask, author: Someone, id: int = EXAMPLE, *, council: str = COUNCIL, **columns: Any) -> int:
    """A draft of this person, or what `columns` make of it."""
    stamp = {"created_at": TODAY, "changed_at": TODAY}
    with app.app_context():
        row = ExampleRow(
            **{"id": id, "council_code": council, "author_id": author.id, "content": CONTENT.stored()} | stamp | columns
        )
        db.session.add(row)
        db.session.commit()
    return id
