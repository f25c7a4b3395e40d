"""PDF, read for its text: paragraphs, headings and tables, written anew as HTML or DOCX. A PDF itself is not written."""

import ctypes
import math
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import pypdfium2
from pypdfium2 import raw

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from mt.documents.model.blocks import Builder, Skeleton, write_with
from mt.documents.model.contents import load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.flow import Paragraph, paragraphs
from mt.documents.model.fresh import docx, html, plain_text
from mt.documents.model.visual import Glyph, lines

LARGEST = 256 << 20
LOST = "PDF: its text is taken; layout, pictures, notes on it and tables' lines are lost"
_HYPHENS = (0x02, 0xFFFE)
"""What PDFium gives for a hyphen at the end of a line."""
_LOCK = threading.Lock()
"""PDFium may be used by one thread at a time."""


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The text as one document. Raises InputError where it is damaged, needs a password, or is a scan."""
    with _LOCK:
        pages, turned_away = _pages(load(binary, name, LARGEST), name)
    empty = sum(not page for page in pages)
    if empty == len(pages):
        raise InputError(f"{name}: a scan, pages without text: run OCR over it first (ocrmypdf -l ara, or another)")
    found = paragraphs([lines(page) for page in pages])
    notes = [LOST, *([f"pages without text ({empty}): OCR may read them"] if empty else [])]
    notes += [f"text that does not stand upright ({turned_away} signs) is left out"] if turned_away else []
    skeleton = Skeleton(name)
    marked = [
        Paragraph("\t".join(_mark(cell, skeleton) for cell in each.text.split("\t")), each.level) for each in found
    ]
    arabic = any(has_arabic(each.text) for each in found)
    document = skeleton.document(lambda fill, turned: html(marked, fill, arabic and not turned), notes)
    as_docx = skeleton.document(lambda fill, turned: docx(marked, fill, arabic and not turned))
    yield replace(document, others={"docx": as_docx.restore})


def _mark(text: str, skeleton: Skeleton) -> str:
    builder = Builder(collapse=False)
    builder.text(text, plain_text(text))
    before, block, after = builder.done(write_with(plain_text))
    return before + (skeleton.add(block) if block else "") + after


def _pages(data: bytes, name: str) -> tuple[list[list[Glyph]], int]:
    """The upright glyphs of each page, and how many others there are."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            found = [_glyphs(page) for page in pdf]
            return [glyphs for glyphs, _ in found], sum(turned for _, turned in found)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(f"{name}: a PDF with a password: save it without one") from None
        raise InputError(f"{name}: a PDF that cannot be read: it was cut or damaged") from None


def _glyphs(page: Any) -> tuple[list[Glyph], int]:
    """The glyphs of a page that stand upright, and how many do not."""
    text = page.get_textpage()
    found = []
    turned = 0
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, base = ctypes.c_double(), ctypes.c_double()
    for k in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, k)
        code = ord("-") if code in _HYPHENS else code
        if code < 33 or raw.FPDFText_IsGenerated(text, k) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(text, k, box)
        raw.FPDFText_GetCharOrigin(text, k, x, base)
        raw.FPDFText_GetMatrix(text, k, matrix)
        if abs(matrix.b) > 0.2 * abs(matrix.a):
            turned += 1
            continue
        size = raw.FPDFText_GetFontSize(text, k) * (math.hypot(matrix.c, matrix.d) or 1.0)
        found.append(Glyph(chr(code), box.left, box.right, base.value, size))
    return found, turned
