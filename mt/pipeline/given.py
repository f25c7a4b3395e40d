"""A sentence and a translation that a person gave: words linked by the model, terms judged."""

from align.anchors import anchor
from align.attention import from_attention, words_of_pieces
from align.bitext import SegmentPair, TermDecision
from glossaries.arabic import tokenise
from glossaries.errors import ModelError
from glossaries.match import Matcher
from glossaries.render import assign
from mt.models.engine import Engine

BY_HAND = "in the corrected translation"


def given(source: str, target: str, engine: Engine, matcher: Matcher | None = None) -> SegmentPair:
    """The pair of the two texts, without an id or a score. Links are where the model would look, writing the target."""
    tokens, words = tuple(tokenise(source)), tuple(tokenise(target))
    matches = matcher.find(source, target) if matcher else []
    places = assign(target, matches)
    terms = tuple(
        TermDecision(
            source=source[match.start : match.end],
            target=target[place.start : place.end] if place and place.accepted else "",
            source_span=(match.start, match.end),
            target_span=(place.start, place.end) if place and place.accepted else None,
            status="kept" if place and place.accepted else "missed",
            term=str(match.term),
            why=BY_HAND if place and place.accepted else f"not {BY_HAND}",
        )
        for match, place in zip(matches, places, strict=True)
    )
    pieces, written = engine.encode([source])[0], engine.encode_target([target])[0]
    try:
        (attention,) = engine.attend([pieces], [written])
    except ModelError:  # longer than the model reads
        return SegmentPair("", source, target, tokens, words, (), terms)
    links = from_attention(attention, words_of_pieces(pieces, tokens), words_of_pieces(written, words))
    blocks = [(term.source_span, term.target_span) for term in terms if term.target_span]
    # What a term's words are linked to, its own words are.
    links = anchor(links, blocks, tokens, words) if blocks else links
    return SegmentPair("", source, target, tokens, words, links, terms)
