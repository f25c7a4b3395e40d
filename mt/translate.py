"""The pipeline: segments in, segment pairs out, in order, a window at a time."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from align.bitext import SegmentPair
from align.words import anchor, from_attention, inside, words_of_pieces
from glossaries.arabic import has_arabic, tokenise
from glossaries.glossary import Term
from glossaries.match import Match, Matcher
from mt.constrain import Draft, Result, decisions, enforce, hinted
from mt.engine import Engine

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»\"،؛]+[^\s<>«»\"،؛.,:!?؟)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def translate(
    segments: Iterable[tuple[str, str]], engine: Engine, matcher: Matcher | None = None, window: int = 256
) -> Iterator[SegmentPair]:
    """The segment pairs of `(id, text)` segments, in order; two windows of them are in memory at a time.

    While one window is decoded, the one before it is finished. A segment without an Arabic letter, or that the
    model has no words for, is its own translation. Web and mail addresses are kept as they are; the terms that
    `matcher` finds appear in their accepted form (`mt.constrain`).
    """
    waiting = iter(segments)
    before: Callable[[], Iterator[SegmentPair]] | None = None
    while batch := list(islice(waiting, window)):
        begun = _begin(batch, engine, matcher)
        if before:
            yield from before()
        before = begun
    if before:
        yield from before()


def _begin(
    batch: list[tuple[str, str]], engine: Engine, matcher: Matcher | None
) -> Callable[[], Iterator[SegmentPair]]:
    """Begin to translate a window; the call that is returned gives its pairs."""
    arabic = [has_arabic(text) for _, text in batch]
    drafts = _drafts([text for (_, text), is_arabic in zip(batch, arabic, strict=True) if is_arabic], engine, matcher)
    hypotheses = engine.submit([draft.pieces for draft in drafts])

    def pairs() -> Iterator[SegmentPair]:
        results = iter(enforce(drafts, hypotheses(), engine))
        translated = iter(drafts)
        for (id_, text), is_arabic in zip(batch, arabic, strict=True):
            pair = _pair(id_, next(translated), next(results)) if is_arabic else None
            yield pair if pair and pair.target.strip() else SegmentPair(id_, text, text)

    return pairs


def _drafts(texts: list[str], engine: Engine, matcher: Matcher | None) -> list[Draft]:
    drafts = []
    for text, pieces in zip(texts, engine.encode(texts), strict=True):
        tokens = tuple(tokenise(text))
        matches = _addresses(text)
        if matcher:
            matches += [m for m in matcher.find(text) if all(m.end <= a.start or m.start >= a.end for a in matches)]
        matches.sort(key=lambda match: match.start)
        words = tuple(inside(tokens, (match.start, match.end)) for match in matches)
        draft = Draft(text, tokens, pieces, words_of_pieces(pieces, tokens), tuple(matches), words)
        drafts.append(hinted(draft, engine) if matches and engine.model.hints else draft)
    return drafts


def _addresses(text: str) -> list[Match]:
    return [Match(Term(hit[0], hit[0], type="address"), hit.start(), hit.end()) for hit in _ADDRESS.finditer(text)]


def _pair(id_: str, draft: Draft, result: Result) -> SegmentPair:
    tokens = tuple(tokenise(result.text))
    hypothesis = result.hypothesis
    links = from_attention(hypothesis.attention, draft.words, words_of_pieces(hypothesis.pieces, tokens))
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
