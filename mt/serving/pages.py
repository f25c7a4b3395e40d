"""The page itself: a few files as they stand in this package. Nothing in it is loaded from anywhere else."""

import hashlib
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mt.serving.access import service_of
from mt.serving.refusal import Refused

TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may do (Content Security Policy): nothing but what this server gives it."""


async def index(request: Request) -> Response:
    return _given(request, "index.html")


async def part(request: Request) -> Response:
    return _given(request, request.path_params["name"])


def _given(request: Request, name: str) -> Response:
    if not service_of(request).options.page or name not in _parts():
        raise Refused(404, "Not found")
    content, tag = _parts()[name]
    headers = {"Content-Security-Policy": POLICY, "Cross-Origin-Opener-Policy": "same-origin"}
    headers |= {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=TYPES[name.rpartition(".")[2]], headers=headers)


@cache
def _parts() -> dict[str, tuple[bytes, str]]:
    """The files by name, each with a tag that changes with it."""
    found = {each.name: each.read_bytes() for each in files("mt.serving").joinpath("page").iterdir()}
    return {
        name: (content, f'"{hashlib.sha256(content).hexdigest()[:16]}"')
        for name, content in found.items()
        if name.rpartition(".")[2] in TYPES
    }


ROUTES = [Route("/", index, methods=["GET"]), Route("/page/{name}", part, methods=["GET"])]
