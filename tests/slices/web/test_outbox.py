"""Each message in the outbox is handed over once, also by two at once and after somebody died over it."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.slices.cells.steps import stored
from tests.support.people import TODAY
from tiex.app import create_app
from tiex.config import Mode, Settings
from tiex.extensions import db
from tiex.gateways import Gateways, current_gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import Mail, MailFailed, MailPutOff, MailRefused, MemoryMailer
from tiex.models import OutboxMessageRow
from tiex.schema import upgrade
from tiex.web.outbox import AGAIN_AFTER, CLAIM_LASTS, LEAST_WAIT, MOST_WAIT, deliver_waiting, queue_mail

MAIL = Mail("x@council.example", "Hello", "One\ntwo\n")
OTHER = Mail("y@council.example", "Hello", "One\ntwo\n")


class Mailer(MemoryMailer):
    """Somebody else delivers while it sends; and it can fail."""

    def __init__(self, app: Flask, *, fails: bool = False) -> None:
        super().__init__()
        self.app, self.fails, self.others = app, fails, 0

    def send(self, mail: Mail, key: str) -> None:
        with stored(self.app) as session:
            self.others += deliver_waiting(session, current_gateways())
        if self.fails:
            raise MailFailed("no such server")
        super().send(mail, key)


@pytest.fixture
def waiting(app: Flask) -> None:
    with stored(app) as session:
        queue_mail(session, MAIL, TODAY)
        session.commit()


def deliver(app: Flask, mailer: MemoryMailer, later: timedelta = timedelta()) -> int:
    with stored(app) as session:
        return deliver_waiting(session, Gateways(SetClock(TODAY + later), mailer))


@pytest.mark.usefixtures("waiting")
def test_two_who_deliver_at_once_send_it_once(app: Flask, mailer: MemoryMailer) -> None:
    own = Mailer(app)
    assert deliver(app, own) == 1
    assert (own.others, own.sent, mailer.sent) == (0, [MAIL], [])
    assert deliver(app, own) == 0


@pytest.mark.usefixtures("waiting")
def test_what_could_not_be_sent_is_tried_again_at_once(app: Flask, mailer: MemoryMailer) -> None:
    assert deliver(app, Mailer(app, fails=True)) == 0
    assert deliver(app, mailer) == 1
    assert mailer.sent == [MAIL]


@pytest.mark.usefixtures("waiting")
def test_what_somebody_died_over_is_tried_again_later(app: Flask, mailer: MemoryMailer) -> None:
    with stored(app) as session:
        session.execute(update(OutboxMessageRow).values(claimed_at=TODAY))
        session.commit()
    assert deliver(app, mailer, CLAIM_LASTS) == 0
    assert deliver(app, mailer, CLAIM_LASTS + timedelta(seconds=1)) == 1
    with stored(app) as session:
        assert session.scalars(select(OutboxMessageRow.payload)).one() == {}, "its words are not kept"


class Choosy(MemoryMailer):
    """Nobody there has the first address."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = 0

    def send(self, mail: Mail, key: str) -> None:
        if mail == MAIL:
            self.refused += 1
            raise MailRefused("x@council.example: no such person")
        super().send(mail, key)


@pytest.mark.usefixtures("waiting")
def test_what_is_refused_stops_no_other_and_is_given_up_in_the_end(app: Flask, mailer: MemoryMailer) -> None:
    choosy, later = Choosy(), timedelta()
    with stored(app) as session:
        queue_mail(session, OTHER, TODAY)
        session.commit()
    assert deliver(app, choosy) == 1
    for wait in AGAIN_AFTER:
        tried = choosy.refused
        assert deliver(app, choosy, later + wait) == 0
        assert choosy.refused == tried, "not before its time"
        later += wait + timedelta(seconds=1)
        deliver(app, choosy, later)
        assert choosy.refused == tried + 1
    deliver(app, choosy, later + timedelta(days=100))
    assert (choosy.sent, choosy.refused) == ([OTHER], len(AGAIN_AFTER) + 1)
    with stored(app) as session:
        row = session.scalars(select(OutboxMessageRow).where(OutboxMessageRow.delivered_at.is_(None))).one()
        assert row.last_error == "x@council.example: no such person"
        assert row.payload["body"] == MAIL.body, "its words are kept"
    assert run(app, "deliver") == "0 delivered, 0 waiting, 1 given up.\n"
    assert run(app, "retry") == "1 put back.\n1 delivered, 0 waiting, 0 given up.\n"
    assert mailer.sent == [MAIL]


def run(app: Flask, command: str) -> str:
    result = app.test_cli_runner().invoke(args=["outbox", command])
    assert result.exception is None, result.exception
    return result.output


@pytest.mark.usefixtures("waiting")
def test_while_the_server_is_out_of_reach_no_message_is_to_blame(app: Flask) -> None:
    for _ in range(10):
        deliver(app, Mailer(app, fails=True))
    assert deliver(app, Choosy()) == 0
    with stored(app) as session:
        row = session.scalars(select(OutboxMessageRow)).one()
        assert (row.kind, row.attempts) == ("mail", 1)


class Greylisting(MemoryMailer):
    def __init__(self) -> None:
        super().__init__()
        self.put_off = 0

    def send(self, mail: Mail, key: str) -> None:
        self.put_off += 1
        raise MailPutOff("not yet")


@pytest.mark.usefixtures("waiting")
def test_what_is_put_off_waits_ever_longer_and_is_never_given_up(app: Flask, mailer: MemoryMailer) -> None:
    putting_off, later = Greylisting(), timedelta()
    for turn in range(20):
        deliver(app, putting_off, later)
        assert putting_off.put_off == turn + 1
        wait = min(max(later, LEAST_WAIT), MOST_WAIT)
        deliver(app, putting_off, later + wait)
        assert putting_off.put_off == turn + 1, "not before its time"
        later += wait + timedelta(seconds=1)
    assert run(app, "deliver") == "0 delivered, 1 waiting, 0 given up.\n"
    assert run(app, "retry") == "0 put back.\n1 delivered, 0 waiting, 0 given up.\n"
    assert mailer.sent == [MAIL]


@pytest.mark.usefixtures("waiting")
def test_what_was_given_up_before_its_words_were_kept_stays_so(app: Flask) -> None:
    with stored(app) as session:
        row = session.scalars(select(OutboxMessageRow)).one()
        row.kind, row.payload = "mail given up", {"to": MAIL.to, "subject": MAIL.subject}
        session.commit()
    assert run(app, "retry") == "0 put back.\n0 delivered, 0 waiting, 1 given up.\n"


def test_tries_from_before_are_not_held_against_a_message(tmp_path: Path) -> None:
    settings = Settings(
        Mode.TEST, "test", f"sqlite:///{tmp_path / 'old.sqlite3'}", tmp_path, "memory", "http://localhost"
    )
    app = create_app(settings, Gateways(SetClock(TODAY), MemoryMailer()))
    with app.app_context():
        upgrade(revision="0004")
        for delivered_at in (None, TODAY):
            row = OutboxMessageRow(kind="mail", payload={}, created_at=TODAY, attempts=9, delivered_at=delivered_at)
            db.session.add(row)
        db.session.commit()
        upgrade()
        rows = select(OutboxMessageRow.attempts).order_by(OutboxMessageRow.id)
        assert db.session.scalars(rows).all() == [0, 9]
        db.session.remove()
        db.engine.dispose()
