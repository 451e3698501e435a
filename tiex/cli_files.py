"""`flask files` commands: throw out what nobody has."""

import click
from flask import Flask
from flask.cli import AppGroup

from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.uploads.commands import sweep as sweep_files
from tiex.web.filters import count

files = AppGroup("files", help="Files that people add to their examples.")


def init_cli(app: Flask) -> None:
    app.cli.add_command(files)


@files.command("sweep")
def sweep() -> None:
    """Throw out uploads that nobody goes on with and contents that no file has; a worker does so every hour."""
    gateways = current_gateways()
    swept = sweep_files(db.session(), gateways, gateways.clock.now())
    click.echo(f"{count(swept, 'upload or content', 'uploads and contents')} thrown out.")
