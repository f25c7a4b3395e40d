"""Texts of programs in XML: resources of .NET (`.resx`) and plural rules of iOS (`.stringsdict`). Values are translated.

Names, types, comments and layout stay, and so do values that are no texts (with a type, or a format of their own).
"""

from collections.abc import Iterator
from typing import BinaryIO

from glossaries.errors import InputError
from glossaries.xml import xml_text
from mt.documents.model.contents import load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.values import Value, in_place
from mt.documents.model.xml import Node, decode_xml, nodes

_FORMS = frozenset(("zero", "one", "two", "few", "many", "other", "NSStringLocalizedFormatKey"))
"""Keys of `.stringsdict` whose strings are read by people."""


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document, ids are its names. Raises InputError where it is no well-formed file of texts."""
    file = decode_xml(load(binary, name), name)
    values: list[Value] = []
    path: list[Node] = []
    keys: list[str] = []  # the latest key of each open dictionary
    root = text = ""
    position = start = 0
    for node in nodes(file.text, name):
        if node.kind == "start":
            root = root or node.name
            path.append(node)
            keys += [""] * (node.name == "dict")
            start, text = position + len(node.raw), ""
        elif node.kind == "text":
            text += node.text
        elif node.kind == "end":
            if node.name == "key" and keys:
                keys[-1] = text
            elif node.name == "dict":
                keys.pop()
            names = _names(path, keys)
            if names and text:
                values.append(Value(start, position, text, xml_text, names))
            path.pop()
            text = ""
        position += len(node.raw)
    if root not in ("root", "plist"):
        raise InputError(f"{name}: no texts of .NET or iOS: its root is <{root}>")
    yield in_place(file, name, values)


def _names(path: list[Node], keys: list[str]) -> tuple[str, ...]:
    """What the text that ends here is called; empty where it is none for people."""
    if path[-1].name == "string" and keys and keys[-1] in _FORMS:
        return tuple(keys)
    if path[-1].name == "value" and len(path) > 1 and path[-2].name == "data":
        named = path[-2].attributes
        if not named.keys() & {"type", "mimetype"} and not named.get("name", "").startswith(">>"):
            return (named.get("name", ""), "text")
    return ()
