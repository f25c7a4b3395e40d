"""Batches for training: pairs of like length together, some with inline term hints, all with link masks."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

FULL_NAMES = 0.4
"""The share of swapped-in names that are two names after one another: what is long is hard to copy whole."""
SPLICED = 0.3
"""The share of them made of the beginning of one and the end of another: nobody can know them, only copy them."""
COPIED = 3.0
"""What a piece that is copied from a hint counts in the loss, beside 1 for others: half a name is no name."""


Ids = NDArray[np.int64]
Phrase = tuple[int, int, int, int]
"""Where a phrase begins and ends in the source's pieces, and in the target's."""


class Example(NamedTuple):
    """Piece ids of one pair, which source pieces each target piece is linked to, as `(target, source)`, and which target
    pieces are copied from a hint."""

    source: Ids
    target: Ids
    links: Ids
    copied: NDArray[np.bool_]


class Batch(NamedTuple):
    """Tensors of one step: `source [b, s]`, its mask, `target [b, t]` (0 where padded), its mask, `links [b, t, s]`,
    and what each target piece counts in the loss, `weight [b, t]`."""

    source: torch.Tensor
    source_mask: torch.Tensor
    target: torch.Tensor
    target_mask: torch.Tensor
    links: torch.Tensor
    weight: torch.Tensor


class Pairs(Protocol):
    """What examples are made of: `Prepared`, or what gives its pairs otherwise."""

    @property
    def copies(self) -> NDArray[np.uint8]: ...
    @property
    def back(self) -> NDArray[np.bool_]: ...
    def pair(self, k: int, /) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]: ...


class Examples(Protocol):
    """Pairs that become examples, each drawn anew when it is asked for."""

    @property
    def data(self) -> Pairs: ...

    def example(self, index: int, random: np.random.Generator) -> Example: ...


class Hinter:
    """Gives a share of examples inline hints `<t> source <m> target </t>` on random aligned phrases.

    A name is now and then swapped for another one, in the hint and in the target alike, so that the hint is
    obeyed even where the network knows better (as Dinu et al. 2019, with swaps). A hinted target piece is linked
    to its own copy in the hint and to nothing else: the guided head learns to point at what comes next.

    A back-translated source begins with the closing mark, which tells it from a real one (Caswell et al. 2019).
    In a share `renamed` of the examples a name is swapped in source and target, without a hint: names are learned by
    their sound, and in sentences. `names` are pieces in both languages.
    """

    def __init__(
        self,
        data: Pairs,
        marks: tuple[int, int, int],
        names: Iterable[tuple[Sequence[int] | Ids, Sequence[int] | Ids]],
        rate: float,
        swap: float = 0.5,
        renamed: float = 0.0,
    ) -> None:
        self.data: Pairs = data
        self.marks, self.rate, self.swap, self.renamed = marks, rate, swap, renamed
        self.names = [tuple(np.array(side, dtype=np.int64) for side in name) for name in names]
        self._begins = {int(target[0]) for _, target in self.names}

    def example(self, index: int, random: np.random.Generator) -> Example:
        source, source_word, target, target_word, links = (each.astype(np.int64) for each in self.data.pair(index))
        linked = [links]
        if len(links) and random.random() < self.renamed:
            phrase = self._phrase(source_word, target_word, links, random)
            if phrase and self._is_name(target, phrase):
                source, source_word, target, target_word, renamed = self._rename(
                    source, source_word, target, target_word, phrase, random
                )
                linked.append(renamed)
        words = target_word.max(initial=-1)
        if len(links) and random.random() < self.rate:
            for _ in range(int(random.integers(1, 4))):
                phrase = self._phrase(source_word, target_word, links, random)
                if phrase:
                    source, source_word, target, target_word, copies = self._insert(
                        source, source_word, target, target_word, phrase, random
                    )
                    linked.append(copies)
        if self.data.back[index]:
            source, source_word = np.append(self.marks[2], source), np.append(-1, source_word)
        piece_links = _piece_links(source_word, target_word, np.concatenate(linked))
        return Example(source, target, piece_links, target_word > words)

    def _phrase(self, source_word: Ids, target_word: Ids, links: Ids, random: np.random.Generator) -> Phrase | None:
        """A consistent phrase of at most three words a side: piece ranges, or None where the draw has none."""
        first = int(random.choice(links[:, 0]))
        last = first + int(random.choice(3, p=(0.7, 0.2, 0.1)))
        inside = links[(links[:, 0] >= first) & (links[:, 0] <= last)]
        low, high = inside[:, 1].min(), inside[:, 1].max()
        outside = links[(links[:, 1] >= low) & (links[:, 1] <= high)][:, 0]
        if high - low > 2 or outside.min() < first or outside.max() > last:
            return None
        sources = np.flatnonzero((source_word >= first) & (source_word <= last))
        targets = np.flatnonzero((target_word >= low) & (target_word <= high))
        for at in (sources, targets):
            if not len(at) or at[-1] - at[0] + 1 != len(at):
                return None
        return int(sources[0]), int(sources[-1]) + 1, int(targets[0]), int(targets[-1]) + 1

    def _insert(
        self, source: Ids, source_word: Ids, target: Ids, target_word: Ids, phrase: Phrase, random: np.random.Generator
    ) -> tuple[Ids, Ids, Ids, Ids, Ids]:
        """The pair with a hint on `phrase`, and links between the words that each hinted piece makes by itself."""
        a, b, c, d = phrase
        wanted = target[c:d]
        if self.marks[0] in source[max(0, a - 1) : b + 1]:
            return source, source_word, target, target_word, np.zeros((0, 2), dtype=np.int64)
        if self._is_name(target, phrase) and random.random() < self.swap:
            wanted = self._name(random)
        count = np.arange(1, len(wanted) + 1)
        copies = np.stack([source_word.max() + count, target_word.max() + count], axis=1)
        before, middle, after = self.marks
        return (
            _replaced(source, a, b, [before], source[a:b], [middle], wanted, [after]),
            _replaced(source_word, a, b, [-1], source_word[a:b], [-1], copies[:, 0], [-1]),
            _replaced(target, c, d, wanted),
            _replaced(target_word, c, d, copies[:, 1]),
            copies,
        )

    def _is_name(self, target: Ids, phrase: Phrase) -> bool:
        """Whether a phrase of the target looks like a name: it begins like one, and not the sentence."""
        return phrase[2] > 0 and int(target[phrase[2]]) in self._begins

    def _name(self, random: np.random.Generator) -> Ids:
        """Target pieces of one or two names, or of parts of two."""
        first, second = (self.names[k][1] for k in random.integers(len(self.names), size=2))
        if random.random() < SPLICED:
            cut = random.integers(1, len(first) + 1)
            return np.concatenate([first[:cut], second[min(cut, len(second) - 1) :]])
        return np.concatenate([first, second]) if random.random() < FULL_NAMES else first

    def _rename(
        self, source: Ids, source_word: Ids, target: Ids, target_word: Ids, phrase: Phrase, random: np.random.Generator
    ) -> tuple[Ids, Ids, Ids, Ids, Ids]:
        """The pair with another name for `phrase` on both sides, and the link between the two as new words."""
        a, b, c, d = phrase
        own, other = self.names[int(random.integers(len(self.names)))]
        words = source_word.max() + 1, target_word.max() + 1
        return (
            _replaced(source, a, b, own),
            _replaced(source_word, a, b, np.full(len(own), words[0])),
            _replaced(target, c, d, other),
            _replaced(target_word, c, d, np.full(len(other), words[1])),
            np.array([words]),
        )


def batches(hinter: Examples, tokens: int, random: np.random.Generator, pool: int = 60_000) -> Iterator[Batch]:
    """One epoch in random order: pools sorted by length, cut into batches of about `tokens` padded positions."""
    order = np.repeat(np.arange(len(hinter.data.copies)), hinter.data.copies)
    random.shuffle(order)
    for start in range(0, len(order), pool):
        examples = sorted(
            (hinter.example(int(k), random) for k in order[start : start + pool]),
            key=lambda e: (max(len(e.source), len(e.target)), len(e.source)),
        )
        groups: list[list[Example]] = [[]]
        for example in examples:
            longest = max(len(example.source), len(example.target)) + 1
            if groups[-1] and longest * (len(groups[-1]) + 1) > tokens:
                groups.append([])
            groups[-1].append(example)
        for at in random.permutation(len(groups)):
            yield collate(groups[at])


def collate(examples: list[Example], end: int = 0) -> Batch:
    """Pad examples into tensors; `end` closes source and target, and pads."""
    width, height = max(len(e.source) for e in examples) + 1, max(len(e.target) for e in examples) + 1
    source = np.full((len(examples), width), end)
    target = np.full((len(examples), height), end)
    links = np.zeros((len(examples), height, width), dtype=bool)
    weight = np.ones(target.shape, dtype=np.float32)
    lengths = np.array([(len(e.source), len(e.target)) for e in examples])
    for row, example in enumerate(examples):
        source[row, : len(example.source)] = example.source
        target[row, : len(example.target)] = example.target
        links[row, example.links[:, 0], example.links[:, 1]] = True
        weight[row, : len(example.target)][example.copied] = COPIED
    masks = [np.arange(size) <= lengths[:, side, None] for side, size in enumerate((width, height))]
    return Batch(*map(torch.from_numpy, (source, masks[0], target, masks[1], links, weight)))


def _replaced(pieces: Ids, start: int, end: int, *parts: Sequence[int] | Ids) -> Ids:
    """`pieces` with the parts in the place of `[start, end)`."""
    return np.concatenate([pieces[:start], *parts, pieces[end:]])


def _piece_links(source_word: Ids, target_word: Ids, links: Ids) -> Ids:
    linked = np.zeros((target_word.max(initial=0) + 2, source_word.max(initial=0) + 2), dtype=bool)
    inside = (links[:, 1] < linked.shape[0] - 1) & (links[:, 0] < linked.shape[1] - 1)
    linked[links[inside, 1], links[inside, 0]] = True
    return np.argwhere(linked[target_word[:, None], source_word[None, :]])
