"""Text from anywhere, made safe for every engine: no control characters, nothing that cannot be encoded."""

import re

# Control and private characters, halves of surrogate pairs and line separators become spaces …
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\uffff]+")
# … and marks without width or that turn the direction of writing vanish, so that "in\u00adside" is one word.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+")


def clean_text(text: str, limit: int | None = None) -> str:
    """Printable text on one line, cut to `limit` characters."""
    text = text[: 4 * limit] if limit else text
    text = " ".join(_INVISIBLE.sub("", _UNSAFE.sub(" ", text)).split())
    return text[:limit].strip() if limit else text


def clean_prose(text: str) -> str:
    """Printable text; spaces and words stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub("", _UNSAFE.sub(" ", text))
