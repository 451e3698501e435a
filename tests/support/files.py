"""Published examples with files for tests, straight into the tables."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.support.examples import CONTENT, EXAMPLE, add_example
from tests.support.people import COUNCIL, TODAY, Someone
from tests.support.resources import add_resource
from tiex.domain.resources import Origin
from tiex.extensions import db
from tiex.models import ExampleFileRow, ExampleRow, FilePageRow, ResourceRow, StoredFileRow


def add_shared(app: Flask, author: Someone, id: str, number: int = 0, *, audience: str = "everyone") -> str:
    """A published example without files, and the resource that it is; returns the id of the resource."""
    url = f"https://tiex.example/examples/{EXAMPLE + number}"
    add_resource(app, id, audience=audience, url=url, title=f"Example {number}", summary="Told.", outcomes=())
    with app.app_context():
        db.session.get_one(ResourceRow, id).origin = Origin.EXAMPLE.value
        db.session.commit()
    published: dict[str, Any] = {"published": CONTENT.stored() | {"files": []}, "review": "published"}
    add_example(app, author, EXAMPLE + number, council=COUNCIL, resource_id=id, **published)
    return id


def add_file(
    app: Flask,
    resource_id: str,
    pages: Sequence[str],
    *,
    name: str = "report.pdf",
    unit: str = "page",
    state: str = "ready",
    is_published: bool = True,
) -> int:
    """A file with the text of its pages; returns its id."""
    digest = sha256("\f".join((name, *pages)).encode()).hexdigest()
    with app.app_context():
        session, stamp = db.session(), {"created_at": TODAY}
        example = session.scalars(select(ExampleRow).where(ExampleRow.resource_id == resource_id)).one()
        if session.get(StoredFileRow, digest) is None:
            session.add(StoredFileRow(sha256=digest, size=9, state=state, unit=unit, pages=len(pages), **stamp))
            session.flush()
            numbered = enumerate(pages, 1)
            session.add_all(FilePageRow(sha256=digest, number=number, text=text) for number, text in numbered)
        file = ExampleFileRow(
            example_id=example.id, sha256=digest, name=name, added_at=TODAY, added_by_id=example.author_id
        )
        session.add(file)
        session.flush()
        if is_published:
            before: dict[str, Any] = example.published or {"files": []}
            example.published = before | {"files": [*before["files"], file.id]}
        session.commit()
        return file.id


def set_example(app: Flask, resource_id: str, **values: Any) -> None:
    """Change the stored row behind the product's back."""
    with app.app_context():
        row = db.session.scalars(select(ExampleRow).where(ExampleRow.resource_id == resource_id)).one()
        for key, value in values.items():
            setattr(row, key, value)
        db.session.commit()
