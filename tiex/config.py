"""Settings from the environment: frozen, and checked when the application starts."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tiex.domain.files import COUNCIL_QUOTA, MEGABYTE

ROOT = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-secret-not-for-production"
MAIL_SENDER = "Transformation and Innovation Exchange <no-reply@tiex.example>"
DEFAULT_PORT = 8000
SHORTEST_SECRET = 32
# In megabytes.
DEFAULT_QUOTA, QUOTAS = str(COUNCIL_QUOTA // MEGABYTE), range(1, 10_000_000)
DEFAULT_LEASE = 60


class ConfigError(Exception):
    """A setting is missing or unsafe; the message says which, and what to do."""


class Mode(StrEnum):
    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class Worker(StrEnum):
    """Who does what can wait: the request itself, a worker inside `flask serve`, or `flask jobs work` apart."""

    NONE = "none"
    INSIDE = "inside"
    APART = "apart"


USUAL_WORKER = {Mode.DEMO: Worker.INSIDE, Mode.TEST: Worker.NONE, Mode.PRODUCTION: Worker.APART}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides.

    `mail` is a folder, or an address like smtp://host:25; `proxies` is how many trusted ones stand in front.
    `meili_url` is empty where there is no search server. `files` is a folder or an address that fsspec knows, empty for
    a folder in `data_dir`; `council_quota` is how many bytes the files of one council may have together. `clamd` is
    where files are scanned, empty where they are not.
    `redis_url` is empty where workers are woken by a file. `job_lease` is for how many seconds a job counts as running
    when nothing is heard of its worker.
    `require_second_factor` is about signatories and administrators: the others may have one.
    """

    mode: Mode
    secret_key: str
    database_url: str
    data_dir: Path
    mail: str
    base_url: str
    port: int = DEFAULT_PORT
    proxies: int = 0
    is_debug: bool = False
    mail_sender: str = MAIL_SENDER
    rate_limit_storage: str = "memory://"
    require_second_factor: bool = False
    checks_links: bool = False
    meili_url: str = ""
    meili_key: str = ""
    files: str = ""
    council_quota: int = COUNCIL_QUOTA
    clamd: str = ""
    worker: Worker = Worker.NONE
    redis_url: str = ""
    job_lease: int = DEFAULT_LEASE

    @property
    def files_place(self) -> str:
        return self.files or str(self.data_dir / "files")

    @property
    def is_production(self) -> bool:
        return self.mode is Mode.PRODUCTION

    @property
    def is_demo(self) -> bool:
        return self.mode is Mode.DEMO

    @property
    def has_tls(self) -> bool:
        return self.base_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read TIEX_* and MEILI_* variables; ConfigError where production would be unsafe."""
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("TIEX_DATA_DIR", ROOT / "var")).absolute()
    mode = _mode(env.get("TIEX_MODE", "demo"))
    port = _number("TIEX_PORT", env.get("TIEX_PORT", str(DEFAULT_PORT)), range(1, 65_536))
    settings = Settings(
        mode=mode,
        secret_key=env.get("TIEX_SECRET_KEY", DEMO_SECRET),
        database_url=env.get("TIEX_DATABASE_URL", f"sqlite:///{data_dir / 'tiex.sqlite3'}"),
        data_dir=data_dir,
        mail=env.get("TIEX_MAIL", str(data_dir / "mail")),
        base_url=env.get("TIEX_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        port=port,
        proxies=_number("TIEX_PROXIES", env.get("TIEX_PROXIES", "0"), range(10)),
        is_debug=env.get("FLASK_DEBUG", "0") not in ("", "0", "false", "False"),
        mail_sender=env.get("TIEX_MAIL_SENDER", MAIL_SENDER),
        rate_limit_storage=env.get("TIEX_RATE_LIMIT_STORAGE", "memory://"),
        require_second_factor=_switch("TIEX_REQUIRE_SECOND_FACTOR", env, default=mode is Mode.PRODUCTION),
        checks_links=_switch("TIEX_LINK_CHECKS", env, default=False),
        meili_url=_web_address("MEILI_URL", env.get("MEILI_URL", "")),
        meili_key=env.get("MEILI_KEY", ""),
        files=env.get("TIEX_FILES", ""),
        council_quota=MEGABYTE * _number("TIEX_COUNCIL_QUOTA", env.get("TIEX_COUNCIL_QUOTA", DEFAULT_QUOTA), QUOTAS),
        clamd=_scanner_address(env.get("TIEX_CLAMD", "")),
        worker=_worker(env.get("TIEX_WORKER", USUAL_WORKER[mode])),
        redis_url=_redis_address(env.get("TIEX_REDIS_URL", "")),
        job_lease=_number("TIEX_JOB_LEASE", env.get("TIEX_JOB_LEASE", str(DEFAULT_LEASE)), range(1, 3_601)),
    )
    check_settings(settings)
    return settings


def check_settings(settings: Settings) -> None:
    """ConfigError where these settings are not safe to run in production."""
    if not settings.is_production:
        return
    wrong = []
    if settings.secret_key == DEMO_SECRET or len(settings.secret_key) < SHORTEST_SECRET:
        wrong.append(
            f"TIEX_SECRET_KEY must be set, {SHORTEST_SECRET} characters or more, such as {secrets.token_hex(32)}"
        )
    if settings.is_debug:
        wrong.append("FLASK_DEBUG must be off")
    if not settings.has_tls:
        wrong.append("TIEX_BASE_URL must be the public https:// address")
    if not settings.mail.startswith("smtp"):
        wrong.append("TIEX_MAIL must be an SMTP address such as smtp://mail.example:25")
    if settings.meili_url and not settings.meili_key:
        wrong.append("MEILI_KEY must be set where MEILI_URL is")
    if not settings.require_second_factor:
        wrong.append("TIEX_REQUIRE_SECOND_FACTOR must be on: signatories sign in with a code")
    if wrong:
        raise ConfigError("Not starting in production: " + "; ".join(wrong) + ".")


def _number(name: str, text: str, allowed: range) -> int:
    if text.isdecimal() and int(text) in allowed:
        return int(text)
    raise ConfigError(f"{name} is {text!r}; it must be a number from {allowed[0]} to {allowed[-1]}.")


def _web_address(name: str, text: str) -> str:
    """Without a slash at its end; empty stays empty."""
    if text and not text.startswith(("http://", "https://")):
        raise ConfigError(f"{name} is {text!r}; it must be an address such as http://127.0.0.1:7700.")
    return text.rstrip("/")


def _scanner_address(text: str) -> str:
    if text and not text.startswith(("unix:/", "/", "tcp://")):
        raise ConfigError(f"TIEX_CLAMD is {text!r}; it must be an address such as unix:/run/clamav/clamd.ctl.")
    return text


def _redis_address(text: str) -> str:
    if text and not text.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigError(f"TIEX_REDIS_URL is {text!r}; it must be an address such as redis://127.0.0.1:6379/0.")
    return text


def _switch(name: str, env: Mapping[str, str], *, default: bool) -> bool:
    text = env.get(name, "on" if default else "off")
    if text.lower() in ("on", "1", "true", "off", "0", "false"):
        return text.lower() in ("on", "1", "true")
    raise ConfigError(f"{name} is {text!r}; it must be on or off.")


def _mode(name: str) -> Mode:
    try:
        return Mode(name)
    except ValueError:
        raise ConfigError(f"TIEX_MODE is {name!r}; it must be one of {', '.join(Mode)}.") from None


def _worker(name: str) -> Worker:
    try:
        return Worker(name)
    except ValueError:
        raise ConfigError(f"TIEX_WORKER is {name!r}; it must be one of {', '.join(Worker)}.") from None
