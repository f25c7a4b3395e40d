"""Keys of clients: a file with their names and the SHA-256 of each, since a key itself is shown only once.

A line is `name<TAB>hash`, and may go on with `<TAB>requests a minute`; lines that begin with `#` say something.
"""

import hashlib
import secrets
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from glossaries.errors import InputError, OutputError


class Client(NamedTuple):
    """Who has a key. `a_minute`: the requests that it may make, None where that is as for all."""

    name: str
    a_minute: int | None


class Keys:
    """The keys of a file. It is read again when it has changed."""

    def __init__(self, path: Path):
        """Read the file. Raises InputError where it cannot be read or a line is no key's."""
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._clients: dict[str, Client] = {}
        self._read()

    def client(self, key: str) -> Client | None:
        """Who has the key; None for nobody. What cannot be read any more counts as it was."""
        with suppress(InputError):
            self._read()
        return self._clients.get(digest(key))

    def _read(self) -> None:
        try:
            found = self._path.stat()
            stamp = found.st_mtime_ns, found.st_size
            if stamp != self._stamp:
                self._clients = dict(map(_client, self._lines()))
                self._stamp = stamp
        except OSError as error:
            raise InputError(f"{self._path}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise InputError(f"{self._path}: no file of keys: make one with --new-key") from None

    def _lines(self) -> list[tuple[str, list[str]]]:
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return [
            (f"{self._path}:{number}", line.split("\t"))
            for number, line in enumerate(lines, 1)
            if line.strip() and not line.startswith("#")
        ]


def _client(line: tuple[str, list[str]]) -> tuple[str, Client]:
    place, cells = line
    if len(cells) not in (2, 3) or len(cells[1]) != 64 or not all(map(str.isdecimal, cells[2:])):
        raise InputError(f"{place}: no key: a name, a tab and the hash that --new-key writes are wanted")
    return cells[1], Client(cells[0], int(cells[2]) if cells[2:] else None)


def digest(key: str) -> str:
    """The SHA-256 of a key in hex. Keys are random and long: no slow hash is needed."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def new_key(path: Path, name: str) -> str:
    """A new key, whose hash is added to the file. Raises OutputError where that cannot be written."""
    if not name.strip() or not name.isprintable():
        raise InputError("a key wants a name: who is to use it")
    key = secrets.token_urlsafe(32)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{name}\t{digest(key)}\n")
        path.chmod(0o600)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None
    return key
