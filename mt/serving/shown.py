"""What is told of a pair besides its translation: where words are linked, what became of terms, what to check."""

from typing import Any

from align.bitext import SegmentPair


def details(pair: SegmentPair) -> dict[str, Any]:
    """`terms`, `links` and `findings` of a pair; places are `[start, end)` in characters, links with a probability."""
    sources, targets = pair.source_tokens, pair.target_tokens
    links = [
        [sources[i].start, sources[i].end, targets[j].start, targets[j].end, round(score, 3)]
        for i, j, score in pair.links
    ]
    return {"terms": terms(pair), "links": links, "findings": findings(pair)}


def terms(pair: SegmentPair, placed: bool = True) -> list[dict[str, Any]]:
    """What became of each term; `placed`: with its places in the two texts."""
    return [
        {"source": term.source, "target": term.target, "term": term.term, "status": term.status, "why": term.why}
        | ({"source_span": term.source_span, "target_span": term.target_span} if placed else {})
        for term in pair.terms
    ]


def findings(pair: SegmentPair, placed: bool = True) -> list[dict[str, Any]]:
    """What may be wrong, the likeliest first."""
    return [
        {"kind": each.kind, "probability": each.probability, "message": each.message}
        | ({"source_span": each.source, "target_span": each.target} if placed else {})
        for each in pair.findings
    ]
