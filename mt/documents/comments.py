"""What may be wrong in a translation as comments in its Word document (ISO/IEC 29500, WordprocessingML)."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from html import unescape
from posixpath import dirname, join, normpath, relpath
from typing import NamedTuple

from align.bitext import SegmentPair
from align.checking import LEAST, to_check
from glossaries.xml import xml_attribute, xml_text
from mt.documents.model.archive import Archive

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_TYPES = "[Content_Types].xml"
_PARAGRAPH = re.compile(r"<w:p(?=[\s>/])[^>]*?(?P<empty>/)?>|</w:p>")
_PROPERTIES = re.compile(r"<w:pPr(?=[\s>/])[^>]*?(?P<empty>/)?>|</w:pPr>")
_TEXT = re.compile(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>|<w:(?:tab|br)(?:\s[^>]*)?/>")


class _Paragraph(NamedTuple):
    """Where a paragraph's contents begin, behind its properties, where they end, and its text."""

    start: int
    end: int
    text: str


def commented(document: bytes, pairs: Sequence[SegmentPair], name: str) -> bytes:
    """The document with a comment at the paragraph of each pair that may mislead.

    A pair whose English stands in no paragraph of the main text (a header, a text in two parts) gets none. Raises
    InputError where the document cannot be read again.
    """
    archive = Archive(io.BytesIO(document), name)
    main = _related(archive.part("_rels/.rels").decode("utf-8"), "", "officeDocument")
    if main not in archive.parts:
        return document
    relations = join(dirname(main), "_rels", f"{main.rpartition('/')[2]}.rels")
    related = archive.part(relations).decode("utf-8") if relations in archive.parts else ""
    place = _related(related, dirname(main), "comments")
    before = archive.part(place).decode("utf-8") if place in archive.parts else ""
    text = archive.part(main).decode("utf-8", "surrogateescape")
    first = 1 + max(map(int, re.findall(r'<w:comment\s[^>]*w:id="(\d+)"', before)), default=-1)
    found = list(_placed(text, pairs))
    if not found or "xmlns:w=" not in text:
        return document
    notes = "".join(_comment(first + n, pair) for n, (_, pair) in enumerate(found))
    changes = {main: _referred(text, [paragraph for paragraph, _ in found], first).encode("utf-8", "surrogateescape")}
    if before:
        changes[place] = before.replace("</w:comments>", f"{notes}</w:comments>").encode()
        return archive.replaced(changes)
    place = join(dirname(main), "comments.qantara.xml")
    target = xml_attribute(relpath(place, dirname(main) or "."))
    relation = f'<Relationship Id="rIdQantara" Type="{_RELATIONS}/comments" Target={target}/>'
    new = {place: f'<?xml version="1.0" encoding="UTF-8"?>\n<w:comments xmlns:w="{_W}">{notes}</w:comments>'}
    if related:
        changes[relations] = related.replace("</Relationships>", f"{relation}</Relationships>").encode()
    else:
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        new[relations] = f'<Relationships xmlns="{package}">{relation}</Relationships>'
    types = archive.part(_TYPES).decode("utf-8")
    override = f'<Override PartName={xml_attribute("/" + place)} ContentType="{_TYPE}"/>'
    changes[_TYPES] = types.replace("</Types>", f"{override}</Types>").encode()
    out = io.BytesIO(archive.replaced(changes))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package_:
        for part, content in new.items():
            package_.writestr(zipfile.ZipInfo(part), content.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _related(relations: str, folder: str, kind: str) -> str:
    """The part that is related as a `kind`, empty where none is."""
    for relation in re.findall(r"<Relationship\s[^>]*>", relations):
        values = dict(re.findall(r'(\w+)="([^"]*)"', relation))
        if values.get("Type", "").endswith(f"/{kind}"):
            target = unescape(values.get("Target", ""))
            return target[1:] if target.startswith("/") else normpath(join(folder, target))
    return ""


def _placed(text: str, pairs: Sequence[SegmentPair]) -> Iterator[tuple[_Paragraph, SegmentPair]]:
    """The pairs that may mislead, each with the paragraph that has its English, searched in the order of the text."""
    paragraphs = list(_paragraphs(text))
    at = 0
    first = frozenset(to_check([pair.risk for pair in pairs]))
    for number, pair in enumerate(pairs):
        wanted = " ".join(pair.target.split())
        risky = number in first or (pair.findings and (pair.risk or 0) >= LEAST)
        if not wanted or not risky:
            continue
        order = [*range(at, len(paragraphs)), *range(at)]
        place = next((k for k in order if wanted in paragraphs[k].text), None)
        if place is not None:
            at = place
            yield paragraphs[place], pair


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """The paragraphs that hold no others, in order."""
    opened: int | None = None
    for tag in _PARAGRAPH.finditer(text):
        if tag["empty"]:
            continue
        if tag[0] != "</w:p>":
            opened = tag.end()
        elif opened is not None:
            inner = text[opened : tag.start()]
            said = "".join(unescape(hit[1]) if hit[1] is not None else " " for hit in _TEXT.finditer(inner))
            yield _Paragraph(opened + _behind_properties(inner), tag.start(), " ".join(said.split()))
            opened = None


def _behind_properties(inner: str) -> int:
    """Where the properties of a paragraph end, which come first in it and may hold others."""
    depth = 0
    for tag in _PROPERTIES.finditer(inner):
        if not depth and inner[: tag.start()].strip():
            return 0
        depth += 0 if tag["empty"] else -1 if tag[0].startswith("</") else 1
        if not depth:
            return tag.end()
    return 0


def _referred(text: str, paragraphs: Sequence[_Paragraph], first: int) -> str:
    """The text of the main part with the ranges of the comments `first` and on, each around a paragraph."""
    put: list[tuple[int, str]] = []
    for n, paragraph in enumerate(paragraphs, first):
        put.append((paragraph.start, f'<w:commentRangeStart w:id="{n}"/>'))
        reference = f'<w:r><w:commentReference w:id="{n}"/></w:r>'
        put.append((paragraph.end, f'<w:commentRangeEnd w:id="{n}"/>{reference}'))
    parts, at = [], 0
    for place, new in sorted(put, key=lambda each: each[0]):
        parts += [text[at:place], new]
        at = place
    return "".join((*parts, text[at:]))


def _comment(number: int, pair: SegmentPair) -> str:
    lines = [
        f"{pair.risk or 0:.0%}",
        *(f"{each.kind} ({each.probability:.0%}): {each.message}" for each in pair.findings),
    ]
    paragraphs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{xml_text(line)}</w:t></w:r></w:p>' for line in lines)
    return f'<w:comment w:id="{number}" w:author="qantara" w:initials="q">{paragraphs}</w:comment>'
