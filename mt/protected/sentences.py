"""Sentences that end in nothing that is protected: no placeholder, no formula, no message with branches."""

from collections.abc import Iterable

from align.bitext import Span
from align.splitting import Segment, split
from mt.protected.spans import protected


def whole_sentences(text: str, known: Iterable[Span] = ()) -> list[Segment]:
    """The sentences of a text, cells between tabs apart. `known` spans, in order, are protected too."""
    found = [
        Segment(each.text, each.start + start, each.end + start) for start, cell in _cells(text) for each in split(cell)
    ]
    known = list(known)
    if len(found) < 2:
        return found
    kept = [(each.start, each.end) for each in protected(text, known)]
    whole: list[Segment] = []
    k = 0
    for segment in found:
        while k < len(kept) and whole and kept[k][1] <= whole[-1].end:
            k += 1
        if whole and k < len(kept) and kept[k][0] < whole[-1].end and segment.start < kept[k][1]:
            start = whole.pop().start
            segment = Segment(text[start : segment.end], start, segment.end)
        whole.append(segment)
    return whole


def _cells(text: str) -> Iterable[tuple[int, str]]:
    start = 0
    for cell in text.split("\t"):
        yield start, cell
        start += len(cell) + 1
