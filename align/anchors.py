"""Links that are sure, such as those of a term: they come before all others."""

from collections.abc import Iterable, Sequence

from align.bitext import Link, Span
from glossaries.arabic import Token


def anchor(
    links: Iterable[Link], blocks: Iterable[tuple[Span, Span]], source: Sequence[Token], target: Sequence[Token]
) -> tuple[Link, ...]:
    """`links`, with the words of each block (a source and a target span) linked to each other and to nothing else."""
    forced: list[Link] = []
    for source_span, target_span in blocks:
        sources, targets = inside(source, source_span), inside(target, target_span)
        forced += [Link(i, j, 1.0) for i in sources for j in targets]
    taken_sources, taken_targets = {link.source for link in forced}, {link.target for link in forced}
    free = [link for link in links if link.source not in taken_sources and link.target not in taken_targets]
    return tuple(sorted({*free, *forced}))


def inside(tokens: Sequence[Token], span: Span) -> list[int]:
    """The indices of the tokens that a span touches."""
    return [i for i, token in enumerate(tokens) if token.start < span[1] and token.end > span[0]]
