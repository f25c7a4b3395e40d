"""Terms in their surroundings, as the WMT terminology tasks score them (Alam et al. 2021, arXiv:2106.11891)."""

from collections import Counter
from collections.abc import Sequence
from itertools import product
from statistics import fmean

from glossaries.glossary import Term
from mt.scoring import borrowed
from mt.scoring.terms import Placed
from mt.scoring.words import Word, covered, words

WEIGHT = 2
"""The cost in TERm of an edit of a term's word; any other edit costs 1."""

_Windows = dict[Term, list[Counter[str]]]
"""For each term that was placed, the words around each of its places."""


def window_overlap(
    hypothesis: str, ours: Placed, reference: str, theirs: Placed, widths: Sequence[int]
) -> list[float | None]:
    """How many of the words around a term in the reference stand around it in the hypothesis too, as a share.

    There is one figure for each of `widths`, the number of words on either side; punctuation does not count. It is the
    mean over the terms that both have, each paired with its best; 0 where the hypothesis has none of them, None where
    the reference has no term.
    """
    if not any(theirs.places):
        return [None] * len(widths)
    if not any(ours.places):
        return [0.0] * len(widths)
    got, wanted = words(hypothesis), words(reference)
    return [_overlap(_windows(got, ours, width), _windows(wanted, theirs, width)) for width in widths]


def _overlap(ours: _Windows, theirs: _Windows) -> float:
    scores = []
    for term in theirs:
        pairs = product(enumerate(ours.get(term, ())), enumerate(theirs[term]))
        ranked = sorted(((_shared(got, wanted), i, j) for (i, got), (j, wanted) in pairs), reverse=True)
        left: set[int] = set()
        right: set[int] = set()
        for score, i, j in ranked:
            if i not in left and j not in right:
                left.add(i)
                right.add(j)
                scores.append(score)
    return fmean(scores) if scores else 0.0


def _windows(text: list[Word], placed: Placed, width: int) -> _Windows:
    windows: _Windows = {}
    for term, place in zip(*placed, strict=True):
        if place is not None:
            inside = covered(text, place.start, place.end)
            before = [word.text for word in text[: inside[0]] if not word.is_mark][-width:]
            after = [word.text for word in text[inside[-1] + 1 :] if not word.is_mark][:width]
            windows.setdefault(term, []).append(Counter(before + after))
    return windows


def _shared(got: Counter[str], wanted: Counter[str]) -> float:
    return (got & wanted).total() / wanted.total() if wanted else 1.0


def term_edit_rate(hypothesis: str, reference: str, theirs: Placed) -> float:
    """TERm: the edit rate of sacrebleu's TER, with shifts, in which edits of the reference's term words cost `WEIGHT`.

    The cost is divided by the number of words of the reference; case does not count, punctuation marks are words.
    """
    wanted = words(reference)
    heavy = {k for place in theirs.places if place for k in covered(wanted, place.start, place.end)}
    goal, text = [word.text for word in wanted], [word.text for word in words(hypothesis)]
    if not goal:
        return float(len(text) > 0)
    cost, edits = borrowed.edits(text, goal)
    at = 0
    for edit in edits:
        if edit in (borrowed.SUBSTITUTED, borrowed.INSERTED):
            cost += WEIGHT if at in heavy else 1
        elif edit == borrowed.DELETED:
            cost += 1
        at += edit != borrowed.DELETED
    return cost / len(goal)


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of the values that are not None; None where all are."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
