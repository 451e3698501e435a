"""What a mail server says decides whether one message is refused or none can be handed over."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from tiex.gateways.mail import FolderMailer, Mail, MailFailed, MailPutOff, MailRefused, SmtpMailer

SENDER = "no-reply@tiex.example"
MAIL = Mail("x@council.example", "Grüße", "One\ntwo\n")
USUAL = {"DATA": "354 go on", "QUIT": "221 bye"}


@contextmanager
def server(answers: Mapping[str, str]) -> Iterator[tuple[SmtpMailer, list[str]]]:
    """A mailer for a server that gives these answers by command, "." being the end of a message; and what it took."""
    taken: list[str] = []

    class Session(StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            for line in self.rfile:
                command = line.decode().strip().upper()
                self.say(answers.get(command[:4], USUAL.get(command[:4], "250 fine")))
                if command == "DATA" and "DATA" not in answers:
                    taken.append("".join(part.decode() for part in iter(self.rfile.readline, b".\r\n")))
                    self.say(answers.get(".", "250 taken"))

        def say(self, answer: str) -> None:
            self.wfile.write(f"{answer}\r\n".encode())

    with ThreadingTCPServer(("127.0.0.1", 0), Session) as listening:
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield SmtpMailer(f"smtp://127.0.0.1:{listening.server_address[1]}", SENDER), taken
        finally:
            listening.shutdown()


def test_hands_it_over() -> None:
    with server({}) as (mailer, taken):
        mailer.send(MAIL, key="1")
    assert f"From: {SENDER}\r\nTo: x@council.example\r\n" in taken[0]


@pytest.mark.parametrize(
    "answers", [{"RCPT": "550 no such user"}, {"RCPT": "550 5.1.1 no such user"}, {".": "554 not this"}]
)
def test_a_message_that_is_not_taken_is_refused(answers: dict[str, str]) -> None:
    with server(answers) as (mailer, _), pytest.raises(MailRefused):
        mailer.send(MAIL, key="1")


@pytest.mark.parametrize(
    "answers",
    [
        {"RCPT": "450 4.7.1 greylisted"},
        {"RCPT": "451 too many today"},
        {"RCPT": "452 4.2.2 mailbox full"},
        {"RCPT": "454 4.7.1 relay access denied"},
        {"RCPT": "554 5.7.1 relay access denied"},
        {"RCPT": "550 relay not permitted"},
        {".": "550 5.7.26 this sender is not authenticated"},
        {".": "452 disk full"},
        {"DATA": "451 later"},
    ],
)
def test_a_message_that_may_be_taken_later_is_put_off(answers: dict[str, str]) -> None:
    with server(answers) as (mailer, _), pytest.raises(MailPutOff):
        mailer.send(MAIL, key="1")


@pytest.mark.parametrize(
    "answers",
    [
        {"MAIL": "550 not from you"},
        {"MAIL": "421 going down"},
        {"RCPT": "421 4.3.2 going down"},
        {"RCPT": "530 5.7.0 sign in first"},
        {"RCPT": "535 5.7.8 not your password"},
        {".": "421 going down"},
    ],
)
def test_a_server_that_takes_no_mail_fails(answers: dict[str, str]) -> None:
    with server(answers) as (mailer, _), pytest.raises(MailFailed):
        mailer.send(MAIL, key="1")


def test_a_server_out_of_reach_fails() -> None:
    with server({}) as (mailer, _):
        pass
    with pytest.raises(MailFailed):
        mailer.send(MAIL, key="1")


@pytest.mark.parametrize(
    "address", ["a:b@x.example", "a(b@x.example", "a[b@x.example", "a\n@x.example", "a,b@x.example", "é@x.example", ""]
)
def test_what_cannot_be_written_in_a_header_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(MailRefused):
        FolderMailer(tmp_path, SENDER).send(Mail(address, "Hello", "One\n"), key="1")
    with server({}) as (mailer, _), pytest.raises(MailRefused):
        mailer.send(Mail(address, "Hello", "One\n"), key="1")
