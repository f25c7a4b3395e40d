"""Make the glossary's terms appear in a translation, and say how each came about.

A model that knows inline hints is told of the terms by them. Terms that it still leaves out are put in afterwards. A
model that was trained on hints was also trained to point at the source word: the words that look at the term's source
are replaced. The attention of other models says little: the hypothesis is cut at word boundaries around the likely
place, the term is written there, the decoder goes on from it (lexically constrained decoding by prefixes), and the
model's own score picks among these and the mere replacements.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from align.bitext import Span, TermDecision
from glossaries.match import Match
from glossaries.render import assign
from mt.models.engine import Engine, Hypothesis
from mt.pipeline.draft import SHORTEST, Draft, Result, attention_on, spliced
from mt.pipeline.repeats import around, boundaries, unrepeated

ALTERNATIVES = 4
"""How many hypotheses to look at, for one that skips no term."""
BY_SOUND = "by its sound"
"""The origin of a term that is a name which no glossary lists (`mt.pipeline.names`)."""
LOOKED_AT = 0.5
"""A piece with so much attention on a term shows that the decoder did not skip it."""
CUTS = 4
"""How many places to go on from, for a missing term."""
REPLACED, PUT_BEFORE, PUT_AFTER = (f"put {how} what stood there" for how in ("in the place of", "before", "after"))


def enforce(drafts: Sequence[Draft], hypotheses: Sequence[Hypothesis], engine: Engine) -> list[Result]:
    """The results of all drafts, with every matched term in its accepted form where that is possible."""
    hypotheses = [_tidied(*each, engine) for each in zip(drafts, hypotheses, strict=True)]
    texts = engine.decode([hypothesis.pieces for hypothesis in hypotheses])
    results = [Result(*each) for each in zip(texts, hypotheses, strict=True)]
    if engine.model.hints:
        results = _reconsidered(drafts, results, engine)
    reasons: list[dict[int, str]] = [{} for _ in drafts]
    for _ in range(max((len(draft.matches) for draft in drafts), default=0)):
        open_ = [(k, index) for k, draft in enumerate(drafts) for index in _missing(draft, results[k], reasons[k])[:1]]
        if not open_:
            break
        place = _splice if engine.model.hints else _search
        for (k, index), (result, why) in zip(open_, place(drafts, results, open_, engine), strict=True):
            results[k], reasons[k][index] = result, why
    results = [_settle(*each) for each in zip(drafts, results, reasons, strict=True)]
    edited = [k for k, result in enumerate(results) if result.hypothesis.attention is None]
    targets = engine.encode_target([results[k].text for k in edited])
    attentions = engine.attend([drafts[k].pieces for k in edited], targets)
    for k, pieces, attention in zip(edited, targets, attentions, strict=True):
        results[k] = replace(results[k], hypothesis=replace(results[k].hypothesis, pieces=pieces, attention=attention))
    return results


def decisions(draft: Draft, result: Result) -> tuple[TermDecision, ...]:
    """What became of each match of a draft that is no mask. A name that no glossary lists counts where it is there."""
    return tuple(
        _spelled(draft, match, result.text, place)
        if place and match.term.origin == BY_SOUND
        else TermDecision(
            source=draft.text[match.start : match.end],
            target=result.text[slice(*place)] if place else "",
            source_span=(match.start, match.end),
            target_span=place,
            status="missed" if place is None else "repaired" if why else "kept",
            term=str(match.term),
            why=why or ("written by the model, on a hint" if draft.hinted else "written by the model"),
        )
        for match, place, why in zip(draft.matches, result.places, result.reasons, strict=True)
        if match.term.source not in draft.masks and (place or match.term.origin != BY_SOUND)
    )


def _spelled(draft: Draft, match: Match, text: str, place: Span) -> TermDecision:
    """A name that was spelled by its sound."""
    source, target = draft.text[match.start : match.end], text[slice(*place)]
    others = tuple(term.target for term in match.others)
    why = f"spelled {BY_SOUND}" + (f"; or {', '.join(others)}" if others else "")
    return TermDecision(
        source, target, (match.start, match.end), place, "spelled", f"{source} ~ {match.term.target}", why, others
    )


def _tidied(draft: Draft, hypothesis: Hypothesis, engine: Engine) -> Hypothesis:
    return unrepeated(hypothesis, engine.encode_target(_alone(draft))) if draft.matches else hypothesis


def _reconsidered(drafts: Sequence[Draft], results: Sequence[Result], engine: Engine) -> list[Result]:
    """The results; for those that skip a term the best alternative that leaves out fewer.

    A translation that ends too early has no word whose place a term could take.
    """
    results = list(results)
    skipping = [k for k, draft in enumerate(drafts) if _skips(draft, results[k])]
    found = engine.alternatives([drafts[k].pieces for k in skipping], ALTERNATIVES)
    for k, beam in zip(skipping, found, strict=True):
        others = [_tidied(drafts[k], other, engine) for other in beam]
        texts = engine.decode([other.pieces for other in others])
        candidates = [results[k], *map(Result, texts, others)]
        results[k] = min(candidates, key=lambda each: len(_missing(drafts[k], each, ())))
    return results


def _skips(draft: Draft, result: Result) -> bool:
    """Whether a term has no place, nor a piece that looks at its source."""
    sources = (draft.match_words[index] for index in _missing(draft, result, ()))
    return any(attention_on(draft, result.hypothesis, words).max(initial=0.0) < LOOKED_AT for words in sources)


def _alone(draft: Draft) -> list[str]:
    """The terms that the source does not have twice in a row."""
    beside = [pair for pair in pairwise(draft.matches) if not draft.text[pair[0].end : pair[1].start].strip()]
    twice = {one.term.target for one, other in beside if one.term.target == other.term.target}
    return sorted({match.term.target for match in draft.matches} - twice)


def _missing(draft: Draft, result: Result, tried: Collection[int]) -> list[int]:
    """The matches without a place that were not tried yet."""
    if len(tried) == len(draft.matches):
        return []
    places = assign(result.text, draft.matches)
    return [index for index, place in enumerate(places) if place is None and index not in tried]


def _splice(
    drafts: Sequence[Draft], results: Sequence[Result], open_: Sequence[tuple[int, int]], engine: Engine
) -> list[tuple[Result, str]]:
    """For each `(draft, match)` in `open_` the result with the term where the attention says, and how it got there."""
    chosen = []
    for k, index in open_:
        draft, result = drafts[k], results[k]
        pieces = result.hypothesis.pieces
        (term,) = engine.encode_target([draft.matches[index].term.target])
        before = _placed(result.text, draft)
        _, (start, end) = _aligned(draft, result.hypothesis, index)
        sources = np.isin(draft.words, draft.match_words[index]).astype(np.float32)
        row = sources / max(float(sources.sum()), 1)
        best = result, ""
        before_term, after_term = around(pieces, start, end, term)
        start, end = start - before_term, end + after_term
        for a, b, why in _spots(start, end):
            hypothesis = spliced(result.hypothesis, a, b, term, row)
            (text,) = engine.decode([hypothesis.pieces])
            if _placed(text, draft) > before:
                best = Result(text, hypothesis), why
                break
        chosen.append(best)
    return chosen


def _spots(start: int, end: int) -> list[tuple[int, int, str]]:
    """The pieces that a term may take the place of, around those that look at its source, and how to say so."""
    return [(start, end, REPLACED), (start, start, PUT_BEFORE), (end, end, PUT_AFTER)]


def _placed(text: str, draft: Draft) -> set[int]:
    """The matches of a draft that have a place in `text`."""
    return {index for index, place in enumerate(assign(text, draft.matches)) if place}


def _search(
    drafts: Sequence[Draft], results: Sequence[Result], open_: Sequence[tuple[int, int]], engine: Engine
) -> list[tuple[Result, str]]:
    """For each `(draft, match)` in `open_` the best result that has the term, and how it was got."""
    prefixes: list[tuple[int, list[str]]] = []
    candidates: list[list[tuple[list[str], str]]] = []
    for row, (k, index) in enumerate(open_):
        term = engine.encode_target([drafts[k].matches[index].term.target])[0]
        pieces = results[k].hypothesis.pieces
        peak, (start, end) = _aligned(drafts[k], results[k].hypothesis, index)
        cuts = sorted(boundaries(pieces), key=lambda cut: abs(cut - peak))[:CUTS]
        prefixes += [(row, pieces[:cut] + term) for cut in cuts]
        candidates.append([(pieces[:a] + term + pieces[b:], why) for a, b, why in _spots(start, end)])
    answers = engine.go_on([drafts[open_[row][0]].pieces for row, _ in prefixes], [prefix for _, prefix in prefixes])
    for (row, _), answer in zip(prefixes, answers, strict=True):
        candidates[row].append((answer, "put in, and the translation continued from it"))
    flat = [(k, pieces) for (k, _), group in zip(open_, candidates, strict=True) for pieces, _ in group]
    scores = iter(engine.score([drafts[k].pieces for k, _ in flat], [pieces for _, pieces in flat]))
    texts = iter(engine.decode([pieces for _, pieces in flat]))
    chosen = []
    for (k, _), group in zip(open_, candidates, strict=True):
        before = _placed(results[k].text, drafts[k])
        fewest = SHORTEST * len(results[k].hypothesis.pieces)
        ranked = []
        for (pieces, why), score, text in zip(group, scores, texts):  # noqa: B905 - the iterators go on
            rank = (_placed(text, drafts[k]) > before, len(pieces) >= fewest, score)
            ranked.append((rank, Result(text, Hypothesis(pieces, score, None)), why))
        rank, result, why = max(ranked, key=lambda each: each[0])
        chosen.append((result, why) if rank[0] else (results[k], ""))
    changed = [(drafts[k].pieces, result.hypothesis.pieces) for (k, _), (result, _) in zip(open_, chosen, strict=True)]
    attentions = engine.attend([source for source, _ in changed], [target for _, target in changed])
    return [
        (replace(result, hypothesis=replace(result.hypothesis, attention=attention)), why)
        for (result, why), attention in zip(chosen, attentions, strict=True)
    ]


def _settle(draft: Draft, result: Result, reasons: dict[int, str]) -> Result:
    """Terms still missing put in, variants replaced, places taken. An edited text has lost its attention."""
    text, why = result.text, dict(reasons)
    for index, place in enumerate(assign(text, draft.matches)):
        if place is None:
            text, why[index] = _put_in(draft, text, index), "put in by its place in the source"
    found = assign(text, draft.matches)
    places = list(found)
    variants = [(index, place) for index, place in enumerate(found) if place is not None and not place.accepted]
    for index, place in sorted(variants, key=lambda each: -each[1].start):
        target = draft.matches[index].term.target
        why[index] = f"{text[place.start : place.end]!r} replaced"
        text = text[: place.start] + target + text[place.end :]
        shift = len(target) - (place.end - place.start)
        places[index] = place._replace(end=place.end + shift)
        for other, later in enumerate(places):
            if later is not None and later.start > place.start:
                places[other] = later._replace(start=later.start + shift, end=later.end + shift)
    hypothesis = result.hypothesis if text == result.text else replace(result.hypothesis, attention=None)
    return Result(
        text,
        hypothesis,
        tuple(place and (place.start, place.end) for place in places),
        tuple(
            why.get(k, "") if place else "no place was found for it that keeps the others"
            for k, place in enumerate(places)
        ),
    )


def _put_in(draft: Draft, text: str, index: int) -> str:
    """`text` with the term of match `index` between two words, near its place in the source; unchanged if none will do.

    The pieces of a model cannot spell every term, and no other term may be torn apart.
    """
    match = draft.matches[index]
    before = _placed(text, draft)
    wanted = len(text) * match.start / len(draft.text)
    gaps = [0, *(gap.start() for gap in re.finditer(r"\s+", text)), len(text)]
    for gap in sorted(gaps, key=lambda gap: abs(gap - wanted)):
        candidate = f"{text[:gap]} {match.term.target} {text[gap:].lstrip()}".strip()
        if _placed(candidate, draft) > before:
            return candidate
    return text


def _aligned(draft: Draft, hypothesis: Hypothesis, index: int) -> tuple[int, Span]:
    """Where the word begins that looks most at match `index`, and the run of words around it that look there too."""
    pieces = hypothesis.pieces
    if not pieces:
        return 0, (0, 0)
    share = attention_on(draft, hypothesis, draft.match_words[index])
    peak = int(share.argmax())
    starts = boundaries(pieces)
    words = [(a, b) for a, b in pairwise(starts) if a < b]
    own = next(i for i, (a, b) in enumerate(words) if a <= peak < b)
    looking = [mean > max(0.3, 1 - mean) for mean in (float(share[a:b].mean()) for a, b in words)]
    first = last = own
    while first > 0 and looking[first - 1]:
        first -= 1
    while last + 1 < len(words) and looking[last + 1]:
        last += 1
    return words[own][0], (words[first][0], words[last][1])
