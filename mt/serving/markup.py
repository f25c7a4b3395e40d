"""HTML that comes as a text: its markup stays, and what was escaped stays escaped."""

from collections.abc import Sequence

from align.bitext import SegmentPair
from mt.documents.formats.html import scan
from mt.documents.model.blocks import Skeleton
from mt.documents.model.document import Document
from mt.documents.model.tags import tags


def fragment(html: str) -> Document:
    """A page or a piece of one, taken apart. Raises InputError for a paragraph beyond measure."""
    skeleton = Skeleton("q")
    text = scan(list(tags(html.replace("\0", ""))), skeleton)
    return skeleton.document(lambda fill, turned: fill(text).encode())


def put_together(document: Document, pairs: Sequence[SegmentPair]) -> str:
    return document.restore(pairs).decode()
