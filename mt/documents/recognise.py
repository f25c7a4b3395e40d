"""The formats of documents: what each is called, and which one a file is in. Contents decide before the ending."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import PurePath
from typing import BinaryIO

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from mt.documents.model.document import Document, ReadOptions

HEAD = 1 << 16
"""How many bytes of a file `recognise` wants to see."""


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """A format: its name, the module that reads it, the endings of its files, and a test of how they begin, if any.

    `streamed`: read by and by, in several documents. `bilingual`: its files hold source and target.
    `tabular`: in columns.
    """

    name: str
    module: str
    endings: tuple[str, ...]
    begins: Callable[[bytes], bool] = lambda head: False
    streamed: bool = False
    bilingual: bool = False
    tabular: bool = False

    def read(self, binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
        """The documents of a file that stands at its beginning; what they restore, put together, is the file.

        Raises InputError where it is broken, too large, or has no Arabic.
        """
        arabic = False
        for document in import_module(f"mt.documents.formats.{self.module}").read(binary, name, options):
            arabic = arabic or any(map(has_arabic, document.segments))
            if options.arabic and not arabic and not self.streamed:
                raise InputError(f"{name}: {_nothing(document)}")
            if options.columns and not self.tabular:
                notes = (*document.notes, "no table: it has no column to choose")
                document = replace(document, notes=notes)
            yield document


def _nothing(document: Document) -> str:
    done = next((note for note in document.notes if "kept" in note), "")
    return f"nothing is left to translate: {done}" if done else "no Arabic in it: there is nothing to translate"


def _pattern(pattern: bytes) -> Callable[[bytes], bool]:
    begins = re.compile(pattern, re.IGNORECASE)
    return lambda head: begins.match(_plain(head)) is not None


def _plain(head: bytes) -> bytes:
    """The head of a text without byte order mark, as UTF-8."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            head = head[2:].decode(encoding, "ignore").encode(errors="ignore")
    return head.removeprefix(b"\xef\xbb\xbf")


_PROLOG = rb"(?:\s*(?:<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>))*\s*"


def _root(name: bytes) -> Callable[[bytes], bool]:
    return _pattern(rb"(?s)" + _PROLOG + rb"<(?:[\w.-]+:)?" + name + rb"[\s/>]")


_TIME = rb"\d+:\d\d(?::\d\d)?[.,]\d{1,3}[ \t]*-->"

PLAIN = DocumentFormat("text", "plain", (".txt", ".text", ""), streamed=True)
FORMATS = (
    DocumentFormat(
        "epub", "epub", (".epub",), lambda head: head[:4] == b"PK\3\4" and b"application/epub+zip" in head[:128]
    ),
    DocumentFormat("docx", "docx", (".docx", ".docm"), lambda head: head[:4] == b"PK\3\4" and b"word/" in head),
    DocumentFormat("tmx", "tmx", (".tmx",), _root(rb"tmx"), bilingual=True),
    DocumentFormat("xliff", "xliff", (".xlf", ".xliff", ".sdlxliff", ".mxliff"), _root(rb"xliff"), bilingual=True),
    DocumentFormat(
        "html",
        "html",
        (".html", ".htm", ".xhtml"),
        _pattern(
            rb"(?s)" + _PROLOG + rb"<(?:html|head|body)[\s>]|\s*<!doctype html|\s*(?:<!--.*?-->\s*)*<!doctype html"
        ),
    ),
    DocumentFormat("vtt", "subtitles", (".vtt",), _pattern(rb"WEBVTT(?:[ \t\r\n]|$)")),
    DocumentFormat("srt", "subtitles", (".srt",), _pattern(rb"\s*(?:\d+[ \t]*\r?\n)?" + _TIME)),
    DocumentFormat(
        "po", "po", (".po", ".pot"), _pattern(rb'(?s)(?:\s*#[^\n]*\n)*\s*(?:msgctxt .*?)?msgid[ \t]+"'), bilingual=True
    ),
    DocumentFormat(
        "jsonl",
        "jsonl",
        (".jsonl", ".ndjson"),
        _pattern(rb'\s*\{\s*"[^"\n]*"\s*:[^\n]*\}[ \t]*\r?\n'),
        streamed=True,
        bilingual=True,
        tabular=True,
    ),
    DocumentFormat("tsv", "tsv", (".tsv", ".tab"), streamed=True, bilingual=True, tabular=True),
    DocumentFormat("markdown", "markdown", (".md", ".markdown", ".mdown")),
    PLAIN,
)

_FOREIGN = (
    (_pattern(rb"\xd0\xcf\x11\xe0"), "an old or an encrypted Office file: save it as .docx without a password"),
    (_pattern(rb"%PDF"), "a PDF: save it as text, HTML or .docx"),
    (_pattern(rb"\{\\rtf"), "rich text (RTF): save it as .docx"),
    (_pattern(rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd"), "a compressed file: unpack it first"),
    (_pattern(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF|II\*\0|MM\0\*"), "an image: it has no text"),
)


def recognise(name: str, head: bytes) -> DocumentFormat:
    """The format of a file that begins with `head`. Raises InputError where it is none that can be read."""
    for begins, what in _FOREIGN:
        if begins(head):
            raise InputError(f"{name}: {what}")
    ending = PurePath(name).suffix.lower() if name != "-" else ""
    named = next((format for format in FORMATS if ending in format.endings), None)
    found = next((format for format in FORMATS if format.begins(head)), None)
    if head[:4] in (b"PK\3\4", b"PK\5\6", b"PK\7\x08"):
        return found or (named if named and named.name in ("docx", "epub") else FORMATS[1])
    if named and named.name in ("docx", "epub") and found is None:
        raise InputError(f"{name}: named {ending}, but is none: give it the ending of what it is")
    if found:
        return found
    if named and named is not PLAIN:
        return named
    if _pattern(rb"\s*<\?xml")(head):
        raise InputError(f"{name}: XML of a kind that cannot be read: give TMX, XLIFF or XHTML")
    return PLAIN


def read(binary: BinaryIO, name: str, options: ReadOptions) -> tuple[DocumentFormat, Iterator[Document]]:
    """The format of a file, and its documents."""
    head = binary.read(HEAD)
    binary.seek(0)
    format = recognise(name, head)
    return format, format.read(binary, name, options)
