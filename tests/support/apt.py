"""Installs Debian packages that tests need, where that is possible."""

import functools
import os
import shutil
import subprocess


class InstallFailed(RuntimeError):
    """apt-get could not install the package; the message holds its output."""


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> None:
    _update()
    _apt_get("install", "--yes", "--no-install-recommends", package)


@functools.cache
def _update() -> None:
    _apt_get("update")


def _apt_get(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise InstallFailed(f"apt-get {' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
