"""Word documents (DOCX, ECMA-376): text, tables, headers, footers, notes, comments and text boxes of the package.

A paragraph's runs are joined to sentences. Its translation looks as most of it does; runs that look different, links
and fields become codes. In a translated document paragraphs, tables and runs read from left to right.
"""

from collections.abc import Callable, Iterator
from re import compile as pattern
from typing import BinaryIO

from glossaries.errors import InputError
from mt.documents.model.archive import Archive
from mt.documents.model.blocks import Skeleton
from mt.documents.model.contents import Text
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.paragraphs import looks, translatable
from mt.documents.model.xml import decode_xml, nodes

_TEXTS = pattern(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_LOOKS = pattern(r"word/(?:styles|numbering)\.xml")
_UNREAD = (
    (pattern(r"word/charts/chart[^/]*\.xml|word/diagrams/data[^/]*\.xml"), "charts or diagrams"),
    (pattern(r"word/embeddings/.*[^/]"), "embedded files"),
)
_OTHERS = {"ppt/": "a PowerPoint file", "xl/": "an Excel file", "content.xml": "an OpenDocument file"}


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The document. Raises InputError where it is damaged, encrypted, or no Word document."""
    archive = Archive(binary, name)
    if "word/document.xml" not in archive.parts:
        what = next((what for start, what in _OTHERS.items() if any(p.startswith(start) for p in archive.parts)), None)
        raise InputError(f"{name}: {what or 'a zip archive without a document'}: give a Word document (.docx)")
    skeleton = Skeleton(name)
    texts: dict[str, tuple[Text, str]] = {}
    for part in archive.parts:
        take = translatable if _TEXTS.fullmatch(part) else looks if _LOOKS.fullmatch(part) else None
        if take:
            place = f"{name} ({part})"
            file = decode_xml(archive.part(part), place)
            texts[part] = file, take(nodes(file.text, place), skeleton)

    def finish(fill: Callable[[str], str], turned: bool) -> bytes:
        if not turned:
            return archive.data
        return archive.replaced({part: file.encode(fill(text)) for part, (file, text) in texts.items()})

    yield skeleton.document(finish, _notes(archive))


def _notes(archive: Archive) -> list[str]:
    notes = []
    for unread, what in _UNREAD:
        count = sum(unread.fullmatch(part) is not None for part in archive.parts)
        if count:
            notes.append(f"{what} ({count}) are kept as they are, their text is not translated")
    return notes
