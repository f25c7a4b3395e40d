"""The sentences of one text as one pair: nothing between them is lost, and every span points into the whole."""

from collections.abc import Sequence
from dataclasses import replace

from align.bitext import Finding, Link, SegmentPair, Span, TermDecision
from glossaries.arabic import Token


def whole(text: str, starts: Sequence[int], pairs: Sequence[SegmentPair]) -> SegmentPair:
    """The pair of `text`, whose sentences begin at `starts` and have `pairs`, without an id.

    White space around and between the sentences stays; where the Arabic has none between two, the English gets a
    space. The score is the mean of the sentences', weighed by their target tokens; the risk is that of the riskiest.
    """
    target = ""
    at = 0
    tokens: tuple[list[Token], list[Token]] = ([], [])
    links: list[Link] = []
    terms: list[TermDecision] = []
    findings: list[Finding] = []
    scores: list[tuple[float, int]] = []
    for start, pair in zip(starts, pairs, strict=True):
        target += text[at:start] or (" " if target else "")
        shift = len(target)
        before = len(tokens[0]), len(tokens[1])
        tokens[0].extend(Token(token.text, token.start + start, token.end + start) for token in pair.source_tokens)
        tokens[1].extend(Token(token.text, token.start + shift, token.end + shift) for token in pair.target_tokens)
        links.extend(Link(i + before[0], j + before[1], score) for i, j, score in pair.links)
        terms.extend(
            replace(
                term,
                source_span=_moved(term.source_span, start),
                target_span=term.target_span and _moved(term.target_span, shift),
            )
            for term in pair.terms
        )
        findings.extend(
            replace(
                finding,
                source=finding.source and _moved(finding.source, start),
                target=finding.target and _moved(finding.target, shift),
            )
            for finding in pair.findings
        )
        if pair.score is not None:
            scores.append((pair.score, max(len(pair.target_tokens), 1)))
        target += pair.target
        at = start + len(pair.source)
    weight = sum(count for _, count in scores)
    return SegmentPair(
        id="",
        source=text,
        target=target + text[at:],
        source_tokens=tuple(tokens[0]),
        target_tokens=tuple(tokens[1]),
        links=tuple(links),
        terms=tuple(terms),
        score=round(sum(score * count for score, count in scores) / weight, 4) if scores else None,
        findings=tuple(sorted(findings, key=lambda finding: -finding.probability)),
        risk=max((pair.risk for pair in pairs if pair.risk is not None), default=None),
    )


def _moved(span: Span, shift: int) -> Span:
    return span[0] + shift, span[1] + shift
