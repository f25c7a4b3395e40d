"""Inline markup carried over to a translation: codes of the source text go where the word links take them.

A code is what a format writes between or around characters of a text: bold, a link, a footnote mark, a
placeholder. Codes form a tree; in the translation they form the same tree, each of them once. A code that no word
link places goes where its place in the source would be in proportion.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from align.bitext import SegmentPair, Span
from mt.documents.verbatim import mend
from mt.segment import Segment, split

_ELSEWHERE, _UNKNOWN = -1.0, -0.25
"""What a word costs a code that covers it, though it belongs elsewhere or nobody knows where."""
_FAR = 100
"""Words away from its place that a code is still taken to."""

_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Code:
    """Markup around the characters `[start, end)` of a text, or at a place in it where the two are equal.

    `open` and `close` are what the format writes; `parent` is the index of the code that it stands in, -1 for none.
    A `verbatim` code stands for its characters: they are no words to translate, and `open` is written for them.
    `ordered` codes at a place never change their order, and stand all in the same code: they are halves of something.
    """

    start: int
    end: int
    open: str
    close: str = ""
    parent: int = -1
    verbatim: bool = False
    ordered: bool = False
    kind: str = ""

    @property
    def spans(self) -> bool:
        return self.start < self.end and not self.verbatim


class Piece(NamedTuple):
    """A part of a marked-up text: text, or a code's opening, closing, or whole (`void`).

    `inside` are the codes around it, outermost first; for what is no text the last one is the code itself.
    """

    kind: Literal["text", "open", "close", "void"]
    text: str
    inside: tuple[Code, ...]


def weave(pieces: Sequence[Piece], escape: Callable[[str], str]) -> str:
    """The pieces as a format writes them."""
    return "".join(
        escape(piece.text)
        if piece.kind == "text"
        else piece.inside[-1].close
        if piece.kind == "close"
        else piece.inside[-1].open + (piece.inside[-1].close if piece.kind == "void" else "")
        for piece in pieces
    )


def segments_of(text: str, codes: Sequence[Code]) -> list[Segment]:
    """The sentences of a text; none ends within a verbatim code."""
    segments: list[Segment] = []
    kept = [code for code in codes if code.verbatim]
    k = 0
    for segment in split(text):
        while k < len(kept) and segments and kept[k].end <= segments[-1].end:
            k += 1
        if segments and k < len(kept) and kept[k].start < segments[-1].end and segment.start < kept[k].end:
            start = segments.pop().start
            segment = Segment(text[start : segment.end], start, segment.end)
        segments.append(segment)
    return segments


def project(text: str, codes: Sequence[Code], segments: Sequence[Segment], pairs: Sequence[SegmentPair]) -> list[Piece]:
    """The translation of `text` with its codes. `pairs` are those of its segments, in order."""
    words = _joined(text, codes, segments, pairs)
    return list(_Placing(text, codes, words).pieces())


def as_it_was(text: str, codes: Sequence[Code]) -> list[Piece]:
    """The text itself with its codes."""
    spans = {i: (code.start, code.end) for i, code in enumerate(codes)}
    return list(_pieces(text, codes, spans, [code.parent for code in codes]))


class _Words(NamedTuple):
    """A text and its translation: words of both as spans, links with weights, where verbatim codes stand."""

    source: list[Span]
    text: str
    target: list[Span]
    links: list[tuple[int, int, float]]
    kept: dict[int, Span]


def _joined(text: str, codes: Sequence[Code], segments: Sequence[Segment], pairs: Sequence[SegmentPair]) -> _Words:
    """The segment pairs put together, with what lies between the segments."""
    words = _Words([], "", [], [], {})
    out: list[str] = []
    position = length = 0
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
        target = _segment(words, segment, pair, inner, length)
        out.append(target)
        length += len(target)
        position = segment.end
    _keep_gap(words, waiting, position, len(text), length)
    out.append(text[position:])
    return words._replace(text="".join(out))


def _keep_gap(words: _Words, waiting: list[tuple[int, Code]], start: int, end: int, length: int) -> None:
    """Verbatim codes between segments: the characters there are the same on both sides."""
    while waiting and waiting[-1][1].start < end:
        i, code = waiting.pop()
        span = length + code.start - start, length + code.end - start
        words.kept[i] = span
        words.links.append((len(words.source), len(words.target), 1.0))
        words.source.append((code.start, code.end))
        words.target.append(span)


def _segment(words: _Words, segment: Segment, pair: SegmentPair, inner: Sequence[tuple[int, Code]], length: int) -> str:
    """Add a segment's words to `words`; its translation, in which the verbatim codes' texts stand as they must."""
    source, target, links = _words_of(pair, segment.text)
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
        if source_index[i] is not None and target_index[j] is not None:
            words.links.append((first + source_index[i], first_target + target_index[j], weight))
    for (i, code), span in zip(inner, mended.spans, strict=True):
        words.kept[i] = (span[0] + length, span[1] + length)
        at = new_source.index((code.start - segment.start, code.end - segment.start))
        words.links.append((first + at, first_target + new_target.index(span), 1.0))
    words.source.extend((start + segment.start, end + segment.start) for start, end in new_source)
    words.target.extend((start + length, end + length) for start, end in new_target)
    return mended.text


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


class _Placing:
    """Where each code goes among the words of the translation."""

    def __init__(self, text: str, codes: Sequence[Code], words: _Words):
        self._text, self._codes, self._words = text, codes, words
        self._count = len(words.target)
        self._source_owner = self._owners()
        self._best: dict[int, tuple[float, int]] = {}
        self._target_owner, self._linked = self._votes()
        self._level = [-1] * self._count
        """The innermost code placed over each word so far."""
        self._range = {-1: (0, self._count)}
        self._spans: dict[int, Span] = dict(words.kept)

    def pieces(self) -> Iterator[Piece]:
        held, own = self._held(), self._own()
        for i, code in enumerate(self._codes):
            if code.spans:
                self._cover(i, code, held.get(i, 0) == held.get(code.parent, 0), own.get(i, ()))
        parents = [code.parent for code in self._codes]
        over = dict(zip(self._words.target, self._level, strict=True))
        holders = {code.parent for code in self._codes if code.ordered}
        last = 0
        for i, code in enumerate(self._codes):
            if code.verbatim:
                parents[i] = over[self._spans[i]]
            elif i not in self._spans:
                if code.ordered and len(holders) > 1:
                    parents[i] = -1
                place = self._char(*self._gap(code.start, parents[i]), parents[i])
                if code.ordered:
                    place = last = max(place, last)
                self._spans[i] = (place, place)
        return _pieces(self._words.text, self._codes, self._spans, parents)

    def _ancestors(self, i: int) -> Iterator[int]:
        while i >= 0:
            yield i
            i = self._codes[i].parent

    def _owners(self) -> list[int]:
        """The innermost code over the middle of each source word."""
        owners = []
        open_: list[int] = []
        spanning = [i for i, code in enumerate(self._codes) if code.spans]
        k = 0
        for start, end in self._words.source:
            middle = (start + end) / 2
            while k < len(spanning) and self._codes[spanning[k]].start <= middle:
                open_.append(spanning[k])
                k += 1
            open_ = [i for i in open_ if self._codes[i].end > middle]
            owners.append(open_[-1] if open_ else -1)
        return owners

    def _votes(self) -> tuple[list[int], list[bool]]:
        """The code that each target word belongs to, by its links or else by its neighbours; and which by links."""
        votes: list[dict[int, float]] = [{} for _ in range(self._count)]
        for i, j, weight in self._words.links:
            owner = self._source_owner[i]
            votes[j][owner] = votes[j].get(owner, 0) + weight
            if weight > self._best.get(i, (0.0, 0))[0]:
                self._best[i] = (weight, j)
        linked = [bool(vote) for vote in votes]
        owners = [max(vote, key=vote.__getitem__) if vote else -1 for vote in votes]
        previous = -1
        following = [-1] * (self._count + 1)
        for j in range(self._count - 1, -1, -1):
            following[j] = owners[j] if linked[j] else following[j + 1]
        for j in range(self._count):
            if linked[j]:
                previous = owners[j]
            else:
                around = set(self._ancestors(following[j]))
                owners[j] = next((i for i in self._ancestors(previous) if i in around), -1)
        return owners, linked

    def _held(self) -> dict[int, int]:
        """How many source words each code holds (-1: all)."""
        held = {-1: len(self._source_owner)}
        for owner in self._source_owner:
            for i in self._ancestors(owner):
                held[i] = held.get(i, 0) + 1
        return held

    def _own(self) -> dict[int, list[int]]:
        """The target words that belong to each code or to a code in it, in order."""
        own: dict[int, list[int]] = {}
        for j, owner in enumerate(self._target_owner):
            for i in self._ancestors(owner):
                own.setdefault(i, []).append(j)
        return own

    def _cover(self, i: int, code: Code, is_all: bool, own: Sequence[int]) -> None:
        """Give a code the words of its parent that are mostly its own, or else the one nearest to its place.

        `is_all`: whether the code holds all source words of its parent.
        """
        first, last = self._range.get(code.parent, (0, 0))
        chosen: tuple[int, int] | None = None
        if is_all and first < last and all(self._level[j] == code.parent for j in range(first, last)):
            chosen = first, last
        else:
            chosen = self._most_own(code.parent, own) or self._nearest(code, first, last)
        if chosen is None:
            return
        self._range[i] = chosen
        for j in range(*chosen):
            self._level[j] = i
        self._spans[i] = self._words.target[chosen[0]][0], self._words.target[chosen[1] - 1][1]

    def _most_own(self, parent: int, own: Sequence[int]) -> tuple[int, int] | None:
        """The run of words free in `parent` with the most of the code's own and the fewest of others."""
        own = [j for j in own if self._level[j] == parent]
        if not own:
            return None
        mine = set(own)
        best, chosen = 0.0, None
        total, start = 0.0, own[0]
        for j in range(own[0], own[-1] + 1):
            if self._level[j] != parent:
                total = 0.0
                continue
            if total <= 0:
                total, start = 0.0, j
            known = self._linked[j]
            total += (1.0 if known else -_UNKNOWN) if j in mine else (_ELSEWHERE if known else _UNKNOWN)
            if total > best:
                best, chosen = total, (start, j + 1)
        return chosen

    def _nearest(self, code: Code, first: int, last: int) -> tuple[int, int] | None:
        """The word free in the code's parent that is nearest to where the code stood, in proportion."""
        place = round((code.start + code.end) / 2 / len(self._text) * len(self._words.text))
        middle = min(max(_last(self._words.target, place + 1), first), last - 1)
        for far in range(min(last - first, _FAR)):
            for j in (middle - far, middle + far):
                if first <= j < last and self._level[j] == code.parent:
                    return j, j + 1
        return None

    def _gap(self, at: int, parent: int) -> tuple[int, bool]:
        """The gap (`j`: before target word `j`) for a code at a place, and whether it clings to the word before."""
        words = self._words.source
        left = at > 0 and not self._text[at - 1].isspace()
        if not left and (at == len(self._text) or self._text[at].isspace()) and at > 0:
            left = True
        before = _last(words, at)
        after = before + 1 if before + 1 < len(words) else -1
        if before < 0:
            gap = 0
        elif after < 0:
            gap = self._count
        elif left and before in self._best:
            gap = self._best[before][1] + 1
        elif after in self._best:
            gap, left = self._best[after][1], False
        elif before in self._best:
            gap = self._best[before][1] + 1
        else:
            gap = round(self._count * at / max(len(self._text), 1))
        first, last = self._range.get(parent, (0, 0))
        gap = min(max(gap, first), last)
        within = self._child(gap, parent)
        if within is not None:
            start, end = self._range[within]
            gap, left = (start, False) if gap - start < end - gap else (end, True)
        return gap, left

    def _child(self, gap: int, parent: int) -> int | None:
        """The child of `parent` that covers the words on both sides of a gap."""
        if not 0 < gap < self._count:
            return None
        before, after = (
            next((i for i in self._ancestors(self._level[j]) if self._codes[i].parent == parent), None)
            for j in (gap - 1, gap)
        )
        return before if before == after else None

    def _char(self, gap: int, left: bool, parent: int) -> int:
        """The character of a gap, within the span of `parent`."""
        target = self._words.target
        start, end = self._spans.get(parent, (0, len(self._words.text)))
        if not target:
            place = len(self._words.text)
        elif gap == 0 and parent < 0:
            place = 0
        elif gap == self._count and parent < 0:
            place = len(self._words.text)
        elif gap == self._count or (left and gap > 0):
            place = target[gap - 1][1]
        else:
            place = target[gap][0]
        return min(max(place, start), end)


def _last(words: Sequence[Span], at: int) -> int:
    """The last word that begins before character `at`, -1 for none."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) // 2
        if words[middle][0] < at:
            low = middle + 1
        else:
            high = middle
    return low - 1


def _pieces(text: str, codes: Sequence[Code], spans: dict[int, Span], parents: Sequence[int]) -> Iterator[Piece]:
    """The text cut at its codes, which stand at `spans`, each within its parent."""
    children: dict[int, list[int]] = {}
    for i, parent in enumerate(parents):
        children.setdefault(parent, []).append(i)

    def within(parent: int, start: int, end: int, inside: tuple[Code, ...]) -> Iterator[Piece]:
        position = start
        for i in sorted(children.get(parent, ()), key=lambda i: (spans[i], i)):
            code, (first, last) = codes[i], spans[i]
            if first > position:
                yield Piece("text", text[position:first], inside)
            path = (*inside, code)
            if code.verbatim or (not code.spans and i not in children):
                yield Piece("void", code.open, path)
            else:
                yield Piece("open", code.open, path)
                yield from within(i, first, last, path)
                yield Piece("close", code.close, path)
            position = max(position, last)
        if end > position:
            yield Piece("text", text[position:end], inside)

    yield from within(-1, 0, len(text), ())
