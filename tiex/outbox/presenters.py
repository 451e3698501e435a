"""The mail that was kept here, as paragraphs of lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from tiex.gateways.mail import FolderMailer, Mail, Mailer, MemoryMailer


@dataclass(frozen=True, slots=True)
class MailView:
    to: str
    subject: str
    paragraphs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class OutboxView:
    title: str
    mails: tuple[MailView, ...]


def present_outbox(mailer: Mailer) -> OutboxView:
    return OutboxView("E-mails sent", tuple(_present(mail) for mail in _kept(mailer)))


def _kept(mailer: Mailer) -> Sequence[Mail]:
    """Newest first; what went out by SMTP is not here to be shown."""
    if isinstance(mailer, FolderMailer):
        return mailer.messages()
    return mailer.sent[::-1] if isinstance(mailer, MemoryMailer) else ()


def _present(mail: Mail) -> MailView:
    blocks = mail.body.replace("\r\n", "\n").strip().split("\n\n")
    return MailView(mail.to, mail.subject, tuple(tuple(block.splitlines()) for block in blocks))
