"""A review as one self-contained HTML page: the riskiest first, both texts, the places marked, filters by kind."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from align.bitext import SegmentPair, Span
from mt.review.report import KINDS, ReviewReport, risk_of


class Piece(NamedTuple):
    """Text of one cell, and the number of the finding that it belongs to (empty: none)."""

    text: str
    finding: str


class Entry(NamedTuple):
    """A pair for the template. `kinds`: those of its findings, separated by spaces."""

    pair: SegmentPair
    risk: int
    source: list[Piece]
    target: list[Piece]
    kinds: str


def page(report: ReviewReport, title: str, top: int | None = None) -> Iterator[str]:
    """The page, in chunks, of the `top` riskiest pairs or of all. It loads nothing from anywhere."""
    from jinja2 import Environment

    source = files("mt.review").joinpath("review.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    shown = report.ranked[: top or None]
    stream = template.stream(
        title=title,
        signature=report.signature,
        segments=len(report.pairs),
        found=sum(bool(pair.findings) for pair in report.pairs),
        entries=map(_entry, shown),
        kinds=report.kinds().most_common(),
        about=KINDS,
    )
    stream.enable_buffering(1000)
    return stream


def _entry(pair: SegmentPair) -> Entry:
    spans = [[(n, side) for n, f in enumerate(pair.findings) if (side := (f.source, f.target)[k])] for k in (0, 1)]
    kinds = " ".join(dict.fromkeys(finding.kind for finding in pair.findings))
    return Entry(pair, round(100 * risk_of(pair)), pieces(pair.source, spans[0]), pieces(pair.target, spans[1]), kinds)


def pieces(text: str, spans: Sequence[tuple[int, Span]]) -> list[Piece]:
    """The text cut where a finding begins or ends; of several findings at one place the first counts."""
    edges = sorted({0, len(text), *(min(edge, len(text)) for _, span in spans for edge in span)})
    return [
        Piece(text[a:b], next((str(n) for n, (start, end) in spans if start <= a and b <= end), ""))
        for a, b in pairwise(edges)
    ]
