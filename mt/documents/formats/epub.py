"""EPUB books: the pages (XHTML), the table of contents (NCX) and the title, in the archive that they came in.

What each part is, its manifest says, whatever it is called; what no manifest lists is known by its ending.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape, unescape
from typing import BinaryIO
from urllib.parse import unquote

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from glossaries.xml import xml_text
from mt.documents.formats.html import decode_page, scan, turned_style
from mt.documents.model.archive import Archive
from mt.documents.model.blocks import Builder, Skeleton, text_block, write_with
from mt.documents.model.contents import Text, decode
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.tags import tags
from mt.documents.model.xml import Node, decode_xml, nodes

_KINDS = {
    "application/xhtml+xml": "page",
    "text/html": "page",
    "text/x-oeb1-document": "page",
    "application/x-dtbncx+xml": "contents",
    "application/oebps-package+xml": "contents",
    "text/css": "style",
    "text/x-oeb1-css": "style",
}
_ENDINGS = {
    ".xhtml": "page",
    ".html": "page",
    ".htm": "page",
    ".xht": "page",
    ".opf": "contents",
    ".ncx": "contents",
    ".css": "style",
}
_SEEN = frozenset(("title", "description", "subject", "rights", "text"))
_NAMES = frozenset(("creator", "contributor", "publisher", "docAuthor"))
"""Whose work it is: names stay, as catalogues have them."""
_TITLE = re.compile(r'(\stitle=")([^"]*)(")')
_DIRECTION = re.compile(r'(\b(?:page-progression-direction|dir)\s*=\s*["\'])rtl(["\'])')
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The book as one document. Raises InputError where it is damaged or protected."""
    archive = Archive(binary, name)
    if "META-INF/container.xml" not in archive.parts:
        raise InputError(f"{name}: a zip archive without a book: give an EPUB")
    if "META-INF/encryption.xml" in archive.parts:
        methods = re.findall(rb'EncryptionMethod[^>]*Algorithm="([^"]*)"', archive.part("META-INF/encryption.xml"))
        if any(method.decode("utf-8", "replace") not in _FONTS for method in methods):
            raise InputError(f"{name}: protected against copying: it cannot be translated")
    skeleton = Skeleton(name)
    texts: dict[str, tuple[Text, str]] = {}
    kinds = _kinds(archive)
    names: list[str] = []
    for part in archive.parts:
        place = f"{name} ({part})"
        kind = kinds.get(part) or _ENDINGS.get(posixpath.splitext(part)[1].lower())
        if kind == "page":
            file = decode_page(archive.part(part), place)
            texts[part] = file, scan(list(tags(file.text)), skeleton)
        elif kind == "contents":
            file = decode_xml(archive.part(part), place)
            texts[part] = file, "".join(_contents(nodes(file.text, place), skeleton, names))
        elif kind == "style":
            file = decode(archive.part(part), place)
            texts[part] = file, skeleton.turn(file.text, turned_style(file.text))

    def finish(fill: Callable[[str], str], turned: bool) -> bytes:
        if not turned:
            return archive.data
        return archive.replaced({part: file.encode(fill(text)) for part, (file, text) in texts.items()})

    yield skeleton.document(finish, ["names of authors and publishers are kept"] if any(map(has_arabic, names)) else [])


def _kinds(archive: Archive) -> dict[str, str]:
    """What each part is that the packages of the book list, and the packages themselves; empty for pictures and such."""
    found: dict[str, str] = {}
    container = "META-INF/container.xml"
    for root in _starts(archive, container, "rootfile"):
        package = unquote(root.attributes.get("full-path", ""))
        if package not in archive.parts:
            continue
        found[package] = "contents"
        for item in _starts(archive, package, "item"):
            place = posixpath.join(posixpath.dirname(package), unquote(item.attributes.get("href", "")))
            found[posixpath.normpath(place)] = _KINDS.get(item.attributes.get("media-type", ""), "")
    return found


def _starts(archive: Archive, part: str, element: str) -> list[Node]:
    place = f"{archive.name} ({part})"
    found = nodes(decode_xml(archive.part(part), place).text, place)
    return [node for node in found if node.kind == "start" and node.name == element]


def _contents(found: Iterator[Node], skeleton: Skeleton, names: list[str]) -> Iterator[str]:
    """A package or table of contents with marks for what a reader sees. The names that it has are told."""
    for node in found:
        if node.kind == "start" and node.name in _NAMES:
            yield node.raw
            for inner in found:
                yield inner.raw
                names.append(inner.text)
                if inner.kind == "end" and inner.name == node.name:
                    break
        elif node.kind == "start" and node.name == "language" and not node.raw.endswith("/>"):
            yield node.raw
            text = next(found)
            yield skeleton.turn(text.raw, re.sub(r"^(\s*)ar(?:-\w+)?", r"\1en", text.raw))
        elif node.kind == "start" and node.name in _SEEN and not node.raw.endswith("/>"):
            yield node.raw
            builder = Builder()
            while (node := next(found)).kind == "text":
                builder.text(node.text, node.raw)
            before, block, after = builder.done(write_with(xml_text))
            yield before + (skeleton.add(block) if block else "") + after + node.raw
        elif node.kind == "start":
            turned = _DIRECTION.sub(r"\1ltr\2", node.raw)
            if node.name == "reference" and (title := _TITLE.search(turned)) and has_arabic(title[2]):
                block = text_block(unescape(title[2]), escape, title[2])
                mark = skeleton.add(replace(block, filled=False)) if block else title[2]
                yield f"{turned[: title.start(2)]}{mark}{turned[title.end(2) :]}"
                continue
            yield skeleton.turn(node.raw, re.sub(r'(xml:lang\s*=\s*["\'])ar\b[\w-]*', r"\1en", turned))
        else:
            yield node.raw
