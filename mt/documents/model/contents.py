"""The contents of a file: unpacked, or in memory, bounded in size and decoded without loss."""

import codecs
import gzip
import lzma
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import BinaryIO, NamedTuple, cast

from glossaries.errors import InputError

LARGEST = 32 << 20
"""Bytes. A larger file must be of a format that is read in parts."""
_IN_MEMORY = 1 << 24
"""Bytes of a pipe that are kept in memory; more go to a temporary file."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def copied(binary: BinaryIO) -> BinaryIO:
    """A copy, which can be read twice, of what can be read only once."""
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it goes with its last reader
    shutil.copyfileobj(binary, spool)
    spool.seek(0)
    return cast(BinaryIO, spool)


@contextmanager
def unpacked(binary: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """A file that can be read twice, decompressed where it is gzipped or xz'd.

    What goes wrong with it inside the context is raised as InputError.
    """
    try:
        with nullcontext(binary) if binary.seekable() else copied(binary) as twice:
            twice.seek(0)
            start = twice.read(6)
            twice.seek(0)
            if start.startswith(b"\x1f\x8b"):
                twice = cast(BinaryIO, gzip.open(twice))  # noqa: SIM115 - what it reads is its opener's to close
            elif start.startswith(b"\xfd7zXZ\0"):
                twice = cast(BinaryIO, lzma.open(twice))  # noqa: SIM115
            yield twice
    except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError):
        raise InputError(f"{name}: a broken archive: it was cut or damaged") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None


class Text(NamedTuple):
    """A decoded file. `encode` gives bytes in the same encoding; `decode` was told what to do with other characters."""

    text: str
    encode: Callable[[str], bytes]


def load(binary: BinaryIO, name: str, largest: int = LARGEST) -> bytes:
    """All bytes of a file. Raises InputError where they are none, or more than `largest`."""
    data = binary.read(largest + 1)
    if not data:
        raise InputError(f"{name}: empty: there is nothing to translate")
    if len(data) > largest:
        raise InputError(f"{name}: larger than {largest >> 20} MB: split it into smaller files first")
    return data


def advice(data: bytes) -> str:
    """What to do about a text that begins with `data` and is no UTF-8."""
    encoding = "UTF-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "WINDOWS-1256"
    return f"save it as UTF-8 (or convert it: iconv -f {encoding} -t UTF-8)"


def decode(data: bytes, name: str, encoding: str = "utf-8", instead: str = "replace") -> Text:
    """`data` as text: in the encoding of its byte order mark, or else in `encoding`.

    `instead`: Python's error handler for characters that the encoding lacks. Raises InputError where the data is not in
    that encoding, or has zero bytes.
    """
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", encoding))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
        if encoding == "utf-8" and error.reason == "unexpected end of data":
            raise InputError(f"{name}: ends in the middle of a UTF-8 character: the file was cut") from None
        wanted = "UTF-8" if encoding == "utf-8" else encoding
        raise InputError(f"{name}: not {wanted} at byte {at}: {advice(data)}") from None
    except LookupError:
        raise InputError(f"{name}: names an unknown encoding, {encoding}: save it as UTF-8") from None
    if "\0" in text:
        raise InputError(f"{name}: holds zero bytes: this is no text")
    return Text(text, lambda text: mark + text.encode(encoding, instead))
