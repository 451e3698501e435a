"""The outbox: mail is a row in the transaction that causes it, and is handed over once that stands."""

from datetime import datetime

from sqlalchemy import select
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


def deliver_waiting(session: Session, gateways: Gateways) -> int:
    """Hand over what waits, oldest first; what fails stays for the next try. Returns how many went out."""
    waiting = (
        select(OutboxMessageRow)
        .where(OutboxMessageRow.delivered_at.is_(None))
        .order_by(OutboxMessageRow.id)
        .with_for_update(skip_locked=True)
    )
    sent = 0
    for row in session.scalars(waiting).all():
        row.attempts += 1
        try:
            gateways.mailer.send(Mail(**row.payload), key=f"{row.id:08d}")
        except MailFailed as error:
            row.last_error = str(error)
            _log.warning("mail not delivered", message=row.id, attempts=row.attempts, error=str(error))
        else:
            row.delivered_at = gateways.clock.now()
            row.last_error = ""
            sent += 1
        session.commit()
    return sent
