"""`flask search` commands: build the index, compare it with the database, tell it what changed, say how it is."""

from collections.abc import Iterable, Sized

import click
from flask import Flask
from flask.cli import AppGroup

from search.errors import SearchFailure
from search.upkeep import Drift, needs_rebuild
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.gateways.finder import Finder
from tiex.indexing.commands import Checked, deliver_waiting, rebuild_engines, verify_engines
from tiex.indexing.queries import expected_fingerprints, expected_passages, read_waiting
from tiex.web.filters import count, uk_time

NAMED = 10

search = AppGroup("search", help="The index of the catalogue.")


def init_cli(app: Flask) -> None:
    app.cli.add_command(search)


@search.command("reindex")
def reindex() -> None:
    """Build the index anew beside the one that is searched, then let it take its place."""
    checked = rebuild_engines(session=db.session(), finder=_finder())
    db.session.rollback()
    expected = _expected(_finder())
    for one in checked:
        if not one.failure:
            click.echo(f"{one.engine}: built with {_counted(one.engine, expected[one.engine])}.")
    _deliver()
    _end(checked)


@search.command("verify")
def verify() -> None:
    """Compare the index with the database, put right what differs, and say what it was."""
    checked = verify_engines(session=db.session(), finder=_finder())
    db.session.rollback()
    for one in checked:
        if not one.failure:
            click.echo(f"{one.engine}: {_told(one)}")
    _end(checked)


@search.command("deliver")
def deliver() -> None:
    """Tell the engines what changed and they could not be told before."""
    click.echo(f"{_deliver()} delivered.")


@search.command("settings")
@click.option("--check", is_flag=True, help="Only say what differs; fails where anything does.")
def settings(check: bool) -> None:
    """Give the search server the settings of this version: facets, ranking, synonyms, rules for slips."""
    server = _finder().server
    if server is None:
        raise click.ClickException("There is no search server: MEILI_URL is not set.")
    try:
        differences = server.check_settings()
        if differences and not check:
            server.apply_settings()
            differences = server.check_settings()
            click.echo("Applied.")
    except SearchFailure as failure:
        raise click.ClickException(str(failure)) from failure
    for sentence in differences:
        click.echo(sentence, err=True)
    if differences:
        raise click.ClickException("The search server has other settings than this version asks for.")
    click.echo("The search server has the settings of this version.")


@search.command("status")
def status() -> None:
    """How the engines are, what waits to be told, and how often they failed somebody who searched."""
    finder, session = _finder(), db.session()
    all_expected, waiting = _expected(finder), read_waiting(session)
    session.rollback()
    told = (_counted(name, all_expected[name]) for name in ("embedded", "embedded passages"))
    click.echo(f"database: {', '.join(told)} to be found")
    for name, engine in {**finder.engines, **finder.passages.engines}.items():
        expected = all_expected[name]
        try:
            if needs_rebuild(engine):
                click.echo(f"{name}: has no index that can be read; searching builds it, or search reindex")
                continue
            stored = engine.stored()
            differing = sum(stored.get(id) != mark for id, mark in expected.items()) + len(stored.keys() - expected)
            click.echo(f"{name}: {_counted(name, stored)}, {differing} not as in the database")
        except SearchFailure as failure:
            click.echo(f"{name}: {failure}")
    since = f", the oldest since {uk_time(waiting.oldest)}" if waiting.oldest else ""
    click.echo(f"changes that wait: {waiting.count}{since}" + (f"; {waiting.last_error}" * bool(waiting.last_error)))
    failures = finder.record.read()
    click.echo(f"failures met by searches: {failures.count}" + (f", the last {failures.last}" if failures.last else ""))


def prepare_index() -> None:
    """Before serving: build what is missing, put right what differs. A server that is away catches up later."""
    finder = _finder()
    checked = verify_engines(session=db.session(), finder=finder)
    db.session.rollback()
    finder.is_server_known = not any(one.failure for one in checked if one.engine.startswith("server"))
    if not finder.is_server_known:
        finder.leave_server()
    _deliver()
    for one in checked:
        if one.failure:
            click.echo(f"Search, {one.engine}: {one.failure} It is tried again while others search.", err=True)


def tell_engines() -> None:
    """After a command that changed the catalogue; what cannot be told now is told later."""
    _deliver()


def _finder() -> Finder:
    return current_gateways().finder


def _expected(finder: Finder) -> dict[str, dict[str, str]]:
    """The fingerprints that each engine should hold."""
    session = db.session()
    resources, passages = expected_fingerprints(session), expected_passages(session)
    return {**dict.fromkeys(finder.engines, resources), **dict.fromkeys(finder.passages.engines, passages)}


def _counted(engine: str, stored: Sized) -> str:
    return count(len(stored), "passage" if engine.endswith("passages") else "resource")


def _deliver() -> int:
    delivered = deliver_waiting(session=db.session(), finder=_finder(), now=current_gateways().clock.now)
    if delivered.failure:
        click.echo(f"The search index could not be told of every change yet: {delivered.failure}", err=True)
    return delivered.count


def _told(one: Checked) -> str:
    if one.was_unreadable:
        return "there was no index that could be read, so it was built."
    return _differences(one.drift) if one.drift else "as in the database."


def _differences(drift: Drift) -> str:
    kinds = {"missing": drift.missing, "out of date": drift.changed, "to be taken out": drift.surplus}
    return "put right: " + "; ".join(f"{len(ids)} {kind} ({_some(ids)})" for kind, ids in kinds.items() if ids) + "."


def _some(ids: tuple[str, ...]) -> str:
    return ", ".join(ids[:NAMED]) + (" …" if len(ids) > NAMED else "")


def _end(checked: Iterable[Checked]) -> None:
    if failed := [f"{one.engine}: {one.failure}" for one in checked if one.failure]:
        raise click.ClickException(" ".join(failed))
