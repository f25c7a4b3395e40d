"""Who asks, and whether they may: keys, requests a minute."""

import hmac

from starlette.requests import Request

from mt.serving.refusal import Refused
from mt.serving.service import Service

INVALID = "Invalid API key"


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def admit(request: Request, key: str = "", cost: int = 1, missing: int = 400) -> None:
    """Let a request with a `key` go on, which counts as `cost` requests. Raises Refused where it may not.

    The key may stand in the header Authorization too; `missing` is the status where there is none.
    """
    service = service_of(request)
    options = service.options
    a_minute: int | None = None
    who = request.client.host if request.client else ""
    if service.keys:
        key = key or key_of(request)
        if not key:
            where = f"Visit {options.key_link}" if options.key_link else "Please contact the server operator"
            raise Refused(missing, f"{where} to get an API key")
        client = service.keys.client(key)
        if client is None:
            raise Refused(403, INVALID)
        who, a_minute = f"key {client.name}", client.a_minute
    request.state.who = who
    a_minute = options.a_minute if a_minute is None else a_minute
    if a_minute:
        wait = service.limits.wait(who, a_minute, cost)
        if wait:
            raise Refused(429, f"Slowdown: {a_minute} per 1 minute", wait)


def key_of(request: Request) -> str:
    """The key in the header, whatever the scheme is called."""
    return request.headers.get("authorization", "").partition(" ")[2].strip()


def read_metrics(request: Request) -> bytes:
    """The metrics, for who may have them. Raises Refused."""
    metrics = service_of(request).metrics
    if metrics.token is None:
        raise Refused(404, "Not found")
    if metrics.token and not hmac.compare_digest(key_of(request).encode(), metrics.token.encode()):
        raise Refused(401, "Unauthorized")
    return metrics.written()
