"""The verdict of the bench: within its budget or not, and what that does to the exit code."""

from tests.bench.report import HEADINGS, WIDTHS, Line, exit_code, row

MET = Line("a page", 7.99, "× floor", 8)
EXACT = Line("its statements", 8, "statements", 8)
MISSED = Line("another page", 8.01, "× floor", 8)
INFORMS = Line("floor", 99, "ms")


def test_all_budgets_met_is_success() -> None:
    assert exit_code([MET, EXACT, INFORMS]) == 0


def test_one_missed_budget_is_failure() -> None:
    assert exit_code([MET, MISSED, EXACT]) == 1


def test_verdict_stands_in_the_last_column() -> None:
    assert [line.cells[-1] for line in (MET, EXACT, MISSED, INFORMS)] == ["met", "met", "MISSED", ""]


def test_budget_and_result_carry_their_unit() -> None:
    assert MISSED.cells == ("another page", "≤ 8 × floor", "8.01 × floor", "MISSED")
    assert Line("memory", 1234.5, "kB", 1500).cells[1:3] == ("≤ 1,500 kB", "1,234 kB")


def test_rows_stand_under_their_headings() -> None:
    for line in (MET, MISSED):
        assert row(line.cells).index("≤") == row(HEADINGS).index("budget") == WIDTHS[0] + 2
