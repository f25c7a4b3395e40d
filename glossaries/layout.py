"""Which column of a table of terms holds what: by the header's names, and where these say nothing by what stands below.

The exports of other tools have columns of their own: language codes (DeepL), places in a program (Weblate), links
(Wikidata). What is none of ours is left out.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from glossaries.arabic import has_arabic
from glossaries.columns import HEADS, is_header, language_named, names_a_column, role_of_terms, words_of
from glossaries.columns import columns as columns_of
from glossaries.languages import language_of
from glossaries.names import similarity
from glossaries.rows import COLUMNS, Column

_LOOKED_AT = 200
"""So many rows tell what a column holds."""
_LETTER = re.compile(r"[^\W\d_]")
_NO_TEXT = re.compile(r"\w+://|[QPL]\d+$|[\d\W]*$")
"""Links, numbers of things, numbers: they are not what something is called."""
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
"""The code of a language, as far as its letters say."""
_COMMENTED = re.compile(r"#\s*glossary\b", re.IGNORECASE)
"""How the first line of an OmegaT glossary begins."""
_ALIKE = 0.5
"""The likeness of sound from which on an English form may be a variant of another."""


class Layout(NamedTuple):
    """The columns of a table; whether its first row names them; whether each row says which language is which."""

    columns: tuple[Column, ...]
    headed: bool

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(column.role for column in self.columns)


def layout(rows: Sequence[Sequence[str]], comment: str = "") -> Layout | None:
    """The layout of a table, whose rows have no empty cells at their ends. None where source or target cannot be told.

    `comment`: the comment that the file begins with.
    """
    if not rows:
        return Layout(tuple(Column("", role) for role in COLUMNS), False)
    first, below = rows[0], rows[1 : 1 + _LOOKED_AT]
    if _names_columns(first, below):
        roles = _by_name(first, below)
        return Layout(tuple(map(Column, first, roles)), True) if {"source", "target"} <= set(roles) else None
    return Layout(tuple(Column("", role) for role in _by_place(rows[:_LOOKED_AT], comment)), False)


def _names_columns(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row is a header: by the names in it, or because it has no Arabic where all rows below have some."""
    if is_header(first):
        return True
    if any(has_arabic(cell) and not names_a_column(cell) for cell in first):
        return False
    if {"ar", "en"} <= {*map(language_named, first)}:
        return True
    if HEADS.isdisjoint(word for cell in first for word in words_of(cell)):
        return False
    return len(first) > 1 and any(_share(has_arabic, below, at) == 1 for at in range(len(first)))


def _by_name(names: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    found = columns_of(names)
    roles = [role_of_terms(name) for name in names]
    for at, role in ((found.arabic, "source"), (found.english, "target")):
        if at is not None:
            roles[at] = role
    for at in (found.id, found.document, found.score):
        if at is not None:
            roles[at] = ""
    for role, language, written in (("source", "ar", has_arabic), ("target", "en", _is_latin)):
        if role not in roles:
            free = [at for at in range(len(names)) if not roles[at] or language_named(names[at]) == language]
            at = _best(names, below, free, language, written)
            if at is not None:
                roles[at] = role
    if {"source", "target"} <= set(roles):
        source, target = roles.index("source"), roles.index("target")
        if _turned(below, source, target):
            roles[source], roles[target] = "target", "source"
    for role in ("source", "target", "variants", "forbidden", "type", "origin", "match", "priority"):
        for at in [at for at, each in enumerate(roles) if each == role][1:]:
            roles[at] = ""
    return roles


def _best(
    names: Sequence[str],
    below: Sequence[Sequence[str]],
    free: Sequence[int],
    language: str,
    written: Callable[[str], bool],
) -> int | None:
    """The column whose name says the language, or else one that is written in it; a label before all others."""

    def rank(at: int) -> tuple[bool, bool, int]:
        return language_named(names[at]) == language, "label" in words_of(names[at]), -at

    fit = [
        at
        for at in free
        if not {"ar", "en"}.difference((language,)).intersection((language_named(names[at]),))
        and (_share(written, below, at) > 0.5 or (not below and language_named(names[at]) == language))
    ]
    return max(fit, key=rank, default=None)


def _by_place(rows: Sequence[Sequence[str]], comment: str) -> list[str]:
    """What the columns hold of a table without a header: source, target and so on, as far as their cells agree."""
    width = max(map(len, rows))
    codes = [at for at in range(2, width) if _share(_CODE.fullmatch, rows, at) == 1]
    if not {"ar", "en"} <= {language_of(row[at]) for at in codes for row in rows if len(row) > at}:
        codes = []
    texts = [at for at in range(width) if at not in codes]
    if len(texts) > 2 and not _share(_LETTER.search, rows, texts[0]):  # numbers of the rows
        texts = texts[1:]
    roles = [""] * width
    for at, role in (*zip(texts, COLUMNS, strict=False), *((at, "language") for at in codes)):
        roles[at] = role
    arabic = [at for at in texts if _share(has_arabic, rows, at) > 0.5]
    english = [at for at in texts if _share(_is_latin, rows, at) > 0.5]
    if len(texts) == 3 and (_COMMENTED.match(comment) or not _are_variants(rows)):
        roles[texts[2]] = "note"
    if len(texts) > 1 and _turned(rows, *texts[:2]):
        roles[texts[0]], roles[texts[1]] = "target", "source"
    elif len(arabic) == len(english) == 1 and arabic[0] not in texts[:2]:
        roles = ["source" if at in arabic else "target" if at in english else "" for at in range(width)]
    return roles


def _turned(rows: Sequence[Sequence[str]], source: int, target: int) -> bool:
    """Whether the English stands where the Arabic is looked for, and the Arabic where the English is."""
    return (
        bool(rows)
        and _share(has_arabic, rows, source) == 0
        and _share(_is_latin, rows, source) > 0.5
        and _share(has_arabic, rows, target) > 0.5
    )


def _are_variants(rows: Sequence[Sequence[str]]) -> bool:
    """Whether third cells are other forms of what stands before them; else they are comments, as OmegaT has them."""
    told = [row for row in rows if len(row) > 2 and row[2].strip()]
    return 2 * sum(_is_variant(*row[:3]) for row in told) >= len(told)


def _is_variant(source: str, target: str, cell: str) -> bool:
    if "|" in cell:
        return True
    if has_arabic(cell):
        return similarity(source, cell) >= _ALIKE
    words = target.split()
    return similarity(cell, target) >= _ALIKE or cell == "".join(word[0] for word in words if word[0].isupper())


def _share(test: Callable[[str], object], rows: Sequence[Sequence[str]], at: int) -> float:
    """The share of a column's cells that pass a test, of those that are not empty; 0 where all are."""
    told = [bool(test(row[at].strip())) for row in rows if len(row) > at and row[at].strip()]
    return sum(told) / len(told) if told else 0.0


def _is_latin(cell: str) -> bool:
    return _LETTER.search(cell) is not None and not has_arabic(cell) and not _NO_TEXT.match(cell)


def other_languages(cells: Sequence[str], roles: Sequence[str]) -> bool:
    """Whether a row says of itself that it goes between other languages than Arabic and English."""
    codes = [cell for cell, role in zip(cells, roles, strict=False) if role == "language" and cell.strip()]
    return len(codes) > 1 and Counter(map(language_of, codes)) != Counter(("ar", "en"))
