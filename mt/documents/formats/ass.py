"""Subtitles of Aegisub (ASS, SSA): the texts of dialogues and the title; styles, times and drawings stay."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from glossaries.errors import InputError
from mt.documents.model.blocks import Builder, Skeleton, write_with
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_PART = re.compile(r"(\{[^{}]*\}|\\[Nnh])")
_SPAN = re.compile(r"\\([ibus])(\d*)(?=[\\}])")
_DRAWING = re.compile(r"\\p([1-9])")
_RIGHT_TO_LEFT = re.compile("^[\u200f\u202b\u2067]+")


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The subtitles as one document. Raises InputError where there are no events."""
    file = decode(load(binary, name), name)
    skeleton = Skeleton(name)
    out: list[str] = []
    section, columns = "", 10
    events = 0
    for line in _LINE.findall(file.text):
        kind, colon, rest = line.partition(":")
        if line.startswith("["):
            section = line.strip().lower()
        elif section == "[events]" and kind == "Format":
            columns = rest.count(",") + 1
        if section == "[events]" and kind == "Dialogue":
            events += 1
            *before, text = rest.split(",", columns - 1)
            out.append(f"{kind}{colon}" + "".join(f"{cell}," for cell in before) + _dialogue(text, skeleton))
        elif section == "[script info]" and kind == "Title":
            out.append(f"{kind}{colon}" + _dialogue(rest, skeleton))
        else:
            out.append(line)
    if not events:
        raise InputError(f"{name}: no subtitles: no Dialogue under [Events]")
    text = "".join(out)
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)))


def _dialogue(text: str, skeleton: Skeleton) -> str:
    """A text with a mark for its block. A hard break ends a line; a soft one is a space."""
    if _DRAWING.search(text):
        return text
    bare = text.rstrip("\r\n")
    marks = _RIGHT_TO_LEFT.match(bare)
    builder = Builder()
    open_: list[str] = []
    for part in _PART.split(bare[marks.end() :] if marks else bare):
        span = _SPAN.search(part) if part.startswith("{") else None
        if part == r"\N":
            builder.line_break(part)
        elif part in (r"\n", r"\h"):
            builder.text(" ", part)
        elif span and part == f"{{{span[0]}}}" and span[2] not in ("", "0"):
            builder.open(span[1], part)
            open_.append(span[1])
        elif span and part == f"{{{span[0]}}}" and span[1] in open_:
            builder.close(span[1], part)
            open_.remove(span[1])
        elif part.startswith("{"):
            builder.half(part)
        else:
            builder.text(part, part)
    before, block, after = builder.done(write_with(_plain))
    turned = skeleton.turn(marks[0], "") if marks else ""
    return turned + before + (skeleton.add(block) if block else "") + after + text[len(bare) :]


def _plain(text: str) -> str:
    """A text in which nothing is taken for a code."""
    return text.replace("{", "(").replace("}", ")").replace("\n", r"\N")
