"""Segment pairs as XLIFF 1.2 (OASIS 2008) for translation editors; 1.2 and 2.0 in."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO

from align.bitext import SegmentPair
from align.markup import parse
from glossaries.errors import InputError
from glossaries.xml import xml_attribute, xml_text

_OWN = "urn:qantara"
_UNITS = ("trans-unit", "segment")
"""What holds a source and its target, in 1.2 and in 2.0."""
_CODES = ("bpt", "ept", "ph", "it")
"""Elements that hold a tool's own markup, not text."""
_ASIDE = ("alt-trans", "bin-unit")
"""Elements whose sources and targets are no segments of the document."""


def to_xliff(pairs: Iterable[SegmentPair], title: str, signature: str, version: str) -> Iterator[str]:
    """The lines of an XLIFF document with one file, `title`, and a unit a pair.

    A unit's number is its `id`, the pair's id its `resname`; the score stands in an attribute of our own namespace,
    the fate of each term in a `note`. A pair without a target has no `target` element. Characters that XML 1.0
    cannot carry become U+FFFD.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:qantara="{_OWN}">\n'
    yield (
        f'<file original={xml_attribute(title)} source-language="ar" target-language="en" datatype="plaintext" '
        'tool-id="qantara">\n<header>\n'
        f'<tool tool-id="qantara" tool-name="qantara" tool-version={xml_attribute(version)}/>\n'
        f"<note>{xml_text(signature)}</note>\n</header>\n<body>\n"
    )
    for number, pair in enumerate(pairs, 1):
        score = f' qantara:score="{pair.score}"' if pair.score is not None else ""
        yield f'<trans-unit id="{number}" resname={xml_attribute(pair.id)} xml:space="preserve"{score}>\n'
        yield f'<source xml:lang="ar">{xml_text(pair.source)}</source>\n'
        if pair.target:
            yield f'<target xml:lang="en">{xml_text(pair.target)}</target>\n'
        for term in pair.terms:
            yield f'<note from="qantara">{xml_text(f"{term.term} ({term.status})")}</note>\n'
        yield "</trans-unit>\n"
    yield "</body>\n</file>\n</xliff>\n"


def from_xliff(stream: BinaryIO, name: str) -> list[SegmentPair]:
    """The units (1.2) or segments (2.0) in order, Arabic as the source whichever way the file goes.

    A unit without a target has an empty one. Ids are the units' `resname`, else their `id`, else their number.
    Markup inside a segment is left out. Raises InputError (`align.markup`), also for other languages.
    """
    units = _Units(name)
    parse(stream, name, "xliff", units)
    return units.pairs


class _Units:
    def __init__(self, name: str) -> None:
        self.pairs: list[SegmentPair] = []
        self._name = name
        self._languages = ["", ""]
        self._unit = self._id = ""
        self._score: float | None = None
        self._sides: dict[str, str] = {}
        self._written: list[str] | None = None
        self._codes = self._aside = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("xliff", "file"):
            for side, names in enumerate((("srcLang", "source-language"), ("trgLang", "target-language"))):
                self._languages[side] = next(
                    (attributes[name].lower()[:2] for name in names if name in attributes), self._languages[side]
                )
        elif tag == "unit":
            self._unit = attributes.get("id", "")
        elif tag in _ASIDE:
            self._aside += 1
        elif tag in _CODES:
            self._codes += 1
        if tag in _UNITS:
            self._id = attributes.get("resname") or attributes.get("id") or self._unit
            self._score, self._sides = None, {}
            with suppress(ValueError, KeyError):
                self._score = float(attributes["score"])
        elif tag in ("source", "target") and not self._aside:
            self._written = []

    def end(self, tag: str) -> None:
        if tag in _ASIDE:
            self._aside -= 1
        elif tag in _CODES:
            self._codes -= 1
        elif tag in ("source", "target") and self._written is not None:
            self._sides[tag], self._written = "".join(self._written), None
        elif tag in _UNITS and not self._aside:
            self._add()

    def text(self, data: str) -> None:
        if self._written is not None and not self._codes:
            self._written.append(data)

    def _add(self) -> None:
        source, target = self._languages
        arabic = 1 if target == "ar" or source == "en" else 0
        if (self._languages[arabic] or "ar") != "ar" or (self._languages[1 - arabic] or "en") != "en":
            raise InputError(f"{self._name}: goes from {source!r} to {target!r}: only Arabic and English can be read")
        texts = self._sides.get("source", ""), self._sides.get("target", "")
        id_ = self._id or str(len(self.pairs) + 1)
        self.pairs.append(SegmentPair(id_, texts[arabic], texts[1 - arabic], score=self._score))
