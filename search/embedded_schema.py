"""How a document lies in tantivy: which fields there are, and what each is for."""

import hashlib
from collections.abc import Sequence

import tantivy

from search.documents import LATEST, Document, extract_of, texts_of
from search.ranking import document_weight
from search.words import folded, joined, stem_analyzer, surfaces, word_analyzer

# Raise it whenever an index made before cannot be searched or written to any more.
FORMAT = 4
ID, STAMP, TITLE, TAGS, SUMMARY = "id", "stamp", "title", "tags", "summary"
# What is shown.
NAME, EXTRACT = "name", "extract"
# Every text by its stems, and by the words as they are written.
STEMS, SURFACES = "stems", "surfaces"
# The first letters of its words: there are so many words that begin with one that finding each of them takes long.
BEGINNINGS, LETTERS = "beginnings", 2
# The same of its files, and whether it has any.
FILES, FILE_SURFACES, WITH_FILES, YES = "files", "file_surfaces", "with_files", "yes"
AUDIENCES, YEAR, WEIGHT, BY_NEWEST, BY_TITLE = "audiences", "year", "weight", "by_newest", "by_title"
RAW, STEMMED, WRITTEN = "raw", "stemmed", "written"
# Between the values of a facet that one document has: a document's values are counted as one, which is five times
# faster than one by one, and taken apart afterwards.
APART = "\x1f"
# Between an id and its fingerprint.
STAMPED = "\x1e"


def filter_field(facet: str) -> str:
    return f"has_{facet}"


def count_field(facet: str) -> str:
    return f"all_{facet}"


def number_field(facet: str) -> str:
    return f"number_{facet}"


def number_of(value: str) -> int:
    """Stands for a value where documents are sorted out by it."""
    return int.from_bytes(hashlib.blake2b(value.encode(), digest_size=4).digest())


def make_schema(facets: Sequence[str]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in (ID, STAMP, AUDIENCES, WITH_FILES, BEGINNINGS, *map(filter_field, facets)):
        builder.add_text_field(name, stored=name == ID, tokenizer_name=RAW, index_option="basic")
    for name in (BY_NEWEST, BY_TITLE, *map(count_field, facets)):
        builder.add_text_field(name, fast=True, tokenizer_name=RAW, index_option="basic")
    for name in (TITLE, TAGS, SUMMARY, STEMS, FILES):
        builder.add_text_field(name, tokenizer_name=STEMMED)
    # A text field is always indexed, and nobody looks for a whole extract.
    for name in (NAME, EXTRACT):
        builder.add_bytes_field(name, stored=True)
    for name in (SURFACES, FILE_SURFACES):
        builder.add_text_field(name, tokenizer_name=WRITTEN, index_option="basic")
    builder.add_integer_field(YEAR, indexed=True, fast=True)
    for facet in facets:
        builder.add_unsigned_field(number_field(facet), fast=True)
    builder.add_float_field(WEIGHT, fast=True)
    return builder.build()


def register_analyzers(index: tantivy.Index) -> None:
    index.register_tokenizer(STEMMED, stem_analyzer())
    index.register_tokenizer(WRITTEN, word_analyzer())


def to_tantivy(document: Document, facets: Sequence[str]) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text(ID, document.id)
    made.add_text(STAMP, f"{document.id}{STAMPED}{document.fingerprint}")
    made.add_bytes(NAME, document.title.encode())
    made.add_bytes(EXTRACT, extract_of(document).encode())
    made.add_text(TITLE, joined(document.title))
    made.add_text(SUMMARY, joined(document.summary))
    for tag in (document.publisher, *document.words):
        made.add_text(TAGS, joined(tag))
    for text in map(joined, texts_of(document)):
        made.add_text(STEMS, text)
        made.add_text(SURFACES, text)
    for beginning in _beginnings(document):
        made.add_text(BEGINNINGS, beginning)
    if document.files:
        files = joined(document.files)
        made.add_text(FILES, files)
        made.add_text(FILE_SURFACES, files)
        made.add_text(WITH_FILES, YES)
    for audience in document.audiences:
        made.add_text(AUDIENCES, audience)
    _add_facets(made, document, facets)
    made.add_text(BY_NEWEST, f"{LATEST - document.added:013d}{document.id}")
    made.add_text(BY_TITLE, f"{folded(document.title)}\0{document.id}")
    made.add_float(WEIGHT, document_weight(document))
    return made


def _beginnings(document: Document) -> set[str]:
    words = {surface for text in texts_of(document) for surface in surfaces(text)}
    return {word[:letters] for word in words for letters in range(1, LETTERS + 1)}


def _add_facets(made: tantivy.Document, document: Document, facets: Sequence[str]) -> None:
    for facet in facets:
        values = document.facets.get(facet, ())
        for value in values:
            made.add_text(filter_field(facet), value)
        if values:
            made.add_text(count_field(facet), APART.join(values))
            made.add_unsigned(number_field(facet), number_of(values[0]))
    if document.year is not None:
        made.add_integer(YEAR, document.year)
