"""Subtitles, SubRip (SRT) and WebVTT: the lines of a cue are joined, translated and broken again; times stay."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from html import escape, unescape
from itertools import pairwise
from typing import BinaryIO

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from mt.documents.formats.html import turned_style
from mt.documents.model.blocks import Builder, Skeleton, text_block, write_with
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.markup import Piece

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_TIME = re.compile(r"\s*(?:\d+:)?\d+:\d\d[.,]\d{1,3}[ \t]*-->")
_TAG = re.compile(r"<(/?)([a-zA-Z]+)[^<>]*>|<[\d:.]+>|\{\\[^{}]*\}")
_VOICE = re.compile(r"(<v[\w.]*\s+)([^<>]*)>")
_LATE = re.compile(r"(?<=[\w.؟?!…])(\s*[-–—])[ \t\u200e\u200f\u202c]*(?:[\r\n]|\Z)")
"""A dash that a program wrote behind a line from right to left, where it looks as if it stood before it."""
_HEADER = re.compile(r"(Language:[ \t]*)ar[\w-]*")
_STOPPED = re.compile(r"(?<!\.)[.!?؟][\"'»”)]*\s*\Z")
_BEFORE = re.compile(r"[\s\u200e\u200f\u202a-\u202e]*[-–—]?\s*(?:[؟?!]|\.(?!\.))(?=[^\W\d])")
"""A mark of the line's end that looks as if it stood there, from right to left."""
_SPEAKER = re.compile(r"\s*[-–—‐]")
_DASHED = re.compile(rf"(?P<tags>(?:{_TAG.pattern})*)(?P<dash>\s*[-–—‐]\s*)")
_WORD = re.compile(r"(?:<[^<>]*>|[^\s<]|<)+")


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The subtitles as one document. Raises InputError where no line gives a time."""
    file = decode(load(binary, name), name)
    lines = _LINE.findall(file.text)
    if not any(map(_TIME.match, lines)):
        raise InputError(f"{name}: no subtitles: no line in it gives a time (00:00:01,000 --> 00:00:02,000)")
    is_vtt = file.text.startswith("WEBVTT")
    skeleton = Skeleton(name)
    out: list[str] = []
    cue: list[str] = []
    inside = False
    for k, line in enumerate(lines):
        timed = _TIME.match(line) is not None
        number = not is_vtt and line.strip().isdecimal() and k + 1 < len(lines) and _TIME.match(lines[k + 1])
        if inside and not timed and not number and line.strip():
            cue.append(line)
            continue
        out.append(_cue(cue, skeleton, is_vtt))
        cue = []
        out.append(skeleton.turn(line, _HEADER.sub(r"\1en", turned_style(line))) if is_vtt else line)
        inside = timed or (inside and not is_vtt and not number)
    out.append(_cue(cue, skeleton, is_vtt))
    text = "".join(out)
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)))


def _cue(lines: Sequence[str], skeleton: Skeleton, is_vtt: bool) -> str:
    """The text of a cue, with a mark for its block, or for each line that ends a sentence or has a speaker of its own."""
    lines = list(lines)
    bare = [_TAG.sub("", line) for line in lines]
    starts = [
        k
        for k in range(len(lines))
        if not k
        or _SPEAKER.match(bare[k])
        or _LATE.search(lines[k - 1])
        or _STOPPED.search(bare[k - 1])
        or _BEFORE.match(bare[k - 1])
    ]
    parts = pairwise([*starts, len(lines)])
    return "".join(_lines(lines[start:end], skeleton, is_vtt) for start, end in parts)


def _lines(lines: Sequence[str], skeleton: Skeleton, is_vtt: bool) -> str:
    """The lines of a cue that one speaker says."""
    builder = Builder()
    breaks = len(lines) - 1
    late = _LATE.search(lines[-1])
    dash = skeleton.turn("", "- ") if late else ""
    for k, line in enumerate(lines):
        bare = line.rstrip("\r\n")
        end = line[len(bare) :]
        if k == breaks and late:
            bare = line[: late.start()]
            end = skeleton.turn(late[1], "") + line[late.end(1) :]
        spoken = _DASHED.match(bare)
        position = 0
        for tag in _TAG.finditer(bare):
            if spoken and position <= spoken.end("tags") < tag.start():
                builder.void(spoken["dash"])
                position = spoken.end()
            _text(builder, bare[position : tag.start()], is_vtt)
            if not tag[2]:
                builder.half(tag[0])
            elif tag[1]:
                builder.close(tag[2].lower(), tag[0])
            else:
                builder.open(tag[2].lower(), _voice(tag[0], skeleton))
            position = tag.end()
        if spoken and position <= spoken.end("tags"):
            builder.void(spoken["dash"])
            position = spoken.end()
        _text(builder, bare[position:], is_vtt)
        if k < breaks:
            builder.text(" ", end)
        else:
            builder.void(end)
    newline = lines[0][len(lines[0].rstrip("\r\n")) :]
    as_text = (lambda text: escape(text, quote=False)) if is_vtt else str
    before, block, after = builder.done(partial(_broken, write_with(as_text), breaks, newline))
    return dash + before + (skeleton.add(block) if block else "") + after


def _voice(tag: str, skeleton: Skeleton) -> str:
    """A tag, with a mark for the name of who speaks (`<v سامي>`)."""
    voice = _VOICE.fullmatch(tag)
    block = text_block(voice[2], str, voice[2]) if voice and has_arabic(voice[2]) else None
    return f"{voice[1]}{skeleton.add(replace(block, filled=False))}>" if voice and block else tag


def _text(builder: Builder, text: str, is_vtt: bool) -> None:
    if text:
        builder.text(unescape(text) if is_vtt else text, text)


def _broken(write: Callable[[Sequence[Piece]], str], breaks: int, newline: str, pieces: Sequence[Piece]) -> str:
    """The text of a cue in as many lines as it had, all of about the same length. Lines of speakers stay as they are."""
    text = write(pieces)
    if not breaks or "\n" in text or "\r" in text:
        return text
    words = _WORD.findall(text)
    ends, length = [], 0
    for word in words:
        length += len(_TAG.sub("", word)) + 1
        ends.append(length)
    after = set()
    for part in range(1, breaks + 1):
        aim = length * part / (breaks + 1)
        k = min(bisect_left(ends, aim), len(words) - 1)
        after.add(k - 1 if k and aim - ends[k - 1] <= ends[k] - aim else k)
    after.discard(len(words) - 1)
    return "".join(
        word + (newline if k in after else " " if k + 1 < len(words) else "") for k, word in enumerate(words)
    )
