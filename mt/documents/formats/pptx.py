"""PowerPoint files (PPTX, ECMA-376): slides, notes, tables, layouts and comments, from right to left to left to right."""

from collections.abc import Iterator
from typing import BinaryIO

from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.drawing import translatable
from mt.documents.model.office import read_package
from mt.documents.model.properties import properties

_PARTS = dict.fromkeys(
    ("slide", "notesSlide", "slideLayout", "slideMaster", "notesMaster", "handoutMaster", "comments"), translatable
)
_OTHERS = {"presentation": translatable, "officeDocument": translatable, "core-properties": properties}


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The presentation as one document. Raises InputError where it is damaged, encrypted, or none."""
    yield read_package(binary, name, "pptx", _PARTS | _OTHERS)
