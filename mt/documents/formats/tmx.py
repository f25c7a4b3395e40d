"""Translation memories (TMX 1.4b, LISA 2005): each unit with an Arabic variant gets an English one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from align.markup import Unit
from align.tmx import UNITS, TmxReader
from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from glossaries.xml import xml_text
from mt.documents.formats.xliff import written
from mt.documents.model.blocks import Skeleton, write_with
from mt.documents.model.contents import load
from mt.documents.model.document import Document, ReadOptions, kept_notes
from mt.documents.model.inline_xml import build, with_units
from mt.documents.model.xml import Node, decode_xml, nodes


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The memory as one document. Raises InputError where it is no well-formed TMX."""
    file = decode_xml(load(binary, name), name)
    skeleton = Skeleton(name)
    out: list[str] = []
    root = ""
    kept = 0
    for part, unit in with_units(nodes(file.text, name), UNITS, TmxReader()):
        root = root or part[0].name
        if unit:
            raw, was_kept = _filled(part, unit, skeleton, options.overwrite)
            out.append(raw)
            kept += was_kept
        else:
            out += [node.raw for node in part]
    if root != "tmx":
        raise InputError(f"{name}: no TMX: its root is <{root}>")
    text = "".join(out)
    notes = kept_notes(kept)
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)), notes)


def _filled(nodes: Sequence[Node], unit: Unit, skeleton: Skeleton, overwrite: bool) -> tuple[str, bool]:
    """The unit with a mark in its English variant, and whether a translation that was there is kept."""
    raws = [node.raw for node in nodes]
    arabic, english = unit.source, unit.target
    if not arabic:
        return "".join(raws), False
    if english and english.text.strip() and not overwrite:
        return "".join(raws), has_arabic(arabic.text)
    before, block, after = build(nodes[arabic.first : arabic.last]).done(write_with(xml_text))
    if block is None:
        return "".join(raws), False
    if english:
        first, last = english.first, english.last
        opening = closing = ""
        if raws[first - 1].endswith("/>"):
            first, opening, closing = first - 1, re.sub(r"\s*/>\Z", ">", raws[first - 1]), "</seg>"
    else:
        first = last = arabic.end
        gap = nodes[arabic.start - 1]
        space = gap.raw if gap.kind == "text" and not gap.raw.strip() else ""
        opening = f'{space}<tuv xml:lang="en"><seg>'
        closing = "</seg></tuv>"
    raw = "".join(raws[first:last])
    write = partial(written, block.write, opening + before, after + closing)
    mark = skeleton.add(replace(block, raw=raw, filled=True, write=write))
    return "".join((*raws[:first], mark, *raws[last:])), False
