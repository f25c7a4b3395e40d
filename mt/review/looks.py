"""How a model looks at pairs that it did not make: forced to write the translation, and asked for its own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.attention import from_attention, words_of_pieces
from align.bitext import SegmentPair
from align.words import link
from glossaries.arabic import Token, tokenise
from glossaries.match import Matcher
from mt.aligning.pairs import by_word
from mt.models.engine import Engine, Hypothesis
from mt.review.roles import Exchange, exchanges
from mt.review.views import Model
from mt.review.words import Look, Reviewer, is_content

_SPECIAL = 4
"""Pieces that a model's family may want around a text, at most."""


def looks(
    pairs: Sequence[SegmentPair], engine: Engine, reviewer: Reviewer, matcher: Matcher | None = None
) -> list[tuple[Look, Model | None]]:
    """The look of each pair. A pair that is empty, or too long for the model, is looked at without it."""
    sources = [tuple(tokenise(pair.source)) for pair in pairs]
    targets = [tuple(tokenise(pair.target)) for pair in pairs]
    read, written = engine.encode([pair.source for pair in pairs]), engine.encode_target([p.target for p in pairs])
    limit = (engine.model.positions or 1 << 30) - _SPECIAL
    fit = [k for k in range(len(pairs)) if 0 < len(read[k]) <= limit and 0 < len(written[k]) <= limit]
    attentions = dict(zip(fit, engine.attend([read[k] for k in fit], [written[k] for k in fit]), strict=True))
    scores = dict(zip(fit, engine.piece_scores([read[k] for k in fit], [written[k] for k in fit]), strict=True))
    shares = [
        by_word(attentions[k], read[k], written[k], sources[k], targets[k]) if k in attentions else None
        for k in range(len(pairs))
    ]
    links = link(sources, targets, reviewer.lexicon, matcher, shares)
    own = _own([pairs[k].source for k in fit], [read[k] for k in fit], [sources[k] for k in fit], engine, reviewer)
    gains = _exchanged([pairs[k].target for k in fit], [read[k] for k in fit], [scores[k] for k in fit], engine)
    models = dict(zip(fit, zip(own, gains, strict=True), strict=True))
    found: list[tuple[Look, Model | None]] = []
    for k in range(len(pairs)):
        score, share = scores.get(k), shares[k]
        if score is None or share is None:
            found.append((Look(sources[k], targets[k], links[k]), None))
            continue
        (text, surprise, stems, rendered), exchanged = models[k]
        by_piece = -score[: len(written[k])]
        words = np.array(words_of_pieces(written[k], targets[k]))
        total = np.zeros(len(targets[k]), np.float32)
        worst = np.zeros(len(targets[k]), np.float32)
        np.add.at(total, words[words >= 0], by_piece[words >= 0])
        np.maximum.at(worst, words[words >= 0], by_piece[words >= 0])
        look = Look(sources[k], targets[k], links[k], share.astype(np.float32), total, worst, stems, rendered)
        found.append((look, Model(text, surprise, -float(score.sum()), exchanged)))
    return found


_Own = tuple[str, float, frozenset[str], tuple[frozenset[str], ...]]


def _own(
    texts: Sequence[str],
    read: Sequence[list[str]],
    tokens: Sequence[tuple[Token, ...]],
    engine: Engine,
    reviewer: Reviewer,
) -> list[_Own]:
    """The model's own translation, quickly made: its text, its surprise, its stems, and those for each source word."""
    first = {text: k for k, text in reversed([*enumerate(texts)])}
    made = engine.quick([read[k] for k in first.values()])
    written = engine.decode([hypothesis.pieces for hypothesis in made])
    found = {
        text: _stems(hypothesis, english, read[k], tokens[k], reviewer)
        for (text, k), hypothesis, english in zip(first.items(), made, written, strict=True)
    }
    return [found[text] for text in texts]


def _stems(
    hypothesis: Hypothesis, english: str, read: Sequence[str], source: Sequence[Token], reviewer: Reviewer
) -> _Own:
    target = tokenise(english)
    links = from_attention(
        hypothesis.known_attention, words_of_pieces(read, source), words_of_pieces(hypothesis.pieces, target)
    )
    stems = [reviewer.english(token.text) for token in target]
    rendered: list[set[str]] = [set() for _ in source]
    for i, j, _ in links:
        if is_content(target[j].text):
            rendered[i].add(stems[j])
    surprise = -hypothesis.score * (len(hypothesis.pieces) + 1)
    return english, surprise, frozenset(stems), tuple(map(frozenset, rendered))


def _exchanged(
    targets: Sequence[str],
    read: Sequence[list[str]],
    scores: Sequence[NDArray[np.float32] | None],
    engine: Engine,
) -> list[tuple[tuple[Exchange, float], ...]]:
    """For each target its exchanges, each with how much more probable it makes the text."""
    tried = [(k, exchange) for k, target in enumerate(targets) for exchange in exchanges(target)]
    written = engine.encode_target([exchange.text for _, exchange in tried])
    found: list[list[tuple[Exchange, float]]] = [[] for _ in targets]
    for (k, exchange), score in zip(tried, engine.piece_scores([read[k] for k, _ in tried], written), strict=True):
        before = scores[k]
        if score is not None and before is not None:
            found[k].append((exchange, float(score.sum() - before.sum())))
    return [tuple(each) for each in found]
