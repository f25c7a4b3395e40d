"""Where the terms of a glossary stand in Arabic text."""

import re
from collections.abc import Sequence
from itertools import accumulate, compress, count
from threading import Lock
from typing import NamedTuple

from glossaries.arabic import CONTROLS, fold, folded, spelling, unmark
from glossaries.clitics import bases
from glossaries.deciding import Decision, Doubt, Reader
from glossaries.english import Occurrence, occurrences
from glossaries.glossary import Glossary, Term
from glossaries.homographs import Form, Homographs
from glossaries.index import Entry, Index, Phrases, split
from glossaries.ordinary import NEVER, ORDINARY, STRICT
from glossaries.surroundings import PROCLITICS
from glossaries.vowels import contradict, unlike

__all__ = ["Decision", "Match", "Matcher", "Occurrence", "occurrences"]

_GAP = re.compile(r"[\s_/'\"«»“”‘’()\[\]\-–]{1,6}")
_PARAGRAPH = re.compile(r"(?:\n|\r(?!\n))[^\S\r\n]*[\r\n]|\u2029")
_CLOSING = {"(": ")", "[": "]", "«": "»", "“": "”", "‘": "’", '"': '"'}
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

    `doubt`: why the text must show that it is the name, "" where it need not. `form` is then what was counted of the word.
    """

    entry: Entry
    start: int
    end: int
    left_out: int
    doubt: Doubt = ""
    form: Form | None = None


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
    earlier term. Where a name of one word is an ordinary word too, what stands around it decides
    (`glossaries.homographs`). Vowel marks that contradict those of the term, or the sound of its target, speak against it.
    """

    def __init__(self, glossary: Glossary, homographs: Homographs | None = None):
        self._names = homographs or Homographs.bundled()
        self._index = Index(glossary)
        self._lock = Lock()  # several threads may match: what one learns another may forget
        self._known: dict[str, _Word | tuple[()]] = {}
        self._folded: dict[str, str] = {}

    def find(self, text: str, english: str = "") -> list[Match]:
        """The matches in `text`, in order, none overlapping another.

        `english`: a translation of the text, which shows whether a word is the name.
        """
        with self._lock:
            return self._find(text, english)

    def decisions(self, text: str, english: str = "") -> list[Decision]:
        """What was decided where a term may be an ordinary word, and why, in order; `english` as in `find`."""
        told: list[Decision] = []
        with self._lock:
            self._find(text, english, told)
        return told

    def _find(self, text: str, english: str, told: list[Decision] | None = None) -> list[Match]:
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
        reader = Reader(pieces, self._names, self._folded, english)
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
                if match := _chosen(longer, cut, reader, (at, last), 0, neighbour, told):
                    break
            if not match and fits:
                last, offset = at, cut.ends[2 * at]
                if sure:
                    match = Match(sure.entry.term, offset + sure.start, offset + sure.end)
                else:
                    match = _chosen(fits, cut, reader, (at, at), offset, neighbour, told)
            if match:
                matches.append(match)
                free = last + 1
                if last > at and match.term.kind == "person":
                    reader.remember(self._folded[word] for word in words[at : last + 1])
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
                elif fit := _single(word, start.found, start.skip, start.tail, self._names):
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
        closed = _closed(cut, at, last, end)
        if entry.term.match != "name":
            return _Fit(entry, start, closed, skip + tail)
        proclitic = self._folded[cut.words[at]][:skip]
        return _Fit(entry, start, closed, skip + tail, "name only", self._names.form("", proclitic, ""))


def _single(word: str, entry: Entry, skip: int, tail: int, names: Homographs) -> _Fit | None:
    """How a term of one word stands in `word`; None where it is never a name in this spelling."""
    start, end = _span(word, skip, tail)
    term = entry.term
    spelled = spelling(word[start:end])
    if term.match == "exact" and not _same_spelling((spelled,), _spelled(entry.form)):
        return None
    if not _vowelled(word[start:end], entry):
        return None
    doubt: Doubt = ""
    form = None
    if term.is_name:
        # Two letters behind a proclitic are too often a word of its own: ولى, كلي, بكم.
        if spelled in NEVER or (skip and len(spelled) < 3):
            return None
        plain = folded(word)
        proclitic = "".join(letter for letter in plain[:skip].removesuffix("ال") if letter in PROCLITICS)
        form = names.form(folded(entry.form), proclitic, plain)
        if spelled in STRICT or spelled in ORDINARY:
            doubt = "strict" if spelled in STRICT else "ordinary"
        elif term.match == "name":
            doubt = "ordinary"
        elif term.match != "exact" and names.doubtful(form):
            doubt = "often" if names.often(form) else "counted"
    return _Fit(entry, start, end, skip + tail, doubt, form)


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


def _chosen(
    fits: Sequence[_Fit],
    cut: _Text,
    reader: Reader,
    place: tuple[int, int],
    offset: int,
    neighbour: Term | None,
    told: list[Decision] | None,
) -> Match | None:
    """The match of the best fit that is beyond doubt, or that is the name by what stands around it.

    The fits stand from the first to the last word of `place`; `offset` is to be added to their characters. `neighbour`
    is the term whose match ends with the word before, if any. What was decided is told.
    """
    for number, fit in enumerate(fits):
        start, end = offset + fit.start, offset + fit.end
        if fit.doubt and fit.form:
            why, score = _beside(fit, cut, place[0], neighbour), 0.0
            if not why:
                score, why = reader.decide(fit.form, fit.entry.term, fit.doubt, place, reasons=told is not None)
            if told is not None:
                told.append(Decision(fit.entry.term, start, end, score >= 0, score, why))
            if score < 0:
                continue
        others: tuple[Term, ...] = ()
        if number + 1 < len(fits):
            same = [
                other.entry.term
                for other in fits[number + 1 :]
                if (other.start, other.end, other.doubt) == (fit.start, fit.end, fit.doubt)
            ]
            others = tuple(dict.fromkeys(term for term in same if term.target != fit.entry.term.target))
        return Match(fit.entry.term, start, end, others)
    return None


def _beside(fit: _Fit, cut: _Text, at: int, neighbour: Term | None) -> str:
    """Why the name before a fit shows that it is one, too; empty where it does not."""
    kind = fit.entry.term.kind
    if neighbour is None or neighbour.kind != kind or fit.doubt in ("strict", "name only"):
        return ""
    if fit.left_out == 1 and cut.words[at].startswith("و"):
        return f"{neighbour.source} before it, a name of the same kind"
    if kind == "person" and _bridged(cut.pieces[2 * at]):
        return f"{neighbour.source} right before it, a name of a person"
    return ""


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
