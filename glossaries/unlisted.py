"""Names that no glossary lists: where they stand in Arabic text, and how English spells them.

A name is a word that neither the list of common words nor the training text of the translation model explains, and
that its letters and neighbours show to be one (`glossaries.name_cues`). It is spelled as the word of a large list of
English name words (`glossaries.name_words`) that is the likeliest: by the names model, how frequent it is, and
whether the text has it already. Where none is likely, the names model spells it.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from glossaries.acronyms import Acronyms
from glossaries.arabic import Token, folded, has_arabic, readable
from glossaries.letters import arabic_words
from glossaries.name_cues import NameCues
from glossaries.name_words import ARTICLE, ORDINARY, PLACE, NameWord, NameWords, frequency_of, letters, unpacked
from glossaries.names import similarity
from glossaries.spell import Speller, Spelling, capitalised, particles, phrase

UNSURE = -2.0
"""A word with smaller odds (their logarithm) is hardly a name."""
NEAR = 3
"""How many spellings of the names model an English word may be near to."""
SHORTLIST = 5
"""How many English words are shown to the names model for each Arabic one."""
CANDIDATES = 4
"""How many spellings of a name are kept."""
UNKNOWN = -10.3
"""The decimal logarithm of how frequent a name is that no list has."""
_DISTANCE, _FREQUENCY, _UNUSUAL = 6.0, 0.45, 0.2
"""What counts in the choice of the shortlist: letters that differ, frequency, unusual sounds."""
_BEHIND = 1.2
"""How much less than the best, by that quick look, a word may be worth that is shown to the names model."""
_FAR = 1.4
"""By how much for each of its letters a word may be less likely than what the names model writes (the same)."""
_WRITTEN = 1.5
"""What it is worth that the text has the spelling already (natural logarithm of the odds)."""
_CLITICS = {"و": (1.0, 1.0), "ب": (0.2, 5.0), "ل": (0.3, 4.0), "ف": (0.2, 6.0), "ك": (0.1, 6.0)}
"""What it costs to take the first letter of a word for one of the name, or for a proclitic (natural logarithms)."""
_ARTICLE = 1.0
_ADVERBS = ("\u0627\u064b", "\u064b\u0627")
"""How adverbs end where the vowel mark is written."""
_MOSTLY_NOT = 2.0
"""What it takes from a word that it is mostly no name, in the same."""
_BESIDE = 0.75
"""The least likeness of sound of a word beside a name, where English text has the two side by side."""
TOGETHER = 4.0
"""What it is worth that English text has two names side by side, in the same."""


class Name(NamedTuple):
    """Word `token` of a text, which may be a name. `sure`: the logarithm of the odds; `familiar` to the model.

    `formed`: it may be a form of a common word, with clitics and endings; nobody looks where it is hardly a name.
    `follows`: a word that is not common stands right before it, as a given name does before a surname.
    """

    token: int
    word: str
    sure: float
    familiar: bool
    formed: bool
    follows: bool


class Way(NamedTuple):
    """A way to spell a name: the English text, how likely it is, and how many letters of proclitics are no part of it."""

    text: str
    score: float
    skip: int
    listed: bool


class _Reading(NamedTuple):
    base: str
    skip: int
    article: bool
    cost: float


@dataclass(frozen=True, slots=True)
class Unlisted:
    """The finder and speller of names, loaded."""

    cues: NameCues
    words: NameWords
    speller: Speller
    acronyms: Acronyms

    @classmethod
    def load(cls) -> "Unlisted":
        """With the bundled lists and models."""
        return cls(NameCues.load(), NameWords.load(), Speller.load(), Acronyms.load())

    def find(self, tokens: Sequence[Token]) -> Iterator[Name]:
        """The words of a text that may be names, in order: those that are not common."""
        places = [place for place, token in enumerate(tokens) if has_arabic(token.text)]
        words = [readable(tokens[place].text) for place in places]
        before = "common"
        for at, word in enumerate(words):
            known = self.cues.knowledge(word)
            if known != "common" and len(word) > 2 and not tokens[places[at]].text.endswith(_ADVERBS):
                together = at > 0 and places[at - 1] == places[at] - 1
                follows = together and before != "common"
                sure = self.cues.sure(words, at)
                formed = sure >= UNSURE and folded(word) in self.cues.common
                yield Name(places[at], word, sure, known == "familiar", formed, follows)
            before = known

    def spell(self, words: Collection[str], written: Collection[str] = ()) -> dict[str, list[Way]]:
        """The likeliest ways to spell each word, as models read it, the best first.

        `written`: English names that the same text has; they are preferred.
        """
        readings = {word: list(_readings(word)) for word in words}
        bases = {reading.base for each in readings.values() for reading in each}
        spelled = self.speller.words(bases, NEAR, beam=NEAR)
        near = {word: self._shortlist(each, spelled) for word, each in readings.items()}
        pairs = list(dict.fromkeys((r.base, w.letters) for each in near.values() for r, w in each))
        likely = dict(zip(pairs, self.speller.likelihood(pairs), strict=True))
        known = set(written)

        def listed(reading: _Reading, word: NameWord) -> Way:
            sound = likely[reading.base, word.letters] * (len(word.letters) + 1)
            score = sound + _natural(word.frequency) - reading.cost
            score += _WRITTEN * (word.text in known) - _MOSTLY_NOT * bool(word.kind & ORDINARY)
            return Way(_dressed(reading, word), score, reading.skip, True)

        def plausible(reading: _Reading, word: NameWord) -> bool:
            sound = likely[reading.base, word.letters] * (len(word.letters) + 1)
            return sound >= spelled[reading.base][0].score - _FAR * len(word.letters)

        def unlisted(reading: _Reading) -> Way:
            best = spelled[reading.base][0]
            score = best.score + _natural(UNKNOWN) - reading.cost
            return Way(_with_article(reading, capitalised(best.text), True), score, reading.skip, False)

        found = {}
        for word in words:
            ways = [listed(r, w) for r, w in near[word] if plausible(r, w)]
            ways += [unlisted(reading) for reading in readings[word]]
            best: dict[str, Way] = {}
            for way in sorted(ways, key=lambda way: -way.score):
                best.setdefault(way.text.lower(), way)
            found[word] = list(best.values())[:CANDIDATES]
        return found

    def phrases(self, names: Sequence[str]) -> list[list[str]]:
        """The likeliest spellings of whole names, as written in Arabic, the best first; none without Arabic letters."""
        words = [[readable(word) for word in arabic_words(name)] for name in names]
        known = particles()
        ways = self.spell({word for each in words for word in each if word not in known})
        ways |= {word: [Way(english, 0.0, 0, True)] for word, english in known.items()}
        return [self._phrases(each, [ways[word] for word in each]) for each in words]

    def beside(self, english: str, arabic: str, before: bool) -> NameWord | None:
        """A name that stands beside another in English text, and sounds like the Arabic word there; none too unlike.

        `before`: right before it, else right after it.
        """
        found = self.words.beside(english, arabic, before)
        return found if found and not is_ordinary(found) and similarity(arabic, found.text) >= _BESIDE else None

    def _phrases(self, words: Sequence[str], ways: Sequence[Sequence[Way]]) -> list[str]:
        """The best way for each word, then with another way for one of them."""
        best = [each[0] for each in ways]
        for at, pair in enumerate(pairwise(ways)):
            if both := self.together(*pair):
                best[at : at + 2] = both
            elif found := self.beside(best[at + 1].text, words[at], before=True):
                best[at] = best[at]._replace(text=found.text)
            elif found := self.beside(best[at].text, words[at + 1], before=False):
                best[at + 1] = best[at + 1]._replace(text=found.text)
        others = [
            (way.score - best[at].score, [*best[:at], way, *best[at + 1 :]])
            for at, each in enumerate(ways)
            for way in each
            if way != best[at]
        ]
        chosen = [best, *(names for _, names in sorted(others, key=lambda each: -each[0]))]
        spelled = (phrase([way.text for way in names]) for names in chosen if names)
        return list(dict.fromkeys(spelled))[:CANDIDATES]

    def worth(self, text: str, sound: float) -> float:
        """The score of an English spelling that the names model gives the log-probability `sound`."""
        known = self.words.get(text)
        return sound + _natural(known.frequency if known else UNKNOWN)

    def together(self, first: Sequence[Way], second: Sequence[Way]) -> tuple[Way, Way] | None:
        """The ways to spell two names side by side that English text has so, where that is the likeliest."""
        pairs = [(a, b) for a in first for b in second if not b.skip and self.words.follow(a.text, b.text)]
        if not pairs:
            return None
        best = max(pairs, key=lambda pair: pair[0].score + pair[1].score)
        return best if best[0].score + best[1].score + TOGETHER >= first[0].score + second[0].score else None

    def _shortlist(
        self, readings: Sequence[_Reading], spelled: Mapping[str, Sequence[Spelling]]
    ) -> list[tuple[_Reading, NameWord]]:
        """The English words that are nearest to a word in one of its readings, by a quick look."""
        found: list[tuple[float, str, _Reading]] = []
        for reading in readings:
            near = list(self.words.sounding_like(reading.base))
            if not near:
                continue
            ways = [way.text for way in spelled[reading.base]]
            written = [letters(cell[:-2]) for cell, _ in near]
            distance = cdist(ways, written, scorer=Levenshtein.normalized_distance, dtype=np.float32).min(0)
            for (cell, unusual), far in zip(near, distance.tolist(), strict=True):
                worth = -_DISTANCE * far + _FREQUENCY * frequency_of(cell) - _UNUSUAL * unusual - reading.cost / 6
                found.append((worth, cell, reading))
        best = nlargest(SHORTLIST, found, key=itemgetter(0))
        return [(reading, unpacked(cell)) for worth, cell, reading in best if worth >= best[0][0] - _BEHIND]


def _readings(word: str) -> Iterator[_Reading]:
    """The ways to take a word apart into proclitics, article and name, the whole first."""
    own, cost = _CLITICS.get(word[0], (0.0, 0.0))
    yield _Reading(word, 0, False, own)
    if word.startswith("ال") and len(word) > 4:
        yield _Reading(word[2:], 0, True, _ARTICLE)
    rest = word[1:]
    if not cost or len(rest) < 3:
        return
    yield _Reading(rest, 1, False, cost)
    if rest.startswith("ال") and len(rest) > 4:
        yield _Reading(rest[2:], 1, True, cost + _ARTICLE)
    elif word.startswith("لل") and len(rest) > 3:
        yield _Reading(rest[1:], 2, True, cost + _ARTICLE)


def _dressed(reading: _Reading, word: NameWord) -> str:
    return _with_article(reading, word.text, bool(word.kind & ARTICLE) and not word.kind & PLACE)


def _with_article(reading: _Reading, text: str, takes_one: bool) -> str:
    """A spelling with the article of the Arabic word, where the English name takes one."""
    return f"al-{text}" if reading.article and takes_one else text


def _natural(logarithm: float) -> float:
    return math.log(10) * logarithm


def is_ordinary(word: NameWord | None) -> bool:
    """Whether an English word is mostly no name."""
    return word is not None and bool(word.kind & ORDINARY)
