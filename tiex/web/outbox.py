"""The outbox: mail is a row in the transaction that causes it, and is handed over once that stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session
from structlog import get_logger

from tiex.gateways import Gateways
from tiex.gateways.mail import Mail, MailFailed, MailPutOff, MailRefused
from tiex.gateways.tasks import Work
from tiex.models import OutboxMessageRow

MAIL, GIVEN_UP = "mail", "mail given up"
QUEUED = "outbox"
# Longer than a mail server is waited for; a claim as old as this was made by somebody who died over it.
CLAIM_LASTS = timedelta(minutes=10)
# How long a message that was refused waits before it is tried again; once more and it is given up.
AGAIN_AFTER = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
# One that is put off waits as long as it has waited already, within these.
LEAST_WAIT, MOST_WAIT = timedelta(minutes=15), timedelta(hours=6)
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Undelivered:
    waiting: int
    given_up: int


def queue_mail(session: Session, mail: Mail, now: datetime) -> None:
    """Add a message to the running transaction."""
    payload = {"to": mail.to, "subject": mail.subject, "body": mail.body}
    session.add(OutboxMessageRow(kind=MAIL, payload=payload, created_at=now))
    session.info[QUEUED] = True


def has_queued(session: Session) -> bool:
    """Whether this session queued anything since it was last asked."""
    return bool(session.info.pop(QUEUED, False))


def deliver_after_commit(session: Session, gateways: Gateways) -> None:
    """Let a worker hand over what waits.

    Where there is none it is done here; to a server elsewhere from a thread, so that no answer waits for it or tells of
    it.
    """
    if gateways.waker.wake(Work.MAIL):
        return
    if not gateways.mailer.is_remote:
        deliver_waiting(session, gateways)
        return
    engine = session.get_bind()

    def deliver() -> None:
        with Session(engine) as own:
            deliver_waiting(own, gateways)

    Thread(target=deliver, name="outbox").start()


def deliver_waiting(session: Session, gateways: Gateways) -> int:
    """Hand over what waits, oldest first. How many went out.

    One that is refused or put off waits for its next try and stops no other; where the server is out of reach all
    wait. Only refusals count towards giving up.
    """
    waiting = select(OutboxMessageRow.id).where(*_WAITS).order_by(OutboxMessageRow.id)
    sent = 0
    for message_id in session.scalars(waiting).all():
        if not _claim(session, message_id, gateways.clock.now()):
            continue
        row = session.get_one(OutboxMessageRow, message_id, populate_existing=True)
        try:
            gateways.mailer.send(Mail(**row.payload), key=f"{row.id:08d}")
        except MailRefused as error:
            _count_refusal(row, str(error), gateways.clock.now())
            session.commit()
            continue
        except MailPutOff as error:
            _put_off(row, str(error), gateways.clock.now())
            session.commit()
            continue
        except MailFailed as error:
            row.last_error, row.claimed_at, row.attempts = str(error), None, row.attempts - 1
            session.commit()
            _log.warning("mail not delivered", message=row.id, error=str(error))
            break
        # A delivered message may hold a link that still works, so its words are not kept.
        row.delivered_at, row.last_error, row.payload = gateways.clock.now(), "", {}
        session.commit()
        sent += 1
    return sent


def count_undelivered(session: Session) -> Undelivered:
    of_kind = select(OutboxMessageRow.kind, func.count()).where(OutboxMessageRow.delivered_at.is_(None))
    counts = dict(session.execute(of_kind.group_by(OutboxMessageRow.kind)).all())
    return Undelivered(counts.get(MAIL, 0), counts.get(GIVEN_UP, 0))


def put_back(session: Session, now: datetime) -> int:
    """What was given up waits again, and what was put off is due now. How many were given up.

    Of what was given up before its words were kept nothing is left to be sent.
    """
    session.execute(update(OutboxMessageRow).where(*_WAITS, OutboxMessageRow.claimed_at > now).values(claimed_at=None))
    given_up = select(OutboxMessageRow).filter_by(kind=GIVEN_UP, delivered_at=None)
    found = [row for row in session.scalars(given_up) if "body" in row.payload]
    for row in found:
        row.kind, row.attempts = MAIL, 0
    session.flush()
    session.info[QUEUED] = True
    return len(found)


_WAITS = (OutboxMessageRow.kind == MAIL, OutboxMessageRow.delivered_at.is_(None))


def _put_off(row: OutboxMessageRow, reason: str, now: datetime) -> None:
    wait = min(max(now - row.created_at, LEAST_WAIT), MOST_WAIT)
    row.last_error, row.claimed_at, row.attempts = reason, now + wait - CLAIM_LASTS, row.attempts - 1
    _log.warning("mail put off", message=row.id)


def _count_refusal(row: OutboxMessageRow, reason: str, now: datetime) -> None:
    """It waits, or is given up; its words stay, so that it can be put back.

    The reason names the recipient, so it stands in the row and not in the log.
    """
    row.last_error = reason
    if row.attempts <= len(AGAIN_AFTER):
        row.claimed_at = now + AGAIN_AFTER[row.attempts - 1] - CLAIM_LASTS
        _log.warning("mail refused", message=row.id, attempts=row.attempts)
        return
    row.kind, row.claimed_at = GIVEN_UP, None
    _log.error("mail given up", message=row.id, attempts=row.attempts)


def _claim(session: Session, message_id: int, now: datetime) -> bool:
    """Whether this message is ours to hand over: nobody else has done so, or has begun to and may still be at it."""
    is_free = or_(OutboxMessageRow.claimed_at.is_(None), OutboxMessageRow.claimed_at < now - CLAIM_LASTS)
    ours = (OutboxMessageRow.id == message_id, *_WAITS, is_free)
    claim = {"attempts": OutboxMessageRow.attempts + 1, "claimed_at": now}
    claimed = session.execute(update(OutboxMessageRow).where(*ours).values(claim))
    session.commit()
    return bool(claimed.rowcount)  # type: ignore[attr-defined]
