"""What was kept from the model put back into its translation: each thing once, where the word links take it."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from align.bitext import Link, SegmentPair, Span, TermDecision
from align.splitting import Segment
from glossaries.arabic import Token, has_arabic, tokenise
from glossaries.render import assign
from mt.documents.model.placing import project
from mt.pipeline.draft import Draft, Result
from mt.pipeline.parting import Part
from mt.pipeline.shield import Shielded

_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’](?:s\b)?")
_MARKS = str.maketrans("٪؟،؛٫٬٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "%?,;.,01234567890123456789")
_COMMAS = re.compile(r",(?:\s?,)+")
"""What stands between masks that a comma was said for each of."""
_PERCENT_FIRST = re.compile(r"(?<!\S)%(\d+(?:[.,]\d+)*)(?!\S)")

Find = Callable[[str], SegmentPair]
Shifts = Sequence[tuple[int, int]]


class _Put(NamedTuple):
    """A held part where it stands in the two texts: the words of both, as spans, and links between them.

    `terms` are those of an inner text, where they stand in the whole; `score` is the inner text's.
    """

    source: list[Span]
    target: list[Span]
    links: list[Link]
    terms: tuple[TermDecision, ...] = ()
    score: float | None = None


def once(draft: Draft, result: Result) -> Result:
    """The result with each mask in it once: what came twice is taken out, what is missing put near its place.

    A model that cannot spell a term stops behind it: the mark at the end of the source is put there.
    """
    text = result.text
    for hit in draft.masks_in(text):
        text = text[: hit.start()] + hit[0].upper() + text[hit.end() :]
    for mask, at in draft.masks.items():
        found = [hit.span() for hit in draft.masks_in(text) if hit[0] == mask]
        for start, end in reversed(found[1:]):
            text = text[:start].rstrip() + text[end:]
        if not found:
            place = len(text) * at / len(draft.text)
            gaps = [0, *(gap.start() for gap in re.finditer(r"\s+", text)), len(text)]
            gap = min(gaps, key=lambda gap: abs(gap - place))
            text = f"{text[:gap]} {mask} {text[gap:].lstrip()}".strip()
    if draft.masks:
        text = _bracketed(draft, _COMMAS.sub(",", text))
    if draft.matches and draft.text[-1] in ".!؟" and text[-1].isalnum():
        text += "?" if draft.text[-1] == "؟" else draft.text[-1]
    if text == result.text:
        return result
    places = assign(text, draft.matches)
    return replace(result, text=text, places=tuple(place and (place.start, place.end) for place in places))


def _bracketed(draft: Draft, text: str) -> str:
    """The text with the brackets that stand right before and behind masks in the source."""
    for hit in reversed([*draft.masks_in(text)]):
        at = draft.masks.get(hit[0], 0)
        before, after = draft.text[:at][-1:], draft.text[at + len(hit[0]) :][:1]
        if after == ")" and text[hit.end() :][:1] != ")" and text.count("(") > text.count(")"):
            text = f"{text[: hit.end()]}){text[hit.end() :]}"
        if before == "(" and text[: hit.start()].endswith("( "):
            text = f"{text[: hit.start() - 1]}{text[hit.start() :]}"
    return text


def unchanged(source: str) -> SegmentPair:
    """The pair of a text without Arabic letters: its numbers are written in European digits and marks, with the sign of percent behind them."""
    if has_arabic(source):
        return SegmentPair("", source, source)
    return SegmentPair("", source, _PERCENT_FIRST.sub(r"\1%", source.translate(_MARKS)))


def unshield(shielded: Shielded, pair: SegmentPair, find: Find) -> SegmentPair:
    """The pair of the whole segment from that of what the model read. `find` gives the pairs of the inner texts."""
    if shielded.bare and shielded.text == shielded.source:
        return pair
    source, out = shielded.source, _Out()
    pair = _ended(shielded.text, pair) if shielded.after else pair
    puts: list[_Put] = [_put(part, source, out, find) for part in shielded.before]
    segment = Segment(shielded.text, 0, len(shielded.text))
    moved: list[tuple[int, int]] = []
    at = 0
    glued = False
    pieces = project(shielded.text, shielded.codes, [segment], [pair]) if shielded.text else []
    for piece in pieces:
        code = piece.inside[-1] if piece.inside else None
        if piece.kind == "text" or code is None:
            text = piece.text.removeprefix(" ") if glued else piece.text
            at += len(piece.text) - len(text)
            moved.append((at, len(out.text) - at))
            out.text += text
            at += len(text)
            glued = False
        elif piece.kind == "void" and code.kind:
            out.text += "" if code.verbatim else code.open
            puts += [_put(part, source, out, find) for part in shielded.held[int(code.kind)]]
            at += len(code.open) if code.verbatim else 0
            glued = code.kind in shielded.glued
        else:
            out.text += (
                code.close if piece.kind == "close" else code.open + (code.close if piece.kind == "void" else "")
            )
    puts += [_put(part, source, out, find) for part in shielded.after]
    return _linked(shielded, pair, out.text, puts, moved or [(0, len(out.text))])


class _Out:
    """The text written so far."""

    def __init__(self) -> None:
        self.text = ""


def _put(part: Part, source: str, out: _Out, find: Find) -> _Put:
    """Write a part, and say where its words are."""
    start = len(out.text)
    if not part.inner:
        out.text += part.put
        return _both(_words(source[part.start : part.end], part.start), _words(part.put, start))
    pair = _ended(part.inner, find(part.inner))
    if part.joint is not None:
        out.text += _joined(pair.target, part.joint) or part.put
        return _both(_words(source[part.start : part.end], part.start), [(start, len(out.text))])
    out.text += pair.target
    terms = tuple(
        replace(
            term,
            source_span=_shifted(term.source_span, part.start),
            target_span=term.target_span and _shifted(term.target_span, start),
        )
        for term in pair.terms
    )
    if not pair.links:
        words = _both(_words(pair.source, part.start), _words(pair.target, start))
        return words._replace(terms=terms, score=pair.score)
    return _Put(
        [(token.start + part.start, token.end + part.start) for token in pair.source_tokens],
        [(token.start + start, token.end + start) for token in pair.target_tokens],
        list(pair.links),
        terms,
        pair.score,
    )


def _shifted(span: Span, shift: int) -> Span:
    return span[0] + shift, span[1] + shift


def _ended(source: str, pair: SegmentPair) -> SegmentPair:
    """The pair without a full stop that the source does not have."""
    bare = pair.target.rstrip(".")
    if len(pair.target) - len(bare) != 1 or source.rstrip('"»)').endswith((".", "…")):
        return pair
    kept = [token.end <= len(bare) for token in pair.target_tokens]
    links = tuple(link for link in pair.links if kept[link.target])
    return replace(pair, target=bare, target_tokens=pair.target_tokens[: sum(kept)], links=links)


def _words(text: str, shift: int) -> list[Span]:
    return [(token.start + shift, token.end + shift) for token in tokenise(text)]


def _both(source: list[Span], target: list[Span]) -> _Put:
    """Words that stand for each other one by one, or all together where they are not as many."""
    if len(source) == len(target):
        return _Put(source, target, [Link(i, i, 1.0) for i in range(len(source))])
    return _Put(source, target, [Link(i, j, 1.0) for i in range(len(source)) for j in range(len(target))])


def _joined(words: str, joint: str) -> str:
    """The words of a hashtag."""
    return joint.join(word[0].upper() + word[1:] for word in _WORD.findall(_POSSESSIVE.sub("", words)))


def _linked(shielded: Shielded, pair: SegmentPair, target: str, puts: Sequence[_Put], moved: Shifts) -> SegmentPair:
    """The pair of the whole texts: words and links of what the model read, moved, and those of what was put in."""
    own = [
        [_moved((token.start, token.end), shifts) if token.text not in shielded.masks else None for token in tokens]
        for tokens, shifts in ((pair.source_tokens, shielded.shifts), (pair.target_tokens, moved))
    ]
    sources = _numbered([*filter(None, own[0]), *(span for put in puts for span in put.source)])
    targets = _numbered([*filter(None, own[1]), *(span for put in puts for span in put.target)])
    links = {
        Link(sources[one], targets[other], link.score)
        for link in pair.links
        if (one := own[0][link.source]) and (other := own[1][link.target])
    }
    terms = [
        replace(
            term,
            source_span=_moved(term.source_span, shielded.shifts),
            target_span=term.target_span and _moved(term.target_span, moved),
        )
        for term in pair.terms
    ]
    terms += [term for put in puts for term in put.terms]
    links |= {Link(sources[put.source[i]], targets[put.target[j]], score) for put in puts for i, j, score in put.links}
    return replace(
        pair,
        source=shielded.source,
        target=target,
        source_tokens=_tokens(shielded.source, sources),
        target_tokens=_tokens(target, targets),
        links=tuple(sorted(links)),
        terms=tuple(sorted(terms, key=lambda term: term.source_span)),
        score=_score(pair, puts),
    )


def _score(pair: SegmentPair, puts: Sequence[_Put]) -> float | None:
    """The mean of the scores of what a model wrote, weighed by its words; None where none did."""
    scores = [(put.score, len(put.target)) for put in puts if put.score is not None]
    if pair.score is not None:
        scores.append((pair.score, len(pair.target_tokens)))
    weight = sum(max(count, 1) for _, count in scores)
    return round(sum(score * max(count, 1) for score, count in scores) / weight, 4) if scores else None


def _moved(span: Span, shifts: Shifts) -> Span:
    """The span of another text, from the places on from which characters have another distance."""

    def at(place: int) -> int:
        k = bisect_right(shifts, place, key=lambda shift: shift[0]) - 1
        return place + shifts[max(k, 0)][1]

    start = at(span[0])
    return start, max(start, at(span[1] - 1) + 1)


def _numbered(spans: Iterable[Span]) -> Mapping[Span, int]:
    return {span: number for number, span in enumerate(sorted(set(spans)))}


def _tokens(text: str, spans: Iterable[Span]) -> tuple[Token, ...]:
    return tuple(Token(text[start:end], start, end) for start, end in spans)
