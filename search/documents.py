"""What an index holds: one document for each resource that can be found."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from search.cleaning import clean_prose, clean_text

ID_LIMIT = 200
LATEST = 10**11
# Characters: what a snippet may be taken from, and how much of its files a resource is found by.
EXTRACT, FILES = 20_000, 500_000


@dataclass(frozen=True, slots=True)
class Document:
    """A resource as search sees it.

    `added` is in seconds since 1970. `facets` gives the keys of its values for each facet. `words` are the names of its
    tags, so that a person finds it by them. `audiences` says who may find it: nobody, where there are none. `tried` is
    how many found that it worked. `files` is the text of what can be downloaded with it: it is found by that too, but
    everything else counts more, and neither title nor snippet shows any of it.
    """

    id: str
    title: str
    summary: str = ""
    body: str = ""
    publisher: str = ""
    year: int | None = None
    added: int = 0
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    tried: int = 0
    files: str = ""

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "id", clean_text(self.id, ID_LIMIT))
        for name in ("title", "summary", "body", "publisher"):
            put(self, name, clean_prose(getattr(self, name)))
        put(self, "files", clean_prose(self.files[:FILES]))
        for name in ("words", "audiences"):
            put(self, name, _cleaned(getattr(self, name)))
        put(self, "facets", {key: _cleaned(values) for key, values in self.facets.items() if values})
        put(self, "tried", max(self.tried, 0))
        put(self, "added", min(max(self.added, 0), LATEST))

    @property
    def fingerprint(self) -> str:
        """Changes whenever anything in the document does; tells an index that it holds an older state."""
        facets = {key: sorted(values) for key, values in self.facets.items()}
        numbers = (self.year, self.added, self.tried)
        texts = (self.id, self.title, self.summary, self.body, self.publisher)
        files = (self.files,) if self.files else ()
        content = (*texts, *numbers, facets, self.words, sorted(self.audiences), *files)
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.blake2b(canonical.encode(), digest_size=12).hexdigest()


def _cleaned(values: tuple[str, ...]) -> tuple[str, ...]:
    """Each value once, in its order."""
    return tuple(dict.fromkeys(cleaned for value in values if (cleaned := clean_text(value))))


def texts_of(document: Document) -> list[str]:
    """Every text in which words are looked for, but for its files, which count less."""
    return [document.title, document.publisher, *document.words, document.summary, document.body]


def extract_of(document: Document) -> str:
    """What a snippet is taken from."""
    return f"{document.summary} {document.body[:EXTRACT]}".strip()
