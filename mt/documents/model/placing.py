"""Inline markup carried over to a translation: codes of the source text go where the word links take them.

In the translation they form the same tree as in the source, each of them once. A code without a word link keeps its
place in proportion.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from align.bitext import SegmentPair, Span
from align.splitting import Segment
from mt.documents.model.joining import Words, joined
from mt.documents.model.markup import Code, Piece, pieces_of

_ELSEWHERE, _UNKNOWN = -1.0, -0.25
"""What it costs a code to cover a word that belongs elsewhere, and one of which nobody knows where it belongs."""
_FAR = 100
"""A code is put at most so many words away from its place."""


def project(text: str, codes: Sequence[Code], segments: Sequence[Segment], pairs: Sequence[SegmentPair]) -> list[Piece]:
    """The translation of `text` with its codes. `pairs` are those of its segments, in order."""
    words = joined(text, codes, segments, pairs)
    return list(_Placing(text, codes, words).pieces())


class _Placing:
    """Where each code goes among the words of the translation."""

    def __init__(self, text: str, codes: Sequence[Code], words: Words):
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
                place = self._inside_word(code.start)
                if place < 0:
                    place = self._char(*self._gap(code.start, parents[i]), parents[i])
                if code.ordered:
                    place = last = max(place, last)
                self._spans[i] = (place, place)
        return pieces_of(self._words.text, self._codes, self._spans, parents)

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
        previous: int | None = None
        following = [-1] * (self._count + 1)
        for j in range(self._count - 1, -1, -1):
            following[j] = owners[j] if linked[j] else following[j + 1]
        for j in range(self._count):
            if linked[j]:
                previous = owners[j]
            elif previous is None:  # nothing stands before it that it could belong to
                owners[j] = following[j]
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
        """The word that a part of a word became, or the free one nearest to where the code stood, in proportion."""
        within = _last(self._words.source, code.end)
        if within >= 0 and within in self._best and self._words.source[within][1] > code.start:
            j = self._best[within][1]
            if first <= j < last and self._level[j] == code.parent:
                return j, j + 1
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
        left = at > 0 and (
            not self._text[at - 1].isspace() or self._text[at : at + 1].isspace() or at == len(self._text)
        )
        before = _last(words, at)
        after = before + 1 if before + 1 < len(words) else -1
        if before < 0:
            gap = 0
        elif after < 0:
            gap = self._count
        elif before in self._best and (left or after not in self._best):
            gap = self._best[before][1] + 1
        elif after in self._best:
            gap = self._best[after][1]
        else:
            gap = round(self._count * at / max(len(self._text), 1))
        first, last = self._range.get(parent, (0, 0))
        gap = min(max(gap, first), last)
        within = self._child(gap, parent)
        if within is not None:
            start, end = self._range[within]
            gap = start if gap - start < end - gap else end
        return gap, left

    def _inside_word(self, at: int) -> int:
        """The character for a code inside a word that stands in the translation as it is; -1 for none."""
        i = _last(self._words.source, at)
        if i < 0 or i not in self._best or not self._words.source[i][0] < at < self._words.source[i][1]:
            return -1
        (start, end), (first, last) = self._words.source[i], self._words.target[self._best[i][1]]
        return first + at - start if self._text[start:end] == self._words.text[first:last] else -1

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
    return bisect_left(words, at, key=lambda word: word[0]) - 1
