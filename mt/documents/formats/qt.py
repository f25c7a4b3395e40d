"""Catalogues of Qt Linguist (TS): empty translations are filled from their sources; all else stays as it is."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from glossaries.xml import xml_text
from mt.documents.formats.xliff import written
from mt.documents.model.blocks import Builder, Skeleton, write_with
from mt.documents.model.contents import load
from mt.documents.model.document import Document, ReadOptions, kept_notes
from mt.documents.model.inline_xml import element_end
from mt.documents.model.xml import Node, decode_xml, grouped, nodes

_PLACE = re.compile(r"(%L?\d{1,2}|%L?n)")
_DONE = frozenset(("vanished", "obsolete"))


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The catalogue as one document. Raises InputError where it is no well-formed catalogue of Qt."""
    data = load(binary, name)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise InputError(f"{name}: no catalogue of Qt: source code is not read, take its texts out into PO or JSON")
    file = decode_xml(data, name)
    skeleton = Skeleton(name)
    out: list[str] = []
    root = ""
    kept = 0
    for part in grouped(nodes(file.text, name), ("message",)):
        if isinstance(part, list):
            raw, was_kept = _filled(part, skeleton, options.overwrite)
            kept += was_kept
            out.append(raw)
        else:
            root = root or part.name
            out.append(_language(part, skeleton) if part.kind == "start" and part.name == "TS" else part.raw)
    if root != "TS":
        raise InputError(f"{name}: no catalogue of Qt: its root is <{root}>")
    text = "".join(out)
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)), kept_notes(kept))


def _language(node: Node, skeleton: Skeleton) -> str:
    turned = re.sub(r'(\slanguage=")(?:ar\w*)?(")', r"\1en\2", node.raw)
    return skeleton.turn(node.raw, turned)


def _filled(unit: Sequence[Node], skeleton: Skeleton, overwrite: bool) -> tuple[str, bool]:
    """The message with marks in its translation, and whether a translation that was there is kept."""
    raws = [node.raw for node in unit]
    whole = "".join(raws)
    places = {
        node.name: k
        for k, node in reversed([*enumerate(unit)])
        if node.kind == "start" and node.name in ("source", "translation")
    }
    if len(places) < 2:
        return whole, False
    source = unit[places["source"] + 1 : element_end(unit, places["source"]) - 1]
    start, end = places["translation"], element_end(unit, places["translation"])
    text = "".join(node.text for node in source)
    if unit[start].attributes.get("type") in _DONE:
        return whole, False
    if any(node.text.strip() for node in unit[start:end]) and not overwrite:
        return whole, has_arabic(text)
    forms = [k for k in range(start, end) if unit[k].kind == "start" and unit[k].name == "numerusform"]
    spans = [(k, element_end(unit, k)) for k in forms] or [(start, end)]
    for first, last in reversed(spans):
        mark = _mark(source, unit[first], "".join(raws[first:last]), skeleton)
        raws[first:last] = [mark]
    return "".join(raws), False


def _mark(source: Sequence[Node], start: Node, raw: str, skeleton: Skeleton) -> str:
    builder = Builder(collapse=False)
    for node in source:
        if node.kind != "text":
            builder.void(node.raw)
            continue
        for part in _PLACE.split(node.text):
            if _PLACE.fullmatch(part):
                builder.verbatim(part, part)
            else:
                builder.text(part, xml_text(part))
    before, block, after = builder.done(write_with(xml_text))
    if block is None:
        return raw
    opening = re.sub(r"\s*/>\Z", ">", start.raw)
    prefix, _, _ = start.raw[1:].partition(start.name)
    write: Callable[..., str] = partial(written, block.write, f"{opening}{before}", f"{after}</{prefix}{start.name}>")
    return skeleton.add(replace(block, raw=raw, filled=True, write=write))
