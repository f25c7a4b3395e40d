"""What an office document says of itself: its title, subject, keywords and description."""

from collections.abc import Iterator

from glossaries.arabic import has_arabic
from glossaries.xml import xml_text
from mt.documents.model.blocks import Builder, Skeleton, write_with
from mt.documents.model.xml import Node

_SEEN = frozenset(("title", "subject", "description", "keywords", "keyword"))


def properties(nodes: Iterator[Node], skeleton: Skeleton) -> str:
    """The part with the properties, with marks for those in Arabic."""
    out: list[str] = []
    wanted = False
    for node in nodes:
        if wanted and node.kind == "text" and has_arabic(node.text):
            builder = Builder(collapse=False)
            builder.text(node.text, node.raw)
            before, block, after = builder.done(write_with(xml_text))
            out += [before, skeleton.add(block) if block else "", after]
        else:
            out.append(node.raw)
        wanted = node.kind == "start" and node.name in _SEEN
    return "".join(out)
