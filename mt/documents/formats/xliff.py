"""XLIFF 1.2 and 2.x (OASIS): `target` elements are filled from their `source`; all else stays as it is."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from glossaries.xml import xml_text
from mt.documents.model.blocks import Skeleton, write_with
from mt.documents.model.contents import load
from mt.documents.model.document import Document, ReadOptions, kept_notes
from mt.documents.model.inline_xml import build, element_end
from mt.documents.model.markup import Piece
from mt.documents.model.xml import Node, decode_xml, nodes


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document. Raises InputError where it is no well-formed XLIFF."""
    file = decode_xml(load(binary, name), name)
    skeleton = Skeleton(name)
    out: list[str] = []
    root = ""
    kept = 0
    protected: list[bool] = []
    found = nodes(file.text, name)
    for node in found:
        if node.kind == "start":
            root = root or node.name
            protected.append((protected[-1] if protected else False) or node.attributes.get("translate") == "no")
            if node.name in ("trans-unit", "segment") and not node.raw.endswith("/>"):
                unit = [node, *rest(found)]
                is_protected = protected.pop()
                if is_protected:
                    out += [inner.raw for inner in unit]
                    continue
                raw, was_kept = _unit(unit, skeleton, options.overwrite)
                out.append(raw)
                kept += was_kept
                continue
            out.append(_languages(node, skeleton))
            continue
        if node.kind == "end":
            protected.pop()
        out.append(node.raw)
    if root != "xliff":
        raise InputError(f"{name}: no XLIFF: its root is <{root}>")
    text = "".join(out)
    notes = kept_notes(kept)
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)), notes)


def rest(found: Iterator[Node]) -> Iterator[Node]:
    """The nodes up to the end of the element that has just begun."""
    depth = 1
    while depth:
        node = next(found)
        depth += (node.kind == "start") - (node.kind == "end")
        yield node


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


def _unit(unit: Sequence[Node], skeleton: Skeleton, overwrite: bool) -> tuple[str, bool]:
    """The unit with a mark in its target, and whether a translation that was there is kept."""
    raws = [node.raw for node in unit]
    places: dict[str, tuple[int, int]] = {}
    depth = 0
    for position, node in enumerate(unit):
        if node.kind == "start" and depth == 1:
            places.setdefault(node.name, (position, element_end(unit, position)))
        depth += (node.kind == "start") - (node.kind == "end")
    if "source" not in places:
        return "".join(raws), False
    start, end = places["source"]
    builder = build(unit[start + 1 : end - 1])
    first, last = places.get("target", (0, 0))
    old = unit[first + 1 : last - 1] if last else ()
    if any(node.text.strip() for node in old) and not overwrite:
        return "".join(raws), has_arabic("".join(node.text for node in unit[start:end]))
    raw = "".join(raws[first:last])
    named = re.match(r"<([\w.-]+:)", unit[start].raw)
    prefix = named[1] if named else ""
    opening = re.sub(r"\s*/>\Z", ">", raws[first]) if last else f"<{prefix}target>"
    at = (first, last) if last else (places.get("seg-source", places["source"])[1],) * 2
    space = raws[start - 1] if not last and unit[start - 1].kind == "text" and not raws[start - 1].strip() else ""
    before, block, after = builder.done(write_with(xml_text))
    if block is None:
        return "".join(raws), False
    write = partial(written, block.write, f"{space}{opening}{before}", f"{after}</{prefix}target>")
    mark = skeleton.add(replace(block, raw=raw, filled=True, write=write))
    return "".join((*raws[: at[0]], mark, *raws[at[1] :])), False


def written(write: Callable[[Sequence[Piece]], str], before: str, after: str, pieces: Sequence[Piece]) -> str:
    return before + write(pieces) + after
