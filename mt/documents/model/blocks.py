"""Blocks: the paragraphs of a marked-up document, and the text around them that they go back into.

A format reader copies what it reads into a skeleton. In the place of a block, or of something that turns with the
direction of writing, it puts a mark: a number between zero characters, which no text of a document holds. A block's
own markup may hold marks too (a picture's description in a paragraph, a text box).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from align.bitext import SegmentPair, Span
from align.splitting import Segment
from glossaries.errors import InputError
from mt.documents.model.coding import Coding
from mt.documents.model.document import Document
from mt.documents.model.markup import Code, Piece, as_it_was, segments_of, weave
from mt.documents.model.parts import Part, as_voids
from mt.documents.model.placing import project

LONGEST = 1_000_000
"""Characters of a paragraph."""
DEEPEST = 32
"""How deep codes may be nested; deeper ones keep their order, and are not moved."""

_MARK = re.compile("\0(\\d+)\0")
_WORDED = re.compile(r"[^\W\d_]|[٠-٩۰-۹]")
_LATIN = re.compile(r"[A-Za-z\d]+")
_LONGEST_WORD = 40
_NO_TEXT = re.compile("[\0\ud800-\udfff\ufdd0\ufdd1]")
OBJECT = "\ufffc"
"""Stands in a text for something without words that has a place among them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its plain text, what stands in the file (`raw`), its codes, and how its translation is written.

    `filled`: what is written differs from `raw` even where the text stays the same (a translation beside it). `id`:
    the name of its segments; blocks without one are numbered.
    """

    text: str
    raw: str
    codes: tuple[Code, ...]
    write: Callable[[Sequence[Piece]], str]
    filled: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A part of the skeleton that is different in a translated document: a language, a direction of writing."""

    raw: str
    turned: str


class Skeleton:
    """The blocks and turns of a document. A reader adds them, and gets marks to put in their places."""

    def __init__(self, name: str):
        self.name = name
        self.items: list[Block | Turn] = []

    def add(self, item: Block | Turn) -> str:
        """The mark to put into the text instead. Raises InputError for a paragraph that is too long."""
        if isinstance(item, Block) and len(item.text) > LONGEST:
            raise InputError(f"{self.name}: a paragraph of over {LONGEST:,} characters: break it up first")
        self.items.append(item)
        return f"\0{len(self.items) - 1}\0"

    def turn(self, raw: str, turned: str) -> str:
        """The mark for what is `turned` in a translated document; `raw` itself where nothing turns."""
        return raw if raw == turned else self.add(Turn(raw, turned))

    def document(self, finish: Callable[[Callable[[str], str], bool], bytes], notes: Sequence[str] = ()) -> Document:
        """The document. `finish` gets a function that fills in marks, and whether anything was translated."""
        ids, segments, parts = [], [], []
        kept: list[tuple[Span, ...]] = []
        number = 0
        for item in self.items:
            if not isinstance(item, Block):
                continue
            number += 1
            sentences = segments_of(item.text, item.codes)
            parts.append((item, sentences))
            kept += _kept(item, sentences)
            for k, sentence in enumerate(sentences, 1):
                ids.append(f"{item.id or number}.{k}")
                segments.append(_NO_TEXT.sub("\ufffd", sentence.text))
        return Document(
            tuple(ids),
            tuple(segments),
            partial(_restore, self.items, parts, tuple(segments), finish),
            tuple(notes),
            tuple(kept),
        )


def _kept(block: Block, sentences: Sequence[Segment]) -> Iterator[tuple[Span, ...]]:
    """The spans of each sentence that stay as they are: verbatim codes, and words like H₂O with a mark inside or behind."""
    text = block.text
    spans = [(code.start, code.end) for code in block.codes if code.protects]
    for code in block.codes:
        at = code.start
        if at == code.end and at and _LATIN.match(text[at - 1]):
            around = max(0, at - _LONGEST_WORD)
            words = _LATIN.finditer(text, around, at + _LONGEST_WORD)
            spans += [word.span() for word in words if word.start() < at <= word.end()]
    waiting = sorted(set(spans), reverse=True)
    for sentence in sentences:
        own: list[Span] = []
        while waiting and waiting[-1][0] < sentence.end:
            start, end = waiting.pop()
            free = not own or own[-1][1] <= start - sentence.start
            if free and sentence.start <= start and end <= sentence.end:
                own.append((start - sentence.start, end - sentence.start))
        yield tuple(own)


def _restore(
    items: Sequence[Block | Turn],
    parts: Sequence[tuple[Block, list[Segment]]],
    segments: tuple[str, ...],
    finish: Callable[[Callable[[str], str], bool], bytes],
    pairs: Sequence[SegmentPair],
) -> bytes:
    if len(pairs) != len(segments):
        raise ValueError(f"{len(segments)} segments need as many pairs, not {len(pairs)}")
    pairs = [replace(pair, target=_NO_TEXT.sub("\ufffd", pair.target)) for pair in pairs]
    same = [pair.target == segment for pair, segment in zip(pairs, segments, strict=True)]
    written: dict[int, str] = {}
    position = 0
    for block, sentences in parts:
        own = slice(position, position + len(sentences))
        position = own.stop
        if not all(same[own]):
            written[id(block)] = block.write(project(block.text, block.codes, sentences, pairs[own]))
        elif block.filled:
            written[id(block)] = block.write(as_it_was(block.text, block.codes))
    turned = not all(same)

    def filled(mark: re.Match[str]) -> str:
        item = items[int(mark[1])]
        if isinstance(item, Turn):
            return fill(item.turned if turned else item.raw)
        return fill(written.get(id(item), item.raw))

    def fill(text: str) -> str:
        return _MARK.sub(filled, text)

    return finish(fill, turned)


class Builder:
    """Puts a paragraph together from its parts, in order; `done` gives it.

    `collapse`: white space is only white space, as in HTML.
    """

    def __init__(self, collapse: bool = True):
        self._collapse = collapse
        self._parts: list[Part] = []
        self._open: list[int] = []

    def text(self, text: str, raw: str) -> None:
        """Words; placeholders among them are kept."""
        self._parts.append(Part("text", text, raw))

    def void(self, raw: str) -> None:
        """Markup without text."""
        self._parts.append(Part("void", "", raw))

    def object(self, raw: str, text: str = OBJECT) -> None:
        """Markup that stands for a word where it has a space before it: a picture, a formula, a placeholder."""
        self._parts.append(Part("object", text, raw))

    def verbatim(self, text: str, raw: str) -> None:
        """Markup with text that is not to be translated: the translation must hold it as it is."""
        self._parts.append(Part("verbatim", text, raw) if text.strip() else Part("void", "", raw))

    def line_break(self, raw: str) -> None:
        """Markup that ends a line, and with it a sentence."""
        self._parts.append(Part("break", "\n", raw))

    def half(self, raw: str) -> None:
        """Markup whose other half stands elsewhere: halves keep their order."""
        self._parts.append(Part("half", "", raw))

    def open(self, name: str, raw: str, kind: str = "") -> None:
        """Begin what `close` ends under the same name; `kind` is for the writer of the block."""
        self._open.append(len(self._parts))
        self._parts.append(Part("open", kind, raw, name))

    def close(self, name: str, raw: str) -> None:
        """Close what was opened last under this name; halves without a match keep their order."""
        at = next((k for k in range(len(self._open) - 1, -1, -1) if self._parts[self._open[k]].name == name), None)
        if at is not None and at < DEEPEST:
            self._parts[self._open[at]].partner = len(self._parts)
        partner = self._open[at] if at is not None and at < DEEPEST else -1
        if at is not None:
            del self._open[at:]
        self._parts.append(Part("close", "", raw, name, partner))

    def done(
        self, write: Callable[[Sequence[Piece]], str], id: str = "", filled: bool = False
    ) -> tuple[str, Block | None, str]:
        """What stands before the paragraph, the paragraph (None where it has no letter), and what stands after it."""
        parts = as_voids(self._parts)
        first, last = 0, len(parts)
        while first < last and _is_edge(parts[first]):
            first += 1
        while first < last and _is_edge(parts[last - 1]):
            last -= 1
        before = "".join(part.raw for part in parts[:first])
        after = "".join(part.raw for part in parts[last:])
        inner = parts[first:last]
        raw = "".join(part.was or part.raw for part in inner)
        if not any(_WORDED.search(part.text) for part in inner if part.kind == "text"):
            return before + raw + after, None, ""
        if inner[0].kind == "text":
            kept = inner[0].text.lstrip()
            space = len(inner[0].raw) - len(inner[0].raw.lstrip())
            before += inner[0].raw[:space]
            raw = raw[space:]
            inner[0] = Part("text", kept, inner[0].raw[space:])
        if inner[-1].kind == "text":
            bare = inner[-1].raw.rstrip()
            after = inner[-1].raw[len(bare) :] + after
            raw = raw[: len(raw) - (len(inner[-1].raw) - len(bare))]
            inner[-1] = Part("text", inner[-1].text.rstrip(), bare)
        text, codes = Coding(inner, first, self._collapse).result()
        return before, Block(text, raw, codes, write, filled, id), after


def _is_edge(part: Part) -> bool:
    return not part.was and (
        part.kind in ("void", "object", "break", "half")
        or (part.kind == "text" and not part.text.strip())
        or (part.kind in ("open", "close") and part.partner < 0)
    )


def write_with(escape: Callable[[str], str]) -> Callable[[Sequence[Piece]], str]:
    """How blocks are written in formats whose codes stand as they are; placeholders are text like any other."""

    def write(pieces: Sequence[Piece]) -> str:
        return weave(
            [
                piece._replace(kind="text")
                if piece.kind == "void" and piece.inside[-1].kind == "placeholder"
                else piece
                for piece in pieces
            ],
            escape,
        )

    return write


def fill_in(text: str, fill: Callable[[str], str], turned: bool) -> bytes:
    """The bytes, in UTF-8, of a text whose marks are filled in."""
    return fill(text).encode("utf-8", "replace")


def text_block(text: str, write: Callable[[str], str], raw: str, id: str = "") -> Block | None:
    """A block of plain text, whose translation `write` writes beside it; None where the text has no letter."""
    builder = Builder(collapse=False)
    builder.text(text, text)
    before, block, after = builder.done(write_with(str))
    if block is None:
        return None
    inner = block.write
    return replace(block, raw=raw, write=lambda pieces: write(f"{before}{inner(pieces)}{after}"), filled=True, id=id)
