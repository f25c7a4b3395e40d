"""XML that others wrote, read without trusting it, and the units of a bitext in it."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from glossaries.errors import InputError

_STEP = 1 << 16
_CODES = frozenset(("bpt", "ept", "ph", "it", "ut"))
"""Elements that hold a tool's own markup, not text."""
_BREAK = re.compile(r"(?:\w+:)?lb|line[-_ ]?break", re.IGNORECASE)
_BREAK_TAG = re.compile(r"\s*(?:<br\b[^>]*>|\\n|\n)\s*", re.IGNORECASE)


class Side(NamedTuple):
    """One language of a unit: its text, and the events of its element and of the text in it, `[start, end)`."""

    text: str
    start: int
    end: int
    first: int
    last: int


class Unit(NamedTuple):
    """What stands for a segment pair in a file; a side is None where there is no element for it.

    `swapped`: the Arabic is the target. `protected`: it is not to be translated. `parted`: its source again, cut into
    segments.
    """

    id: str
    source: Side | None
    target: Side | None
    score: float | None = None
    swapped: bool = False
    protected: bool = False
    parted: Side | None = None

    @property
    def texts(self) -> tuple[str, str]:
        """The Arabic and the English, empty where there is none."""
        source, target = (side.text if side else "" for side in (self.source, self.target))
        return (target, source) if self.swapped else (source, target)


class Content:
    """The text of a segment, put together from the events in it, told in order.

    It is what a reader sees: without a tool's markup and deleted text, with a space for a line break between words.
    `open` counts the elements that have no end yet. `start` and `first` are the events of the segment's element and
    of what comes after it.
    """

    __slots__ = ("_breaks", "_hidden", "_parts", "first", "open", "start")

    def __init__(self, start: int, first: int):
        self.start, self.first = start, first
        self.open = 0
        self._hidden = 0
        self._breaks = False
        self._parts: list[str] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self.open += 1
        if self._hidden or name in _CODES or is_deleted(name, attributes):
            self._hidden += 1
        self._breaks = self._breaks or is_break(name, attributes, "")

    def close(self) -> None:
        self.open -= 1
        self._hidden -= self._hidden > 0

    def add(self, text: str) -> None:
        if self._hidden:
            self._breaks = self._breaks or _BREAK_TAG.fullmatch(text) is not None
            return
        if self._breaks and self._parts and self._parts[-1][-1:].strip() and text[:1].strip():
            self._parts.append(" ")
        self._breaks = False
        self._parts.append(text)

    def text(self) -> str:
        return "".join(self._parts)

    def side(self, end: int, last: int) -> Side:
        """What it is, when its element ends with the event before `end` and its text with that before `last`."""
        return Side(self.text(), self.start, end, self.first, last)


class Reader(ABC):
    """Puts units together from the events of a document, told in order; names are without their namespace.

    `units` are those that are whole. `position` is the number of the event that is told, for who wants to find the
    sides again.
    """

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.position = 0
        self._content: Content | None = None

    @abstractmethod
    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    @abstractmethod
    def close(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A text."""
        if self._content is not None:
            self._content.add(text)


def read_units(stream: BinaryIO, name: str, root: str, reader: Reader) -> Iterator[Unit]:
    """The units that a `reader` finds in a document whose outermost element is `root`.

    Nothing outside the document is looked at. One that defines entities is refused: they serve to blow up a reader
    or to read its files. Raises InputError for that, and for what is no well-formed XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    seen = False

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        tag = local(tag)
        if not seen and tag != root:
            raise InputError(f"{name}: no {root.upper()}: its root is <{tag}>")
        seen = True
        reader.begin(tag, attributes)

    def refuse(*_: object) -> None:
        raise InputError(f"{name}:{parser.CurrentLineNumber}: defines entities, which {root.upper()} does not need")

    def skipped(entity: str, _: object) -> None:
        raise InputError(f"{name}:{parser.CurrentLineNumber}: &{entity}; stands in it, and it does not say for what")

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda tag: reader.close(local(tag))
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = refuse
    parser.SkippedEntityHandler = skipped  # one that the document leaves to its document type
    chunk = b"<"
    while chunk:
        chunk = stream.read(_STEP)
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            why = expat.errors.messages[error.code]
            raise InputError(f"{name}:{error.lineno}: not well-formed XML: {why}") from None
        except (LookupError, ValueError):
            line = parser.CurrentLineNumber
            raise InputError(f"{name}:{line}: not in an encoding that can be read: save it as UTF-8") from None
        yield from reader.units
        reader.units.clear()


def local(name: str) -> str:
    """A name without its namespace's prefix."""
    return name.rpartition(":")[2] if ":" in name else name


def is_deleted(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether a tracked change has taken the text of an element away."""
    return name == "mrk" and attributes.get("mtype") == "x-sdl-deleted"


def is_break(name: str, attributes: Mapping[str, str], text: str) -> bool:
    """Whether an element with this text in it stands for a line break."""
    if name not in ("ph", "x", "it", "ut"):
        return False
    kinds = (attributes.get(key, "") for key in ("type", "ctype", "subType"))
    return any(map(_BREAK.fullmatch, kinds)) or _BREAK_TAG.fullmatch(text) is not None
