"""The paragraphs of WordprocessingML (ECMA-376 part 1, 17.3): from runs to codes, and from pieces back to runs."""

import re
from collections.abc import Iterator

from glossaries.xml import xml_text
from mt.documents.model.blocks import Skeleton
from mt.documents.model.runs import Item, Items, Writing, block_of
from mt.documents.model.seen import seen
from mt.documents.model.xml import Node

_WRAPPERS = frozenset(["hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "fldSimple", "dir", "bdo"])
_BREAKS = frozenset(["tab", "ptab", "br", "cr"])
_PROPERTIES = frozenset(("pPr", "rPr", "sectPr", "tblPr"))
_OBJECTS = frozenset(["sym", "drawing", "pict", "object"])
_SILENT = frozenset(["softHyphen", "lastRenderedPageBreak"])

_RTL = re.compile(r"<\w+:(?:bidi|rtl|cs|rtlGutter|bidiVisual)(?:\s+\w+:val=\"(?:1|true|on)\")?\s*/>")
_BIDI = re.compile(r"<\w+:bidi(?:\s+\w+:val=\"(?:1|true|on)\")?\s*/>")
_ALIGNED = re.compile(r"<\w+:jc\s+\w+:val=\"(?:right|end)\"\s*/>")
_LANGUAGE = re.compile(r'(<\w+:lang\b[^>]*?\s\w+:val=")ar[-\w]*(")')
_UNSEEN = re.compile(r"<\w+:(?:rtl|cs|lang|noProof)\b[^>]*/>|\s\w+:(?:hint|rsid\w*)=\"[^\"]*\"|<\w+:rFonts\s*/>")
_COMPLEX = (("b", "bCs"), ("i", "iCs"), ("sz", "szCs"))


def left_to_right(properties: str) -> str:
    """An element of properties without its direction from right to left.

    An alignment to the right goes with it: in such a paragraph programs do not agree which side that is, and English
    begins at the left.
    """
    turned = _RTL.sub("", properties)
    return _ALIGNED.sub("", turned) if _BIDI.search(properties) else turned


def translatable(nodes: Iterator[Node], skeleton: Skeleton) -> str:
    """A part of the package with marks for its paragraphs."""
    nodes = _unbound(seen(nodes, skeleton), skeleton)
    reader = _Reader(nodes, skeleton)
    return "".join(reader.any(node) for node in nodes)


def looks(nodes: Iterator[Node], skeleton: Skeleton) -> str:
    """The package's styles or lists, with marks for what turns from left to right."""
    nodes = seen(nodes, skeleton)
    reader = _Reader(nodes, skeleton)
    return "".join(reader.properties(node) for node in nodes)


def _unbound(nodes: Iterator[Node], skeleton: Skeleton) -> Iterator[Node]:
    """The nodes; in a translation no control takes its text from the document's data again, which is in Arabic."""
    for node in nodes:
        bound = node.kind == "start" and node.name == "dataBinding" and node.raw.endswith("/>")
        yield node._replace(raw=skeleton.turn(node.raw, "")) if bound else node


class _Reader:
    def __init__(self, nodes: Iterator[Node], skeleton: Skeleton):
        self._nodes, self._skeleton = nodes, skeleton

    def any(self, node: Node) -> str:
        """A node as it is, or the paragraph or the properties that it opens."""
        if node.kind != "start" or node.raw.startswith("<a:"):
            return node.raw
        if node.name == "p" and not node.raw.endswith("/>"):
            return self._paragraph(node)
        return self.properties(node)

    def properties(self, node: Node) -> str:
        """A node as it is, or the properties that it opens."""
        if node.kind != "start" or node.name not in _PROPERTIES:
            return node.raw
        raw = self._element(node)
        return self._skeleton.turn(raw, left_to_right(raw))

    def _element(self, node: Node) -> str:
        """All of an element, with marks for the paragraphs in it."""
        out, depth = [node.raw], 1
        while depth:
            node = next(self._nodes)
            if node.kind == "start" and node.name == "p" and not node.raw.endswith("/>"):
                out.append(self.any(node))
                if not node.raw.startswith("<a:"):
                    continue
            else:
                out.append(node.raw)
            depth += (node.kind == "start") - (node.kind == "end")
        return "".join(out)

    def _paragraph(self, start: Node) -> str:
        prefix = start.raw[1 : start.raw.index("p", 1)]
        properties = ""
        items = Items()
        path: list[str] = []
        held = ""
        for node in self._nodes:
            if node.kind == "end" and not path:
                break
            if node.kind == "end":
                name = path.pop()
                held += node.raw
                if name in _WRAPPERS:
                    items.add(Item("close", name, held))
                    held = ""
            elif node.kind != "start":
                items.add(Item("void", "", node.raw))
            elif node.name == "pPr":
                properties = self.properties(node)
            elif node.name == "r":
                self._run(node, items, prefix)
            elif node.name == "sdt":
                items.add(Item("open", "sdt", node.raw + self._before_content()))
                path += ["sdt", "sdtContent"]
            elif node.name in _WRAPPERS and not node.raw.endswith("/>"):
                raw = node.raw
                if node.name in ("dir", "bdo"):
                    raw = self._skeleton.turn(raw, raw.replace('"rtl"', '"ltr"'))
                items.add(Item("open", node.name, raw))
                path.append(node.name)
            elif node.name.endswith("Pr") and items.found and items.found[-1].kind == "open":
                items.found[-1] = items.found[-1]._replace(raw=items.found[-1].raw + self._element(node))
            else:
                half = node.name.endswith(("Start", "End"))
                kind = "half" if half else "object" if node.name == "oMath" else "void"
                items.add(Item(kind, "", self._element(node)))
        found = [self._mark(item) if item.kind == "text" and len(item.text) < 9 else item for item in items.all()]
        return "".join((start.raw, properties, block_of(found, _writing(prefix), self._skeleton), node.raw))

    def _mark(self, item: Item) -> Item:
        """A short text, which may be the mark of a note: that stays as it is, but for its direction."""
        return item._replace(raw=self._skeleton.turn(item.raw, _RTL.sub("", item.raw)))

    def _before_content(self) -> str:
        """What stands in a content control before its content."""
        out: list[str] = []
        for node in self._nodes:
            if node.name == "sdtContent":
                return "".join((*out, node.raw))
            out.append(self._element(node) if node.kind == "start" else node.raw)
        return "".join(out)

    def _run(self, start: Node, items: "Items", prefix: str) -> None:
        """The items of a run; one that holds several things is taken as several runs."""
        look = field = ""
        raws = [start.raw]
        inner: list[Item] = []
        for node in self._nodes:
            if node.kind != "start":
                raws.append(node.raw)
                if node.kind == "end":
                    break
                continue
            text = ""
            if node.name in ("t", "instrText"):
                raw, text = self._text(node)
            else:
                raw = self._element(node)
            raws.append(raw)
            alone = f"<{prefix}r>{look}{raw}</{prefix}r>"
            if node.name == "rPr":
                look = raw
            elif node.name == "fldChar":
                field = node.attributes.get(f"{prefix}fldCharType", "")
                inner.append(Item("void", "", alone))
            elif node.name == "t":
                inner.append(Item("text", text, alone, look))
            elif node.name == "noBreakHyphen":
                inner.append(Item("text", "\u2011", alone, look))
            elif node.name in _BREAKS:
                inner.append(Item("break", "\n", alone))
            elif node.name not in _SILENT:
                inner.append(Item("object" if node.name in _OBJECTS and "anchor " not in raw else "void", "", alone))
        whole = "".join(raws)
        if field:
            items.field(field, whole)
        elif len(inner) == 1:
            items.add(inner[0]._replace(raw=whole))
        else:
            for item in inner:
                items.add(item)

    def _text(self, start: Node) -> tuple[str, str]:
        """The element and its text."""
        raws, texts = [start.raw], []
        for node in self._nodes:
            raws.append(node.raw)
            if node.kind == "end":
                break
            texts.append(node.text)
        text = "".join(texts)
        return "".join(raws), text if "preserve" in start.raw else text.strip()


def _writing(prefix: str) -> Writing:
    return Writing(
        _UNSEEN,
        lambda look, text: (
            f'<{prefix}r>{_english(look)}<{prefix}t xml:space="preserve">{xml_text(text)}</{prefix}t></{prefix}r>'
        ),
    )


def _english(look: str) -> str:
    """Run properties for text from left to right: what holds for complex scripts holds for it too."""
    look = _LANGUAGE.sub(r"\1en-US\2", _RTL.sub("", look))
    for plain, complex_ in _COMPLEX:
        found = re.search(rf"<(\w+:){complex_}\b([^>]*)/>", look)
        if found and not re.search(rf"<\w+:{plain}\b[^>]*/>", look):
            look = f"{look[: found.start()]}<{found[1]}{plain}{found[2]}/>{look[found.start() :]}"
    return look
