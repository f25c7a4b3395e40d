"""Segment pairs as TMX (Translation Memory eXchange, LISA 2005): 1.4b out, 1.1 to 1.4b in."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO

from align.bitext import SegmentPair
from align.markup import Event, Side, Unit, attribute, children, events, grouped, side, text_of
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
    for part in grouped(events(stream, name, "tmx"), UNITS):
        unit = tmx_unit(part) if isinstance(part, list) else None
        if unit and (unit.arabic or unit.english):
            number += 1
            yield SegmentPair(unit.id or str(number), *unit.texts, score=unit.score)


def tmx_unit(unit: Sequence[Event]) -> Unit:
    """The unit of a `tu` element's events: of each language the first variant that has a segment."""
    sides: dict[str, Side] = {}
    score = None
    for start, end in children(unit):
        event = unit[start]
        if event.name == "tuv":
            language = language_of(attribute(event, "lang"))
            if language and language not in sides:
                segment = next((place for place in children(unit, start) if unit[place[0]].name == "seg"), None)
                if segment:
                    sides[language] = side(unit, start, end, segment)
        elif event.name == "prop" and event.attributes.get("type") == "x-score":
            with suppress(ValueError):
                score = float(text_of(unit[start:end]))
    return Unit(unit[0].attributes.get("tuid", ""), sides.get("ar"), sides.get("en"), score)
