"""Where the terms of a glossary stand in Arabic text."""

import re
from collections.abc import Sequence
from itertools import accumulate, compress, count
from threading import Lock
from typing import NamedTuple

from glossaries.arabic import CONTROLS, fold, folded, spelling, unmark
from glossaries.clitics import bases
from glossaries.english import Occurrence, occurrences
from glossaries.evidence import shows_a_name
from glossaries.glossary import Glossary, Term
from glossaries.index import Entry, Index, Phrases, split
from glossaries.ordinary import NEVER, ORDINARY, STRICT
from glossaries.vowels import contradict, unlike

__all__ = ["Match", "Matcher", "Occurrence", "occurrences"]

_GAP = re.compile(r"[\s_/'\"«»“”‘’()\[\]\-–]{1,6}")
_PARAGRAPH = re.compile(r"(?:\n|\r(?!\n))[^\S\r\n]*[\r\n]|\u2029")
_CLOSING = {"(": ")", "[": "]", "«": "»", "“": "”", "‘": "’", '"': '"'}
SEEN_BEFORE = 4
"""How many words before a name may show that it is one."""
REMEMBERED = 1 << 18
"""How many different words a matcher remembers before it starts afresh."""


class Match(NamedTuple):
    """A term in a source text: characters `[start, end)`, without its clitics.

    `others` fit the same place as well and were outranked: with them the match is ambiguous.
    """

    term: Term
    start: int
    end: int
    others: tuple[Term, ...] = ()


class _Text(NamedTuple):
    """A text in words: `pieces` are gaps and words by turns, `ends` where each of them ends."""

    text: str
    pieces: list[str]
    words: list[str]
    ends: list[int]


class _Fit(NamedTuple):
    """An entry that stands at a place: characters `[start, end)`, without `left_out` letters of clitics.

    `doubt`: how the words read when no name is meant: "" for no doubt, else "strict" or "ordinary".
    """

    entry: Entry
    start: int
    end: int
    left_out: int
    doubt: str


class _Word(NamedTuple):
    """What may stand in a word as written, all that can be said without its neighbours.

    `fits` are the terms of one word, best first, with their places in the word; `sure` is the only one where there
    is no doubt of it. `phrases` begin in the word, after so many folded letters.
    """

    fits: tuple[_Fit, ...]
    sure: _Fit | None
    phrases: tuple[tuple[Phrases, int], ...]


class Matcher:
    """Finds the terms of a glossary in Arabic text, in any spelling that `glossaries.arabic.fold` sees through.

    A term begins at a word, after at most a conjunction (و ف) and a preposition (ب ك ل) written together with it,
    and ends at a word's end: so the nisba الأذربيجاني is not أذربيجان. A name of two letters has no proclitics.
    Common nouns (type `common`) may also have the article and a pronoun (وزارته). The article of a later word may be
    missing or added, but an organisation keeps its articles. Between the words of a term may stand spaces, a line
    break, hyphens, slashes, quotes and brackets, or what the term itself has there.

    A match is cut out without its clitics. The article of a name is part of it (الجزيرة), but where لل has
    swallowed the alef the span begins after it: جزيرة is cut out of للجزيرة. So what is cut out always normalises
    (`glossaries.clitics.normalise`) to the term. Only a ligature that holds a clitic and the first letter cannot
    be cut, and stays whole.

    The longest match wins, then the one with the fewest proclitics, the higher priority, the closer spelling, the
    earlier term. A name of one word that reads like an ordinary word needs something beside it that shows the
    name (`glossaries.evidence`). Vowel marks that contradict those of the term, or the sound of its target, speak against it.
    """

    def __init__(self, glossary: Glossary):
        self._index = Index(glossary)
        self._lock = Lock()  # several threads may match: what one learns another may forget
        self._known: dict[str, _Word | tuple[()]] = {}
        self._folded: dict[str, str] = {}

    def find(self, text: str) -> list[Match]:
        """The matches in `text`, in order, none overlapping another."""
        with self._lock:
            return self._find(text)

    def _find(self, text: str) -> list[Match]:
        pieces = split(text)
        words = pieces[1::2]
        try:
            seen = [*map(self._known.__getitem__, words)]
        except KeyError:
            seen = self._learn(words)
        hits = [*compress(count(), seen)]
        if not hits:
            return []
        cut = _Text(text, pieces, words, list(accumulate(map(len, pieces))))
        matches: list[Match] = []
        free = 0
        for at in hits:
            word = seen[at]
            if at < free or not word:
                continue
            neighbour = matches[-1].term if matches and at == free else None
            fits, sure, phrases = word
            last, match = at, None
            for last, longer in self._phrases(cut, at, phrases) if phrases else ():
                if match := _chosen(longer, cut, at, last, 0, neighbour):
                    break
            if not match and fits:
                last, offset = at, cut.ends[2 * at]
                if sure:
                    match = Match(sure.entry.term, offset + sure.start, offset + sure.end)
                else:
                    match = _chosen(fits, cut, at, at, offset, neighbour)
            if match:
                matches.append(match)
                free = last + 1
        return matches

    def _learn(self, words: Sequence[str]) -> list[_Word | tuple[()]]:
        """What is known of the words, after a look at the new ones."""
        if len(self._known) > REMEMBERED:
            self._known = {}
            self._folded = {}
        for word in set(words).difference(self._known):
            fits: list[_Fit] = []
            phrases: list[tuple[Phrases, int]] = []
            self._folded[word] = folded(word)
            for start in self._index.starts(word, self._folded[word]):
                if isinstance(start.found, Phrases):
                    phrases.append((start.found, start.skip))
                elif fit := _single(word, start.found, start.skip, start.tail):
                    fits.append(fit)
            sure = fits[0] if len(fits) == 1 and not fits[0].doubt else None
            self._known[word] = _Word(_ranked(fits, word), sure, tuple(phrases)) if fits or phrases else ()
        return [self._known[word] for word in words]

    def _phrases(
        self, cut: _Text, at: int, starts: Sequence[tuple[Phrases, int]]
    ) -> Sequence[tuple[int, tuple[_Fit, ...]]]:
        """The terms of several words that stand from word `at` on: by their last words, longest and best first."""
        if at + 1 == len(cut.words):
            return ()
        ending: dict[int, list[_Fit]] = {}
        for phrases, skip in starts:
            reach = max(phrases.lengths, default=0)
            following = [self._folded[word] for word in cut.words[at + 1 : at + 1 + reach]]
            for entry in phrases.before(following):
                if fit := self._phrase(cut, at, entry, skip):
                    ending.setdefault(at + len(entry.rest), []).append(fit)
        return [(last, _ranked(ending[last], cut.text)) for last in sorted(ending, reverse=True)] if ending else ()

    def _phrase(self, cut: _Text, at: int, entry: Entry, skip: int) -> _Fit | None:
        """How an entry stands whose first word begins in word `at`; None where other words follow."""
        last = at + len(entry.rest)
        if last >= len(cut.words):
            return None
        tail = 0
        for place, (wanted, gap) in enumerate(zip(entry.rest, entry.gaps, strict=True), at + 1):
            if not _bridged(cut.pieces[2 * place], gap):
                return None
            word = self._folded[cut.words[place]]
            if word != wanted and not _same_but_article(word, wanted, entry.term):
                tail = next((tail for base, tail in bases(word) if base in entry.ends), 0) if place == last else 0
                if not tail:
                    return None
        start = cut.ends[2 * at] + _span(cut.words[at], skip, 0)[0]
        end = cut.ends[2 * last] + _span(cut.words[last], 0, tail)[1]
        if entry.risky or entry.term.match == "exact":
            spelled, own = _spelled(cut.text[start:end]), _spelled(entry.form)
            if not NEVER.isdisjoint(set(spelled).difference(own)):
                return None
            if entry.term.match == "exact" and not _same_spelling(spelled, own):
                return None
        if not _vowelled(cut.text[start:end], entry):
            return None
        return _Fit(
            entry, start, _closed(cut, at, last, end), skip + tail, "strict" if entry.term.match == "name" else ""
        )


def _single(word: str, entry: Entry, skip: int, tail: int) -> _Fit | None:
    """How a term of one word stands in `word`; None where it is never a name in this spelling."""
    start, end = _span(word, skip, tail)
    term = entry.term
    spelled = spelling(word[start:end])
    if term.match == "exact" and not _same_spelling((spelled,), _spelled(entry.form)):
        return None
    if not _vowelled(word[start:end], entry):
        return None
    doubt = ""
    if term.match != "always" and term.kind not in ("common", "keep"):
        # Two letters behind a proclitic are too often a word of its own: ولى, كلي, بكم.
        if spelled in NEVER or (skip and len(spelled) < 3):
            return None
        doubt = "strict" if spelled in STRICT else "ordinary" if spelled in ORDINARY or term.match == "name" else ""
    return _Fit(entry, start, end, skip + tail, doubt)


def _vowelled(text: str, entry: Entry) -> bool:
    """Whether the vowel marks of a text may be those of a term: its own, or those that its target sounds like."""
    if unmark(text) == text or entry.term.kind in ("common", "keep"):
        return True
    words, own = split(text)[1::2], split(entry.form)[1::2]
    if len(words) != len(own):
        return True
    return not any(map(contradict, words, own)) and not (len(own) == 1 and unlike(text, entry.term.target))


def _same_spelling(spelled: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether words are spelled as a term's own. The article that لل swallows is no matter of spelling."""
    return (spelled[0].removeprefix("ال"), *spelled[1:]) == (own[0].removeprefix("ال"), *own[1:])


def _ranked(fits: Sequence[_Fit], text: str) -> tuple[_Fit, ...]:
    """Fits with the same last word, in places of `text`, best first."""
    if len(fits) < 2:
        return tuple(fits)

    def rank(fit: _Fit) -> tuple[int, ...]:
        written = text[fit.start : fit.end]
        closeness = (written == fit.entry.form) + (_spelled(written) == _spelled(fit.entry.form))
        return (fit.left_out, -fit.entry.term.priority, -closeness, fit.entry.order)

    return tuple(sorted(fits, key=rank))


def _chosen(fits: Sequence[_Fit], cut: _Text, at: int, last: int, offset: int, neighbour: Term | None) -> Match | None:
    """The match of the best fit that is beyond doubt, or that what stands beside it shows to be the name.

    The fits stand from word `at` to word `last`; `offset` is to be added to their places. `neighbour` is the term
    whose match ends with the word before, if any.
    """
    for number, fit in enumerate(fits):
        if fit.doubt and not _is_shown(fit, cut, at, last, neighbour):
            continue
        others: tuple[Term, ...] = ()
        if number + 1 < len(fits):
            same = [
                other.entry.term
                for other in fits[number + 1 :]
                if (other.start, other.end, other.doubt) == (fit.start, fit.end, fit.doubt)
            ]
            others = tuple(dict.fromkeys(term for term in same if term.target != fit.entry.term.target))
        return Match(fit.entry.term, offset + fit.start, offset + fit.end, others)
    return None


def _is_shown(fit: _Fit, cut: _Text, at: int, last: int, neighbour: Term | None) -> bool:
    """Whether something beside a fit shows that it is the name, not an ordinary word."""
    kind = fit.entry.term.kind
    if neighbour and neighbour.kind == kind and fit.doubt != "strict":
        if fit.left_out == 1 and cut.words[at].startswith("و"):
            return True
        if kind == "person" and _bridged(cut.pieces[2 * at]):
            return True
    if fit.left_out:
        return False
    before = []
    for place in range(at, max(0, at - SEEN_BEFORE), -1):
        if not _bridged(cut.pieces[2 * place]):
            break
        before.append(folded(cut.words[place - 1]))
    follows = last + 1 < len(cut.words) and _bridged(cut.pieces[2 * last + 2])
    after = folded(cut.words[last + 1]) if follows else ""
    return shows_a_name(kind, before, after, fit.doubt == "strict")


def _bridged(gap: str, own: str = "") -> bool:
    """Whether a term, or a phrase, goes on over what stands between two words. `own`: what the term has there."""
    if own and gap.strip() == own:
        return True
    return _GAP.fullmatch(gap) is not None and (len(gap) == 1 or not _PARAGRAPH.search(gap))


def _same_but_article(word: str, wanted: str, term: Term) -> bool:
    """Whether a later word of a term has an article more, or one less, than the term says."""
    if word.startswith("ال") and word[2:] == wanted:
        return True
    return wanted.startswith("ال") and word == wanted[2:] and wanted != "الله" and term.kind != "organisation"


def _span(word: str, skip: int, tail: int) -> tuple[int, int]:
    """Where a word begins without `skip` folded letters, and ends without `tail` of them."""
    if not skip and not tail:
        return len(word) - len(word.lstrip(CONTROLS)), len(word.rstrip(CONTROLS))
    plain = fold(word)
    return plain.span(skip, skip + 1)[0], plain.span(0, len(plain.text) - tail)[1]


def _closed(cut: _Text, at: int, last: int, end: int) -> int:
    """`end`, moved behind a bracket or quote that was opened between the words and is closed right after them."""
    after = cut.pieces[2 * last + 2]
    if after[:1] in _CLOSING.values():
        inside = "".join(cut.pieces[2 * at + 2 : 2 * last + 1 : 2])
        opened = next(sign for sign, closing in _CLOSING.items() if closing == after[0])
        open_now = inside.count(opened) % 2 if opened == after[0] else inside.count(opened) > inside.count(after[0])
        return end + 1 if open_now else end
    return end


def _spelled(text: str) -> tuple[str, ...]:
    return tuple(map(spelling, split(text)[1::2]))
