"""Terms and glossaries: what an Arabic name is called in English."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from glossaries.arabic import fold


@dataclass(frozen=True, slots=True)
class Term:
    """An Arabic term and its accepted English rendering.

    Variants are other ways to write either side: Arabic ones are matched too, English ones are tolerated by
    a reviewer but replaced by `target` in a translation. `origin` says where the rendering comes from.
    """

    source: str
    target: str
    source_variants: tuple[str, ...] = ()
    target_variants: tuple[str, ...] = ()
    type: str = ""
    note: str = ""
    origin: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source, *self.source_variants)

    @property
    def targets(self) -> tuple[str, ...]:
        return (self.target, *self.target_variants)

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms under a name. Two terms may share a source only before `merge` has settled which one counts."""

    name: str
    terms: tuple[Term, ...]

    @property
    def hash(self) -> str:
        """Eight hex digits that change with any term, for signatures."""
        digest = hashlib.sha256()
        for term in self.terms:
            digest.update("\t".join((*term.sources, "", *term.targets, term.type)).encode() + b"\n")
        return digest.hexdigest()[:8]


def merge(glossaries: Iterable[Glossary]) -> Glossary:
    """One glossary of several: where two know the same Arabic form (folded), the later one's term counts.

    A term that loses only some of its forms keeps the others.
    """
    owner: dict[str, Term] = {}
    order: dict[Term, None] = {}
    names = []
    for glossary in glossaries:
        names.append(glossary.name)
        for term in glossary.terms:
            order[term] = None
            owner.update((fold(form).text, term) for form in term.sources)
    terms = []
    for term in order:
        forms = [form for form in term.sources if owner[fold(form).text] == term]
        if forms:
            terms.append(
                Term(forms[0], term.target, tuple(forms[1:]), term.target_variants, term.type, term.note, term.origin)
            )
    return Glossary("+".join(names), tuple(terms))
