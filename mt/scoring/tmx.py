"""Read a translation memory (TMX 1.1 to 1.4b) without trusting it: no entity is defined, nothing is fetched."""

from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from glossaries.errors import InputError

_CODES = ("bpt", "ept", "ph", "it", "ut")
"""Elements that hold a tool's own markup, not text."""


class Unit(NamedTuple):
    """A translation unit: its Arabic and its English segment, empty where it has none."""

    id: str
    source: str
    target: str


def units(stream: BinaryIO, name: str) -> list[Unit]:
    """The units of a TMX file that have an Arabic or an English variant, in order.

    A document that defines entities is refused: they serve to blow up a reader or to read its files.
    Raises InputError where the file is no well-formed TMX.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _refuse
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise InputError(f"{name}:{error.lineno}: not well-formed XML: {expat.errors.messages[error.code]}") from None
    except _EntityError:
        raise InputError(f"{name}:{parser.CurrentLineNumber}: defines entities, which a TMX does not need") from None
    except (LookupError, ValueError):
        raise InputError(
            f"{name}:{parser.CurrentLineNumber}: not in an encoding that can be read: save it as UTF-8"
        ) from None
    if reader.root != "tmx":
        raise InputError(f"{name}: no TMX: its root is <{reader.root}>")
    return reader.units


class _EntityError(Exception):
    pass


def _refuse(*_: object) -> None:
    raise _EntityError


class _Reader:
    def __init__(self) -> None:
        self.root = ""
        self.units: list[Unit] = []
        self._id = self._language = ""
        self._variants: dict[str, str] = {}
        self._segment: list[str] | None = None
        self._codes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        if tag == "tu":
            self._id, self._variants = attributes.get("tuid", ""), {}
        elif tag == "tuv":
            self._language = (attributes.get("xml:lang") or attributes.get("lang") or "").lower()
        elif tag == "seg":
            self._segment = []
        elif tag in _CODES:
            self._codes += 1

    def end(self, tag: str) -> None:
        if tag in _CODES:
            self._codes -= 1
        elif tag == "seg" and self._segment is not None:
            text = " ".join("".join(self._segment).split("\n")).rstrip()
            self._variants.setdefault(self._language[:2], text)
            self._segment = None
        elif tag == "tu" and ("ar" in self._variants or "en" in self._variants):
            self.units.append(Unit(self._id, self._variants.get("ar", ""), self._variants.get("en", "")))

    def text(self, data: str) -> None:
        if self._segment is not None and not self._codes:
            self._segment.append(data)
