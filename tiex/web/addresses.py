"""Addresses for e-mails and papers."""

from typing import Any

from flask import current_app, url_for

from tiex.config import Settings


def public_url(endpoint: str, **values: Any) -> str:
    return public_address(url_for(endpoint, **values))


def public_address(path: str) -> str:
    """From the settings: a link that is mailed or printed must not depend on the host that a request is for."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url + path
