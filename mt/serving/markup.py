"""HTML that comes as a text: its markup stays, and what was escaped stays escaped."""

import re
from collections.abc import Sequence

from align.bitext import SegmentPair
from mt.documents.formats.html import scan
from mt.documents.model.blocks import Skeleton
from mt.documents.model.document import Document
from mt.documents.model.tags import tags

_KEPT = ' translate="no" data-qantara=""'


def fragment(html: str, ignored: Sequence[str] = ()) -> Document:
    """A page or a piece of one, taken apart; what is in `ignored` elements stays as it is.

    Raises InputError for a paragraph beyond measure.
    """
    names = "|".join(re.escape(name.strip()) for name in ignored if name.strip())
    html = html.replace("\0", "")
    if names:
        html = re.sub(rf"<({names})(?=[\s/>])", rf"<\1{_KEPT}", html)
    skeleton = Skeleton("q")
    text = scan(list(tags(html)), skeleton)
    return skeleton.document(lambda fill, turned: fill(text).replace(_KEPT, "").encode())


def put_together(document: Document, pairs: Sequence[SegmentPair]) -> str:
    return document.restore(pairs).decode()
