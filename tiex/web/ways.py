"""Links to those parts of the application that are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


def links_to(wanted: Mapping[str, str], values: Values) -> tuple[Link, ...]:
    """Those of these endpoints that are there, with their labels."""
    found = ((label, address_of((endpoint,), values)[0]) for endpoint, label in wanted.items())
    return tuple(Link(label, url) for label, url in found if url)


def address_of(endpoints: Sequence[str], values: Values) -> tuple[str | None, bool]:
    """The address of the first endpoint that is there and all of whose parts are known, and whether it is a form's."""
    for endpoint in endpoints:
        if endpoint in current_app.view_functions:
            rule = next(current_app.url_map.iter_rules(endpoint))
            parts = {name: values.get(name) for name in rule.arguments}
            if None not in parts.values():
                return url_for(endpoint, **parts), "GET" not in (rule.methods or ())
    return None, False
