"""The register as it was, after tests that add councils to it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.many_councils import forget_councils
from tiex.extensions import db
from tiex.models import Base


@pytest.fixture
def many(app: Flask) -> Iterator[Flask]:
    """An application whose register may be added to."""
    yield app
    with app.app_context():
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in ("council", "council_successor", "edition"):
                db.session.execute(table.delete())
        forget_councils(db.session())
        db.session.commit()
