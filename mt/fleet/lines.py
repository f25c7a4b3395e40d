"""Files of lines, packed or not: cut into parts, and parts read again. Lines end in a line feed, which is kept."""

import bz2
import gzip
import hashlib
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from glossaries.errors import InputError
from mt.fleet.needed import needed
from mt.fleet.places import Stamp, store_of
from mt.fleet.shards import Piece

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PACKED = (".gz", ".zst", ".xz", ".bz2")
LONGEST = 16 << 20
"""Bytes. A longer line is no row."""


class Cut(NamedTuple):
    """Pieces of files that are a shard: their rows, None where nobody counted, and the number of the first, from 1."""

    pieces: tuple[Piece, ...]
    rows: int | None
    first: int | None = 1
    header: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


def packing(path: str) -> str:
    """The ending of a packed file, empty for another."""
    return next((ending for ending in PACKED if path.endswith(ending)), "")


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The file, unpacked. What goes wrong with it inside is raised as InputError."""
    with store_of(path).open(path) as stream, closing(unpacked(stream, packing(path))) as lines:
        try:
            yield lines
        except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
            raise damaged(path, error) from None
        except Exception as error:
            if type(error).__name__ != "ZstdError":
                raise
            raise damaged(path, error) from None


class Damaged(InputError):
    """A file that cannot be read to its end."""


def damaged(path: str, error: Exception) -> Damaged:
    return Damaged(f"{path}: damaged or cut: {' '.join(str(error).split())[:120] or type(error).__name__}")


def unpacked(stream: BinaryIO, packed: str) -> BinaryIO:
    if packed == ".gz":
        return cast(BinaryIO, gzip.open(stream))
    if packed == ".bz2":
        return cast(BinaryIO, bz2.open(stream))
    if packed == ".xz":
        return cast(BinaryIO, lzma.open(stream))
    if packed == ".zst":
        with needed():
            import zstandard
        return io.BufferedReader(_Whole(zstandard.ZstdDecompressor(max_window_size=1 << 31), stream), 1 << 17)
    return stream


class _Whole(io.RawIOBase):
    """Zstandard frames one after another. zstandard's own reader takes a cut frame for the end of the file."""

    def __init__(self, decompressor: Any, stream: BinaryIO):
        self._decompressor, self._stream = decompressor, stream
        self._frame: Any = None
        self._left = b""
        self._out = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        while not self._out:
            data = self._left or self._stream.read(1 << 17)
            if not data:
                if self._frame is not None:
                    raise EOFError("it ends inside a Zstandard frame")
                return 0
            if self._frame is None:
                self._frame = self._decompressor.decompressobj()
            self._out = memoryview(self._frame.decompress(data))
            self._left = b""
            if self._frame.eof:
                self._left, self._frame = self._frame.unused_data, None
        size = min(len(memoryview(buffer)), len(self._out))
        memoryview(buffer)[:size] = self._out[:size]
        self._out = self._out[size:]
        return size


def rows(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream from where it stands; of one that is too long the beginning, longer than LONGEST."""
    while line := stream.readline(LONGEST + 1):
        yield line
        while len(line) > LONGEST and not line.endswith(b"\n"):
            line = stream.readline(LONGEST + 1)


def head(path: str, count: int = 100) -> list[bytes]:
    """The first lines of a file."""
    with opened(path) as stream:
        return list(islice(rows(stream), count))


def cut(path: str, size: int, megabytes: int = 0, counted: bool = True) -> Iterator[Cut]:
    """Parts of `size` lines each; or, of a file that is not packed, of about so many megabytes, which reads little.

    What cannot be read to its end has a last part without one: whoever works on that will say what is wrong.
    """
    store = store_of(path)
    stamp = store.stamp(path)
    if megabytes and not packing(path):
        yield from _by_size(path, stamp, megabytes << 20)
        return
    start = first = 0
    try:
        with opened(path) as stream:
            waiting = rows(stream)
            while True:
                digest, count = hashlib.sha256(), 0
                for line in islice(waiting, size):
                    digest.update(line)
                    count += 1
                if not count:
                    return
                stop = start + count if packing(path) else stream.tell()
                yield Cut((Piece(path, start, stop, *stamp, digest.hexdigest()),), count, first + 1)
                start, first = stop, first + count
    except Damaged:
        yield Cut((Piece(path, start, None, *stamp),), None, first + 1)


def _by_size(path: str, stamp: Stamp, size: int) -> Iterator[Cut]:
    start = 0
    with opened(path) as stream:
        while start < stamp.size:
            stop = min(start + size, stamp.size)
            stream.seek(stop - 1)
            stream.readline()
            stop = stream.tell()
            yield Cut((Piece(path, start, stop, *stamp),), None, None if start else 1)
            start = stop


def unchanged(piece: Piece) -> Stamp:
    """The stamp of a piece's file. Raises InputError where that is not the file that was planned.

    A file that was only touched, or copied, is known again by what is in it.
    """
    found = store_of(piece.path).stamp(piece.path)
    if found.size != piece.size:
        raise InputError(_changed(piece.path, f"{piece.size:,} bytes then, {found.size:,} now"))
    if found.changed != piece.changed and not piece.sha256:
        raise InputError(_changed(piece.path, "of the same size, but written again"))
    return found


def _changed(path: str, how: str) -> str:
    return f"{path}: changed since the plan was made ({how}): put it back, or plan anew into another folder"


def read(piece: Piece) -> Iterator[bytes]:
    """The lines of a piece. Raises InputError where the file cannot be read or is not what was planned."""
    unchanged(piece)
    digest = hashlib.sha256()
    with opened(piece.path) as stream:
        for line in _some(stream, piece):
            digest.update(line)
            yield line
    if piece.sha256 and digest.hexdigest() != piece.sha256:
        raise InputError(_changed(piece.path, "the same size, but another text"))


def _some(stream: BinaryIO, piece: Piece) -> Iterator[bytes]:
    if packing(piece.path):
        yield from islice(rows(stream), piece.start, piece.stop)
        return
    stream.seek(piece.start)
    at = piece.start
    for line in rows(stream):
        yield line
        at += len(line)  # of a line that is too long less than it has: then the file is asked
        if len(line) > LONGEST:
            at = stream.tell()
        if piece.stop is not None and at >= piece.stop:
            return


@contextmanager
def packed(stream: BinaryIO, packing: str) -> Iterator[BinaryIO]:
    """What packs into a stream as an ending says, the same bytes every time."""
    if packing == ".gz":
        with gzip.GzipFile("", "wb", 6, stream, mtime=0) as out:
            yield cast(BinaryIO, out)
    elif packing == ".bz2":
        with bz2.open(stream, "wb") as compressed:
            yield cast(BinaryIO, compressed)
    elif packing == ".xz":
        with lzma.open(stream, "wb") as compressed:
            yield cast(BinaryIO, compressed)
    elif packing == ".zst":
        with needed():
            import zstandard
        with zstandard.ZstdCompressor(level=3).stream_writer(stream, closefd=False) as writer:
            yield cast(BinaryIO, writer)
    else:
        yield stream
