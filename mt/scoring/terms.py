"""Are the glossary's terms in the translation? Exact-match accuracy, by term and by type, and consistency."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from glossaries.glossary import Term
from glossaries.match import Match, Occurrence
from glossaries.render import assign

_JOINTS = re.compile(r"[\s\-–]+")


@dataclass(slots=True)
class Tally:
    """How often something was wanted, and how often it was there."""

    wanted: int = 0
    found: int = 0

    @property
    def rate(self) -> float | None:
        """The share that was there; None where nothing was wanted."""
        return self.found / self.wanted if self.wanted else None

    def add(self, wanted: int, found: int) -> None:
        self.wanted += wanted
        self.found += found


class Placed(NamedTuple):
    """The terms that a segment's source has, one entry an occurrence, and where its translation renders each."""

    terms: tuple[Term, ...]
    places: tuple[Occurrence | None, ...]

    @property
    def missed(self) -> list[Term]:
        return [term for term, place in zip(self.terms, self.places, strict=True) if place is None or place.forbidden]


@dataclass(frozen=True, slots=True)
class TermScores:
    """Term accuracy of one system: all terms, by term, by type; `accepted` counts the glossary's own form only.
    A form that must not be used is none of a term's.

    `consistency`: of the renderings of each term that a document renders twice or more, those in the form that
    this document has most often.
    """

    accuracy: Tally
    accepted: Tally
    by_term: dict[Term, Tally]
    by_type: dict[str, Tally]
    consistency: Tally


def placed(text: str, matches: Sequence[Match]) -> Placed:
    """The terms that a source has, and where its translation `text` renders each."""
    return Placed(tuple(match.term for match in matches), tuple(assign(text, matches)))


def score_terms(texts: Sequence[str], placed: Sequence[Placed], documents: Sequence[str] = ()) -> TermScores:
    """The term scores of translations with their terms placed. Without `documents`, all is one document."""
    accuracy, accepted, consistency = Tally(), Tally(), Tally()
    by_term: dict[Term, Tally] = defaultdict(Tally)
    by_type: dict[str, Tally] = defaultdict(Tally)
    forms: dict[tuple[str, Term], Counter[str]] = defaultdict(Counter)
    for at, (text, segment) in enumerate(zip(texts, placed, strict=True)):
        for term, found in zip(*segment, strict=True):
            for tally in (accuracy, by_term[term], by_type[term.type]):
                tally.add(1, found is not None and not found.forbidden)
            accepted.add(1, found is not None and found.accepted)
            if found is not None:
                form = _JOINTS.sub(" ", text[found.start : found.end]).casefold()
                forms[documents[at] if documents else "", term][form] += 1
    for counter in forms.values():
        if counter.total() > 1:
            consistency.add(counter.total(), max(counter.values()))
    return TermScores(accuracy, accepted, dict(by_term), dict(by_type), consistency)
