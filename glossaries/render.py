"""How an English text renders the terms of its Arabic source, occurrence by occurrence."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from glossaries.match import Match, Occurrence, occurrences
from glossaries.names import CAPITALISED, similarity

LEAST = 0.6
"""The least likeness of sound that makes a capitalised English word the rendering of a name."""

_NAME = re.compile(f"{CAPITALISED}(?: {CAPITALISED})*")


class Rendering(NamedTuple):
    """What stands for a term: its accepted form, a listed variant, something else that sounds like it, or nothing.

    `text` is as written at `[start, end)` of the target; empty where the term is absent.
    """

    kind: Literal["accepted", "variant", "other", "absent"]
    text: str
    start: int
    end: int


def assign(text: str, matches: Sequence[Match]) -> list[Occurrence | None]:
    """For each match the occurrence in the English `text` that renders it, or None.

    No two of them overlap; long terms choose first.
    """
    taken: list[tuple[int, int]] = []
    places: list[Occurrence | None] = [None] * len(matches)
    for index in sorted(range(len(matches)), key=lambda k: (-len(matches[k].term.target), matches[k].start)):
        for found in occurrences(text, matches[index].term):
            if all(found.end <= start or found.start >= end for start, end in taken):
                taken.append((found.start, found.end))
                places[index] = found
                break
    return places


def renderings(source: str, target: str, matches: Sequence[Match]) -> list[Rendering]:
    """The rendering of each match of `source` in `target`."""
    places = assign(target, matches)
    taken = [(place.start, place.end) for place in places if place]
    found = []
    for match, place in zip(matches, places, strict=True):
        if place:
            text = target[place.start : place.end]
            found.append(Rendering("accepted" if place.accepted else "variant", text, place.start, place.end))
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
