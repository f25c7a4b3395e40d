"""String resources of Android (`strings.xml`): strings, arrays and plurals are translated; names and layout stay."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from glossaries.xml import xml_text
from mt.documents.formats.xliff import written
from mt.documents.model.blocks import Builder, Skeleton, text_block, write_with
from mt.documents.model.contents import load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.inline_xml import element_end
from mt.documents.model.xml import Node, decode_xml, grouped, nodes

_UNITS = ("string", "string-array", "plurals", "item")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t"}
_SPACE = re.compile(r"[ \t\r\n]+")
_QUOTES = re.compile(r'(?<!\\)"')


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document. Raises InputError where it is no well-formed file of resources."""
    file = decode_xml(load(binary, name), name)
    skeleton = Skeleton(name)
    parts = [*grouped(nodes(file.text, name), _UNITS)]
    root = next((part.name for part in parts if not isinstance(part, list) and part.kind == "start"), "")
    if root != "resources":
        raise InputError(f"{name}: no resources of Android: its root is <{root}>")
    text = "".join(part.raw if not isinstance(part, list) else _unit(part, skeleton) for part in parts)
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)))


def _unit(unit: Sequence[Node], skeleton: Skeleton) -> str:
    if unit[0].attributes.get("translatable") == "false":
        return "".join(node.raw for node in unit)
    if unit[0].name in ("string", "item"):
        return unit[0].raw + _content(unit[1:-1], skeleton) + unit[-1].raw
    return "".join(
        part.raw if not isinstance(part, list) else _unit(part, skeleton)
        for part in (unit[0], *grouped(unit[1:-1], ("item",)), unit[-1])
    )


def _content(content: Sequence[Node], skeleton: Skeleton) -> str:
    """A string with a mark for its block. References (`@string/x`) stay."""
    raw = "".join(node.raw for node in content)
    text = "".join(node.text for node in content)
    if (not has_arabic(_plain(text)) and not any(char.isalpha() for char in text)) or text.startswith(("@", "?")):
        return raw
    in_section = len(content) == 3 and content[0].raw == "<![CDATA["
    if in_section:
        block = text_block(_unescaped(text), _in_section, _in_section(_unescaped(text)))
        return f"<![CDATA[{skeleton.add(replace(block, raw=content[1].raw, filled=False))}]]>" if block else raw
    collapse = not _QUOTES.search(text)
    builder = Builder(collapse=False)
    path: list[str] = []
    position = 0
    while position < len(content):
        node = content[position]
        end = element_end(content, position) if node.kind == "start" else position + 1
        if node.kind == "start" and (node.name == "g" or node.raw.endswith("/>")):
            inner = content[position:end]
            builder.verbatim("".join(each.text for each in inner), "".join(each.raw for each in inner))
            position = end
            continue
        if node.kind == "start":
            path.append(node.name)
            builder.open(node.name, node.raw)
        elif node.kind == "end":
            builder.close(path.pop(), node.raw)
        elif node.kind == "text":
            builder.text(_plain(_SPACE.sub(" ", node.text) if collapse else node.text), node.raw)
        else:
            # The halves of a CDATA section: what is written instead is escaped.
            builder.half("" if node.raw in ("<![CDATA[", "]]>") else node.raw)
        position += 1
    before, block, after = builder.done(write_with(_written))
    if block is None:
        return raw
    return skeleton.add(replace(block, raw=raw, write=partial(written, block.write, before, after)))


def _plain(text: str) -> str:
    """A text as the system shows it."""
    return _unescaped(_QUOTES.sub("", text))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _CONTROLS.get(found[2], found[2]), text)


def _in_section(text: str) -> str:
    """A text of a CDATA section, whose quotes are those of its tags."""
    escaped = re.sub(r"[\\']", r"\\\g<0>", text).replace("\n", "\\n").replace("\t", "\\t")
    return escaped.replace("]]>", "]]]]><![CDATA[>")


def _written(text: str) -> str:
    escaped = re.sub(r"[\\'\"]", r"\\\g<0>", text).replace("\n", "\\n").replace("\t", "\\t")
    return xml_text(f"\\{escaped}" if escaped[:1] in ("@", "?") else escaped)
