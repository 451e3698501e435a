"""What an edition's page says of an edition that changes its base."""

from dataclasses import replace
from datetime import date

from tiex.content.editions import fingerprint, load_edition
from tiex.content.glossary import load_glossary
from tiex.domain.edition import Edition
from tiex.editions.presenters import EditionView, present_edition
from tiex.editions.queries import EditionSummary


def present(edition: Edition, base: Edition | None) -> EditionView:
    summaries = [
        EditionSummary(each.key, each.number, each.title, each.starts_on, each.ends_on, fingerprint(each))
        for each in (edition, base)
        if each is not None
    ]
    return present_edition(edition, base, summaries, load_glossary(), date(2026, 11, 23))


def test_an_edition_with_a_changed_statement_is_not_called_unchanged() -> None:
    base, edition = load_edition("2019-20"), load_edition("2026-27")
    cell = edition.cells[0]
    changed = replace(cell, statements=(replace(cell.statements[0], text="Another wording."), *cell.statements[1:]))
    assert present(edition, base).is_unchanged
    assert not present(replace(edition, cells=(changed, *edition.cells[1:])), base).is_unchanged


def test_a_first_edition_has_no_base() -> None:
    view = present(load_edition("2019-20"), None)
    assert view.base is None
    assert not view.is_unchanged
    assert view.others == ()


def test_a_term_is_marked_once_in_each_characteristic() -> None:
    edition = load_edition("2026-27")
    for characteristic in present(edition, load_edition("2019-20")).characteristics:
        texts = [characteristic.help, *(cell.purpose for cell in characteristic.cells)]
        marked = [segment.term.key for text in texts for segment in text if segment.term]
        assert len(marked) == len(set(marked))
