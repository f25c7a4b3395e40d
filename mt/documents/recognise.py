"""The formats of documents: what each is called, and which one a file is in. Contents decide before the ending."""

import io
import re
import zipfile
from codecs import BOM_UTF8
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import BinaryIO

from align.bitext import SegmentPair
from glossaries.arabic import has_arabic
from glossaries.columns import columns, is_header
from glossaries.errors import InputError
from mt.documents.endings import ending_of, format_of, unread
from mt.documents.model.contents import unpacked
from mt.documents.model.document import EMPTY, NO_ARABIC, Document, ReadOptions
from mt.documents.model.package import kind_of

HEAD = 1 << 16
"""How many bytes of a file `recognise` wants to see."""


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """A format: its name, the module that reads it, and a test of how its files begin, if there is one.

    `streamed`: read by and by, in several documents. `bilingual`: its files hold source and target.
    `tabular`: in columns. `packed`: no text to show. `becomes`: what a translation is written as that cannot be in the
    format itself, the first unless another is asked for.
    """

    name: str
    module: str
    begins: Callable[[bytes], bool] = lambda head: False
    streamed: bool = False
    bilingual: bool = False
    tabular: bool = False
    packed: bool = False
    becomes: tuple[str, ...] = ()

    def read(self, binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
        """The documents of a file that stands at its beginning; what they restore, put together, is the file.

        The restored file is the same to the byte where there is no Arabic in it. Raises InputError where it is broken
        or too large.
        """
        start = binary.read(3)
        binary.seek(0)
        if not start:
            yield _more(EMPTY)
            return
        if self.streamed and start == BOM_UTF8:
            yield _more(written=start)
        arabic = kept = False
        for document in import_module(f"mt.documents.formats.{self.module}").read(binary, name, options):
            arabic = arabic or any(map(has_arabic, document.segments))
            kept = kept or any("kept" in note for note in document.notes)
            if not arabic and not self.streamed and not self.becomes:
                binary.seek(0)
                document = replace(document, restore=partial(_given_back, binary.read()))
            if options.columns and not self.tabular:
                notes = (*document.notes, "no table: it has no column to choose")
                document = replace(document, notes=notes)
            yield document
        if not arabic and not kept:
            yield _more(NO_ARABIC)


def _more(note: str = "", written: bytes = b"") -> Document:
    """A part of a file without segments."""
    return Document((), (), partial(_given_back, written), (note,) if note else ())


def _given_back(written: bytes, pairs: Sequence[SegmentPair]) -> bytes:
    return written


def _pattern(pattern: bytes) -> Callable[[bytes], bool]:
    begins = re.compile(pattern, re.IGNORECASE)
    return lambda head: begins.match(_plain(head)) is not None


def _plain(head: bytes) -> bytes:
    """The head of a text without byte order mark, as UTF-8."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            head = head[2:].decode(encoding, "ignore").encode(errors="ignore")
    return head.removeprefix(b"\xef\xbb\xbf")


# Possessive and atomic: what has been passed by is not gone through again, however often it could be cut otherwise.
_COMMENTS = rb"(?>\s*+(?><!--.*?-->))*+\s*+"
_PROLOG = rb"(?>\s*+(?><\?.*?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?>\[.*?\]\s*+(?=>))?>))*+\s*+"


def _root(name: bytes) -> Callable[[bytes], bool]:
    return _pattern(rb"(?s)" + _PROLOG + rb"<(?:[\w.-]+:)?" + name + rb"[\s/>]")


_KEY = re.compile(r'"([^"\\\n]{1,80})"\s*:')
_OBJECT = re.compile(r'\s*\{\s*(?:\}|"[^"\n]*"\s*:.*\})\s*')
_JSON = re.compile(r'(?:[\s{}\[\],:]++|"(?:[^"\\\n]|\\.)*+"|-?\d[\d.eE+-]*+|true|false|null)*+')
_JSON_STARTS = re.compile(r'\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[\[{"\]]|$))')


def _is_jsonl(head: bytes) -> bool:
    """Whether the first line is an object with a key that tables have, or all that can be seen are objects."""
    text = _plain(head).lstrip()
    if not text.startswith(b"{"):
        return False
    *lines, last = text.decode(errors="ignore").split("\n")
    found = columns(_KEY.findall(lines[0] if lines else last))
    if found.arabic is not None or found.english is not None:
        return True
    return bool(lines) and all(_OBJECT.fullmatch(line) for line in lines if line.strip())


def _is_json(head: bytes) -> bool:
    """Whether all that can be seen are the signs of JSON, from an object or an array on."""
    text = _plain(head).decode(errors="ignore")
    if not _JSON_STARTS.match(text) or len(text) < 3:
        return False
    seen = _JSON.match(text)
    # What is cut off at the end of the head: a text, or a word.
    return seen is not None and (seen.end() == len(text) or (len(head) >= HEAD and len(text) - seen.end() < HEAD // 2))


def _is_tsv(head: bytes) -> bool:
    """Whether the first line names the columns of a table."""
    first = _plain(head).partition(b"\n")[0]
    return b"\t" in first and is_header(first.decode(errors="ignore").split("\t"))


def _is_csv(head: bytes) -> bool:
    """Whether the first line names the columns of a table, with a comma or a semicolon between them."""
    first = _plain(head).partition(b"\n")[0].decode(errors="ignore").strip()
    return any(first.count(mark) and is_header([cell.strip('" ') for cell in first.split(mark)]) for mark in (",", ";"))


_TIME = rb"\d+:\d\d(?::\d\d)?[.,]\d{1,3}[ \t]*-->"
_STRINGS = rb'(?s)(?>\s*+(?>/\*.*?\*/|//[^\n]*+))*+\s*+"(?:[^"\\\n]|\\.)*+"\s*+=\s*+"'

PLAIN = DocumentFormat("text", "plain", streamed=True)
FORMATS = (
    DocumentFormat("docx", "docx", packed=True),
    DocumentFormat("pptx", "pptx", packed=True),
    DocumentFormat("xlsx", "xlsx", packed=True),
    DocumentFormat("odt", "opendocument", _pattern(rb"(?s)" + _PROLOG + rb"<office:document[\s>]"), packed=True),
    DocumentFormat("ods", "opendocument", packed=True),
    DocumentFormat("odp", "opendocument", packed=True),
    DocumentFormat("odg", "opendocument", packed=True),
    DocumentFormat("epub", "epub", packed=True),
    DocumentFormat("package", "package", bilingual=True, packed=True),
    DocumentFormat("pdf", "pdf", _pattern(rb"(?s).{0,1024}?%PDF-\d"), packed=True, becomes=("html", "docx")),
    DocumentFormat("tmx", "tmx", _root(rb"tmx"), bilingual=True),
    DocumentFormat("xliff", "xliff", _root(rb"xliff"), bilingual=True),
    DocumentFormat("qt", "qt", _root(rb"TS"), bilingual=True),
    DocumentFormat("android", "android", _root(rb"resources")),
    DocumentFormat(
        "html",
        "html",
        _pattern(rb"(?s)" + _PROLOG + rb"<(?:html|head|body)[\s>]|" + _COMMENTS + rb"<!doctype html"),
    ),
    DocumentFormat("vtt", "subtitles", _pattern(rb"WEBVTT(?:[ \t\r\n]|$)")),
    DocumentFormat("srt", "subtitles", _pattern(rb"\s*(?:\d+[ \t]*\r?\n)?" + _TIME)),
    DocumentFormat("ass", "ass", _pattern(rb"(?:\s*;[^\n]*\n)*\s*\[(?:Script Info|V4\+? Styles|Events)\]")),
    DocumentFormat("po", "po", _pattern(rb'(?s)(?:\s*#[^\n]*\n)*\s*(?:msgctxt .*?)?msgid[ \t]+"'), bilingual=True),
    DocumentFormat("jsonl", "jsonl", _is_jsonl, streamed=True, bilingual=True, tabular=True),
    DocumentFormat("json", "json", _is_json),
    DocumentFormat("yaml", "yaml"),
    DocumentFormat("resx", "resx", _pattern(rb"(?s)" + _PROLOG + rb"<root\s*>.{0,8000}?<(?:resheader|data)\s")),
    DocumentFormat("properties", "properties"),
    DocumentFormat("fluent", "fluent"),
    DocumentFormat("xcstrings", "xcstrings", bilingual=True),
    DocumentFormat("strings", "strings", _pattern(_STRINGS)),
    DocumentFormat("tsv", "tsv", _is_tsv, streamed=True, bilingual=True, tabular=True),
    DocumentFormat("csv", "csv", _is_csv, bilingual=True, tabular=True),
    DocumentFormat("markdown", "markdown"),
    PLAIN,
)
_BY_NAME = {format.name: format for format in FORMATS}

_ARCHIVES = {
    "xlsb": "a binary Excel file: save it as .xlsx",
    "iwork": "a Pages, Numbers or Keynote file: export it as .docx, .xlsx or .pptx",
    "": "a zip archive without a document: unpack it first",
}
_FOREIGN = (
    (_pattern(rb"\xd0\xcf\x11\xe0"), "an old or an encrypted Office file: save it as .docx without a password"),
    (_pattern(rb"\{\\rtf"), "rich text (RTF): save it as .docx"),
    (_pattern(rb"BZh|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd"), "a compressed file: unpack it first"),
    (_pattern(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF|II\*\0|MM\0\*"), "an image: it has no text"),
    (_pattern(rb"(?s)ID3|OggS|.{4}ftyp|\x1aE\xdf\xa3"), "sound or film: give its subtitles"),
    (_pattern(rb"bplist0|SQLite format 3|\x7fELF|MZ\x90"), "no document: there is no text in it to read"),
    (_pattern(rb"(?s).{60}BOOKMOBI|ITSF|AT&TFORM"), "a book of another kind: make it an EPUB first (Calibre can)"),
    (_pattern(rb"\s*\\documentclass|\s*\\begin\{"), "LaTeX: make it Markdown, HTML or .docx first (pandoc can)"),
    (_pattern(rb"#! ?/|<\?php\b"), "source code: take its texts out into PO, JSON or text"),
)


def recognise(name: str, head: bytes, stream: BinaryIO | None = None) -> DocumentFormat:
    """The format of a file that begins with `head`; an archive is looked into, in its `stream` if that is longer.

    Raises InputError where it is none that can be read.
    """
    for begins, what in _FOREIGN:
        if begins(head):
            raise InputError(f"{name}: {what}")
    said = format_of(name)
    named = _BY_NAME.get(said)
    if not head:
        return named or PLAIN
    if head[:4] in (b"PK\3\4", b"PK\5\6", b"PK\7\x08"):
        return _in_archive(name, stream or io.BytesIO(head), named)
    found = next((format for format in FORMATS if format.begins(head)), None)
    if found and found.name == "odt" and named and named.module == found.module:
        return named
    if found and found.name == "jsonl" and named and said in ("json", "yaml") and b"\n" not in _plain(head).strip():
        return named
    if found and found.name in ("json", "jsonl") and said == "xcstrings":
        return _BY_NAME[said]
    if (what := unread(name)) and (found is None or found.name in ("json", "jsonl")):
        raise InputError(f"{name}: {what}")
    if found:
        return found
    if named and named.packed:
        raise InputError(f"{name}: named {ending_of(name)}, but is none: give it the ending of what it is")
    if named and named is not PLAIN:
        return named
    if _pattern(rb"\s*<\?xml")(head):
        raise InputError(f"{name}: XML of a kind that cannot be read: give TMX, XLIFF or XHTML")
    return PLAIN


def _in_archive(name: str, stream: BinaryIO, named: DocumentFormat | None) -> DocumentFormat:
    kind = kind_of(stream)
    if kind in _BY_NAME:
        return _BY_NAME[kind]
    if not kind and named and named.packed:
        return named  # its reader says what is wrong
    if not kind and not zipfile.is_zipfile(stream):
        raise InputError(f"{name}: not a whole zip archive: the file was cut or damaged")
    raise InputError(f"{name}: {_ARCHIVES[kind]}")


def form_of(stream: BinaryIO, name: str) -> DocumentFormat:
    """The format of a stream that is at its beginning, and then is again. Raises InputError as `recognise` does."""
    head = stream.read(HEAD)
    stream.seek(0)
    found = recognise(name, head, stream)
    stream.seek(0)
    return found


def read(binary: BinaryIO, name: str, options: ReadOptions) -> tuple[DocumentFormat, Generator[Document, None, None]]:
    """The format of a file, compressed or not, and its documents."""
    with unpacked(binary, name) as stream:
        format = form_of(stream, name)
    return format, _documents(format, binary, name, options)


def _documents(
    format: DocumentFormat, binary: BinaryIO, name: str, options: ReadOptions
) -> Generator[Document, None, None]:
    with unpacked(binary, name) as stream:
        yield from format.read(stream, name, options)
