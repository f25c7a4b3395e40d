"""Excel files (XLSX, ECMA-376): texts of cells, comments, shapes, headers and footers; sheets turn to left to right.

Formulas and the names that they use (of sheets, of tables' columns) stay as they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from glossaries.arabic import has_arabic
from glossaries.xml import xml_text
from mt.documents.model import drawing
from mt.documents.model.archive import Archive
from mt.documents.model.blocks import Builder, Skeleton, write_with
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.inline_xml import element_end
from mt.documents.model.office import Take, assembled, opened, texts_in_formulas
from mt.documents.model.properties import properties
from mt.documents.model.runs import Item, Writing, block_of
from mt.documents.model.seen import seen
from mt.documents.model.xml import Node, decode_xml, nodes

_TEXTS = frozenset(("si", "is", "text"))
_PRINTED = re.compile(r"(?:odd|even|first)(?:Header|Footer)")
_CODE = re.compile(r'(&(?:[LCRPNDTAFZGBIUESXYHO]|"[^"]*"|K[0-9A-F]{6}|\d+|&)|_x[0-9A-Fa-f]{4}_)')
_QUOTED = re.compile(r'"[^"]*"')
_UNSEEN = re.compile(r"<(?:charset|family|scheme)\b[^>]*/>")
_READING = re.compile(r'\sreadingOrder="2"')


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The workbook as one document. Raises InputError where it is damaged, encrypted, or none."""
    archive, found = opened(binary, name, "xlsx")
    used, notes = _names(archive, found)
    kept: list[str] = []  # the formulas and lists of choices with texts
    cells = partial(_cells, used, kept)
    takes: dict[str, Take] = {
        "sharedStrings": cells,
        "worksheet": cells,
        "comments": cells,
        "threadedComment": cells,
        "styles": _styles,
        "drawing": drawing.translatable,
        "core-properties": properties,
    }
    wanted = {part: takes[found[part]] for part in archive.parts if found.get(part) in takes}
    document = assembled(archive, wanted, found, notes)
    yield replace(document, notes=(*texts_in_formulas(len(kept)), *document.notes))


def _names(archive: Archive, found: dict[str, str]) -> tuple[set[str], list[str]]:
    """The texts that formulas, filters and pivot tables know cells by, and the notes on what stays in Arabic."""
    used: set[str] = set()
    notes = []
    for part, kind in found.items():
        if kind in ("table", "pivotCacheDefinition"):
            place = f"{archive.name} ({part})"
            for node in nodes(decode_xml(archive.part(part), place).text, place):
                if node.kind == "start" and node.name in ("tableColumn", "cacheField"):
                    used.add(_spaced(node.attributes.get("name", "")))
        elif kind == "officeDocument":
            place = f"{archive.name} ({part})"
            sheets = [
                node.attributes.get("name", "")
                for node in nodes(decode_xml(archive.part(part), place).text, place)
                if node.kind == "start" and node.name == "sheet"
            ]
            if count := sum(map(has_arabic, sheets)):
                notes.append(f"names of sheets ({count}) are kept: formulas use them")
    if count := sum(map(has_arabic, used)):
        notes.append(f"headings of tables ({count}) are kept: formulas and filters use them")
    return used, notes


def _spaced(text: str) -> str:
    return " ".join(re.sub(r"_x000[aAdD]_", " ", text).split())


def _cells(used: set[str], kept: list[str], found: Iterator[Node], skeleton: Skeleton) -> str:
    """A part with marks for its texts."""
    out: list[str] = []
    reader = seen(found, skeleton)
    formula = False
    for node in reader:
        if node.kind != "start":
            if formula and node.kind == "text" and has_arabic("".join(_QUOTED.findall(node.text))):
                kept.append(node.text)
            formula = formula and node.kind == "text"
            out.append(node.raw)
            continue
        formula = node.name in ("f", "formula1", "formula2")
        if formula:
            out.append(node.raw)
        elif node.name == "sheetView":
            out.append(skeleton.turn(node.raw, re.sub(r'(\srightToLeft=")(?:1|true)"', r'\g<1>0"', node.raw)))
        elif (node.name in _TEXTS or _PRINTED.fullmatch(node.name)) and not node.raw.endswith("/>"):
            inner = [node]
            while inner[-1].kind != "end" or inner[-1].name != node.name:
                inner.append(next(reader))
            out.append(_text(inner, used, skeleton))
        else:
            out.append(node.raw)
    return "".join(out)


def _text(element: Sequence[Node], used: set[str], skeleton: Skeleton) -> str:
    """A text of plain `t` or of runs, with a mark for its block. How its letters are to be read stays (`rPh`)."""
    if _spaced("".join(node.text for node in element)) in used:
        return "".join(node.raw for node in element)
    prefix = element[0].raw[1:].partition(element[0].name)[0]
    items: list[Item] = []
    out = [element[0].raw]
    position = 1
    while position < len(element) - 1:
        node = element[position]
        end = element_end(element, position) if node.kind == "start" else position + 1
        inner = element[position:end]
        raw = "".join(each.raw for each in inner)
        if node.kind == "start" and node.name == "r":
            look = next((k for k, each in enumerate(inner) if each.kind == "start" and each.name == "rPr"), None)
            properties = (
                "".join(each.raw for each in inner[look : element_end(inner, look)]) if look is not None else ""
            )
            items.append(Item("text", "".join(each.text for each in inner), raw, properties))
        elif node.kind == "start" and node.name == "t":
            out += [inner[0].raw, _plain(inner[1:-1], skeleton), inner[-1].raw]
        elif node.kind == "text" and node.text.strip():
            out.append(_plain(inner, skeleton))
        else:
            items.append(Item("void", "", raw))
        position = end
    writing = Writing(
        _UNSEEN,
        lambda look, text: f'<{prefix}r>{look}<{prefix}t xml:space="preserve">{xml_text(text)}</{prefix}t></{prefix}r>',
    )
    return "".join((*out, block_of(items, writing, skeleton), element[-1].raw))


def _plain(content: Sequence[Node], skeleton: Skeleton) -> str:
    builder = Builder(collapse=False)
    for node in content:
        for part in _CODE.split(node.text):
            if _CODE.fullmatch(part):
                builder.void(xml_text(part))
            else:
                builder.text(part, xml_text(part))
    before, block, after = builder.done(write_with(xml_text))
    return before + (skeleton.add(block) if block else "") + after


def _styles(found: Iterator[Node], skeleton: Skeleton) -> str:
    """The styles, with marks for what reads from right to left."""
    out = []
    for node in found:
        turned = node.raw
        if node.kind == "start" and node.name == "alignment" and _READING.search(node.raw):
            turned = _READING.sub("", node.raw).replace(' horizontal="right"', ' horizontal="left"')
        out.append(skeleton.turn(node.raw, turned))
    return "".join(out)
