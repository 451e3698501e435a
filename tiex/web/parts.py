"""Parts of addresses: ids that a database can hold, and texts without control characters; any other is not found."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, UnicodeConverter

# What a database keeps ids in has 32 bits: PostgreSQL refuses to compare with a larger number.
LARGEST_ID = 2**31 - 1


class IdPart(IntegerConverter):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID} | options)


class TextPart(UnicodeConverter):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.regex = self.regex.replace("[^/]", r"[^/\x00-\x1f\x7f]")


def init_parts(app: Flask) -> None:
    """In the place of werkzeug's own, so that no route can forget them."""
    app.url_map.converters |= {"int": IdPart, "default": TextPart, "string": TextPart}
