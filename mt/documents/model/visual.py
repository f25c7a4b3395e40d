"""Glyphs of a page put into lines of text as they are meant: from where they stand, not in the order of the file.

In a line with Arabic the glyphs go from right to left, numbers and Latin words in it from left to right (as Unicode
annex 9 shows them, undone). Presentation forms become letters, lam-alef two of them in the order in which they are read.
A line whose full stop is at its right end was set from left to right: its parts are in that order. Small raised digits
become ¹²³, the bullets of symbol fonts become bullets.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from glossaries.arabic import has_arabic


class Glyph(NamedTuple):
    """A glyph: its text, the left and right end and the baseline in points, and the size of its letters."""

    text: str
    left: float
    right: float
    base: float
    size: float


class Line(NamedTuple):
    """Glyphs side by side as text, with the box that they fill."""

    text: str
    left: float
    right: float
    base: float
    size: float


GAP = 0.17
"""Of the size of the letters: more room between two glyphs is a space."""
GUTTER = 1.6
"""More room is the end of a cell or a column."""
_BRACKETS = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_LATIN = re.compile(r"[^\W\d_\u0600-\u08ff²³¹⁰-₎]")
_NUMBERED = re.compile(r"(?:•|[\d٠-٩]{1,3}[.)]) ")
_NUMBER = re.compile(r"[\d٠-٩۰-۹]")
_BULLETS = dict.fromkeys(map(ord, "\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc\uf076\u25cf\u25aa"), "•")
_SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩", _SMALL * 2)
_STOPS = frozenset(".؟!؛،:")
_INNER = frozenset(".,:/-٫٬%+'’@_#&")
"""Marks that belong to a number or a Latin word where they stand in one."""


def lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines of a page, from top to bottom; what stands far apart at the same height is several."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.base, glyph.left)):
        row = rows[-1] if rows else []
        if row and row[0].base - glyph.base < 0.5 * max(row[0].size, glyph.size):
            row.append(glyph)
        else:
            rows.append([glyph])
    return [line for row in rows for line in _parts(row)]


def _parts(row: Sequence[Glyph]) -> list[Line]:
    """The glyphs of a row, cut where there is a gutter."""
    ordered = sorted(_with_raised(row), key=lambda glyph: (glyph.left + glyph.right, glyph.left))
    parts: list[list[Glyph]] = []
    right = 0.0
    for glyph in ordered:
        if not parts or glyph.left - right > GUTTER * glyph.size:
            parts.append([])
        parts[-1].append(glyph)
        right = max(right, glyph.right) if len(parts[-1]) > 1 else glyph.right
    found = []
    for part in parts:
        text = logical(part)
        if text:
            sizes = sorted(glyph.size for glyph in part)
            left, end = min(glyph.left for glyph in part), max(glyph.right for glyph in part)
            found.append(Line(text, left, end, max(glyph.base for glyph in part), sizes[len(sizes) // 2]))
    return found


def _with_raised(row: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs of a row, small digits above its line as what they are."""
    sizes = sorted(glyph.size for glyph in row)
    size = sizes[len(sizes) // 2]
    bases = sorted(glyph.base for glyph in row if glyph.size > 0.85 * size)
    base = bases[len(bases) // 2] if bases else 0.0
    return [
        glyph._replace(text=glyph.text.translate(_RAISED))
        if glyph.size <= 0.85 * size and glyph.base > base + 0.2 * size
        else glyph
        for glyph in row
    ]


def logical(glyphs: Sequence[Glyph]) -> str:
    """The text of glyphs that stand in a row from left to right."""
    words = _clusters(glyphs)
    if not any(has_arabic(text) for text in words):
        return "".join(words).strip()
    if _NUMBERED.match("".join(words[:6])) or (words[-1] in _STOPS and words[0] not in _STOPS):
        return _from_left(words)
    return _from_right(words)


def _from_left(words: Sequence[str]) -> str:
    """The text of a line from left to right; what is Arabic in it, and the numbers there, goes from right to left."""
    numbered = _NUMBERED.match("".join(words[:6]))
    start = len(numbered[0]) if numbered else 0
    out = [*words[:start]]
    while start < len(words):
        end, last = start, start
        while end < len(words) and not _LATIN.search(words[end]):
            end += 1
            if has_arabic(words[end - 1]) or _NUMBER.search(words[end - 1]):
                last = end
        first = next((k for k in range(start, last) if words[k] not in _STOPS and words[k] not in "• "), last)
        out += words[start:first]
        if any(map(has_arabic, words[first:last])):
            out.append(_from_right(words[first:last]))
        else:
            out += words[first:last]
        out += words[last : max(end, start + 1)]
        start = max(end, start + 1)
    return "".join(out).strip()


def _from_right(words: Sequence[str]) -> str:
    out: list[str] = []
    position = len(words)
    while position:
        start = _run(words, position)
        run = words[start:position]
        out += run if len(run) > 1 else [_mirrored(run[0])]
        position = start
    text = "".join(out).strip()
    first = min((text.find(mark) for mark in "([{" if mark in text), default=len(text))
    last = next((k for k, char in enumerate(text) if char in ")]}"), len(text))
    return text.translate(_BRACKETS) if last < first < len(text) else text


def _mirrored(text: str) -> str:
    return unicodedata.normalize("NFKC", text) if "\ufb50" <= text <= "\ufefc" else text


def _run(words: Sequence[str], end: int) -> int:
    """Where the run of Latin or digits begins that ends there; the place before, if none does."""
    start = end - 1
    if not (_LATIN.search(words[start]) or _NUMBER.search(words[start])) and words[start] != "%":
        return start
    latin = bool(_LATIN.search(words[start]))
    k = start - 1
    while k >= 0:
        word = words[k]
        if _LATIN.search(word) or _NUMBER.search(word):
            between = words[k + 1 : start]
            if " " in between and not (_LATIN.search(word) or (latin and _behind_latin(words, k))):
                break
            latin = latin or bool(_LATIN.search(word))
            start = k
        elif word != " " and word not in _INNER:
            break
        k -= 1
    return start


def _behind_latin(words: Sequence[str], k: int) -> bool:
    """Whether the number at a place has a Latin word to its left."""
    while k >= 0 and (_NUMBER.search(words[k]) or words[k] in _INNER or words[k] == " "):
        k -= 1
    return k >= 0 and bool(_LATIN.search(words[k]))


def _clusters(glyphs: Sequence[Glyph]) -> list[str]:
    """The glyphs' texts from left to right, with spaces; glyphs in one place are one, with its marks behind it."""
    found: list[tuple[Glyph, str]] = []
    for glyph in glyphs:
        text = glyph.text.translate(_BULLETS).strip()
        text = text if text in _SMALL else unicodedata.normalize("NFKC", text).strip()
        if not text:
            continue
        before = found[-1] if found else None
        if before:
            same = abs(before[0].left - glyph.left) < 0.05 and abs(before[0].right - glyph.right) < 0.05
            if same and before[1].endswith(text):
                continue  # written twice to look bold
            mark = unicodedata.category(text[0]) == "Mn"
            if same or (mark and glyph.left < before[0].right):
                found[-1] = before[0], _together(before[1], text, mark)
                continue
        found.append((glyph, text))
    out: list[str] = []
    right: float | None = None
    for glyph, text in found:
        if right is not None and glyph.left - right > GAP * glyph.size:
            out.append(" ")
        out.append(text)
        right = max(glyph.right, right or glyph.right)
    return out


def _together(first: str, second: str, mark: bool) -> str:
    """The letters of one glyph. A reader of PDFs gives them backwards in Arabic; lam-alef begins with its lam."""
    if mark or not has_arabic(second) or (first[-1] == "ل" and second[0] in "اأإآٱ"):
        return first + second
    return second + first
