"""Back-translation without a second network: English sentences put into Arabic phrase by phrase.

The phrases are those that the word links of the training pairs are consistent with (Koehn et al. 2003). A sentence is
cut into phrases, in order, whose translations are probable and follow one another in Arabic text; what has no phrase
is looked up among names, or stays as it is. The Arabic is rough, the English is real: that is what the decoder learns
from (Burlot and Yvon 2018 compare this with a network's back-translations).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from glossaries.arabic import Token, tokenise
from mt.training.corpus import Pair

LONGEST = 4
"""English tokens of a phrase; its Arabic may have twice as many."""
CHOICES = 4
"""Translations of a phrase that are looked at."""
BEAM = 6
UNSEEN = 6.0
"""What an Arabic word costs that was never seen after the one before it, beside its own frequency."""
PHRASE = 1.0
"""What each phrase costs, so that long ones are preferred."""
FLUENCY = 0.35
"""The weight of how well phrases follow one another."""
UNKNOWN = 12.0
"""What a word without a phrase costs."""
MOST_UNKNOWN = 0.15
"""The share of phrases without a translation above which a sentence is left out."""


class Choice(NamedTuple):
    """A translation of a phrase: its cost, its text, first and last Arabic word, and links `(arabic, english)`."""

    cost: float
    text: str
    first: str
    last: str
    links: tuple[tuple[int, int], ...]


class Back(NamedTuple):
    """A sentence put into Arabic, the links of its tokens, and the share of English words that had no phrase."""

    pair: Pair
    links: list[tuple[int, int]]
    unknown: float


@dataclass(frozen=True, slots=True)
class Phrases:
    """Translations by lower-case English phrase, and how often Arabic words stand alone, after one another, and in all."""

    choices: Mapping[str, Sequence[Choice]]
    words: Counter[str]
    follows: Counter[tuple[str, str]]
    total: int

    def fluency(self, before: str, word: str) -> float:
        """The cost of `word` after `before`: -log of its share there, or of its share of all words and more."""
        together = self.follows.get((before, word), 0)
        if together:
            return -math.log(together / self.words[before])
        return UNSEEN - math.log((self.words.get(word, 0) + 1) / (self.total + 1)) * 0.5


def wanted_phrases(sentences: Iterable[str]) -> set[int]:
    """Hashes of the phrases that sentences have."""
    wanted: set[int] = set()
    for sentence in sentences:
        wanted.update(map(hash, _all_phrases(lowered(tokenise(sentence)))))
    return wanted


def collect(
    pairs: Iterable[Pair], copies: Iterable[int], links: Iterable[Iterable[tuple[int, int]]], wanted: set[int]
) -> Phrases:
    """The phrases of `pairs` whose hashes are `wanted`, each pair counted as often as it is taken."""
    counts: dict[str, Counter[tuple[str, str, str, tuple[tuple[int, int], ...]]]] = defaultdict(Counter)
    words: Counter[str] = Counter()
    follows: Counter[tuple[str, str]] = Counter()
    for pair, times, pair_links in zip(pairs, copies, links, strict=True):
        source, target = tokenise(pair.source), tokenise(pair.target)
        texts = [token.text for token in source]
        words.update(texts)
        follows.update(pairwise(texts))
        for english, choice in _phrases(pair.source, source, lowered(target), pair_links, wanted):
            counts[english][choice] += times
    return Phrases({english: _choices(found) for english, found in counts.items()}, words, follows, words.total())


def translate(sentence: str, phrases: Phrases, names: Mapping[str, str]) -> Back:
    """Put a sentence into Arabic; `names` has Arabic by lower-case English word."""
    tokens = tokenise(sentence)
    texts = lowered(tokens)
    # Each entry: cost, last Arabic word, the way here as (entry, start, choice).
    entries: list[list[tuple]] = [[(0.0, "", None)]] + [[] for _ in tokens]
    for end in range(1, len(tokens) + 1):
        best: dict[str, tuple] = {}
        for start in range(max(0, end - LONGEST), end):
            options = phrases.choices.get(" ".join(texts[start:end]), ())
            if not options and end - start == 1:
                options = (_unknown(tokens[start].text, names),)
            for choice in options:
                for entry in entries[start]:
                    cost = entry[0] + choice.cost + FLUENCY * phrases.fluency(entry[1], choice.first)
                    if choice.last not in best or cost < best[choice.last][0]:
                        best[choice.last] = (cost, choice.last, (entry, start, choice))
        entries[end] = sorted(best.values(), key=lambda entry: entry[0])[:BEAM]
    steps = []
    entry = entries[-1][0]
    while entry[2]:
        before, start, choice = entry[2]
        steps.append((start, choice))
        entry = before
    return _joined(sentence, steps[::-1])


def write_back(
    english: Iterable[str], phrases: Phrases, names: Mapping[str, str], path: Path, links_path: Path
) -> None:
    """Write the sentences with their Arabic, `ar<TAB>en` a line, and the links; none that is mostly unknown."""
    with path.open("w", encoding="utf-8") as pairs, links_path.open("w", encoding="utf-8") as links:
        for sentence in english:
            back = translate(sentence, phrases, names)
            if back.unknown <= MOST_UNKNOWN and back.links:
                print(*back.pair, sep="\t", file=pairs)
                print(*(f"{i}-{j}" for i, j in back.links), file=links)


def lowered(tokens: Iterable[Token]) -> list[str]:
    return [token.text.lower() for token in tokens]


def _joined(sentence: str, steps: Sequence[tuple[int, Choice]]) -> Back:
    text, links, position, unknown = "", [], 0, 0
    for start, choice in steps:
        space = " " if text and not _clings(choice.first, text) else ""
        text += space + choice.text
        links += [(position + i, start + j) for i, j in choice.links]
        position += len(tokenise(choice.text))
        unknown += choice.cost >= UNKNOWN
    return Back(Pair(text, sentence), links, unknown / max(1, len(steps)))


def _clings(first: str, text: str) -> bool:
    """Whether a mark stands right after what is before it, or after an opening bracket."""
    return first in {".", "،", "؟", "؛", ":", "!", ")", "]", "%", ",", "?", "»"} or text[-1] in "([«"


def _all_phrases(texts: Sequence[str]) -> Iterator[str]:
    for start in range(len(texts)):
        for end in range(start + 1, min(start + LONGEST, len(texts)) + 1):
            yield " ".join(texts[start:end])


def _phrases(text: str, source: Sequence[Token], target: Sequence[str], links: Iterable[tuple[int, int]], wanted):
    """English phrases with their Arabic: what is linked inside is linked to nothing outside."""
    by_target: list[list[int]] = [[] for _ in target]
    low, high = [len(target)] * len(source), [-1] * len(source)
    links = sorted(links)
    for i, j in links:
        by_target[j].append(i)
        low[i], high[i] = min(low[i], j), max(high[i], j)
    for start in range(len(target)):
        if not by_target[start]:
            continue
        first, last = len(source), -1
        for end in range(start + 1, min(start + LONGEST, len(target)) + 1):
            for i in by_target[end - 1]:
                first, last = min(first, i), max(last, i)
            if last - first >= 2 * LONGEST:
                break
            if any(low[i] < start or high[i] >= end for i in range(first, last + 1)):
                continue
            english = " ".join(target[start:end])
            if hash(english) in wanted:
                inside = tuple((i - first, j - start) for i, j in links if start <= j < end)
                arabic = text[source[first].start : source[last].end]
                yield english, (arabic, source[first].text, source[last].text, inside)


def _choices(found: Counter) -> tuple[Choice, ...]:
    total = found.total()
    by_text: dict[str, tuple[int, tuple]] = {}
    for (text, first, last, links), count in found.most_common():
        known = by_text.get(text)
        by_text[text] = (count + known[0], known[1]) if known else (count, (first, last, links))
    best = sorted(by_text.items(), key=lambda each: -each[1][0])[:CHOICES]
    return tuple(Choice(PHRASE - math.log(count / (total + 0.5)), text, *rest) for text, (count, rest) in best)


def _unknown(word: str, names: Mapping[str, str]) -> Choice:
    if not any(map(str.isalpha, word)):
        return Choice(PHRASE, word, word, word, ((0, 0),))
    known = names.get(word.lower()) if word[0].isupper() else None
    if known:
        return Choice(PHRASE, known, known, known, ((0, 0),))
    return Choice(UNKNOWN, word, word, word, ((0, 0),))
