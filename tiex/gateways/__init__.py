"""The outside world: each part a protocol, a real one and an in-memory twin."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

from tiex.gateways.clock import Clock
from tiex.gateways.finder import Finder, memory_finder
from tiex.gateways.links import Links, MemoryLinks
from tiex.gateways.mail import Mailer
from tiex.gateways.parts import PartFolder
from tiex.gateways.press import DirectPress, Press
from tiex.gateways.reader import DirectReader, FileReader
from tiex.gateways.scanner import NoScanner, Scanner
from tiex.gateways.storage import Storage, memory_storage
from tiex.gateways.tasks import NoWorker, Waker


def _spare_parts() -> PartFolder:
    """Only made where something is put into it."""
    return PartFolder(Path(tempfile.gettempdir()) / "tiex-uploads")


@dataclass(frozen=True, slots=True)
class Gateways:
    clock: Clock
    mailer: Mailer
    links: Links = field(default_factory=MemoryLinks)
    finder: Finder = field(default_factory=memory_finder)
    storage: Storage = field(default_factory=memory_storage)
    parts: PartFolder = field(default_factory=_spare_parts)
    scanner: Scanner = field(default_factory=NoScanner)
    reader: FileReader = field(default_factory=DirectReader)
    waker: Waker = field(default_factory=NoWorker)
    press: Press = field(default_factory=DirectPress)


def current_gateways() -> Gateways:
    """The gateways of the running application."""
    found: Gateways = current_app.extensions["gateways"]
    return found
