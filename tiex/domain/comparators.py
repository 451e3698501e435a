"""Whom a council is compared with: the standard groups, councils like it, those before and after it, or a group of its
own choosing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tiex.domain.cohorts import EVERYWHERE, Kind, in_region
from tiex.domain.councils import Council
from tiex.domain.errors import Refusal

MOST_MEMBERS = 60
LONGEST_NAME = 80
MOST_GROUPS = 20


_KINDS = {
    "combined-authority": "Combined authorities",
    "county": "Counties",
    "district": "Districts",
    "london-borough": "London boroughs",
    "metropolitan-district": "Metropolitan districts",
    "northern-ireland-district": "Districts of Northern Ireland",
    "scottish-unitary": "Scottish councils",
    "strategic-authority": "Strategic authorities",
    "unitary": "Unitary councils",
    "welsh-unitary": "Welsh councils",
}


def kind_in_words(council_type: str) -> str:
    """Councils of this type."""
    return _KINDS.get(council_type, council_type.replace("-", " ").capitalize())


class Comparator(StrEnum):
    """`SAVED` stands for any group that was chosen."""

    TYPE = "type"
    TYPE_IN_REGION = "type-in-region"
    REGION = "region"
    NATION = "nation"
    ALL = "all"
    LIKE_MINE = "like-mine"
    RELATIVES = "predecessors"
    SAVED = "group"

    def group_of(self, kind: Kind) -> str:
        """The standard group of a council of this kind; empty where its members are chosen one by one."""
        groups = {
            Comparator.TYPE: f"type:{kind.type}",
            Comparator.TYPE_IN_REGION: in_region(kind.type, kind.region),
            Comparator.REGION: f"region:{kind.region}",
            Comparator.NATION: f"nation:{kind.nation}",
            Comparator.ALL: EVERYWHERE,
        }
        return groups.get(self, "")

    def name_of(self, own: Council) -> str:
        """What this is called for one's own council; empty for a saved group, which has a name."""
        kind = kind_in_words(own.type)
        names = {
            Comparator.TYPE: f"{kind}, as yours",
            Comparator.TYPE_IN_REGION: f"{kind} in the region {own.region}",
            Comparator.REGION: f"All councils in the region {own.region}",
            Comparator.NATION: f"All councils in {own.nation}",
            Comparator.ALL: "All councils",
            Comparator.LIKE_MINE: "Councils like yours",
            Comparator.RELATIVES: "The councils before and after yours",
        }
        return names.get(self, "")


@dataclass(frozen=True, slots=True)
class Group:
    """A group as somebody chose it; `version` 0 was never saved."""

    name: str
    members: tuple[str, ...]
    version: int = 0


class GroupNameMissing(Refusal):
    sentence = "Give the group a name, so that your colleagues know it again."


class GroupNameTooLong(Refusal):
    sentence = f"Use {LONGEST_NAME} characters or fewer for the name."


class GroupNameTaken(Refusal):
    sentence = "Your council has a group of this name already. Choose another name."


class NobodyInGroup(Refusal):
    sentence = "Name one council at least, one on each line. Your own need not be among them."


class TooManyInGroup(Refusal):
    sentence = f"A group has {MOST_MEMBERS} councils at most. Compare with a type, a region or a nation for more."


class TooManyGroups(Refusal):
    sentence = f"Your council has {MOST_GROUPS} groups already. Remove one that nobody needs first."


class GroupChangedMeanwhile(Refusal):
    sentence = (
        "Nothing was saved: somebody else changed this group after you opened this page. "
        "Save again to put yours in the place of theirs."
    )


def check_group(name: str, members: Sequence[str], own: str) -> Group:
    """The group as it may be saved: each council once, and not one's own, which is compared with them anyway."""
    name = " ".join(name.split())
    if not name:
        raise GroupNameMissing
    if len(name) > LONGEST_NAME:
        raise GroupNameTooLong
    others = tuple(code for code in dict.fromkeys(members) if code != own)
    if not others:
        raise NobodyInGroup
    if len(others) > MOST_MEMBERS:
        raise TooManyInGroup
    return Group(name, others)
