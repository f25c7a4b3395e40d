"""Which Arabic words of a text are names that an English text spells by their sound."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from glossaries.clitics import readings
from glossaries.names import CommonWords, likeness, skeleton

SHORTEST = 3
"""The fewest consonants that tell a name."""
LEAST = 0.75
"""The least likeness of two skeletons. Those shorter than 4 may differ only in sounds that are easily mistaken."""

_COARSE = str.maketrans({**dict.fromkeys("SCjgkxh", "k"), **dict.fromkeys("dtzs", "t")})


def same_names(arabic: Iterable[str], english: Iterable[str], common: CommonWords) -> Iterator[tuple[str, str, float]]:
    """Pairs of an Arabic (folded) and an English word that are likely the same name, and how alike they sound.

    `common` words are no names, nor is an English word without a capital. Only words that share all coarse consonants
    but one are compared, so the time does not grow with the product of both sides.
    """
    shapes: dict[str, set[str]] = {}
    for word in arabic:
        if word not in common:
            found = {skeleton(reading.stem) for reading in readings(word)}
            shapes[word] = {shape for shape in found if len(shape) >= SHORTEST}
    near: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for word in sorted(set(english)):
        shape = skeleton(word) if word[:1].isupper() and word.lower() not in common.english else ""
        if len(shape) >= SHORTEST:
            for key in _keys(shape):
                near[key].append((word, shape))
    for word in sorted(shapes):
        best: dict[str, float] = {}
        for shape in shapes[word]:
            for other, sound in {pair for key in _keys(shape) for pair in near.get(key, ())}:
                best[other] = max(best.get(other, 0.0), likeness(shape, sound))
        yield from ((word, other, alike) for other, alike in sorted(best.items()) if alike >= LEAST)


def _keys(shape: str) -> set[str]:
    """The coarse consonants of a skeleton, and all of them but one."""
    coarse = shape.translate(_COARSE)
    if len(coarse) <= SHORTEST:
        return {coarse}
    return {coarse, *(coarse[:k] + coarse[k + 1 :] for k in range(len(coarse)))}
