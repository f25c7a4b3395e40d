"""Segment pairs in any of the formats that they can be written in."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain

from align.bitext import SegmentPair
from align.tables import TSV_HEADER, to_jsonl, to_tsv
from align.tmx import to_tmx
from align.xliff import to_xliff


class PairFormat(StrEnum):
    """The formats that pairs can be written in."""

    tsv = "tsv"
    jsonl = "jsonl"
    tmx = "tmx"
    xliff = "xliff"
    html = "html"
    pharaoh = "pharaoh"
    beads = "beads"


_OWN = (TSV_HEADER.encode(), b'"link_scores": ', b'creationtool="qantara"', b'xmlns:qantara="')
"""What stands near the beginning of a file of pairs that was written here."""


def is_own(head: bytes) -> bool:
    """Whether a file that begins with `head` holds pairs that were written here."""
    return any(mark in head for mark in _OWN)


def written(
    form: PairFormat,
    pairs: Iterable[SegmentPair],
    title: str,
    signature: str,
    version: str,
    header: bool = True,
    guarded: bool = False,
) -> Iterator[str]:
    """The parts of the output, in order. `title` names what was aligned, `version` is qantara's.

    A table has a header unless `header` is False; `guarded`, none of its texts begins as a formula does. TMX leaves out pairs of which one side is empty.
    """
    match form:
        case PairFormat.tsv:
            return chain([TSV_HEADER + "\n"] if header else [], (to_tsv(pair, guarded) + "\n" for pair in pairs))
        case PairFormat.jsonl:
            return (to_jsonl(pair) + "\n" for pair in pairs)
        case PairFormat.tmx:
            return to_tmx(pairs, signature, version)
        case PairFormat.xliff:
            return to_xliff(pairs, title, signature, version)
        case PairFormat.pharaoh | PairFormat.beads:
            from align.pharaoh import to_beads, to_pharaoh

            line = to_pharaoh if form is PairFormat.pharaoh else to_beads
            return (line(pair) + "\n" for pair in pairs)
        case PairFormat.html:
            from align.view import page

            return iter(page(pairs, title, signature))
