"""Reads scales and success factors out of parsed YAML."""

from collections import Counter

from tiex.content.checking import Item, check_order, check_unique
from tiex.domain.edition import (
    DONT_KNOW,
    NOT_APPLICABLE,
    FactorSheet,
    KeyStatement,
    Level,
    OtherAnswer,
    Scale,
    SuccessFactor,
)


def read_factor_sheet(top: Item, edition_key: str) -> FactorSheet:
    top.exactly("edition", edition_key)
    items = top.items("factors", "factor")
    check_order(items)
    factors = tuple(_read_factor(item) for item in items)
    check_unique(items, "key", [factor.key for factor in factors])
    ids = Counter(statement.id for factor in factors for statement in factor.statements)
    for statement_id in (statement_id for statement_id, times in ids.items() if statement_id and times > 1):
        top.refuse("factors", f"the statement id {statement_id!r} appears twice")
    return FactorSheet(
        introduction=top.text("introduction", longest=600),
        prompt=top.text("prompt"),
        scale=read_scale(top.section("answer_scale"), has_bars=False),
        factors=factors,
    )


def _read_factor(item: Item) -> SuccessFactor:
    key = item.slug("key")
    statements = item.items("statements", "statement")
    check_order(statements)
    return SuccessFactor(
        key=key,
        name=item.text("name", longest=60),
        description=item.text("description", longest=600),
        keywords=item.texts("keywords", longest=60),
        statements=tuple(_read_key_statement(statement, key) for statement in statements),
    )


def _read_key_statement(item: Item, factor: str) -> KeyStatement:
    return KeyStatement(id=item.slug("id"), factor=factor, text=item.text("text"), hint=item.text("hint"))


def read_scale(item: Item, has_bars: bool) -> Scale:
    options = item.items("options", "option", at_least=2)
    levels = tuple(_read_level(option, number, has_bars) for number, option in enumerate(options, 1))
    item.exactly("max_weight", len(levels) - 1)
    if sorted(level.weight for level in levels) != list(range(len(levels))):
        item.refuse("options", "must have each weight from 0 up once")
    check_unique(options, "key", [level.key for level in levels])
    return Scale(
        key=item.slug("key"),
        name=item.text("name", longest=60),
        description=item.text("description"),
        scoring=item.text("scoring"),
        levels=levels,
        others=_read_others(item) if has_bars else (),
    )


def _read_level(item: Item, number: int, has_bars: bool) -> Level:
    if has_bars:
        item.exactly("bars", number)
        item.exactly("weight", number - 1)
    return Level(
        key=item.slug("key"),
        label=item.text("label", longest=40),
        weight=item.whole_number("weight", highest=10),
        help=item.text("help"),
        bars=number if has_bars else 0,
    )


def _read_others(scale: Item) -> tuple[OtherAnswer, ...]:
    items = scale.items("other_answers", "answer")
    if {item.choice("key", (NOT_APPLICABLE, DONT_KNOW)) for item in items} != {NOT_APPLICABLE, DONT_KNOW}:
        scale.refuse("other_answers", f"must be {NOT_APPLICABLE} and {DONT_KNOW}")
    answers = tuple(_read_other(item) for item in items)
    check_unique(items, "key", [answer.key for answer in answers])
    return answers


def _read_other(item: Item) -> OtherAnswer:
    key = item.text("key")
    item.exactly("scored", False)
    if key == NOT_APPLICABLE:
        item.exactly("needs_rationale", True)
    if key == DONT_KNOW:
        item.exactly("only_in", "individual")
    return OtherAnswer(key=key, label=item.text("label", longest=40), help=item.text("help"))
