"""An attacker who sees everything that is shown, of any group in any order, between any two changes, learns of nobody
who is hidden: of five at least besides their own council they know no more than the sum."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.support.attacker import LEAST, Shown, exposed, too_narrow
from tests.support.people import OPEN, TODAY
from tests.support.published import publish, withdraw
from tiex.benchmarks.commands import rebuild, recount
from tiex.benchmarks.queries import list_benchmarks, reckon_benchmarks
from tiex.content.edition_document import canonical_json, fingerprint
from tiex.content.editions import load_edition
from tiex.domain.answers import Answer
from tiex.domain.benchmark import Benchmark, figures_of
from tiex.domain.publishing import Part, Ring
from tiex.models import Base, BenchmarkEntryRow, CouncilRow, EditionRow

EDITION = load_edition(OPEN)
LEVELS = [level.key for level in EDITION.scale.levels]
KINDS = [
    ("district", "England", "South East"),
    ("district", "England", "North West"),
    ("welsh-unitary", "Wales", "Wales"),
]
COUNCILS = [f"Y-{number}" for number in range(24)]
# Every council has another score in these, the same in each version, so that figures say who is in them. Some give no
# ambition.
POSITION, AMBITION = "mode:service:position", "mode:customer:ambition"
codes = st.sampled_from(COUNCILS)
some = st.lists(codes, min_size=1, max_size=12, unique=True)
rings = st.sampled_from(list(Ring))


def kind_of(code: str) -> tuple[str, str, str]:
    number = COUNCILS.index(code)
    return KINDS[0] if number < 13 else KINDS[1 + number % 2]


def gives_ambition(code: str) -> bool:
    return COUNCILS.index(code) % 9 != 4


def answers_of(code: str, version: int) -> dict[str, Answer]:
    """So many steps in service focus, and in the ambitions of customer focus, as the council's number says."""
    steps, answers = {"service": 2 * COUNCILS.index(code), "customer": 2 * COUNCILS.index(code)}, {}
    for cell in EDITION.cells:
        for statement in cell.statements:
            if cell.mode not in steps:
                answers[statement.id] = Answer(statement.id, LEVELS[version % 3])
                continue
            level = min(2, steps[cell.mode])
            steps[cell.mode] -= level
            is_service = cell.mode == "service"
            position = LEVELS[level] if is_service else LEVELS[0]
            ambition = LEVELS[level] if not is_service and gives_ambition(code) else None
            answers[statement.id] = Answer(statement.id, position, ambition)
    return answers


def _new_session() -> Session:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    about = {"number": EDITION.number, "title": EDITION.title, "statement_count": len(EDITION.statements)}
    wording = {"sha256": fingerprint(EDITION), "document": canonical_json(EDITION), "stored_at": TODAY}
    days = {"starts_on": EDITION.starts_on, "ends_on": EDITION.ends_on}
    session.add(EditionRow(key=EDITION.key, **about, **days, **wording))
    for code in COUNCILS:
        kind = dict(zip(("type", "nation", "region"), kind_of(code), strict=True))
        session.add(CouncilRow(code=code, name=code, short_name=code, **kind))
    session.flush()
    return session


class Attack(RuleBasedStateMachine):
    """`kept` holds, for each measure and each of two attackers, which hidden councils were in each figure shown: one
    reads what is for everyone, the other what is for councils as well."""

    def __init__(self) -> None:
        super().__init__()
        self.session = _new_session()
        self.today: date = TODAY.date()
        self.ids: dict[str, int] = {}
        self.versions: dict[str, int] = {}
        self.known: dict[Ring, set[str]] = {Ring.COUNCILS: set(), Ring.EVERYONE: set()}
        self.kept: dict[tuple[str, Ring], set[Shown]] = {}

    @initialize(first=st.lists(st.sampled_from([Ring.OWN, Ring.COUNCILS]), min_size=14, max_size=14))
    def many_have_published(self, first: list[Ring]) -> None:
        for code, ring in zip(COUNCILS, first, strict=False):
            self._publish(code, ring)

    @rule(chosen=some, ring=rings, is_new_version=st.booleans())
    def publish(self, chosen: list[str], ring: Ring, is_new_version: bool) -> None:
        for code in chosen:
            self.versions[code] = self.versions.get(code, 0) + is_new_version
            self._publish(code, ring)

    @rule(code=codes, ring=rings)
    def publish_one(self, code: str, ring: Ring) -> None:
        self._publish(code, ring)

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(sorted(self.ids)))
        withdraw(self.session, self.ids[code], self.today)

    @precondition(lambda self: self.ids)
    @rule(days=st.sampled_from([1, 7, 28]))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        recount(session=self.session, assessment_id=next(iter(self.ids.values())), today=self.today)

    @rule()
    def add_up_anew(self) -> None:
        rebuild(session=self.session)

    @invariant()
    def nobody_is_told_from_others(self) -> None:
        self._note_named()
        new = set(self._shown())
        for measure, reader, figure in new:
            self.kept.setdefault((measure, reader), set()).add(figure)
        for figures in self.kept.values():
            assert too_narrow(figures) is None
            assert exposed(figures) is None

    @invariant()
    def what_is_kept_is_what_it_is_made_of(self) -> None:
        assert list_benchmarks(self.session, OPEN) == reckon_benchmarks(self.session, OPEN)

    def teardown(self) -> None:
        self.session.close()

    def _publish(self, code: str, ring: Ring) -> None:
        answers = answers_of(code, self.versions.get(code, 0))
        self.ids[code] = publish(self.session, code, answers, ring, self.today)

    def _note_named(self) -> None:
        """Once a council may be read by name, what it says is known for ever."""
        row = BenchmarkEntryRow
        for code, ring in self.session.query(row.council_code, row.ring).filter_by(part=Part.SCORES.value):
            for reader, known in self.known.items():
                if ring and Ring(ring).reaches(reader):
                    known.add(code)

    def _shown(self) -> Iterator[tuple[str, Ring, Shown]]:
        """Who among those that this attacker does not know is in each figure that is shown, standard or chosen, with
        each council or none as the reader's own."""
        for (part, audience, _), benchmark in list_benchmarks(self.session, OPEN).items():
            if part is Part.SCORES:
                for measure in (POSITION, AMBITION):
                    yield from self._read(measure, audience, benchmark)

    def _read(self, measure: str, audience: Ring, benchmark: Benchmark) -> Iterator[tuple[str, Ring, Shown]]:
        histogram = benchmark.shown(measure)
        if histogram is None:
            return
        assert set(histogram.counts.values()) == {1}
        members = {code for code in COUNCILS if score_of(code) in histogram.counts}
        assert len(members) == histogram.total
        for reader, known in self.known.items():
            if reader is Ring.COUNCILS or audience is Ring.EVERYONE:
                yield measure, reader, Shown(members - known)


def score_of(code: str) -> int:
    """Of 24 statements with at most two steps each."""
    return (200 * 2 * COUNCILS.index(code) + 48) // 96


def test_the_scores_of_this_test_name_their_councils() -> None:
    assert len({score_of(code) for code in COUNCILS}) == len(COUNCILS)
    for code in COUNCILS:
        found = figures_of(EDITION, answers_of(code, 1), Part.SCORES)
        assert found[POSITION] == score_of(code)
        assert found.get(AMBITION) == (score_of(code) if gives_ambition(code) else None)


TestAttack = Attack.TestCase
TestAttack.settings = settings(max_examples=25, stateful_step_count=12, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ([set("abcdef"), set("abcdefghijkl")], None),
        ([set("abcdef"), set("abcdefg")], set("g")),
        ([set("abcdefgh"), set("abcdefghijkl"), set("ghijkl")], set("ijkl")),
        # Twice the third is the first and the second together, but for two.
        ([set("abcdefg"), set("abcdefh"), set("abcdef")], set("g")),
        # No two of them differ by few, three of them do.
        ([set("abcdefgh"), set("ijklmnop"), set("abcdefghijklmnopq")], set("q")),
    ],
)
def test_this_attacker_finds_what_there_is_to_find(figures: list[set[str]], told: set[str] | None) -> None:
    shown = [Shown(figure) for figure in figures]
    found = exposed(shown)
    assert (found is None) is (told is None)
    assert found is None or len(found) < LEAST
