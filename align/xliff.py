"""Segment pairs as XLIFF 1.2 (OASIS 2008) for translation editors; 1.2 and 2.0 in."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import BinaryIO

from align.bitext import SegmentPair
from align.markup import Content, Reader, Side, Unit, read_units
from glossaries.errors import InputError
from glossaries.languages import language_of
from glossaries.xml import xml_attribute, xml_text

_OWN = "urn:qantara"


class OtherLanguagesError(InputError):
    """An XLIFF file goes between other languages than Arabic and English."""


UNITS = ("trans-unit", "segment")
"""What holds a source and its target, in 1.2 and in 2.x."""
_SIDES = ("source", "target", "seg-source")


def to_xliff(pairs: Iterable[SegmentPair], title: str, signature: str, version: str) -> Iterator[str]:
    """The lines of an XLIFF document with one file, `title`, and a unit a pair.

    A unit's number is its `id`, the pair's id its `resname`; the score stands in an attribute of our own namespace,
    the fate of each term and each finding in a `note`. A pair without a target has no `target` element. Characters that XML 1.0
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
        score += f' qantara:risk="{pair.risk}"' if pair.risk is not None else ""
        yield f'<trans-unit id="{number}" resname={xml_attribute(pair.id)} xml:space="preserve"{score}>\n'
        yield f'<source xml:lang="ar">{xml_text(pair.source)}</source>\n'
        if pair.target:
            yield f'<target xml:lang="en">{xml_text(pair.target)}</target>\n'
        for term in pair.terms:
            yield f'<note from="qantara">{xml_text(f"{term.term} ({term.status})")}</note>\n'
        for finding in pair.findings:
            said = f"{finding.kind} ({finding.probability:.0%}): {finding.message}"
            yield f'<note from="qantara" annotates="target">{xml_text(said)}</note>\n'
        yield "</trans-unit>\n"
    yield "</body>\n</file>\n</xliff>\n"


def from_xliff(stream: BinaryIO, name: str) -> Iterator[SegmentPair]:
    """The units (1.2) or segments (2.x) in order, Arabic as the source whichever way the file goes.

    A unit without a target has an empty one. Ids are the units' `resname`, else their `id`, else their number; those
    of 2.x are `unit/segment`. Markup inside a segment is left out. Raises InputError (`align.markup`), also for
    other languages.
    """
    reader = XliffReader(name)
    for number, unit in enumerate(read_units(stream, name, "xliff", reader), 1):
        yield SegmentPair(unit.id or str(number), *unit.texts, score=unit.score)


class XliffReader(Reader):
    """Units are `trans-unit` elements (1.2) and `segment` elements (2.x).

    Only elements right in it are a unit's source and target: deeper ones are proposals, or of another time. With a
    `name` other languages than Arabic and English are refused.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._name = name
        self._source = self._target = self._unit = self._id = ""
        self._score: float | None = None
        self._protected = [False]
        self._depth = 0
        self._sides: dict[str, Side] = {}

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._content is not None:
            self._content.begin(name, attributes)
        elif self._depth:
            self._depth += 1
            if self._depth == 2 and name in _SIDES:
                self._content = Content(self.position, self.position + 1)
        else:
            said = attributes.get("translate")
            self._protected.append(said == "no" or (self._protected[-1] and said != "yes"))
            if name in UNITS:
                self._begin_unit(name, attributes)
            elif name == "unit":
                self._unit = attributes.get("id", "")
            elif name in ("xliff", "file"):
                self._source = attributes.get("srcLang") or attributes.get("source-language") or self._source
                self._target = attributes.get("trgLang") or attributes.get("target-language") or self._target

    def close(self, name: str) -> None:
        content = self._content
        if content is not None and content.open:
            content.close()
            return
        if content is not None:
            self._sides.setdefault(name, content.side(self.position + 1, self.position))
            self._content = None
        if self._depth == 1:
            self._end_unit()
        if self._depth:
            self._depth -= 1
        if not self._depth:
            self._protected.pop()

    def _begin_unit(self, name: str, attributes: Mapping[str, str]) -> None:
        own = attributes.get("id", "")
        inner = "/".join(filter(None, (self._unit, own)))
        self._id = inner if name == "segment" else attributes.get("resname") or own
        self._depth, self._sides, self._score = 1, {}, None
        with suppress(ValueError):
            self._score = float(score) if (score := attributes.get("qantara:score")) else None

    def _end_unit(self) -> None:
        swapped = language_of(self._target) == "ar" or language_of(self._source) == "en"
        arabic, english = (self._target, self._source) if swapped else (self._source, self._target)
        if self._name and (language_of(arabic or "ar"), language_of(english or "en")) != ("ar", "en"):
            raise OtherLanguagesError(
                f"{self._name}: goes from {self._source!r} to {self._target!r}: only Arabic and English can be read"
            )
        source, target, parted = map(self._sides.get, _SIDES)
        self.units.append(Unit(self._id, source, target, self._score, swapped, self._protected[-1], parted))
