"""Charts as inline SVG, 360 units wide, in the colours of the page's style sheet. Numbers in, markup out."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mt.scoring.terms import Tally

WIDTH = 360
COLOURS = 8
"""The hues that the page's style sheet defines; with more systems, they come round again."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 16, 8, 30
_HEIGHT = 200


def intervals(title: str, rows: Sequence[tuple[str, float, float, float]], width: int) -> str:
    """A dot and its 95 % interval for each system: rows of label, score, mean and half of the interval.

    `width`: the decimals of the scores.
    """
    low = min(mean - half for _, _, mean, half in rows)
    high = max(mean + half for _, _, mean, half in rows)
    low, high = (low - 1, high + 1) if low == high else (low, high)
    height = 18 * len(rows) + 26

    def x(value: float) -> float:
        return _LEFT + (value - low) / (high - low) * (WIDTH - _LEFT - 50)

    parts = []
    for k, (label, score, mean, half) in enumerate(rows):
        y = 14 + 18 * k
        parts.append(
            f'<text x="{_LEFT - 10}" y="{y + 4}" class="label s{k % COLOURS}" text-anchor="end">{escape(label)}</text>'
            f'<line x1="{x(mean - half):.1f}" x2="{x(mean + half):.1f}" y1="{y}" y2="{y}" class="line s{k % COLOURS}"/>'
            f'<circle cx="{x(score):.1f}" cy="{y}" r="3.5" class="dot s{k % COLOURS}"/>'
            f'<text x="{WIDTH - 4}" y="{y + 4}" text-anchor="end">{score:.{width}f}</text>'
        )
    axis = height - 10
    parts.append(
        f'<text x="{_LEFT}" y="{axis + 4}">{low:.1f}</text>'
        f'<text x="{WIDTH - 50}" y="{axis + 4}" text-anchor="end">{high:.1f}</text>'
    )
    return _svg(title, height, parts)


def distribution(title: str, series: Sequence[tuple[str, NDArray[np.float64]]]) -> str:
    """How many segments have which score, 0 to 100 in steps of five; a line for each system.

    `series`: names with scores `[segments]`.
    """
    edges = np.linspace(0, 100, 21)
    counts = [np.histogram(scores, edges)[0] for _, scores in series]
    points = [list(zip(edges[:-1] + 2.5, count.tolist(), strict=True)) for count in counts]
    return _lines(
        title,
        [label for label, _ in series],
        points,
        (0, 100),
        (0, max(int(count.max()) for count in counts)),
        "sentence chrF2",
        "segments",
    )


def by_length(title: str, lengths: NDArray[np.float64], series: Sequence[tuple[str, NDArray[np.float64]]]) -> str:
    """The mean score of segments of similar length (reference words), in up to ten groups of similar size.

    `lengths` `[segments]`; `series`: names with scores `[segments]`.
    """
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, 11)).round())
    edges[-1] += 1
    groups = [(lengths >= low) & (lengths < high) for low, high in pairwise(edges)] or [lengths >= 0]
    points = [
        [(float(lengths[group].mean()), float(scores[group].mean())) for group in groups if group.any()]
        for _, scores in series
    ]
    span = (min(x for x, _ in points[0]), max(x for x, _ in points[0]))
    means = [y for line in points for _, y in line]
    heights = (10 * (min(means) // 10), 10 * (max(means) // 10 + 1))
    return _lines(title, [label for label, _ in series], points, span, heights, "words of the reference", "mean chrF2")


def heat_map(title: str, labels: Sequence[str], columns: Sequence[str], rows: Sequence[Sequence[Tally | None]]) -> str:
    """A cell for each term and system, the darker the more often the term was missed."""
    size, left = 34, 170
    parts = [
        f'<text x="{left + size * (k + 0.5):.1f}" y="12" text-anchor="middle" class="label s{k % COLOURS}">{escape(name)}</text>'
        for k, name in enumerate(columns)
    ]
    for r, (label, row) in enumerate(zip(labels, rows, strict=True)):
        y = 20 + 20 * r
        parts.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(label)}</text>')
        for k, tally in enumerate(row):
            if tally is not None and tally.rate is not None:
                parts.append(
                    f'<rect x="{left + size * k}" y="{y}" width="{size - 2}" height="18" class="cell" style="--rate:{100 * tally.rate:.0f}%"/>'
                    f'<text x="{left + size * (k + 0.5) - 1:.1f}" y="{y + 13}" text-anchor="middle" class="in">{tally.found}/{tally.wanted}</text>'
                )
    return _svg(title, 24 + 20 * len(rows), parts, max(WIDTH, left + size * len(columns)))


def _lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[Sequence[tuple[float, float]]],
    span: tuple[float, float],
    heights: tuple[float, float],
    across: str,
    up: str,
) -> str:
    low, high = span if span[0] < span[1] else (span[0] - 1, span[1] + 1)
    least, most = heights if heights[0] < heights[1] else (heights[0], heights[0] + 1)
    bottom = _HEIGHT - _BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        return _LEFT + (x - low) / (high - low) * (WIDTH - _LEFT - _RIGHT), bottom - (y - least) / (most - least) * (
            bottom - _TOP
        )

    parts = []
    for value in (least, (least + most) / 2, most):
        y = place(low, value)[1]
        parts.append(
            f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
            f'<text x="{_LEFT - 4}" y="{y + 4:.1f}" text-anchor="end">{value:.0f}</text>'
        )
    for value in (low, (low + high) / 2, high):
        parts.append(
            f'<text x="{place(value, least)[0]:.1f}" y="{bottom + 13}" text-anchor="middle">{value:.0f}</text>'
        )
    parts.append(
        f'<text x="{WIDTH - _RIGHT}" y="{_HEIGHT - 4}" text-anchor="end">{across}</text>'
        f'<text x="{_LEFT + 4}" y="{_TOP + 8}">{up}</text>'
    )
    for k, (label, points) in enumerate(zip(labels, series, strict=True)):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))
        others = [other for other in series if other is not points]
        x, y = place(*max(points, key=lambda point: _apart(point, others)))
        parts.append(f'<polyline points="{path}" class="line s{k % COLOURS}"/>')
        parts += [
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2" class="dot s{k % COLOURS}"/>'
            for a, b in (place(*p) for p in points)
        ]
        if len(series) > 1:
            parts.append(
                f'<text x="{x:.1f}" y="{y - 5:.1f}" text-anchor="middle" class="label s{k % COLOURS}">{escape(label)}</text>'
            )
    return _svg(title, _HEIGHT, parts)


def _apart(point: tuple[float, float], others: Sequence[Sequence[tuple[float, float]]]) -> float:
    """How far a point of a line is from the nearest of the other lines: where it is far, the line can be named."""
    return min((abs(point[1] - y) for other in others for x, y in other if x == point[0]), default=0.0)


def _svg(title: str, height: int, parts: Sequence[str], width: int = WIDTH) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" style="max-width:{width * 1.3:.0f}px" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
