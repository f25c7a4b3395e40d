"""Where results go: standard output, or a file that appears only once it is whole."""

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from glossaries.errors import OutputError

STANDARD_OUTPUT = "standard output"
MOVES_OPEN_FILES = os.name != "nt"
"""Whether the system renames and removes files that are open. Windows does not."""


@contextmanager
def open_output(path: Path | None, inputs: Iterable[str] = ()) -> Iterator[TextIO]:
    """A text stream, UTF-8 and line ends as written, to `path`, or to standard output (None or `-`).

    A file is written beside its final place and renamed at the end; on any error nothing is left behind. A link
    is followed; a pipe or a device is written to as it is. Raises OutputError where the place is one of the
    `inputs`, cannot be written, is full, or its reader has gone.
    """
    if path is None or str(path) == "-":
        with _explained(STANDARD_OUTPUT):
            if sys.stdout is None:
                raise OutputError("standard output is closed: give a file with -o")
            if isinstance(sys.stdout, TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="")
            yield sys.stdout
            sys.stdout.flush()
        return
    import portalocker  # noqa: F401 - it takes its time: help does without, and no unfinished file waits for it

    with _explained(str(path)):
        refuse_inputs(path, inputs)
        place = Path(os.path.realpath(path))
        if place.exists() and not place.is_file() and not place.is_dir():
            with place.open("w", encoding="utf-8", errors="replace", newline="") as stream:
                yield stream
            return
        if place.is_dir():
            raise OutputError(f"{path}: is a folder: name a file in it")
        # The same name in every run: what a killed run left is overwritten, and a second writer is noticed.
        name = hashlib.sha256(place.name.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        part = place.parent / f".qantara-{name}.part"
        owned = False
        try:
            with os.fdopen(_opened(part), "w", encoding="utf-8", errors="replace", newline="") as stream:
                _own(stream, part, path)
                try:
                    owned = True
                    stream.truncate(0)
                    yield stream
                    stream.flush()
                    mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask()
                    os.chmod(stream.fileno() if os.chmod in os.supports_fd else part, mode)
                    if not MOVES_OPEN_FILES:
                        stream.close()
                    os.replace(part, place)
                except BaseException:
                    _discard(stream, part)
                    raise
        except BaseException:
            if not owned:
                _remove_unlocked(part)
            raise


def _opened(part: Path) -> int:
    """The unfinished file, open for writing, as an earlier run left it or new.

    What is not a file of this user's own under this one name was planted: a link is not followed, and what is there is
    removed, not written to.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(part, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
    except OSError:
        if not os.path.lexists(part):
            raise
    else:
        found = os.fstat(number)
        owner = getattr(os, "geteuid", lambda: found.st_uid)()
        if stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and found.st_uid == owner:
            return number
        os.close(number)
    os.unlink(part)
    return os.open(part, flags | os.O_EXCL, 0o600)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it. Raises OutputError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made a folder: {error.strerror}") from None


def refuse_inputs(path: Path, inputs: Iterable[str]) -> None:
    """Raise OutputError where `path` is one of the files in `inputs`."""
    if path.exists() and any(Path(name).exists() and path.samefile(name) for name in inputs):
        raise OutputError(f"{path}: is an input itself: choose another place")


def _own(stream: TextIO, part: Path, path: Path) -> None:
    """Lock the unfinished file. It may have been finished and renamed by another run in between."""
    import portalocker

    try:
        portalocker.lock(stream, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
        mine = part.exists() and os.path.samestat(os.fstat(stream.fileno()), part.stat())
    except portalocker.AlreadyLocked:
        mine = False
    except portalocker.LockException as error:
        raise OutputError(f"{path}: cannot be locked against other runs: {error}") from None
    if not mine:
        raise OutputError(f"{path}: another run is writing it: wait for that, or choose another place")


def _remove_unlocked(part: Path) -> None:
    """Remove an unfinished file that no run has locked: a signal came between its making and its lock."""
    import portalocker

    with suppress(OSError, portalocker.LockException), part.open("r+b") as stream:
        portalocker.lock(stream, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
        part.unlink()


def _discard(stream: TextIO, part: Path) -> None:
    """Remove the unfinished file. Where the system can, before its lock goes: later it may be another run's."""
    steps = [part.unlink, stream.close]  # what is left in the buffer may fail again at the end
    for step in steps if MOVES_OPEN_FILES else reversed(steps):
        with suppress(OSError):
            step()


@contextmanager
def _explained(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if place == STANDARD_OUTPUT:
            # What is left in the buffer would fail again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        gone = isinstance(error, BrokenPipeError)
        why = "closed by its reader before all was written" if gone else f"cannot be written: {error.strerror}"
        raise OutputError(f"{place}: {why}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
