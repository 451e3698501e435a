"""Each message in the outbox is handed over once, also by two at once and after somebody died over it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.slices.cells.steps import stored
from tests.support.people import TODAY
from tiex.gateways import Gateways, current_gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import Mail, MailFailed, MailRefused, MemoryMailer
from tiex.models import OutboxMessageRow
from tiex.web.outbox import AGAIN_AFTER, CLAIM_LASTS, deliver_waiting, queue_mail

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
def test_what_is_refused_stops_no_other_and_is_given_up_in_the_end(app: Flask) -> None:
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
        assert row.payload == {"to": MAIL.to, "subject": MAIL.subject}, "its words are not kept"
    result = app.test_cli_runner().invoke(args=["outbox", "deliver"])
    assert result.exception is None, result.exception
    assert result.output == "0 delivered, 0 waiting, 1 given up.\n"


@pytest.mark.usefixtures("waiting")
def test_while_the_server_is_out_of_reach_no_message_is_to_blame(app: Flask) -> None:
    for _ in range(10):
        deliver(app, Mailer(app, fails=True))
    assert deliver(app, Choosy()) == 0
    with stored(app) as session:
        row = session.scalars(select(OutboxMessageRow)).one()
        assert (row.kind, row.attempts) == ("mail", 1)
