"""A server for tests, in a thread of this process, over real sockets."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import sleep

import httpx
import uvicorn

from mt.serving.app import application
from mt.serving.options import ServerOptions
from mt.serving.protocol import BoundedProtocol
from mt.serving.service import Service


@contextmanager
def service(folder: Path, **options: object) -> Iterator[Service]:
    """The bundled model with small beams, and files in `folder`."""
    place = folder / "documents"
    place.mkdir(exist_ok=True)
    given = {"folder": str(place), "glossaries_at": str(folder / "glossaries.sqlite"), "beam_size": 1, "timeout": 30}
    opened = Service(ServerOptions(**given | options))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def serving(opened: Service) -> Iterator[str]:
    """The URL of a server over the service."""
    config = uvicorn.Config(
        application(opened.options, opened),
        port=0,
        http=BoundedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        limit_concurrency=opened.options.connections,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)


@contextmanager
def client(folder: Path, **options: object) -> Iterator[httpx.Client]:
    """A client of a server of its own."""
    with service(folder, **options) as opened, serving(opened) as url, httpx.Client(base_url=url, timeout=30) as made:
        yield made
