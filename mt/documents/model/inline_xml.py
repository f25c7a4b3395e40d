"""Segments of XLIFF and TMX: text with the codes of both (`g`, `pc`, `hi`, `bpt`, `ph`, `x`, ...)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from align.markup import Reader, Unit, is_break, is_deleted
from mt.documents.model.blocks import OBJECT, Builder
from mt.documents.model.xml import Node

_SPANS = frozenset(("g", "pc", "mrk", "hi"))
_BEGINS = frozenset(("bpt", "bx", "sc", "sm"))
_SHORT = 40
"""Characters of what stands for a placeholder in a text."""
_ENDS = frozenset(("ept", "ex", "ec", "em"))
_HALF = re.compile(r"(START|CLOSE)_(?:TAG_)?([A-Z][A-Z_]*?)(?:_\d+)?")
"""How Angular calls its tags."""


def build(nodes: Sequence[Node], data: Mapping[str, str] = {}) -> Builder:
    """A builder with the content of a `source` or `seg` element. `data` is what its codes stand for, by their name."""
    builder = Builder(collapse=False)
    path: list[str] = []
    position = 0
    while position < len(nodes):
        node = nodes[position]
        if node.kind == "text":
            builder.text(node.text, node.raw)
        elif node.kind == "other":
            # The halves of a CDATA section: what is written instead is escaped.
            builder.half("" if node.raw in ("<![CDATA[", "]]>") else node.raw)
        elif node.kind == "end":
            builder.close(path.pop(), node.raw)
        elif node.name in _SPANS and not node.raw.endswith("/>") and not _protected(node):
            path.append(node.name)
            builder.open(node.name, node.raw)
        else:
            end = element_end(nodes, position)
            raw = "".join(inner.raw for inner in nodes[position:end])
            stands_for = "".join(inner.text for inner in nodes[position:end])
            stands_for = stands_for or data.get(node.attributes.get("dataRef", ""), "")
            half = _HALF.fullmatch(node.attributes.get("id", "")) if node.name in ("x", "ph") else None
            if half and half[1] == "START":
                builder.open(half[2], raw)
            elif half:
                builder.close(half[2], raw)
            elif node.name in _BEGINS:
                builder.open(_name(node), raw)
            elif node.name in _ENDS:
                builder.close(_name(node), raw)
            elif is_deleted(node.name, node.attributes):
                builder.void(raw)
            elif node.name in _SPANS:
                builder.verbatim("".join(inner.text for inner in nodes[position:end]), raw)
            elif is_break(node.name, node.attributes, stands_for):
                builder.line_break(raw)
            elif node.name == "it":
                builder.half(raw)
            else:
                builder.object(raw, _shown(node, stands_for))
            position = end
            continue
        position += 1
    return builder


def _shown(node: Node, stands_for: str) -> str:
    """What a placeholder says of itself: its content, if that is short and no markup."""
    text = stands_for.strip() or node.attributes.get("equiv-text", "")
    return text if 0 < len(text) <= _SHORT and "<" not in text else OBJECT


def with_units(
    nodes: Iterator[Node], names: Collection[str], reader: Reader
) -> Iterator[tuple[list[Node], Unit | None]]:
    """The nodes of a document in order: those of a unit's element together, with what `reader` says of it."""
    for node in nodes:
        part = [node]
        depth = int(node.kind == "start" and node.name in names)
        while depth:
            part.append(node := next(nodes))
            depth += (node.kind == "start") - (node.kind == "end")
        for reader.position, node in enumerate(part):
            if node.kind == "start":
                reader.begin(node.name, node.attributes)
            elif node.kind == "end":
                reader.close(node.name)
            elif node.kind == "text":
                reader.text(node.text)
        yield part, reader.units.pop() if reader.units else None


def element_end(nodes: Sequence[Node], start: int) -> int:
    """The index behind the element that opens at `start`."""
    depth = 0
    for position in range(start, len(nodes)):
        depth += (nodes[position].kind == "start") - (nodes[position].kind == "end")
        if not depth:
            return position + 1
    return len(nodes)


def _protected(node: Node) -> bool:
    return (
        node.attributes.get("mtype") == "protected"
        or is_deleted(node.name, node.attributes)
        or node.attributes.get("translate") == "no"
    )


def _name(node: Node) -> str:
    """What the two halves of a code have in common."""
    found = (node.attributes.get(key) for key in ("startRef", "rid", "i", "id"))
    return f"code {next(filter(None, found), '')}"
