"""Word links from what is known of the words and, where there is one, from a model's attention; terms are anchors."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from align.acronyms import spelled_out
from align.anchors import anchor, inside
from align.bitext import Link, Span
from align.candidates import Candidates, candidates_of
from align.hmm import jumps, posteriors
from align.lexicon import Lexicon
from glossaries.arabic import Token
from glossaries.match import Matcher
from glossaries.render import assign

JUMPS = jumps(onward=0.5, back=0.3, stay=0.1, returning=0.3)
ALONE = 0.05
"""The share of words that have no counterpart."""
LIKELY = 0.02
"""The least probability of a link."""
GLANCE = 0.02
"""The share of attention that every word has, however little a model looked at it."""
AT_ONCE = 4_000_000
"""Pairs of words that are compared at once. A longer text is taken in parts, each with its own statistics."""
FEW, MANY = 2, 5
"""Rounds of learning from the text: with a lexicon, and without."""
LONGEST = 400
"""A sentence with more words is cut, both its sides in proportion, and its parts are linked by themselves."""


def link(
    sources: Sequence[Sequence[Token]],
    targets: Sequence[Sequence[Token]],
    lexicon: Lexicon | None = None,
    matcher: Matcher | None = None,
    attentions: Sequence[NDArray[np.float64] | None] | None = None,
) -> list[tuple[Link, ...]]:
    """The links of Arabic sentences and their English counterparts, sentence k with sentence k.

    Two hidden Markov models, one for each direction, must agree (Liang, Taskar and Klein 2006). They know the words
    from `lexicon`, from their spelling and sound, and from the text itself, which tells the more the longer it is.
    `attentions`: for each pair of sentences the shares `[target words, source words]` of a translation model's
    attention, or None. The terms that `matcher` finds on both sides are linked as blocks, and to nothing else.

    Raises ValueError where the sequences differ in length.
    """
    given = attentions if attentions is not None else [None] * len(sources)
    found: list[list[Link]] = [[] for _ in sources]
    for window in _windows(sources, targets):
        words = [
            ([token.text for token in sources[k][i]], [token.text for token in targets[k][j]]) for k, i, j in window
        ]
        looks = [None if look is None else look[j, i] for look, i, j in ((given[k], i, j) for k, i, j in window)]
        candidates = candidates_of([arabic for arabic, _ in words], [english for _, english in words], lexicon)
        scored = _agreement(candidates, looks, FEW if lexicon else MANY)
        for (k, i, j), score, (arabic, english) in zip(window, scored, words, strict=True):
            # A word never stands for a mark.
            score = score * (_lettered(english)[:, None] == _lettered(arabic))
            found[k] += (Link(a + i.start, b + j.start, c) for a, b, c in _chosen(score))
    blocks = (_blocks(*pair, matcher) for pair in zip(sources, targets, strict=True))
    return [anchor(links, spans, *pair) for links, spans, *pair in zip(found, blocks, sources, targets, strict=True)]


def _windows(
    sources: Sequence[Sequence[Token]], targets: Sequence[Sequence[Token]]
) -> Iterator[list[tuple[int, slice, slice]]]:
    """The pairs, or the parts of very long ones, as `(pair, source words, target words)`, as many as fit at once."""
    window: list[tuple[int, slice, slice]] = []
    size = 0
    for k, (source, target) in enumerate(zip(sources, targets, strict=True)):
        count = -(-max(len(source), len(target)) // LONGEST)
        for n in range(count):
            i, j = (slice(len(side) * n // count, len(side) * (n + 1) // count) for side in (source, target))
            cells = (i.stop - i.start) * (j.stop - j.start)
            if not cells:
                continue
            if size + cells > AT_ONCE and window:
                yield window
                window, size = [], 0
            window.append((k, i, j))
            size += cells
    if window:
        yield window


def _agreement(
    candidates: Candidates, looks: Sequence[NDArray[np.float64] | None], rounds: int
) -> list[NDArray[np.float64]]:
    """How probable both models find each link, `[targets, sources]`, after so many rounds of learning."""
    glances = [1.0 if look is None else np.maximum(look, 0) + GLANCE for look in looks]
    least = [1.0 if look is None else GLANCE for look in looks]
    both: list[NDArray[np.float64]] = []
    for _ in range(rounds):
        forward, reverse = candidates.probabilities(both)
        onto = posteriors(
            [forward[cell] * glance for cell, glance in zip(candidates.cells, glances, strict=True)],
            [alone * share for alone, share in zip(candidates.target_alone, least, strict=True)],
            ALONE,
            JUMPS,
        )
        back = posteriors(
            [(reverse[cell] * glance).T for cell, glance in zip(candidates.cells, glances, strict=True)],
            [alone * share for alone, share in zip(candidates.source_alone, least, strict=True)],
            ALONE,
            JUMPS,
        )
        both = [one * other.T for one, other in zip(onto, back, strict=True)]
    return [np.sqrt(each) for each in both]


def _chosen(score: NDArray[np.float64]) -> Iterator[Link]:
    """The links that are the best of their source word or of their target word, from scores `[targets, sources]`."""
    best = (score >= score.max(1, keepdims=True)) | (score >= score.max(0))
    for j, i in np.argwhere(best & (score >= LIKELY)).tolist():
        yield Link(i, j, round(min(float(score[j, i]), 1.0), 3))


def _lettered(words: Sequence[str]) -> NDArray[np.bool_]:
    """Which of the words have a letter or a digit."""
    return np.array([any(map(str.isalnum, word)) for word in words])


def _blocks(source: Sequence[Token], target: Sequence[Token], matcher: Matcher | None) -> list[tuple[Span, Span]]:
    """The spans that are sure to render each other: a glossary's terms, then acronyms outside of them."""
    found: list[tuple[Span, Span]] = []
    if matcher:
        english = _text(target)
        matches = matcher.find(_text(source), english)
        for match, place in zip(matches, assign(english, matches), strict=True):
            if place:
                found.append(((match.start, match.end), (place.start, place.end)))
    taken = (
        {i for span, _ in found for i in inside(source, span)},
        {j for _, span in found for j in inside(target, span)},
    )
    for places, j in spelled_out([token.text for token in source], [token.text for token in target]):
        if taken[0].isdisjoint(places) and j not in taken[1]:
            span = source[places.start].start, source[places.stop - 1].end
            found.append((span, (target[j].start, target[j].end)))
    return found


def _text(tokens: Sequence[Token]) -> str:
    """The text that the tokens were cut from, all of its white space as spaces."""
    parts, at = [], 0
    for token in tokens:
        parts += [" " * (token.start - at), token.text]
        at = token.end
    return "".join(parts)
