"""Reads an edition out of parsed YAML, field by field."""

from collections.abc import Collection

from tiex.content.checking import Item, check_order, check_unique
from tiex.content.edition_factors import read_scale
from tiex.domain.edition import (
    Cell,
    ChangeMode,
    Characteristic,
    Edition,
    FactorSheet,
    NoteKind,
    Stage,
    Statement,
    Wording,
)

LAYERS = ("outer", "middle", "inner")


def read_edition(top: Item, factor_sheet: FactorSheet, pillars: Collection[str]) -> Edition:
    head = top.section("edition")
    period = head.section("period")
    modes, stages, characteristics = _read_modes(top), _read_stages(top), _read_characteristics(top)
    for field in ("soft_launch", "formal_launch"):
        head.optional_text(field)
    head.exactly("fixed", True)
    edition = Edition(
        key=head.slug("key"),
        number=head.whole_number("number", lowest=1),
        title=head.text("title", longest=100),
        summary=head.text("summary"),
        starts_on=period.day("start"),
        ends_on=period.day("end"),
        period_label=period.text("label", longest=60),
        source=head.text("source"),
        based_on=head.optional_text("based_on"),
        wording=_read_wording(top),
        scale=read_scale(top.section("answer_scale"), has_bars=True),
        note_kinds=_read_note_kinds(top),
        modes=modes,
        stages=stages,
        characteristics=characteristics,
        cells=_read_cells(top, modes, stages, characteristics, pillars),
        factor_sheet=factor_sheet,
    )
    _check_counts(head.section("counts"), edition)
    return edition


def _read_wording(top: Item) -> Wording:
    answering = top.section("answering")
    return Wording(
        position_prompt=answering.text("position_prompt"),
        ambition_prompt=answering.text("ambition_prompt"),
        ambition_help=answering.text("ambition_help"),
        not_applicable_help=answering.text("not_applicable_help"),
        modes_note=top.text("modes_note", longest=600),
    )


def _read_note_kinds(top: Item) -> tuple[NoteKind, ...]:
    items = top.items("note_types", "note type")
    kinds = tuple(
        NoteKind(
            key=item.slug("key"),
            name=item.text("name", longest=60),
            prompt=item.text("prompt"),
            help=item.text("help"),
        )
        for item in items
    )
    check_unique(items, "key", [kind.key for kind in kinds])
    return kinds


def _read_modes(top: Item) -> tuple[ChangeMode, ...]:
    items = top.items("modes", "mode")
    check_order(items)
    modes = tuple(
        ChangeMode(
            key=item.slug("key"),
            name=item.text("name", longest=60),
            layer=item.choice("layer", LAYERS),
            short=item.text("short"),
            long=item.text("long", longest=800),
            question=item.text("question"),
            examples=item.texts("examples"),
        )
        for item in items
    )
    check_unique(items, "key", [mode.key for mode in modes])
    check_unique(items, "layer", [mode.layer for mode in modes])
    return modes


def _read_stages(top: Item) -> tuple[Stage, ...]:
    items = top.items("stages", "stage")
    check_order(items)
    stages = tuple(
        Stage(
            key=item.slug("key"),
            name=item.text("name", longest=60),
            meaning=item.text("meaning"),
            test=item.text("test"),
        )
        for item in items
    )
    check_unique(items, "key", [stage.key for stage in stages])
    return stages


def _read_characteristics(top: Item) -> tuple[Characteristic, ...]:
    items = top.items("characteristics", "characteristic")
    check_order(items)
    characteristics = tuple(
        Characteristic(
            key=item.slug("key"),
            name=item.text("name", longest=100),
            short_name=item.optional_text("short_name", longest=60) or item.text("name", longest=100),
            chart_label=item.text("chart_label", longest=40),
            summary=item.text("summary"),
            help=item.text("help", longest=800),
        )
        for item in items
    )
    check_unique(items, "key", [characteristic.key for characteristic in characteristics])
    return characteristics


def _read_cells(
    top: Item,
    modes: Collection[ChangeMode],
    stages: Collection[Stage],
    characteristics: Collection[Characteristic],
    pillars: Collection[str],
) -> tuple[Cell, ...]:
    characteristic_keys = [characteristic.key for characteristic in characteristics]
    mode_keys = [mode.key for mode in modes]
    stage_keys = [stage.key for stage in stages]
    return tuple(
        Cell(
            id=item.slug("id"),
            characteristic=item.choice("characteristic", characteristic_keys),
            mode=item.choice("mode", mode_keys),
            purpose=item.text("purpose"),
            barber_pillars=item.choices("barber_pillars", pillars),
            keywords=item.texts("keywords", longest=60),
            statements=_read_statements(item, stage_keys),
        )
        for item in top.items("cells", "cell")
    )


def _read_statements(cell: Item, stages: Collection[str]) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            id=item.slug("id"),
            cell_id=cell.text("id"),
            stage=item.choice("stage", stages),
            text=item.text("text"),
            evidence=item.texts("evidence"),
        )
        for item in cell.items("statements", "statement")
    )


def _check_counts(counts: Item, edition: Edition) -> None:
    counts.exactly("characteristics", len(edition.characteristics))
    counts.exactly("modes", len(edition.modes))
    counts.exactly("stages", len(edition.stages))
    counts.exactly("cells", len(edition.cells))
    counts.exactly("statements", sum(len(cell.statements) for cell in edition.cells))
