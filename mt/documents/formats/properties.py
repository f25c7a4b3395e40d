"""Texts of Java (`.properties`): values are translated; keys, comments, order and layout stay."""

import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.values import Value, in_place

_LINE = re.compile(
    r"""(?m)^[ \t\f]*+(?:[#!][^\r\n]*+ | (?P<key>(?:[^\s:=\\#!]|\\.)(?:[^\s:=\\]|\\.)*+)[ \t\f]*+[:=]?[ \t\f]*+
    (?P<value>(?:[^\\\r\n]|\\(?:\r\n|[^\r]|\r))*+))""",
    re.VERBOSE | re.DOTALL,
)
_JOINED = re.compile(r"\\(?:\r\n|\n|\r)[ \t\f]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_WRITTEN = {"\\": "\\\\", **{char: f"\\{name}" for name, char in _CONTROLS.items()}}
_PLACE = re.compile(r"\{\d")
_APOSTROPHE = re.compile(r"'[{}][^']*'|''|'")


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document, ids are its keys. In UTF-8, or with escapes (`\\u0646`) as older Java wants them."""
    file = decode(load(binary, name), name)
    values = [
        Value(*line.span("value"), text, partial(_written, file.text.isascii(), text), (_plain(line["key"]),))
        for line in _LINE.finditer(file.text)
        if line["key"] and (text := _plain(line["value"]))
    ]
    yield in_place(file, name, values)


def _plain(raw: str) -> str:
    joined = _JOINED.sub("", raw)
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _CONTROLS.get(found[2], found[2]), joined)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _written(ascii_only: bool, source: str, text: str) -> str:
    """A value. Where its text has numbered places (MessageFormat), an apostrophe is written twice."""
    if _PLACE.search(source):
        text = _APOSTROPHE.sub(lambda found: "''" if found[0] == "'" else found[0], text)
    text = "".join(_WRITTEN.get(char, char) for char in text)
    text = f"\\{text}" if text.startswith(" ") else text
    return _escaped(text) if ascii_only else text


def _escaped(text: str) -> str:
    units = text.encode("utf-16-be", "surrogatepass")
    codes = (int.from_bytes(units[k : k + 2], "big") for k in range(0, len(units), 2))
    return "".join(chr(code) if code < 128 else f"\\u{code:04x}" for code in codes)
