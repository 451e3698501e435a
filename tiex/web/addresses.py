"""Addresses for e-mails."""

from typing import Any

from flask import current_app, url_for

from tiex.config import Settings


def public_url(endpoint: str, **values: Any) -> str:
    """From the settings: a mailed link must not depend on the host that a request claims to be for."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url + url_for(endpoint, **values)
