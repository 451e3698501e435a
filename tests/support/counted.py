"""What jobs of tests do: count, in a table of their own, how often each was done."""

from collections.abc import Mapping

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, select, text
from sqlalchemy.orm import Session

from tiex.extensions import db
from tiex.gateways import Gateways

COUNTED = Table("counted", MetaData(), Column("subject", String, primary_key=True), Column("times", Integer))
_COUNT = text(
    "INSERT INTO counted (subject, times) VALUES (:subject, 1) "
    "ON CONFLICT (subject) DO UPDATE SET times = counted.times + 1"
)


def make_table(app: Flask) -> None:
    with app.app_context():
        COUNTED.create(db.engine, checkfirst=True)
        with db.engine.begin() as connection:
            connection.execute(COUNTED.delete())


def drop_table(app: Flask) -> None:
    with app.app_context():
        COUNTED.drop(db.engine, checkfirst=True)


def count_up(session: Session, gateways: Gateways, subject: str) -> None:
    """The handler."""
    session.execute(_COUNT, {"subject": subject})


def read_counts(app: Flask) -> Mapping[str, int]:
    with app.app_context():
        return {row.subject: row.times for row in db.session.execute(select(COUNTED))}
