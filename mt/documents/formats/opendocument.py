"""OpenDocument (ODF 1.3): texts, sheets, slides and drawings (ODT, ODS, ODP, ODG), in an archive or in one XML file.

Paragraphs and headings wherever they stand: in tables, notes, frames, headers, comments. What is deleted but still
recorded stays, and so do the results of formulas and the names that formulas use.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from glossaries.xml import xml_text
from mt.documents.model.archive import Archive
from mt.documents.model.blocks import Builder, Skeleton, write_with
from mt.documents.model.contents import load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.office import assembled, texts_in_formulas
from mt.documents.model.seen import seen
from mt.documents.model.xml import Node, decode_xml, nodes

_PARTS = re.compile(r"(?:.*/)?(?:content|styles|meta)\.xml")
_BLOCKS = frozenset(("p", "h", "desc", "subject", "keyword", "description"))
_SPANS = frozenset(("span", "a", "meta", "meta-field", "ruby", "ruby-base"))
_KEPT = frozenset(("tracked-changes", "script", "binary-data", "forms", "dde-connection-decls", "calculation-settings"))
_WITHIN = frozenset(
    ("note", "frame", "annotation", "custom-shape", "text-box", "g", "shape-group", "rect", "ellipse", "line")
)
"""Elements in a paragraph that hold paragraphs of their own."""
_MODE = re.compile(r'(\s[\w-]+:writing-mode=")rl-tb(")')
_ALIGNED = re.compile(r'(\s[\w-]+:text-align=")(?:end|right)(")')
_COMPLEX = re.compile(r'\s[\w-]+:(font-weight|font-style|font-size)-complex="([^"]*)"')
_LANGUAGE = re.compile(r'(\sfo:language=")ar(")((?:\s[\w-]+:[\w-]+="[^"]*")*?\sfo:country=")\w*(")')
_QUOTED = re.compile(r'"[^"]*"')
_CELLS = re.compile(r"\S+\.\$?[A-Z]{1,3}\$?\d+(?::\S+)?")
"""The cells that a chart takes its figures from."""
_RESULT = re.compile(r'\s[\w-]+:string-value="[^"]*"')


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The document. Raises InputError where it is damaged, encrypted, or none."""
    start = binary.read(2)
    binary.seek(0)
    if start != b"PK":
        file = decode_xml(load(binary, name), name)
        skeleton = Skeleton(name)
        reader = _Reader(nodes(file.text, name), skeleton)
        text = reader.all()
        notes = texts_in_formulas(reader.texts_in_formulas)
        yield skeleton.document(lambda fill, turned: file.encode(fill(text)), notes)
        return
    archive = Archive(binary, name)
    if "content.xml" not in archive.parts:
        raise InputError(f"{name}: a zip archive without a document: give an OpenDocument file")
    manifest = "META-INF/manifest.xml"
    if manifest in archive.parts and b"encryption-data" in archive.part(manifest):
        raise InputError(f"{name}: encrypted: save it without a password")
    charts = sum(bool(re.fullmatch(r"Object \d+/", part)) for part in archive.parts)
    notes = [f"embedded objects ({charts}): the figures in them are kept as they are"] if charts else []

    def take(found: Iterator[Node], skeleton: Skeleton) -> str:
        reader = _Reader(found, skeleton)
        text = reader.all()
        notes.extend(texts_in_formulas(reader.texts_in_formulas))
        return text

    yield assembled(archive, {part: take for part in archive.parts if _PARTS.fullmatch(part)}, {}, notes)


class _Reader:
    def __init__(self, found: Iterator[Node], skeleton: Skeleton):
        self._nodes, self._skeleton = seen(found, skeleton), skeleton
        self.texts_in_formulas = 0

    def all(self) -> str:
        return "".join(map(self._any, self._nodes))

    def _any(self, node: Node) -> str:
        """A node as it is or turned, or the paragraph that it opens."""
        if node.kind != "start":
            return node.raw
        self.texts_in_formulas += any(has_arabic(value) for value in _formulas(node))
        if node.name in _KEPT or (node.name in ("table-cell", "covered-table-cell") and _is_formula(node)):
            return self._raw(node)
        if (node.name in _BLOCKS or node.raw.startswith(("<svg:title", "<dc:title"))) and not node.raw.endswith("/>"):
            return self._block(node)
        return self._skeleton.turn(node.raw, _turned(node))

    def _raw(self, node: Node) -> str:
        out, depth = [node.raw], 1
        while depth:
            node = next(self._nodes)
            depth += (node.kind == "start") - (node.kind == "end")
            out.append(node.raw)
        return "".join(out)

    def _whole(self, start: Node) -> tuple[str, str]:
        """All of an element, with marks for the paragraphs in it, and the text in it."""
        out, texts, depth = [self._skeleton.turn(start.raw, _turned(start))], [""], 1
        while depth:
            node = next(self._nodes)
            if node.kind == "start" and (node.name in _BLOCKS or node.raw.startswith("<svg:title")):
                out.append(self._any(node))
                continue
            depth += (node.kind == "start") - (node.kind == "end")
            out.append(self._skeleton.turn(node.raw, _turned(node)) if node.kind == "start" else node.raw)
            texts.append(node.text)
        return "".join(out), "".join(texts)

    def _block(self, start: Node) -> str:
        builder = Builder()
        path: list[str] = []
        for node in self._nodes:
            if node.kind == "text":
                builder.text(node.text, node.raw)
            elif node.kind == "end":
                if not path:
                    break
                builder.close(path.pop(), node.raw)
            elif node.kind != "start":
                builder.void(node.raw)
            elif node.name in _SPANS:
                path.append(node.name)
                builder.open(node.name, node.raw)
            else:
                self._inline(node, builder)
        before, block, after = builder.done(write_with(xml_text))
        opening = self._skeleton.turn(start.raw, _turned(start))
        if block and start.name == "desc" and _CELLS.fullmatch(block.text):
            return f"{start.raw}{before}{block.raw}{after}{node.raw}"
        return "".join((opening, before, self._skeleton.add(block) if block else "", after, node.raw))

    def _inline(self, node: Node, builder: Builder) -> None:
        """A space, a break, a mark, a field, or something that holds paragraphs of its own."""
        raw, text = self._whole(node)
        if node.name == "s":
            builder.text(" ", raw)
        elif node.name in ("line-break", "tab"):
            builder.line_break(raw)
        elif node.name.endswith(("-start", "-end")):
            builder.half(raw)
        elif node.name in _WITHIN:
            builder.void(raw)
        else:
            builder.verbatim(text, raw)


def _is_formula(node: Node) -> bool:
    return any(name.endswith(":formula") for name in node.attributes)


def _formulas(node: Node) -> Iterator[str]:
    """The quoted texts of a cell's formula, and of the condition on what may be put into cells."""
    for name, value in node.attributes.items():
        if name.endswith((":formula", ":condition")):
            yield "".join(_QUOTED.findall(value))


def _turned(node: Node) -> str:
    """A start tag as it is in a document that reads from left to right."""
    raw = node.raw
    if node.name == "table-cell":
        return _RESULT.sub("", raw)
    if not node.name.endswith("properties"):
        return raw
    if _MODE.search(raw):
        raw = _ALIGNED.sub(r"\1start\2", _MODE.sub(r"\1lr-tb\2", raw))
    if node.name == "text-properties":
        raw = _LANGUAGE.sub(r"\1en\2\3US\4", raw)
        missing = "".join(f' fo:{name}="{value}"' for name, value in _COMPLEX.findall(raw) if f" fo:{name}=" not in raw)
        end = len(raw.rstrip("/>"))
        raw = raw[:end] + missing + raw[end:]
    return raw
