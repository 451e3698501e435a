"""The outbox: mail is a row in the transaction that causes it, and is handed over once that stands."""

from datetime import datetime, timedelta
from threading import Thread

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from structlog import get_logger

from tiex.gateways import Gateways
from tiex.gateways.mail import Mail, MailFailed
from tiex.models import OutboxMessageRow

MAIL = "mail"
# Longer than a mail server is waited for; a claim as old as this was made by somebody who died over it.
CLAIM_LASTS = timedelta(minutes=10)
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
    waiting = select(OutboxMessageRow.id).where(OutboxMessageRow.delivered_at.is_(None)).order_by(OutboxMessageRow.id)
    sent = 0
    for message_id in session.scalars(waiting).all():
        if not _claim(session, message_id, gateways.clock.now()):
            continue
        row = session.get_one(OutboxMessageRow, message_id, populate_existing=True)
        try:
            gateways.mailer.send(Mail(**row.payload), key=f"{row.id:08d}")
        except MailFailed as error:
            row.last_error, row.claimed_at = str(error), None
            session.commit()
            _log.warning("mail not delivered", message=row.id, attempts=row.attempts, error=str(error))
            break
        # A delivered message may hold a link that still works, so its words are not kept.
        row.delivered_at, row.last_error, row.payload = gateways.clock.now(), "", {}
        session.commit()
        sent += 1
    return sent


def _claim(session: Session, message_id: int, now: datetime) -> bool:
    """Whether this message is ours to hand over: nobody else has done so, or has begun to and may still be at it."""
    is_free = or_(OutboxMessageRow.claimed_at.is_(None), OutboxMessageRow.claimed_at < now - CLAIM_LASTS)
    ours = (OutboxMessageRow.id == message_id, OutboxMessageRow.delivered_at.is_(None), is_free)
    claim = {"attempts": OutboxMessageRow.attempts + 1, "claimed_at": now}
    claimed = session.execute(update(OutboxMessageRow).where(*ours).values(claim))
    session.commit()
    return bool(claimed.rowcount)  # type: ignore[attr-defined]
