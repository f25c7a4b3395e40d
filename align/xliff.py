"""Segment pairs as XLIFF 1.2 (OASIS 2008) for translation editors; 1.2 and 2.0 in."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO

from align.bitext import SegmentPair
from align.markup import Event, Side, Unit, attribute, children, events, grouped, side
from glossaries.errors import InputError
from glossaries.languages import language_of
from glossaries.xml import xml_attribute, xml_text

_OWN = "urn:qantara"
UNITS = ("trans-unit", "segment")
"""What holds a source and its target, in 1.2 and in 2.x."""


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


def from_xliff(stream: BinaryIO, name: str) -> Iterator[SegmentPair]:
    """The units (1.2) or segments (2.x) in order, Arabic as the source whichever way the file goes.

    A unit without a target has an empty one. Ids are the units' `resname`, else their `id`, else their number; those
    of 2.x are `unit/segment`. Markup inside a segment is left out. Raises InputError (`align.markup`), also for
    other languages.
    """
    where = Surroundings()
    number = 0
    for part in grouped(events(stream, name, "xliff"), UNITS):
        if not isinstance(part, list):
            where.pass_by(part)
            continue
        number += 1
        unit = xliff_unit(part, where)
        if not where.arabic_and_english:
            raise InputError(
                f"{name}: goes from {where.source!r} to {where.target!r}: only Arabic and English can be read"
            )
        yield SegmentPair(unit.id or str(number), *unit.texts, score=unit.score)


class Surroundings:
    """What the elements around a unit say of it. They are told in order, with their ends.

    `source` and `target` are the languages as the file has them; `protected`: nothing here is to be translated.
    """

    def __init__(self) -> None:
        self.source = self.target = self.unit = ""
        self._protected = [False]

    def pass_by(self, event: Event) -> None:
        """An event outside of all units."""
        if event.kind == "end":
            self._protected.pop()
        elif event.kind == "start":
            self._protected.append(self.protects(event))
            if event.name in ("xliff", "file"):
                attributes = event.attributes
                self.source = attributes.get("srcLang") or attributes.get("source-language") or self.source
                self.target = attributes.get("trgLang") or attributes.get("target-language") or self.target
            elif event.name == "unit":
                self.unit = event.attributes.get("id", "")

    def protects(self, unit: Event) -> bool:
        """Whether a unit that begins here is not to be translated."""
        said = unit.attributes.get("translate")
        return said == "no" or (self._protected[-1] and said != "yes")

    @property
    def swapped(self) -> bool:
        """Whether the Arabic is in the targets."""
        return language_of(self.target) == "ar" or language_of(self.source) == "en"

    @property
    def arabic_and_english(self) -> bool:
        arabic, english = (self.target, self.source) if self.swapped else (self.source, self.target)
        return language_of(arabic or "ar") == "ar" and language_of(english or "en") == "en"


def xliff_unit(unit: Sequence[Event], where: Surroundings) -> Unit:
    """The unit of a `trans-unit` or `segment` element's events."""
    head = unit[0]
    sides = sides_of(unit)
    source, target = sides.get("source"), sides.get("target")
    own = head.attributes.get("id", "")
    id_ = "/".join(filter(None, (where.unit, own))) if head.name == "segment" else head.attributes.get("resname") or own
    score = None
    with suppress(ValueError):
        score = float(attribute(head, "score") or "nan")
    if score != score:
        score = None
    return Unit(id_, *((target, source) if where.swapped else (source, target)), score)


def sides_of(unit: Sequence[Event]) -> dict[str, Side]:
    """The first `source`, `target` and `seg-source` right in a unit: deeper ones are proposals or of another time."""
    found = [(start, end) for start, end in children(unit) if unit[start].name in ("source", "target", "seg-source")]
    return {unit[start].name: side(unit, start, end, (start, end)) for start, end in reversed(found)}
