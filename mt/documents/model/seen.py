"""Attributes of office documents that readers get to see: descriptions of pictures, tips, items of lists, watermarks."""

import re
from collections.abc import Iterator
from html import unescape

from glossaries.arabic import has_arabic
from glossaries.xml import xml_attribute
from mt.documents.model.blocks import Builder, Skeleton, write_with
from mt.documents.model.xml import Node

_SEEN = {
    "alias": ("val",),
    "cNvPr": ("descr", "title"),
    "dataValidation": ("error", "errorTitle", "prompt", "promptTitle"),
    "default": ("val",),
    "docPr": ("descr", "title"),
    "helpText": ("val",),
    "hlinkClick": ("tooltip",),
    "hlinkHover": ("tooltip",),
    "hyperlink": ("tooltip", "display"),
    "image": ("alt",),
    "imagedata": ("title",),
    "list-level-style-bullet": ("num-prefix", "num-suffix"),
    "list-level-style-number": ("num-prefix", "num-suffix"),
    "listEntry": ("val",),
    "listItem": ("displayText",),
    "lvlText": ("val",),
    "rect": ("alt",),
    "shape": ("alt",),
    "statusText": ("val",),
    "tblCaption": ("val",),
    "tblDescription": ("val",),
    "textpath": ("string",),
}
"""By element; neither name has its namespace."""
_ATTRIBUTE = re.compile(r"""(\s(?:[\w.-]+:)?([\w.-]+)\s*=\s*(["']))(.*?)(?=\3)""", re.DOTALL)
_NUMBER = re.compile(r"(%\d)")
"""Where the number of a list goes."""


def seen(nodes: Iterator[Node], skeleton: Skeleton) -> Iterator[Node]:
    """The nodes, with marks for the attributes in Arabic that readers see."""
    for node in nodes:
        wanted = _SEEN.get(node.name) if node.kind == "start" else None
        if wanted and has_arabic(unescape(node.raw)):
            yield node._replace(raw=_marked(node.raw, wanted, skeleton))
        else:
            yield node


def _marked(raw: str, wanted: tuple[str, ...], skeleton: Skeleton) -> str:
    def marked(found: re.Match[str]) -> str:
        if found[2] not in wanted or not has_arabic(unescape(found[4])):
            return found[0]
        builder = Builder(collapse=False)
        for part in _NUMBER.split(found[4]):
            if _NUMBER.fullmatch(part):
                builder.verbatim(part, part)
            else:
                builder.text(unescape(part), part)
        before, block, after = builder.done(write_with(lambda text: xml_attribute(text)[1:-1]))
        return found[1] + before + (skeleton.add(block) if block else "") + after

    return _ATTRIBUTE.sub(marked, raw)
