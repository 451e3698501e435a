"""The floor: a bare Flask view with one SQLAlchemy update and commit, on the same SQLite settings."""

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, event, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tiex.app import SQLITE_PRAGMAS


class Base(DeclarativeBase):
    pass


class CounterRow(Base):
    """What the view updates."""

    __tablename__ = "counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


def floor_app(folder: Path) -> Flask:
    """An application with one view, POST /, and a database of its own in this folder."""
    engine = create_engine(f"sqlite:///{folder / 'floor.sqlite3'}")
    event.listen(engine, "connect", _tune)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(CounterRow(id=1, count=0))
        session.commit()
    app = Flask("floor", static_folder=None)

    @app.post("/")
    def save() -> str:
        with Session(engine) as session:
            session.execute(update(CounterRow).where(CounterRow.id == 1).values(count=CounterRow.count + 1))
            session.commit()
        return "Saved"

    return app


def _tune(connection: Any, record: object) -> None:
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
