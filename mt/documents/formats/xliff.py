"""XLIFF 1.2 and 2.x (OASIS): `target` elements are filled from their `source`; all else stays as it is."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from align.markup import Unit
from align.xliff import UNITS, XliffReader
from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from glossaries.xml import xml_text
from mt.documents.model.blocks import Skeleton, write_with
from mt.documents.model.contents import load
from mt.documents.model.document import Document, ReadOptions, kept_notes
from mt.documents.model.inline_xml import build, element_end, with_units
from mt.documents.model.markup import Piece
from mt.documents.model.xml import Node, decode_xml, nodes


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document. Raises InputError where it is no well-formed XLIFF."""
    file = decode_xml(load(binary, name), name)
    skeleton = Skeleton(name)
    out: list[str] = []
    root = ""
    kept = 0
    data: dict[str, str] = {}
    named = ""
    for part, unit in with_units(nodes(file.text, name), UNITS, XliffReader()):
        root = root or part[0].name
        if not unit and part[0].kind == "start" and part[0].name in ("originalData", "data"):
            named = part[0].attributes.get("id", "")
            data = {} if part[0].name == "originalData" else {**data, named: ""}
        elif named and part[0].kind == "text":
            data[named] += part[0].text
        elif part[0].kind == "end":
            named = ""
        if unit and not unit.protected:
            raw, was_kept = _filled(part, unit, skeleton, options.overwrite, data)
            out.append(raw)
            kept += was_kept
        else:
            out += [_languages(node, skeleton) if node.kind == "start" else node.raw for node in part]
    if root != "xliff":
        raise InputError(f"{name}: no XLIFF: its root is <{root}>")
    text = "".join(out)
    notes = kept_notes(kept)
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)), notes)


def _languages(node: Node, skeleton: Skeleton) -> str:
    """A start tag that names the target language where it has to."""
    wanted = {"file": "target-language", "xliff": "trgLang"}.get(node.name, "")
    if node.name == "file" and "source-language" not in node.attributes:
        return node.raw
    if node.name == "xliff" and "srcLang" not in node.attributes:
        return node.raw
    if not wanted or wanted in node.attributes:
        return node.raw
    end = len(node.raw.rstrip().rstrip("/>"))
    return node.raw[:end] + skeleton.turn("", f' {wanted}="en"') + node.raw[end:]


def _filled(
    nodes: Sequence[Node], unit: Unit, skeleton: Skeleton, overwrite: bool, data: Mapping[str, str]
) -> tuple[str, bool]:
    """The unit with a mark in its target, and whether a translation that was there is kept."""
    raws = [node.raw for node in nodes]
    source, target = unit.source, unit.target
    if not source:
        return "".join(raws), False
    if target and target.text.strip() and not overwrite:
        return "".join(raws), has_arabic(source.text)
    parted = unit.parted
    if parted and not any(map(_is_segment, nodes[parted.first : parted.last])):
        parted = None
    before, block, after = build(nodes[source.first : source.last], data).done(write_with(xml_text))
    if block is None:
        return "".join(raws), False
    prefix = raws[source.start][1:].partition("source")[0]
    if target:
        first, last = target.start, target.end
        space, opening = "", re.sub(r"\s*/>\Z", ">", raws[first])
    else:
        gap = nodes[source.start - 1]
        first = last = (unit.parted or source).end
        space = gap.raw if gap.kind == "text" and not gap.raw.strip() else ""
        opening = f"<{prefix}target>"
    raw = "".join(raws[first:last])
    if parted:
        filled = f"{space}{opening}{_segments(nodes[parted.first : parted.last], skeleton)}</{prefix}target>"
    else:
        write = partial(written, block.write, f"{space}{opening}{before}", f"{after}</{prefix}target>")
        filled = skeleton.add(replace(block, raw=raw, filled=True, write=write))
    return "".join((*raws[:first], filled, *raws[last:])), False


def _is_segment(node: Node) -> bool:
    return node.kind == "start" and node.name == "mrk" and node.attributes.get("mtype") == "seg"


def _segments(nodes: Sequence[Node], skeleton: Skeleton) -> str:
    """What a `seg-source` holds, with a mark in each of its segments."""
    out: list[str] = []
    position = 0
    while position < len(nodes):
        end = element_end(nodes, position) if _is_segment(nodes[position]) else position + 1
        inner = nodes[position + 1 : end - 1]
        before, block, after = build(inner).done(write_with(xml_text))
        if block is None:
            out += [node.raw for node in nodes[position:end]]
        else:
            mark = skeleton.add(replace(block, filled=True))
            out += [nodes[position].raw, before, mark, after, nodes[end - 1].raw]
        position = end
    return "".join(out)


def written(write: Callable[[Sequence[Piece]], str], before: str, after: str, pieces: Sequence[Piece]) -> str:
    return before + write(pieces) + after
