"""The main text of a web page: the smallest element that holds nearly all of its running text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mt.documents.model.tags import Tag

SHARE = 0.8
"""The least share of the page's running text that the element holds."""
SHORTEST = 40
"""Characters of a block outside links; what is shorter and no `<p>` is more likely a menu."""

_ASIDE = frozenset(
    ["nav", "aside", "footer", "script", "style", "noscript", "form", "button", "select", "template", "svg", "iframe"]
)
_CONTAINERS = frozenset(["article", "body", "div", "main", "section", "td", "center", "html"])


@dataclass(slots=True)
class _Element:
    start: int
    stop: int = 0
    text: int = 0
    children: list["_Element"] = field(default_factory=list)


def main_text(pieces: Sequence[Tag]) -> list[range]:
    """The pieces of the main text and of the page's title and first heading. All pieces where there is no such text.

    Where the page has one element `<main>`, it is looked for in there.
    """
    root, named = _elements(pieces)
    if not root.text:
        return [range(len(pieces))]
    if len(named) == 1 and named[0].text:
        root = named[0]
    found = root
    while child := next((child for child in found.children if child.text >= SHARE * root.text), None):
        found = child
    main = range(found.start, found.stop)
    headings = [_first(pieces, name) for name in ("title", "h1")]
    return sorted(
        [main, *(part for part in headings if part and not (main.start <= part.start < main.stop))],
        key=lambda part: part.start,
    )


def _elements(pieces: Sequence[Tag]) -> tuple[_Element, list[_Element]]:
    """The page as a tree of the elements that may hold a text, each with how much running text is in it; those `<main>`."""
    root = _Element(0, len(pieces))
    named: list[_Element] = []
    in_paragraph = False
    path: list[tuple[str, _Element]] = [("", root)]
    aside: list[str] = []
    links = length = 0
    for position, piece in enumerate(pieces):
        if piece.kind == "text":
            length += 0 if links or aside else len(piece.text.strip())
            continue
        if piece.kind == "other" or piece.empty:
            continue
        if piece.name == "a":
            links = max(0, links + (1 if piece.kind == "start" else -1))
            continue
        if piece.name in _ASIDE:
            if piece.kind == "start":
                aside.append(piece.name)
            elif piece.name in aside:
                del aside[len(aside) - 1 - aside[::-1].index(piece.name) :]
        if piece.name in _CONTAINERS or piece.name in ("p", "li", "blockquote", "h1", "h2", "h3", "tr", "table"):
            if length >= SHORTEST or (length and in_paragraph):
                for _, element in path:
                    element.text += length
            length = links = 0
            in_paragraph = piece.name == "p" and piece.kind == "start"
        if piece.name not in _CONTAINERS or len(path) > 200:
            continue
        if piece.kind == "start":
            element = _Element(position, len(pieces))
            named += [element] * (piece.name == "main")
            path[-1][1].children.append(element)
            path.append((piece.name, element))
        elif any(name == piece.name for name, _ in path):
            while True:
                name, element = path.pop()
                element.stop = position + (name == piece.name)
                if name == piece.name:
                    break
    return root, named


def _first(pieces: Sequence[Tag], name: str) -> range | None:
    """The first element of a name that has text."""
    start = None
    for position, piece in enumerate(pieces):
        if piece.name == name and piece.kind == "start":
            start = position
        elif piece.name == name and piece.kind == "end" and start is not None:
            return range(start + 1, position)
    return None
