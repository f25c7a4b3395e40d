"""Vectors of words from the words beside them: positive pointwise mutual information, then the largest singular values."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import svds

SIZE = 48
NEIGHBOURS = 1500
"""How many of the most frequent words count as neighbours."""


def word_vectors(texts: Sequence[Sequence[str]], most: int) -> tuple[list[str], np.ndarray]:
    """The `most` frequent words, the most frequent first, and their vectors of length 1, `[words, SIZE]`."""
    words = [word for word, count in Counter(word for text in texts for word in text).most_common(most) if count > 4]
    rows = {word: row for row, word in enumerate(words)}
    ids = np.fromiter((rows.get(word, -1) for text in texts for word in text), np.int64)
    pairs = []
    for word, beside, column in ((ids[1:], ids[:-1], 0), (ids[:-1], ids[1:], NEIGHBOURS)):
        both = (word >= 0) & (beside >= 0) & (beside < NEIGHBOURS)
        pairs.append((word[both], beside[both] + column))
    at = tuple(np.concatenate(each) for each in zip(*pairs, strict=True))
    counts = coo_array((np.ones(len(at[0]), np.float32), at), (len(words), 2 * NEIGHBOURS)).tocsr().tocoo()
    total, seen, beside = counts.sum(), counts.sum(1) + 10, counts.sum(0)
    information = np.log(counts.data * total**0.9 / (seen[counts.row] * beside[counts.col] ** 0.9))
    table = coo_array((np.maximum(information, 0).astype(np.float32), (counts.row, counts.col)), counts.shape).tocsr()
    left, values, _ = svds(table, k=min(SIZE, len(words) - 1), random_state=0)
    vectors = left * np.sqrt(values)
    return words, (vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
