"""Files of values (JSON, YAML, tables): each value is translated where it stands, all else stays byte for byte."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from glossaries.arabic import has_arabic
from mt.documents.model.blocks import Skeleton, text_block
from mt.documents.model.contents import Text
from mt.documents.model.document import Document

_NAMES = frozenset(("id", "uuid", "key", "slug", "url", "uri", "href", "src", "path", "file", "icon", "image", "regex"))
"""Keys of values that programs read, whatever is in them."""
_LOCALES = frozenset(("locale", "@@locale", "lang", "language", "languagecode", "language_code", "culture"))
_ADDRESS = re.compile(r"\s*(?:[a-zA-Z][\w+.-]*://|mailto:|tel:|www\.|[./#@]\S*/)\S*\s*|\s*\S+@\S+\.\S+\s*")
_SIGNS = re.compile("[٪؟،؛٫٬٠-٩]")
_ARABIC = re.compile(r"ar(?:[-_]\w+)*")


class Value(NamedTuple):
    """A value: the characters `[start, end)` of a file, what they mean, how a text is written there, and its path."""

    start: int
    end: int
    text: str
    write: Callable[[str], str]
    path: tuple[str, ...] = ()


class Change(NamedTuple):
    """What the characters `[start, end)` of a file become in its translation."""

    start: int
    end: int
    text: str


def in_place(file: Text, name: str, values: Sequence[Value], changes: Sequence[Change] = ()) -> Document:
    """The document of the values that are in Arabic; where none is, of all that have letters.

    Addresses stay, and values whose key says that they are one, or the name of something. A value that names the
    language is turned.
    """
    skeleton = Skeleton(name)
    wanted: list[Value | Change] = [*changes]
    words = [value for value in values if not _is_kept(value)]
    chosen = [value for value in words if has_arabic(value.text) or _SIGNS.search(value.text)] or words
    wanted += chosen
    for value in values:
        if value.path and value.path[-1].lower() in _LOCALES and _ARABIC.fullmatch(value.text):
            wanted = [each for each in wanted if each is not value]
            wanted.append(Change(value.start, value.end, value.write("en")))
    out: list[str] = []
    position = 0
    for each in sorted(wanted, key=lambda each: each.start):
        raw = file.text[each.start : each.end]
        out.append(file.text[position : each.start])
        if isinstance(each, Change):
            out.append(skeleton.turn(raw, each.text))
        else:
            block = text_block(each.text, each.write, raw, ".".join(each.path))
            out.append(skeleton.add(replace(block, filled=False)) if block else raw)
        position = each.end
    text = "".join((*out, file.text[position:]))
    return skeleton.document(lambda fill, turned: file.encode(fill(text)))


def language_key(keys: Iterable[str]) -> str:
    """What the only key of a file becomes where it says that all below is in Arabic; else empty."""
    found = [*keys]
    return "en" if len(found) == 1 and _ARABIC.fullmatch(found[0]) else ""


def is_address(text: str) -> bool:
    """Whether a text is an address on the web, of mail or of a file, and no word."""
    return _ADDRESS.fullmatch(text) is not None


def _is_kept(value: Value) -> bool:
    return bool(value.path and value.path[-1].lower() in _NAMES) or is_address(value.text)
