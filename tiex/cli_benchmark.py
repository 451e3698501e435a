"""`flask benchmark` commands: count what changed with the day, add up anew, compare."""

import click
from flask import Flask
from flask.cli import AppGroup

from tiex.benchmarks.commands import queue_recounts, rebuild
from tiex.benchmarks.queries import find_differences
from tiex.editions.queries import list_editions
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.web.filters import count
from tiex.web.transaction import follow_up

benchmark = AppGroup("benchmark", help="What published results add up to.")


def init_cli(app: Flask) -> None:
    app.cli.add_command(benchmark)


@benchmark.command("recount")
def recount_changed() -> None:
    """Queue a recount of what counts otherwise from today; the worker does so every hour."""
    session, clock = db.session(), current_gateways().clock
    number = queue_recounts(session=session, today=clock.today(), now=clock.now())
    session.commit()
    follow_up(session)
    click.echo(f"{count(number, 'recount')} queued.")


@benchmark.command("rebuild")
def rebuild_all() -> None:
    """Add up anew every group of every edition. Cohorts stay as they are."""
    session = db.session()
    number = rebuild(session=session)
    session.commit()
    click.echo(f"{count(number, 'group')} added up.")


@benchmark.command("verify")
def verify() -> None:
    """Compare what is kept with what it is made of; each difference is named."""
    session = db.session()
    differences = [line for edition in list_editions(session) for line in find_differences(session, edition.key)]
    for line in differences:
        click.echo(line)
    if differences:
        raise click.ClickException(f"{count(len(differences), 'difference')}. “flask benchmark rebuild” adds up anew.")
    click.echo("Everything adds up.")
