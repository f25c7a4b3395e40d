"""New documents of paragraphs, headings and tables: a page of HTML, a Word document."""

import io
import zipfile
from collections.abc import Callable, Sequence
from itertools import groupby

from glossaries.xml import xml_text
from mt.documents.model.flow import ROW, Paragraph

Fill = Callable[[str], str]
"""Fills in the marks of a skeleton."""

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{}</Types>'
)
_PART = '<Override PartName="/word/{}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"/>'
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = (
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLE = (
    '<w:style w:type="paragraph" w:styleId="Heading{0}"><w:name w:val="heading {0}"/><w:pPr><w:keepNext/>'
    '<w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="{1}"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="{2}"/>'
    '<w:szCs w:val="{2}"/></w:rPr></w:style>'
)
_STYLES = (
    f'<w:styles xmlns:w="{_WORD}"><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    '<w:pPr><w:spacing w:after="120"/></w:pPr></w:style>'
    f"{_STYLE.format(1, 0, 36)}{_STYLE.format(2, 1, 28)}</w:styles>"
)
_STYLED = '<w:pStyle w:val="Heading{}"/>'
_CELL = "<w:tc><w:tcPr/>{}</w:tc>"
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE = f"<w:tbl><w:tblPr>{{}}<w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{{}}</w:tblGrid>{{}}</w:tbl><w:p/>"
_DATE = (1980, 1, 1, 0, 0, 0)


def plain_text(text: str) -> str:
    """A text as both formats write it."""
    return xml_text(text)


def html(paragraphs: Sequence[Paragraph], fill: Fill, right_to_left: bool) -> bytes:
    """A page of paragraphs, whose texts are escaped and may hold marks."""
    language = 'lang="ar" dir="rtl"' if right_to_left else 'lang="en" dir="ltr"'
    body = ""
    for is_table, group in groupby(paragraphs, key=lambda each: each.level == ROW):
        if is_table:
            rows = ("".join(f"<td>{cell}</td>" for cell in text.split("\t")) for text, _ in group)
            body += f"<table>\n{''.join(f'<tr>{row}</tr>{chr(10)}' for row in rows)}</table>\n"
        else:
            tags = ((text, f"h{level}" if level else "p") for text, level in group)
            body += "".join(f"<{tag}>{text}</{tag}>\n" for text, tag in tags)
    page = f'<!doctype html>\n<html {language}>\n<head><meta charset="utf-8"></head>\n<body>\n{body}</body>\n</html>\n'
    return fill(page).encode("utf-8", "replace")


def docx(paragraphs: Sequence[Paragraph], fill: Fill, right_to_left: bool) -> bytes:
    """A Word document of paragraphs, whose texts are escaped and may hold marks."""
    bidi, rtl = ("<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>") if right_to_left else ("", "")

    def paragraph(text: str, level: int = 0) -> str:
        style = _STYLED.format(level) if level else ""
        return f'<w:p><w:pPr>{style}{bidi}</w:pPr><w:r>{rtl}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'

    body = ""
    for is_table, group in groupby(paragraphs, key=lambda each: each.level == ROW):
        if is_table:
            rows = [text.split("\t") for text, _ in group]
            columns = "<w:gridCol/>" * max(map(len, rows))
            cells = ("".join(_CELL.format(paragraph(cell)) for cell in row) for row in rows)
            turned = "<w:bidiVisual/>" if right_to_left else ""
            body += _TABLE.format(turned, columns, "".join(f"<w:tr>{row}</w:tr>" for row in cells))
        else:
            body += "".join(paragraph(*each) for each in group)
    parts = {
        "[Content_Types].xml": _TYPES.format(
            _PART.format("document", "document.main") + _PART.format("styles", "styles")
        ),
        "_rels/.rels": _RELATIONS.format(_RELATION.format("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _RELATIONS.format(_RELATION.format("styles", "styles.xml")),
        "word/styles.xml": _STYLES,
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{fill(body)}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            archive.writestr(info, (head + text).encode("utf-8", "replace"))
    return out.getvalue()
