"""What tests of files do: lay an example down, send a file in parts as tus says, and look at what is stored."""

import base64
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.access.routes import token_for
from tests.slices.cells.steps import stored
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, TODAY, Someone
from tiex.domain.examples import Review
from tiex.gateways import Gateways
from tiex.models import ExampleFileRow, ExampleRow, JobRow, StoredFileRow, UploadRow

CONTENT = b"Bins,Collected\nMonday,12\n" * 40
TUS = {"Tus-Resumable": "1.0.0"}


def add_example(app: Flask, author: Someone, *, council: str = COUNCIL, **values: Any) -> int:
    """An example that this person writes; returns its id."""
    with stored(app) as session:
        row = ExampleRow(council_code=council, author_id=author.id, content={"title": "Bins by sensor"})
        row.created_at = row.changed_at = TODAY
        for name, value in {"review": Review.WRITING.value, **values}.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()
        return row.id


def set_example(app: Flask, example_id: int, **values: Any) -> None:
    with stored(app) as session:
        row = session.get_one(ExampleRow, example_id)
        for name, value in values.items():
            setattr(row, name, value)
        session.commit()


@dataclass(frozen=True)
class Sender:
    """A browser that sends files to an example in parts."""

    client: PageClient
    example_id: int
    token: str

    @classmethod
    def of(cls, client: PageClient, example_id: int) -> "Sender":
        return cls(client, example_id, token_for(client))

    @property
    def headers(self) -> dict[str, str]:
        return {**TUS, "X-CSRFToken": self.token}

    def create(self, length: int | str = len(CONTENT), name: str = "bins.csv", **headers: str) -> TestResponse:
        metadata = f"filename {base64.b64encode(name.encode()).decode()},filetype dGV4dC9jc3Y="
        sent = {**self.headers, "Upload-Length": str(length), "Upload-Metadata": metadata, **headers}
        return self.client.post(f"/examples/{self.example_id}/uploads", headers=sent)

    def begin(self, length: int = len(CONTENT), name: str = "bins.csv") -> str:
        """The address where it is sent to."""
        response = self.create(length, name)
        assert response.status_code == 201, response.text
        return response.headers["Location"]

    def patch(
        self,
        address: str,
        offset: int | str,
        chunk: bytes,
        checksum: bytes | None = b"",
        announced: int | None = None,
        also: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """With its checksum, unless another one is given, or None; and with its length, unless another is announced."""
        sent = {**self.headers, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        if checksum is not None:
            digest = checksum or hashlib.sha256(chunk).digest()
            sent["Upload-Checksum"] = f"sha256 {base64.b64encode(digest).decode()}"
        lies = {} if announced is None else {"CONTENT_LENGTH": str(announced)}
        headers = {**sent, **(also or {})}
        # Buffered, or the test client would not close the answer, as servers do.
        return self.client.patch(address, data=chunk, headers=headers, environ_overrides=lies, buffered=True)

    def head(self, address: str) -> TestResponse:
        return self.client.head(address, headers=TUS)

    def offset(self, address: str) -> int:
        response = self.head(address)
        assert response.status_code == 204
        return int(response.headers["Upload-Offset"])

    def delete(self, address: str) -> TestResponse:
        return self.client.delete(address, headers=self.headers, buffered=True)

    def send(self, content: bytes = CONTENT, name: str = "bins.csv") -> int:
        """All of it in one part; the id of the file that it has become."""
        address = self.begin(len(content), name)
        response = self.patch(address, 0, content)
        assert response.status_code == 204, response.text
        return file_of(self.client.application, address)

    def post(self, *files: tuple[bytes, str], status: int | None = None) -> TestResponse:
        """With the plain form."""
        sent = {"csrf_token": self.token, "files": [(io.BytesIO(content), name) for content, name in files]}
        response = self.client.post(f"/examples/{self.example_id}/files", data=sent)
        assert status in (None, response.status_code), response.text
        return response


def file_of(app: Flask, address: str) -> int:
    with stored(app) as session:
        file_id = session.get_one(UploadRow, address.rpartition("/")[2]).file_id
        assert file_id is not None
        return file_id


def files_of(app: Flask, example_id: int) -> list[tuple[str, str]]:
    """Name and SHA-256 of each file of the example that was not removed."""
    query = select(ExampleFileRow.name, ExampleFileRow.sha256).order_by(ExampleFileRow.id)
    with stored(app) as session:
        rows = session.execute(
            query.where(ExampleFileRow.example_id == example_id, ExampleFileRow.removed_at.is_(None))
        )
        return [(name, sha256) for name, sha256 in rows]


def contents_of(app: Flask) -> dict[str, tuple[int, str]]:
    """Size and state by SHA-256."""
    with stored(app) as session:
        return {row.sha256: (row.size, row.state) for row in session.scalars(select(StoredFileRow))}


def jobs_of(app: Flask) -> list[tuple[str, str]]:
    with stored(app) as session:
        return [(row.kind, row.subject) for row in session.scalars(select(JobRow).order_by(JobRow.id))]


def settle(app: Flask, sha256: str, **values: Any) -> None:
    """As if it had been checked."""
    with stored(app) as session:
        row = session.get_one(StoredFileRow, sha256)
        for name, value in {"state": "ready", "media_type": "text/csv", **values}.items():
            setattr(row, name, value)
        session.commit()


def gateways_of(app: Flask) -> Gateways:
    found: Gateways = app.extensions["gateways"]
    return found


def part_of(app: Flask, address: str) -> Path:
    return gateways_of(app).parts.path(address.rpartition("/")[2])


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
