"""Which terms may begin in a word: the glossary turned into dictionaries of first words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from glossaries.arabic import MARKS, folded
from glossaries.clitics import bases, before_pronoun, has_article, is_whole, readings, seated, spread
from glossaries.glossary import Glossary, Term
from glossaries.ordinary import NEVER

_WORDS = re.compile(f"([\\w{re.escape(MARKS)}]+)")
_NEVER = frozenset(folded(word) for word in NEVER)


def split(text: str) -> list[str]:
    """The gaps (at even places) and words (at odd ones) of a text. An underscore is a gap, as a space is."""
    return _WORDS.split(text.replace("_", " "))


class Entry(NamedTuple):
    """A form of a term: the words after its first, and what the form itself has between its words.

    `ends`: how its last word is written before a pronoun, where it takes one. `order` is the term's place.
    `risky`: one of its words folds to the same as a word that is never a name (علي, على).
    """

    term: Term
    form: str
    rest: tuple[str, ...]
    gaps: tuple[str, ...]
    ends: tuple[str, ...]
    order: int
    risky: bool


class Phrases(NamedTuple):
    """Entries of two words and more that share their first word.

    `by_rest` has them by the words after the first, without their articles, and `lengths` says how many these may be: so
    the time does not depend on how many terms begin alike. `common` has the common nouns, whose last word may have a
    pronoun.
    """

    by_rest: dict[tuple[str, ...], list[Entry]]
    lengths: set[int]
    common: list[Entry]

    def add(self, entry: Entry) -> None:
        if entry.ends:
            self.common.append(entry)
        else:
            self.by_rest.setdefault(_bare(entry.rest), []).append(entry)
            self.lengths.add(len(entry.rest))

    def before(self, words: Sequence[str]) -> Iterator[Entry]:
        """The entries whose words after the first may be the folded `words`, or the first of them."""
        bare = _bare(words)
        for length in self.lengths:
            yield from self.by_rest.get(bare[:length], ()) if length <= len(bare) else ()
        yield from self.common


class Start(NamedTuple):
    """What may begin in a word, after `skip` folded letters.

    It is phrases, or an entry of one word that ends `tail` letters before the word does.
    """

    found: Entry | Phrases
    skip: int
    tail: int = 0


class _Words:
    """Entries by their first word."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[Entry | Phrases]] = {}
        self.at = self._by_first.get
        """What begins with a word, or None."""

    def add(self, first: str, entry: Entry) -> None:
        begun = self._by_first.setdefault(first, [])
        if not entry.rest:
            begun.append(entry)
            return
        if begun and isinstance(begun[0], Phrases):
            phrases = begun[0]
        else:
            phrases = Phrases({}, set(), [])
            begun.insert(0, phrases)
        phrases.add(entry)


def _bare(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.removeprefix("ال") for word in words)


class Index:
    """First words of all forms of a glossary's terms."""

    def __init__(self, glossary: Glossary):
        self._whole = _Words()
        self._after_lam = _Words()
        """Under the first word without its article: forms that have one."""
        self._common = _Words()
        """Under the first word: common nouns, which may have an article."""
        self._before_pronoun: dict[str, list[Entry]] = {}
        for order, term in enumerate(glossary.terms):
            if not any(map(str.isalnum, term.target)):  # a dash in the column says that there is no English for it
                continue
            for form in term.sources:
                self._add(term, form, order)

    def _add(self, term: Term, form: str, order: int) -> None:
        pieces = split(form)
        raw = pieces[1::2]
        seats = [seated(word) for word in raw if folded(word)]
        if not seats:
            return
        common = term.kind == "common"
        ends = before_pronoun(raw[-1]) if common else ()
        risky = not _NEVER.isdisjoint(map(folded, raw))
        for words in (way for plain in product(*seats) for way in spread(plain)):
            gaps = tuple(gap.strip() for gap in pieces[2:-1:2]) if len(words) == len(raw) else ("",) * (len(words) - 1)
            entry = Entry(term, form, words[1:], gaps, ends, order, risky)
            self._whole.add(words[0], entry)
            if has_article(raw[0]):
                self._after_lam.add(words[0][2:], entry)
            elif common:
                self._common.add(words[0], entry)
            if len(words) == 1:
                for end in ends:
                    self._before_pronoun.setdefault(end, []).append(entry)

    def starts(self, word: str, plain: str) -> list[Start]:
        """What may begin in a word, as written and folded."""
        found: list[Start] = []
        for stem, skip, proclitics, article in readings(plain):
            if article:
                begun = self._common.at(stem)
                if article == "لل" and (after_lam := self._after_lam.at(stem)):
                    begun = [*(begun or ()), *after_lam]
            else:
                begun = self._whole.at(stem)
            pronouns = self._with_pronoun(stem) if self._before_pronoun and not article else ()
            if (begun or pronouns) and not is_whole(word, proclitics):
                found += [Start(each, skip) for each in begun or ()]
                found += [Start(entry, skip, tail) for entry, tail in pronouns]
        return found

    def _with_pronoun(self, stem: str) -> list[tuple[Entry, int]]:
        return [(entry, tail) for base, tail in bases(stem) for entry in self._before_pronoun.get(base, ())]
