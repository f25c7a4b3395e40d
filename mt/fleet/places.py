"""Files on this machine and objects in stores: read, listed, and put whole or not at all.

A path with `://` in it (`s3://`, `gs://`, `hdfs://` ...) goes through fsspec, any other is a file. What is put into a
folder appears under its name once it is whole and on the disk; an object store does that by itself.
"""

import glob
import hashlib
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol, cast
from uuid import uuid4

from glossaries.errors import InputError, OutputError, QantaraError
from mt.fleet.needed import needed

TEMPORARY = ".tmp"
"""What the name of an unfinished file ends in; it begins with a dot."""


class Stamp(NamedTuple):
    """What changes with a file: its size in bytes, and its time of change or its store's tag."""

    size: int
    changed: str


class Written(NamedTuple):
    """How many bytes were put, and their SHA-256."""

    bytes: int
    sha256: str


class Store(Protocol):
    """What is asked of a place where files are. Errors of reading are InputError, of writing OutputError."""

    def open(self, path: str) -> BinaryIO: ...
    def stamp(self, path: str) -> Stamp: ...
    def found(self, pattern: str) -> list[str]: ...
    def names(self, folder: str) -> dict[str, float]: ...
    def put(self, path: str, write: Callable[[BinaryIO], object]) -> Written: ...
    def create(self, path: str, content: bytes) -> bool: ...
    def touch(self, path: str, content: bytes) -> None: ...
    def remove(self, path: str) -> None: ...


def store_of(path: str) -> Store:
    """The store that a path leads to. Raises UsageError where its library is not there."""
    if "://" not in path:
        return Here()
    with needed():
        import fsspec

        try:
            return Remote(fsspec.core.url_to_fs(path)[0], path.partition("://")[0])
        except ValueError as error:  # no such protocol
            raise InputError(f"{path}: {error}") from None


def read(path: str) -> bytes | None:
    """The contents of a small file, None where there is none."""
    try:
        with store_of(path).open(path) as stream:
            return stream.read()
    except InputError:
        return None


class Here:
    """The files of this machine, network file systems among them."""

    def open(self, path: str) -> BinaryIO:
        with _reading(path):
            return cast(BinaryIO, Path(path).open("rb"))

    def stamp(self, path: str) -> Stamp:
        with _reading(path):
            found = os.stat(path)
        return Stamp(found.st_size, str(found.st_mtime_ns))

    def found(self, pattern: str) -> list[str]:
        """The files of a name, below a folder or of a pattern, in order."""
        if os.path.isdir(pattern):
            return sorted(
                str(path) for path in Path(pattern).rglob("*") if path.is_file() and not path.name.startswith(".")
            )
        return [pattern] if os.path.exists(pattern) else sorted(glob.glob(pattern, recursive=True))

    def names(self, folder: str) -> dict[str, float]:
        """What is in a folder, and when each was changed (seconds since 1970); nothing where there is no folder."""
        names = {}
        with suppress(FileNotFoundError), os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # removed in between
                    names[entry.name] = entry.stat().st_mtime
        return names

    def put(self, path: str, write: Callable[[BinaryIO], object]) -> Written:
        """Write a file beside its place, bring it to the disk, then give it its name."""
        place = Path(path)
        part = place.with_name(f".{place.name}.{uuid4().hex[:12]}{TEMPORARY}")
        with _writing(path):
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                written = _written(part, write, lasting=True)
                os.replace(part, place)
            except BaseException:
                with suppress(OSError):
                    part.unlink()
                raise
            _keep_names(place.parent)
        return written

    def create(self, path: str, content: bytes) -> bool:
        """Make a file unless there is one; whether it was made."""
        with _writing(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            try:
                number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            except FileExistsError:
                return False
            with os.fdopen(number, "wb") as stream:
                stream.write(content)
        return True

    def touch(self, path: str, content: bytes) -> None:
        """Renew the time of change of a file, if it is there."""
        with suppress(OSError):
            os.utime(path)

    def remove(self, path: str) -> None:
        with suppress(OSError):
            os.unlink(path)


class Remote:
    """The objects of a store that fsspec knows: each appears whole or not at all."""

    def __init__(self, system: Any, protocol: str):
        self._system, self._protocol = system, protocol

    def open(self, path: str) -> BinaryIO:
        with _reading(path):
            return cast(BinaryIO, self._system.open(path, "rb"))

    def stamp(self, path: str) -> Stamp:
        with _reading(path):
            self._system.invalidate_cache()
            found = self._system.info(path)
        changed = next(
            (found[key] for key in ("ETag", "etag", "md5Hash", "mtime", "LastModified") if found.get(key)), ""
        )
        return Stamp(int(found["size"]), str(changed))

    def found(self, pattern: str) -> list[str]:
        with _reading(pattern):
            self._system.invalidate_cache()
            find = self._system.glob if "*" in pattern or "?" in pattern else self._system.find
            paths = find(pattern)
        return sorted(f"{self._protocol}://{path.lstrip('/') if self._protocol != 'file' else path}" for path in paths)

    def names(self, folder: str) -> dict[str, float]:
        self._system.invalidate_cache()
        try:
            with _reading(folder):
                entries = self._system.ls(folder, detail=True)
        except InputError:
            return {}
        return {entry["name"].rpartition("/")[2]: _time(entry) for entry in entries}

    def put(self, path: str, write: Callable[[BinaryIO], object]) -> Written:
        """Write a file of this machine, then put it under its name."""
        with _writing(path), tempfile.TemporaryDirectory(prefix="qantara-") as folder:
            part = Path(folder) / "part"
            written = _written(part, write, lasting=False)
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._system.put_file(str(part), path)
        return written

    def create(self, path: str, content: bytes) -> bool:
        """Put an object unless there is one. Two may do it at one time: what is claimed twice is done twice, alike."""
        with _writing(path):
            self._system.invalidate_cache()
            if self._system.exists(path):
                return False
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(path, content)
        return True

    def touch(self, path: str, content: bytes) -> None:
        with suppress(Exception):  # whatever a store throws: the next time may do
            self._system.pipe_file(path, content)

    def remove(self, path: str) -> None:
        with suppress(Exception):
            self._system.rm_file(path)


def _written(part: Path, write: Callable[[BinaryIO], object], lasting: bool) -> Written:
    with part.open("w+b") as stream:
        write(cast(BinaryIO, stream))
        stream.flush()
        if lasting:
            os.fsync(stream.fileno())
        stream.seek(0)
        return Written(os.fstat(stream.fileno()).st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def _keep_names(folder: Path) -> None:
    """Bring a folder's names to the disk, where the system can."""
    if sys.platform != "win32":
        number = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):  # some network file systems cannot
                os.fsync(number)
        finally:
            os.close(number)


def _time(entry: dict[str, Any]) -> float:
    """When an object was put; now, where its store does not say."""
    at: Any = next((entry[key] for key in ("LastModified", "mtime", "created", "updated") if entry.get(key)), None)
    return float(at.timestamp() if hasattr(at, "timestamp") else at if isinstance(at, int | float) else time.time())


@contextmanager
def _reading(path: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise InputError(
            f"{path}: this needs more packages: pip install {error.name or 'its fsspec library'}"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {_why(error)}") from None
    except Exception as error:  # the libraries of stores have errors of their own
        if "://" not in path:
            raise
        raise InputError(f"{path}: cannot be read: {_why(error)}") from None


@contextmanager
def _writing(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {_why(error)}") from None
    except Exception as error:  # as above; what is read while it is written has said so already
        if "://" not in path or isinstance(error, QantaraError):
            raise
        raise OutputError(f"{path}: cannot be written: {_why(error)}") from None


def _why(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", "") or error or type(error).__name__).split())[:200]


def runs(pid: int) -> bool:
    """Whether a process of this machine is there; elsewhere than on POSIX systems nobody knows, and it may be."""
    if os.name != "posix":
        return True
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
    return True


def host() -> str:
    """The name of this machine."""
    return socket.gethostname()
