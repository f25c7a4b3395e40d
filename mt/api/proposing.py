"""What the English of an Arabic name may be, and which words of a text are names at all.

Asked are, in this order, the built-in glossaries, the names that lists and the training text know, and the names model,
which spells by sound (`glossaries.unlisted`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from align.lexicon import Lexicon
from align.stems import stemmers
from glossaries.arabic import folded
from glossaries.clitics import readings
from glossaries.files import builtin, load
from glossaries.names import Candidate, CommonWords, similarity
from glossaries.shape import Shape
from glossaries.spell import Speller
from glossaries.unlisted import Unlisted
from mt.models.rare_words import RareWords
from mt.models.store import find

SOUNDS = 0.6
"""The likeness of sound from which on the English of a word is its spelling: it is a name."""
KNOWN = 0.25
"""The probability from which on the English of a word, unlike it in sound, says that it is none."""
SHAPED, LEAST = 1.0, 4
"""How much the letters of a word that nothing knows must look like a name's, and how many there must be."""
LISTED = 3
"""How many letters a word must have that is known by a list as it stands."""
SURE = 0.9
"""The likeness of sound from which on the English of a word is taken as the training text has it."""
_ADJECTIVE = re.compile(r"(?:يه|يون|يين|يات)$")
_NISBA = re.compile(rf"^ال.*ي$|{_ADJECTIVE.pattern}")
"""Adjectives of a place: no names, unless a list has them."""
_PARTICLES = frozenset(["ابو", "ام", "بن", "ابن", "بنت"])
"""What follows one of these is a name, and none of them is one by itself."""
_EVERY = 4
"""Every so many-th entry of the list of rare words is heard for the shape of names: all of them take three seconds."""
_WAYS = 8
"""So many spellings are looked through for the one that the training text has."""


class _Read(NamedTuple):
    """A word without proclitics, and its English where something knows it."""

    word: str
    english: str = ""


class _Trained(NamedTuple):
    """Whether the training text knows a word well, and its English where that sounds like it, and how much."""

    known: bool
    english: str = ""
    alike: float = 0.0


class Proposer:
    """The lists and models, loaded as they are needed. It remembers the words that it was asked for."""

    def __init__(self, common: CommonWords):
        self._common = common
        self._read: dict[str, _Read | None] = {}
        self._others: dict[str, tuple[str, ...]] = {}

    def narrowed(self, candidate: Candidate) -> Iterator[Candidate]:
        """The names within a run of words that may be one: what is no name is left out, proclitics too."""
        if self.listed(candidate.text):
            yield candidate
            return
        run: list[tuple[int, int, str]] = []
        at = candidate.start
        for word in [*candidate.text.split(), ""]:
            start = candidate.start + candidate.text.index(word, at - candidate.start)
            read = self._after(word, run[-1][2] if run else "") if word else None
            if run and (read is None or read.word != word):
                if any(folded(text) not in _PARTICLES for *_, text in run):
                    yield Candidate(" ".join(text for *_, text in run), run[0][0], run[-1][1])
                run = []
            if read is not None:
                run.append((start + len(word) - len(read.word), start + len(word), read.word))
            at = start + len(word)

    def _after(self, word: str, before: str) -> _Read | None:
        """A word as a name where it comes right after a name or a particle of names (`before`), or by itself."""
        if folded(word) in _PARTICLES or folded(before) in _PARTICLES:
            return self.read(word) or _Read(word)
        read = self.read(word)
        if read is None and before and (first := self.read(before)) and first.english and self._may_be_family(word):
            return _Read(word)
        return read

    def _may_be_family(self, word: str) -> bool:
        """Whether a word that no list has may be the name of a family: عمرو دياب, تميم البرغوثي."""
        whole = folded(word)
        if self._is_rare_word(whole) or self._in_training(whole).known or _of_a_common_noun(whole, self._common):
            return False
        return len(whole) >= LEAST and (self._shape.score(whole) >= 0 or _NISBA.search(whole) is not None)

    def is_name(self, word: str) -> bool:
        """Whether a word without proclitics is a name."""
        read = self.read(word)
        return read is not None and read.word == word

    def listed(self, name: str) -> str:
        """The English of a name in the built-in glossaries, empty where they do not have it."""
        glossary = self.glossary_with(name)
        return self.builtin[glossary][folded(name)] if glossary else ""

    def glossary_with(self, name: str) -> str:
        """The built-in glossary that has a name, empty for none."""
        return next((glossary for glossary, forms in self.builtin.items() if folded(name) in forms), "")

    def origin(self, name: str) -> str:
        """Where the English of a name comes from: a glossary, a list of names, or its sound."""
        glossary = self.glossary_with(name)
        if glossary:
            return f"glossary {glossary}"
        known = all((read := self.read(word)) and read.english for word in name.split())
        return "list of names" if known else "spelled by sound"

    def spelled(self, names: Sequence[str]) -> list[str]:
        """The likeliest English of each name, empty where there is none."""
        found = [self.listed(name) for name in names]
        reads = {
            name: [self.read(word) or _Read(word) for word in name.split()]
            for name, text in zip(names, found, strict=True)
            if not text
        }
        by_sound = {name for name, words in reads.items() if not any(word.english for word in words)}
        asked = [*by_sound, *(word.word for words in reads.values() for word in words if not word.english)]
        ways = dict(zip(asked, self._unlisted.phrases(asked), strict=True))
        self._others |= {name: tuple(ways[name][1:]) for name in by_sound}
        sounds = {name: each[0] if each else "" for name, each in ways.items()}

        def put(name: str) -> str:
            parts = [sounds[name]] if name in by_sound else [read.english or sounds[read.word] for read in reads[name]]
            return " ".join(parts) if all(parts) else ""

        return [text or put(name) for name, text in zip(names, found, strict=True)]

    def others(self, name: str) -> tuple[str, ...]:
        """Other spellings of a name that was spelled by its sound."""
        return self._others.get(name, ())

    def read(self, word: str) -> _Read | None:
        """A word as a name, None where it is none."""
        if word not in self._read:
            self._read[word] = self._judged(word)
        return self._read[word]

    @cached_property
    def builtin(self) -> dict[str, dict[str, str]]:
        """The English of every folded form in each built-in glossary."""
        return {
            name: {folded(form): term.target for term in load(name).terms for form in term.sources}
            for name in builtin()
        }

    def _judged(self, word: str) -> _Read | None:
        whole = folded(word)
        bare = {reading.article.replace("لل", "ال") + reading.stem for reading in readings(whole) if reading.proclitics}
        for way in (whole, *sorted(bare, key=len, reverse=True)):
            least = LISTED if way == whole or whole[0] == "و" else LEAST
            english = self.listed(way) or self._in_list(way) if len(way.removeprefix("ال")) >= least else ""
            if english and (self.listed(way) or not self._is_borrowed(english)):
                return _Read(word if way == whole else word[len(word) - len(way) :], english)
        if _of_a_common_noun(whole, self._common) or _NISBA.search(whole) or self._is_of_a_place(whole):
            return None
        trained = {way: self._in_training(way) for way in (whole, *bare) if len(way.rstrip("ه")) >= LEAST}
        way = max(trained, key=lambda way: trained[way].alike, default=whole)
        if way in trained and trained[way].english:
            if self._is_borrowed(trained[way].english):
                return None
            return _Read(word if way == whole else word[len(word) - len(way) :], trained[way].english)
        known = whole in trained and trained[whole].known
        if known or self._is_rare_word(whole) or len(whole) < LEAST or self._shape.score(whole) < SHAPED:
            return None
        # A name that begins with و is likelier known than not: here it is the conjunction.
        return _Read(word[1:] if whole[0] == "و" else word)

    def _is_of_a_place(self, word: str) -> bool:
        """Whether a folded word is the nisba of a place that a built-in glossary has: بريطاني."""
        return word.endswith("ي") and any(self.listed(word[:-1] + ending) for ending in ("", "ا", "يا", "ه"))

    def _is_borrowed(self, english: str) -> bool:
        """Whether what sounds like a word is a common one in English: أوركسترا is no name."""
        return english.lower() in self._common.english

    def _in_training(self, word: str) -> _Trained:
        """Whether the training text knows a folded word well, and its English where that sounds like it."""
        stem, english_stem = self._stems
        at = self._lexicon.source_ids.get(stem(word))
        if at is None:
            return _Trained(False)
        row = self._lexicon.forward[[at]]
        if not row.nnz or row.data.max() < KNOWN:
            return _Trained(False)
        found = self._english[int(row.indices[row.data.argmax()])]
        if word[0] == "و" and found[0] not in "wvou":  # what is known is another word, or this one behind "and"
            return _Trained(False)
        alike = similarity(word.removeprefix("ال"), found)
        if alike < SOUNDS or self._is_borrowed(found):
            return _Trained(True)
        ways = [way.text for way in self._speller.spell([word], _WAYS)[0]]
        same = next((way for way in ways if english_stem(way) == found), "")
        # رونالدو, of which the stem is Ronald's, ends in a vowel.
        own = alike > SURE and (word[-1] in "اويهى") == (found[-1] in "aeiouy")
        return _Trained(True, same or (found.capitalize() if own else ways[0]), alike)

    @cached_property
    def _rare(self) -> dict[str, str]:
        return {folded(word): english for word, english in RareWords.load(find("ar-en").folder).translations.items()}

    def _in_list(self, word: str) -> str:
        """The English of a folded name in the model's list of rare words, empty where it has no such name."""
        english = self._rare.get(word, "")
        named = english[:1].isupper() and not _ADJECTIVE.search(word) and similarity(word, english) >= SOUNDS
        return english if named else ""

    def _is_rare_word(self, word: str) -> bool:
        """Whether the list of rare words has a folded word whose English does not sound like it."""
        return word in self._rare and not self._in_list(word)

    @cached_property
    def _shape(self) -> Shape:
        some = [word for word in islice(self._rare, 0, None, _EVERY) if self._in_list(word)]
        return Shape(some, self._common.arabic)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon.bundled()

    @cached_property
    def _english(self) -> list[str]:
        return list(self._lexicon.target_ids)

    @cached_property
    def _stems(self) -> tuple[Callable[[str], str], Callable[[str], str]]:
        return stemmers()

    @cached_property
    def _unlisted(self) -> Unlisted:
        return Unlisted.load()

    @property
    def _speller(self) -> Speller:
        return self._unlisted.speller


def _of_a_common_noun(word: str, common: CommonWords) -> bool:
    """Whether a folded word is a common noun in ة with a pronoun, also a short one: جهته is جهة."""
    if re.search("ت(?:نا|هم|هما|كم)$", word):
        return True
    for ending in ("ته", "تها", "تك", "تي"):
        stem = word.removesuffix(ending)
        if stem != word and any(
            len(way) > 1 and way + "ه" in common for way in (stem, stem[1:] if stem[0:1] in "بفكلو" else stem)
        ):
            return True
    return False
