"""Those who run the exchange work, look and put back from the command line too."""

from flask import Flask
from sqlalchemy.orm import Session

from tests.slices.jobs.steps import ask_for, handling, work
from tests.support.counted import read_counts
from tiex.gateways import Gateways
from tiex.jobs.commands import JobFailed


def run(app: Flask, *arguments: str, exit_code: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["jobs", *arguments])
    assert result.exit_code == exit_code, result.output
    return result.output


def refuse(session: Session, gateways: Gateways, subject: str) -> None:
    raise JobFailed("It is no document.")


def test_working_once_for_a_timetable(counting: Flask) -> None:
    ask_for(counting, *(f"job-{number}" for number in range(45)))
    assert run(counting, "work", "--once") == "45 jobs done, 0 put off, 0 given up.\n"
    assert len(read_counts(counting)) == 45


def test_nobody_works_where_nobody_would_wake_them(counting: Flask) -> None:
    assert "TIEX_WORKER is none" in run(counting, "work", exit_code=1)


def test_how_it_stands_and_putting_back(counting: Flask) -> None:
    ask_for(counting, "a")
    with handling(counting, refuse):
        work(counting)
    ask_for(counting, "b")
    said = run(counting, "status")
    assert "No worker has been at work yet." in said
    assert "Counting: 1 waiting since 10:30 on 23 November 2026, 0 running, 1 given up, 0 done\n" in said
    assert "Counting a: given up after 1 attempt: It is no document.\n" in said
    assert run(counting, "retry") == "1 job put back.\n"
    assert run(counting, "work", "--once") == "2 jobs done, 0 put off, 0 given up.\n"
