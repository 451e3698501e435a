"""Loads the editions: everything a council answers in one period, checked from end to end."""

import itertools
from functools import cache
from pathlib import Path

from tiex.content.barber import load_barber
from tiex.content.checking import CONTENT, SLUG, ContentError, Document
from tiex.content.edition_checks import check_edition
from tiex.content.edition_document import canonical_json, fingerprint, from_document, to_document
from tiex.content.edition_factors import read_factor_sheet
from tiex.content.edition_reading import read_edition
from tiex.content.edition_sources import edition_source, read_lineage
from tiex.domain.edition import Edition

__all__ = ["canonical_json", "edition_keys", "fingerprint", "from_document", "load_edition", "to_document"]


@cache
def load_edition(key: str, root: Path = CONTENT) -> Edition:
    """The edition in the folder of this name; ContentError naming file, item and field where something is wrong."""
    if not SLUG.fullmatch(key):
        raise ContentError(f"editions: {key!r} is not the key of an edition")
    pillars = frozenset(pillar.key for pillar in load_barber(root).pillars)
    lineage = read_lineage(key, root)
    base = load_edition(list(lineage)[1], root) if len(lineage) > 1 else None
    source = edition_source(lineage, root)
    factors = Document(source.factor_file, source.factors)
    sheet = read_factor_sheet(factors.top, source.factor_edition)
    factors.finish()
    document = Document(source.file, source.edition)
    edition = read_edition(document.top, sheet, pillars)
    document.finish()
    check_edition(document, edition, key, base)
    document.finish()
    return edition


@cache
def edition_keys(root: Path = CONTENT) -> tuple[str, ...]:
    """The keys of all editions, in the order of their numbers."""
    editions = [load_edition(path.parent.name, root) for path in sorted(root.glob("editions/*/edition.yaml"))]
    editions.sort(key=lambda edition: edition.number)
    for before, after in itertools.pairwise(editions):
        if before.number == after.number:
            raise ContentError(f"editions/{after.key}/edition.yaml: edition.number: {before.key} has the same number")
    return tuple(edition.key for edition in editions)
