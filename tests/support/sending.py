"""Sends files to a server that may die at any moment, as a browser does: in parts, and on from where they stand."""

import base64
import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from tests.support.killing import ask, wait_until
from tests.support.page_client import PageClient

TUS = {"Tus-Resumable": "1.0.0"}
PATIENCE = 30.0


def wait_for_server(server: str) -> None:
    """It answers when this returns: one that has been started may not listen yet."""
    assert wait_until(lambda: ask(f"{server}/sign-in", method="HEAD") is not None, PATIENCE, every=0.02)


@dataclass(frozen=True)
class Acknowledged:
    """A file of which the server has said that it is there."""

    example_id: int
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Uploader:
    """`headers` are those of somebody who is signed in. `broken` counts the answers that never came."""

    server: str
    headers: Mapping[str, str]
    dice: random.Random = field(default_factory=random.Random)
    broken: int = 0

    @classmethod
    def of(cls, client: PageClient, token: str, server: str, seed: int) -> "Uploader":
        """With the session of this client, which the server must know how to read."""
        cookie = client.get_cookie("tiex")
        assert cookie is not None
        headers = {**TUS, "Cookie": f"tiex={cookie.value}", "X-CSRFToken": token}
        return cls(server, headers, random.Random(seed))

    def send(self, example_id: int, name: str, content: bytes) -> Acknowledged:
        address = self._create(example_id, name, len(content))
        offset = 0
        while offset < len(content):
            offset = self._go_on(address, content, offset)
        return Acknowledged(example_id, name, content)

    def _create(self, example_id: int, name: str, length: int) -> str:
        """Where it is sent to; what was created and never answered is left behind."""
        filename = base64.b64encode(name.encode()).decode()
        headers = {**self.headers, "Upload-Length": str(length), "Upload-Metadata": f"filename {filename}"}
        while True:
            place = f"{self.server}/examples/{example_id}/uploads"
            answer = ask(place, method="POST", body=b"", headers=headers)
            if answer is not None and answer[0] != 503:
                assert answer[0] == 201, answer
                return urljoin(self.server, answer[1]["location"])
            self._wait_for_server()

    def _go_on(self, address: str, content: bytes, offset: int) -> int:
        """How much of it is there after one more part."""
        chunk = content[offset : offset + self.dice.randint(1, len(content))]
        digest = base64.b64encode(hashlib.sha256(chunk).digest()).decode()
        headers = {
            **self.headers,
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {digest}",
            "Content-Type": "application/offset+octet-stream",
        }
        answer = ask(address, method="PATCH", body=chunk, headers=headers)
        if answer is not None and answer[0] == 204:
            return int(answer[1]["upload-offset"])
        assert answer is None or answer[0] in (409, 423, 503), answer
        self._wait_for_server()
        return self._offset(address)

    def _offset(self, address: str) -> int:
        while True:
            answer = ask(address, method="HEAD", headers=self.headers)
            if answer is not None and answer[0] == 204:
                return int(answer[1]["upload-offset"])
            assert answer is None or answer[0] in (423, 503), answer
            self._wait_for_server()

    def _wait_for_server(self) -> None:
        self.broken += 1
        wait_for_server(self.server)
