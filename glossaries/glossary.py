"""Terms and glossaries: what an Arabic name is called in English."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from glossaries.arabic import folded

KINDS = {
    "person": ("person", "people", "name"),
    "place": ("place", "city", "country", "region", "location", "toponym"),
    "organisation": ("organisation", "organization", "org", "media", "party", "company"),
    "month": ("month", "date"),
    "common": ("common", "noun"),
    "keep": ("keep",),
}
"""The kinds of terms that the matcher tells apart, and the words for each in the column `type`."""
MATCHING = ("", "exact", "name", "always")
"""What the column `match` may hold."""
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Term:
    """An Arabic term and its accepted English rendering.

    Variants are other ways to write either side: Arabic ones are matched too; English ones are known to an audit, and
    replaced by `target` in a translation. `forbidden` are English forms that were used, or still are, and must not be:
    variants, and an audit says where one stands. `origin` says where the rendering comes from.
    `match` is empty or one of `exact` (only in this very spelling), `name` (only where a title or the like
    shows a name) and `always` (even where it reads like an ordinary word). Of terms with the same form the one
    of the higher `priority` counts.
    """

    source: str
    target: str
    source_variants: tuple[str, ...] = ()
    target_variants: tuple[str, ...] = ()
    type: str = ""
    note: str = ""
    origin: str = ""
    match: str = ""
    priority: int = 0
    forbidden: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """All Arabic forms, the source first."""
        return (self.source, *self.source_variants)

    @property
    def targets(self) -> tuple[str, ...]:
        """All English forms, the target first, the forbidden ones last."""
        return (self.target, *self.target_variants, *self.forbidden)

    @property
    def kind(self) -> str:
        """One of KINDS, or empty for a type that is none of them. `keep`: not to be translated."""
        return _KIND_OF.get(self.type.lower(), "")

    @property
    def is_name(self) -> bool:
        """Whether it is a name, which the text must show where its word has another meaning too.

        A term without a type is one where its English has a capital letter.
        """
        if self.match == "always" or self.kind in ("common", "keep"):
            return False
        return bool(self.kind) or any(map(str.isupper, self.target))

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms under a name. Where two terms share a form, the matcher takes the first."""

    name: str
    terms: tuple[Term, ...]

    @property
    def hash(self) -> str:
        """Eight hex digits that change with any term, for signatures."""
        digest = hashlib.sha256()
        for term in self.terms:
            cells = (*term.sources, "", *term.targets, term.type, term.match, str(term.priority))
            cells += ("", *term.forbidden) if term.forbidden else ()
            digest.update("\t".join(cells).encode() + b"\n")
        return digest.hexdigest()[:8]


def merge(glossaries: Iterable[Glossary]) -> Glossary:
    """One glossary of several: where two know the same Arabic form (folded), the later one's term counts.

    A higher priority counts for more than a later place. A term that loses only some of its forms keeps the
    others. Terms of one glossary do not contend with each other.
    """
    glossaries = list(glossaries)
    best: dict[str, tuple[int, int]] = {}
    for place, glossary in enumerate(glossaries):
        for term in glossary.terms:
            for form in map(folded, term.sources):
                best[form] = max(best.get(form, (term.priority, place)), (term.priority, place))
    terms: dict[Term, None] = {}
    for place, glossary in enumerate(glossaries):
        for term in glossary.terms:
            forms = [form for form in term.sources if best[folded(form)] <= (term.priority, place)]
            if forms:
                terms[replace(term, source=forms[0], source_variants=tuple(forms[1:]))] = None
    return Glossary("+".join(glossary.name for glossary in glossaries), tuple(terms))
