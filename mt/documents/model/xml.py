"""XML cut into tags and text by a parser that can do no harm: it takes no entities and opens no other files."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple
from xml.parsers import expat

from glossaries.errors import InputError
from mt.documents.model.contents import Text, decode

_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)""")
_STEP = 1 << 20


class Node(NamedTuple):
    """A tag, a text, or something else as it stands in the file.

    `name` is without its namespace's prefix, `attributes` are with theirs. An empty element (`<x/>`) is a start with
    all of it and an end with nothing.
    """

    kind: Literal["start", "end", "text", "other"]
    raw: str
    name: str = ""
    text: str = ""
    attributes: dict[str, str] = {}  # noqa: RUF012 - never written to


_Event = tuple[int, Literal["start", "end", "text", "other"], str, str, dict[str, str]]
"""Where a node begins in the bytes, its kind, name, text and attributes."""


def decode_xml(data: bytes, name: str) -> Text:
    """A file in the encoding that it names, else UTF-8. Characters that the encoding lacks become references."""
    named = _ENCODING.match(data)
    encoding = named[1].decode().lower() if named else "utf-8"
    return decode(data, name, "utf-8" if encoding in ("utf8", "utf-16") else encoding, "xmlcharrefreplace")


def nodes(text: str, name: str) -> Iterator[Node]:
    """The nodes of a document, in order; put together they are the document.

    Raises InputError where it is not well-formed, or defines entities: these blow up a reader or fetch other files.
    """
    data = text.encode()
    cutter = _Cutter()
    last: _Event | None = None
    texts: list[str] = []
    for start in range(0, len(data) or 1, _STEP):
        try:
            cutter.parser.Parse(data[start : start + _STEP], start + _STEP >= len(data))
        except expat.ExpatError as error:
            raise InputError(f"{name}:{error.lineno}: not well-formed XML: {expat.ErrorString(error.code)}") from None
        except _EntityError:
            raise InputError(f"{name}: defines XML entities, which can do harm: remove its DOCTYPE") from None
        for event in cutter.taken():
            if last and last[1] == event[1] == "text":
                texts.append(event[3])
                continue
            if last:
                yield _node(data, last, event[0], texts)
            last, texts = event, [event[3]]
    if last:
        yield _node(data, last, len(data), texts)


def _node(data: bytes, event: _Event, end: int, texts: Sequence[str]) -> Node:
    start, kind, name, _, attributes = event
    return Node(kind, data[start:end].decode(), name.rpartition(":")[2], "".join(texts), attributes)


class _EntityError(Exception):
    pass


class _Cutter:
    def __init__(self) -> None:
        self._events: list[_Event] = []
        parser = self.parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._note("start")
        parser.EndElementHandler = self._note("end")
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse
        other = self._note("other")
        parser.StartCdataSectionHandler = other
        parser.EndCdataSectionHandler = other
        parser.CommentHandler = other
        parser.ProcessingInstructionHandler = other
        parser.XmlDeclHandler = other
        parser.StartDoctypeDeclHandler = other
        parser.EndDoctypeDeclHandler = other
        parser.SkippedEntityHandler = other

    def taken(self) -> list[_Event]:
        events, self._events = self._events, []
        return events

    def _note(self, kind: Literal["start", "end", "other"]) -> Callable[..., None]:
        def note(name: object = "", attributes: object = None, *_: object) -> None:
            is_tag = kind in ("start", "end")
            self._events.append(
                (
                    self.parser.CurrentByteIndex,
                    kind,
                    str(name) if is_tag else "",
                    "",
                    attributes if isinstance(attributes, dict) else {},
                )
            )

        return note

    def _text(self, text: str) -> None:
        self._events.append((self.parser.CurrentByteIndex, "text", "", text, {}))

    def _refuse(self, *_: object) -> None:
        raise _EntityError


def grouped(found: Iterable[Node], names: Collection[str]) -> Iterator[Node | list[Node]]:
    """The nodes in order, those of each outermost element with one of these names as a list."""
    unit: list[Node] = []
    depth = 0
    for node in found:
        if not depth and not (node.kind == "start" and node.name in names):
            yield node
            continue
        unit.append(node)
        depth += (node.kind == "start") - (node.kind == "end")
        if not depth:
            yield unit
            unit = []
