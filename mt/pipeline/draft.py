"""A source on its way through the decoder, the result, and the two ways to intervene.

Terms, numbers and repeats are kept or mended by them: hints go into a draft, pieces into a hypothesis.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from align.bitext import Span
from glossaries.arabic import Token
from glossaries.match import Match
from mt.models.engine import HINT, Engine, Hypothesis

SHORTEST = 0.6
"""A candidate with less than this share of the hypothesis's pieces has lost text, and is not considered."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A source on its way through the decoder.

    `tokens` are its words; `pieces` go into the model; `words` has the source token of each piece (-1: none), those of
    hints included. `match_words` has the source tokens of each match. `masks` are the words that stand for what the model
    does not see (`mt.pipeline.shield`), with their places; they are among the matches.
    """

    text: str
    tokens: tuple[Token, ...]
    pieces: list[str]
    words: list[int]
    matches: tuple[Match, ...] = ()
    match_words: tuple[list[int], ...] = ()
    masks: Mapping[str, int] = field(default_factory=dict)
    hinted: bool = False

    def masks_in(self, text: str) -> Iterator[re.Match[str]]:
        """Where the masks stand in a translation."""
        return re.finditer(rf"(?<!\w)(?i:{'|'.join(self.masks)})(?!\w)", text) if self.masks else iter(())


@dataclass(frozen=True, slots=True)
class Result:
    """The translation of a draft: its text, the hypothesis behind it, and where each match's term stands.

    `places` and `reasons` go with the draft's matches; a place is None for a term that was missed.
    """

    text: str
    hypothesis: Hypothesis
    places: tuple[Span | None, ...] = ()
    reasons: tuple[str, ...] = ()


def hinted(draft: Draft, engine: Engine, more: Mapping[int, str] = {}) -> Draft:
    """The draft with a hint around each match, and outside of matches around rare words and the tokens of `more`.

    `more`: target texts by token index.
    """
    taken = set().union(*draft.match_words)
    hints = [(tokens, match.term.target) for tokens, match in zip(draft.match_words, draft.matches, strict=True)]
    others = {**dict(engine.rare.find(draft.tokens)), **more}
    hints += [([token], target) for token, target in others.items() if token not in taken]
    pieces, words = list(draft.pieces), list(draft.words)
    for tokens, target in sorted(hints, reverse=True):
        covered = [i for i, word in enumerate(words) if word in tokens]
        if not covered:
            continue
        first, last = covered[0], covered[-1] + 1
        wanted = engine.encode_target([target])[0]
        pieces[first:last] = [HINT[0], *pieces[first:last], HINT[1], *wanted, HINT[2]]
        words[first:last] = [-1, *words[first:last], -1, *[tokens[0]] * len(wanted), -1]
    return replace(draft, pieces=pieces, words=words, hinted=bool(draft.matches))


def spliced(hypothesis: Hypothesis, start: int, end: int, put: Sequence[str], row: NDArray[np.float32]) -> Hypothesis:
    """The hypothesis with the pieces `put` in the place of `[start, end)`, each with the attention `row`."""
    pieces, attention = hypothesis.pieces, np.tile(row, (len(put), 1))
    if pieces:
        attention = np.concatenate([hypothesis.known_attention[:start], attention, hypothesis.known_attention[end:]])
    return replace(hypothesis, pieces=[*pieces[:start], *put, *pieces[end:]], attention=attention)


def attention_on(draft: Draft, hypothesis: Hypothesis, tokens: Collection[int]) -> NDArray[np.float32]:
    """How much of its attention each piece of the hypothesis gives to the source `tokens`, `[target pieces]`."""
    attention = hypothesis.known_attention
    sources = [i for i, word in enumerate(draft.words) if word in tokens and i < attention.shape[1]]
    shares: NDArray[np.float32] = attention[:, sources].sum(1)
    return shares[: len(hypothesis.pieces)]
