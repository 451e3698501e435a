"""create_app: the only file that knows every part."""

from collections.abc import Mapping
from datetime import timedelta
from types import ModuleType
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy import event
from werkzeug.middleware.proxy_fix import ProxyFix

from tiex import cli, cli_benchmark, cli_files, cli_jobs, cli_search
from tiex.access.guard import init_guard
from tiex.access.session import init_session
from tiex.accounts import views as accounts
from tiex.assessments import views as assessments
from tiex.benchmarks.commands import RECOUNT, recount_one
from tiex.catalogue import views as catalogue
from tiex.cells import views as cells
from tiex.comparison import views as comparison
from tiex.config import ROOT, Settings, Worker, check_settings, load_settings
from tiex.consensus import views as consensus
from tiex.conversations import views as conversations
from tiex.demo import refuse_demo_people
from tiex.duties import views as duties
from tiex.editions import views as editions
from tiex.examples import views as examples
from tiex.extensions import compress, csrf, db, limiter, login
from tiex.factors import views as factors
from tiex.feeds import views as feeds
from tiex.files import views as files
from tiex.files.commands import CHECK_FILE, check_file, give_up_checking, remove_unwanted
from tiex.follows import views as follows
from tiex.gallery import views as gallery
from tiex.gateways import Gateways
from tiex.gateways.clock import SystemClock
from tiex.gateways.finder import make_finder
from tiex.gateways.links import WebLinks
from tiex.gateways.mail import make_mailer
from tiex.gateways.parts import PartFolder
from tiex.gateways.press import SubprocessPress
from tiex.gateways.reader import SubprocessReader
from tiex.gateways.scanner import make_scanner
from tiex.gateways.storage import make_storage
from tiex.gateways.tasks import NoWorker, Waker
from tiex.history import views as history
from tiex.hub import views as hub
from tiex.indexing.commands import deliver_after_commit
from tiex.invitations import views as invitations
from tiex.jobs import views as jobs
from tiex.jobs.commands import init_jobs, register_handler, wake_after_commit
from tiex.joining import views as joining
from tiex.meetings import views as meetings
from tiex.moderation import views as moderation
from tiex.opendata import views as opendata
from tiex.outbox import views as outbox
from tiex.pages import views as pages
from tiex.people import staff_views as administration
from tiex.people import views as people
from tiex.printouts import staff_views as sector_printouts
from tiex.printouts import views as printouts
from tiex.published import views as published
from tiex.publishing import staff_views as elections
from tiex.publishing import views as publishing
from tiex.records import views as records
from tiex.reports import views as reports
from tiex.results import views as results
from tiex.rounds import views as rounds
from tiex.schema import init_schema
from tiex.secondfactor import views as secondfactor
from tiex.sector import staff_views as sector
from tiex.signoff import views as signoff
from tiex.suggestions import views as suggestions
from tiex.timeline import views as timeline
from tiex.uploads import views as uploads
from tiex.uses import views as uses
from tiex.web.assets import init_assets
from tiex.web.errors import init_errors
from tiex.web.filters import init_filters
from tiex.web.headers import init_headers
from tiex.web.parts import init_parts
from tiex.web.receiving import ReceivingRequest
from tiex.web.transaction import after_commit
from tiex.worker import init_worker

SLICES: tuple[ModuleType, ...] = (
    pages,
    editions,
    accounts,
    secondfactor,
    assessments,
    cells,
    factors,
    results,
    rounds,
    meetings,
    history,
    duties,
    people,
    administration,
    hub,
    catalogue,
    feeds,
    follows,
    uses,
    examples,
    moderation,
    files,
    uploads,
    suggestions,
    invitations,
    joining,
    consensus,
    records,
    reports,
    signoff,
    published,
    publishing,
    comparison,
    elections,
    timeline,
    conversations,
    opendata,
    sector,
    sector_printouts,
    printouts,
    jobs,
)
LARGEST_FORM = 2 * 1024 * 1024
# A thread keeps a megabyte of pages in memory; the system keeps the file for all of them.
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "cache_size=-1024")


def create_app(settings: Settings | None = None, gateways: Gateways | None = None) -> Flask:
    """The application for these settings, by default those of the environment."""
    settings = settings or load_settings()
    check_settings(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask("tiex", template_folder=str(ROOT / "templates"), static_folder=None)
    app.request_class = ReceivingRequest
    app.config.update(_flask_config(settings))
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions["settings"] = settings
    app.extensions["gateways"] = gateways or _real_gateways(settings)
    _init_extensions(app, settings)
    _init_slices(app, settings)
    init_assets(app, ROOT / "static", settings.data_dir / "static")
    if settings.proxies:
        trusted = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted)  # type: ignore[method-assign]
    if settings.is_production:
        with app.app_context():
            refuse_demo_people(db.session())
    return app


def _real_gateways(settings: Settings) -> Gateways:
    links = WebLinks(f"TIEx-link-checker/1.0 (+{settings.base_url})")
    finder = make_finder(settings.data_dir / "search", settings.meili_url, settings.meili_key)
    return Gateways(
        SystemClock(),
        make_mailer(settings.mail, settings.mail_sender),
        links,
        finder,
        storage=make_storage(settings.files_place),
        parts=PartFolder(settings.data_dir / "uploads"),
        scanner=make_scanner(settings.clamd),
        reader=SubprocessReader(),
        waker=_make_waker(settings),
        press=SubprocessPress(),
    )


def _make_waker(settings: Settings) -> Waker:
    if settings.worker is Worker.NONE:
        return NoWorker()
    file, is_apart = settings.data_dir / "jobs.sqlite3", settings.worker is Worker.APART
    from tiex.gateways.queues import make_waker  # huey and what it brings are 17 MB

    return make_waker(file, settings.redis_url, settings.secret_key, is_apart=is_apart)


def _flask_config(settings: Settings) -> Mapping[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "DEBUG": settings.is_debug,
        "TESTING": settings.mode == "test",
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SESSION_COOKIE_NAME": "tiex",
        "SESSION_COOKIE_SECURE": settings.has_tls,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": settings.has_tls,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": LARGEST_FORM,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "RATELIMIT_STORAGE_URI": settings.rate_limit_storage,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_MIMETYPES": ["text/html"],
    }


def _init_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _tune_sqlite)
    init_schema(app)
    compress.init_app(app)
    login.init_app(app)
    csrf.init_app(app)
    init_session(login)
    init_guard(app)
    limiter.init_app(app)
    init_headers(app, has_tls=settings.has_tls)
    init_errors(app)
    init_filters(app, is_demo=settings.is_demo)
    init_parts(app)


def _init_slices(app: Flask, settings: Settings) -> None:
    for part in SLICES:
        app.register_blueprint(part.blueprint)
    if settings.is_demo or settings.mode == "test":
        app.register_blueprint(outbox.blueprint)
    if not settings.is_production:
        app.register_blueprint(gallery.blueprint)
    cli.init_cli(app)
    cli_search.init_cli(app)
    cli_jobs.init_cli(app)
    cli_files.init_cli(app)
    cli_benchmark.init_cli(app)
    after_commit(app, deliver_after_commit)
    after_commit(app, remove_unwanted)
    after_commit(app, wake_after_commit)
    init_jobs(app, timedelta(seconds=settings.job_lease))
    register_handler(app, CHECK_FILE, check_file, title="Checking a file", given_up=give_up_checking)
    register_handler(app, RECOUNT, recount_one, title="Counting a published result")
    init_worker(app, settings)


def _tune_sqlite(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
