"""The paragraphs of DrawingML (ECMA-376 part 1, 21.1.2): from runs to codes, and from pieces back to runs."""

import re
from collections.abc import Iterator

from glossaries.xml import xml_text
from mt.documents.model.blocks import Skeleton
from mt.documents.model.runs import Item, Writing, block_of
from mt.documents.model.seen import seen
from mt.documents.model.xml import Node

_RTL = re.compile(r'(\s(?:rtl|rtlCol)=")(?:1|true)(")')
_RIGHT = re.compile(r'(\salgn=")r(")')
_LANGUAGE = re.compile(r'(\slang=")ar[-\w]*(")')
_UNSEEN = re.compile(r'\s(?:lang|altLang|dirty|err|noProof|smtClean|smtId)="[^"]*"')
_PLAIN_TEXTS = frozenset(("text",))
"""Elements of comments that hold a text and nothing else."""


def translatable(nodes: Iterator[Node], skeleton: Skeleton) -> str:
    """A part of the package with marks for its paragraphs and for what turns from left to right."""
    return _Reader(seen(nodes, skeleton), skeleton).all()


class _Reader:
    def __init__(self, nodes: Iterator[Node], skeleton: Skeleton):
        self._nodes, self._skeleton = nodes, skeleton

    def all(self) -> str:
        return "".join(self._any(node) for node in self._nodes)

    def _any(self, node: Node) -> str:
        """A node as it is or turned, or the paragraph that it opens."""
        if node.kind == "start" and not node.raw.endswith("/>"):
            prefix = node.raw[1:].partition(node.name)[0]
            if node.name == "p":
                return self._paragraph(node, prefix)
            if node.name in _PLAIN_TEXTS:
                items: list[Item] = []
                inner = self._inner(node)
                if all(each.kind == "text" for each in inner[:-1]):
                    items = [Item("text", each.text, each.raw) for each in inner[:-1]]
                    plain = Writing(_UNSEEN, lambda look, text: xml_text(text))
                    return node.raw + block_of(items, plain, self._skeleton) + inner[-1].raw
                return node.raw + "".join(each.raw for each in inner)
        return self._turned(node)

    def _turned(self, node: Node) -> str:
        if node.kind != "start" or ("rtl" not in node.raw and "lang=" not in node.raw):
            return node.raw
        raw = node.raw
        if _RTL.search(raw):
            raw = _RIGHT.sub(r"\1l\2", _RTL.sub(r"\g<1>0\2", raw))
        return self._skeleton.turn(node.raw, _LANGUAGE.sub(r"\1en-US\2", raw))

    def _inner(self, start: Node) -> list[Node]:
        """The nodes of an element after its start tag, its end tag with them."""
        found: list[Node] = []
        depth = 1
        while depth:
            node = next(self._nodes)
            depth += (node.kind == "start") - (node.kind == "end")
            found.append(node)
        return found

    def _element(self, start: Node) -> str:
        return "".join(map(self._turned, (start, *self._inner(start))))

    def _paragraph(self, start: Node, prefix: str) -> str:
        before, items = [start.raw], list[Item]()
        for node in self._nodes:
            if node.kind == "end":
                break
            if node.kind != "start":
                items.append(Item("void", "", node.raw))
            elif node.name == "pPr":
                before.append(self._element(node))
            elif node.name in ("r", "fld", "br"):
                items.append(self._run(node))
            else:
                items.append(Item("void", "", self._element(node)))
        writing = Writing(
            _UNSEEN,
            lambda look, text: f"<{prefix}r>{_english(look)}<{prefix}t>{xml_text(text)}</{prefix}t></{prefix}r>",
        )
        return "".join((*before, block_of(items, writing, self._skeleton), node.raw))

    def _run(self, start: Node) -> Item:
        inner = self._inner(start)
        raw = "".join(node.raw for node in (start, *inner))
        if start.name == "br":
            return Item("break", "\n", raw)
        look, text, within = "", "", ""
        for node in inner:
            if node.kind == "start" and node.name in ("rPr", "t") and not within:
                within = node.name
            if within == "rPr":
                look += node.raw
            elif within == "t":
                text += node.text
            if node.kind == "end" and node.name == within:
                within = ""
        return Item("verbatim" if start.name == "fld" else "text", text, raw, look)


def _english(look: str) -> str:
    return _LANGUAGE.sub(r"\1en-US\2", look)
