"""A document: its segments, and how their translations go back into it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from align.bitext import SegmentPair, Span
from mt.protected.marks import marked

EMPTY = "empty: given back as it is"
NO_ARABIC = "no Arabic in it: given back as it is"
"""Notes on what there is nothing to translate in."""


_OBJECT = re.compile("\ufffc ?")


@dataclass(frozen=True, slots=True)
class Document:
    """A document, or one part of a document that is read in parts, taken apart.

    `segments` are sentences without markup, with their `ids`. `restore` takes their pairs, in order, and gives the
    bytes of the translated document. Where no target differs from its source, these are the bytes that were read,
    except that formats which hold both languages get their targets filled in. `notes` say, a line each, what is not
    translated or cannot be kept. `kept` are the spans of each segment that stay as they are; none for an empty one.
    `others` restore it in other formats.
    """

    ids: tuple[str, ...]
    segments: tuple[str, ...]
    restore: Callable[[Sequence[SegmentPair]], bytes]
    notes: tuple[str, ...] = ()
    kept: tuple[tuple[Span, ...], ...] = ()
    others: Mapping[str, Callable[[Sequence[SegmentPair]], bytes]] = field(default_factory=dict)

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        """The ids and segments as text alone, without what stands for objects."""
        for id_, text in zip(self.ids, self.segments, strict=True):
            yield id_, _OBJECT.sub("", text).strip() if "\ufffc" in text else text

    @property
    def marked(self) -> tuple[str, ...]:
        """The segments with marks around what stays as it is (`mt.protected.marks`), as they go to the pipeline."""
        return tuple(map(marked, self.segments, self.kept)) if self.kept else self.segments

    def written(self, pairs: Sequence[SegmentPair], form: str) -> bytes:
        """The translated document in a format; in its own where it has no other of that name."""
        return self.others.get(form, self.restore)(pairs)


KEPT = "translations that were there are kept"
"""The note on segments that a bilingual file had a translation of: they are not segments of the document."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read documents.

    `main_text`: of a web page, read only the article itself. `overwrite`: translate again where a bilingual file has a
    translation. `source_column`, `target_column`: the columns of a table, by name or by number from 1, or the keys of
    JSON lines.
    """

    main_text: bool = False
    overwrite: bool = False
    source_column: str = ""
    target_column: str = ""

    @property
    def columns(self) -> bool:
        """Whether columns are named."""
        return bool(self.source_column or self.target_column)


def kept_notes(count: int) -> list[str]:
    """The note on translations that a bilingual file already had; none where it had none."""
    return [f"{KEPT}: {count}"] if count else []
