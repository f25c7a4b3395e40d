"""Segment pairs as TMX (Translation Memory eXchange, LISA 2005): 1.4b out, 1.1 to 1.4b in."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO

from align.bitext import SegmentPair
from align.markup import parse
from glossaries.xml import xml_attribute, xml_text

_CODES = ("bpt", "ept", "ph", "it", "ut")
"""Elements that hold a tool's own markup, not text."""


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


def from_tmx(stream: BinaryIO, name: str) -> list[SegmentPair]:
    """The units that have an Arabic or an English variant, in order; a side is empty where there is no such variant.

    Units without an id get their number. Markup inside a segment is left out. Raises InputError (`align.markup`).
    """
    units = _Units()
    parse(stream, name, "tmx", units)
    return units.pairs


class _Units:
    def __init__(self) -> None:
        self.pairs: list[SegmentPair] = []
        self._id = self._language = self._prop = ""
        self._score: float | None = None
        self._variants: dict[str, str] = {}
        self._written: list[str] | None = None
        self._codes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "tu":
            self._id, self._score, self._variants = attributes.get("tuid", ""), None, {}
        elif tag == "tuv":
            self._language = attributes.get("lang", "").lower()[:2]
        elif tag == "prop":
            self._prop = attributes.get("type", "")
        elif tag in _CODES:
            self._codes += 1
        if tag in ("seg", "prop"):
            self._written = []

    def end(self, tag: str) -> None:
        if tag in _CODES:
            self._codes -= 1
        elif tag == "seg":
            self._variants.setdefault(self._language, self._text())
        elif tag == "prop":
            text = self._text()
            if self._prop == "x-score":
                with suppress(ValueError):
                    self._score = float(text)
        elif tag == "tu" and ("ar" in self._variants or "en" in self._variants):
            arabic, english = (self._variants.get(language, "") for language in ("ar", "en"))
            id_ = self._id or str(len(self.pairs) + 1)
            self.pairs.append(SegmentPair(id_, arabic, english, score=self._score))

    def text(self, data: str) -> None:
        if self._written is not None and not self._codes:
            self._written.append(data)

    def _text(self) -> str:
        text, self._written = "".join(self._written or ()), None
        return text
