"""Translation memories (TMX 1.4b, LISA 2005): each unit with an Arabic variant gets an English one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from glossaries.errors import InputError
from glossaries.xml import xml_text
from mt.documents.formats.xliff import rest, written
from mt.documents.model.blocks import Skeleton, write_with
from mt.documents.model.contents import load
from mt.documents.model.document import Document, ReadOptions, kept_notes
from mt.documents.model.inline_xml import build, element_end
from mt.documents.model.xml import Node, decode_xml, nodes


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The memory as one document. Raises InputError where it is no well-formed TMX."""
    file = decode_xml(load(binary, name), name)
    skeleton = Skeleton(name)
    out: list[str] = []
    root = ""
    kept = 0
    found = nodes(file.text, name)
    for node in found:
        root = root or node.name
        if node.kind == "start" and node.name == "tu" and not node.raw.endswith("/>"):
            raw, was_kept = _unit([node, *rest(found)], skeleton, options.overwrite)
            out.append(raw)
            kept += was_kept
        else:
            out.append(node.raw)
    if root != "tmx":
        raise InputError(f"{name}: no TMX: its root is <{root}>")
    text = "".join(out)
    notes = kept_notes(kept)
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)), notes)


def _unit(unit: Sequence[Node], skeleton: Skeleton, overwrite: bool) -> tuple[str, bool]:
    """The unit with a mark in its English variant, and whether a translation that was there is kept."""
    raws = [node.raw for node in unit]
    variants: dict[str, tuple[int, int]] = {}
    for position, node in enumerate(unit):
        if node.kind == "start" and node.name == "tuv":
            language = node.attributes.get("xml:lang") or node.attributes.get("lang") or ""
            variants.setdefault(language.lower()[:2], (position, element_end(unit, position)))
    segments = {language: _segment(unit, *place) for language, place in variants.items()}
    arabic = segments.get("ar")
    if not arabic:
        return "".join(raws), False
    start, end = arabic
    english = segments.get("en")
    if english and any(node.text.strip() for node in unit[slice(*english)]) and not overwrite:
        return "".join(raws), True
    before, block, after = build(unit[start:end]).done(write_with(xml_text))
    if block is None:
        return "".join(raws), False
    if english and english[0] <= english[1]:
        first, last = english
        opening = closing = ""
        if raws[first - 1].endswith("/>"):
            first, opening, closing = first - 1, re.sub(r"\s*/>\Z", ">", raws[first - 1]), "</seg>"
    else:
        tuv, last = variants["ar"]
        first = last
        space = raws[tuv - 1] if unit[tuv - 1].kind == "text" and not raws[tuv - 1].strip() else ""
        opening = f'{space}<tuv xml:lang="en"><seg>'
        closing = "</seg></tuv>"
    raw = "".join(raws[first:last])
    write = partial(written, block.write, opening + before, after + closing)
    mark = skeleton.add(replace(block, raw=raw, filled=True, write=write))
    return "".join((*raws[:first], mark, *raws[last:])), False


def _segment(unit: Sequence[Node], start: int, end: int) -> tuple[int, int] | None:
    """The nodes within the `seg` of a variant."""
    for position in range(start, end):
        if unit[position].kind == "start" and unit[position].name == "seg":
            return position + 1, element_end(unit, position) - 1
    return None
