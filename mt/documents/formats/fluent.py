"""Texts of Fluent (`.ftl`): messages, attributes and variants are translated; ids, comments and selectors stay."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.values import Value, in_place

_LINE = re.compile(r"(?P<text>[^\r\n]*)(?:\r\n|\n|\r|\Z)")
_BEGINS = re.compile(r"(?P<id>-?[a-zA-Z][\w-]*)[ \t]*=[ \t]*|[ \t]+\.(?P<attribute>[a-zA-Z][\w-]*)[ \t]*=[ \t]*")
_VARIANT = re.compile(r"[ \t]+\*?\[[ \t]*(?P<key>[\w.-]+)[ \t]*\][ \t]*")
_SELECTS = re.compile(r"\{[^{}]*->[ \t]*\Z")
_ENDS = re.compile(r"[ \t]*\}[ \t]*\Z")


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document, ids are `message.attribute.variant`. Lines of one text stay lines."""
    file = decode(load(binary, name), name)
    yield in_place(file, name, [*_values(file.text)])


def _values(text: str) -> Iterator[Value]:
    id_ = attribute = ""
    path: tuple[str, ...] = ()
    position = 0
    while position < len(text):
        line = _LINE.match(text, position)
        if line is None:
            break
        bare = line["text"]
        begins, variant = _BEGINS.match(bare), _VARIANT.match(bare)
        if begins:
            id_, attribute = (begins["id"], "") if begins["id"] else (id_, begins["attribute"])
            path, start = (id_, *filter(None, (attribute,))), begins.end()
        elif variant and path:
            path, start = (id_, *filter(None, (attribute, variant["key"]))), variant.end()
        elif bare[:1] in (" ", "\t") and path and not _ENDS.match(bare):
            start = len(bare) - len(bare.lstrip())
        else:
            path = path if not bare.strip() or _ENDS.match(bare) else ()
            start = len(bare)
        value = bare[start:].rstrip()
        if selects := _SELECTS.search(value):
            value = value[: selects.start()].rstrip()
        if value and path:
            yield Value(position + start, position + start + len(value), value, _written, path)
        position = line.end()


def _written(text: str) -> str:
    """A text on one line, which may not begin like a variant, an attribute or a placeable that was not there."""
    text = " ".join(text.split("\n"))
    return f'{{ "{text[0]}" }}{text[1:]}' if text[:1] in ("[", "*", ".") else text
