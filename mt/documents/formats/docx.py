"""Word documents (DOCX, ECMA-376): text, tables, headers, footers, notes, comments and text boxes of the package.

Parts are known by the relationships that lead to them, whatever they are called. A paragraph's runs are joined to
sentences. Its translation looks as most of it does; runs that look different, links and fields become codes. In a
translated document paragraphs, tables and runs read from left to right.
"""

from collections.abc import Iterator
from typing import BinaryIO

from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.office import read_package
from mt.documents.model.paragraphs import looks, translatable
from mt.documents.model.properties import properties

_PARTS = dict.fromkeys(
    ("officeDocument", "header", "footer", "footnotes", "endnotes", "comments", "glossaryDocument"), translatable
)
_OTHERS = {"styles": looks, "numbering": looks, "core-properties": properties}


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The document. Raises InputError where it is damaged, encrypted, or no Word document."""
    yield read_package(binary, name, "docx", _PARTS | _OTHERS)
