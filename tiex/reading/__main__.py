"""`python -m tiex.reading memory seconds size path name folder`: read one file within limits, then end."""

import os
import resource
import sys
from pathlib import Path

from tiex.reading.read import write_result

MOST_FILES = 64
# How far those who wait for a page go before us.
NICE = 10


def limit(memory: int, seconds: int, size: int) -> None:
    """For good: bytes of memory, seconds of a processor, bytes of any file written; no more processes, no core dump."""
    os.nice(NICE)
    # The gentle limit ends us with SIGXCPU, which tells why; the hard one is for whoever would not listen.
    _set(resource.RLIMIT_CPU, seconds, seconds + 2)
    _set(resource.RLIMIT_FSIZE, size, size)
    _set(resource.RLIMIT_NOFILE, MOST_FILES, MOST_FILES)
    _set(resource.RLIMIT_NPROC, 0, 0)
    _set(resource.RLIMIT_CORE, 0, 0)
    # macOS knows the name and refuses every value.
    if sys.platform != "darwin":
        _set(resource.RLIMIT_AS, memory, memory)


def _set(what: int, soft: int, hard: int) -> None:
    """Or less, where whoever started the service has less."""
    _, most = resource.getrlimit(what)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(what, (soft, hard))


if __name__ == "__main__":
    limit(*(int(argument) for argument in sys.argv[1:4]))
    write_result(Path(sys.argv[4]), sys.argv[5], Path(sys.argv[6]))
