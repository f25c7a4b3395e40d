"""What a translation must hold character for character: placeholders, inline code. Put back where lost."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from align.bitext import Span


class Mended(NamedTuple):
    """A translation and where the wanted texts stand in it. `edits`: what was replaced, as old span and new text."""

    text: str
    spans: list[Span]
    edits: list[tuple[Span, str]]

    def moved(self, span: Span) -> Span:
        """Where characters of the translation as it was are now."""
        start, end = span
        shift = shift_end = 0
        for (first, last), new in self.edits:
            if last <= start:
                shift += len(new) - (last - first)
            if last <= end and not first == last == end:
                shift_end += len(new) - (last - first)
        return start + shift, max(start + shift, end + shift_end)


def mend(target: str, wanted: Sequence[tuple[str, int]]) -> Mended:
    """`target` with each wanted text in it, given with the place where it is expected.

    Where a text stands there already, if only with other white space or case, the occurrence nearest to its place is
    taken; a text that is missing is put in.
    """
    if not wanted:
        return Mended(target, [], [])
    taken: list[Span] = []
    edits: list[tuple[Span, str, int, int]] = []  # old span, new text, index in wanted, offset of the wanted in new
    missing: list[int] = []
    for loose in (False, True):
        todo = range(len(wanted)) if not loose else missing
        missing = []
        for k in todo:
            text, place = wanted[k]
            if target[place : place + len(text)] == text and all(
                place + len(text) <= t[0] or place >= t[1] for t in taken
            ):
                taken.append((place, place + len(text)))
                edits.append((taken[-1], text, k, 0))
                continue
            spans = [s for s in _spans(text, target, loose) if all(s[1] <= t[0] or s[0] >= t[1] for t in taken)]
            if spans:
                span = min(spans, key=lambda span: abs(span[0] - place))
                taken.append(span)
                edits.append((span, text, k, 0))
            else:
                missing.append(k)
    for k in missing:
        text, place = wanted[k]
        place = min(max(place, 0), len(target))
        while 0 < place < len(target) and target[place - 1].isalnum() and target[place].isalnum():
            place += 1
        place = next((t[0 if place - t[0] < t[1] - place else 1] for t in taken if t[0] < place < t[1]), place)
        before = " " if place and not target[place - 1].isspace() and target[place - 1] not in "([«\"'“‘" else ""
        after = " " if place < len(target) and target[place].isalnum() else ""
        edits.append(((place, place), f"{before}{text}{after}", k, len(before)))
    edits.sort(key=lambda edit: (edit[0], edit[2]))
    out: list[str] = []
    spans = [(0, 0)] * len(wanted)
    position = length = 0
    for (start, end), new, k, offset in edits:
        out += [target[position:start], new]
        length += start - position
        spans[k] = (length + offset, length + offset + len(wanted[k][0]))
        length += len(new)
        position = end
    out.append(target[position:])
    return Mended("".join(out), spans, [(span, new) for span, new, _, _ in edits])


def _spans(text: str, target: str, loose: bool) -> list[Span]:
    """Where `text` stands in `target` as a word of its own."""
    if not loose:
        pattern = re.escape(text)
    elif len(text) < 2 or len(text) > 200:
        return []
    else:
        pattern = r"\s*".join(map(re.escape, text))
    before = r"(?<!\w)" if re.match(r"\w", text) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", text) else ""
    return [found.span() for found in re.finditer(before + pattern + after, target, re.IGNORECASE if loose else 0)]
