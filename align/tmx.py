"""Segment pairs as TMX (Translation Memory eXchange, LISA 2005): 1.4b out, 1.1 to 1.4b in."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import BinaryIO

from align.bitext import SegmentPair
from align.markup import Content, Reader, Side, Unit, read_units
from glossaries.languages import language_of
from glossaries.xml import xml_attribute, xml_text

UNITS = ("tu",)


def to_tmx(pairs: Iterable[SegmentPair], signature: str, version: str) -> Iterator[str]:
    """The lines of a TMX document: Arabic and English variants of each pair that has both.

    The id, the score and the fate of each term stand in `prop` elements; `signature` in the header.
    Characters that XML 1.0 cannot carry become U+FFFD.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    yield (
        f'<header creationtool="qantara" creationtoolversion={xml_attribute(version)} segtype="sentence" '
        'o-tmf="qantara" adminlang="en" srclang="ar" datatype="plaintext">\n'
        f'<prop type="x-signature">{xml_text(signature)}</prop>\n</header>\n<body>\n'
    )
    for pair in pairs:
        if pair.source and pair.target:
            variants = _variant("ar", pair.source) + _variant("en", pair.target)
            yield f"<tu tuid={xml_attribute(pair.id)}>\n{''.join(_props(pair))}{variants}</tu>\n"
    yield "</body>\n</tmx>\n"


def _props(pair: SegmentPair) -> Iterator[str]:
    if pair.score is not None:
        yield f'<prop type="x-score">{pair.score}</prop>\n'
    for term in pair.terms:
        yield f'<prop type="x-term">{xml_text(f"{term.term} ({term.status})")}</prop>\n'


def _variant(language: str, text: str) -> str:
    return f'<tuv xml:lang="{language}"><seg>{xml_text(text)}</seg></tuv>\n'


def from_tmx(stream: BinaryIO, name: str) -> Iterator[SegmentPair]:
    """The units that have an Arabic or an English variant, in order; a side is empty where there is no such variant.

    Units without an id get their number. Markup inside a segment is left out. Raises InputError (`align.markup`).
    """
    number = 0
    for unit in read_units(stream, name, "tmx", TmxReader()):
        if unit.source or unit.target:
            number += 1
            yield SegmentPair(unit.id or str(number), *unit.texts, score=unit.score)


class TmxReader(Reader):
    """Units are `tu` elements; of each language the first variant with a segment counts, and Arabic is the source."""

    def __init__(self) -> None:
        super().__init__()
        self._id = self._language = ""
        self._score: float | None = None
        self._variant = 0
        self._sides: dict[str, Side] = {}
        self._segment: Side | None = None

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._content is not None:
            self._content.begin(name, attributes)
        elif name == "seg" or (name == "prop" and attributes.get("type") == "x-score"):
            self._content = Content(self._variant, self.position + 1)
        elif name == "tuv":
            self._language, self._variant = (
                language_of(attributes.get("xml:lang") or attributes.get("lang", "")),
                self.position,
            )
            self._segment = None
        elif name == "tu":
            self._id, self._score, self._sides = attributes.get("tuid", ""), None, {}

    def close(self, name: str) -> None:
        content = self._content
        if content is not None:
            if content.open:
                content.close()
                return
            self._content = None
            if name == "seg":
                self._segment = self._segment or content.side(0, self.position)
            else:
                with suppress(ValueError):
                    self._score = float(content.text())
        elif name == "tuv":
            if self._segment and self._language:
                self._sides.setdefault(self._language, self._segment._replace(end=self.position + 1))
        elif name == "tu":
            self.units.append(Unit(self._id, self._sides.get("ar"), self._sides.get("en"), self._score))
