"""`python -m tiex.reading memory seconds size path name folder`: read one file within limits, then end."""

import resource
import sys
from pathlib import Path

from tiex.reading.read import write_result

MOST_FILES = 64


def limit(memory: int, seconds: int, size: int) -> None:
    """For good: bytes of memory, seconds of a processor, bytes of any file written; no more processes, no core dump."""
    # The gentle limit ends us with SIGXCPU, which tells why; the hard one is for whoever would not listen.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, size),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit(*(int(argument) for argument in sys.argv[1:4]))
    write_result(Path(sys.argv[4]), sys.argv[5], Path(sys.argv[6]))
