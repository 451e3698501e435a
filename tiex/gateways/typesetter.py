"""Typesetting papers in a process of its own, which takes its memory with it when it ends."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from structlog import get_logger

from tiex.papers.typeset import TypesettingFailed, typeset, unpacked

ROOT = Path(__file__).resolve().parents[2]
LONGEST_WORDS = 2000
_log = get_logger(__name__)


class Typesetter(Protocol):
    def typeset(self, order: Mapping[str, Any]) -> list[bytes]:
        """The files of an order of `papers.typeset`; TypesettingFailed where there are none."""


@dataclass(frozen=True, slots=True)
class SubprocessTypesetter:
    """`clock` is how many seconds it may take: a full result takes less than one."""

    clock: float = 30

    def typeset(self, order: Mapping[str, Any]) -> list[bytes]:
        # From where the module is found, and without anything of our environment, which has secrets in it.
        command = [sys.executable, "-E", "-s", "-W", "ignore", "-m", "tiex.papers"]
        sent = json.dumps(order).encode()
        try:
            done = subprocess.run(command, input=sent, capture_output=True, cwd=ROOT, env={}, timeout=self.clock)
        except subprocess.TimeoutExpired:
            raise TypesettingFailed(f"not done in {self.clock} seconds") from None
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace")[-LONGEST_WORDS:]
            _log.error("typesetting failed", status=done.returncode, words=words)
            raise TypesettingFailed(f"it ended with status {done.returncode}: {words}")
        return unpacked(done.stdout)


class DirectTypesetter:
    """The twin: in this process."""

    def typeset(self, order: Mapping[str, Any]) -> list[bytes]:
        return typeset(json.loads(json.dumps(order)))
