"""Setting a paper as PDF, and charts as pictures, by typst: what people wrote goes in as data, never as markup."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Compiler

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
# In pixels an inch: sharp on paper, and small enough for an attachment.
SHARPNESS = 220.0


class NotMade(Exception):
    """A file could not be made; the message says why, for the log."""


def typeset(order: Mapping[str, Any]) -> list[bytes]:
    """One PDF of `paper`, or a PNG of each of `pictures`; NotMade where typst cannot."""
    # Here and not above: it takes 40 MB, which only a process needs that sets something.
    import typst

    source, inputs = HERE / order["template"], {"order": json.dumps(order, ensure_ascii=False)}
    compiler = typst.Compiler(source, root=HERE, font_paths=[FONTS], ignore_system_fonts=True, sys_inputs=inputs)
    try:
        made = _made(compiler, order)
    except typst.TypstError as error:
        raise NotMade(f"{error.message} {error.diagnostic}") from error
    return made if isinstance(made, list) else [made or b""]


def _made(compiler: "Compiler", order: Mapping[str, Any]) -> bytes | list[bytes] | None:
    if "paper" in order:
        noon = datetime.fromisoformat(f"{order['paper']['made_on']}T12:00:00").replace(tzinfo=UTC)
        return compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=noon)
    return compiler.compile(format="png", ppi=SHARPNESS)


def paper_order(paper: Mapping[str, Any]) -> dict[str, Any]:
    return {"template": "paper.typ", "paper": paper}


def pictures_order(svgs: Sequence[str]) -> dict[str, Any]:
    return {"template": "pictures.typ", "pictures": list(svgs)}
