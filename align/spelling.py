"""Whether an Arabic and an English word are the same, as far as their spelling tells: digits, letters, sound."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.numbers import value
from glossaries.arabic import folded
from glossaries.clitics import readings
from glossaries.names import likeness, skeleton

SHORTEST = 2
"""The fewest consonants that tell a name: few, since one sentence has few names."""
LEAST = 0.6
"""The least likeness of sound."""
STEEP = 8
"""The probability that two words are the same is this power of how alike they sound."""

_SOUNDS = "btkfrlmnyw"
_COARSE = str.maketrans({**dict.fromkeys("SCjgxh", "k"), **dict.fromkeys("dzs", "t")})
_MARKS = str.maketrans("،؛؟«»“”„‘’٪", ',;?"""""\'\'%')


def sameness(
    sources: Sequence[str], targets: Sequence[str], source: NDArray[np.int64], target: NDArray[np.int64]
) -> NDArray[np.float64]:
    """For each pair `(sources[source[k]], targets[target[k]])` how likely the words are the same, 0 to 1, `[pairs]`."""
    found = _sounds(sources, targets, source, target)
    for read in (_letters, value):
        numbers: dict[str, int] = {"": -1}
        known = [
            np.array([numbers.setdefault(read(w), len(numbers)) for w in side], np.int64) for side in (sources, targets)
        ]
        ours, theirs = known[0][source], known[1][target]
        found[(ours == theirs) & (ours >= 0)] = 1.0
    return found


def _letters(word: str) -> str:
    return folded(word).translate(_MARKS).lower()


def _sounds(
    sources: Sequence[str], targets: Sequence[str], source: NDArray[np.int64], target: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How alike the pairs sound whose English word has a capital; a clitic of the Arabic word may be left out."""
    theirs = [skeleton(word) if word[:1].isupper() else "" for word in targets]
    theirs = [shape if len(shape) >= SHORTEST else "" for shape in theirs]
    named = np.array([bool(shape) for shape in theirs], bool)
    found = np.zeros(len(source))
    places = np.flatnonzero(named[target]) if len(source) else np.zeros(0, np.int64)
    bags, lengths = _bags(theirs)
    shapes = [_shapes(word) for word in sources]
    for nth in range(max(map(len, shapes), default=0)):
        ours = [each[nth] if nth < len(each) else "" for each in shapes]
        our_bags, our_lengths = _bags(ours)
        a, b = source[places], target[places]
        shared = np.minimum(our_bags[a], bags[b]).sum(1)
        likely = (our_lengths[a] > 0) & (shared >= LEAST * np.maximum(our_lengths[a], lengths[b]))
        for place in places[likely]:
            alike = likeness(ours[source[place]], theirs[target[place]])
            if alike >= LEAST:
                found[place] = max(found[place], alike**STEEP)
    return found


def _shapes(word: str) -> list[str]:
    plain = folded(word)
    if plain.isascii():
        return []
    found = dict.fromkeys(skeleton(reading.stem) for reading in readings(plain))
    return [shape for shape in found if len(shape) >= SHORTEST]


def _bags(shapes: Sequence[str]) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """How often each shape has each coarse sound, `[shapes, sounds]`, and its length: they bound how alike two are."""
    coarse = [shape.translate(_COARSE) for shape in shapes]
    bags = np.array([[shape.count(sound) for sound in _SOUNDS] for shape in coarse], np.int8)
    return bags.reshape(len(shapes), len(_SOUNDS)), np.array([len(shape) for shape in shapes], np.int64)
