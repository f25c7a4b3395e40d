"""What each word of a pair looks like to a reviewer: figures that tell whether the other text has a counterpart for it.

Words of grammar have no figures: a free translation adds and drops them at will. Numbers of a side are `nan` where
nothing is known, such as log-probabilities without a model.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from align.bitext import Link
from align.lexicon import Lexicon
from align.stems import stemmers
from glossaries.arabic import Token, folded
from glossaries.clitics import readings
from glossaries.names import likeness, skeleton
from mt.review.negation import arabic_cues, english_cues
from mt.review.numbers import word_groups_of

TARGET_FIGURES = (
    "link",  # the best score of its links
    "neighbours",  # the mean of that of the content words beside it
    "forward",  # the greatest probability that the lexicon gives it for a word of the other text
    "reverse",  # and the other way round
    "both",  # the best product of the two
    "linked",  # the same for the words that it is linked to
    "sound",  # how alike it sounds to a word of the other text, 0 where it is no name
    "rarity",  # minus the logarithm of its share of all words
    "known",  # whether the lexicon has it
    "name",  # whether it has a capital that no beginning of a sentence explains
    "cue",  # whether it may deny
    "digits",  # whether it has a digit
    "length",  # the characters of the word
    "position",  # where it stands, 0 to 1
    "again",  # how often the text had it before
    "surprise",  # minus its log-probability in the model's eyes
    "worst",  # minus that of its least probable piece
    "others",  # the mean surprise of the words of the text
    "next",  # the surprise of the word after it
    "look",  # the most attention that it gives to one word
    "ratio",  # the logarithm of the lengths of the two texts, target by source
    "pivot",  # how probable it is after a way there and back: source, target, source, target (synonyms are found so)
)
SOURCE_FIGURES = (
    "link",
    "neighbours",
    "forward",
    "reverse",
    "both",
    "linked",
    "sound",
    "rarity",
    "known",
    "cue",
    "digits",
    "length",
    "position",
    "again",
    "surprise",  # that of the word that it is linked to most
    "others",
    "attention",  # all attention that the translation gave it
    "beside",  # the attention that its neighbours got
    "ratio",
    "pivot",
)
_OF_A_MODEL = (
    "surprise",
    "worst",
    "others",
    "next",
    "look",
    "pivot",
    "attention",
    "beside",
)
LIGHT_TARGET, LIGHT_SOURCE = (
    tuple(name for name in names if name not in _OF_A_MODEL) for names in (TARGET_FIGURES, SOURCE_FIGURES)
)
"""The figures that need no second look of a model."""
Figures = NDArray[np.float32]
LARGEST = 1_000_000
"""Words of one side times words of the other, of a pair whose words are looked at."""
_FAINT = 1e-6
"""Added to a probability whose logarithm is taken."""


@dataclass(frozen=True, slots=True)
class Look:
    """A pair as the model and the word aligner see it.

    `attention` is `[targets, sources]`, shares by word; `surprise` and `worst` are `[targets]`. All of it is
    None without a model.
    """

    source: tuple[Token, ...]
    target: tuple[Token, ...]
    links: tuple[Link, ...]
    attention: NDArray[np.float32] | None = None
    surprise: NDArray[np.float32] | None = None
    worst: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The content words of both sides, by token index, and their figures `[words, figures]`."""

    source_words: NDArray[np.int64]
    target_words: NDArray[np.int64]
    source: Figures
    target: Figures


class Reviewer:
    """Knows the lexicon, and remembers stems and sounds."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self.arabic, self.english = stemmers()
        width = len(lexicon.target_ids)
        rows = np.repeat(np.arange(len(lexicon.source_ids)), np.diff(lexicon.forward.indptr))
        self._keys = rows * width + lexicon.forward.indices
        order = np.argsort(self._keys)
        self._keys = self._keys[order]
        self._forward, self._reverse = lexicon.forward.data[order], lexicon.reverse.data[order]
        self._width = width
        self._back = csr_array(lexicon.reverse.T)
        self._onto = csr_array(lexicon.forward.T)
        self._near: Callable[[str], dict[int, float]] = cache(self._there_and_back)
        self._shares = tuple(
            -np.log((counts + 0.5) / counts.sum()) for counts in (lexicon.source_counts, lexicon.target_counts)
        )
        self._heard: Callable[[str], tuple[str, ...]] = cache(_heard)
        self._spoken: Callable[[str], str] = cache(skeleton)
        self._sound: Callable[[str, str], float] = cache(likeness)

    def support(self, sources: Sequence[str], targets: Sequence[str]) -> tuple[Figures, Figures]:
        """p(target | source) and p(source | target) of stems, `[targets, sources]`."""
        s = np.array([self.lexicon.source_ids.get(stem, -1) for stem in sources], np.int64)
        t = np.array([self.lexicon.target_ids.get(stem, -1) for stem in targets], np.int64)
        wanted = np.where((s[None, :] >= 0) & (t[:, None] >= 0), s[None, :] * self._width + t[:, None], -1)
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        hit = self._keys[at] == wanted
        return np.where(hit, self._forward[at], 0), np.where(hit, self._reverse[at], 0)

    def see(self, look: Look) -> Seen:
        """The figures of the content words of a pair; no words where a side is empty, or both are very long."""
        sources, targets = [token.text for token in look.source], [token.text for token in look.target]
        if not 0 < len(sources) * len(targets) <= LARGEST:
            none = np.zeros(0, np.int64)
            return Seen(
                none, none, *(np.zeros((0, len(each)), np.float32) for each in (SOURCE_FIGURES, TARGET_FIGURES))
            )
        s_stems, t_stems = [self.arabic(word) for word in sources], [self.english(word) for word in targets]
        cues = {cue.token for cue in arabic_cues(look.source)}, {cue.token for cue in english_cues(look.target)}
        s_words = _content(sources, _function_arabic(), cues[0])
        t_words = _content(targets, _function_english(), cues[1])
        forward, reverse = self.support(s_stems, t_stems)
        links = np.zeros((len(targets), len(sources)), np.float32)
        for i, j, score in look.links:
            links[j, i] = score
        sound = self._sounds(sources, targets, s_words, t_words)
        nan = np.float32("nan")
        ratio = np.float32(np.log(sum(map(len, targets)) / sum(map(len, sources))))
        both = forward * reverse
        common = _Common(links, forward, reverse, both, sound)
        target = np.full((len(t_words), len(TARGET_FIGURES)), nan, np.float32)
        source = np.full((len(s_words), len(SOURCE_FIGURES)), nan, np.float32)
        target[:, :7] = common.columns(1, t_words)
        source[:, :7] = common.columns(0, s_words)
        surprise = look.surprise if look.surprise is not None else np.full(len(targets), nan, np.float32)
        mean = np.float32(np.mean(surprise)) if len(surprise) else nan
        counts: dict[str, int] = {}
        for k, j in enumerate(t_words):
            word, stem = targets[j], t_stems[j]
            counts[stem] = counts.get(stem, 0) + 1
            known = self.lexicon.target_ids.get(stem)
            target[k, 7:15] = (
                self._shares[1][known] if known is not None else 16.0,
                known is not None,
                _is_name(targets, j),
                j in cues[1],
                any(map(str.isdigit, word)),
                len(word),
                j / len(targets),
                counts[stem] - 1,
            )
        if look.surprise is not None and len(t_words) and len(s_words):
            pivot = self._pivoted(links, s_stems, t_stems, s_words, t_words)
            target[:, 21] = pivot.max(1)
            source[:, 19] = pivot.max(0)
        if len(t_words):
            target[:, 15] = surprise[t_words]
            target[:, 16] = look.worst[t_words] if look.worst is not None else nan
            target[:, 17] = mean
            target[:, 18] = np.append(surprise[1:], nan)[t_words]
            target[:, 19] = look.attention.max(1)[t_words] if look.attention is not None else nan
            target[:, 20] = ratio
        counts = {}
        for k, i in enumerate(s_words):
            word, stem = sources[i], s_stems[i]
            counts[stem] = counts.get(stem, 0) + 1
            known = self.lexicon.source_ids.get(stem)
            source[k, 7:14] = (
                self._shares[0][known] if known is not None else 16.0,
                known is not None,
                i in cues[0],
                any(map(str.isdigit, word)),
                len(word),
                i / len(sources),
                counts[stem] - 1,
            )
        if len(s_words):
            source[:, 14] = surprise[links[:, s_words].argmax(0)]
            source[:, 15] = mean
            if look.attention is not None:
                all_ = look.attention.sum(0)
                source[:, 16] = all_[s_words]
                around = np.convolve(all_, (1, 1, 0, 1, 1), "same") if len(all_) >= 5 else all_
                source[:, 17] = around[s_words]
            source[:, 18] = ratio
        return Seen(s_words, t_words, source, target)

    def _there_and_back(self, stem: str) -> dict[int, float]:
        """The source stems that share a translation with one, each with p(it | translation) p(translation | stem)."""
        at = self.lexicon.source_ids.get(stem)
        if at is None:
            return {}
        forward, back = self.lexicon.forward, self._back
        near: dict[int, float] = {}
        for k in range(forward.indptr[at], forward.indptr[at + 1]):
            target, share = forward.indices[k], float(forward.data[k])
            some = slice(back.indptr[target], back.indptr[target + 1])
            for other, weight in zip(back.indices[some].tolist(), back.data[some].tolist(), strict=True):
                near[other] = near.get(other, 0.0) + share * weight
        return near

    def _pivot(self, source: str, target: int) -> float:
        """How probable a target stem is after a way from the source stem to a target, back, and to a target again."""
        near = self._near(source)
        some = slice(self._onto.indptr[target], self._onto.indptr[target + 1])
        pairs = zip(self._onto.indices[some].tolist(), self._onto.data[some].tolist(), strict=True)
        return math.fsum(near.get(other, 0.0) * weight for other, weight in pairs)

    def _pivoted(
        self,
        links: Figures,
        sources: Sequence[str],
        targets: Sequence[str],
        s_words: NDArray[np.int64],
        t_words: NDArray[np.int64],
    ) -> Figures:
        """The logarithm of `_pivot` of linked content words, `[target words, source words]`; the least where none."""
        found = np.full((len(t_words), len(s_words)), np.log(_FAINT), np.float32)
        for k, n in np.argwhere(links[np.ix_(t_words, s_words)] > 0).tolist():
            known = self.lexicon.target_ids.get(targets[t_words[k]])
            if known is not None:
                found[k, n] = math.log(self._pivot(sources[s_words[n]], known) + _FAINT)
        return found

    def _sounds(
        self, sources: Sequence[str], targets: Sequence[str], s_words: NDArray[np.int64], t_words: NDArray[np.int64]
    ) -> Figures:
        """How alike a name and a word sound, `[targets, sources]`."""
        sound = np.zeros((len(targets), len(sources)), np.float32)
        heard = [(i, shapes) for i in s_words if (shapes := self._heard(sources[i]))]
        for j in t_words:
            if targets[j][0].isupper() and len(spoken := self._spoken(targets[j])) > 1:
                for i, shapes in heard:
                    sound[j, i] = max(
                        (self._sound(shape, spoken) for shape in shapes if abs(len(shape) - len(spoken)) < 4), default=0
                    )
        return sound


@dataclass(frozen=True, slots=True)
class _Common:
    """The figures that both sides have alike, all `[targets, sources]`."""

    links: Figures
    forward: Figures
    reverse: Figures
    both: Figures
    sound: Figures

    def columns(self, side: int, words: NDArray[np.int64]) -> Figures:
        """`[words, 7]` of one side: 0 the source, 1 the target."""
        links, forward, reverse, both, sound = (
            table if side else table.T for table in (self.links, self.forward, self.reverse, self.both, self.sound)
        )
        best = links.max(1)[words]
        padded = np.concatenate([best[:1], best, best[-1:]]) if len(best) else best
        beside = (padded[:-2] + padded[2:]) / 2 if len(best) else best
        linked = (both * (links > 0)).max(1)[words]
        return np.stack(
            [
                best,
                beside,
                forward.max(1)[words],
                reverse.max(1)[words],
                both.max(1)[words],
                linked,
                sound.max(1)[words],
            ],
            1,
        )


def _heard(word: str) -> tuple[str, ...]:
    plain = folded(word)
    if plain.isascii():
        return (skeleton(word),) if plain.isalpha() else ()
    return tuple(dict.fromkeys(shape for each in readings(plain) if len(shape := skeleton(each.stem)) > 1))


def _content(words: Sequence[str], function: frozenset[str], cues: set[int]) -> NDArray[np.int64]:
    return np.array(
        [
            k
            for k, word in enumerate(words)
            if k in cues or (any(map(str.isalnum, word)) and folded(word.lower()) not in function)
        ],
        np.int64,
    )


def _is_name(words: Sequence[str], j: int) -> bool:
    return words[j][0].isupper() and j > 0 and words[j - 1] not in (".", ":", "?", "!", '"', "“", "«", "(", "-")


@cache
def _function_english() -> frozenset[str]:
    return frozenset(word for group in word_groups_of("function.txt") for word in group if word.isascii())


@cache
def _function_arabic() -> frozenset[str]:
    return frozenset(folded(word) for group in word_groups_of("function.txt") for word in group if not word.isascii())
