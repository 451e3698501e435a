"""Sending mail: by SMTP, into a folder that the demo shows, or into a list."""

import smtplib
import ssl
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

# Codes from here on mean that trying again will not help.
_PERMANENT = 500
# The server closes, or wants another password of us: the next message would be told the same.
_TAKES_NOTHING = {421, 530, 535}


class MailFailed(Exception):
    """Nothing can be handed over now: the server is out of reach, or does not take mail from us."""


class MailPutOff(Exception):
    """This message is not taken now, through no fault of its own: greylisting, a limit, or mail we may not send yet."""


class MailRefused(Exception):
    """This message was not taken and will not be: nobody there has its address, for example."""


@dataclass(frozen=True, slots=True)
class Mail:
    to: str
    subject: str
    body: str


class Mailer(Protocol):
    is_remote: bool

    def send(self, mail: Mail, key: str) -> None:
        """Hand the message over; MailFailed, MailPutOff or MailRefused where that fails.

        The same `key` is the same message.
        """


class MemoryMailer:
    is_remote = False

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail, key: str) -> None:
        self.sent.append(mail)


class FolderMailer:
    """One .eml file a message."""

    is_remote = False

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def send(self, mail: Mail, key: str) -> None:
        message = _message(mail, self.sender)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            target = self.folder / f"{key}.eml"
            part = target.with_suffix(".part")
            part.write_bytes(message.as_bytes())
            part.replace(target)
        except OSError as error:
            raise MailFailed(str(error)) from error

    def messages(self) -> list[Mail]:
        """Everything sent so far, the newest first."""
        files = sorted(self.folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        return [_read(path) for path in reversed(files)]


class SmtpMailer:
    """smtp://user:password@host:port, or smtps:// for TLS from the first byte; smtp:// uses STARTTLS where offered."""

    is_remote = True

    def __init__(self, address: str, sender: str) -> None:
        self.address = urlsplit(address)
        self.sender = sender

    def send(self, mail: Mail, key: str) -> None:
        message = _message(mail, self.sender)
        try:
            with self._connect() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise _meaning_of(error)(str(error)) from error

    def _connect(self) -> smtplib.SMTP:
        tls = ssl.create_default_context()
        host, port = self.address.hostname or "localhost", self.address.port or 0
        if self.address.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=10, context=tls)
        else:
            server = smtplib.SMTP(host, port, timeout=10)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=tls)
            elif self.address.username:
                server.close()
                raise MailFailed("the mail server offers no TLS, so the password was not sent")
        if self.address.username:
            server.login(unquote(self.address.username), unquote(self.address.password or ""))
        return server


def make_mailer(address: str, sender: str) -> SmtpMailer | FolderMailer:
    """The mailer that the setting `mail` names."""
    return SmtpMailer(address, sender) if address.startswith("smtp") else FolderMailer(Path(address), sender)


def _meaning_of(error: Exception) -> type[MailFailed | MailPutOff | MailRefused]:
    """What is told of the recipient or the content is about this message, everything else about all of them."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailRefused
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers: list[tuple[int, bytes | str]] = [*error.recipients.values()]
    elif isinstance(error, smtplib.SMTPDataError):
        answers = [(error.smtp_code, error.smtp_error)]
    else:
        return MailFailed
    if any(code in _TAKES_NOTHING for code, _ in answers):
        return MailFailed
    is_final = all(code >= _PERMANENT and not _is_about_our_right_to_send(said) for code, said in answers)
    return MailRefused if is_final else MailPutOff


def _is_about_our_right_to_send(said: bytes | str) -> bool:
    """5.7 is the class of policy (RFC 3463): it may be about us or about one recipient, and somebody can mend it."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return words.startswith("5.7.") or "relay" in words.lower()


def _message(mail: Mail, sender: str) -> EmailMessage:
    """MailRefused for what cannot be written in a header."""
    message = EmailMessage(policy=policy.SMTP)
    try:
        message["From"], message["To"], message["Subject"] = sender, Address(addr_spec=mail.to), mail.subject
    except (ValueError, IndexError, MessageError) as error:
        raise MailRefused(f"not an address that can be written to: {error}") from error
    message.set_content(mail.body)
    return message


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Mail(str(message["To"]), str(message["Subject"]), str(message.get_content()))
