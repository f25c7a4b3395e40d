"""Zip archives: which kind of document or package one is, and what the parts of Office Open XML are.

In Office Open XML (ECMA-376 part 2) relationships and content types say what each part is.
"""

import posixpath
import re
import zipfile
from collections.abc import Sequence
from typing import BinaryIO
from urllib.parse import unquote

from mt.documents.endings import format_of
from mt.documents.model.archive import UNREADABLE, Archive
from mt.documents.model.xml import Node, decode_xml, nodes

_TYPES = "[Content_Types].xml"
_ROOT = "_rels/.rels"
_HEAD = 1 << 20
BILINGUAL = ("tmx", "xliff")
"""The formats of what a translator's package is made for."""
_MAIN = {
    "docx": re.compile(r"(?:wordprocessingml|ms-word)\.[\w.]*main\+xml"),
    "pptx": re.compile(r"(?:presentationml|ms-powerpoint)\.[\w.]*main\+xml"),
    "xlsx": re.compile(r"(?:spreadsheetml|ms-excel)\.[\w.]*main\+xml"),
    "xlsb": re.compile(r"ms-excel\.sheet\.binary\.[\w.]*main\b"),
}
"""The content types of main parts."""
_OPEN = (("odt", "text"), ("ods", "spreadsheet"), ("odp", "presentation"), ("odg", "graphics"))
"""The kinds of OpenDocument, by their media type."""


def kind_of(stream: BinaryIO) -> str:
    """What the zip archive in a stream is: `docx`, `pptx`, `xlsx`, `xlsb`, `odt`, `ods`, `odp`, `odg`, `epub`, `iwork`.

    `package` for one with translation memories or XLIFF in it. Empty for one of another kind, or damaged.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            for name in ("mimetype", _TYPES):
                if name in names:
                    with archive.open(name) as part:
                        found = _said(part.read(_HEAD).decode("utf-8", "replace"), name)
                    if found:
                        return found
    except UNREADABLE:
        return ""
    if "META-INF/container.xml" in names:
        return "epub"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return "iwork"
    return "package" if any(format_of(name) in BILINGUAL for name in names) else ""


def bilingual_parts(archive: Archive) -> list[tuple[str, str]]:
    """The translation memories and XLIFF files in a package, each with its format.

    Of parts of one name, in the folders of several languages, the one with the most translations counts: a project has
    its sources by themselves too.
    """
    found: dict[str, list[str]] = {}
    for part in archive.parts:
        if format_of(part) in BILINGUAL and not posixpath.basename(part).startswith("."):
            found.setdefault(posixpath.basename(part).lower(), []).append(part)
    chosen = [
        max(parts, key=lambda part: archive.part(part).count(b"<target")) if len(parts) > 1 else parts[0]
        for parts in found.values()
    ]
    return [(part, format_of(part)) for part in chosen]


def _said(text: str, name: str) -> str:
    if name == _TYPES:
        return next((kind for kind, main in _MAIN.items() if main.search(text)), "")
    if text.strip() == "application/epub+zip":
        return "epub"
    if not text.startswith("application/vnd.oasis.opendocument."):
        return ""
    return next((kind for kind, what in _OPEN if text.split(".")[-1].startswith(what)), "")


def kinds(archive: Archive) -> dict[str, str]:
    """What each part is: the last word of the relationship that leads to it (`header`, `slide`), or of its content type.

    The main part is `officeDocument`. Raises InputError where the package's own lists are damaged.
    """
    places = {part.lower(): part for part in archive.parts}
    found: dict[str, str] = {}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        folder, base = posixpath.split(part)
        for node in _listed(archive, places.get(posixpath.join(folder, f"_rels/{base}.rels").lower())):
            target = unquote(node.attributes.get("Target", ""))
            place = posixpath.normpath(posixpath.join("/", folder, target))[1:]
            at = places.get(place.lower())
            if node.attributes.get("TargetMode") != "External" and at and at not in found:
                found[at] = node.attributes.get("Type", "").rpartition("/")[2]
                waiting.append(at)
    for node in _listed(archive, places.get(_TYPES.lower())):
        at = places.get(node.attributes.get("PartName", "")[1:].lower())
        if at:
            found.setdefault(at, _named(node.attributes.get("ContentType", "")))
    return found


def _listed(archive: Archive, part: str | None) -> Sequence[Node]:
    if part is None:
        return ()
    place = f"{archive.name} ({part})"
    return [node for node in nodes(decode_xml(archive.part(part), place).text, place) if node.kind == "start"]


def _named(content_type: str) -> str:
    kind = content_type.removesuffix("+xml").rpartition("/")[2]
    return "officeDocument" if kind.endswith(".main") else kind.rpartition(".")[2]
