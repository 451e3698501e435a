"""The paper that an officer takes to a committee: what it is asked to decide, why, and what only an officer can add."""

from itertools import chain
from string import ascii_uppercase

from tiex.domain.ranking import leading
from tiex.papers import parts
from tiex.papers.blocks import Block, Column, Contents, Heading, PageBreak, Para, Points, Prompt, Row, Section, Table
from tiex.papers.report import Frame, Report

GAPS_SHOWN = 5
GAPS_NAMED = 3
TO_FILL_IN = "to be filled in"
LEFT_OUT = "Minority views are not part of this paper: they stay in the council."
_IMPLICATIONS = (
    (
        "Financial",
        "What the recommendations cost or save, in which year and from which budget, confirmed by the chief finance "
        "officer. Noting the result costs nothing by itself; carrying out next steps may.",
    ),
    (
        "Legal",
        "The power under which the decision is taken and any duty that it meets, confirmed by the monitoring officer.",
    ),
    (
        "Equality",
        "How the public sector equality duty was considered. Say who could be affected by the next steps, and whether "
        "an equality impact assessment is needed now or with each project.",
    ),
    ("Risk", "What could keep the council from its ambitions, what follows if nothing is done, and who owns the risk."),
    (
        "Workforce, climate and data protection",
        "Whatever the council’s own template asks for. Delete what does not apply.",
    ),
    (
        "Consultation",
        "Who was asked, such as scrutiny, staff, trade unions, partners and residents, and what they said.",
    ),
)


def committee_blocks(report: Report) -> tuple[Block, ...]:
    """Without minority views, as the papers of a committee are normally public."""
    report = report.without_minority_views
    blocks = _after_contents(report)
    titles = tuple(block.text for block in blocks if isinstance(block, Heading) and block.level == 1)
    return _about(report), Contents(titles), *blocks


def _after_contents(report: Report) -> tuple[Block, ...]:
    return (
        *_recommendations(report),
        *_purpose(report),
        *_background(report),
        *_findings(report),
        *_next_steps(report),
        *_options(report),
        Heading("Implications"),
        *(block for title, prompt in _IMPLICATIONS for block in (Heading(title, 2), Prompt(prompt))),
        *parts.version(report),
        *_background_papers(report),
        *_appendices(report),
    )


def _about(report: Report) -> Table:
    frame = report.frame
    rows = (
        ("Report to", f"[Cabinet, or the committee that decides: {TO_FILL_IN}]"),
        ("Date of the meeting", f"[{TO_FILL_IN}]"),
        ("Report of", f"[name and post: {TO_FILL_IN}]"),
        ("Portfolio holder", f"[{TO_FILL_IN}]"),
        ("Key decision", f"[yes or no: {TO_FILL_IN}]"),
        ("Open or exempt", f"[open, or exempt and why: {TO_FILL_IN}]"),
        ("Self-assessment", frame.edition),
        ("Standing", frame.standing),
    )
    lines = tuple(Row(row) for row in rows)
    return Table("About this paper", (Column("Item", 4), Column("Detail", 13)), (Section(lines),))


def _recommendations(report: Report) -> tuple[Block, ...]:
    lead = Para("That [Cabinet]:")
    return Heading("Recommendations"), lead, Points(tuple(Para(text) for text in _asked(report)), is_numbered=True)


def _asked(report: Report) -> tuple[str, ...]:
    """What the committee is asked to decide, in words that can stand in its minutes."""
    tally, frame = report.overall.tally, report.frame
    score = f"a position of {parts.percent(tally.percent)}"
    if tally.ambition_percent is not None:
        score += f" and an ambition of {tally.ambition_percent}%"
    which = f"{_which(frame)} the council’s self-assessment, {frame.edition}"
    notes = f"notes {which}: {score}, with {parts.of(tally)} statements agreed;"
    close = "notes that the result is a picture for the council’s own improvement, and no ranking of councils."
    if not report.gaps:
        return notes, "asks the Chief Executive to report again [by when] on how that is kept;", close
    first = leading(report.gaps, lambda gap: gap.steps, least=GAPS_NAMED)
    named = "; ".join(gap.name for gap in first.shown)
    if first.level:
        named += f"; and {len(first.level)} more as wide, under “{parts.GAPS}”"
    agrees = f"agrees that the widest gaps between position and ambition come first: {named};"
    asks = "asks the Chief Executive to bring a plan for the next steps, with owners, dates and costs, [by when];"
    return notes, agrees, asks, close


def _which(frame: Frame) -> str:
    if frame.is_signed_off:
        return "the result, signed off by the Leader and the Chief Executive, of"
    return "an earlier result, reopened since it was signed off, of" if frame.was_reopened else "the draft result of"


def _purpose(report: Report) -> tuple[Block, ...]:
    text = (
        "To report what the council found when it assessed how well it is placed for transformation and innovation, "
        "and to ask for a decision on what comes next."
    )
    frame = report.frame
    warned = "This is a draft: it has not been signed off, and its figures can still change."
    is_draft = not (frame.is_signed_off or frame.was_reopened)
    return Heading("Purpose"), Para(text), *((Para(warned),) if is_draft else ())


def _background(report: Report) -> tuple[Block, ...]:
    """How the self-assessment works, in so few words as a committee needs."""
    tally = report.overall.tally
    names = ", ".join(name for name, _ in report.next_steps)
    how = (
        f"The Transformation and Innovation Exchange asks every council the same {tally.total} statements in an "
        f"edition. They stand for {len(report.next_steps)} characteristics: {names}. Each is looked at in three change "
        "modes and four stages. For each statement the council says how true it is now (its position) and how true "
        "it wants it to be (its ambition)."
    )
    agreed = (
        "Officers and members first answer on their own. They then meet, agree one view of the council with its "
        "reasons, and the Leader and the Chief Executive sign exactly that."
    )
    low = "A low position is no failing by itself: the council can choose where it wants to be."
    return Heading("Background"), Para(how), Para(agreed), Para(low)


def _findings(report: Report) -> tuple[Block, ...]:
    heading = Heading("What the council found")
    if not report.has_result:
        return heading, *parts.overall(report)
    return (
        heading,
        *parts.overall(report),
        *parts.wheel(report, share=70),
        *parts.cells(report),
        *parts.stages(report),
        *parts.gaps(report, GAPS_SHOWN),
        *parts.factors(report),
    )


def _next_steps(report: Report) -> tuple[Block, ...]:
    asked = Prompt("Say which of these steps the council takes first, who owns each, by when, and what it needs.")
    return (*parts.next_steps(report), asked, *parts.suggestions(report)) if report.has_result else ()


def _options(report: Report) -> tuple[Block, ...]:
    items = (
        Para("Agree the recommendations, so that the widest gaps are closed first.", "Option 1, recommended:"),
        Para("Put other cells first, such as those that other plans of the council depend on.", "Option 2:"),
        Para("Note the result and do nothing more now. The gaps then stay as they are.", "Option 3:"),
    )
    return Heading("Options"), Points(items), Prompt("Change or add options, and say why the recommended one is.")


def _background_papers(report: Report) -> tuple[Block, ...]:
    frame = report.frame
    own = f"{frame.title}, {frame.edition}, kept in the Transformation and Innovation Exchange."
    return Heading("Background papers"), Points((Para(own),)), Prompt("List others that this paper relies on.")


def _appendices(report: Report) -> tuple[Block, ...]:
    """Each under its letter; what the edition does not have takes none."""
    if not report.has_result:
        return ()
    found = (
        ("the four Barber pillars", parts.pillars(report)[1:]),
        ("notes", parts.notes(report)[1:]),
        ("every statement and its answer", (Para(LEFT_OUT), *parts.statements(report)[1:])),
        ("every key statement of the success factors", parts.key_statements(report)[1:]),
        ("how the scores are worked out", parts.method(report)[1:]),
    )
    there = [(title, blocks) for title, blocks in found if blocks]
    lettered = zip(ascii_uppercase, there, strict=False)
    titled = ((Heading(f"Appendix {letter}: {title}"), *blocks) for letter, (title, blocks) in lettered)
    return PageBreak(), *chain.from_iterable(titled)
