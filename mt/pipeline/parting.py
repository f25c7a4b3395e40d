"""The parts of a segment that are kept from the model or are texts of their own: the words of hashtags, the branches of
messages, what stands between signs and between the tags of paragraphs.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from align.bitext import Span
from glossaries.arabic import has_arabic
from mt.protected.marks import marked
from mt.protected.messages import branches
from mt.protected.spans import Kind, Protected

_LETTER = re.compile("[\u0620-\u06ff]")
_BRACKETS = {"(": ")", "[": "]"}
_NEAR = 80
"""Characters before a sign in which there are two words, if there are."""


class Part(NamedTuple):
    """Characters `[start, end)` of the source and what stands for them: `put`, or the translation of the text `inner`.

    `joint`: what its words are joined by in a hashtag, None outside of one.
    """

    start: int
    end: int
    put: str
    inner: str = ""
    joint: str | None = None


def pauses(source: str, found: Sequence[Protected]) -> list[Protected]:
    """What parts a segment: what ends its words, and signs behind more than one word; nothing within tags."""
    pauses: list[Protected] = []
    depth = begun = 0
    last = max((hit.start() for hit in _LETTER.finditer(source)), default=-1)
    for each in found:
        depth = max(0, depth + (each.kind is Kind.OPEN) - (each.kind is Kind.CLOSE))
        if depth or each.kind not in (Kind.SIGN, Kind.BREAK):
            continue
        words = source[max(begun, each.start - _NEAR) : each.start].split()
        around = source[each.start - 1 : each.start], source[each.end : each.end + 1]
        apart = around[0].isspace() and around[1].isspace() and last >= each.end
        if each.kind is Kind.BREAK or (apart and (len(words) > 1 or (words and pauses))):
            pauses.append(each)
            begun = each.end
    return pauses


def parted(source: str, pauses: Sequence[Protected], known: Sequence[Span]) -> Iterator[Part]:
    """What stands between signs as texts of their own."""
    position = 0
    for end, following in [*((each.start, each.end) for each in pauses), (len(source), len(source))]:
        first, last = _bare(source, position, end)
        inner = _inner(source, first, last, known)
        yield Part(position, first, source[position:first])
        yield Part(first, last, source[first:last], inner)
        yield Part(last, following, source[last:following])
        position = following


def enclosed(source: str, known: Sequence[Span]) -> tuple[Part, ...]:
    """The parts of a segment that stands in brackets as a whole: the brackets, and what is in them; else nothing."""
    start, end = _bare(source, 0, len(source))
    closing = _BRACKETS.get(source[start : start + 1], "")
    if not closing or source[end - 1] != closing:
        return ()
    depth = 0
    for at in range(start, end):
        depth += (source[at] == source[start]) - (source[at] == closing)
        if depth == 0 and at < end - 1:
            return ()
    first, last = _bare(source, start + 1, end - 1)
    if depth or not has_arabic(source[first:last]):
        return ()
    return (
        Part(0, first, source[:first]),
        Part(first, last, source[first:last], _inner(source, first, last, known)),
        Part(last, len(source), source[last:]),
    )


def rendered(each: Protected, source: str, known: Sequence[Span]) -> list[Part]:
    """The parts of a protected span."""
    start, end = each.start, each.end
    if each.kind is Kind.HASHTAG:
        words = source[start + 1 : end]
        joint = "_" if "_" in words else ""
        return [Part(start, start + 1, "#"), Part(start + 1, end, words, words.replace("_", " "), joint)]
    if each.kind is not Kind.MESSAGE:
        return [Part(start, end, each.put)]
    parts: list[Part] = []
    position = start
    for first, last in branches(source[start:end]):
        first, last = _bare(source, start + first, start + last)
        if has_arabic(source[first:last]):
            parts += [
                Part(position, first, source[position:first]),
                Part(first, last, source[first:last], _inner(source, first, last, known)),
            ]
            position = last
    return [*parts, Part(position, end, source[position:end])]


def _bare(source: str, start: int, end: int) -> Span:
    """The characters `[start, end)` of the source without the white space around them."""
    text = source[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _inner(source: str, start: int, end: int, known: Sequence[Span]) -> str:
    """A part of the source as a segment of its own, with marks around what is protected in it."""
    return marked(source[start:end], [(a - start, b - start) for a, b in known if start <= a and b <= end])
