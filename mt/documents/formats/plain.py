"""Plain text: a paragraph a line. Line in, line out; blank lines and white space at the edges stay."""

import codecs
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import BinaryIO

from align.bitext import SegmentPair
from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from mt.documents.model.contents import advice
from mt.documents.model.document import Document, ReadOptions
from mt.protected.sentences import whole_sentences

LONGEST_LINE = 1_000_000
"""Characters. A longer line is no paragraph: most likely line breaks were lost, or it is no text at all."""


def check(binary: BinaryIO, name: str) -> bool:
    """Read the file once. Whether there is an Arabic letter in it, or an escape (`\\u0646`) that may be one.

    Raises InputError where it is not plain text in UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    lines = length = consumed = 0
    arabic = False
    while chunk := binary.read(1 << 20):
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            at = max(0, consumed - len(decoder.getstate()[0])) + error.start
            binary.seek(0)
            raise InputError(f"{name}: not UTF-8 at byte {at}: {advice(binary.read(4))}") from None
        consumed += len(chunk)
        if "\0" in text:
            raise InputError(f"{name}: holds zero bytes: this is no plain text")
        arabic = arabic or has_arabic(text) or "\\u" in text
        first, *rest = text.split("\n")
        lengths = [length + len(first), *map(len, rest)]
        if max(lengths) > LONGEST_LINE:
            line = lines + 1 + next(i for i, size in enumerate(lengths) if size > LONGEST_LINE)
            raise InputError(
                f"{name}:{line}: a line of over {LONGEST_LINE:,} characters: break it into paragraphs first"
            )
        lines += len(rest)
        length = lengths[-1]
    if decoder.getstate()[0]:
        raise InputError(f"{name}: ends in the middle of a UTF-8 character: the file was cut")
    return arabic


def reopen(binary: BinaryIO) -> io.TextIOWrapper:
    """The checked file from its beginning as text; only a line feed ends a line, and it is kept as it is."""
    binary.seek(0)
    return io.TextIOWrapper(binary, encoding="utf-8-sig", newline="\n")


def blocks(binary: BinaryIO, block: int) -> Iterator[list[tuple[int, str]]]:
    """The checked file in blocks of numbered lines, without a byte order mark. The file stays open."""
    text = reopen(binary)
    try:
        numbered = enumerate(text, 1)
        while part := list(islice(numbered, block)):
            yield part
    finally:
        text.detach()


def as_it_is(line: str, text: str) -> str:
    """What is written of a line that is not to be translated."""
    return line


def read(binary: BinaryIO, name: str, options: ReadOptions, block: int = 1024) -> Iterator[Document]:
    """Documents of `block` lines each, ids `line.sentence` counted from 1. Raises InputError as `check` does."""
    check(binary, name)
    for part in blocks(binary, block):
        yield document(part)


def document(lines: Iterable[tuple[int, str]]) -> Document:
    """A document of numbered lines."""
    ids: list[str] = []
    segments: list[str] = []
    gaps = [""]
    for number, line in lines:
        position = 0
        for k, segment in enumerate(whole_sentences(line), 1):
            gaps[-1] += line[position : segment.start]
            gaps.append("")
            ids.append(f"{number}.{k}")
            segments.append(segment.text)
            position = segment.end
        gaps[-1] += line[position:]
    return Document(tuple(ids), tuple(segments), partial(_restore, tuple(segments), gaps))


def _restore(segments: Sequence[str], gaps: Sequence[str], pairs: Sequence[SegmentPair]) -> bytes:
    """The lines with each segment replaced by its target; where Arabic needs no space between two, English does."""
    out = []
    for k, (gap, segment, pair) in enumerate(zip(gaps[:-1], segments, pairs, strict=True)):
        out += [" " if k and not gap and pair.target != segment else gap, pair.target]
    return "".join((*out, gaps[-1])).encode("utf-8", "replace")
