"""One risk for a pair: the probability that its translation misleads, from what the reviewers of single matters say."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mt.review.views import View

ODDITIES = ("untranslated", "invented", "repetition", "length", "shielded", "register")
LIGHT = (
    *("wrong1", "wrong2", "wrong3", "lost1", "lost2", "lost3"),  # the three most probable words of each side
    *("wrong_mean", "lost_mean", "wrong_any", "lost_any", "wrong_run", "lost_run"),
    *("wrong_name", "wrong_cue", "wrong_digits", "lost_cue", "lost_digits"),
    *("numbers_changed", "numbers_lost", "numbers_extra", "numbers_digits"),
    *("negations_lost", "negations_added", "negations_doubtful"),
    *ODDITIES,
    *("ratio", "words", "score"),
)
"""Figures that need no second look of a model."""
FULL = (*LIGHT, "surprise", "most", "exchange")
"""These and what a model says that looks at the pair."""
_RUN = 0.25
"""The probability of a word that makes a run of doubtful words neither longer nor shorter."""


def figures(view: View) -> NDArray[np.float32]:
    """The figures of `FULL`; those that nothing is known of are nan."""
    seen, nan = view.seen, float("nan")
    names, cues, digits = (seen.target[:, k] > 0 for k in (9, 10, 11))
    lost_cues, lost_digits = (seen.source[:, k] > 0 for k in (9, 10))
    kinds = Counter(oddity.kind for oddity in view.oddities)
    changed = sum(bool(hit.source and hit.target) for hit in view.numbers)
    found: list[float] = [
        *_top(view.wrong),
        *_top(view.lost),
        _mean(view.wrong),
        _mean(view.lost),
        1 - float(np.prod(1 - view.wrong)),
        1 - float(np.prod(1 - view.lost)),
        _run(view.wrong),
        _run(view.lost),
        *(float(view.wrong[which].max(initial=0)) for which in (names, cues, digits)),
        *(float(view.lost[which].max(initial=0)) for which in (lost_cues, lost_digits)),
        changed,
        sum(not hit.target for hit in view.numbers),
        sum(not hit.source for hit in view.numbers),
        sum(hit.digits for hit in view.numbers),
        sum(hit.lost and hit.sure for hit in view.negations),
        sum(not hit.lost and hit.sure for hit in view.negations),
        sum(not hit.sure for hit in view.negations),
        *(kinds[kind] for kind in ODDITIES),
        float(np.log((len(view.pair.target) + 1) / (len(view.pair.source) + 1))),
        len(view.look.target),
        nan if view.pair.score is None or view.pair.bead else view.pair.score,
    ]
    model, words = view.model, max(len(view.look.target), 1)
    if model is None or view.look.surprise is None or not len(view.look.target):
        found += [nan] * (len(FULL) - len(LIGHT))
    else:
        found += [
            model.surprise / words,
            float(view.look.surprise.max(initial=0)),
            max((gain for _, gain in model.exchanges), default=-20.0),
        ]
    return np.array(found, np.float32)


def _top(probabilities: NDArray[np.float64]) -> list[float]:
    three = np.sort(probabilities)[::-1][:3].tolist()
    return [*three, *[0.0] * (3 - len(three))]


def _mean(probabilities: NDArray[np.float64]) -> float:
    return float(probabilities.mean()) if len(probabilities) else 0.0


def _run(probabilities: NDArray[np.float64]) -> float:
    """The weight of evidence of the worst run of words, in nats."""
    best = current = 0.0
    for step in np.log((probabilities + 0.01) / _RUN).tolist():
        current = max(0.0, current + step)
        best = max(best, current)
    return best


def calibrated(raw: NDArray[np.float64], steps: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The probabilities on the scale that isotonic regression made: `steps` are where and what, both ascending."""
    at, value = steps
    scaled: NDArray[np.float64] = np.interp(raw, at, value)
    return scaled
