"""The contents of a file: unpacked, or in memory, bounded in size and decoded without loss."""

import codecs
import gzip
import io
import lzma
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from glossaries.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST = 32 << 20
"""Bytes. A larger file must be of a format that is read in parts."""
_IN_MEMORY = 1 << 24
"""Bytes of a pipe that are kept in memory; more go to a temporary file."""

_NO_TEXT = frozenset(["undefined", "unicode-escape", "raw-unicode-escape", "utf-7", "idna", "punycode", "mbcs", "oem"])
"""Python's codecs of text whose bytes are no file's: they raise, run escapes, or hide what they hold."""
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


_SMALL = 16 << 20
"""A compressed file may unpack to so many bytes whatever its own size, and to RATIO times its size beyond."""
RATIO = 200
"""Text is seldom packed into less than a hundredth of its size; a bomb is packed into less than a thousandth."""


class _Bounded(io.RawIOBase):
    """A stream that is being unpacked, and that may not become too large. Seeking goes back to the beginning only."""

    def __init__(self, unpacking: BinaryIO, most: int, name: str):
        self._unpacking, self._most, self._name = unpacking, most, name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        data = self._unpacking.read(len(memoryview(buffer)))
        memoryview(buffer)[: len(data)] = data
        if self._unpacking.tell() > self._most:
            raise InputError(
                f"{self._name}: unpacks to over {self._most >> 20} MB: no text is packed so small; unpack it first"
            )
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._unpacking.seek(offset, whence)

    def tell(self) -> int:
        return self._unpacking.tell()


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
            most = _SMALL + RATIO * twice.seek(0, io.SEEK_END)
            twice.seek(0)
            unpacking: gzip.GzipFile | lzma.LZMAFile | None = None  # what it reads is its opener's to close
            if start.startswith(b"\x1f\x8b"):
                unpacking = gzip.open(twice)  # noqa: SIM115
            elif start.startswith(b"\xfd7zXZ\0"):
                unpacking = lzma.open(twice)  # noqa: SIM115
            bounded = _Bounded(cast(BinaryIO, unpacking), most, name) if unpacking else None
            yield cast(BinaryIO, io.BufferedReader(bounded)) if bounded else twice
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
    if not _is_of_text(encoding):
        raise InputError(f"{name}: names an unknown encoding, {encoding}: save it as UTF-8")
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
        if encoding == "utf-8" and error.reason == "unexpected end of data":
            raise InputError(f"{name}: ends in the middle of a UTF-8 character: the file was cut") from None
        wanted = "UTF-8" if encoding == "utf-8" else encoding
        raise InputError(f"{name}: not {wanted} at byte {at}: {advice(data)}") from None
    except UnicodeError:
        raise InputError(f"{name}: not {encoding}: {advice(data)}") from None
    if "\0" in text:
        raise InputError(f"{name}: holds zero bytes: this is no text")
    return Text(text, lambda text: mark + text.encode(encoding, instead))


def _is_of_text(encoding: str) -> bool:
    """Whether an encoding that a file names is one of text. Python has others: of bytes, of escapes, of domain names."""
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        return False
    return found.name not in _NO_TEXT and getattr(found, "_is_text_encoding", True)
