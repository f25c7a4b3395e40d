"""What two texts, cut into sentences, have in common: which words of one the other's sentences account for.

A word of one text is accounted for by a sentence of the other that has a word which the lexicon, a number, a
glossary's term, a name's sound or its very spelling links to it, or whose machine translation has it. Several pieces
of evidence for a word add up: the chances that it is not accounted for multiply.

Nothing here compares sentences with each other: that is for `align.sentences` (in order) and `align.matching` (in
any order). Both see sparse matrices only, and do not know where the evidence comes from.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from align.lexicon import Lexicon
from align.numbers import value
from align.sounds import same_names
from align.stems import stemmers
from glossaries.arabic import fold, has_arabic
from glossaries.files import load
from glossaries.match import Matcher
from glossaries.names import CommonWords

DOUBT = 0.1
"""A translation of this probability is as likely as not to account for a word."""
LEAST = 0.02
"""The least probability of a translation that counts."""
SURE = 0.99
"""How surely a number, a term of the glossary, or the same word on the other side accounts for a word."""
TRANSLATED = 0.7
"""How surely a word of the machine translation accounts for the same word."""
COMMON = 0.25
FEW = 50
"""A word in more than this share of the sentences, and in more than so many of them, accounts for no other."""
TYPICAL = 2.0
"""The mean mass of a word."""

_WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W_]+")


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The sentences of one text.

    `counts` `[sentences, words]`: how often each has a word. `reach` `[sentences, words of the other side]`: how
    strongly each accounts for a word, as -log(1 - p); strengths of sentences that stand together add up. `lengths`:
    characters of each sentence.
    """

    counts: csr_array
    reach: csr_array
    lengths: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.lengths)

    def take(self, order: NDArray[np.int64]) -> "Side":
        """The same sentences in another order."""
        return Side(self.counts[order], self.reach[order], self.lengths[order])


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Two texts. The words of `source.counts` are those of `target.reach`, and the other way round."""

    source_texts: tuple[str, ...]
    target_texts: tuple[str, ...]
    source: Side
    target: Side


class _Written(NamedTuple):
    """A word as written, folded, and all English forms of the term that it is part of, if any."""

    form: str
    term: str = ""


class _Words:
    """The words of a text: the same stem in the same term is one word.

    `stems` and `terms` have an entry for each word; `of_stem` has the words of a stem, `forms` those of a spelling;
    `counts` is `[sentences, words]`.
    """

    def __init__(self, sentences: Sequence[list[_Written]], stem: Callable[[str], str]):
        written = sorted(set().union(*sentences))
        word_of = {each: (stem(each.form), each.term) for each in written}
        words = sorted(set(word_of.values()))
        number = {word: k for k, word in enumerate(words)}
        self.stems = [word[0] for word in words]
        self.terms = [word[1] for word in words]
        self.forms: dict[str, list[int]] = {}
        for each in written:
            self.forms.setdefault(each.form, []).append(number[word_of[each]])
        self.of_stem: dict[str, list[int]] = {}
        for k, name in enumerate(self.stems):
            self.of_stem.setdefault(name, []).append(k)
        index = {each: number[word] for each, word in word_of.items()}
        rows = np.repeat(np.arange(len(sentences), dtype=np.int32), [len(sentence) for sentence in sentences])
        columns = np.fromiter((index[each] for sentence in sentences for each in sentence), np.int32, len(rows))
        self.counts = csr_array((np.ones(len(rows), np.float32), (rows, columns)), (len(sentences), len(words)))
        self.counts.sum_duplicates()

    @property
    def telling(self) -> csr_array:
        """Which words each sentence has, without those that are too common to account for anything."""
        frequency = np.bincount(self.counts.indices, minlength=self.counts.shape[1])
        few = frequency <= max(COMMON * self.counts.shape[0], FEW)
        there = few[self.counts.indices].astype(np.float32)
        kept = csr_array((there, self.counts.indices.copy(), self.counts.indptr.copy()), self.counts.shape)
        kept.eliminate_zeros()
        return kept


def mass(counts: csr_array) -> csr_array:
    """How much it proves that each word is accounted for, `[sentences, words]`, from word counts of the same shape.

    It proves the more, the fewer of the sentences have the word; `TYPICAL` for the mean word.
    """
    sentences = counts.shape[0]
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((sentences + 1) / (frequency + 0.5)).astype(np.float32)
    found = csr_array((counts.data * rarity[counts.indices], counts.indices, counts.indptr), counts.shape)
    total = found.data.sum()
    return found * (TYPICAL * counts.data.sum() / total) if total else found


def accounted(reach: csr_array) -> csr_array:
    """Strengths (`Side.reach`) as probabilities."""
    return csr_array((-np.expm1(-reach.data), reach.indices, reach.indptr), reach.shape)


def chance(side: Side) -> NDArray[np.float64]:
    """For each word of the other side, `[words]`, the probability that any sentence of the side accounts for it.

    One more sentence is counted that accounts for nothing: else all evidence of a single sentence would be chance.
    """
    known = accounted(side.reach)
    return np.bincount(known.indices, known.data, side.reach.shape[1]) / (len(side) + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What `gather` must know of words. It is made once, by `of`, and serves any number of texts."""

    stem: Callable[[str], str]
    matchers: tuple[Matcher, ...]
    common: CommonWords
    lexicon: Lexicon | None = None

    @classmethod
    def of(cls, lexicon: Lexicon | None = None, matcher: Matcher | None = None) -> "Knowledge":
        """Numbers, months and names are always known; a `lexicon` adds most, a `matcher` the terms of a glossary."""
        arabic, english = stemmers()
        return cls(
            lambda word: arabic(word) if has_arabic(word) else english(word),
            (Matcher(load("months")), *([matcher] if matcher else [])),
            CommonWords.load(),
            lexicon,
        )


def gather(
    source: Sequence[str], target: Sequence[str], knowledge: Knowledge, translations: Sequence[str] | None = None
) -> Evidence:
    """The evidence that Arabic sentences (`source`) and English ones (`target`) give.

    `translations`: a machine translation of each source sentence. Raises ValueError where there are not as many.
    """
    if translations is not None and len(translations) != len(source):
        raise ValueError(f"{len(source)} sentences, but {len(translations)} translations")
    sources = _Words([_written(text, knowledge.matchers) for text in source], knowledge.stem)
    targets = _Words([_written(text) for text in target], knowledge.stem)
    links = _links(sources, targets, knowledge)
    reach = sources.telling @ links
    if translations is not None:
        rendered = _Words([_written(text) for text in translations], knowledge.stem)
        same = {pair: TRANSLATED for pair in _same(rendered, targets)}
        reach = reach + rendered.telling @ _strengths(same, rendered, targets)
    return Evidence(
        tuple(source),
        tuple(target),
        Side(sources.counts, csr_array(reach), _lengths(source)),
        Side(targets.counts, csr_array(targets.telling @ links.T), _lengths(target)),
    )


def _lengths(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.array([len(text) for text in texts], dtype=np.float32)


def _written(text: str, matchers: Sequence[Matcher] = ()) -> list[_Written]:
    folded = fold(text)
    matches = [match for matcher in matchers for match in matcher.find(text)]
    if not matches:
        return [_Written(form) for form in _WORD.findall(folded.text)]
    matches.sort(key=lambda match: match.start)
    words, at = [], 0
    for word in _WORD.finditer(folded.text):
        start, end = folded.span(*word.span())
        while at < len(matches) and matches[at].end <= start:
            at += 1
        inside = at < len(matches) and matches[at].start < end
        words.append(_Written(word[0], " ".join(matches[at].term.targets) if inside else ""))
    return words


def _links(sources: _Words, targets: _Words, knowledge: Knowledge) -> csr_array:
    """How strongly each source word accounts for each target word, and the other way round."""
    sure = {
        *_same(sources, targets),
        *_same_numbers(sources, targets),
        *_rendered_terms(sources, targets, knowledge.stem),
    }
    found = dict.fromkeys(sorted(sure), SURE)
    for form, other, alike in same_names(filter(has_arabic, sources.forms), targets.forms, knowledge.common):
        for pair in ((a, b) for a in sources.forms[form] for b in targets.forms[other]):
            found[pair] = max(found.get(pair, 0.0), alike)
    strengths = _strengths(found, sources, targets)
    if knowledge.lexicon is None:
        return strengths
    return csr_array(strengths.maximum(_translations(sources, targets, knowledge.lexicon)))


def _strengths(found: dict[tuple[int, int], float], sources: _Words, targets: _Words) -> csr_array:
    """-log(1 - p) of linked pairs of words `[sources, targets]`."""
    shape = (len(sources.stems), len(targets.stems))
    data: NDArray[np.float32] = -np.log1p(-np.minimum(np.fromiter(found.values(), np.float32, len(found)), SURE))
    rows, columns = np.array(list(found), np.int32).reshape(-1, 2).T
    return csr_array((data, (rows, columns)), shape)


def _translations(sources: _Words, targets: _Words, lexicon: Lexicon) -> csr_array:
    """What the lexicon knows, as strengths `[sources, targets]`: both of its directions count for a link."""
    known = (lexicon.source_ids, sources.stems), (lexicon.target_ids, targets.stems)
    (rows, at), (columns, to) = (
        np.array([(k, ids[stem]) for k, stem in enumerate(stems) if stem in ids], np.int64).reshape(-1, 2).T
        for ids, stems in known
    )
    forward, reverse = (csr_array(table)[at][:, to].tocoo() for table in (lexicon.forward, lexicon.reverse))
    either = 1 - (1 - forward.data) * (1 - reverse.data)
    kept = either > LEAST
    likely = either[kept] / (either[kept] + DOUBT)
    shape = (len(sources.stems), len(targets.stems))
    places = (rows[forward.row[kept]].astype(np.int32), columns[forward.col[kept]].astype(np.int32))
    return csr_array((-np.log1p(-likely), places), shape)


def _same(sources: _Words, targets: _Words) -> Iterator[tuple[int, int]]:
    for word, places in sources.of_stem.items():
        yield from ((a, b) for a in places for b in targets.of_stem.get(word, ()))


def _same_numbers(sources: _Words, targets: _Words) -> Iterator[tuple[int, int]]:
    by_value: dict[str, set[int]] = {}
    for form, words in targets.forms.items():
        if number := value(form):
            by_value.setdefault(number, set()).update(words)
    for form, words in sources.forms.items():
        if number := value(form):
            yield from ((a, b) for a in words for b in by_value.get(number, ()))


def _rendered_terms(sources: _Words, targets: _Words, stem: Callable[[str], str]) -> Iterator[tuple[int, int]]:
    for a, forms in enumerate(sources.terms):
        for form in set(_WORD.findall(fold(forms).text)):
            yield from ((a, b) for b in targets.of_stem.get(stem(form), ()))
