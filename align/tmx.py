"""Segment pairs as TMX 1.4b (Translation Memory eXchange, LISA 2005)."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from align.bitext import SegmentPair
from glossaries.xml import xml_text


def to_tmx(pairs: Iterable[SegmentPair], signature: str, version: str) -> Iterator[str]:
    """The lines of a TMX document: Arabic and English variants of each pair that has both.

    The id, the model's score and the fate of each term stand in `prop` elements; `signature` in the header.
    Characters that XML 1.0 cannot carry become U+FFFD.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    yield (
        f'<header creationtool="qantara" creationtoolversion={quoteattr(version)} segtype="sentence" '
        'o-tmf="qantara" adminlang="en" srclang="ar" datatype="plaintext">\n'
        f'<prop type="x-signature">{xml_text(signature)}</prop>\n</header>\n<body>\n'
    )
    for pair in pairs:
        if pair.source and pair.target:
            yield f"<tu tuid={quoteattr(pair.id)}>\n{''.join(_props(pair))}{_variant('ar', pair.source)}{_variant('en', pair.target)}</tu>\n"
    yield "</body>\n</tmx>\n"


def _props(pair: SegmentPair) -> Iterator[str]:
    if pair.score is not None:
        yield f'<prop type="x-score">{pair.score}</prop>\n'
    for term in pair.terms:
        yield f'<prop type="x-term">{xml_text(f"{term.term} ({term.status})")}</prop>\n'


def _variant(language: str, text: str) -> str:
    return f'<tuv xml:lang="{language}"><seg>{xml_text(text)}</seg></tuv>\n'
