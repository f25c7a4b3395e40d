"""Inputs as files that can be read twice, standard input too."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from glossaries.errors import InputError

STDIN = "-"
"""The name of standard input."""


def open_input(name: str) -> BinaryIO:
    """The input as a file that can be read twice. Raises InputError."""
    if name == STDIN:
        if sys.stdin is None:
            raise InputError("standard input is closed: name a file")
        return _spooled(sys.stdin.buffer)
    try:
        opened = Path(name).open("rb")  # noqa: SIM115 - the caller closes it
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read: {getattr(error, 'strerror', error)}") from None
    if opened.seekable():
        return opened
    with opened:
        return _spooled(opened)


def _spooled(stream: BinaryIO) -> BinaryIO:
    spool = tempfile.SpooledTemporaryFile(max_size=1 << 24)  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(stream, spool)
    spool.seek(0)
    return cast(BinaryIO, spool)
