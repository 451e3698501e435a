"""The outbox: mail is a row in the transaction that causes it, and is handed over once that stands."""

from datetime import datetime
from threading import Thread

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from structlog import get_logger

from tiex.gateways import Gateways
from tiex.gateways.mail import Mail, MailFailed
from tiex.models import OutboxMessageRow

MAIL = "mail"
_log = get_logger(__name__)


def queue_mail(session: Session, mail: Mail, now: datetime) -> None:
    """Add a message to the running transaction."""
    payload = {"to": mail.to, "subject": mail.subject, "body": mail.body}
    session.add(OutboxMessageRow(kind=MAIL, payload=payload, created_at=now))
    session.info["outbox"] = True


def has_queued(session: Session) -> bool:
    """Whether this session queued anything since it was last asked."""
    return bool(session.info.pop("outbox", False))


def deliver_after_commit(session: Session, gateways: Gateways) -> None:
    """Hand over what waits; to a server elsewhere from a thread, so that no answer waits for it or tells of it."""
    if not gateways.mailer.is_remote:
        deliver_waiting(session, gateways)
        return
    engine = session.get_bind()

    def deliver() -> None:
        with Session(engine) as own:
            deliver_waiting(own, gateways)

    Thread(target=deliver, name="outbox").start()


def deliver_waiting(session: Session, gateways: Gateways) -> int:
    """Hand over what waits, oldest first, until one fails; that one stays for the next try. How many went out."""
    waiting = (
        select(OutboxMessageRow.id, OutboxMessageRow.attempts)
        .where(OutboxMessageRow.delivered_at.is_(None))
        .order_by(OutboxMessageRow.id)
    )
    sent = 0
    for message_id, attempts in session.execute(waiting).all():
        if not _claim(session, message_id, attempts):
            continue
        row = session.get_one(OutboxMessageRow, message_id, populate_existing=True)
        if row.delivered_at is not None:  # by somebody who had begun before
            continue
        try:
            gateways.mailer.send(Mail(**row.payload), key=f"{row.id:08d}")
        except MailFailed as error:
            row.last_error = str(error)
            session.commit()
            _log.warning("mail not delivered", message=row.id, attempts=row.attempts, error=str(error))
            break
        # A delivered message may hold a link that still works, so its words are not kept.
        row.delivered_at, row.last_error, row.payload = gateways.clock.now(), "", {}
        session.commit()
        sent += 1
    return sent


def _claim(session: Session, message_id: int, attempts: int) -> bool:
    """Whether this try is ours: of two that begin at once, one counts the attempt."""
    is_unchanged = (OutboxMessageRow.id == message_id, OutboxMessageRow.attempts == attempts)
    claimed = session.execute(update(OutboxMessageRow).where(*is_unchanged).values(attempts=attempts + 1))
    session.commit()
    return bool(claimed.rowcount)  # type: ignore[attr-defined]
