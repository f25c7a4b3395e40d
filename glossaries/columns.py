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
    ("source term", "target term"),
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
    *(
        (arabic, english)
        for arabic in ("المصطلح", "الاسم", "الكلمة", "العبارة")
        for english in ("الترجمة", "المقابل", "الإنجليزية", "english", "translation")
    ),
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

OF_TERMS = {
    "variants": ["variants", "variant", "synonyms", "aliases", "alt labels", "also", "مرادفات", "المرادفات"],
    "forbidden": ["forbidden", "forbidden terms", "do not use", "deprecated", "المحظور", "لا تستخدم"],
    "type": ["type", "subject", "subject field", "domain", "category", "النوع", "الفئة", "المجال", "التصنيف"],
    "note": [
        *("note", "notes", "comment", "comments", "context", "definition", "description", "item description"),
        *("translator comments", "developer comments", "extracted comments", "term info", "term definition"),
        *("ملاحظة", "ملاحظات", "تعليق", "تعليقات", "التعريف", "الوصف", "السياق"),
    ],
    "origin": ["origin", "term source", "المرجع"],
    "match": ["match", "المطابقة"],
    "priority": ["priority", "الأولوية"],
    "language": [
        "source language",
        "target language",
        "source lang",
        "target lang",
        "src lang",
        "tgt lang",
        "language",
    ],
}
"""What else a table of terms has, and what its columns are called."""

_LANGUAGES = {
    "ar": ("ar", "ara", "arb", "arabic", "العربية", "عربي", "عربية", "العربي", "بالعربية"),
    "en": ("en", "eng", "english", "الإنجليزية", "إنجليزي", "إنجليزية", "الإنجليزي", "بالإنجليزية"),
}
"""The words by which a column's name says its language: `Arabic (Egypt)`, `label_ar`, `itemLabelEn`."""


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


HEADS = frozenset(["item", "label", "name", "term", "title", "word", "entity", "concept", "lemma", "source", "target"])
"""Words of the names of columns, by which one tells a first row without Arabic for a header."""

_NAMED = {plain(word): language for language, words in _LANGUAGES.items() for word in words}
_OF_TERMS = {plain(name): role for role, names in OF_TERMS.items() for name in names}


def role_of_terms(name: str) -> str:
    """What a table of terms has beside its two texts in a column of this name; empty for what it does not know."""
    return _OF_TERMS.get(plain(name), "")


def names_a_column(cell: str) -> bool:
    """Whether some table has a column of this name."""
    return plain(cell) in _ROLE or role_of_terms(cell) != "" or language_named(cell) != ""


def words_of(name: str) -> list[str]:
    """The words of a column's name: `itemLabel_ar` has three."""
    return re.findall(r"[^\W_]+", plain(re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", name)))


def language_named(name: str) -> str:
    """`ar` or `en` where a column's name says one of them, in whatever words; empty where it says none, or both."""
    found = {_NAMED[word] for word in words_of(name) if word in _NAMED}
    return found.pop() if len(found) == 1 else ""


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
