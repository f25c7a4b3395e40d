"""Names that no glossary lists: told to the decoder, checked after it, and said the same way through a run.

A word that the model has hardly seen, and that is surely a name, becomes a match like a term's: a hint says how English
spells it, and `mt.pipeline.terms` sees that it stands there. Of the others the model's own word is looked at: where it
has a capital and sounds like the name, but is no word that English knows, and a word that English knows is far
likelier, that is put in its place. So the model is a witness, too: what it takes for an ordinary word stays one.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from align.anchors import inside
from align.bitext import TermDecision
from glossaries.arabic import has_arabic, readable, spelling
from glossaries.glossary import Term
from glossaries.letters import english_words
from glossaries.match import Match
from glossaries.names import similarity
from glossaries.ordinary import NEVER, STRICT
from glossaries.unlisted import UNSURE, Name, Unlisted, Way, is_ordinary
from mt.models.engine import Engine, Hypothesis
from mt.pipeline.draft import Draft, spliced
from mt.pipeline.repeats import boundaries
from mt.pipeline.terms import BY_SOUND

SURE = 0.0
"""The least odds (their logarithm) at which a word is spelled before the model is asked."""
FORMED = 2.0
"""The same for what may be a form of a common word."""
LISTED = -1.0
"""The same for a word that is a name in the lists that the model's rare words are from."""
ENDINGS = ("ة", "ين", "ون", "ات", "تي", "نا", "ها", "هم", "تم", "كم", "وا")
"""Endings of ordinary words, which must be surer."""
_DOUBTFUL = 1.5
UNLISTED = 1.5
"""The same for a name that no list of English words has: nothing but its sound speaks for it."""
DEFINITE = 1.3
"""The same for a word with the article."""
PROCLITICS = "وفبلك"
LIKELY = -26.0
"""The least score of a spelling that no list has."""
ODD = -7.0
"""The decimal logarithm of how frequent an English word is that the model may have made up."""
ALIKE = 0.5
"""The least likeness of sound by which an English word may be what the model made of a name."""
AHEAD = 3.0
"""By how much (logarithm of the odds) a spelling must be likelier than the model's own, to take its place."""
LOOKS = 0.3
"""The least share of its attention that a word gives to the name that it stands for."""
MARKS = "▁\"'“”‘’()[].,:;!?-–— "
"""What stands around a word."""
REMEMBERED = 1 << 16
"""Words whose spelling a run remembers."""


class Doubt(NamedTuple):
    """An English word that may be a misspelled name: source token and its word, as models read it, and where it stands.

    `start` and `end` are places of pieces.
    """

    token: int
    word: str
    text: str
    start: int
    end: int


class Names:
    """The names of one run: what was decided stays so."""

    def __init__(self, unlisted: Unlisted):
        self._unlisted = unlisted
        self._ways: dict[str, list[Way]] = {}
        self._said: dict[str, str] = {}
        self._odd: dict[str, bool] = {}
        self._found: list[dict[str, list[Name]]] = [{}, {}]

    def told(self, drafts: Sequence[Draft], engine: Engine) -> list[Draft]:
        """The drafts with a match for each word that is surely a name and new to the model."""
        found = [list(self._unlisted.find(draft.tokens)) for draft in drafts]
        self._found = [self._found[1], {draft.text: names for draft, names in zip(drafts, found, strict=True)}]
        free = [
            [name for name in names if not any(name.token in words for words in draft.match_words)]
            for draft, names in zip(drafts, found, strict=True)
        ]
        sure = [[name for name in names if _is_sure(name, engine)] for names in free]
        runs = [run for names, wanted in zip(found, sure, strict=True) for run in _runs(names, wanted)]
        self._spell({name.word for run in runs for name in run})
        for run in runs:
            self._agree(run)
        sure = [[name for name in names if self._is_good(name, engine)] for names in sure]
        for name in (name for names in sure for name in names):
            best = self._chosen(name.word)
            self._said.setdefault(name.word[best.skip :], best.text)
        # What is a name in one place is one in all: nowhere is it left to the model.
        sure = [
            [name for name in names if name in wanted or self._was_said(name)]
            for names, wanted in zip(free, sure, strict=True)
        ]
        self._spell({name.word for names in sure for name in names})
        return [self._told(draft, names, engine) for draft, names in zip(drafts, sure, strict=True)]

    def _told(self, draft: Draft, names: Sequence[Name], engine: Engine) -> Draft:
        acronyms = list(self._acronyms(draft))
        taken = {at for _, places in acronyms for at in places}.union(*draft.match_words)
        found = {name.token: self._term(draft, name.token, name.word, self._chosen(name.word)) for name in names}
        for name in names:
            for at in (name.token - 1, name.token + 1):
                if at not in taken and at not in found and (match := self._beside(draft, name, at)):
                    found[at] = match
        return matched(draft, [*(match for match, _ in acronyms), *(m for at, m in found.items() if at not in taken)])

    def _acronyms(self, draft: Draft) -> Iterator[tuple[Match, range]]:
        """The acronyms of a draft that stand in no match, with their tokens."""
        taken = set().union(*draft.match_words)
        for first, last, skip, acronym in self._unlisted.acronyms.find([token.text for token in draft.tokens]):
            if taken.isdisjoint(range(first, last)):
                start, end = draft.tokens[first].start + skip, draft.tokens[last - 1].end
                term = Term(draft.text[start:end], acronym, origin=BY_SOUND)
                yield Match(term, start, end), range(first, last)

    def _beside(self, draft: Draft, name: Name, at: int) -> Match | None:
        """A match for the word beside a name that English text has beside it: the given name of a surname."""
        if not 0 <= at < len(draft.tokens) or not has_arabic(draft.tokens[at].text):
            return None
        word = readable(draft.tokens[at].text)
        if len(word) < 3 or spelling(word) in NEVER | STRICT:
            return None
        found = self._unlisted.beside(self._chosen(name.word).text, word, at < name.token)
        if found is None:
            return None
        token = draft.tokens[at]
        return Match(Term(token.text, found.text, origin=BY_SOUND), token.start, token.end)

    def hints(self, draft: Draft) -> dict[int, str]:
        """What the words of a draft became that the model knows as names, by token: it drops some, when not told."""
        familiar = self._unlisted.cues.familiar
        found = {place: familiar.get(readable(token.text), "") for place, token in enumerate(draft.tokens)}
        return {place: english for place, english in found.items() if english}

    def checked(
        self, drafts: Sequence[Draft], hypotheses: Sequence[Hypothesis], engine: Engine
    ) -> tuple[list[Draft], list[Hypothesis]]:
        """The drafts and hypotheses with the names that the model misspelled put right."""
        found = [list(self._doubts(*each)) for each in zip(drafts, hypotheses, strict=True)]
        self._spell({doubt.word for doubts in found for doubt in doubts})
        own = iter(self._own([doubt for doubts in found for doubt in doubts]))
        drafts, hypotheses = list(drafts), list(hypotheses)
        for k, doubts in enumerate(found):
            wrong = [doubt for doubt, score in zip(doubts, own) if self._is_wrong(doubt, score)]  # noqa: B905 - it goes on
            matches = [self._term(drafts[k], doubt.token, doubt.word, self._chosen(doubt.word)) for doubt in wrong]
            for doubt, match in reversed(list(zip(wrong, matches, strict=True))):
                self._said.setdefault(readable(match.term.source), match.term.target)
                hypotheses[k] = _put_right(hypotheses[k], doubt, match.term.target, engine)
            drafts[k] = matched(drafts[k], matches)
        return drafts, hypotheses

    def learn(self, terms: Iterable[TermDecision]) -> None:
        """Spell names as they were spelled before."""
        for term in terms:
            if term.status == "spelled":
                self._said.setdefault(readable(term.source), term.target)

    def _spell(self, words: set[str]) -> None:
        if len(self._ways) > REMEMBERED:
            self._ways = {}
        new = sorted(words - self._ways.keys())
        if new:
            self._ways |= self._unlisted.spell(new, frozenset(self._said.values()))

    def _agree(self, run: Sequence[Name]) -> None:
        """Choose for names side by side those that English has side by side."""
        for first, second in pairwise(run):
            ways = self._ways[first.word], self._ways[second.word]
            if both := self._unlisted.together(*ways):
                for name, way in zip((first, second), both, strict=True):
                    self._said.setdefault(name.word[way.skip :], way.text)
            elif not second.familiar and (known := self._unlisted.beside(ways[0][0].text, second.word, before=False)):
                self._said.setdefault(second.word, known.text)

    def _chosen(self, word: str) -> Way:
        """The way that was said before, else the likeliest."""
        for way in self._ways[word]:
            if said := self._said.get(word[way.skip :]):
                return way._replace(text=said, listed=True)
        return self._ways[word][0]

    def _is_good(self, name: Name, engine: Engine) -> bool:
        """Whether there is a spelling to insist on. What the model's rare words have for a name, it is told anyway."""
        best = self._chosen(name.word)
        rare = engine.rare.translations.get(name.word, "")
        if rare and not any(way.text == rare for way in self._ways[name.word][:2]):
            return False
        if not best.listed:
            return best.score >= LIKELY and name.sure >= UNLISTED
        return not is_ordinary(self._unlisted.words.get(best.text))

    def _was_said(self, name: Name) -> bool:
        """Whether a word is a name that was spelled before, perhaps with a proclitic."""
        starts = range(3) if name.word[0] in PROCLITICS else range(1)
        return any(name.word[start:] in self._said for start in starts)

    def _is_wrong(self, doubt: Doubt, score: float) -> bool:
        """Whether a word of a hypothesis, which is so likely, is to make way for the likeliest spelling."""
        best = self._chosen(doubt.word)
        return best.listed and best.text.lower() != doubt.text.lower() and best.score >= score + AHEAD

    def _term(self, draft: Draft, at: int, word: str, best: Way) -> Match:
        token = draft.tokens[at]
        start = token.start + best.skip
        source = draft.text[start : token.end]
        others = tuple(Term(source, way.text) for way in self._ways[word] if way.text != best.text)
        return Match(Term(source, best.text, origin=BY_SOUND), start, token.end, others)

    def _doubts(self, draft: Draft, hypothesis: Hypothesis) -> Iterator[Doubt]:
        """The words of a hypothesis that English hardly knows, and that sound like the name that they look at."""
        pieces = hypothesis.pieces
        known = next((found[draft.text] for found in self._found if draft.text in found), ())
        names = {name.token: name for name in known if _may_be(name)}
        taken = set().union(*draft.match_words)
        places = [(a, b) for a, b in pairwise(boundaries(pieces)) if pieces[a][:1] == "▁" and pieces[a][1:2].isupper()]
        for a, b in places:
            text = "".join(pieces[a:b]).strip(MARKS).removesuffix("'s").removesuffix("’s")
            if not text.isalpha() or text.isupper() or not self._is_odd(text):
                continue
            token = looked_at(draft, hypothesis, a, b)
            if token in names and token not in taken and similarity(names[token].word, text) >= ALIKE:
                yield Doubt(token, names[token].word, text, a, b)

    def _is_odd(self, text: str) -> bool:
        """Whether an English word is hardly a name or another word that English knows."""
        if text not in self._odd:
            if len(self._odd) > REMEMBERED:
                self._odd = {}
            known = self._unlisted.words.get(text)
            rare = known is None or known.frequency < ODD
            self._odd[text] = rare and text.lower() not in self._unlisted.cues.common.english
        return self._odd[text]

    def _own(self, doubts: Sequence[Doubt]) -> list[float]:
        """How likely the model's own spellings are, as `Way.score` says it."""
        letters = [
            (doubt.word[self._chosen(doubt.word).skip :].removeprefix("ال"), "".join(english_words(doubt.text)))
            for doubt in doubts
        ]
        likely = self._unlisted.speller.likelihood(letters)
        return [
            self._unlisted.worth(doubt.text, each * (len(text) + 1))
            for doubt, (_, text), each in zip(doubts, letters, likely, strict=True)
        ]


def _put_right(hypothesis: Hypothesis, doubt: Doubt, name: str, engine: Engine) -> Hypothesis:
    """The hypothesis with a name in the place of the word that may be one, whose marks stay."""
    old = "".join(hypothesis.pieces[doubt.start : doubt.end]).removeprefix("▁")
    (put,) = engine.encode_target([old.replace(doubt.text, name)])
    row = hypothesis.known_attention[doubt.start : doubt.end].mean(0)
    return spliced(hypothesis, doubt.start, doubt.end, put, row)


def _is_sure(name: Name, engine: Engine) -> bool:
    listed = engine.rare.translations.get(name.word, "")[:1].isupper()
    wanted = LISTED if listed else FORMED if name.formed else DEFINITE if name.word.startswith("ال") else SURE
    return not name.familiar and name.sure >= wanted + _DOUBTFUL * name.word.endswith(ENDINGS)


def _may_be(name: Name) -> bool:
    """Whether a word may be a name where the model says so. A surname that looks like an adjective has no article."""
    article = "ال" in name.word[:3]
    adjective = name.sure == -math.inf and not name.familiar and not article
    return adjective or name.sure >= (SURE if name.formed or article else UNSURE)


def _runs(names: Sequence[Name], wanted: Sequence[Name]) -> Iterator[list[Name]]:
    """Names side by side, where one of them is wanted."""
    run: list[Name] = []
    for name in names:
        if run and not name.follows:
            yield from [run] if any(each in wanted for each in run) else ()
            run = []
        run.append(name)
    if run and any(each in wanted for each in run):
        yield run


def matched(draft: Draft, more: Sequence[Match]) -> Draft:
    """The draft with more matches, in order."""
    if not more:
        return draft
    pairs = list(zip(draft.matches, draft.match_words, strict=True))
    pairs += [(match, inside(draft.tokens, (match.start, match.end))) for match in more]
    pairs.sort(key=lambda pair: pair[0].start)
    return replace(draft, matches=tuple(m for m, _ in pairs), match_words=tuple(w for _, w in pairs))


def looked_at(draft: Draft, hypothesis: Hypothesis, start: int, end: int) -> int:
    """The source token that the pieces `[start, end)` look at most; -1 where it is none."""
    shares: Counter[int] = Counter()
    rows = hypothesis.known_attention[start:end].mean(0)
    for word, share in zip(draft.words, rows.tolist()):  # noqa: B905 - the attention has the end mark too
        shares[word] += share
    (token, share), *_ = shares.most_common(1)
    return token if share >= LOOKS else -1
