"""The verdict of the bench: within its budget or not, and what that does to the exit code."""

from tests.bench.report import HEADINGS, WIDTHS, Line, exit_code, row

MET = Line("a page", 7.99, "× floor", 8)
EXACT = Line("its statements", 8, "statements", 8)
MISSED = Line("another page", 8.01, "× floor", 8)
INFORMS = Line("floor", 99, "ms")
GOOD_ENOUGH = Line("quality", 0.85, least=0.85)
TOO_LITTLE = Line("quality", 0.84, least=0.85)
NOT_MEASURED = Line("a server that is not there")


def test_all_budgets_met_is_success() -> None:
    assert exit_code([MET, EXACT, INFORMS, GOOD_ENOUGH, NOT_MEASURED]) == 0


def test_one_missed_budget_is_failure() -> None:
    assert exit_code([MET, MISSED, EXACT]) == 1


def test_too_little_is_failure() -> None:
    assert exit_code([MET, TOO_LITTLE]) == 1
    assert TOO_LITTLE.cells == ("quality", "≥ 0.85", "0.84", "MISSED")


def test_what_was_not_measured_has_no_figures() -> None:
    assert NOT_MEASURED.cells == ("a server that is not there", "", "", "")


def test_verdict_stands_in_the_last_column() -> None:
    assert [line.cells[-1] for line in (MET, EXACT, MISSED, INFORMS)] == ["met", "met", "MISSED", ""]


def test_budget_and_result_carry_their_unit() -> None:
    assert MISSED.cells == ("another page", "≤ 8 × floor", "8.01 × floor", "MISSED")
    assert Line("memory", 1234.5, "kB", 1500).cells[1:3] == ("≤ 1,500 kB", "1,234 kB")


def test_rows_stand_under_their_headings() -> None:
    for line in (MET, MISSED):
        assert row(line.cells).index("≤") == row(HEADINGS).index("budget") == WIDTHS[0] + 2
