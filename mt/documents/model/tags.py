"""HTML cut into tags and text without loss: the pieces put together are the page."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal, NamedTuple

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "keygen",
        "frame",
    ]
)
"""Elements that have no end tag."""

_RAW = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"])
"""Elements whose content has no tags in it."""

# As browsers cut (WHATWG HTML, 13.2.5): what is opened and never closed goes on to the end, so time stays linear.
_PIECE = re.compile(
    r"""<\?(?:php\b|=).*?(?:\?>|\Z) | <\?[^>]*+(?:>|\Z) | <%[^%\n]{0,2000}%> | <!--(?:>|->|.*?(?:--!?>|\Z)) | <!\[CDATA\[.*?(?:\]\]>|\Z) | <[!?/](?![a-zA-Z])[^>]*+(?:>|\Z) | <![^>]*+(?:>|\Z)
    | <(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)
      (?: [^>=]++ | =\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"']?[^\s>]*+) )*+ (?:>|\Z)""",
    re.VERBOSE | re.DOTALL,
)
# A name without a value is taken too, whole, so that it is looked at once.
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?""")


class Tag(NamedTuple):
    """A tag, a text, or something else (comment, declaration) as it stands in the page.

    `name` is lower-case, "" for what is no tag; `empty` for a tag that ends at once (`<br>`, `<x/>`).
    """

    kind: Literal["start", "end", "text", "other"]
    raw: str
    name: str = ""
    text: str = ""
    empty: bool = False


class Attribute(NamedTuple):
    """An attribute of a start tag: characters `[start, end)` of the tag are its value, within the quotes if any."""

    name: str
    value: str
    start: int
    end: int
    quoted: bool


def attributes(raw: str) -> list[Attribute]:
    """The attributes of a start tag that have a value."""
    found = []
    for match in _ATTRIBUTE.finditer(raw, 1):
        if not match[2]:
            continue
        start, end = match.span(2)
        quoted = match[2][0] in "\"'"
        found.append(Attribute(match[1].lower(), unescape(match[2].strip("\"'")), start + quoted, end - quoted, quoted))
    return found


def tags(page: str) -> Iterator[Tag]:
    """The pieces of a page, or of a part of one, in linear time. Nothing is too broken to be cut."""
    position = text = 0
    while (position := page.find("<", position)) >= 0:
        piece = _PIECE.match(page, position)
        if piece is None:
            position += 1
            continue
        if text < position:
            yield _text(page[text:position])
        name = (piece["name"] or "").lower()
        raw = piece[0]
        if not name:
            yield Tag("other", raw)
        elif piece["end"]:
            yield Tag("end", raw, name)
        else:
            empty = name in VOID or raw.endswith("/>")
            yield Tag("start", raw, name, empty=empty)
        position = text = piece.end()
        if name in _RAW and not piece["end"] and not empty:
            closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(page, position)
            position = closing.start() if closing else len(page)
            if text < position:
                yield _text(page[text:position])
            text = position
    if text < len(page):
        yield _text(page[text:])


def _text(raw: str) -> Tag:
    return Tag("text", raw, text=unescape(raw))
