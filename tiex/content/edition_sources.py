"""The plain data of an edition, with the changes of an edition that is based on another worked in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiex.content.checking import ContentError, Document, Item, parse_yaml, read_text

# An edition that names another in `based_on` takes over all its wording and ids. Its `changes` is a list; each change
# names one thing by its id or key, and the fields that replace those of the base:
#
#     changes:
#       - statement: role-service-plan
#         text: "..."
#       - key_statement: csf-staff-ideas
#         hint: "..."
CHANGEABLE = {
    "statement": ("text", "evidence"),
    "key_statement": ("text", "hint"),
    "cell": ("purpose", "barber_pillars", "keywords"),
    "characteristic": ("name", "short_name", "chart_label", "summary", "help"),
    "mode": ("name", "short", "long", "question", "examples"),
    "stage": ("name", "meaning", "test"),
    "factor": ("name", "description", "keywords"),
}
TAKEN_OVER = ("source", "counts")


@dataclass(frozen=True)
class EditionSource:
    """Parsed YAML, not yet checked.

    `factor_edition` is the edition that the success factors were written for; `factor_file` is the file where a problem
    with them must lie, which is the edition's own one once the factors of the base have been checked.
    """

    file: str
    edition: Any
    factor_file: str
    factor_edition: str
    factors: Any


def read_lineage(key: str, root: Path) -> dict[str, Any]:
    """The parsed files of this edition, the one it is based on, the one that is based on and so forth, by key."""
    lineage = {key: _parse(key, root)}
    while base := _base_key(lineage[key]):
        if base in lineage or not (root / _edition_file(base)).is_file():
            raise ContentError(f"{_edition_file(key)}: edition.based_on: there is no earlier edition {base!r}")
        lineage[base] = _parse(base, root)
        key = base
    return lineage


def edition_source(lineage: dict[str, Any], root: Path) -> EditionSource:
    """The data of the first edition in a fresh lineage; the others must have been checked before."""
    oldest, *later = reversed(lineage)
    factor_file = _factor_file(oldest)
    factors = parse_yaml(read_text(root / factor_file, factor_file), factor_file)
    edition, file = lineage[oldest], _edition_file(oldest)
    for key in later:
        if (root / _factor_file(key)).exists():
            raise ContentError(f"{_factor_file(key)}: must go; list what differs from {oldest} under changes")
        file = factor_file = _edition_file(key)
        edition = _rebased(edition, factors, Document(file, lineage[key]))
    return EditionSource(file, edition, factor_file, oldest, factors)


def _rebased(edition: Any, factors: Any, document: Document) -> Any:
    """The edition with the changes of the document worked in; the factors are changed in place."""
    _apply_changes(document.top, dict(_targets(edition, factors)))
    head = document.top.raw("edition")
    document.finish()
    kept = {field: edition["edition"][field] for field in TAKEN_OVER if field in edition["edition"]}
    return edition | {"edition": kept | head}


def _targets(edition: Any, factors: Any) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for cell in edition["cells"]:
        yield ("cell", cell["id"]), cell
        yield from ((("statement", statement["id"]), statement) for statement in cell["statements"])
    for factor in factors["factors"]:
        yield ("factor", factor["key"]), factor
        yield from ((("key_statement", statement["id"]), statement) for statement in factor["statements"])
    for kind in ("characteristic", "mode", "stage"):
        yield from (((kind, entry["key"]), entry) for entry in edition[f"{kind}s"])


def _apply_changes(top: Item, targets: dict[tuple[str, str], dict[str, Any]]) -> None:
    changed: set[tuple[str, str]] = set()
    for change in top.items("changes", "change", at_least=0):
        kinds = [kind for kind in CHANGEABLE if change.has(kind)]
        if len(kinds) != 1:
            change.refuse("", f"must name one {', '.join(CHANGEABLE)}")
            continue
        target = kinds[0], change.text(kinds[0])
        if target not in targets:
            change.refuse(kinds[0], f"{target[1]!r} is not in the edition that this one is based on")
        elif target in changed:
            change.refuse(kinds[0], f"{target[1]!r} is changed twice")
        else:
            changed.add(target)
            targets[target].update(_replacements(change, kinds[0]))


def _replacements(change: Item, kind: str) -> dict[str, object]:
    fields = {field: change.raw(field) for field in CHANGEABLE[kind] if change.has(field)}
    if not fields:
        change.refuse("", f"replaces nothing; it can replace {', '.join(CHANGEABLE[kind])}")
    return fields


def _factor_file(key: str) -> str:
    return f"editions/{key}/critical_success_factors.yaml"


def _edition_file(key: str) -> str:
    return f"editions/{key}/edition.yaml"


def _parse(key: str, root: Path) -> Any:
    file = _edition_file(key)
    return parse_yaml(read_text(root / file, file), file)


def _base_key(data: Any) -> str | None:
    head = data.get("edition") if isinstance(data, dict) else None
    base = head.get("based_on") if isinstance(head, dict) else None
    return None if base is None else str(base)
