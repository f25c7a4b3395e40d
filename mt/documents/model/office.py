"""Packages of parts in XML, each read by its kind and put back where it was."""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO

from glossaries.errors import InputError
from mt.documents.model.archive import Archive
from mt.documents.model.blocks import Skeleton
from mt.documents.model.contents import Text
from mt.documents.model.document import Document
from mt.documents.model.package import kind_of, kinds
from mt.documents.model.xml import Node, decode_xml, nodes

Take = Callable[[Iterator[Node], Skeleton], str]
"""Reads a part: its nodes become a text with marks for what is translated."""

_UNREAD = {
    "chart": "charts",
    "chartEx": "charts",
    "diagramData": "diagrams",
    "package": "embedded files",
    "oleObject": "embedded files",
    "aFChunk": "embedded files",
    "control": "form controls",
    "pivotTable": "pivot tables",
}
_WHAT = {"docx": "a Word document", "pptx": "a PowerPoint file", "xlsx": "an Excel file"}


def read_package(binary: BinaryIO, name: str, wanted: str, takes: Mapping[str, Take]) -> Document:
    """The document of a package whose parts are taken by their kinds, in the archive's order.

    Raises InputError as `opened` does, and for parts that are damaged.
    """
    archive, found = opened(binary, name, wanted)
    return assembled(archive, {part: takes[found[part]] for part in archive.parts if found.get(part) in takes}, found)


def opened(binary: BinaryIO, name: str, wanted: str) -> tuple[Archive, dict[str, str]]:
    """A package and the kinds of its parts. Raises InputError where it is damaged, encrypted, or of another kind."""
    archive = Archive(binary, name)
    found = kinds(archive)
    if kind_of(io.BytesIO(archive.data)) != wanted or "officeDocument" not in found.values():
        raise InputError(f"{name}: a zip archive without a document: give {_WHAT[wanted]} (.{wanted})")
    return archive, found


def assembled(
    archive: Archive, takes: Mapping[str, Take], found: Mapping[str, str], notes: Sequence[str] = ()
) -> Document:
    """The document of an archive, some parts of which are read; `found` are the kinds of all."""
    skeleton = Skeleton(archive.name)
    texts: dict[str, tuple[Text, str]] = {}
    for part, take in takes.items():
        place = f"{archive.name} ({part})"
        file = decode_xml(archive.part(part), place)
        texts[part] = file, take(nodes(file.text, place), skeleton)

    def finish(fill: Callable[[str], str], turned: bool) -> bytes:
        if not turned:
            return archive.data
        return archive.replaced({part: file.encode(fill(text)) for part, (file, text) in texts.items()})

    return skeleton.document(finish, (*notes, *_unread(found)))


def texts_in_formulas(count: int) -> list[str]:
    """The note on formulas and lists of choices that have Arabic texts in them; none where there are none."""
    return (
        [f"texts in formulas and in lists of choices ({count}) are kept: cells are compared with them"] if count else []
    )


def _unread(found: Mapping[str, str]) -> Iterator[str]:
    counts = Counter(_UNREAD[kind] for kind in found.values() if kind in _UNREAD)
    for what, count in counts.items():
        yield f"{what} ({count}) are kept as they are, their text is not translated"
