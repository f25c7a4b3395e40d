"""Where terms stand: in Arabic text, behind proclitics and in any spelling; in English text, in any accepted form."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from glossaries.arabic import fold
from glossaries.glossary import Glossary, Term

_WORD = re.compile(r"[^\W_]+")
_PROCLITICS = ("", "و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل")
_GAP = re.compile(r"[\s/'\"«»“”()\-–]{1,4}")


class Match(NamedTuple):
    """A term in a source text: characters `[start, end)`, without its proclitics."""

    term: Term
    start: int
    end: int


class Occurrence(NamedTuple):
    """A form of a term in a target text; `accepted` is False for a mere variant."""

    start: int
    end: int
    accepted: bool


class Matcher:
    """Finds the terms of a glossary in Arabic text.

    A term begins at a word, after at most a conjunction (و ف) and a preposition (ب ك ل) written together with it
    (ل and ال join to لل), and ends at a word's end: so the nisba الأذربيجاني is not أذربيجان. Between the words
    of a term any space, line break, hyphen, slash or quote may stand. The longest match wins, then the one
    with the fewest proclitics.
    """

    def __init__(self, glossary: Glossary):
        self._entries: dict[str, list[tuple[tuple[str, ...], Term]]] = defaultdict(list)
        for term in glossary.terms:
            for form in term.sources:
                first, *rest = _WORD.findall(fold(form).text) or [""]
                if first:
                    self._entries[first].append((tuple(rest), term))
        for entries in self._entries.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str) -> list[Match]:
        """The matches in `text`, in order, none overlapping another."""
        folded = fold(text)
        words = [(word[0], word.start(), word.end()) for word in _WORD.finditer(folded.text)]
        matches = []
        at = 0
        while at < len(words):
            found = max(self._at(folded.text, words, at), key=lambda hit: (hit[0], -hit[1]), default=None)
            if found is None:
                at += 1
                continue
            count, proclitics, term = found
            start, end = folded.span(words[at][1] + proclitics, words[at + count - 1][2])
            matches.append(Match(term, start, end))
            at += count
        return matches

    def _at(self, text: str, words: list[tuple[str, int, int]], at: int) -> Iterator[tuple[int, int, Term]]:
        """Terms that begin in word `at`: how many words they take, how many letters stand before them."""
        for stem, proclitics in _stems(words[at][0]):
            for rest, term in self._entries.get(stem, ()):
                count = len(rest) + 1
                following = words[at + 1 : at + count]
                if tuple(word for word, _, _ in following) == rest and all(
                    _GAP.fullmatch(text, left[2], right[1])
                    for left, right in zip(words[at : at + count - 1], following, strict=True)
                ):
                    yield count, proclitics, term
                    break


def _stems(word: str) -> Iterator[tuple[str, int]]:
    """What a word may be without proclitics, and how many letters those take."""
    for proclitic in _PROCLITICS:
        if word.startswith(proclitic) and len(word) > len(proclitic):
            yield word[len(proclitic) :], len(proclitic)
            if proclitic.endswith("ل") and word.startswith("ل", len(proclitic)):
                yield "ا" + word[len(proclitic) :], len(proclitic)


def occurrences(text: str, term: Term, accepted: Iterable[str] | None = None) -> list[Occurrence]:
    """Where an English text has the term: its target or a variant, in any case, hyphened or spaced.

    A form that begins with a capital is not found in lower case: `May` is not `may`.
    """
    found: dict[int, Occurrence] = {}
    for form in accepted or term.targets:
        for hit in _pattern(form).finditer(text):
            if not (form[0].isupper() and hit[0][0].islower()):
                known = found.get(hit.start())
                if known is None or hit.end() > known.end:
                    found[hit.start()] = Occurrence(hit.start(), hit.end(), hit[0] == term.target)
    return [found[start] for start in sorted(found)]


def _pattern(form: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in re.split(r"[\s\-–]+", form.strip())]
    return re.compile(r"(?<!\w)" + r"[\s\-–]+".join(words) + r"(?!\w)", re.IGNORECASE)
