"""A throw-away PostgreSQL cluster that lives as long as the tests that use it."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy import URL

from tests.support import apt

PROGRAMS = ("initdb", "pg_ctl", "postgres")
SUPERUSER = "postgres"
PACKAGED = Path("/usr/lib/postgresql")
ADVICE = (
    "Tests on PostgreSQL need its server programs (initdb, pg_ctl, postgres). Install them "
    "(Debian: apt-get install postgresql; macOS: brew install postgresql) or put their folder on PATH."
)
# Nothing here outlives the tests, so nothing needs to reach the disk.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "timezone": "UTC",
}


class PostgresMissing(RuntimeError):
    """PostgreSQL's programs are not there; the message says what to install."""


class PostgresFailed(RuntimeError):
    """A program of PostgreSQL ended with an error; the message holds its output."""


def find_postgres(packaged: Path = PACKAGED) -> Path:
    """The folder that holds PostgreSQL's server programs: the one on PATH, or the newest in Debian's `packaged`."""
    on_path = shutil.which("initdb")
    # Links on PATH often name initdb alone; the other programs stand beside the file it points to.
    candidates = [Path(on_path).resolve().parent, Path(on_path).parent] if on_path else []
    candidates += sorted(packaged.glob("*/bin"), key=_version, reverse=True)
    for folder in candidates:
        if all((folder / program).exists() for program in PROGRAMS):
            return folder
    raise PostgresMissing(ADVICE)


def find_or_install_postgres() -> Path:
    """Like `find_postgres`, but a continuous integration run as root on Debian installs what is missing."""
    try:
        return find_postgres()
    except PostgresMissing:
        if os.environ.get("CI") != "true" or not apt.can_install():
            raise
    try:
        apt.install("postgresql")
    except apt.InstallFailed as failure:
        raise PostgresMissing(f"{ADVICE}\n{failure}") from failure
    return find_postgres()


class ThrowawayCluster:
    """Starts on `with`, listens on a socket in its own folder, and removes itself at the end."""

    def __init__(self, programs: Path | None = None) -> None:
        self.programs = programs or find_postgres()
        self.folder: Path | None = None

    def __enter__(self) -> Self:
        self._refuse_root_without_owner()
        self.folder = Path(tempfile.mkdtemp(prefix="tiex-postgres-"))
        atexit.register(self.stop)
        with ExitStack() as undo:
            undo.callback(self.stop)
            self._start(self.folder)
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy URL of a database in this cluster."""
        return URL.create(
            "postgresql+psycopg", username=SUPERUSER, database=database, query={"host": str(self._running_folder())}
        ).render_as_string(hide_password=False)

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create a database, as a copy of `template` if given (nobody may be connected to it); returns its URL."""
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._execute(statement)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        if self.folder is None:
            return
        folder, self.folder = self.folder, None
        atexit.unregister(self.stop)
        try:
            if (folder / "data" / "postmaster.pid").exists():
                self._run(folder, "pg_ctl", "stop", "-D", str(folder / "data"), "-m", "immediate", "-w")
        finally:
            shutil.rmtree(folder)

    def _start(self, folder: Path) -> None:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(SUPERUSER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = str(folder / "data")
        self._run(folder, "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        log = str(folder / "log")
        self._run(folder, "pg_ctl", "start", "-D", data, "-l", log, "-w", "-o", f"{options} -k '{folder}'")

    def _run(self, folder: Path, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        become = ["runuser", "-u", SUPERUSER, "--"] if os.geteuid() == 0 else []
        command = [*become, str(self.programs / program), *arguments]
        # A file, as the server inherits the output and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            output.seek(0)
            if done.returncode != 0:
                raise PostgresFailed(f"{program} failed:\n{output.read()}{_log_of(folder)}")

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self._running_folder()), user=SUPERUSER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def _running_folder(self) -> Path:
        if self.folder is None:
            raise PostgresFailed("The cluster is not running: use it inside its `with` block.")
        return self.folder

    def _refuse_root_without_owner(self) -> None:
        if os.geteuid() == 0 and not any(user.pw_name == SUPERUSER for user in pwd.getpwall()):
            raise PostgresMissing(f"As root, PostgreSQL is run as the user {SUPERUSER}, who does not exist. {ADVICE}")


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


def _log_of(folder: Path) -> str:
    log = folder / "log"
    return log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
