"""Inline markup: a text and its codes.

A code is what a format writes between or around characters of a text: bold, a link, a footnote mark, a
placeholder. Codes form a tree.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from align.bitext import Span
from align.splitting import Segment
from mt.protected.sentences import whole_sentences

BREAK = "break"
"""The kind of codes that end a line."""


@dataclass(frozen=True, slots=True)
class Code:
    """Markup around the characters `[start, end)` of a text, or at a place in it where the two are equal.

    `open` and `close` are what the format writes; `parent` is the index of the code that it stands in, -1 for none.
    A `verbatim` code stands for its characters: they are not translated, and `open` is written for them. `ordered`
    codes never change their order, and all stand in the same code: they are halves of something.
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
        """Whether words stand in the code."""
        return self.start < self.end and not self.verbatim

    @property
    def protects(self) -> bool:
        """Whether its characters stay as they are; a line break is no word."""
        return self.verbatim and self.kind != BREAK


class Piece(NamedTuple):
    """A part of a marked-up text: text, or a code's opening, closing, or whole (`void`).

    `inside` are the codes around it, outermost first; unless the piece is text, the last of them is its own code.
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
    return whole_sentences(text, [(code.start, code.end) for code in codes if code.protects])


def as_it_was(text: str, codes: Sequence[Code]) -> list[Piece]:
    """The text itself with its codes."""
    spans = {i: (code.start, code.end) for i, code in enumerate(codes)}
    return list(pieces_of(text, codes, spans, [code.parent for code in codes]))


def pieces_of(text: str, codes: Sequence[Code], spans: Mapping[int, Span], parents: Sequence[int]) -> Iterator[Piece]:
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
