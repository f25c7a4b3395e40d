"""Lines of pages put together to paragraphs: columns from right to left, running heads and page numbers left out.

Lines that stand beside each other in columns too narrow for running text are rows of a table.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from mt.documents.model.visual import Line

_FEWEST = 4
"""Lines that a column has at least."""
_MOST = 400
"""Lines of a page that has columns: of more the search would take too long."""
_END = re.compile(r"[.!?؟:؛»”\")\]]\s*\Z")
_ITEM = re.compile(r"\s*(?:[•▪◦●‣]|[*–—-]\s|[\d٠-٩]{1,3}[.)-]\s|[\d٠-٩]{1,3}[.)](?=[^\W\d]))")
_TIGHT = re.compile(r"\A([•▪◦●‣]|[\d٠-٩]{1,3}[.)])(?=[^\W\d])")
_NUMBER = re.compile(r"\W*[\d٠-٩۰-۹]+\W*|\W*[ivxlc]+\W*")
_DIGITS = re.compile(r"[\d٠-٩۰-۹]+")


ROW = 3
"""The level of a row of a table, with tabs between its cells."""


class Paragraph(NamedTuple):
    """A paragraph, and its level as a heading: 0 for none, 1 or 2; or ROW."""

    text: str
    level: int = 0


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """The paragraphs of a document, given the lines of each page from top to bottom."""
    pages = _without_heads(pages)
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size)] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0
    found: list[Paragraph] = []
    for page in pages:
        first = True
        for column in _columns(page):
            for text, size in _joined(column):
                level = (
                    ROW
                    if "\t" in text
                    else 0
                    if size < 1.2 * body or len(text) > 200
                    else 1
                    if size >= 1.6 * body
                    else 2
                )
                last = found[-1] if found else None
                if (
                    first
                    and last
                    and not level
                    and not last.level
                    and not _END.search(last.text)
                    and not _ITEM.match(text)
                ):
                    found[-1] = Paragraph(_glued(last.text, text))
                else:
                    found.append(Paragraph(text, level))
                first = False
            first = True
    return found


def _without_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without what is repeated, but for its digits, at their tops and feet, and without bare page numbers."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_DIGITS.sub("#", line.text) for line in (*page[:2], *page[-2:])})
    out = []
    for page in pages:
        kept = []
        for k, line in enumerate(page):
            edge = k < 2 or k >= len(page) - 2
            repeated = len(pages) > 1 and edges[_DIGITS.sub("#", line.text)] > max(1, len(pages) // 2)
            if not edge or not (
                repeated or (len(page) > 2 and k in (0, len(page) - 1) and _NUMBER.fullmatch(line.text))
            ):
                kept.append(line)
        out.append(kept)
    return out


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of a page in the order of reading: of lines side by side the right column comes first."""
    if len(lines) > _MOST:
        return [_across(lines)]
    out: list[list[Line]] = []
    position = 0
    while position < len(lines):
        end, gutter = _gutter(lines, position)
        if end > position:
            part = lines[position:end]
            out += _columns([line for line in part if line.left >= gutter])
            out += _columns([line for line in part if line.left < gutter])
            position = end
            continue
        end, rows = _table(lines, position)
        if rows:
            out.append(rows)
            position = end
            continue
        if not out or (out[-1] and position and lines[position - 1] is not out[-1][-1]):
            out.append([])
        out[-1].append(lines[position])
        position += 1
    return [_across(column) for column in out]


def _table(lines: Sequence[Line], start: int) -> tuple[int, list[Line]]:
    """Where a table ends that begins with the line at `start`, and its rows as lines; no rows where none begins."""
    rows: list[list[Line]] = []
    position = start
    while position < len(lines):
        row = [lines[position]]
        while (
            position + len(row) < len(lines) and abs(lines[position + len(row)].base - row[0].base) < 0.4 * row[0].size
        ):
            row.append(lines[position + len(row)])
        row.sort(key=lambda line: -line.right)
        above = rows[-1] if rows else row
        places = [next((k for k, cell in enumerate(above) if _overlap(cell, line)), -1) for line in row]
        if len(row) == len(above) > 1 and places == [*range(len(row))]:
            rows.append(row)
        elif len(rows) > 1 and -1 not in places and _goes_on(rows, row):
            for line, k in zip(row, places, strict=True):  # a cell goes on in a second line
                above[k] = Line(
                    _glued(above[k].text, line.text),
                    min(above[k].left, line.left),
                    max(above[k].right, line.right),
                    line.base,
                    line.size,
                )
        else:
            break
        position += len(row)
    if len(rows) < 2:
        return start, []
    return position, [
        Line("\t".join(cell.text for cell in row), row[-1].left, row[0].right, row[0].base, row[0].size) for row in rows
    ]


def _goes_on(rows: Sequence[Sequence[Line]], row: Sequence[Line]) -> bool:
    """Whether lines are the second ones of cells: nearer to the row above than that is to the one before."""
    fall, pitch = rows[-1][0].base - row[0].base, rows[-2][0].base - rows[-1][0].base
    alone = all(sum(_overlap(cell, line) for cell in rows[-1]) == 1 for line in row)
    return alone and len(row) < len(rows[-1]) and fall < 0.95 * pitch


def _overlap(one: Line, other: Line) -> bool:
    return one.left < other.right and other.left < one.right


def _across(lines: Sequence[Line]) -> list[Line]:
    """Lines at the same height from right to left."""
    return sorted(lines, key=lambda line: (-round(line.base), -line.right))


def _gutter(lines: Sequence[Line], start: int) -> tuple[int, float]:
    """Where lines stop to leave a strip free between two columns, and the middle of the strip; `start` for none."""
    free: list[tuple[float, float]] = [(min(line.left for line in lines), max(line.right for line in lines))]
    best, middle = start, 0.0
    for end in range(start, len(lines)):
        line = lines[end]
        free = [
            part
            for low, high in free
            for part in ((low, min(high, line.left)), (max(low, line.right), high))
            if part[1] - part[0] > 0.8 * line.size
        ]
        if not free:
            break
        if end - start + 1 >= 2 * _FEWEST:
            for low, high in free:
                if _is_gutter(lines[start : end + 1], (low + high) / 2):
                    best, middle = end + 1, (low + high) / 2
                    break
    return best, middle


def _is_gutter(lines: Sequence[Line], at: float) -> bool:
    for side in ([line for line in lines if line.left >= at], [line for line in lines if line.right <= at]):
        if len(side) < _FEWEST:
            return False
        width = max(line.right for line in side) - min(line.left for line in side)
        full = sorted(line.right - line.left for line in side)[len(side) // 2]
        if full < 0.6 * width or width < 8 * side[0].size:
            return False
    return True


def _joined(column: Sequence[Line]) -> list[tuple[str, float]]:
    """The paragraphs of a column, each with the size of its letters."""
    if not column:
        return []
    left, right = min(line.left for line in column), max(line.right for line in column)
    steps = sorted(a.base - b.base for a, b in pairwise(column) if a.base - b.base > 0.5 * a.size)
    step = steps[len(steps) // 3] if steps else 0.0
    found: list[tuple[str, float]] = []
    last: Line | None = None
    for line in column:
        if last is None or _begins(last, line, left, right, step):
            found.append((_TIGHT.sub(r"\1 ", line.text), line.size))
        else:
            found[-1] = (_glued(found[-1][0], line.text), found[-1][1])
        last = line
    return found


def _begins(last: Line, line: Line, left: float, right: float, step: float) -> bool:
    """Whether a line begins a paragraph."""
    fall = last.base - line.base
    width = right - left
    short = last.right - last.left < 0.75 * width
    indented = (
        right - line.right > 1.2 * line.size and right - last.right < 0.3 * line.size and bool(_END.search(last.text))
    )
    return (
        "\t" in line.text
        or "\t" in last.text
        or fall < 0.5 * line.size
        or fall > 1.4 * step
        or abs(last.size - line.size) > 0.12 * line.size
        or short
        or indented
        or _ITEM.match(line.text) is not None
    )


def _glued(first: str, second: str) -> str:
    """Two lines of a paragraph; a word that was broken is whole again."""
    if re.search(r"[A-Za-z][-\u00ad\u2010]\Z", first) and re.match("[a-z]", second):
        return first[:-1] + second
    return f"{first.rstrip(chr(0xAD))} {second}"
