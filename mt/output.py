"""Where results go: standard output, or a file that appears only once it is whole."""

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from glossaries.errors import OutputError


@contextmanager
def open_output(path: Path | None) -> Iterator[TextIO]:
    """A text stream, UTF-8 and line ends as written, to `path` or (None) to standard output.

    A file is written beside its final place and renamed at the end; on any error nothing is left behind.
    Raises OutputError where the place cannot be written, is full, or its reader has gone.
    """
    if path is None:
        with _explained("standard output"):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
            yield sys.stdout
            sys.stdout.flush()
        return
    with _explained(str(path)):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        descriptor, part = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        try:
            with open(descriptor, "w", encoding="utf-8", newline="") as stream:
                yield stream
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
            os.chmod(part, mode)
            os.replace(part, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(part)
            raise


@contextmanager
def _explained(place: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # What is left in the buffer would fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputError(f"{place}: closed by its reader before all was written") from None
    except OSError as error:
        raise OutputError(f"{place}: cannot be written: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
