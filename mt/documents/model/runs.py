"""What a paragraph of an office document consists of, and the block that it is: runs joined to sentences.

Its translation looks as most of it does; runs that look different become codes.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from glossaries.arabic import has_arabic
from mt.documents.model.blocks import OBJECT, Builder, Skeleton
from mt.documents.model.markup import Piece

_LOOK = "look:"


class Writing(NamedTuple):
    """How a format writes runs: `unseen` in their properties does not show; `run` writes properties and a text."""

    unseen: re.Pattern[str]
    run: Callable[[str, str], str]


class Item(NamedTuple):
    """A part of a paragraph: text of a run that has the properties `look`, a wrapper (`text` is its name), markup."""

    kind: str  # text, void, object, half, verbatim, break, open, close
    text: str
    raw: str
    look: str = ""


class Items:
    """The items of a paragraph. Complex fields (17.16.18) are put together: what shows is text between two codes."""

    def __init__(self) -> None:
        self.found: list[Item] = []
        self._instruction: list[str] = []
        self._depth = 0
        self._results: list[int] = []

    def add(self, item: Item) -> None:
        """Add an item; within the instruction of a field it becomes a part of that."""
        if self._depth:
            self._instruction.append(item.raw)
        else:
            self.found.append(item)

    def field(self, kind: str, raw: str) -> None:
        """A run that begins a field, separates its instruction from its result, or ends it."""
        if kind == "begin":
            self._depth += 1
            self._instruction.append(raw)
        elif self._depth:
            self._instruction.append(raw)
            if kind == "separate" and self._depth == 1:
                self._results.append(len(self.found))
                self._leave("open")
            elif kind == "end":
                self._depth -= 1
                if not self._depth:
                    self._leave("void")
        elif kind == "end" and self._results:
            start = self._results.pop()
            inner = self.found[start + 1 :]
            self.found.append(Item("close", "field", raw))
            if not any(has_arabic(item.text) for item in inner if item.kind == "text") and all(
                item.kind in ("text", "void", "object") for item in inner
            ):
                text = "".join(item.text for item in inner)
                self.found[start:] = [Item("verbatim", text, "".join(item.raw for item in self.found[start:]))]
        else:
            self.found.append(Item("half", "", raw))

    def _leave(self, kind: str) -> None:
        self._depth = 0
        self.found.append(Item(kind, "field", "".join(self._instruction)))
        self._instruction.clear()

    def all(self) -> list[Item]:
        """All items; a field that goes on in another paragraph leaves a half here."""
        if self._depth:
            self._leave("half")
        return self.found


def block_of(items: Sequence[Item], writing: Writing, skeleton: Skeleton) -> str:
    """The items of a paragraph with a mark for its block."""
    base, base_look = _base(items, writing)
    builder = Builder(collapse=False)
    before = base
    for item in items:
        key = _key(item.look, writing) if item.kind == "text" else base
        if key != before:
            if before != base:
                builder.close("look", "")
            if key != base:
                builder.open("look", "", _LOOK + item.look)
            before = key
        match item.kind:
            case "text":
                builder.text(item.text, item.raw)
            case "verbatim":
                builder.verbatim(item.text, item.raw)
            case "break":
                builder.line_break(item.raw)
            case "open":
                builder.open(item.text, item.raw)
            case "close":
                builder.close(item.text, item.raw)
            case "half":
                builder.half(item.raw)
            case "object":
                builder.object(item.raw, item.text or OBJECT)
            case _:
                builder.void(item.raw)
    if before != base:
        builder.close("look", "")
    start, block, end = builder.done(_Writer(writing, base_look))
    return start + (skeleton.add(block) if block else "") + end


def _base(items: Sequence[Item], writing: Writing) -> tuple[str, str]:
    """What most of the text looks like: a key, and the properties themselves."""
    weights: dict[str, int] = {}
    looks: dict[str, str] = {}
    for item in items:
        if item.kind == "text":
            key = _key(item.look, writing)
            looks.setdefault(key, item.look)
            weights[key] = weights.get(key, 0) + len(item.text.strip())
    key = max(weights, key=weights.__getitem__) if weights else ""
    return key, looks.get(key, "")


def _key(look: str, writing: Writing) -> str:
    """Run properties without what does not show; empty properties are none."""
    key = writing.unseen.sub("", look)
    return "" if re.fullmatch(r"<(?:\w+:)?rPr>\s*</(?:\w+:)?rPr>|<(?:\w+:)?rPr\s*/>", key) else key


class _Writer:
    """Pieces as runs."""

    def __init__(self, writing: Writing, look: str):
        self._writing, self._look = writing, look

    def __call__(self, pieces: Sequence[Piece]) -> str:
        out = []
        for piece in pieces:
            code = piece.inside[-1] if piece.inside else None
            if code is None or piece.kind == "text" or code.kind == "placeholder":
                looks = [code.kind.removeprefix(_LOOK) for code in piece.inside if code.kind.startswith(_LOOK)]
                out.append(self._writing.run(looks[-1] if looks else self._look, piece.text))
            elif piece.kind == "close":
                out.append(code.close)
            else:
                out.append(code.open + (code.close if piece.kind == "void" else ""))
        return "".join(out)
