"""The pipeline: segments in, segment pairs out, in order, a window at a time."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from align.anchors import anchor, inside
from align.attention import from_attention, words_of_pieces
from align.bitext import SegmentPair
from glossaries.arabic import has_arabic, tokenise
from glossaries.glossary import Term
from glossaries.match import Match, Matcher
from mt.documents.model.verbatim import PLACEHOLDER
from mt.models.engine import Engine
from mt.pipeline.draft import Draft, Result, hinted
from mt.pipeline.memory import Memory
from mt.pipeline.numbers import keep_numbers
from mt.pipeline.terms import decisions, enforce

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»\"،؛]+[^\s<>«»\"،؛.,:!?؟)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def translate(
    segments: Iterable[tuple[str, str]],
    engine: Engine,
    matcher: Matcher | None = None,
    window: int = 256,
    memory: Memory | None = None,
) -> Iterator[SegmentPair]:
    """The segment pairs of `(id, text)` segments, in order; two windows of them are in memory at a time.

    While one window is decoded, the one before it is finished. A segment without an Arabic letter, or that the
    model has no words for, is its own translation. Web and mail addresses and placeholders are kept as they are; the terms that
    `matcher` finds appear in their accepted form (`mt.pipeline.terms`). What `memory` holds is not translated again.
    """
    waiting = iter(segments)
    before: _Window | None = None
    while batch := list(islice(waiting, window)):
        begun = _Window(batch, engine, matcher, memory, before)
        if before:
            yield from before.pairs()
        before = begun
    if before:
        yield from before.pairs()


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
        before: "_Window | None",
    ):
        self._batch, self._engine, self._memory = batch, engine, memory
        self._before = before.texts if before else {}
        self.texts: dict[str, SegmentPair | None] = {text: None for _, text in batch}
        wanted = [text for text in self.texts if has_arabic(text) and text not in self._before]
        if memory:
            self.texts |= memory.find(wanted)
        self._new = [text for text in wanted if self.texts[text] is None]
        self._drafts = _drafts(self._new, engine, matcher) if self._new else []
        self._hypotheses = engine.submit([draft.pieces for draft in self._drafts]) if self._new else list

    def pairs(self) -> Iterator[SegmentPair]:
        """The pairs of the window, once the one before it has given its own."""
        drafts, hypotheses = keep_numbers(self._drafts, self._hypotheses(), self._engine)
        results = enforce(drafts, hypotheses, self._engine) if drafts else []
        made = [_pair("", *each) for each in zip(drafts, results, strict=True)]
        made = [pair if pair.target.strip() else SegmentPair("", pair.source, pair.source) for pair in made]
        if self._memory and made:
            self._memory.add(made)
        self.texts |= {pair.source: pair for pair in made}
        whole = {
            text: pair or self._before.get(text) or SegmentPair("", text, text) for text, pair in self.texts.items()
        }
        self.texts.update(whole)
        self._before = {}
        for id_, text in self._batch:
            yield replace(whole[text], id=id_)


def _drafts(texts: list[str], engine: Engine, matcher: Matcher | None) -> list[Draft]:
    drafts = []
    for text, pieces in zip(texts, engine.encode(texts), strict=True):
        tokens = tuple(tokenise(text))
        matches = _verbatim(text)
        if matcher:
            matches += [m for m in matcher.find(text) if all(m.end <= a.start or m.start >= a.end for a in matches)]
        matches.sort(key=lambda match: match.start)
        words = tuple(inside(tokens, (match.start, match.end)) for match in matches)
        draft = Draft(text, tokens, pieces, words_of_pieces(pieces, tokens), tuple(matches), words)
        drafts.append(hinted(draft, engine) if engine.model.hints else draft)
    return drafts


def _verbatim(text: str) -> list[Match]:
    """Web and mail addresses, and placeholders of programs, as terms that are their own translation."""
    spans = [hit.span() for hit in _ADDRESS.finditer(text)]
    holders = [hit.span() for hit in PLACEHOLDER.finditer(text)]
    spans += [(a, b) for a, b in holders if all(b <= start or a >= end for start, end in spans)]
    return [Match(Term(text[a:b], text[a:b], type="address"), a, b) for a, b in spans]


def _pair(id_: str, draft: Draft, result: Result) -> SegmentPair:
    tokens = tuple(tokenise(result.text))
    hypothesis = result.hypothesis
    links = from_attention(hypothesis.known_attention, draft.words, words_of_pieces(hypothesis.pieces, tokens))
    blocks = [
        ((match.start, match.end), place) for match, place in zip(draft.matches, result.places, strict=True) if place
    ]
    return SegmentPair(
        id=id_,
        source=draft.text,
        target=result.text,
        source_tokens=draft.tokens,
        target_tokens=tokens,
        links=anchor(links, blocks, draft.tokens, tokens) if blocks else links,
        terms=decisions(draft, result),
        score=round(hypothesis.score, 4),
    )
