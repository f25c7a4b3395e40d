"""The pairs of words that may be linked, and how probable each is by itself, whatever stands around it.

All evidence for a pair is added up, in links: how often the lexicon saw the two stems linked, what it knows of similar
stems, whether the words are the same number or sound alike, and how often the text at hand seems to link them. Divided
by all links of one of the words, the sum is the probability of the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.lexicon import Lexicon
from align.spelling import sameness
from align.stems import coarse_arabic, coarse_english, stemmers

UNSEEN = 20.0
"""The weight, in links, of all evidence other than the links of a stem itself."""
LIKE = 0.4
"""The part of this weight that goes to the links of similar stems."""
SAME = 0.3
"""The part of this weight that goes to words that are the same as written. The rest goes by frequency."""
HERE = 2.0
"""How many links in the lexicon's texts a link in the text at hand is worth."""
_FEW = 5.0
"""With fewer links than about so many, little is known of a coarse stem."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The distinct pairs of words that stand in the same pair of sentences.

    `cells`: for each pair of sentences an array `[targets, sources]` of the numbers of pairs of words. All other
    arrays are `[pairs of words]`. `sources`, `targets` and `both` number the stems of each pair and the two together;
    `forward` and `reverse` are the evidence, in links, for the target given the source and for the source given the
    target; `of_source` and `of_target` are all links of either. `source_alone` and `target_alone`: for each sentence
    the probability of its words among all words that are linked to none.
    """

    cells: list[NDArray[np.int64]]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    both: NDArray[np.int64]
    forward: NDArray[np.float64]
    reverse: NDArray[np.float64]
    of_source: NDArray[np.float32]
    of_target: NDArray[np.float32]
    source_alone: list[NDArray[np.floating[Any]]]
    target_alone: list[NDArray[np.floating[Any]]]

    def probabilities(
        self, links: Sequence[NDArray[np.float64]] = ()
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """p(target | source) and p(source | target) of each pair of words.

        `links`: for each pair of sentences how probable each link was found to be, `[targets, sources]`.
        """
        if not links:
            return self.forward / self.of_source, self.reverse / self.of_target
        places = np.concatenate([cell.ravel() for cell in self.cells])
        found = HERE * np.bincount(places, np.concatenate([link.ravel() for link in links]), len(self.both))
        seen, of_source, of_target = (
            np.bincount(number, found)[number] for number in (self.both, self.sources, self.targets)
        )
        return (self.forward + seen) / (self.of_source + of_source), (self.reverse + seen) / (
            self.of_target + of_target
        )


class _Entries(NamedTuple):
    """A lexicon's linked stems, by number, and how often they were linked."""

    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    counts: NDArray[np.float64]


class _Side:
    """The words of one side. `words` numbers those of each sentence; `forms` are the distinct ones, `stems` theirs.

    Stems are numbered as in the lexicon; those that it does not know come after, and `names` spells them all. For each
    stem, `linked` and `unlinked` count its linked and unlinked occurrences in the lexicon's texts, and `frequency` is
    its share of all words, with those of the text at hand.
    """

    def __init__(
        self,
        sentences: Sequence[Sequence[str]],
        stem: Callable[[str], str],
        known: dict[str, int],
        linked: NDArray[np.float32],
        seen: NDArray[np.float32],
    ):
        numbers: dict[str, int] = {}
        self.words = [np.array([numbers.setdefault(w, len(numbers)) for w in each], np.int64) for each in sentences]
        self.forms = list(numbers)
        stems = [stem(form) for form in self.forms]
        new = {name: len(known) + k for k, name in enumerate(dict.fromkeys(s for s in stems if s not in known))}
        self.stems = np.array([known[name] if name in known else new[name] for name in stems], np.int64)
        self.names = [*known, *new]
        here = np.bincount(self.stems[np.concatenate([*self.words, np.zeros(0, np.int64)])], minlength=len(self.names))
        self.linked = np.pad(linked, (0, len(new)))
        seen = np.pad(seen, (0, len(new)))
        frequency = seen + here + 0.5
        self.frequency = frequency / frequency.sum()
        self.unlinked = np.maximum(seen - self.linked, 0) + 0.5 if known else frequency

    def alone(self) -> list[NDArray[np.floating[Any]]]:
        """For each sentence the probability of its words among all words that are linked to none."""
        probabilities = self.unlinked / self.unlinked.sum()
        return [probabilities[self.stems[words]] for words in self.words]


def candidates_of(
    sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]], lexicon: Lexicon | None
) -> Candidates:
    """The candidates of Arabic and English sentences, given as words; sentence k goes with sentence k."""
    none = np.zeros(0, np.int64)
    arabic, english = stemmers()
    if lexicon is None:
        nothing = np.zeros(0, np.float32)
        source = _Side(sources, arabic, {}, nothing, nothing)
        target = _Side(targets, english, {}, nothing, nothing)
        entries = _Entries(none, none, np.zeros(0))
    else:
        of_source, of_target = (np.asarray(lexicon.counts.sum(axis), np.float32) for axis in (1, 0))
        source = _Side(sources, arabic, lexicon.source_ids, of_source, lexicon.source_counts)
        target = _Side(targets, english, lexicon.target_ids, of_target, lexicon.target_counts)
        table = lexicon.counts.tocoo()
        entries = _Entries(table.row.astype(np.int64), table.col.astype(np.int64), table.data.astype(np.float64))
    width = max(len(target.forms), 1)
    grids = [words[:, None] + others * width for words, others in zip(target.words, source.words, strict=True)]
    pairs, places = np.unique(np.concatenate([none, *map(np.ravel, grids)]), return_inverse=True)
    cells = np.split(places, np.cumsum([grid.size for grid in grids], dtype=np.int64))
    a, b = np.divmod(pairs, width)
    s, t = source.stems[a], target.stems[b]
    both = s * len(target.names) + t
    seen = _looked_up(entries.sources * len(target.names) + entries.targets, entries.counts, both)
    forward, reverse = _of_words_like_it(entries, source, target, s, t)
    same = SAME * sameness(source.forms, target.forms, a, b)
    rest = 1 - LIKE - SAME
    return Candidates(
        cells=[cell.reshape(grid.shape) for cell, grid in zip(cells, grids, strict=False)],
        sources=np.unique(s, return_inverse=True)[1],
        targets=np.unique(t, return_inverse=True)[1],
        both=np.unique(both, return_inverse=True)[1],
        forward=seen + UNSEEN * (LIKE * forward + same + rest * target.frequency[t]),
        reverse=seen + UNSEEN * (LIKE * reverse + same + rest * source.frequency[s]),
        of_source=source.linked[s] + UNSEEN,
        of_target=target.linked[t] + UNSEEN,
        source_alone=source.alone(),
        target_alone=target.alone(),
    )


def _of_words_like_it(
    entries: _Entries, source: _Side, target: _Side, s: NDArray[np.int64], t: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """p(target | source) and p(source | target) of pairs of stems, from the links of their coarse stems.

    The probability of a coarse stem is shared out by frequency among its stems.
    """
    coarse, other = _numbers(coarse_arabic(source.names)), _numbers(coarse_english(target.names))
    width = len(target.names)
    counts = _looked_up(
        coarse[entries.sources] * width + other[entries.targets], entries.counts, coarse[s] * width + other[t]
    )
    forward = counts / (_FEW + np.bincount(coarse, source.linked)[coarse[s]]) * _share(target.frequency, other)[t]
    reverse = counts / (_FEW + np.bincount(other, target.linked)[other[t]]) * _share(source.frequency, coarse)[s]
    return forward, reverse


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    """A number for each name, the same for the same name."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)


def _share(frequency: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """The frequency of each member of a group beside that of the group."""
    return frequency / np.bincount(group, frequency)[group]


def _looked_up(keys: NDArray[np.int64], values: NDArray[np.float64], wanted: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sum of the values of each wanted key, 0 where there is none."""
    if not len(keys) or not len(wanted):
        return np.zeros(len(wanted))
    known, place = np.unique(keys, return_inverse=True)
    sums = np.bincount(place, values)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, sums[at], 0.0)
