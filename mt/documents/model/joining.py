"""A paragraph and its translation as one text each, put together from segment pairs, word by word."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from align.bitext import SegmentPair, Span
from align.splitting import Segment
from mt.documents.model.markup import Code
from mt.documents.model.verbatim import mend
from mt.protected.messages import messages

_WORD = re.compile(r"\w+|[^\w\s]")
_HELD_TOGETHER = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)+")


class Words(NamedTuple):
    """A text and its translation: the words of both as spans, their links with weights, the spans of verbatim codes."""

    source: list[Span]
    text: str
    target: list[Span]
    links: list[tuple[int, int, float]]
    kept: dict[int, Span]


def joined(text: str, codes: Sequence[Code], segments: Sequence[Segment], pairs: Sequence[SegmentPair]) -> Words:
    """The segment pairs put together, with what lies between the segments."""
    words = Words([], "", [], [], {})
    out: list[str] = []
    position = length = 0
    bounds = sorted(place for code in codes for place in (code.start, code.end)) if "{" in text else []
    waiting = [(i, code) for i, code in enumerate(codes) if code.verbatim][::-1]
    for k, (segment, pair) in enumerate(zip(segments, pairs, strict=True)):
        gap = text[position : segment.start]
        _keep_gap(words, waiting, position, segment.start, length)
        if k and not gap and pair.target != segment.text:
            gap = " "
        out.append(gap)
        length += len(gap)
        inner: list[tuple[int, Code]] = []
        while waiting and waiting[-1][1].start < segment.end:
            inner.append(waiting.pop())
        target = _segment(words, segment, pair, inner, length, bounds)
        out.append(target)
        length += len(target)
        position = segment.end
    _keep_gap(words, waiting, position, len(text), length)
    out.append(text[position:])
    return words._replace(text="".join(out))


def _keep_gap(words: Words, waiting: list[tuple[int, Code]], start: int, end: int, length: int) -> None:
    """Verbatim codes between segments: the characters there are the same on both sides."""
    while waiting and waiting[-1][1].start < end:
        i, code = waiting.pop()
        span = length + code.start - start, length + code.end - start
        words.kept[i] = span
        words.links.append((len(words.source), len(words.target), 1.0))
        words.source.append((code.start, code.end))
        words.target.append(span)


def _segment(
    words: Words,
    segment: Segment,
    pair: SegmentPair,
    inner: Sequence[tuple[int, Code]],
    length: int,
    bounds: Sequence[int],
) -> str:
    """Add a segment's words to `words`, and return its translation, in which verbatim codes stand as they must."""
    source, target, links = _words_of(pair, segment.text)
    wholes = [(start + segment.start, end + segment.start) for start, end in messages(segment.text)]
    if any(bisect_left(bounds, end) > bisect_right(bounds, start) for start, end in wholes):
        wholes = []  # a code stands in a branch: it goes with the words there
    wholes = [(start - segment.start, end - segment.start) for start, end in wholes]
    target_wholes = (
        list(messages(pair.target)) if wholes else [each.span() for each in _HELD_TOGETHER.finditer(pair.target)]
    )
    if wholes or target_wholes:
        source, target, links = _with_wholes(source, target, links, wholes, target_wholes)
    wanted = []
    for _, code in inner:
        start, end = code.start - segment.start, code.end - segment.start
        wanted.append(
            (segment.text[start:end], _expected(start, end, source, target, links, segment.text, pair.target))
        )
    mended = mend(pair.target, wanted)
    new_source, source_index = _replace(source, [(c.start - segment.start, c.end - segment.start) for _, c in inner])
    new_target, target_index = _replace([mended.moved(span) for span in target], mended.spans)
    first, first_target = len(words.source), len(words.target)
    for i, j, weight in links:
        at, to = source_index[i], target_index[j]
        if at is not None and to is not None:
            words.links.append((first + at, first_target + to, weight))
    for (i, code), span in zip(inner, mended.spans, strict=True):
        words.kept[i] = (span[0] + length, span[1] + length)
        at = new_source.index((code.start - segment.start, code.end - segment.start))
        words.links.append((first + at, first_target + new_target.index(span), 1.0))
    words.source.extend((start + segment.start, end + segment.start) for start, end in new_source)
    words.target.extend((start + length, end + length) for start, end in new_target)
    return mended.text


def _with_wholes(
    source: list[Span],
    target: list[Span],
    links: list[tuple[int, int, float]],
    source_wholes: Sequence[Span],
    target_wholes: Sequence[Span],
) -> tuple[list[Span], list[Span], list[tuple[int, int, float]]]:
    """The words with those in each whole as one: a message (ICU), or what a hyphen or an apostrophe joins (won't)."""
    new_source, sources = _merged(source, source_wholes)
    new_target, targets = _merged(target, target_wholes)
    best: dict[tuple[int, int], float] = {}
    for i, j, weight in links:
        link = sources[i], targets[j]
        best[link] = max(best.get(link, 0.0), weight)
    return new_source, new_target, [(i, j, weight) for (i, j), weight in best.items()]


def _merged(words: Sequence[Span], wholes: Sequence[Span]) -> tuple[list[Span], list[int]]:
    """The words, those that lie in one of `wholes` as one, and the new index of each old word."""
    new: list[Span] = []
    places: list[int] = []
    k = 0
    for word in words:
        while k < len(wholes) and wholes[k][1] <= word[0]:
            k += 1
        within = k < len(wholes) and wholes[k][0] < word[1]
        span = wholes[k] if within else word
        if not new or new[-1] != span:
            new.append(span)
        places.append(len(new) - 1)
    return new, places


def _words_of(pair: SegmentPair, text: str) -> tuple[list[Span], list[Span], list[tuple[int, int, float]]]:
    """The words of a pair with links; where a pair has none, words are matched by their order."""
    if pair.target == text:
        spans = [word.span() for word in _WORD.finditer(text)]
        return spans, spans, [(i, i, 1.0) for i in range(len(spans))]
    source = [(token.start, token.end) for token in pair.source_tokens] or [w.span() for w in _WORD.finditer(text)]
    target = [(t.start, t.end) for t in pair.target_tokens] or [w.span() for w in _WORD.finditer(pair.target)]
    links = [(link.source, link.target, link.score) for link in pair.links]
    if not links or not pair.source_tokens or not pair.target_tokens:
        links = [(i, i * len(target) // len(source), 0.5) for i in range(len(source))] if target else []
    return source, target, links


def _expected(
    start: int,
    end: int,
    source: Sequence[Span],
    target: Sequence[Span],
    links: Sequence[tuple[int, int, float]],
    text: str,
    translation: str,
) -> int:
    """Where in the translation characters `[start, end)` of the source should be."""
    inside = {i for i, span in enumerate(source) if span[0] < end and span[1] > start}
    linked = [(weight, j) for i, j, weight in links if i in inside]
    if linked:
        return target[max(linked)[1]][0]
    before = [j for i, j, _ in links if source[i][1] <= start]
    return target[max(before)][1] if before else len(translation) * start // max(len(text), 1)


def _replace(words: Sequence[Span], spans: Sequence[Span]) -> tuple[list[Span], list[int | None]]:
    """The words with each of `spans` as one word, and the new index of each old word."""
    if not spans:
        return list(words), list(range(len(words)))
    free = [not any(word[0] < end and word[1] > start for start, end in spans) for word in words]
    new = sorted({*(word for word, is_free in zip(words, free, strict=True) if is_free), *spans})
    places = {span: k for k, span in enumerate(new)}
    return new, [places[word] if is_free else None for word, is_free in zip(words, free, strict=True)]
