"""What a resource of the catalogue can be, whose words it is in, for whom it is, and what its link leads to."""

from collections.abc import Collection
from enum import StrEnum

from tiex.domain.errors import Refusal

EFFORTS = ("low", "medium", "high")
EVERYONE, COUNCILS = "everyone", "councils"


class ResourceType(StrEnum):
    CASE_STUDY = "case-study"
    METHODOLOGY = "methodology"
    REPORT = "report"
    TOOL = "tool"
    BEST_PRACTICE = "best-practice"

    @property
    def label(self) -> str:
        return _LABELS[self][0]

    @property
    def plural(self) -> str:
        return _LABELS[self][1]


_LABELS = {
    ResourceType.CASE_STUDY: ("Case study", "Case studies"),
    ResourceType.METHODOLOGY: ("Methodology", "Methodologies"),
    ResourceType.REPORT: ("Report", "Reports"),
    ResourceType.TOOL: ("Tool", "Tools"),
    ResourceType.BEST_PRACTICE: ("Best practice", "Best practice"),
}


class Origin(StrEnum):
    """Whose words a resource is in now, each outranked by the next."""

    STARTER = "starter"
    IMPORT = "import"
    EDITOR = "editor"
    EXAMPLE = "example"

    def may_replace(self, other: "Origin") -> bool:
        """Whether words of this origin may take the place of words of the other."""
        ranks = list(Origin)
        return ranks.index(self) >= ranks.index(other)


class LinkState(StrEnum):
    """UNKNOWN where nobody looked yet or the site asks not to be visited by machines; UNREACHABLE may pass."""

    UNKNOWN = ""
    OK = "ok"
    MOVED = "moved"
    DEAD = "dead"
    UNREACHABLE = "unreachable"


class OfAnExample(Refusal):
    sentence = "A council shares this. It is changed, hidden and shown again where its example is looked after."


class NoSuchResource(Refusal):
    sentence = "There is no such resource in the catalogue."


class ResourceChangedMeanwhile(Refusal):
    sentence = "Somebody else changed this resource after you opened this page. Nothing of yours is saved yet."


class MergedIntoItself(Refusal):
    sentence = "This is the same resource. Choose the other one, which stays."


class MergeTargetGone(Refusal):
    sentence = "That resource is hidden or merged itself. Choose one that visitors can see."


class AlreadyMerged(Refusal):
    sentence = "This resource is merged into another one. Undo that first."


class AddressTaken(Refusal):
    def __init__(self, title: str) -> None:
        super().__init__(f"This address is in the catalogue already, as “{title}”")


def audiences_of(council_codes: Collection[str]) -> frozenset[str]:
    """The audiences that a person belongs to who has access to these councils."""
    own = {f"council:{code}" for code in council_codes}
    return frozenset({EVERYONE, *own} | ({COUNCILS} if council_codes else set()))
