"""JSON files of texts (i18next, ARB, Chrome and others): values are translated; keys, order and layout stay.

What describes a text to translators stays too: what stands below `@key`, and beside a `message`.
"""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from glossaries.columns import columns
from glossaries.errors import InputError
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.values import Change, Value, in_place, language_key

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],]')
_LONE = re.compile("[\ud800-\udfff]")
_DESCRIBES = frozenset(("description", "placeholders", "hint"))


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document, ids `path.to.key`. Raises InputError where it is no JSON, or a table in JSON."""
    file = decode(load(binary, name), name)
    try:
        whole = json.loads(file.text)
    except RecursionError:
        raise InputError(f"{name}: no JSON that can be read: it is nested too deep") from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise InputError(f"{name}:{line}: not JSON: {getattr(error, 'msg', error)}: mend it there") from None
    if isinstance(whole, list) and whole and isinstance(whole[0], dict):
        found = columns([*whole[0]])
        if found.source is not None and found.english is not None:
            raise InputError(f"{name}: a table in JSON: save it as JSON lines (.jsonl), one object a line")
    values = [*_values(file.text)]
    described = {value.path[:-1] for value in values if value.path and value.path[-1] == "message"}
    values = [value for value in values if not _is_note(value.path, described)]
    turned = language_key(whole) if isinstance(whole, dict) else ""
    changes = []
    if turned:
        key = next(token for token in _TOKEN.finditer(file.text) if token[0].startswith('"'))
        changes.append(Change(*key.span(), json.dumps(turned)))
    yield in_place(file, name, values, changes)


def _values(text: str) -> Iterator[Value]:
    """The texts of a valid file, with the keys and the places in arrays that lead to each."""
    write = partial(_written, text.isascii())
    path: list[str | int] = []
    at_key = False
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "{[":
            path.append("" if mark == "{" else 0)
            at_key = mark == "{"
        elif mark in "}]":
            path.pop()
        elif mark == ",":
            last = path[-1]
            at_key = isinstance(last, str)
            path[-1] = last if isinstance(last, str) else last + 1
        elif at_key:
            path[-1] = json.loads(mark)
            at_key = False
        else:
            yield Value(*token.span(), json.loads(mark), write, tuple(map(str, path)))


def _is_note(path: tuple[str, ...], described: set[tuple[str, ...]]) -> bool:
    if any(part.startswith("@") and part != "@@locale" for part in path):
        return True
    return any(part in _DESCRIBES and path[:k] in described for k, part in enumerate(path))


def _written(ascii_only: bool, text: str) -> str:
    written = json.dumps(text, ensure_ascii=ascii_only)
    return _LONE.sub(lambda half: f"\\u{ord(half[0]):04x}", written)
