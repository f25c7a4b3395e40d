"""Acronyms that Arabic spells letter by letter: سي إن إن for CNN, إم إس إن بي سي for MSNBC."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from glossaries.arabic import folded
from glossaries.lists import word_groups

SHORTEST, LONGEST = 3, 6
"""Letters of an acronym."""
_PROCLITICS = "وفبلك"
_ALSO_WORDS = frozenset(("ان", "في", "ال", "اي", "او", "ام", "بي", "لي"))
"""Names of letters that are common words, too, folded."""


@dataclass(frozen=True, slots=True)
class Acronyms:
    """The letters that each Arabic name of one may mean, and the acronyms of English text, the most frequent first."""

    letters: Mapping[str, tuple[str, ...]]
    known: Mapping[str, int]

    @classmethod
    def load(cls) -> "Acronyms":
        """With the bundled lists."""
        letters: dict[str, list[str]] = defaultdict(list)
        for letter, *names in word_groups("letters.ar"):
            for name in names:
                letters[name].append(letter.upper())
        known = (word for group in word_groups("acronyms.en") for word in group)
        return cls({name: tuple(each) for name, each in letters.items()}, {word: k for k, word in enumerate(known)})

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, int, str]]:
        """The acronyms in the words of a text: first word, the one after the last, letters of a proclitic, the acronym.

        What no English text has counts only where half of its letters, two at least and the first, are no common words.
        """
        at = 0
        plain = [folded(word) for word in words]
        while at < len(plain):
            skip = int(plain[at] not in self.letters and plain[at][:1] in _PROCLITICS and plain[at][1:] in self.letters)
            if plain[at][skip:] in self.letters:
                end = at + 1
                while end < len(plain) and plain[end] in self.letters and end - at < LONGEST:
                    end += 1
                names = [words[at][skip:], *words[at + 1 : end]]
                if acronym := self._acronym(names):
                    yield at, end, skip, acronym
                elif plain[at] in _ALSO_WORDS and (acronym := self._acronym(names[1:])):
                    yield at + 1, end, 0, acronym
                at = end
            else:
                at += 1

    def _acronym(self, names: Sequence[str]) -> str:
        if len(names) < SHORTEST:
            return ""
        spelled = ["".join(each) for each in product(*map(self._letters, names))]
        best = min(spelled, key=lambda each: self.known.get(each, len(self.known)))
        sure = [folded(name) not in _ALSO_WORDS for name in names]
        return best if best in self.known or (sure[0] and 2 * sum(sure) >= max(len(names), 4)) else ""

    def _letters(self, name: str) -> tuple[str, ...]:
        """What a name of a letter may mean, the likeliest first: إي is E, آي is I."""
        letters = self.letters[folded(name)]
        likely = "E" if name.startswith("إ") else "I" if name.startswith(("آ", "أ")) else ""
        return tuple(sorted(letters, key=lambda letter: letter != likely))
