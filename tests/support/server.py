"""Serves an application on this machine for as long as a browser test needs it."""

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from waitress.server import create_server

from tiex.cli import BYTES_AHEAD

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class LiveServer:
    """Waitress on a free port of 127.0.0.1, in a thread of its own."""

    def __init__(self, app: "WSGIApplication", threads: int = 4) -> None:
        self._sockets: dict[int, Any] = {}
        options = {"host": "127.0.0.1", "port": 0, "threads": threads, "outbuf_high_watermark": BYTES_AHEAD}
        self._server: Any = create_server(app, map=self._sockets, **options)
        self._thread = threading.Thread(target=self._server.run, name="live-server", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.effective_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.task_dispatcher.shutdown()
        # Sockets belong to the server's own thread; its loop ends when none is left.
        self._server.trigger.pull_trigger(self._close_sockets)
        self._thread.join(timeout=10)
        if self._thread.is_alive():
            raise RuntimeError("The live server did not stop within 10 seconds.")

    def _close_sockets(self) -> None:
        for waiting in list(self._sockets.values()):
            waiting.close()
