"""Which paper to make of a report: all of it, a summary on a few pages, or a paper for a committee."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from tiex.papers import parts
from tiex.papers.blocks import Block, Heading, PageBreak, Paper, Para
from tiex.papers.committee import committee_blocks
from tiex.papers.report import Frame, Report

ALL_GAPS_SHOWN = 5
GAPS_OF_SUMMARY = 3
SERVICE = "Transformation and Innovation Exchange"
DRAFT, INDIVIDUAL = "Draft, not signed off", "One person’s view, not the council’s"
TAMPERED, REOPENED = "Tampered with: do not rely on it", "Reopened since it was signed off"


class Shape(StrEnum):
    FULL = "full"
    SUMMARY = "summary"
    COMMITTEE = "committee"


def compose(report: Report, shape: Shape) -> Paper:
    frame = report.frame
    return Paper(
        title=_TITLES[shape](frame),
        council=frame.council,
        edition=frame.edition,
        kicker=kicker_of(is_invented=frame.is_invented),
        mark=mark_of(frame),
        made_on=frame.made_on,
        blocks=_BLOCKS[shape](report),
    )


def kicker_of(*, is_invented: bool) -> str:
    return f"{SERVICE} · invented for the demonstration" if is_invented else SERVICE


def mark_of(frame: Frame) -> str:
    """What this must not be taken for; empty for what was signed off."""
    if frame.version is not None and not frame.version.is_intact:
        return TAMPERED
    if frame.is_individual:
        return INDIVIDUAL
    if frame.was_reopened:
        return REOPENED
    return "" if frame.is_signed_off else DRAFT


def opening(report: Report) -> tuple[Block, ...]:
    frame = report.frame
    return Para(f"{frame.about} {frame.standing}"), *parts.overall(report)


def full(report: Report) -> tuple[Block, ...]:
    if not report.has_result:
        return *opening(report), *parts.factors(report), *parts.notes(report)
    return (
        *opening(report),
        *parts.wheel(report),
        PageBreak(),
        *parts.cells(report),
        *parts.stages(report),
        *parts.gaps(report, ALL_GAPS_SHOWN),
        *parts.suggestions(report),
        *parts.next_steps(report),
        *parts.factors(report),
        *parts.pillars(report),
        *parts.notes(report),
        *parts.statements(report),
        *parts.key_statements(report),
        *parts.method(report),
        *parts.version(report),
    )


def summary(report: Report) -> tuple[Block, ...]:
    if not report.has_result:
        return opening(report)
    return (
        *opening(report),
        *parts.wheel(report, share=66),
        *parts.gaps(report, GAPS_OF_SUMMARY, others=False),
        Heading(parts.by_characteristic(report)),
        parts.score_table(report.cells),
        *parts.factors(report),
        *parts.method(report),
        *parts.version(report),
    )


_TITLES: Mapping[Shape, Callable[[Frame], str]] = {
    Shape.FULL: lambda frame: frame.title,
    Shape.SUMMARY: lambda frame: f"{frame.title}: summary",
    Shape.COMMITTEE: lambda frame: "The council’s self-assessment of transformation and innovation",
}
_BLOCKS: Mapping[Shape, Callable[[Report], tuple[Block, ...]]] = {
    Shape.FULL: full,
    Shape.SUMMARY: summary,
    Shape.COMMITTEE: committee_blocks,
}
