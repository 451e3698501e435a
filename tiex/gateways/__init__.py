"""The outside world: each part a protocol, a real one and an in-memory twin."""

from dataclasses import dataclass

from flask import current_app

from tiex.gateways.clock import Clock
from tiex.gateways.mail import Mailer


@dataclass(frozen=True, slots=True)
class Gateways:
    clock: Clock
    mailer: Mailer


def current_gateways() -> Gateways:
    """The gateways of the running application."""
    found: Gateways = current_app.extensions["gateways"]
    return found
