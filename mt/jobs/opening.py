"""Inputs as files that can be read twice, standard input too."""

import sys
from pathlib import Path
from typing import BinaryIO

from glossaries.errors import InputError
from mt.documents.model.contents import copied

STDIN = "-"
"""The name of standard input."""


def open_input(name: str) -> BinaryIO:
    """The input as a file that can be read twice. Raises InputError."""
    if name == STDIN:
        if sys.stdin is None:
            raise InputError("standard input is closed: name a file")
        return copied(sys.stdin.buffer)
    try:
        opened = Path(name).open("rb")  # noqa: SIM115 - the caller closes it
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read: {getattr(error, 'strerror', error)}") from None
    if opened.seekable():
        return opened
    with opened:
        return copied(opened)
