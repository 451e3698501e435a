"""The scanner speaks clamd's protocol, and takes nothing but a plain "OK" for a clean file."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer, ThreadingUnixStreamServer
from threading import Event, Thread

import pytest

from tiex.gateways.scanner import (
    CHUNK,
    EICAR,
    ClamdScanner,
    MemoryScanner,
    NoScanner,
    Scanner,
    ScannerUnreachable,
    Verdict,
    make_scanner,
)


@contextmanager
def server(answer: bytes, socket: Path | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """The address of one that takes a stream and gives this answer; and what it took."""
    taken: list[bytes] = []

    class Session(StreamRequestHandler):
        def handle(self) -> None:
            asked = self.rfile.read(6)
            if asked == b"zPING\0":
                self.wfile.write(answer)
                return
            assert asked + self.rfile.read(4) == b"zINSTREAM\0"
            chunks = list[bytes]()
            while size := struct.unpack("!I", self.rfile.read(4))[0]:
                assert size <= CHUNK
                chunks.append(self.rfile.read(size))
            taken.append(b"".join(chunks))
            self.wfile.write(answer)

    listening = (
        ThreadingUnixStreamServer(str(socket), Session) if socket else ThreadingTCPServer(("127.0.0.1", 0), Session)
    )
    with listening:
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield f"unix:{socket}" if socket else f"tcp://127.0.0.1:{listening.socket.getsockname()[1]}", taken
        finally:
            listening.shutdown()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "stored"
    found.write_bytes(b"a file" * CHUNK)
    return found


@pytest.mark.parametrize("over", ["tcp", "unix", "path"])
def test_the_whole_file_is_sent(over: str, path: Path, tmp_path: Path) -> None:
    with server(b"stream: OK\0", None if over == "tcp" else tmp_path / "s") as (address, taken):
        verdict = make_scanner(address.removeprefix("unix:") if over == "path" else address).scan(path)
    assert verdict.is_clean
    assert taken == [path.read_bytes()]


@pytest.mark.parametrize(("answer", "is_there"), [(b"PONG\0", True), (b"", False), (b"HTTP/1.1 400\r\n", False)])
def test_whether_it_answers(answer: bytes, is_there: bool) -> None:
    with server(answer) as (address, taken):
        assert make_scanner(address).is_reachable() == is_there
    assert not make_scanner(address).is_reachable(), "it is gone"
    assert taken == []
    assert not make_scanner("").is_reachable()


def test_what_was_found_is_named(path: Path) -> None:
    with server(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as (address, _):
        verdict = make_scanner(address).scan(path)
    assert verdict == Verdict("Win.Test.EICAR_HDB-1")
    assert not verdict.is_clean


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"stream: NOT OK\0",
        b"OKAY\0",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\xff" * 10_000,
    ],
)
def test_anything_else_is_no_verdict(answer: bytes, path: Path) -> None:
    with server(answer) as (address, _), pytest.raises(ScannerUnreachable):
        make_scanner(address).scan(path)


def test_an_answer_may_come_in_parts(path: Path) -> None:
    class InParts(StreamRequestHandler):
        def handle(self) -> None:
            for part in (b"stream: ", b"Eicar ", b"FOUND\0"):
                self.wfile.write(part)
                self.wfile.flush()
            self.rfile.read()

    with ThreadingTCPServer(("127.0.0.1", 0), InParts) as listening:
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            assert make_scanner(f"tcp://127.0.0.1:{listening.server_address[1]}").scan(path) == Verdict("Eicar")
        finally:
            listening.shutdown()


def test_one_that_says_nothing_is_not_waited_for(path: Path) -> None:
    done = Event()

    class Silent(StreamRequestHandler):
        def handle(self) -> None:
            done.wait(60)

    with ThreadingTCPServer(("127.0.0.1", 0), Silent) as listening:
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            with pytest.raises(ScannerUnreachable):
                ClamdScanner(f"tcp://127.0.0.1:{listening.server_address[1]}", timeout=0.1).scan(path)
        finally:
            done.set()
            listening.shutdown()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd.sock", "/nowhere/clamd.sock"])
def test_one_that_is_away_gives_no_verdict(address: str, path: Path) -> None:
    with pytest.raises(ScannerUnreachable):
        make_scanner(address).scan(path)


@pytest.mark.parametrize("address", ["clamd.sock", "tcp://", "tcp://host", "tcp://host:many", "http://host:1"])
def test_what_is_no_address_is_said_at_once(address: str) -> None:
    with pytest.raises(ValueError, match=r"tcp://|[Pp]ort"):
        make_scanner(address)


def test_without_a_scanner_nothing_is_clean(path: Path) -> None:
    scanner = make_scanner("")
    assert isinstance(scanner, NoScanner)
    assert not scanner.is_configured
    with pytest.raises(ScannerUnreachable):
        scanner.scan(path)


def test_the_twin_knows_eicar(path: Path) -> None:
    twin = MemoryScanner()
    scanner: Scanner = twin
    assert scanner.is_configured
    assert scanner.scan(path).is_clean
    path.write_bytes(b"before " + EICAR)
    assert not scanner.scan(path).is_clean
    twin.is_away = True
    with pytest.raises(ScannerUnreachable):
        scanner.scan(path)
