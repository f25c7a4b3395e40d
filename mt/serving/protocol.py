"""uvicorn's HTTP/1.1, bounded: so many connections, heads of such a size within such a time, and errors as JSON."""

import json
from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
"""Within these a connection must have sent the head of its first request."""
LAST = 1.0
"""Seconds in which a connection that has said nothing yet may still send its request, when the server stops."""
LARGEST_HEAD = 64 << 10
"""Bytes of a request's line and headers."""
_TOO_LARGE = "Request Header Fields Too Large"


class BoundedProtocol(HttpToolsProtocol):
    """A connection. More of them than the server's `limit_concurrency` are closed as they come."""

    _waiting: TimerHandle | None = None
    _head = 0  # bytes of the head that is coming in
    _come = 0  # bytes before the first head was whole
    _stopping = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in the base
        if self.limit_concurrency and len(self.connections) >= self.limit_concurrency - 1:
            self.transport = transport
            transport.abort()
            return
        super().connection_made(transport)
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        self._heard()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.parser is not None:
            super().data_received(data)
        if self.cycle is None and not self.transport.is_closing():
            self._come += len(data)
            if self._come > LARGEST_HEAD:
                self._answer(431, _TOO_LARGE)

    def on_message_begin(self) -> None:
        self._head = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._head += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head += len(name) + len(value) + 4
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._heard()
        if self._head > LARGEST_HEAD:
            self._answer(431, _TOO_LARGE)
        else:
            super().on_headers_complete()
            self.cycle.keep_alive = self.cycle.keep_alive and not self._stopping

    def shutdown(self) -> None:
        self._stopping = True
        if self.cycle is None:
            self.loop.call_later(LAST, super().shutdown)  # its request may be on the way
        else:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:
        self._answer(400, msg)

    def _too_slow(self) -> None:
        self._answer(408, "Request Timeout: no request came")

    def _heard(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _answer(self, status: int, text: str) -> None:
        self._heard()
        if self.transport.is_closing():
            return
        body = json.dumps({"error": text}).encode()
        head: list[Any] = [f"HTTP/1.1 {status} Refused", "content-type: application/json"]
        head += [f"content-length: {len(body)}", "connection: close", "", ""]
        self.transport.write("\r\n".join(head).encode() + body)
        self.transport.close()
