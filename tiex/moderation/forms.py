"""What an editor says and decides about an example."""

from collections.abc import Mapping

from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from tiex.domain.examples import WORDS_LIMIT, Review
from tiex.invitations.forms import read_text
from tiex.web.forms import GovForm, TextArea, read_version


def read_shown(args: Mapping[str, str]) -> Review | None:
    """None for those with problems that somebody has reported."""
    if args.get("shown") == "problems":
        return None
    shown = args.get("shown", "")
    return Review(shown) if shown in set(Review) else Review.WAITING


class SettleForm(GovForm):
    """What was decided about a problem; each on the page has a prefix of its own."""

    words = TextAreaField(
        "What you decided, and why",
        filters=[read_text],
        validators=[
            DataRequired("Say what you decided, and why"),
            Length(max=WORDS_LIMIT, message=f"Use {WORDS_LIMIT:,} characters or fewer"),
        ],
        widget=TextArea(),
        render_kw={"params": {"rows": 3}},
    )

    @classmethod
    def of(cls, problem_id: int, *, is_given: bool = False) -> "SettleForm":
        given = {} if is_given else {"formdata": None}
        return cls(prefix=f"problem-{problem_id}-", **given)


class WordsForm(GovForm):
    """A decision that needs words."""

    version = HiddenField()
    words = TextAreaField(
        "What its author should know",
        description="They get it by e-mail, and it stands in the history of the example",
        filters=[read_text],
        validators=[
            DataRequired("Say why, so that its author knows what to do"),
            Length(max=WORDS_LIMIT, message=f"Use {WORDS_LIMIT:,} characters or fewer"),
        ],
        widget=TextArea(),
        render_kw={"params": {"rows": 4}},
    )

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)
