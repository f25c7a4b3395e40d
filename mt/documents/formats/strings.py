"""Texts of iOS and macOS (`.strings`): the values are translated; keys, comments and layout stay."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from glossaries.errors import InputError
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.values import Value, in_place

_TEXT = r'"(?:[^"\\]|\\.)*+"'
_ENTRY = re.compile(
    rf"(?s)(?:\s++|/\*.*?\*/|//[^\n]*+)*+(?:({_TEXT}|[\w.$/-]+)\s*+(?:=\s*+({_TEXT}|[\w.$/-]+)\s*+)?;|\Z)"
)
_ESCAPE = re.compile(r"\\(?:[Uu]([0-9a-fA-F]{4})|([0-7]{3})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', **{char: f"\\{name}" for name, char in _CONTROLS.items()}}


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document, ids are its keys. Raises InputError where it is none of texts."""
    file = decode(load(binary, name), name)
    values: list[Value] = []
    position = 0
    while position < len(file.text):
        entry = _ENTRY.match(file.text, position)
        if entry is None:
            line = (
                file.text.count("\n", 0, position + len(file.text[position:]) - len(file.text[position:].lstrip())) + 1
            )
            raise InputError(f'{name}:{line}: no "key" = "value"; of texts for iOS or macOS: mend or remove it')
        if entry[2] and entry[2].startswith('"'):
            values.append(Value(*entry.span(2), _plain(entry[2]), _written, (_plain(entry[1]),)))
        position = entry.end()
    yield in_place(file, name, values)


def _plain(raw: str) -> str:
    if not raw.startswith('"'):
        return raw
    return _ESCAPE.sub(
        lambda found: (
            chr(int(found[1], 16))
            if found[1]
            else chr(int(found[2], 8))
            if found[2]
            else _CONTROLS.get(found[3], found[3])
        ),
        raw[1:-1],
    )


def _written(text: str) -> str:
    return '"' + "".join(_WRITTEN.get(char, char) for char in text) + '"'
