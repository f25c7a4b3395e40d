"""Which word each word of a sentence comes from, by a hidden Markov model (Vogel, Ney and Tillmann 1996).

Arrays in, arrays out; nothing here knows a language. The words that are explained are called *observed*, the words
that explain them *states*. The next word mostly comes from near where the last one came from.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

REACH = 20
"""Jumps farther than so many words are all alike."""
FAR = 2e-4
"""The least likelihood of a jump, beside that of the jump to the next word."""
BATCH = 1 << 18
"""Cells (observed words times states) that are computed at once."""


def jumps(onward: float, back: float, stay: float, returning: float) -> NDArray[np.float64]:
    """How likely jumps by `-REACH` to `REACH` words are, `[2 * REACH + 1]`; the jump to the next word counts 1.

    Each word farther on counts `onward` times the one before it; the word before counts `back`, each farther back
    `returning` times the one after it; the same word again counts `stay`.
    """
    far = np.arange(REACH)
    return np.concatenate([back * returning ** far[::-1], [stay], onward**far]) + FAR


def posteriors(
    emissions: Sequence[NDArray[np.float64]],
    nulls: Sequence[NDArray[np.floating[Any]]],
    null_rate: float,
    weights: NDArray[np.float64],
) -> list[NDArray[np.float64]]:
    """For each sentence the probability `[observed, states]` that an observed word comes from a state.

    `emissions` `[observed, states]`: the probability of each observed word given each state. `nulls` `[observed]`: its
    probability given that it comes from none, as a share `null_rate` of the words do. `weights` are those of `jumps`.
    """
    found: list[NDArray[np.float64]] = [np.zeros(0)] * len(emissions)
    order = sorted(range(len(emissions)), key=lambda k: emissions[k].shape)
    while order:
        longest, most = emissions[order[-1]].shape[0], max(emissions[k].shape[1] for k in order[-64:])
        size = max(1, min(64, BATCH // max(1, longest * most)))
        batch, order = order[-size:], order[:-size]
        for k, posterior in zip(
            batch, _batch([emissions[k] for k in batch], [nulls[k] for k in batch], null_rate, weights), strict=True
        ):
            found[k] = posterior
    return found


def _batch(
    emissions: Sequence[NDArray[np.float64]],
    nulls: Sequence[NDArray[np.floating[Any]]],
    null_rate: float,
    weights: NDArray[np.float64],
) -> list[NDArray[np.float64]]:
    """Forward-backward over padded sentences. A word that comes from none keeps the place of the word before it."""
    lengths = np.array([each.shape for each in emissions])
    steps, width = lengths.max(0)
    if not width:
        return [np.zeros(each.shape) for each in emissions]
    emit = np.zeros((steps, len(emissions), width))
    null = np.ones((steps, len(emissions), 1))
    for n, (each, alone) in enumerate(zip(emissions, nulls, strict=True)):
        emit[: len(each), n, : each.shape[1]] = (1 - null_rate) * each
        null[: len(each), n, 0] = null_rate * alone
    valid = np.arange(width) < lengths[:, 1:]
    moves = weights[np.clip(np.arange(width) - np.arange(width)[:, None], -REACH, REACH) + REACH]
    share = valid / np.maximum(valid @ moves.T, FAR)
    start = weights[np.clip(np.arange(width) + 1, 0, REACH) + REACH] * valid
    place = 0.5 * (start / start.sum(1, keepdims=True) + valid / np.maximum(lengths[:, 1:], 1))

    forward = np.zeros_like(emit)
    scales = np.ones((steps, len(emissions), 1))
    for t in range(steps):
        reached = (place * share) @ moves if t else place
        forward[t] = reached * emit[t]
        place = forward[t] + place * null[t]
        total = place.sum(1, keepdims=True)
        scales[t] = np.where(total > 0, total, 1)
        forward[t] /= scales[t]
        place = place / scales[t]
    backward = np.ones((len(emissions), width))
    live = np.arange(steps)[:, None, None] < lengths[:, :1]
    for t in range(steps - 1, -1, -1):
        forward[t] *= backward
        before = (share * ((emit[t] * backward) @ moves.T) + null[t] * backward) / scales[t]
        backward = np.where(live[t], before, 1.0)
    return [forward[: len(each), n, : each.shape[1]] for n, each in enumerate(emissions)]
