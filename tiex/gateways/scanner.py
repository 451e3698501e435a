"""Scanning files for viruses: by clamd, by nobody where none is set up, or by a twin that knows one signature."""

import socket
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol
from urllib.parse import urlsplit

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
PING_PATIENCE = 1.0  # seconds
# The harmless text that every scanner calls a virus, in halves, so that no scanner takes this file for one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + rb"-ANTIVIRUS-TEST-FILE!$H+H*"


class ScannerUnreachable(Exception):
    """Nobody said whether the file is clean: the scanner is away, too slow, or would not look at it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`signature` names what was found, and is empty where nothing was."""

    signature: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.signature


class Scanner(Protocol):
    @property
    def is_configured(self) -> bool:
        """Whether there is a scanner at all; without one, no verdict says anything."""

    def is_reachable(self) -> bool:
        """Whether it answers now."""

    def scan(self, path: Path) -> Verdict:
        """ScannerUnreachable where there is no verdict, which is never to be taken for a clean one."""


class NoScanner:
    is_configured: ClassVar[bool] = False

    def is_reachable(self) -> bool:
        return False

    def scan(self, path: Path) -> Verdict:
        raise ScannerUnreachable("no scanner is set up")


class MemoryScanner:
    """The twin: knows EICAR, and is away where it is told to be."""

    is_configured: ClassVar[bool] = True

    def __init__(self) -> None:
        self.is_away = False
        self.scanned: list[Path] = []

    def is_reachable(self) -> bool:
        return not self.is_away

    def scan(self, path: Path) -> Verdict:
        if self.is_away:
            raise ScannerUnreachable("the scanner is away")
        self.scanned.append(path)
        return Verdict("Eicar-Test-Signature" if EICAR in path.read_bytes() else "")


class ClamdScanner:
    """Sends the file itself (INSTREAM), so that clamd may run as somebody else, or elsewhere.

    The address is tcp://host:port, or a socket as unix:/path or /path. `timeout` is in seconds, of each step.
    """

    is_configured: ClassVar[bool] = True

    def __init__(self, address: str, timeout: float = 60) -> None:
        self.address = address
        self.timeout = timeout

    def scan(self, path: Path) -> Verdict:
        try:
            with path.open("rb") as file, closing(self._connect()) as connection:
                return _verdict_of(_ask(connection, file))
        except OSError as error:
            raise ScannerUnreachable(f"no verdict from {self.address}: {error}") from error

    def is_reachable(self) -> bool:
        """Somebody waits for the answer, so it has to come soon."""
        try:
            with closing(self._connect(PING_PATIENCE)) as connection:
                connection.sendall(b"zPING\0")
                return _answer(connection) == "PONG"
        except OSError:
            return False

    def _connect(self, timeout: float | None = None) -> socket.socket:
        patience = timeout or self.timeout
        if self.address.startswith("tcp:"):
            host, port = host_and_port(self.address)
            return socket.create_connection((host, port), timeout=patience)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(patience)
            connection.connect(self.address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection


def host_and_port(address: str) -> tuple[str, int]:
    """ValueError where the address names no port or none that there is."""
    found = urlsplit(address)
    if not found.hostname or not found.port:
        raise ValueError(f"{address} is not tcp://host:port")
    return found.hostname, found.port


def make_scanner(address: str) -> ClamdScanner | NoScanner:
    """The scanner at this address, or none where it is empty; ValueError for what is no address."""
    if address.startswith("tcp:"):
        host_and_port(address)
    elif address and not address.removeprefix("unix:").startswith("/"):
        raise ValueError(f"{address} is neither tcp://host:port nor the path of a socket")
    return ClamdScanner(address) if address else NoScanner()


def _ask(connection: socket.socket, file: BinaryIO) -> str:
    """Each chunk with its length before it, then a length of zero; what clamd says, without the zero at its end."""
    try:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It hangs up on a file that is larger than its StreamMaxLength, and says so first.
        return _answer(connection)
    return _answer(connection)


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (part := connection.recv(LONGEST_ANSWER)):
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict_of(answer: str) -> Verdict:
    what = answer.removeprefix("stream: ")
    if what == "OK":
        return Verdict()
    if what.endswith(" FOUND"):
        return Verdict(what.removesuffix(" FOUND") or "unnamed")
    raise ScannerUnreachable(f"clamd gave no verdict: {answer or 'it hung up'}")
