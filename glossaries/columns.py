"""What the columns of tables and the keys of JSON lines are called, and what is in them: one table for all readers.

Case, underscores, hyphens and the spelling of alef do not matter: `Source_Text` is `source text`.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from glossaries.arabic import folded, has_arabic

PAIRS = (
    ("source", "target"),
    ("src", "tgt"),
    ("src", "trg"),
    ("source text", "target text"),
    ("source sentence", "target sentence"),
    ("translation.ar", "translation.en"),
    ("arabic", "english"),
    ("ar", "en"),
    ("ara", "eng"),
    ("arb", "eng"),
    ("arb arab", "eng latn"),
    ("arabic text", "english text"),
    ("arabic sentence", "english sentence"),
    ("المصدر", "الترجمة"),
    ("المصدر", "الهدف"),
    ("النص المصدر", "النص الهدف"),
    ("العربية", "الإنجليزية"),
    ("اللغة العربية", "اللغة الإنجليزية"),
    ("عربي", "إنجليزي"),
    ("النص العربي", "النص الإنجليزي"),
)
"""What the Arabic is called, and the English beside it; what comes first goes before what comes later."""

_ARABIC_OR_ALONE = (
    ("text", "translation"),
    ("sentence", "translation"),
    ("segment", "translation"),
    ("النص", "الترجمة"),
)
"""Names of the Arabic that mean no language: alone they hold whatever text there is."""

ROLES = {
    "source": [source for source, _ in PAIRS],
    "target": [*(target for _, target in PAIRS), "translation"],
    "hypothesis": ["hypothesis", "hyp", "mt", "system output", "prediction"],
    "reference": ["reference", "ref", "references", "المرجع"],
    "text": [name for name, _ in _ARABIC_OR_ALONE],
    "id": ["id", "tuid", "uid", "segment id", "seg id", "sentence id", "key", "المعرف"],
    "document": ["document", "doc", "docid", "doc id", "document id", "filename", "المستند"],
    "score": ["score"],
}
"""The names of each role, the first one that is there first."""


class Columns(NamedTuple):
    """Where each role stands among the columns of a table, None where it does not.

    `source` is Arabic; `text` is what may be Arabic, or in a file of one side whatever it holds.
    """

    source: int | None = None
    target: int | None = None
    hypothesis: int | None = None
    reference: int | None = None
    text: int | None = None
    id: int | None = None
    document: int | None = None
    score: int | None = None

    @property
    def arabic(self) -> int | None:
        return self.text if self.source is None else self.source

    @property
    def english(self) -> int | None:
        """The translation, or whatever else is in English."""
        return next((place for place in self[1:4] if place is not None), None)


def plain(name: str) -> str:
    """A column's name without what writers vary."""
    return re.sub(r"[\s_-]+", " ", folded(name).lower()).strip()


_RANKS = {role: {plain(name): rank for rank, name in reversed([*enumerate(names)])} for role, names in ROLES.items()}
_ROLE = {name: role for role in reversed(ROLES) for name in _RANKS[role]}
_BESIDE: dict[str, list[str]] = {}
for _source, _target in (*PAIRS, *_ARABIC_OR_ALONE):
    _BESIDE.setdefault(plain(_source), []).append(_target)


def columns(names: Sequence[str]) -> Columns:
    """The roles of columns with these names. Of several targets the one that goes with the source is taken."""
    named = [*map(plain, names)]
    places: dict[str, int] = {}
    for role, ranks in _RANKS.items():
        found = [(ranks[name], place) for place, name in enumerate(named) if name in ranks]
        if found:
            places[role] = min(found)[1]
    arabic = places.get("source", places.get("text"))
    if arabic is not None:
        beside = next((name for name in map(plain, _BESIDE[named[arabic]]) if name in named), None)
        if beside is not None:
            places["target"] = named.index(beside)
    return Columns(**places)


def is_header(cells: Sequence[str]) -> bool:
    """Whether the first row of a table names its columns.

    It does where it names an Arabic and an English one, or nothing but columns, or some and is not in Arabic:
    العربية beside Arabic is a word and its translation. Where its names are not in Arabic, nothing else in it is.
    """
    roles = [_ROLE.get(plain(cell), "") for cell in cells if cell.strip()]
    texts = [role for role in roles if role in ("source", "target", "hypothesis", "reference", "text")]
    if not texts:
        return False
    strange = any(has_arabic(cell) for cell in cells if plain(cell) not in _ROLE)
    if strange and not any(has_arabic(cell) for cell in cells if plain(cell) in _ROLE):
        return False
    if {"source", "text"}.intersection(texts) and {"target", "hypothesis", "reference"}.intersection(texts):
        return True
    return (all(roles) and len(set(roles)) == len(roles)) or not any(map(has_arabic, cells))


def usual(*roles: str) -> str:
    """The commonest names of some roles, for a message."""
    return ", ".join(name for role in roles for name in ROLES[role] if name.isascii() and name.isalpha())


def usual_target(source: str) -> str:
    """What the translation of the column `source` is called beside it, written in the same way."""
    target = _BESIDE.get(plain(source), ["target"])[0].replace(" ", "_" if "_" in source else " ")
    return target.upper() if source.isupper() else target.title() if source.istitle() else target
