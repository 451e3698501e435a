"""What must hold across an edition once each of its fields has been read."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import TypeVar

from tiex.content.checking import Document
from tiex.domain.edition import Cell, Edition

Repeated = TypeVar("Repeated", bound=Hashable)


def check_edition(document: Document, edition: Edition, folder: str, base: Edition | None) -> None:
    """Note in the document what is wrong; `base` is the edition that this one is based on."""
    if edition.key != folder:
        document.refuse("", "edition.key", f"must be {folder!r}, as the folder is called")
    if edition.starts_on >= edition.ends_on:
        document.refuse("", "edition.period", "must start before it ends")
    if base and base.number >= edition.number:
        document.refuse("", "edition.number", f"must be more than {base.number}, the number of {base.key}")
    _check_grid(document, edition)
    _check_stages(document, edition)
    for cell_id in _repeated(cell.id for cell in edition.cells):
        document.refuse(f"cell {cell_id}", "id", "appears twice")
    answered = [statement.id for cell in edition.cells for statement in cell.statements]
    for statement_id in _repeated([*answered, *edition.key_statements]):
        document.refuse(f"statement {statement_id}", "id", "appears twice")


def _check_grid(document: Document, edition: Edition) -> None:
    """One cell for each characteristic and mode, in the order of both."""
    grid = [(c.key, mode.key) for c in edition.characteristics for mode in edition.modes]
    found = [_place(cell) for cell in edition.cells]
    for characteristic, mode in grid:
        if (characteristic, mode) not in found:
            document.refuse("cells", "", f"there is none for characteristic {characteristic} and mode {mode}")
    for characteristic, mode in _repeated(found):
        document.refuse("cells", "", f"there are two for characteristic {characteristic} and mode {mode}")
    if sorted(found) == sorted(grid):
        for cell, place in zip(edition.cells, grid, strict=True):
            if _place(cell) != place:
                document.refuse(f"cell {cell.id}", "", f"stands where {' and '.join(place)} should be")


def _check_stages(document: Document, edition: Edition) -> None:
    order = [stage.key for stage in edition.stages]
    for cell in edition.cells:
        if [statement.stage for statement in cell.statements] != order:
            document.refuse(f"cell {cell.id}", "statements", f"must be one for each stage: {', '.join(order)}")


def _place(cell: Cell) -> tuple[str, str]:
    return cell.characteristic, cell.mode


def _repeated(values: Iterable[Repeated]) -> list[Repeated]:
    return [value for value, times in Counter(values).items() if times > 1]
