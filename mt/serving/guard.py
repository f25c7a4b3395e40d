"""What surrounds every request: hosts, bodies that are too large or too slow, headers, errors as JSON, log and metrics."""

import asyncio
import logging
import traceback
from collections.abc import Collection
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glossaries.errors import ModelError, OutputError, QantaraError
from mt.serving.answers import UNREADABLE, Json
from mt.serving.libretranslate import PATHS
from mt.serving.options import LARGEST_TEXT
from mt.serving.refusal import Refused
from mt.serving.service import Service

IDLE = 20.0
"""Seconds that a client may be silent in the middle of its request."""
SLOWEST = 32 << 10
"""Bytes a second that a body must come in at, after IDLE seconds."""
HELD = 256 << 20
"""Bytes of bodies that may be in memory at a time."""
WITH_FILES = (
    "/translate_file",
    "/v2/document",
    "/v2/glossaries",
    "/v3/glossaries",
    "/api/documents",
    "/api/glossaries",
)
"""Where bodies may be as large as files."""
CLOSED = 499
"""The status in the log for a client that went away, as nginx has it."""
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Expose-Headers": "Authorization",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Max-Age": "1728000",
}
_INTERNAL = "The server encountered an internal error and was unable to complete your request."
_log = logging.getLogger("qantara.serving")


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, service: Service, paths: Collection[str]):
        """`paths`: those that there are, for the log and the metrics; what follows an id in one is left out."""
        self._app, self._service = app, service
        self._endpoints = {_endpoint(path.partition("{")[0]) for path in paths}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(self._service, scope, receive, send)
        endpoint = _endpoint(scope["path"])
        endpoint = endpoint if endpoint in self._endpoints else "/other"
        in_flight = self._service.metrics.in_flight
        in_flight.labels(endpoint, "", "").inc()
        try:
            exchange.check()
            if scope["method"] == "OPTIONS" and exchange.open:
                await Json({})(scope, receive, exchange.send)
            else:
                await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:
            await exchange.refuse(error)
        except asyncio.CancelledError:
            exchange.status = CLOSED
            raise
        finally:
            in_flight.labels(endpoint, "", "").dec()
            exchange.note(endpoint)


class _Exchange:
    """A request and its answer."""

    def __init__(self, service: Service, scope: Scope, receive: Receive, send: Send):
        self._service, self._scope, self._receive, self._send = service, scope, receive, send
        self._headers = Headers(scope=scope)
        self._began = monotonic()
        self._received = 0
        self._whole = False
        self._told = False  # the head of the answer is sent
        self.status = 0
        path = scope["path"]
        self.open = any(path == each or path.startswith(f"{each}/") for each in PATHS)
        """Whether any page in a browser may ask here."""
        self._most_held = max(HELD, 2 * service.options.largest_file)
        self._largest = service.options.largest_file + (64 << 10) if path.startswith(WITH_FILES) else LARGEST_TEXT

    def check(self) -> None:
        """Refuse what need not be read."""
        names = self._service.options.names
        host = self._headers.get("host", "")
        if names and urlsplit(f"//{host}").hostname not in names:
            raise Refused(421, "this server is not asked for by that name: see --allow-name")
        if self._scope["method"] not in ("GET", "HEAD", "OPTIONS") and (
            not self.open or self._scope["path"] == "/suggest"
        ):
            self._same_site(host)
        length = self._headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._largest:
            raise Refused(413, f"Request Entity Too Large: more than {self._largest} bytes")

    def _same_site(self, host: str) -> None:
        """Refuse what a page of another site has a browser send: it must not edit what is kept here."""
        origin = self._headers.get("origin")
        site = self._headers.get("sec-fetch-site", "none")
        if site not in ("none", "same-origin") or (origin and urlsplit(origin).netloc != host):
            raise Refused(403, "pages of other sites cannot change anything here")

    async def receive(self) -> Message:
        """A message of the client, whose body may be neither too large nor too slow."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(IDLE):
                message = await self._receive()
        except TimeoutError:
            raise Refused(408, "Request Timeout: the body did not come") from None
        if message["type"] == "http.request":
            length = len(message.get("body", b""))
            self._received += length
            self._service.held += length
            if self._service.held > self._most_held:
                raise Refused(503, "the server has its hands full of files: try again", 10)
            self._whole = not message.get("more_body", False)
            if self._received > self._largest:
                raise Refused(413, f"Request Entity Too Large: more than {self._largest} bytes")
            if not self._whole and monotonic() - self._began > IDLE + self._received / SLOWEST:
                raise Refused(408, "Request Timeout: the body comes too slowly")
        return message

    async def send(self, message: Message) -> None:
        """A message to the client, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self._told = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Referrer-Policy", "no-referrer")
            headers.setdefault("Cache-Control", "no-store")
            if self.open:
                headers.update(_CORS)
            if not self._whole and (
                "transfer-encoding" in self._headers or self._headers.get("content-length", "0") != "0"
            ):
                headers["Connection"] = "close"  # the rest of the body is not waited for
        await self._send(message)

    async def refuse(self, error: Exception) -> None:
        """Answer with an error, if an answer can still be given."""
        refused = refusal(error)
        if refused.status == 500:
            self._report(error)
        if isinstance(error, ClientDisconnect):
            self.status = CLOSED
        elif self._told:
            raise error
        else:
            headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
            if isinstance(error, HTTPException):
                headers |= error.headers or {}
            deepl = self._scope["path"].startswith(("/v2/", "/v3/"))
            said = {"message" if deepl else "error": refused.text}
            await Json(said, refused.status, headers)(self._scope, self._receive, self.send)

    def _report(self, error: Exception) -> None:
        """Log where an error arose, without what was being translated: its message is shown only if texts are."""
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
        said = str(error)[:500] if self._service.options.log_text or isinstance(error, QantaraError) else ""
        _log.error("error", extra={"fields": {"error": type(error).__name__, "said": said, "where": where[-12:]}})

    def note(self, endpoint: str) -> None:
        """Count the answer, and log it. What was asked is no part of either."""
        self._service.held -= self._received
        seconds = monotonic() - self._began
        self._service.metrics.duration.labels(endpoint, str(self.status), "", "").observe(seconds)
        state: dict[str, Any] = self._scope.get("state") or {}
        client = self._scope.get("client")
        fields: dict[str, Any] = {
            "method": self._scope["method"],
            "path": endpoint,
            "status": self.status,
            "ms": round(1000 * seconds, 1),
            "bytes": self._received,
            "client": state.get("who") or (client[0] if client else ""),
        }
        if texts := state.get("texts"):
            fields |= {"texts": len(texts), "characters": sum(map(len, texts))}
            if self._service.options.log_text:
                fields["text"] = texts
        _log.info("request", extra={"fields": fields})


def refusal(error: Exception) -> Refused:
    """What a client is told of an error."""
    match error:
        case Refused():
            return error
        case HTTPException(status_code=404):
            return Refused(404, "Not found")
        case HTTPException(status_code=405):
            return Refused(405, "Method not allowed")
        case HTTPException(status_code=status):
            return Refused(status, UNREADABLE)
        case ModelError() | OutputError():
            return Refused(500, str(error))
        case QantaraError():
            return Refused(400, str(error))
        case _:
            return Refused(500, _INTERNAL)


def _endpoint(path: str) -> str:
    """The first word of a path, or the first two where it begins with the name of an interface."""
    parts = path.rstrip("/").split("/")[1:]
    return "/" + "/".join(parts[: 2 if parts and parts[0] in ("v2", "v3", "api") else 1])
