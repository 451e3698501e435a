"""Requests that bring files: each is put on the disk of the exchange as it comes, and no file is held in memory."""

from functools import cached_property
from typing import IO, BinaryIO, cast

from flask import Request

from tiex.gateways import current_gateways

# What takes files; whoever sends one elsewhere sends little.
RECEIVING = ("uploads",)


class ReceivingRequest(Request):
    @cached_property
    def _received(self) -> list[BinaryIO]:
        return []

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.blueprint not in RECEIVING:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        self._received.append(current_gateways().parts.form_file())
        return cast(IO[bytes], self._received[-1])

    def close(self) -> None:
        """Also what came before the form turned out to be too large, or broke off."""
        super().close()
        for file in self._received:
            file.close()
