"""Requests that bring files: each is put on the disk of the exchange as it comes, and no file is held in memory."""

from typing import IO, cast

from flask import Request

from tiex.gateways import current_gateways

# What takes files; whoever sends one elsewhere sends little.
RECEIVING = ("uploads",)


class ReceivingRequest(Request):
    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.blueprint not in RECEIVING:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        return cast(IO[bytes], current_gateways().parts.form_file())
