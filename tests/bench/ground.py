"""What is measured: an officer with a full view, alone or among many other people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests.bench.application import DAY, EDITION, make_app
from tests.bench.floor import floor_app
from tests.bench.timing import Received, call, environ_of
from tests.support.examples import EXAMPLE
from tests.support.files import add_file, add_shared
from tests.support.people import Someone, add_person, signed_in
from tests.support.resources import index_all
from tiex.accounts.commands import add_membership
from tiex.assessments.commands import start_response
from tiex.cli import bring_in, starter_rows, store_content
from tiex.councils.commands import store_councils
from tiex.demo import COUNCILS, FERNMOOR
from tiex.domain.edition import Edition
from tiex.domain.people import Role
from tiex.domain.resources import Origin
from tiex.editions.queries import find_edition
from tiex.extensions import db
from tiex.models import AnswerRow, AssessmentResponseRow, CouncilRow, MembershipRow, NoteRow, PersonRow
from tiex.schema import upgrade

TAB = "bench"
COOKIE = "tiex"
ENCODINGS = "gzip, deflate, br"


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who is signed in: what the browser holds of it."""

    cookie: str
    csrf_token: str
    response_id: int


@dataclass(frozen=True)
class Ground:
    folder: Path
    app: Flask
    edition: Edition
    officer: Officer

    @cached_property
    def floor_app(self) -> Flask:
        return floor_app(self.folder)

    @cached_property
    def example_id(self) -> int:
        """An example of the officer's own, published, with a file."""
        with self.app.app_context():
            response = db.session.get_one(AssessmentResponseRow, self.officer.response_id)
            person = db.session.get_one(PersonRow, response.author_id)
            author = Someone(person.id, person.email, person.name)
        add_file(self.app, add_shared(self.app, author, "shared-example"), ["What it cost.", "What it changed."])
        return EXAMPLE

    def floor(self, turn: int) -> Received:
        return call(self.floor_app, environ_of("/", data={}))

    def get(self, path: str, *, status: int = 200) -> Received:
        return call(self.app, environ_of(path, headers=self.headers), status=status)

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.officer.cookie}", "Accept-Encoding": ENCODINGS}

    @property
    def statement_ids(self) -> list[str]:
        return list(self.edition.statements)

    def cell_path(self, index: int = 7) -> str:
        return f"/responses/{self.officer.response_id}/cells/{self.edition.cells[index].id}"

    def save_path(self, statement_id: str) -> str:
        return f"/responses/{self.officer.response_id}/statements/{statement_id}"

    def answer(self, turn: int) -> dict[str, str]:
        """What a form sends; another position every turn, so that each is a change."""
        levels = [level.key for level in self.edition.scale.levels]
        return {"position": levels[turn % len(levels)], "ambition": levels[-1], "version": "1", "tab": TAB}


def lay_ground(folder: Path, *, others: int) -> Ground:
    """An application and an officer; `others` are people with full views, and bring the officer five councils."""
    folder.mkdir(parents=True, exist_ok=True)
    app = make_app(folder)
    with app.app_context():
        upgrade()
        store_content()
        store_councils(session=db.session(), councils=COUNCILS, is_invented=True)
        db.session.commit()
        bring_in(starter_rows(), Origin.STARTER, "starter catalogue")
        edition = find_edition(db.session(), EDITION)
        db.session.remove()
    index_all(app)
    person = add_person(app, "Ada Moor", council=FERNMOOR, role=Role.LEAD)
    with app.app_context():
        response_id = _respond(db.session(), edition, FERNMOOR, person.id)
        if others:
            _add_others(db.session(), edition, person.id, others)
        db.session.commit()
    client = signed_in(app, person)
    cookie, page = client.get_cookie(COOKIE), client.current
    assert cookie is not None
    assert page is not None
    token = page.find("meta[name=csrf-token]").get("content")
    return Ground(folder, app, edition, Officer(cookie.value, token, response_id))


def _add_others(session: Session, edition: Edition, officer_id: int, others: int) -> None:
    """People of the officer's council, each with a full view, and four more councils for the officer."""
    people = [
        {
            "email": f"person.{number}@fernmoor.example",
            "name": f"Person {number}",
            "password_hash": "none",
            "session_key": f"person-{number}",
            "created_at": DAY - timedelta(days=30),
        }
        for number in range(others)
    ]
    ids = session.scalars(insert(PersonRow).returning(PersonRow.id), people).all()
    member = {"council_code": FERNMOOR, "role": Role.CONTRIBUTOR.value}
    session.execute(insert(MembershipRow), [{"person_id": person_id, **member} for person_id in ids])
    for person_id in ids:
        _respond(session, edition, FERNMOOR, person_id)
    real = select(CouncilRow.code).where(CouncilRow.is_invented.is_(False)).order_by(CouncilRow.code).limit(4)
    for code in session.scalars(real).all():
        add_membership(session=session, person_id=officer_id, council_code=code, role=Role.CONTRIBUTOR, now=DAY)
        _respond(session, edition, code, officer_id)


def _respond(session: Session, edition: Edition, council_code: str, person_id: int) -> int:
    """A view with every statement answered and two notes on every cell; returns its id."""
    response_id = start_response(
        session=session, council_code=council_code, edition_key=edition.key, author_id=person_id, now=DAY
    )
    saved = {"response_id": response_id, "version": 1, "tab": TAB, "changed_at": DAY}
    session.execute(insert(AnswerRow), [{**answer, **saved} for answer in _answers(edition)])
    session.execute(insert(NoteRow), [{**note, **saved} for note in _notes(edition)])
    return response_id


def _answers(edition: Edition) -> Iterator[dict[str, Any]]:
    levels = [level.key for level in edition.scale.levels]
    agreed = [level.key for level in edition.factor_sheet.scale.levels]
    for index, statement_id in enumerate(edition.statements):
        position, ambition = levels[index % 3], levels[max(index % 3, index % 2)]
        yield {"statement_id": statement_id, "position": position, "ambition": ambition, "is_key_statement": False}
    for index, statement_id in enumerate(edition.key_statements):
        position = agreed[index % len(agreed)]
        yield {"statement_id": statement_id, "position": position, "ambition": None, "is_key_statement": True}


def _notes(edition: Edition) -> Iterator[dict[str, Any]]:
    text = "Two of our main systems cannot share a customer record; the contract for one of them runs until 2028."
    for cell in edition.cells:
        for kind in edition.note_kinds[:2]:
            yield {"cell_id": cell.id, "kind": kind.key, "text": text, "statement_ids": [cell.statements[0].id]}
