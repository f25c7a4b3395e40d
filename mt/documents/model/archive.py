"""Zip archives (DOCX, EPUB) in memory: bounded in size, never unpacked to disk."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from copy import copy
from typing import BinaryIO

from glossaries.errors import InputError
from mt.documents.model.contents import LARGEST

LARGEST_ARCHIVE = 256 << 20
"""Bytes of all parts together, unpacked; parts with text may not be larger than any other file."""
MOST_PARTS = 20_000

_ENCRYPTED = 1
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What `zipfile` raises for damaged, encrypted and unknown archives and parts."""


class Archive:
    """A zip archive whose parts can be read, and put back changed."""

    def __init__(self, binary: BinaryIO, name: str):
        """Read the archive. Raises InputError where it is damaged, encrypted, or unpacks to too much."""
        self.name = name
        self.data = binary.read(LARGEST_ARCHIVE + 1)
        if not self.data:
            raise InputError(f"{name}: empty: there is nothing to translate")
        if len(self.data) > LARGEST_ARCHIVE:
            raise InputError(f"{name}: larger than {LARGEST_ARCHIVE >> 20} MB: take out pictures first")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(self.data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise InputError(f"{name}: not a whole zip archive: the file was cut or damaged") from None
        parts = self._zip.infolist()
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise InputError(f"{name}: encrypted: save it without a password")
        if sum(part.file_size for part in parts) > LARGEST_ARCHIVE or len(parts) > MOST_PARTS:
            raise InputError(f"{name}: unpacks to over {LARGEST_ARCHIVE >> 20} MB: this is no document")
        self._text = 0
        self.parts = tuple(dict.fromkeys(part.filename for part in parts))

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises InputError where it is damaged, or the parts with text are too large together."""
        info = self._zip.getinfo(name)
        self._text += info.file_size
        if self._text > LARGEST:
            raise InputError(f"{self.name}: with more than {LARGEST >> 20} MB of text in it: split it first")
        return self._unpacked(info)

    def replaced(self, changes: Mapping[str, bytes]) -> bytes:
        """The archive with other bytes in some parts, in the same order."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as new, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of two parts of one name, which there were before
            for info in self._zip.infolist():
                data = changes.get(info.filename)
                # A copy: what is written overwrites where the part begins, and this may be asked for again.
                new.writestr(copy(info), self._unpacked(info) if data is None else data)
            new.comment = self._zip.comment
        return out.getvalue()

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        try:
            return self._zip.read(info)
        except UNREADABLE:
            raise InputError(f"{self.name}: {info.filename} in it cannot be unpacked: the file is damaged") from None
