"""What councils make of resources: what can be said of one that was tried, and what the rules say no to."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from tiex.domain.errors import Refusal

NOTE_LIMIT, CHANGED_LIMIT = 1_000, 2_000


class Worked(StrEnum):
    """Whether a resource worked where it was tried."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"

    @property
    def label(self) -> str:
        return {Worked.YES: "Yes", Worked.PARTLY: "Partly", Worked.NO: "No"}[self]

    @property
    def sentence(self) -> str:
        """What it says of a council."""
        return {Worked.YES: "It worked", Worked.PARTLY: "It partly worked", Worked.NO: "It did not work"}[self]


def in_figures(found: Iterable[Worked]) -> str:
    """3 councils tried this: 2 yes, 1 partly."""
    counts = Counter(found)
    total = counts.total()
    if not total:
        return ""
    who = "1 council" if total == 1 else f"{total} councils"
    parts = (f"{counts[worked]} {worked.label.lower()}" for worked in Worked if counts[worked])
    return f"{who} tried this: {', '.join(parts)}"


class GoneFromCatalogue(Refusal):
    sentence = "This resource is no longer in the catalogue. What you wrote about it is not saved."


class NotOnTheList(Refusal):
    sentence = "This resource is not on your council’s list. Somebody may have taken it off meanwhile."


class ListedNoteChangedMeanwhile(Refusal):
    sentence = "Somebody else wrote this note after you opened this page. Yours is not saved yet."


class TrialTakenDown(Refusal):
    sentence = "An editor has taken this report down, so it stays until they decide. You can change what it says."


class TrialChangedMeanwhile(Refusal):
    sentence = "Somebody else changed this report after you opened this page. Yours is not saved yet."


class ReportGoneMeanwhile(Refusal):
    sentence = "This report was changed or withdrawn after you opened this page. Look at it again first."
