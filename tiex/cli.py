"""`flask` commands: content, people, the outbox, the demonstration, and serving."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select
from waitress import serve as serve_with_waitress

from tiex.accounts.commands import add_exchange_role, add_membership, create_person, disable_person, enable_person
from tiex.cli_search import prepare_index, tell_engines
from tiex.config import Settings
from tiex.content.barber import load_barber
from tiex.content.catalogue import load_catalogue
from tiex.content.catalogue_files import FileRow, read_catalogue_file
from tiex.content.checking import ContentError
from tiex.content.councils import load_councils
from tiex.content.editions import edition_keys, load_edition
from tiex.content.glossary import load_glossary
from tiex.content.guidance import load_guidance
from tiex.content.related_tools import load_related_tools
from tiex.councils.commands import store_councils
from tiex.demo import PASSWORD, load_demo
from tiex.domain.audit import CheckedChain
from tiex.domain.errors import Refusal
from tiex.domain.files import LARGEST_FORM_OF_FILES
from tiex.domain.people import ExchangeRole, Role, normalised_email
from tiex.domain.resources import LinkState, Origin
from tiex.editions.commands import EditionFixed, store_edition
from tiex.extensions import db
from tiex.follows.commands import send_news
from tiex.follows.forms import sign_follow
from tiex.follows.presenters import mail_addresses
from tiex.gateways import current_gateways
from tiex.indexing.queries import list_documents
from tiex.models import PersonRow
from tiex.resources.commands import Keeping, Outcome, Planned, apply_import, plan_import, record_link
from tiex.resources.queries import list_links_to_check
from tiex.schema import upgrade
from tiex.secondfactor.commands import reset_second_factor
from tiex.web.filters import count
from tiex.web.outbox import count_undelivered, deliver_waiting, put_back
from tiex.web.told import find_untold
from tiex.web.trail import renew_ends, verify_trail
from tiex.worker import working_inside

THREADS = 8
# Of a long answer no more is made before its reader has taken what there is of it but for so many bytes.
BYTES_AHEAD = 1_000_000

content = AppGroup("content", help="The editions, the register of councils and the other texts.")
resources = AppGroup("resources", help="The catalogue of case studies, methodologies, reports and tools.")
people = AppGroup("people", help="The people who can sign in.")
outbox = AppGroup("outbox", help="Mail that waits to go out.")
audit = AppGroup("audit", help="The trail of all changes.")
demo = AppGroup("demo", help="The demonstration with invented councils.")


def init_cli(app: Flask) -> None:
    for group in (content, resources, people, outbox, audit, demo):
        app.cli.add_command(group)
    app.cli.add_command(serve)


def _now() -> datetime:
    return current_gateways().clock.now()


@content.command("load")
def load_content() -> None:
    """Check every content file, then store the editions and the register of councils."""
    try:
        store_content()
    except (ContentError, EditionFixed) as error:
        raise click.ClickException(f"Nothing was written. {error}") from error
    click.echo("Content is loaded.")


def store_content() -> None:
    """Check everything first, then write in one transaction."""
    editions = [load_edition(key) for key in edition_keys()]
    councils = load_councils()
    for load in (load_barber, load_glossary, load_guidance, load_related_tools, load_catalogue):
        load()
    session, clock = db.session(), current_gateways().clock
    try:
        for edition in editions:
            store_edition(session=session, edition=edition, today=clock.today(), now=clock.now())
        store_councils(session=session, councils=councils)
        session.commit()
    finally:
        session.rollback()


@resources.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--overwrite", is_flag=True, help="Also replace what editors or another file changed since.")
def import_resources(file: Path | None, dry_run: bool, overwrite: bool) -> None:
    """Add and bring up to date what FILE holds, YAML or CSV; without FILE the starter catalogue.

    A resource that is in the catalogue and not in FILE stays. What is hidden or merged stays so.
    """
    try:
        rows = read_catalogue_file(file) if file else starter_rows()
        origin, source = (Origin.IMPORT, file.name) if file else (Origin.STARTER, "starter catalogue")
        planned = bring_in(rows, origin, source, is_overwriting=overwrite, is_dry=dry_run)
        tell_engines()
    except (ContentError, Refusal) as error:
        raise click.ClickException(f"Nothing was written. {error}") from error
    counts = report_import(rows, planned)
    click.echo(", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome) + (" (dry run)." if dry_run else "."))
    if counts[Outcome.REFUSED]:
        raise click.ClickException("Put the refused rows right and import the file again: the others stay as they are.")


def starter_rows() -> tuple[FileRow, ...]:
    return tuple(FileRow(number, entry.id, entry) for number, entry in enumerate(load_catalogue(), 1))


def bring_in(
    rows: tuple[FileRow, ...], origin: Origin, source: str, *, is_overwriting: bool = False, is_dry: bool = False
) -> tuple[Planned, ...]:
    """What happens with each row that can be read; it has happened, in one transaction, unless `is_dry`."""
    session = db.session()
    try:
        entries = [row.entry for row in rows if row.entry is not None]
        planned = plan_import(session, entries, origin, is_overwriting=is_overwriting)
        if not is_dry:
            apply_import(keeping=Keeping(session, None, _now()), planned=planned, origin=origin, source=source)
            session.commit()
    finally:
        session.rollback()
    return planned


def report_import(rows: tuple[FileRow, ...], planned: tuple[Planned, ...]) -> Counter[Outcome]:
    """Say what happens with each row, but for those that say what is there already; how many of each there are."""
    by_id = {one.entry.id: one for one in planned}
    counts: Counter[Outcome] = Counter()
    for row in rows:
        if row.entry is None:
            counts[Outcome.REFUSED] += 1
            for problem in row.problems:
                click.echo(f"row {row.number} {row.id}: refused: {problem}".replace(" :", ":"))
            continue
        one = by_id[row.entry.id]
        counts[one.outcome] += 1
        if one.outcome is not Outcome.UNCHANGED:
            click.echo(f"row {row.number} {row.id}: {one.outcome}" + (f": {one.about}" if one.about else ""))
    return counts


@resources.command("check-links")
@click.option("--limit", type=click.IntRange(min=1), help="How many links; those not looked at for longest first.")
@click.option("--yes", is_flag=True, help="Look even where TIEX_LINK_CHECKS is not on.")
def check_links(limit: int | None, yes: bool) -> None:
    """Ask the sites that resources lead to whether they are still there, one request a second at most to each."""
    if not (yes or _settings().checks_links):
        raise click.ClickException("Looking at links is off: set TIEX_LINK_CHECKS=on, or say --yes this once.")
    session, counts = db.session(), Counter[LinkState]()
    waiting = list_links_to_check(session, limit)
    session.rollback()
    for resource_id, url in waiting:
        found = current_gateways().links.follow(url)
        counts[found.state] += 1
        keeping = Keeping(session, None, _now())
        record_link(keeping=keeping, resource_id=resource_id, url=url, state=found.state, moved_to=found.moved_to)
        session.commit()
        if found.state is not LinkState.OK:
            click.echo(f"{resource_id}: {found.state or 'not looked at'}: {url} {found.moved_to}".rstrip())
    click.echo(", ".join(f"{counts[state]} {state or 'not looked at'}" for state in LinkState) + ".")


@resources.command("send-follows")
def send_follows() -> None:
    """Mail people what is new in the searches they follow: run it once a week. Run twice, it sends nothing twice."""
    session, finder = db.session(), current_gateways().finder
    with current_app.test_request_context():
        sent = send_news(
            session=session,
            search=lambda query: finder.search(query, lambda: list_documents(session)),
            addresses=mail_addresses(sign_follow),
            now=_now(),
        )
    deliver_waiting(session, current_gateways())
    click.echo(f"{count(sent.mails, 'message')} about {count(sent.searches, 'search', 'searches')}.")
    if sent.failed:
        raise click.ClickException(f"{count(sent.failed, 'search', 'searches')} failed. Run this again later.")


@people.command("create")
@click.argument("email")
@click.argument("name")
@click.option("--job-title", default="")
@click.option("--council", help="Code of the council in the register.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.CONTRIBUTOR.value)
@click.password_option()
def create(email: str, name: str, job_title: str, council: str | None, role: str, password: str) -> None:
    """Add a person who can sign in."""
    session = db.session()
    try:
        person_id = create_person(
            session=session, email=email, name=name, job_title=job_title, password=password, now=_now()
        )
        if council:
            add_membership(session=session, person_id=person_id, council_code=council, role=Role(role), now=_now())
    except Refusal as error:
        raise click.ClickException(str(error)) from error
    session.commit()
    click.echo(f"{name} can sign in as {normalised_email(email)}.")


@people.command("add-role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in ExchangeRole]))
def add_role(email: str, role: str) -> None:
    """Make a person an editor or an administrator of the exchange."""
    session = db.session()
    add_exchange_role(session=session, person_id=_person_id(email), role=ExchangeRole(role), now=_now())
    session.commit()
    click.echo(f"{email} is {role} now.")


@people.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Take away a person's access at once; what they contributed stays."""
    disable_person(session=db.session(), person_id=_person_id(email), now=_now())
    db.session.commit()
    click.echo(f"{email} can no longer sign in.")


@people.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Give a disabled person access again."""
    enable_person(session=db.session(), person_id=_person_id(email), now=_now())
    db.session.commit()
    click.echo(f"{email} can sign in again.")


@people.command("reset-second-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """Take away the second factor of somebody who has lost their app and their recovery codes.

    Make sure first that it is really them who asks, and not by e-mail alone.
    """
    ask_address = f"{_settings().base_url}/reset-password"
    try:
        person_id = _person_id(email)
        reset_second_factor(session=db.session(), person_id=person_id, ask_address=ask_address, now=_now())
    except Refusal as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    deliver_waiting(db.session(), current_gateways())
    click.echo(f"{email} is signed out everywhere, and signs in with a password alone until they set it up again.")


def _person_id(email: str) -> int:
    person_id = db.session.scalar(select(PersonRow.id).where(PersonRow.email == normalised_email(email)))
    if person_id is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    return person_id


@outbox.command("deliver")
def deliver() -> None:
    """Try again to hand over the mail that waits.

    What was refused several times is given up; why stands in `last_error` of its row in `outbox_message`, and with
    `outbox retry` it goes on.
    """
    _deliver()


def _deliver() -> None:
    sent = deliver_waiting(db.session(), current_gateways())
    left = count_undelivered(db.session())
    click.echo(f"{sent} delivered, {left.waiting} waiting, {left.given_up} given up.")


@outbox.command("retry")
def retry() -> None:
    """Put back the mail that was given up, and hand over all that waits now: for when its reason is mended."""
    given_up = put_back(db.session(), _now())
    db.session.commit()
    click.echo(f"{given_up} put back.")
    _deliver()


@audit.command("verify")
@click.option("--council", help="Code of one council; by default the trail of every council and of the exchange.")
def verify(council: str | None) -> None:
    """Check that no entry of the trail was edited, removed, added or moved since it was written.

    And that the trail tells of what happened to each sign-off, of its records, every response and every member.
    """
    checked, untold = [], []
    try:
        for chain in verify_trail(db.session(), council):
            checked.append(chain)
            if chain.broken_at is not None:
                click.echo(f"{chain.chain}: entry {chain.broken_at} {chain.problem}.", err=True)
        for sentence in find_untold(db.session(), council):
            untold.append(sentence)
            click.echo(f"{sentence}.", err=True)
    except (TypeError, ValueError) as error:
        # A time or JSON that is none: SQLite stores whatever somebody writes there.
        raise click.ClickException(f"Then comes what cannot be read: {error}.") from error
    finally:
        db.session.rollback()
    _sum_up(checked, untold, council)


def _sum_up(checked: list[CheckedChain], untold: list[str], council: str | None) -> None:
    broken = [chain for chain in checked if chain.broken_at is not None]
    if broken:
        raise click.ClickException(f"The trail is broken in {len(broken)} of {len(checked)} chains.")
    if untold:
        raise click.ClickException("Something was written past the exchange.")
    if council and not checked:
        raise click.ClickException(f"There is no trail of {council}.")
    click.echo(f"{sum(chain.length for chain in checked)} entries in {len(checked)} chains are as they were written.")
    if council:
        click.echo(f"The newest seal is {checked[0].newest_seal}.")


@audit.command("renew")
def renew() -> None:
    """Mark the ends of the trail anew after TIEX_SECRET_KEY was changed; what was wrong with each is written down.

    Run `audit verify` before the key is changed: afterwards it can no longer be seen whether anything was removed.
    """
    broken = renew_ends(db.session(), _now())
    db.session.commit()
    left = [chain for chain in broken if not chain.is_end_broken]
    click.echo(f"The ends of {len(broken) - len(left)} chains are marked anew.")
    for chain in left:
        click.echo(f"{chain.chain}: entry {chain.broken_at} {chain.problem}. Its end was left as it is.", err=True)


@demo.command("load")
def load_demonstration() -> None:
    """Add the invented councils, their people and their views."""
    _load_demo()


@click.command("serve")
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=int, help="By default TIEX_PORT.")
def serve(host: str, port: int | None) -> None:
    """Bring the database up to date, load the content, and serve; the demonstration with it in demo mode."""
    upgrade()
    try:
        store_content()
        bring_in(starter_rows(), Origin.STARTER, "starter catalogue")
    except (ContentError, EditionFixed, Refusal) as error:
        raise click.ClickException(str(error)) from error
    if _settings().is_demo:
        _load_demo()
    prepare_index()
    port = port or _settings().port
    click.echo(f"\n  http://{host}:{port}/\n")
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    is_direct = not _settings().proxies
    options = {"host": host, "port": port, "threads": THREADS, "clear_untrusted_proxy_headers": is_direct}
    options |= {"max_request_body_size": LARGEST_FORM_OF_FILES, "outbuf_high_watermark": BYTES_AHEAD}
    with working_inside(application):
        serve_with_waitress(application, **options)


def _load_demo() -> None:
    if _settings().is_production:
        raise click.ClickException("The demonstration is not for production.")
    people = load_demo(session=db.session(), now=_now(), base_url=_settings().base_url)
    db.session.commit()
    deliver_waiting(db.session(), current_gateways())
    click.echo("Invented people to sign in as, all with the password " + PASSWORD)
    for person in people:
        click.echo(f"  {person.email:36} {person.what}")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
