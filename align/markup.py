"""XML that others wrote, read without trusting it, and the units of a bitext in it."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import BinaryIO, Literal, NamedTuple, Protocol, TypeVar
from xml.parsers import expat

from glossaries.errors import InputError

_STEP = 1 << 16
_CODES = frozenset(("bpt", "ept", "ph", "it", "ut"))
"""Elements that hold a tool's own markup, not text."""
_PLACEHOLDERS = frozenset(("ph", "x"))
_BREAK = re.compile(r"(?:\w+:)?lb|line[-_ ]?break", re.IGNORECASE)
_BREAK_TAG = re.compile(r"\s*(?:<br\b[^>]*>|\\n|\n)\s*", re.IGNORECASE)


class Event(Protocol):
    """The start or end of an element, or a text. Names are without their namespace, those of attributes with it.

    An event of another kind (a comment) is nothing here.
    """

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def attributes(self) -> dict[str, str]: ...


class Parsed(NamedTuple):
    """An event of a file that is read once and not written back."""

    kind: Literal["start", "end", "text"]
    name: str
    text: str
    attributes: dict[str, str]


class Side(NamedTuple):
    """One language of a unit: its text, and the events of its element and of the content, `[start, end)`."""

    text: str
    start: int
    end: int
    first: int
    last: int


class Unit(NamedTuple):
    """What stands for a segment pair in a file; a side is None where there is no element for it."""

    id: str
    arabic: Side | None
    english: Side | None
    score: float | None = None

    @property
    def texts(self) -> tuple[str, str]:
        """The Arabic and the English, empty where there is none."""
        return self.arabic.text if self.arabic else "", self.english.text if self.english else ""


AnyEvent = TypeVar("AnyEvent", bound=Event)


def events(stream: BinaryIO, name: str, root: str) -> Iterator[Parsed]:
    """The events of a document whose outermost element is `root`.

    Nothing outside the document is looked at. One that defines entities is refused: they serve to blow up a reader
    or to read its files. Raises InputError for that, and for what is no well-formed XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    found: list[Parsed] = []
    seen = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        tag = local(tag)
        if not seen and tag != root:
            raise InputError(f"{name}: no {root.upper()}: its root is <{tag}>")
        seen = True
        found.append(Parsed("start", tag, "", attributes))

    def refuse(*_: object) -> None:
        raise InputError(f"{name}:{parser.CurrentLineNumber}: defines entities, which {root.upper()} does not need")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: found.append(Parsed("end", local(tag), "", {}))
    parser.CharacterDataHandler = lambda text: found.append(Parsed("text", "", text, {}))
    parser.EntityDeclHandler = refuse
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
        yield from found
        found.clear()


def local(name: str) -> str:
    """A name without its namespace's prefix."""
    return name.rpartition(":")[2]


def attribute(event: Event, name: str) -> str:
    """The attribute of this name in any namespace, empty where there is none."""
    attributes = event.attributes
    return attributes.get(name) or next((value for key, value in attributes.items() if local(key) == name), "")


def grouped(events: Iterable[AnyEvent], names: Collection[str]) -> Iterator[AnyEvent | list[AnyEvent]]:
    """The events in order, those of each outermost element with one of these names as a list."""
    unit: list[AnyEvent] = []
    depth = 0
    for event in events:
        if not depth and not (event.kind == "start" and event.name in names):
            yield event
            continue
        unit.append(event)
        depth += (event.kind == "start") - (event.kind == "end")
        if not depth:
            yield unit
            unit = []


def children(unit: Sequence[Event], start: int = 0) -> Iterator[tuple[int, int]]:
    """The events `[start, end)` of each element right in the element that opens at `start`."""
    depth = begun = 0
    for position in range(start, len(unit)):
        kind = unit[position].kind
        if kind == "start":
            depth += 1
            if depth == 2:
                begun = position
        elif kind == "end":
            depth -= 1
            if depth == 1:
                yield begun, position + 1
            elif not depth:
                return


def side(unit: Sequence[Event], start: int, end: int, content: tuple[int, int]) -> Side:
    """A side whose element is `[start, end)`; what is in the element at `content` is its text."""
    first, last = content[0] + 1, content[1] - 1
    return Side(text_of(unit[first:last]), start, end, first, last)


def text_of(content: Sequence[Event]) -> str:
    """What a reader sees: without a tool's markup and deleted text, with a space for a line break between words."""
    text = ""
    hidden = breaks = 0
    for position, event in enumerate(content):
        if event.kind == "start":
            breaks = breaks or is_break(content, position)
            hidden += bool(hidden or event.name in _CODES or is_deleted(event))
        elif event.kind == "end":
            hidden -= bool(hidden)
        elif event.text and not hidden:
            glued = breaks and text[-1:].strip() and event.text[0].strip()
            text += f" {event.text}" if glued else event.text
            breaks = 0
    return text


def is_deleted(event: Event) -> bool:
    """Whether a tracked change has taken the text of an element away."""
    return event.name == "mrk" and event.attributes.get("mtype") == "x-sdl-deleted"


def is_break(content: Sequence[Event], position: int) -> bool:
    """Whether the element that starts there stands for a line break."""
    event = content[position]
    if event.name not in _PLACEHOLDERS:
        return False
    if any(_BREAK.fullmatch(event.attributes.get(key, "")) for key in ("type", "ctype", "subType")):
        return True
    after = content[position + 1] if position + 1 < len(content) else event
    return after.kind == "text" and _BREAK_TAG.fullmatch(after.text) is not None
