"""Ada, who has a phone with an authenticator app."""

import pytest
from flask import Flask

from tests.slices.secondfactor.steps import Phone, give_phone
from tests.support.people import Someone
from tiex.gateways.clock import SetClock


@pytest.fixture
def phone(app: Flask, ada: Someone, clock: SetClock) -> Phone:
    return give_phone(app, ada, clock)
