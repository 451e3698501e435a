"""The outside world: each part a protocol, a real one and an in-memory twin."""

from dataclasses import dataclass, field

from flask import current_app

from tiex.gateways.clock import Clock
from tiex.gateways.finder import Finder, memory_finder
from tiex.gateways.links import Links, MemoryLinks
from tiex.gateways.mail import Mailer
from tiex.gateways.tasks import NoWorker, Waker


@dataclass(frozen=True, slots=True)
class Gateways:
    clock: Clock
    mailer: Mailer
    links: Links = field(default_factory=MemoryLinks)
    finder: Finder = field(default_factory=memory_finder)
    waker: Waker = field(default_factory=NoWorker)


def current_gateways() -> Gateways:
    """The gateways of the running application."""
    found: Gateways = current_app.extensions["gateways"]
    return found
