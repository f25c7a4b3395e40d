"""Marks around the spans of a segment that its document protects, on the way to what translates it.

They are noncharacters (Unicode 23.7), which a program may use inside of itself and which no text holds.
"""

import re
from collections.abc import Iterable

from align.bitext import Span

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"[{_OPEN}{_CLOSE}]")


def marked(text: str, spans: Iterable[Span]) -> str:
    """The text with marks around its protected spans, which are in order."""
    out, position = [], 0
    for start, end in spans:
        out += [text[position:start], _OPEN, text[start:end], _CLOSE]
        position = end
    return "".join((*out, text[position:])) if out else text


def unmarked(text: str) -> tuple[str, list[Span]]:
    """The text without marks, and the spans that they stood around."""
    spans: list[Span] = []
    if not _MARK.search(text):
        return text, spans
    begun = length = 0
    for part in re.split(f"([{_OPEN}{_CLOSE}])", text):
        if part == _OPEN:
            begun = length
        elif part == _CLOSE:
            spans.append((begun, length))
        else:
            length += len(part)
    return _MARK.sub("", text), [span for span in spans if span[0] < span[1]]
