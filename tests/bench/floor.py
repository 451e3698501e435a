"""The floor: a bare Flask view with one SQLAlchemy update and commit on the same SQLite settings, and a bare page."""

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, event, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tiex.app import SQLITE_PRAGMAS

PAGE = """<!doctype html><html lang="en-GB"><title>Floor</title>
<h1>Floor</h1>
<label><input type="radio" name="position"> Not yet</label>
<label><input type="radio" name="position"> Fully</label>
<svg class="wheel" viewBox="0 0 9 9" width="90"><circle id="segment" r="4"/></svg>
<script>
addEventListener("change", async () => {
  await (await fetch("/", { method: "POST" })).text();
  const next = document.getElementById("segment").cloneNode();
  document.getElementById("segment").replaceWith(next);
});
</script>
</html>"""


class Base(DeclarativeBase):
    pass


class CounterRow(Base):
    """What the view updates."""

    __tablename__ = "counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


def floor_app(folder: Path) -> Flask:
    """POST / updates one row of a database of its own in this folder; GET / is a page that does so on a choice."""
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

    @app.get("/")
    def page() -> str:
        return PAGE

    return app


def _tune(connection: Any, record: object) -> None:
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
