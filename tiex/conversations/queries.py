"""Reading which councils like one's own moved up, and their examples about which they may be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select, true
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.assessments.queries import read_answers
from tiex.comparison.queries import AUDIENCE, list_near
from tiex.consensus.queries import OpenConsensus
from tiex.domain.answers import Answer
from tiex.domain.benchmark import Measure, Side, Theme
from tiex.domain.conversations import MOST, Rise, Score, rise_from, unchanged_characteristics
from tiex.domain.councils import Council
from tiex.domain.edition import Edition
from tiex.domain.examples import Content
from tiex.domain.publishing import Part, Ring
from tiex.domain.similarity import most_alike
from tiex.editions.queries import read_edition
from tiex.models import BenchmarkEntryRow, CouncilRow, EditionRow, ExampleRow, ResourceRow
from tiex.records.queries import find_record
from tiex.resources.queries import is_readable

E, X, R = BenchmarkEntryRow, ExampleRow, ResourceRow
_NAMED = tuple(ring.value for ring in Ring if ring.reaches(AUDIENCE))


@dataclass(frozen=True, slots=True)
class AskableExample:
    """A published example whose author agreed to be asked about it."""

    resource_id: str
    title: str
    characteristics: tuple[str, ...]


@dataclass(slots=True)
class Neighbour:
    """A council like one's own: its published figures in each edition, and what it may be asked about."""

    name: str
    is_invented: bool
    figures: dict[str, tuple[Edition, Mapping[str, int]]] = field(default_factory=dict)
    examples: dict[str, AskableExample] = field(default_factory=dict)

    def score(self, edition_key: str, characteristic: str) -> Score | None:
        edition, figures = self.figures.get(edition_key, (None, {}))
        percent = figures.get(Measure(Theme.CHARACTERISTIC, characteristic, Side.POSITION).id)
        return None if edition is None or percent is None else Score(edition, percent)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to talk to: a council that rose, and its examples on the characteristic."""

    council_name: str
    is_invented: bool
    rise: Rise
    examples: tuple[AskableExample, ...]


def read_own_answers(session: Session, consensus: OpenConsensus) -> Mapping[str, Answer]:
    """What both signatories signed last, else what is agreed so far. The caller has opened it in their scope."""
    signed_off = consensus.state.signed_off
    record = find_record(session, consensus, signed_off) if signed_off else None
    return record.content.answers if record else read_answers(session, consensus.response)


def list_neighbours(
    scope: Scope, session: Session, own: Council, edition: Edition
) -> tuple[tuple[Neighbour, ...], bool]:
    """Councils like one's own by name, with what these readers may see of them, up to this edition; and whether there
    is an earlier one, since which anybody can have risen."""
    codes = [likeness.council.code for likeness in most_alike(own, list_near(session, own, edition))]
    found, has_earlier = dict[str, Neighbour](), False
    for row in session.execute(_neighbours(scope, codes, edition.number)):
        has_earlier = bool(row.has_earlier)
        if row.code is None:
            continue
        neighbour = found.setdefault(row.code, Neighbour(row.name, row.is_invented))
        neighbour.figures[row.key] = read_edition(session, row.key, row.sha256), row.figures
        if row.resource_id is not None and (content := Content.of(row.published)).may_contact:
            neighbour.examples[row.resource_id] = AskableExample(row.resource_id, row.title, content.characteristics)
    return tuple(found.values()), has_earlier


def _neighbours(scope: Scope, codes: Sequence[str], number: int) -> Any:
    council = CouncilRow
    examples = (
        select(X.council_code, X.published, R.id.label("resource_id"), R.title)
        .join(R, R.id == X.resource_id)
        .where(X.published_at.is_not(None), X.taken_down_at.is_(None), *is_readable(scope))
        .subquery()
    )
    there = (
        select(
            council.code,
            council.name,
            council.is_invented,
            EditionRow.key,
            EditionRow.number,
            EditionRow.sha256,
            E.figures,
            examples.c.published,
            examples.c.resource_id,
            examples.c.title,
        )
        .join(council, council.code == E.council_code)
        .join(EditionRow, and_(EditionRow.key == E.edition_key, EditionRow.number <= number))
        .outerjoin(examples, examples.c.council_code == E.council_code)
        .where(E.council_code.in_(codes), E.part == Part.SCORES, E.ring.in_(_NAMED))
        .subquery()
    )
    is_earlier = (EditionRow.number > 0, EditionRow.number < number)
    # One row at least, so that it is said where there is nobody as well.
    about = select(select(EditionRow.key).where(*is_earlier).exists().label("has_earlier")).subquery()
    order = (there.c.name, there.c.code, there.c.number, there.c.title, there.c.resource_id)
    return select(about.c.has_earlier, *there.c).select_from(about).outerjoin(there, true()).order_by(*order)


def unchanged_in(neighbours: Sequence[Neighbour], edition: Edition) -> Mapping[str, frozenset[str]]:
    """By the key of each earlier edition in which somebody has a result: what it asks as this one does."""
    earlier = {then.key: then for each in neighbours for then, _ in each.figures.values() if then.key != edition.key}
    return {key: unchanged_characteristics(then, edition) for key, then in earlier.items()}


def contacts_on(
    neighbours: Sequence[Neighbour],
    edition: Edition,
    unchanged: Mapping[str, frozenset[str]],
    characteristic: str,
    own: int,
) -> tuple[Contact, ...]:
    """Up to three, by name and never by score, that rose from where one's own council is and may be asked about it."""
    keys = [key for key, names in unchanged.items() if characteristic in names]
    found = []
    for neighbour in neighbours:
        now = neighbour.score(edition.key, characteristic)
        earlier = [score for key in keys if (score := neighbour.score(key, characteristic)) is not None]
        rise = rise_from(own, now, earlier) if now else None
        examples = tuple(each for each in neighbour.examples.values() if characteristic in each.characteristics)
        if rise is not None and examples:
            found.append(Contact(neighbour.name, neighbour.is_invented, rise, examples))
    return tuple(found[:MOST])
