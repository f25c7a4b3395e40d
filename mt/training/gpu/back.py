"""Back-translation: English sentences put into Arabic by a network, by chance, with the links of its guided head."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import torch

from mt.training.gpu.decode import Draw, decode
from mt.training.gpu.packing import LONGEST
from mt.training.gpu.store import WordRule, joined
from mt.training.network import Transformer
from mt.training.prepare import Prepared

CHUNK = 50_000
"""Sentences that are sorted by length together."""
RATIOS = 0.4, 2.5
"""Arabic pieces for an English one, at least and at most; what has more or fewer is left out."""


def back_translate(
    network: Transformer, english: Prepared, rule: WordRule, barred: list[int], draw: Draw, places: int, until: float
) -> tuple[Prepared, int]:
    """Pairs of drawn Arabic and the sentences of `english`, marked as back-translations, and how many were tried.

    Goes through the sentences in their order, again and again, until `until` (`time.monotonic`); `places` is the padded size
    of a batch.
    """
    device = network.embedding.weight.device
    cannot = torch.tensor(barred, device=device)
    parts: list[Future[Prepared]] = []
    tried = 0
    with ThreadPoolExecutor(8) as pool:
        for rows in _batches(np.diff(english.target_at), places):
            source, lengths = _padded(english, rows)
            ids = torch.from_numpy(source).to(device)
            mask = torch.arange(source.shape[1], device=device) < torch.from_numpy(lengths).to(device)[:, None]
            longest = min(LONGEST - 2, int(1.6 * source.shape[1]) + 8)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                arabic, pointed = decode(network, ids, mask, longest, cannot, draw)
            ids_drawn, looked_at = (side.to(torch.int32).cpu().numpy() for side in (arabic, pointed))
            parts.append(pool.submit(_pairs, english, rows, ids_drawn, looked_at, rule))
            tried += len(rows)
            if time.monotonic() > until:
                break
    return joined([part.result() for part in parts]), tried


def _batches(lengths: np.ndarray, places: int) -> Iterator[np.ndarray]:
    """Rows of like length, the longest of each chunk first: what is too large shows at once."""
    usable = np.flatnonzero(lengths < LONGEST)
    while True:
        for start in range(0, len(usable), CHUNK):
            chunk = usable[start : start + CHUNK]
            chunk = chunk[np.argsort(-lengths[chunk], kind="stable")]
            while len(chunk):
                rows = max(1, places // (int(lengths[chunk[0]]) + 1))
                yield chunk[:rows]
                chunk = chunk[rows:]


def _padded(english: Prepared, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ids of rows, with the end mark and padded with it, and their lengths with one end mark."""
    begins, lengths = english.target_at[rows], np.diff(english.target_at)[rows]
    inside = np.arange(lengths.max() + 1) < lengths[:, None]
    ids = np.zeros(inside.shape, dtype=np.int64)
    ids[inside] = english.target[np.repeat(begins, lengths) + _counted(lengths)]
    return ids, lengths + 1


def _pairs(english: Prepared, rows: np.ndarray, arabic: np.ndarray, pointed: np.ndarray, rule: WordRule) -> Prepared:
    """The pairs of a batch whose Arabic has an end and a likely length."""
    ended = (arabic == 0).any(1)
    sizes, lengths = (arabic == 0).argmax(1), np.diff(english.target_at)[rows]
    good = ended & (sizes >= RATIOS[0] * lengths) & (sizes <= RATIOS[1] * lengths)
    rows, arabic, pointed, sizes, lengths = (each[good] for each in (rows, arabic, pointed, sizes, lengths))
    inside = np.arange(arabic.shape[1]) < sizes[:, None]
    source_at, target_at = (np.concatenate([[0], np.cumsum(each)]) for each in (sizes, lengths))
    source = arabic[inside].astype(np.uint16)
    target = english.target[np.repeat(english.target_at[rows], lengths) + _counted(lengths)]
    source_word, target_word = rule.words(source, source_at), rule.words(target, target_at)
    pair, to = np.repeat(np.arange(len(rows)), sizes), pointed[inside]
    linked = (to >= 0) & (to < lengths[pair])
    pair, to, words = pair[linked], to[linked], source_word[linked]
    keys = np.unique((pair * LONGEST + words) * LONGEST + target_word[target_at[pair] + to])
    return Prepared(
        source=source, source_word=source_word.astype(np.int16), source_at=source_at,
        target=target, target_word=target_word.astype(np.int16), target_at=target_at,
        links=np.stack([keys // LONGEST % LONGEST, keys % LONGEST], axis=1).astype(np.int16),
        links_at=np.searchsorted(keys // LONGEST**2, np.arange(len(rows) + 1)),
        copies=np.ones(len(rows), dtype=np.uint8), back=np.ones(len(rows), dtype=bool),
    )  # fmt: skip


def _counted(lengths: np.ndarray) -> np.ndarray:
    """0, 1, 2 ... in each row."""
    counted: np.ndarray = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return counted
