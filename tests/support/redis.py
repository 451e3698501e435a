"""A throw-away Redis server that lives as long as the tests that use it."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis
from redis.exceptions import RedisError

ADVICE = "no redis-server on PATH, so nothing was tested with Redis (Debian: apt-get install redis-server)"


def find_redis() -> str | None:
    return shutil.which("redis-server")


class ThrowawayRedis:
    """Listens on a socket in a folder of its own and keeps nothing."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="tiex-redis-"))
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._folder}/socket"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        options = ("--port", "0", "--unixsocket", f"{self._folder}/socket", "--save", "", "--appendonly", "no")
        command = [self._program, *options, "--dir", str(self._folder)]
        self._server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not self._answers():
            if time.monotonic() > deadline or self._server.poll() is not None:
                raise RuntimeError("redis-server did not start.")
            time.sleep(0.02)

    def stop(self) -> None:
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def _answers(self) -> bool:
        client = Redis.from_url(self.url)
        try:
            return bool(client.ping())
        except RedisError:
            return False
        finally:
            client.close()
