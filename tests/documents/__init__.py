"""Documents for the tests, and translations of them that need no model.

`report.docx` was written by LibreOffice 7.4 (headers, a footnote, a comment, a deletion, a text box, a table), and
`article.html` is the document that Chromium showed after its script had run (--dump-dom).
"""

import io
import zipfile
from pathlib import Path

from align.bitext import Link, SegmentPair
from glossaries.arabic import tokenise
from mt.documents import recognise
from mt.documents.model.document import Document, ReadOptions

FOLDER = Path(__file__).parent


def read(data: bytes | str, name: str, **options: object) -> list[Document]:
    data = data.encode() if isinstance(data, str) else data
    return list(recognise.read(io.BytesIO(data), name, ReadOptions(**options))[1])


def segments(documents: list[Document]) -> list[str]:
    return [segment for document in documents for segment in document.segments]


def identity(document: Document) -> list[SegmentPair]:
    """Each segment is its own translation."""
    return [SegmentPair(id_, text, text) for id_, text in zip(document.ids, document.segments, strict=True)]


def english(document: Document, backwards: bool = False) -> list[SegmentPair]:
    """Word k of a segment becomes `wk`; in the same order or backwards."""
    return [_english(id_, text, backwards) for id_, text in zip(document.ids, document.segments, strict=True)]


def _english(id_: str, text: str, backwards: bool) -> SegmentPair:
    source = tuple(tokenise(text))
    order = range(len(source))[:: -1 if backwards else 1]
    target = " ".join(f"w{k}" for k in order)
    links = tuple(Link(k, j, 1.0) for j, k in enumerate(order))
    return SegmentPair(id_, text, target, source, tuple(tokenise(target)), links)


def same(documents: list[Document]) -> bytes:
    """What the documents are when nothing is translated."""
    return b"".join(document.restore(identity(document)) for document in documents)


def translated(documents: list[Document], backwards: bool = False) -> str:
    return b"".join(document.restore(english(document, backwards)) for document in documents).decode()


REPORT = (FOLDER / "report.docx").read_bytes()
ARTICLE = (FOLDER / "article.html").read_bytes()


def word(document: str) -> bytes:
    """A Word document whose main part is `document`."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels", f'<Relationships><Relationship Type="{kind}" Target="word/document.xml"/></Relationships>'
        )
        archive.writestr("word/document.xml", document)
    return out.getvalue()


def epub(**changes: str) -> bytes:
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container/>",
        "OEBPS/content.opf": '<package xmlns:dc="d" xml:lang="ar"><dc:title>كتاب</dc:title><dc:language>ar</dc:language>'
        '<spine page-progression-direction="rtl"/></package>',
        "OEBPS/toc.ncx": "<ncx><navLabel><text>الفصل الأول</text></navLabel></ncx>",
        "OEBPS/one.xhtml": '<?xml version="1.0"?><html dir="rtl"><body><p>قال <b>نعم</b>.</p><br/></body></html>',
        "OEBPS/style.css": "body { direction: rtl }",
        **changes,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def repacked(data: bytes, **changes: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name, None) or old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()
