"""`flask jobs` commands: work, say how it stands, let what was given up wait again."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.gateways.tasks import HueyWaker
from tiex.jobs.commands import retry_failed
from tiex.jobs.presenters import present_operations, scanning_of
from tiex.jobs.queries import read_operations
from tiex.web.filters import count
from tiex.web.transaction import follow_up
from tiex.worker import do_all, work_apart

THREADS = 4

jobs = AppGroup("jobs", help="What waits for a worker: jobs, mail, the search index.")


def init_cli(app: Flask) -> None:
    app.cli.add_command(jobs)


@jobs.command("work")
@click.option("--threads", type=click.IntRange(1, 64), default=THREADS, show_default=True)
@click.option("--processes", type=click.IntRange(0, 64), default=0, help="So many processes instead of threads.")
@click.option("--once", is_flag=True, help="Do what is due now, then end; for a timetable.")
def work(threads: int, processes: int, once: bool) -> None:
    """Be a worker until told to stop. Any number of them may be at work, on any number of machines."""
    if once:
        ran = do_all()
        click.echo(f"{count(ran.done, 'job')} done, {ran.put_off} put off, {ran.failed} given up.")
        return
    if not isinstance(current_gateways().waker, HueyWaker):
        raise click.ClickException("Nobody would wake this worker: TIEX_WORKER is none. Set it, or use --once.")
    click.echo("At work.")
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    work_apart(application, threads=threads, processes=processes)


@jobs.command("status")
def status() -> None:
    """How many wait and since when, run, were given up, were done in the last day; and why some were given up."""
    gateways = current_gateways()
    operations = read_operations(db.session(), gateways.clock.now())
    scanning = scanning_of(gateways.scanner)
    view = present_operations(operations, gateways.clock.now(), gateways.waker.seen_at(), scanning)
    click.echo(view.worker)
    click.echo(view.scanner)
    for row in view.rows:
        since = f" since {row.since}" if row.since else ""
        trouble = f"; {row.trouble}" if row.trouble else ""
        counts = f"{row.waiting} waiting{since}, {row.running} running, {row.failed} given up, {row.done} done"
        click.echo(f"{row.title}: {counts}{trouble}")
    for failed in view.failed:
        click.echo(f"{failed.what}: given up after {failed.attempts}: {failed.reason}")


@jobs.command("retry")
@click.argument("job_id", type=int, required=False)
def retry(job_id: int | None) -> None:
    """Let what was given up wait again, once its reason is mended; mail has `outbox retry` of its own."""
    session = db.session()
    number = retry_failed(session=session, now=current_gateways().clock.now(), job_id=job_id)
    session.commit()
    follow_up(session)
    click.echo(f"{count(number, 'job')} put back.")
