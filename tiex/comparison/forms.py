"""What stands in the address of a comparison, and the form for a group of councils."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from tiex.comparison.queries import CELLS, Around, Choice
from tiex.content.council_names import find_codes, like_names
from tiex.domain.comparators import (
    LONGEST_NAME,
    Comparator,
    Group,
    GroupNameMissing,
    GroupNameTooLong,
    NobodyInGroup,
)
from tiex.domain.councils import Council
from tiex.invitations.forms import one_line, read_text
from tiex.web.forms import GovForm, TextArea, TextInput, read_version

SAVED = "group-"
LONGEST_LIST = 20_000
MOST_UNKNOWN = 5


def read_choice(args: MultiDict[str, str], around: Around) -> Choice | None:
    """Whom to compare with; one's own type where nothing known is asked for, None for a group that is gone."""
    asked, is_by_cell = args.get("with", ""), args.get("show") == CELLS
    if asked.startswith(SAVED):
        number = asked.removeprefix(SAVED)
        saved = next((each for each in around.groups if str(each.id) == number), None)
        return Choice(Comparator.SAVED, saved, is_by_cell) if saved else None
    known = {each.value: each for each in Comparator if each is not Comparator.SAVED}
    return Choice(known.get(asked, Comparator.TYPE), is_by_cell=is_by_cell)


@dataclass(frozen=True, slots=True)
class NamedCouncils:
    """What somebody typed: the councils that it names, and a sentence for each line that names none."""

    codes: tuple[str, ...]
    problems: tuple[str, ...]


class GroupForm(GovForm):
    name = StringField(
        "Name of the group",
        description="Such as: Coastal districts",
        filters=[one_line],
        validators=[
            DataRequired(GroupNameMissing.sentence),
            Length(max=LONGEST_NAME, message=GroupNameTooLong.sentence),
        ],
        widget=TextInput(),
    )
    councils = TextAreaField(
        "Councils",
        description="One on each line, by name. You can paste a column of a spreadsheet. Abolished councils count "
        "where they have a result in the edition that you look at.",
        filters=[read_text],
        validators=[
            DataRequired(NobodyInGroup.sentence),
            Length(max=LONGEST_LIST, message="That is too long for a list of councils."),
        ],
        widget=TextArea(),
        render_kw={"params": {"rows": 12, "spellcheck": False}},
    )
    version = HiddenField()

    @classmethod
    def of(cls, group: Group, names: Sequence[str]) -> "GroupForm":
        values = {"name": group.name, "councils": "\n".join(names), "version": str(group.version)}
        return cls(formdata=None, data=values)

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)

    def read_councils(self, register: Sequence[Council]) -> NamedCouncils:
        names = [name for line in (self.councils.data or "").splitlines() if (name := " ".join(line.split()))]
        found = find_codes(names, register)
        unknown = [name for name, code in zip(names, found, strict=True) if code is None]
        problems = [_unknown(name, register) for name in unknown[:MOST_UNKNOWN]]
        if len(unknown) > MOST_UNKNOWN:
            problems.append(f"{len(unknown) - MOST_UNKNOWN} more lines name no council of the register.")
        return NamedCouncils(tuple(code for code in found if code), tuple(problems))


def _unknown(name: str, register: Sequence[Council]) -> str:
    likest = like_names(name, register)
    hint = f" Did you mean {' or '.join(likest)}?" if likest else " Write its name as in the register, such as Adur."
    return f"“{name[:60]}” names no council of the register, or more than one.{hint}"
