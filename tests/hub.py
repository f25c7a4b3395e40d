"""A stand-in for the Hugging Face hub on this machine: published folders, served as the hub serves them."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@contextmanager
def serving(published: dict[str, Path], cut: str = "") -> Iterator[tuple[str, list[str]]]:
    """The address of a hub with these models, and the paths that are asked for; the file named `cut` breaks off."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            asked.append(f"{self.command} {path}")
            for name, folder in published.items():
                if path.startswith(f"/api/models/{name}/tree/"):
                    return self._json([_entry(file) for file in sorted(folder.iterdir())])
                if path.startswith(f"/api/models/{name}"):
                    return self._json({"id": name, "sha": COMMIT, "siblings": []})
                if (file := re.fullmatch(rf"/{name}/resolve/[^/]+/(.+)", path)) and (folder / file[1]).is_file():
                    return self._send((folder / file[1]).read_bytes(), breaks=file[1] == cut)
            self.send_response(404)
            if path.startswith("/api/models/"):
                self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _json(self, content: object) -> None:
            self._send(json.dumps(content).encode())

        def _send(self, content: bytes, breaks: bool = False) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content[: len(content) // 2] if breaks else content)

        def log_message(self, *parts: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def _entry(file: Path) -> dict[str, object]:
    content = file.read_bytes()
    return {"type": "file", "path": file.name, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}
