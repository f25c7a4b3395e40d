"""Runs the server: in this process, or as several."""

import os
import signal
import tempfile
from dataclasses import replace
from typing import Any

import uvicorn

from glossaries.errors import OutputError
from glossaries.processors import processors
from mt.serving import logs
from mt.serving.app import application
from mt.serving.metrics import PROCESSES
from mt.serving.options import ENVIRONMENT, ServerOptions
from mt.serving.protocol import BoundedProtocol
from mt.serving.service import FILES, check

KEEP_ALIVE = 15
"""Seconds that a connection may wait for its next request."""


def run(options: ServerOptions, host: str, port: int, workers: int, quiet: bool) -> None:
    """Serve until SIGINT or SIGTERM. What was accepted is answered first, for as long as a request may take.

    Raises QantaraError where the model, a file or the address cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="qantara-") as folder, tempfile.TemporaryDirectory() as numbers:
        options = replace(options, folder=folder, threads=options.threads or max(1, processors() // workers))
        settings: dict[str, Any] = {
            "host": host,
            "port": port,
            "http": BoundedProtocol,
            "ws": "none",
            "log_config": logs.config(quiet),
            "access_log": False,
            "server_header": False,
            "proxy_headers": bool(options.proxy),
            "forwarded_allow_ips": options.proxy or None,
            "limit_concurrency": options.connections,
            "timeout_keep_alive": KEEP_ALIVE,
            "timeout_graceful_shutdown": int(FILES * options.timeout) + 5,
        }
        # uvicorn sends itself the signal once more when all is done: it must not end this process then.
        signal.signal(signal.SIGTERM, lambda number, frame: None)
        signal.signal(signal.SIGINT, lambda number, frame: None)
        try:
            if workers == 1:
                server = uvicorn.Server(uvicorn.Config(application(options), **settings))
                server.run()
            else:
                check(options)
                os.environ |= {ENVIRONMENT: options.packed(), PROCESSES: numbers}
                uvicorn.run("mt.serving.app:from_environment", factory=True, workers=workers, **settings)
        except SystemExit as end:
            if end.code:
                raise OutputError(f"{host}:{port}: cannot listen there: is another server there already?") from None
