"""From the parts of a paragraph to its plain text and codes."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from mt.documents.model.markup import BREAK, Code
from mt.documents.model.parts import Part
from mt.protected.spans import Kind, protected

_SPACE = re.compile(r"[ \t\n\r\f]+")
_DIRECTIONS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


class Coding:
    """From parts to plain text and codes."""

    def __init__(self, parts: Sequence[Part], first: int, collapse: bool):
        self._collapse = collapse
        self._text: list[str] = []
        self._length = 0
        self._codes: list[Code] = []
        self._path: list[int] = [-1]
        words = max((k for k, part in enumerate(parts) if part.kind in ("text", "verbatim")), default=-1)
        for k, part in enumerate(parts):
            match part.kind:
                case "text":
                    self._words(part.text)
                case "object" if k > words and self._text and self._at_end():
                    bare = self._text[-1].rstrip()
                    space = self._text[-1][len(bare) :]
                    self._text[-1] = bare
                    self._length -= len(space)
                    self._add(Code(self._length, self._length, space + part.raw, parent=self._path[-1]))
                case "object" if self._text and (self._text[-1][-1:].isspace() or self._text[-1].endswith("{")):
                    self._verbatim(part.text, part.raw)
                case "void" | "object" if not part.raw:
                    pass
                case "void" | "object":
                    self._add(Code(self._length, self._length, part.raw, parent=self._path[-1]))
                case "verbatim":
                    self._verbatim(part.text, part.raw)
                case "break":
                    self._verbatim(part.text, part.raw)
                case "half" | "open" | "close" if part.partner < 0:
                    self._add(Code(self._length, self._length, part.raw, parent=self._path[-1], ordered=True))
                case "open":
                    close = parts[part.partner - first]
                    self._add(Code(self._length, -1, part.raw, close.raw, self._path[-1], kind=part.text))
                    self._path.append(len(self._codes) - 1)
                case "close":
                    at = self._path.pop()
                    self._codes[at] = replace(self._codes[at], end=self._length)

    def result(self) -> tuple[str, tuple[Code, ...]]:
        """The plain text and its codes, placeholders among them."""
        text = "".join(self._text)
        return text, tuple(_with_placeholders(text, self._codes))

    def _at_end(self) -> bool:
        """Whether no code begins or ends in the white space at the end of the text."""
        bare = self._length - len(self._text[-1]) + len(self._text[-1].rstrip())
        return all(max(code.start, code.end) <= bare for code in self._codes[-9:])

    def _add(self, code: Code) -> None:
        self._codes.append(code)

    def _words(self, text: str) -> None:
        text = text.translate(_DIRECTIONS)
        if self._collapse:
            text = _SPACE.sub(" ", text)
            if text.startswith(" ") and (not self._text or self._text[-1][-1:].isspace()):
                text = text[1:]
                last = self._codes[-1] if self._codes else None
                if last and last.start == last.end == self._length and not last.close:
                    # A picture between two spaces keeps the one that the plain text does not need.
                    self._codes[-1] = replace(last, open=last.open + " ")
        self._write(text)

    def _verbatim(self, text: str, raw: str) -> None:
        if text != "\n":
            text = _SPACE.sub(" ", text.strip()) if self._collapse else text.strip()
        kind = BREAK if text == "\n" else ""
        self._add(Code(self._length, self._length + len(text), raw, parent=self._path[-1], verbatim=True, kind=kind))
        self._write(text)

    def _write(self, text: str) -> None:
        if text:
            self._text.append(text)
            self._length += len(text)


def _with_placeholders(text: str, codes: Sequence[Code]) -> list[Code]:
    """The codes with one for each word of the text that stays as it is, where no other begins or ends inside of it."""
    kept = [(code.start, code.end) for code in codes if code.protects]
    bounds = sorted({place for code in codes for place in (code.start, code.end)})
    starts = {start for start, _ in kept}
    found: list[Code] = []
    for each in protected(text, kept):
        start, end = each.start, each.end
        inside = bisect_right(bounds, start)
        free = start not in starts and (inside == len(bounds) or bounds[inside] >= end)
        if free and each.kind in (Kind.NOUN, Kind.SOCIAL) and each.put == text[start:end]:
            found.append(Code(start, end, text[start:end], verbatim=True, kind="placeholder"))
    if not found:
        return list(codes)
    whole: list[Code] = []
    places: dict[int, int] = {-1: -1}
    path: list[int] = []
    waiting = found[::-1]
    for k in range(len(codes) + 1):
        while waiting and (k == len(codes) or waiting[-1].start < codes[k].start):
            holder = waiting.pop()
            while path and whole[path[-1]].end < holder.end:
                path.pop()
            whole.append(replace(holder, parent=path[-1] if path else -1))
        if k < len(codes):
            places[k] = len(whole)
            whole.append(replace(codes[k], parent=places[codes[k].parent]))
            if codes[k].spans:
                while path and whole[path[-1]].end <= codes[k].start:
                    path.pop()
                path.append(places[k])
    return whole
