"""All that the reviewers of single matters say about one pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.bitext import SegmentPair
from mt.review import negation, numbers
from mt.review.negation import NegationHit
from mt.review.numbers import NumberHit
from mt.review.oddities import Oddity, oddities
from mt.review.roles import Exchange
from mt.review.words import Look, Seen


@dataclass(frozen=True, slots=True)
class Model:
    """How surprised a model is by a whole target, in nats, and by how much less with phrases of it exchanged."""

    surprise: float
    exchanges: tuple[tuple[Exchange, float], ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A pair with its tokens and links, the figures of its words, and what was found by rules.

    `wrong` and `lost` are the probabilities that a content word of the target is wrong, and one of the source not
    rendered, in the order of `seen`.
    """

    pair: SegmentPair
    look: Look
    seen: Seen
    wrong: NDArray[np.float64]
    lost: NDArray[np.float64]
    numbers: Sequence[NumberHit]
    negations: Sequence[NegationHit]
    oddities: Sequence[Oddity]
    model: Model | None = None


def view(
    pair: SegmentPair,
    look: Look,
    seen: Seen,
    wrong: NDArray[np.float64],
    lost: NDArray[np.float64],
    model: Model | None,
) -> View:
    """The view of a pair whose words have been judged."""
    return View(
        pair,
        look,
        seen,
        wrong,
        lost,
        numbers.compared(pair.source, pair.target) if pair.target else [],
        negation.compared(look.source, look.target, look.links) if pair.target else [],
        oddities(pair.source, pair.target, look.source, look.target),
        model,
    )
