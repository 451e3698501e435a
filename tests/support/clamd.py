"""A throw-away clamd that knows one signature, EICAR's, and lives as long as the tests that use it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tiex.gateways.scanner import EICAR

SIGNATURE = "Tiex-Eicar"
LARGEST = 2_000_000
PATIENCE = 60
ADVICE = "NOT TESTED AGAINST clamd: it is not installed (Debian: apt-get install clamav-daemon)"
# Debian installs it where only root looks for programs.
_PLACES = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])


class ClamdFailed(RuntimeError):
    """It did not start; the message holds what it said."""


def find_clamd() -> str | None:
    return shutil.which("clamd", path=_PLACES)


@contextmanager
def running_clamd(program: str) -> Iterator[Path]:
    """Its socket. It needs no download: the one signature is written by hand, found anywhere in any file."""
    # The path of a socket may only be 107 bytes long, which the folder of a test often is by itself.
    with tempfile.TemporaryDirectory(prefix="tiex-clamd-") as name:
        folder, at = Path(name), Path(name) / "clamd.sock"
        (folder / "signatures").mkdir()
        (folder / "signatures" / "test.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
        settings = {
            "DatabaseDirectory": folder / "signatures",
            "LocalSocket": at,
            "TemporaryDirectory": folder,
            "Foreground": "yes",
            "StreamMaxLength": LARGEST,
        }
        config = folder / "clamd.conf"
        config.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
        with (folder / "log").open("wb") as log:
            command = [program, f"--config-file={config}"]
            with subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as process:
                try:
                    _wait_for(process, at, folder / "log")
                    yield at
                finally:
                    process.terminate()


def _wait_for(process: "subprocess.Popen[bytes]", at: Path, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with socket.socket(socket.AF_UNIX) as attempt:
            if attempt.connect_ex(str(at)) == 0:
                return
        time.sleep(0.05)
    raise ClamdFailed(f"clamd did not start:\n{log.read_text(errors='replace')[-2000:]}")
