"""How a model looks at pairs that it did not make: forced to write the target, and the target with phrases exchanged."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.attention import words_of_pieces
from align.bitext import SegmentPair
from align.words import link
from glossaries.arabic import tokenise
from glossaries.match import Matcher
from mt.aligning.pairs import by_word
from mt.models.engine import Engine
from mt.review.roles import Exchange, exchanges
from mt.review.views import Model
from mt.review.words import Look, Reviewer

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
    gains = _exchanged([pairs[k].target for k in fit], [read[k] for k in fit], [scores[k] for k in fit], engine)
    exchanged = dict(zip(fit, gains, strict=True))
    found: list[tuple[Look, Model | None]] = []
    for k in range(len(pairs)):
        score, share = scores.get(k), shares[k]
        if score is None or share is None:
            found.append((Look(sources[k], targets[k], links[k]), None))
            continue
        by_piece = -score[: len(written[k])]
        words = np.array(words_of_pieces(written[k], targets[k]))
        total = np.zeros(len(targets[k]), np.float32)
        worst = np.zeros(len(targets[k]), np.float32)
        np.add.at(total, words[words >= 0], by_piece[words >= 0])
        np.maximum.at(worst, words[words >= 0], by_piece[words >= 0])
        look = Look(sources[k], targets[k], links[k], share.astype(np.float32), total, worst)
        found.append((look, Model(-float(score.sum()), exchanged[k])))
    return found


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
