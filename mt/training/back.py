"""Back-translation without a second network: English sentences put into Arabic phrase by phrase.

The phrases are those that the word links of the training pairs are consistent with (Koehn et al. 2003), the English put
into Arabic order first. A sentence is cut into phrases, in that order, whose translations are probable, by themselves and
by their words, and follow one another in Arabic text; a word that has no phrase becomes what another form of it does, or is
looked up among names, or stays as it is. The Arabic is rough, the English is real: that is what the decoder learns from
(Burlot and Yvon 2018 compare this with a network's back-translations).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

from glossaries.arabic import Token, tokenise
from mt.training.corpus import Pair
from mt.training.order import Order

LONGEST = 4
"""English tokens of a phrase; its Arabic may have twice as many."""
CHOICES = 8
"""Translations of a phrase that are looked at: the cheapest of the `COMMONEST`."""
COMMONEST = 16
HEAT = 0.7
"""How much chance there is in the choice: none at 0; at 1 a phrase becomes each of its translations as often as it did."""
BEAM = 6
UNSEEN = 6.0
"""What an Arabic word costs that was never seen after the one before it, beside its own frequency."""
PHRASE = 1.0
"""What each phrase costs, so that long ones are preferred."""
FLUENCY = 0.35
"""The weight of how well phrases follow one another."""
LEXICAL = 0.2
"""The weight of how well the words of a phrase go with one another: what was seen once is often a wrong link."""
UNKNOWN = 12.0
"""What a word without a phrase costs."""
MOST_UNKNOWN = 0.15
"""The share of phrases without a translation above which a sentence is left out."""

_LATIN = re.compile("[A-Za-z]")


class Choice(NamedTuple):
    """A translation of a phrase: its cost, its text, first and last Arabic word, and links `(arabic, english)`."""

    cost: float
    text: str
    first: str
    last: str
    links: tuple[tuple[int, int], ...]
    known: bool = True


class Back(NamedTuple):
    """A sentence put into Arabic, the links of its tokens, and the share of English words that had no phrase."""

    pair: Pair
    links: list[tuple[int, int]]
    unknown: float


_Way = tuple[float, str, "tuple[_Way, int, Choice] | None"]
"""A way through a sentence: its cost, its last Arabic word, and how it came there: by a way, from a start, by a choice."""
_Rendering = tuple[str, tuple[str, ...], tuple[tuple[int, int], ...]]
"""The Arabic of a phrase, its words, and its links `(arabic, english)`."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the pairs say of single words: the order of English ones, and how often words are linked to each other.

    `linked` is by `(arabic, english)`, lower case; "" stands for no word; `arabic` and `english` are its sums.
    """

    order: Order
    linked: Counter[tuple[str, str]]
    arabic: Counter[str]
    english: Counter[str]

    def cost(self, source: Sequence[str], target: Sequence[str], links: Sequence[tuple[int, int]]) -> float:
        """-log of how likely Arabic words are by the English ones, and the other way round (Koehn et al. 2003)."""
        likely = 1.0
        for place, arabic in enumerate(source):
            partners = [target[j] for i, j in links if i == place] or [""]
            shares = [self.linked[arabic, english] / max(1, self.english[english]) for english in partners]
            likely *= max(sum(shares) / len(shares), 1e-7)
        for place, english in enumerate(target):
            partners = [source[i] for i, j in links if j == place] or [""]
            shares = [self.linked[arabic, english] / max(1, self.arabic[arabic]) for arabic in partners]
            likely *= max(sum(shares) / len(shares), 1e-7)
        return -math.log(max(likely, 1e-300))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Translations by lower-case English phrase in Arabic order, and how often Arabic words stand alone, after one
    another, and in all."""

    choices: Mapping[str, Sequence[Choice]]
    order: Order
    words: Counter[str]
    follows: Counter[tuple[str, str]]
    total: int

    def fluency(self, before: str, word: str) -> float:
        """The cost of `word` after `before`: -log of its share there, or of its share of all words and more."""
        together = self.follows.get((before, word), 0)
        if together:
            return -math.log(together / self.words[before])
        return UNSEEN - math.log((self.words.get(word, 0) + 1) / (self.total + 1)) * 0.5


def learn(pairs: Iterable[Pair], copies: Iterable[int], links: Iterable[Sequence[tuple[int, int]]]) -> Words:
    """What linked pairs say of words, each pair counted as often as it is taken."""
    order = Order()
    linked: Counter[tuple[str, str]] = Counter()
    arabic: Counter[str] = Counter()
    english: Counter[str] = Counter()
    for pair, times, pair_links in zip(pairs, copies, links, strict=True):
        source, target = [token.text for token in tokenise(pair.source)], lowered(tokenise(pair.target))
        order.learn(target, pair_links, times)
        sources, targets = ({link[side] for link in pair_links} for side in (0, 1))
        alone = [(word, "") for i, word in enumerate(source) if i not in sources]
        alone += [("", word) for j, word in enumerate(target) if j not in targets]
        for key in (*((source[i], target[j]) for i, j in pair_links), *alone):
            linked[key] += times
            arabic[key[0]] += times
            english[key[1]] += times
    return Words(order, linked, arabic, english)


def wanted_phrases(sentences: Iterable[str], order: Order) -> set[int]:
    """Hashes of the phrases that sentences have in Arabic order."""
    wanted: set[int] = set()
    for sentence in sentences:
        wanted.update(map(hash, _all_phrases(ordered(lowered(tokenise(sentence)), order)[0])))
    return wanted


def collect(
    pairs: Iterable[Pair],
    copies: Iterable[int],
    links: Iterable[Sequence[tuple[int, int]]],
    wanted: set[int],
    known: Words,
) -> Phrases:
    """The phrases of `pairs` whose hashes are `wanted`, each pair counted as often as it is taken."""
    counts: dict[str, Counter[_Rendering]] = defaultdict(Counter)
    words: Counter[str] = Counter()
    follows: Counter[tuple[str, str]] = Counter()
    for pair, times, pair_links in zip(pairs, copies, links, strict=True):
        source = tokenise(pair.source)
        texts = [token.text for token in source]
        words.update(texts)
        follows.update(pairwise(texts))
        target, places = ordered(lowered(tokenise(pair.target)), known.order)
        moved = {old: new for new, old in enumerate(places)}
        ordered_links = [(i, moved[j]) for i, j in pair_links]
        for english, choice in _phrases(pair.source, source, target, ordered_links, wanted):
            counts[english][choice] += times
    choices = {english: _choices(english.split(" "), found, known) for english, found in counts.items()}
    return Phrases(choices, known.order, words, follows, words.total())


def translate(sentence: str, phrases: Phrases, names: Mapping[str, str], random: Random | None = None) -> Back:
    """Put a sentence into Arabic; `names` has Arabic by lower-case English word.

    With `random` the choice is drawn, and not the cheapest one each time: a word that always became the same would never
    show the others that mean it (Edunov et al. 2018).
    """
    tokens = tokenise(sentence)
    texts, places = ordered(lowered(tokens), phrases.order)
    entries: list[list[_Way]] = [[(0.0, "", None)], *([] for _ in tokens)]
    for end in range(1, len(tokens) + 1):
        best: dict[str, _Way] = {}
        for start in range(max(0, end - LONGEST), end):
            options = phrases.choices.get(" ".join(texts[start:end]), ())
            if not options and end - start == 1:
                options = (_unknown(tokens[places[start]].text, names),)
            for choice in options:
                own = choice.cost - (HEAT * _gumbel(random) if random else 0.0)
                for entry in entries[start]:
                    cost = entry[0] + own + FLUENCY * phrases.fluency(entry[1], choice.first)
                    if choice.last not in best or cost < best[choice.last][0]:
                        best[choice.last] = (cost, choice.last, (entry, start, choice))
        entries[end] = sorted(best.values(), key=lambda entry: entry[0])[:BEAM]
    steps = []
    entry = entries[-1][0]
    while entry[2]:
        before, start, choice = entry[2]
        steps.append((start, choice))
        entry = before
    return _joined(sentence, steps[::-1], places)


def write_back(
    english: Iterable[str],
    phrases: Phrases,
    names: Mapping[str, str],
    path: Path,
    links_path: Path,
    random: Random | None = None,
) -> None:
    """Write the sentences with their Arabic, `ar<TAB>en` a line, and the links; none that is mostly unknown."""
    with path.open("w", encoding="utf-8") as pairs, links_path.open("w", encoding="utf-8") as links:
        for sentence in english:
            back = translate(sentence, phrases, names, random)
            if back.unknown <= MOST_UNKNOWN and back.links:
                print(*back.pair, sep="\t", file=pairs)
                print(*(f"{i}-{j}" for i, j in back.links), file=links)


def lowered(tokens: Iterable[Token]) -> list[str]:
    return [token.text.lower() for token in tokens]


def ordered(words: Sequence[str], order: Order) -> tuple[list[str], list[int]]:
    """Words in Arabic order, and where each of them was."""
    places = order.permutation(words)
    return [words[place] for place in places], places


def _joined(sentence: str, steps: Sequence[tuple[int, Choice]], places: Sequence[int]) -> Back:
    text, links, position, unknown = "", [], 0, 0
    for start, choice in steps:
        space = " " if text and not _clings(choice.first, text) else ""
        text += space + choice.text
        links += [(position + i, places[start + j]) for i, j in choice.links]
        position += len(tokenise(choice.text))
        unknown += not choice.known
    return Back(Pair(text, sentence), links, unknown / max(1, len(steps)))


def _clings(first: str, text: str) -> bool:
    """Whether a mark stands right after what is before it, or after an opening bracket."""
    return first in {".", "،", "؟", "؛", ":", "!", ")", "]", "%", ",", "?", "»"} or text[-1] in "([«"


def _all_phrases(texts: Sequence[str]) -> Iterator[str]:
    for start in range(len(texts)):
        for end in range(start + 1, min(start + LONGEST, len(texts)) + 1):
            yield " ".join(texts[start:end])


def _phrases(
    text: str, source: Sequence[Token], target: Sequence[str], links: Iterable[tuple[int, int]], wanted: set[int]
) -> Iterator[tuple[str, _Rendering]]:
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
                yield english, (arabic, tuple(token.text for token in source[first : last + 1]), inside)


def _choices(english: Sequence[str], found: Counter[_Rendering], known: Words) -> tuple[Choice, ...]:
    """The cheapest translations of a phrase: common ones whose words go together, in Arabic letters where any are."""
    total = found.total()
    by_text: dict[str, tuple[int, tuple[tuple[str, ...], tuple[tuple[int, int], ...]]]] = {}
    for (text, arabic, links), count in found.most_common():
        before = by_text.get(text)
        by_text[text] = (count + before[0], before[1]) if before else (count, (arabic, links))
    lettered = {text: each for text, each in by_text.items() if not _LATIN.search(text)}
    common = sorted((lettered or by_text).items(), key=lambda each: -each[1][0])[:COMMONEST]
    choices = []
    for text, (count, (arabic, links)) in common:
        cost = PHRASE - math.log(count / (total + 0.5)) + LEXICAL * known.cost(arabic, english, links)
        choices.append(Choice(cost, text, arabic[0], arabic[-1], links))
    return tuple(sorted(choices)[:CHOICES])


def _gumbel(random: Random) -> float:
    """A draw by which the greatest of log-probabilities falls on each as often as it is probable."""
    return -math.log(-math.log(random.uniform(1e-9, 1 - 1e-9)))


def _unknown(word: str, names: Mapping[str, str]) -> Choice:
    if not any(map(str.isalpha, word)):
        return Choice(PHRASE, word, word, word, ((0, 0),))
    known = names.get(word.lower()) if word[0].isupper() else None
    if known:
        return Choice(PHRASE, known, known, known, ((0, 0),))
    return Choice(UNKNOWN, word, word, word, ((0, 0),), known=False)
