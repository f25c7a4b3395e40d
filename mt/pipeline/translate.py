"""The pipeline: segments in, segment pairs out, in order, a window at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from align.anchors import anchor, inside
from align.attention import from_attention, words_of_pieces
from align.bitext import SegmentPair
from glossaries.arabic import has_arabic, tokenise
from glossaries.glossary import Term
from glossaries.match import Match, Matcher
from mt.models.engine import Engine
from mt.pipeline.draft import Draft, Result, hinted
from mt.pipeline.memory import Memory
from mt.pipeline.names import Names
from mt.pipeline.numbers import keep_numbers
from mt.pipeline.shield import Shielded, shield
from mt.pipeline.terms import decisions, enforce
from mt.pipeline.unshield import once, unchanged, unshield
from mt.protected.marks import unmarked

Review = Callable[[Sequence[SegmentPair]], Sequence[SegmentPair]]
"""Gives the same pairs with findings."""


def translate(
    segments: Iterable[tuple[str, str]],
    engine: Engine,
    matcher: Matcher | None = None,
    window: int = 256,
    memory: Memory | None = None,
    review: Review | None = None,
) -> Iterator[SegmentPair]:
    """The segment pairs of `(id, text)` segments, in order; two windows of them are in memory at a time.

    While one window is decoded, the one before it is finished. A segment without an Arabic letter, or that the
    model has no words for, is its own translation. What must not change is kept from the model (`mt.pipeline.shield`):
    what the text itself shows to be such, and what stands between `mt.protected.marks`. The terms that `matcher` finds
    appear in their accepted form (`mt.pipeline.terms`). Other names are spelled by their sound, in one way throughout
    (`mt.pipeline.names`). What `memory` holds is not translated again. `review` says of each window's pairs what may be
    wrong in them.
    """
    names = Names(engine.unlisted) if engine.unlisted else None
    waiting = iter(segments)
    before: _Window | None = None
    while batch := list(islice(waiting, window)):
        begun = _Window(batch, engine, matcher, memory, names, before)
        if before:
            yield from review(list(before.pairs())) if review else before.pairs()
        before = begun
    if before:
        yield from review(list(before.pairs())) if review else before.pairs()


DEEPEST = 16
"""How deep a message may stand in the branches of others and still be translated."""


class _Window:
    """Segments on their way through the decoder. Each text is translated once.

    A text that the window before it has too is taken from there even if it is still under way: so which texts
    are decoded together depends on the segments and the memory alone, and never on how quick anything was.
    """

    def __init__(
        self,
        batch: list[tuple[str, str]],
        engine: Engine,
        matcher: Matcher | None,
        memory: Memory | None,
        names: Names | None,
        before: "_Window | None",
    ):
        self._batch, self._engine, self._memory, self._names = batch, engine, memory, names
        self._before = before.texts if before else {}
        self.texts: dict[str, SegmentPair | None] = {text: None for _, text in batch}
        wanted = [text for text in self.texts if has_arabic(text) and text not in self._before]
        if memory:
            known = memory.find(wanted)
            self.texts |= known
            if names:
                names.learn(term for pair in known.values() for term in pair.terms)
        self._shielded: dict[str, Shielded] = {}
        self._shield([text for text in wanted if self.texts[text] is None], matcher)
        read = [each for each in self._shielded.values() if has_arabic(each.text)]
        self._drafts = drafts_of(read, engine, matcher, names) if read else []
        self._hypotheses = engine.submit([draft.pieces for draft in self._drafts]) if read else list

    def _shield(self, texts: list[str], matcher: Matcher | None) -> None:
        """Take the texts apart, and the texts inside of them."""
        for _ in range(DEEPEST):
            self._shielded |= {text: shield(text, matcher) for text in texts}
            inner = dict.fromkeys(text for each in texts for text in self._shielded[each].inner)
            texts = [text for text in inner if text not in self._shielded]
            if not texts:
                break
            if self._memory:
                self.texts |= self._memory.find(texts)
                texts = [text for text in texts if not self.texts.get(text)]

    def pairs(self) -> Iterator[SegmentPair]:
        """The pairs of the window, once the one before it has given its own."""
        drafts, hypotheses = keep_numbers(self._drafts, self._hypotheses(), self._engine)
        if self._names:
            drafts, hypotheses = self._names.checked(drafts, hypotheses, self._engine)
        results = enforce(drafts, hypotheses, self._engine) if drafts else []
        read = {draft.text: pair_of(draft, result) for draft, result in zip(drafts, results, strict=True)}
        made: dict[str, SegmentPair] = {}

        def found(text: str) -> SegmentPair:
            if text in made or text not in self._shielded:
                return made.get(text) or self.texts.get(text) or self._before.get(text) or unchanged(unmarked(text)[0])
            shielded = self._shielded[text]
            pair = read.get(shielded.text)
            if pair is None or not pair.target.strip():
                pair = unchanged(shielded.text)
            made[text] = unshield(shielded, pair, found)
            return made[text]

        self.texts |= {text: found(text) for text in (*self.texts, *self._shielded)}
        if self._memory and made:
            self._memory.add(made)
        self._before = {}
        for id_, text in self._batch:
            yield replace(found(text), id=id_)


def drafts_of(
    shielded: Sequence[Shielded], engine: Engine, matcher: Matcher | None, names: Names | None = None
) -> list[Draft]:
    """The drafts of different texts, with the terms that `matcher` finds, and the names that `names` is sure of."""
    drafts = []
    unique = {each.text: each for each in shielded}
    for (text, each), pieces in zip(unique.items(), engine.encode(list(unique)), strict=True):
        tokens = tuple(tokenise(text))
        matches = [Match(Term(mask, mask), start, start + len(mask)) for mask, start in each.masks.items()]
        if matcher:
            matches += [m for m in matcher.find(text) if all(m.end <= a.start or m.start >= a.end for a in matches)]
        matches.sort(key=lambda match: match.start)
        words = tuple(inside(tokens, (match.start, match.end)) for match in matches)
        # What the model has no piece for, it would write junk for.
        read = [pair for pair in zip(pieces, words_of_pieces(pieces, tokens), strict=True) if engine.knows(pair[0])]
        pieces, places = [piece for piece, _ in read], [place for _, place in read]
        drafts.append(Draft(text, tokens, pieces, places, tuple(matches), words, each.masks))
    if names:
        drafts = names.told(drafts, engine)
    if not engine.model.hints:
        return drafts
    return [hinted(draft, engine, names.hints(draft) if names else {}) for draft in drafts]


def pair_of(draft: Draft, result: Result) -> SegmentPair:
    """The pair of what the model read, with links and terms, without an id."""
    result = once(draft, result)
    tokens = tuple(tokenise(result.text))
    hypothesis = result.hypothesis
    links = from_attention(hypothesis.known_attention, draft.words, words_of_pieces(hypothesis.pieces, tokens))
    blocks = [
        ((match.start, match.end), place) for match, place in zip(draft.matches, result.places, strict=True) if place
    ]
    return SegmentPair(
        id="",
        source=draft.text,
        target=result.text,
        source_tokens=draft.tokens,
        target_tokens=tokens,
        links=anchor(links, blocks, draft.tokens, tokens) if blocks else links,
        terms=decisions(draft, result),
        score=round(hypothesis.score, 4),
    )
