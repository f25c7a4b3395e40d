"""How an English text renders the terms of its Arabic source, occurrence by occurrence."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from glossaries.glossary import Term
from glossaries.match import Match, Occurrence, occurrences
from glossaries.names import CAPITALISED, similarity

LEAST = 0.6
"""The least likeness of sound that makes a capitalised English word the rendering of a name."""

_NAME = re.compile(f"{CAPITALISED}(?: {CAPITALISED})*")


Kind = Literal["accepted", "variant", "forbidden", "other", "absent"]


class Rendering(NamedTuple):
    """What stands for a term: its accepted form, a listed variant, a forbidden one, something else that sounds like it,
    or nothing.

    `text` is as written at `[start, end)` of the target; empty where the term is absent.
    """

    kind: Kind
    text: str
    start: int
    end: int


def assign(text: str, matches: Sequence[Match]) -> list[Occurrence | None]:
    """For each match the place in the English `text` that renders it, None for none. No two overlap.

    Accepted forms are given away first, but for those within a longer form of another term, and long ones before
    short ones: the Karabakh of Nagorno-Karabakh is no Karabakh of its own. A term has its accepted form rather than a
    variant where either is free, and no place where a term without one could be stays empty. The places of a term that
    is there more than once keep the order of its matches.
    """
    wanted = Counter(match.term for match in matches)
    offers = [(found, term) for term in wanted for found in occurrences(text, term)]
    offers.sort(key=lambda offer: (offer[0].start - offer[0].end, not offer[0].accepted, offer[0].start))
    offers.sort(key=lambda offer: not offer[0].accepted or _disputed(offer[0], offer[1], offers))
    given: dict[Term, list[Occurrence]] = {term: [] for term in wanted}
    better = True
    while better:
        for found, term in offers:
            if len(given[term]) < wanted[term] and _free(found, given):
                given[term].append(found)
        better = any([_improved(given, term, found) for found, term in offers if found.accepted])
    for places in given.values():
        places.sort(reverse=True)
    return [given[match.term].pop() if given[match.term] else None for match in matches]


def _disputed(found: Occurrence, term: Term, offers: Sequence[tuple[Occurrence, Term]]) -> bool:
    """Whether a longer form of another term stands there too."""
    length = found.end - found.start
    return any(_overlap(found, other) and other.end - other.start > length for other, whose in offers if whose != term)


def _improved(given: Mapping[Term, list[Occurrence]], term: Term, found: Occurrence) -> bool:
    """Give a term an accepted form instead of a variant, if nothing else stands where it is; whether that was done."""
    variant = next((place for place in given[term] if not place.accepted), None)
    if variant is None or any(
        _overlap(found, other) for places in given.values() for other in places if other != variant
    ):
        return False
    given[term][given[term].index(variant)] = found
    return True


def _free(found: Occurrence, given: Mapping[Term, list[Occurrence]]) -> bool:
    return not any(_overlap(found, other) for places in given.values() for other in places)


def _overlap(one: Occurrence, other: Occurrence) -> bool:
    return one.start < other.end and other.start < one.end


def renderings(source: str, target: str, matches: Sequence[Match]) -> list[Rendering]:
    """The rendering of each match of `source` in `target`."""
    places = assign(target, matches)
    taken = [(place.start, place.end) for place in places if place]
    found = []
    for match, place in zip(matches, places, strict=True):
        if place:
            text = target[place.start : place.end]
            kind: Kind = "accepted" if place.accepted else "forbidden" if place.forbidden else "variant"
            found.append(Rendering(kind, text, place.start, place.end))
            continue
        other = _sounding_like(source[match.start : match.end], target, taken)
        if other:
            taken.append(other)
            found.append(Rendering("other", target[slice(*other)], *other))
        else:
            found.append(Rendering("absent", "", 0, 0))
    return found


def _sounding_like(name: str, target: str, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The capitalised words of `target`, not taken, that sound most like an Arabic name."""
    best: tuple[float, tuple[int, int]] | None = None
    for run in _NAME.finditer(target):
        starts = [run.start() + k.start() for k in re.finditer(r"\S+", run[0])]
        ends = [run.start() + k.end() for k in re.finditer(r"\S+", run[0])]
        for i, start in enumerate(starts):
            for end in ends[i : i + 4]:
                if any(start < b and end > a for a, b in taken):
                    continue
                likeness = similarity(name, target[start:end])
                if likeness >= LEAST and (best is None or likeness > best[0]):
                    best = likeness, (start, end)
    return best and best[1]
