"""A term that the decoder wrote twice in a row, "Lachin Lachin", or whose last words came again, "Ilham Aliyev Aliyev"."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mt.models.engine import Hypothesis


def boundaries(pieces: Sequence[str]) -> list[int]:
    """The places where words begin, and the end."""
    return [i for i, piece in enumerate(pieces) if piece.startswith("▁") or i == 0] + [len(pieces)]


def unrepeated(hypothesis: Hypothesis, terms: Iterable[Sequence[str]]) -> Hypothesis:
    """The hypothesis without what repeats a term beside it. `terms`: the pieces of those that should stand alone."""
    pieces = list(hypothesis.pieces)
    rows = list(range(len(hypothesis.pieces)))
    for term in map(list, terms):
        start = 0
        while start + len(term) <= len(pieces):
            end = start + len(term)
            if pieces[start:end] == term and _ends_word(pieces, end):
                before, after = around(pieces, start, end, term)
                for side in (pieces, rows):
                    del side[end : end + after], side[start - before : start]
                start -= before
                if before or after:
                    continue
            start += 1
    if len(rows) == len(hypothesis.pieces):
        return hypothesis
    attention = hypothesis.attention
    if attention is not None:
        attention = attention[[*rows, *range(len(hypothesis.pieces), len(attention))]]
    return replace(hypothesis, pieces=pieces, attention=attention)


def around(pieces: Sequence[str], start: int, end: int, term: Sequence[str]) -> tuple[int, int]:
    """How many pieces right before `start` and from `end` on repeat words that `term` begins or ends with."""
    cuts = boundaries(term)
    lasts = [len(term) - cut for cut in cuts if list(term[cut:]) == list(pieces[end : end + len(term) - cut])]
    after = max((n for n in lasts if _ends_word(pieces, end + n)), default=0)
    firsts = [cut for cut in cuts if cut <= start and list(term[:cut]) == list(pieces[start - cut : start])]
    return max(firsts, default=0), after


def _ends_word(pieces: Sequence[str], end: int) -> bool:
    """Whether the piece at `end` does not go on with the word before it."""
    return end == len(pieces) or not pieces[end][0].isalpha()
