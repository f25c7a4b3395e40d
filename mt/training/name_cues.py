"""Learns to tell names from other unknown words: `glossaries/data/name-cues.xz` and `familiar.ar.txt.xz`.

    python -m mt.training.name_cues OUT --learn PAIRS... --seen PAIRS... --names LIST...

PAIRS are `Arabic<TAB>English` a line (`.tsv.xz`). From those to learn from come the weights: a word that sounds like a
capitalised English word of its pair is a name, one that does not, and that no LIST of names has either, is not. Both
kinds of pairs say which words are familiar: the model sees them often enough. A tenth of the words is held out, for the
precision and recall that are printed.
"""

import lzma
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from glossaries.arabic import folded, readable
from glossaries.name_cues import FILES, SCALE, WEIGHTS, features, hashed
from glossaries.names import CommonWords
from mt.training.aligned_names import ARABIC, Labelled, Labeller
from mt.training.corpus import pairs_of
from mt.training.english_names import count

FAMILIAR = 5
"""How often the pairs have a word that is familiar."""
RARE, EACH = 40, 6
"""A word that the pairs have more often teaches nothing; one that they have less often, so many times."""
NAMED, SAME = 0.55, 0.7
"""The share of a familiar word's places where it is a name, and of those where it became the same."""
ROUNDS, RATE, DECAY = 4, 0.15, 1e-6
"""Rounds over all words, and the step and the decay of the weights (AdaGrad)."""
_ARTICLES = ("ال", "لل", "وال", "بال")


class Seen(NamedTuple):
    """How often the pairs have each Arabic word, how often as a name, and what it became then."""

    words: Counter[str]
    named: Counter[str]
    became: defaultdict[str, Counter[str]]


class Example(NamedTuple):
    """The numbers of a word's features, and whether it is a name."""

    word: str
    features: NDArray[np.int64]
    name: bool


def familiar(seen: Seen, is_common: Callable[[str], bool]) -> dict[str, str]:
    """The familiar words that are not common, each with the English name that it nearly always became, or nothing."""
    found = {}
    for word, times in sorted(seen.words.items()):
        if times < FAMILIAR or word.isascii() or is_common(word):
            continue
        (english, same), *_ = [*seen.became[word].most_common(1), ("", 0)]
        named = seen.named[word]
        sure = named >= 3 and named >= NAMED * times and same >= SAME * named
        found[word] = english if sure and english.isascii() and not word.startswith(_ARTICLES) else ""
    return found


def examples(
    sentences: Iterable[Labelled], seen: Seen, listed: frozenset[str], is_common: Callable[[str], bool]
) -> list[Example]:
    """The words that teach: rare ones that are not common."""
    found: list[Example] = []
    taken: Counter[str] = Counter()
    for sentence in sentences:
        for at, (word, (_, english)) in enumerate(zip(sentence.words, sentence.names, strict=True)):
            if len(word) < 3 or seen.words[word] > RARE or is_common(word) or taken[word] == EACH:
                continue
            if not english and (seen.named[word] or folded(word) in listed):
                continue
            taken[word] += 1
            numbers = np.array(hashed(features(sentence.words, at, is_common)))
            found.append(Example(word, numbers, bool(english)))
    return found


def learn(taught: Sequence[Example]) -> NDArray[np.float32]:
    """The weights of a logistic regression, one example at a time."""
    weights = np.zeros(WEIGHTS, np.float32)
    gradients = np.full(WEIGHTS, 1e-2, np.float32)
    order = np.random.default_rng(0)
    for _ in range(ROUNDS):
        for k in order.permutation(len(taught)):
            _, numbers, name = taught[k]
            error = 1 / (1 + np.exp(-weights[numbers].sum())) - name
            if abs(error) > 1e-3:
                gradients[numbers] += error * error
                weights[numbers] -= RATE * (error + DECAY * weights[numbers]) / np.sqrt(gradients[numbers])
    return weights


def main(out: Path, teaching: Sequence[Path], others: Sequence[Path], lists: Sequence[Path]) -> None:
    common = CommonWords.load()

    def is_common(word: str) -> bool:
        return folded(word) in common.arabic

    counts = count(pair.target for path in teaching for pair in pairs_of(path))
    sentences = [each for path in teaching for each in Labeller(counts).label(pairs_of(path)) if len(each.words) > 3]
    seen = Seen(Counter(), Counter(), defaultdict(Counter))
    for sentence in sentences:
        seen.words.update(sentence.words)
        for word, (_, english) in zip(sentence.words, sentence.names, strict=True):
            if english:
                seen.named[word] += 1
                seen.became[word][english] += 1
    for path in others:
        for pair in pairs_of(path):
            seen.words.update(ARABIC.findall(readable(pair.source)))
    listed = frozenset(word for path in lists for pair in pairs_of(path) for word in folded(pair.source).split())
    random.Random(3).shuffle(sentences)
    found = examples(sentences, seen, listed, is_common)
    held = [each for each in found if crc32(each.word.encode()) % 10 == 0]
    weights = learn([each for each in found if crc32(each.word.encode()) % 10])
    scores = np.array([weights[each.features].sum() for each in held])
    names = np.array([each.name for each in held])
    for least in (0, 1, 2, 3):
        said = scores > least
        print(f"odds over e^{least}: precision {names[said].mean():.3f}, recall {said[names].mean():.3f}")
    out.mkdir(parents=True, exist_ok=True)
    steps = np.clip(np.round(weights * SCALE), -127, 127).astype(np.int8)
    out.joinpath(FILES[0]).write_bytes(lzma.compress(steps.tobytes(), preset=9))
    lines = (f"{word}\t{english}" if english else word for word, english in familiar(seen, is_common).items())
    out.joinpath(FILES[1]).write_bytes(lzma.compress("\n".join(lines).encode(), preset=9))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    places = [arguments.index(option) for option in ("--learn", "--seen", "--names")]
    main(
        Path(arguments[0]),
        *(
            [Path(name) for name in arguments[start + 1 : end]]
            for start, end in zip(places, [*places[1:], len(arguments)], strict=True)
        ),
    )
