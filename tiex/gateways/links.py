"""Where links lead: asked of the sites themselves, slowly and by name, or of a list."""

import http.client
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from tiex.domain.resources import LinkState

MOST_HOPS = 5
TIMEOUT = 10
LONGEST = 500
LARGEST_ROBOTS = 200_000
_FOR_GOOD, _FOR_NOW = {301, 308}, {302, 303, 307}
_GONE = {404, 410}
_HEAD_SUFFICES = {*range(200, 300), *_FOR_GOOD, *_FOR_NOW}


@dataclass(frozen=True, slots=True)
class LinkFound:
    """`moved_to` is the address that a site gives for good in place of the old one, else empty."""

    state: LinkState
    moved_to: str = ""


class Links(Protocol):
    def follow(self, url: str) -> LinkFound:
        """Where this address leads; never raises for what a site does."""


class MemoryLinks:
    """Answers from a list; what is not in it cannot be reached."""

    def __init__(self, found: Mapping[str, LinkFound] | None = None) -> None:
        self.found = dict(found or {})
        self.asked: list[str] = []

    def follow(self, url: str) -> LinkFound:
        self.asked.append(url)
        return self.found.get(url, LinkFound(LinkState.UNREACHABLE))


@dataclass
class WebLinks:
    """At most one request to a host in `seconds_apart`, none to what its robots.txt asks to leave alone.

    HEAD first, and GET where a site answers that badly; what it sends is not read.
    """

    user_agent: str
    seconds_apart: float = 1.0
    timeout: float = TIMEOUT
    sleep: Callable[[float], None] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def follow(self, url: str) -> LinkFound:
        here, is_for_good = url, True
        for _ in range(MOST_HOPS + 1):
            address = _address(here)
            if address is None:
                return LinkFound(LinkState.UNREACHABLE)
            if not self._is_welcome(address):
                return LinkFound(LinkState.UNKNOWN)
            status, location = self._ask(address)
            if not location:
                return _found(status, here if is_for_good and here != url else "")
            is_for_good = is_for_good and status in _FOR_GOOD
            here = _joined(here, location)
        return LinkFound(LinkState.UNREACHABLE)

    def _ask(self, address: SplitResult) -> tuple[int, str]:
        """Status and where it sends on to, 0 where there is no answer."""
        status, location, _ = self._request("HEAD", address)
        if status and status not in _HEAD_SUFFICES:
            status, location, _ = self._request("GET", address)
        return status, location if status in _FOR_GOOD | _FOR_NOW else ""

    def _request(self, method: str, address: SplitResult, *, most: int = 0) -> tuple[int, str, bytes]:
        """Status, location and as much of the body as is wanted; all empty where there is no answer."""
        self._wait(address.netloc)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        headers = {"User-Agent": self.user_agent, "Accept": "*/*", "Connection": "close"}
        try:
            with closing(kind(address.netloc, timeout=self.timeout)) as connection:
                connection.request(method, _target(address), headers=headers)
                with connection.getresponse() as response:
                    body = response.read(most) if most else b""
                    return response.status, response.getheader("Location") or "", body
        except (OSError, http.client.HTTPException, ValueError):
            return 0, "", b""

    def _wait(self, host: str) -> None:
        since = time.monotonic() - self._last.get(host, float("-inf"))
        if since < self.seconds_apart:
            self.sleep(self.seconds_apart - since)
        self._last[host] = time.monotonic()

    def _is_welcome(self, address: SplitResult) -> bool:
        """Whether the host's robots.txt lets us look; a host without one does."""
        origin = f"{address.scheme}://{address.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        return self._robots[origin].can_fetch(self.user_agent, address.geturl())

    def _read_robots(self, origin: str) -> RobotFileParser:
        rules = RobotFileParser()
        status, _, text = self._request("GET", urlsplit(f"{origin}/robots.txt"), most=LARGEST_ROBOTS)
        rules.parse(text.decode("utf-8", "replace").splitlines() if status == 200 else ())
        return rules


def _address(url: str) -> SplitResult | None:
    """The parts of a web address; None for anything else, whatever a site sent us on to."""
    try:
        address = urlsplit(url)
        is_web = address.scheme in ("http", "https") and bool(address.hostname) and (address.port or 1) > 0
    except ValueError:
        return None
    return address if is_web and "@" not in address.netloc else None


def _joined(here: str, location: str) -> str:
    """Where a site sends us on to; empty where it makes no sense."""
    try:
        return urljoin(here, location)
    except ValueError:
        return ""


def _target(address: SplitResult) -> str:
    path = quote(address.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(address.query, safe='/%:@!$&()*+,;=~-._?')}" if address.query else path


def _found(status: int, moved_to: str) -> LinkFound:
    if status in _GONE:
        return LinkFound(LinkState.DEAD)
    if not 200 <= status < 300:
        return LinkFound(LinkState.UNREACHABLE)
    return LinkFound(LinkState.MOVED, moved_to) if 0 < len(moved_to) <= LONGEST else LinkFound(LinkState.OK)
