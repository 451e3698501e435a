"""Resources for tests, made with the product's own commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import delete, select

from tests.support.people import TODAY
from tiex.content.catalogue import CatalogueEntry
from tiex.extensions import db
from tiex.gateways import Gateways
from tiex.gateways.finder import Finder
from tiex.indexing.commands import rebuild_engines
from tiex.indexing.queries import expected_fingerprints
from tiex.models import IndexTaskRow, ResourceRow
from tiex.resources import commands

RESOURCE = "bins-by-sensor"
ENTRY = CatalogueEntry(
    id=RESOURCE,
    type="case-study",
    title="Bin collections by sensor",
    url="https://www.fernmoor.example/bins",
    publisher="Fernmoor Borough Council",
    year=2024,
    summary="Sensors tell crews which bins are full, so that lorries drive less.",
    when_to_use="",
    effort=None,
    councils=("Leeds City Council", "Fernmoor Ltd"),
    council_codes=("LDS",),
    regions=("Yorkshire and The Humber",),
    outcomes=("A fifth fewer miles", "No missed collections"),
    characteristics=("data", "digital"),
    change_modes=("service",),
    stages=("do",),
    success_factors=("change",),
    service_areas=("waste",),
)


def an_entry(id: str = RESOURCE, **others: Any) -> CatalogueEntry:
    """The same resource under another name and address, with what is named."""
    return replace(ENTRY, **{"id": id, "url": f"https://www.fernmoor.example/{id}", **others})


def add_resource(app: Flask, id: str = RESOURCE, *, audience: str = "everyone", **others: Any) -> str:
    """A resource as an editor adds it, once; returns its id."""
    with app.app_context():
        session = db.session()
        if session.get(ResourceRow, id) is None:
            commands.add_resource(keeping=commands.Keeping(session, None, TODAY), entry=an_entry(id, **others))
            session.get_one(ResourceRow, id).audience = audience
            session.commit()
    return id


def set_resource(app: Flask, id: str = RESOURCE, **values: Any) -> None:
    """Change the stored row behind the product's back."""
    with app.app_context():
        row = db.session.get_one(ResourceRow, id)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def merge(app: Flask, gone: str, into: str) -> None:
    """As an editor merges one into the other; the search engine knows it."""
    with app.app_context():
        session = db.session()
        keeping = commands.Keeping(session, None, TODAY)
        version = session.get_one(ResourceRow, gone).version
        commands.merge_resource(keeping=keeping, resource_id=gone, version=version, into_id=into)
        session.commit()
    index_all(app)


def waiting_for_index(app: Flask) -> list[str]:
    """Ids of resources that the search index has not been told of, in the order of the changes."""
    with app.app_context():
        return list(db.session.scalars(select(IndexTaskRow.resource_id).order_by(IndexTaskRow.id)))


def finder_of(app: Flask) -> Finder:
    gateways: Gateways = app.extensions["gateways"]
    return gateways.finder


def index_all(app: Flask) -> None:
    """Let the engines hold what is stored now."""
    with app.app_context():
        failed = [one for one in rebuild_engines(session=db.session(), finder=finder_of(app)) if one.failure]
        db.session.execute(delete(IndexTaskRow))
        db.session.commit()
    assert not failed, failed


def found_ids(app: Flask) -> set[str]:
    """What the engine in process holds."""
    return set(finder_of(app).home.stored())


def is_index_true(app: Flask) -> bool:
    """Whether the engine in process holds exactly what somebody may find, as it is now, and nothing waits."""
    with app.app_context():
        expected = expected_fingerprints(db.session())
        db.session.rollback()
    return dict(finder_of(app).home.stored()) == expected and not waiting_for_index(app)


@contextmanager
def using(app: Flask, finder: Finder) -> Iterator[Finder]:
    """The application with other engines for a while."""
    before: Gateways = app.extensions["gateways"]
    app.extensions["gateways"] = replace(before, finder=finder)
    try:
        yield finder
    finally:
        app.extensions["gateways"] = before
