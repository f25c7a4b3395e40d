"""The application: routes of all interfaces around one service, from its start to its end."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from mt.serving import (
    deepl,
    deepl_documents,
    deepl_glossaries,
    libretranslate,
    omegat,
    pages,
    panel,
    uploads,
    workbench,
)
from mt.serving.guard import Guard
from mt.serving.options import ENVIRONMENT, ServerOptions
from mt.serving.service import Service

INTERFACES = (libretranslate, deepl, deepl_glossaries, deepl_documents, omegat, workbench, panel, uploads, pages)
_CLEANED = 60.0
"""Seconds between two looks for documents that nobody fetched."""


def application(options: ServerOptions, service: Service | None = None) -> Starlette:
    """The ASGI application of a server. Raises QantaraError where the model or a file cannot be used.

    A `service` that is given goes on after it.
    """
    served = service or Service(options)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        cleaning = asyncio.create_task(_clean(served))
        try:
            yield
        finally:
            cleaning.cancel()
            with suppress(asyncio.CancelledError):
                await cleaning
            if service is None:
                await asyncio.to_thread(served.close)

    routes = [route for interface in INTERFACES for route in interface.ROUTES]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, service=served, paths=[route.path for route in routes])],
        exception_handlers={HTTPException: _raised},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.service = served
    return app


async def _raised(request: Request, error: Exception) -> Response:
    """Starlette's own errors are answered where all others are (`mt.serving.guard`)."""
    raise error


def from_environment() -> Starlette:
    """The application of a process that was started with its options in its environment."""
    return application(ServerOptions.unpacked(os.environ[ENVIRONMENT]))


async def _clean(service: Service) -> None:
    while True:
        await asyncio.sleep(_CLEANED)
        await asyncio.to_thread(service.documents.clean)
