"""Names for training: single words on both sides that are the same name by their sound."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from glossaries.arabic import folded
from glossaries.letters import arabic_words, paired_words
from glossaries.names import similarity
from mt.training.corpus import Pair, Source, mix


class NameSource(NamedTuple):
    """A file of names without its ending, how often an epoch sees it, and the mark put before its names."""

    name: str
    times: int
    mark: str


class NamePair(NamedTuple):
    """An Arabic word and how it is spelled in English, with the mark of its kind."""

    mark: str
    source: str
    target: str


def collect(
    data: Sequence[Path], sources: Iterable[NameSource], held_out: Iterable[str], least: float
) -> Counter[NamePair]:
    """The word pairs of name files, and how often an epoch sees each; none with an Arabic word of a held-out file."""
    held = {
        folded(word) for pair in mix(data, (Source(name, 1) for name in held_out)) for word in arabic_words(pair.source)
    }
    counts: Counter[NamePair] = Counter()
    for source in sources:
        words = {each for pair in mix(data, [Source(source.name, 1)]) for each in words_of(pair, least)}
        for arabic, english in words:
            if folded(arabic) not in held:
                counts[NamePair(source.mark, arabic, english)] += source.times
    return counts


def words_of(pair: Pair, least: float) -> Iterator[tuple[str, str]]:
    """The words of a name on both sides that sound at least so much alike; none where their numbers differ."""
    sources, targets = paired_words(*pair)
    if len(sources) == len(targets):
        for source, target in zip(sources, targets, strict=True):
            if len(source) > 1 and alike(source, target) >= least:
                yield source, target


def alike(source: str, target: str) -> float:
    """How alike an Arabic and an English word sound, with the Arabic article or without it."""
    return max(similarity(source, target), similarity(source.removeprefix("ال"), target))


def without_rare(counts: Counter[NamePair], rare: int) -> Counter[NamePair]:
    """The pairs all of whose letters are seen in at least `rare` pairs."""
    seen = Counter(letter for pair in counts for letter in {*pair.source, *pair.target})
    return Counter(
        {pair: n for pair, n in counts.items() if min(seen[letter] for letter in pair.source + pair.target) >= rare}
    )
