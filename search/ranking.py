"""What makes one result better than another; every engine ranks by these."""

import hashlib
from datetime import UTC, datetime
from math import log2

from search.documents import Document

# A word counts wherever it stands, and once more in the title, in tags and publisher, and in the summary.
ANYWHERE, TITLE, TAGS, SUMMARY = 1.0, 1.0, 1.5, 1.0
# A word that means the same or something near, that only begins so, or that is spelt nearly so counts less.
SYNONYM, RELATED, BEGINNING, SPELLING = 0.9, 0.5, 0.4, 0.6
# A word in a file counts little: long texts have many words by chance.
FILES = 0.1
# Words that stand beside one another in the title as they do in the question.
TOGETHER = 0.2
# Every word that is found counts, however frequent; and once more in a document that has all of them, were it only
# inside a file: the more words there are, the less does it have them by chance.
FOUND, FOUND_IN_FILES, EVERYTHING = 3.0, 1.5, 12.0
# So many completions of a word that is still being typed are ranked by where they stand; others are only found.
COMPLETIONS = 8
# Files have so many words that one is found by its beginning only from so many letters on.
FILE_BEGINNING = 3
# A search goes on with fewer words and with what is only related where all of them find less than a page.
ENOUGH = 20
_TRIED, _TRIED_MOST = 0.06, 0.4
_RECENT, _RECENT_SINCE, _RECENT_YEARS = 0.08, 2010, 15
_APART = 2e-4


def document_weight(document: Document) -> float:
    """Scores are multiplied by log2(2 + this): a mild boost for what worked, a very mild one for what is recent.

    A trace of chance, always the same for the same document, keeps equal texts from tying in their thousands.
    """
    tried = min(_TRIED * log2(1 + document.tried), _TRIED_MOST)
    digest = hashlib.blake2b(document.id.encode(), digest_size=4).digest()
    return tried + _recency(document) + _APART * int.from_bytes(digest) / 2**32


def needed_words(words: int) -> list[int]:
    """How many of so many words have to match: all of them, then fewer and fewer."""
    return sorted({words, -(-words * 2 // 3), -(-words // 3), 1}, reverse=True) if words else [0]


def most_words(words: int) -> int:
    """How many of so many words have to stand in a text that is shown for them."""
    return -(-words * 2 // 3)


def _recency(document: Document) -> float:
    year = document.year or (datetime.fromtimestamp(document.added, UTC).year if document.added > 0 else 0)
    return _RECENT * min(max(year - _RECENT_SINCE, 0), _RECENT_YEARS) / _RECENT_YEARS
