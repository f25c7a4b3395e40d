"""Office packages: parts are what their relationships say; what a reader sees is translated; the rest stays."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossaries.errors import InputError
from tests.documents import english, epub, read, same, segments, translated
from tests.documents.office import NAMES, package, zipped


def parts_of(data: bytes, name: str) -> dict[str, str]:
    """The parts of the document, translated backwards; nothing translated gives it back."""
    documents = read(data, name)
    assert same(documents) == data
    with zipfile.ZipFile(io.BytesIO(b"".join(d.restore(english(d, backwards=True)) for d in documents))) as archive:
        found = {part: archive.read(part).decode() for part in archive.namelist()}
    for part, text in found.items():
        if part.endswith((".xml", ".rels")):
            ElementTree.fromstring(text)
    return found


def word(text: str) -> str:
    return f"<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_parts_of_a_word_document_are_known_by_their_relationships():
    parts = {
        "word/haupt.xml": ("", f"<w:document {NAMES}><w:body>{word('نص')}</w:body></w:document>"),
        "word/kopf.xml": ("header", f"<w:hdr {NAMES}>{word('رأس')}</w:hdr>"),
        "other/document.xml": ("customXml", f"<w:x {NAMES}>{word('بيانات')}</w:x>"),
    }
    data = package("wordprocessingml.document", "word/haupt.xml", parts)
    assert segments(read(data, "a.docx")) == ["نص", "رأس"]
    out = parts_of(data, "a.docx")
    assert (
        ">w0<" in out["word/kopf.xml"] and "bidi" not in out["word/haupt.xml"] and "بيانات" in out["other/document.xml"]
    )


SEEN = [
    ('<w:hyperlink w:tooltip="نعم">{}</w:hyperlink>', 'w:tooltip="w0"'),
    ('<w:r><w:drawing><wp:docPr id="1" name="صورة" descr="نعم" title="لا"/></w:drawing></w:r>{}', 'name="صورة" descr="w0" title="w0"'),
    ('<w:r><w:pict><v:shape alt="نعم"><v:textpath string="نعم لا"/></v:shape></w:pict></w:r>{}', 'alt="w0"><v:textpath string="w1 w0"'),
    ('<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="نعم" w:value="نعم"/></w:dropDownList></w:sdtPr>'
     "<w:sdtContent>{}</w:sdtContent></w:sdt>", 'w:displayText="w0" w:value="نعم"'),
    ("<w:sdt><w:sdtPr><w:dataBinding w:xpath='/x'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:sdtPr></w:sdtPr>"),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "wanted"), SEEN)
def test_attributes_that_readers_see_are_translated(inner, wanted):
    body = inner.format("<w:r><w:t>كلام هنا</w:t></w:r>")
    text = f"<w:document {NAMES}><w:body><w:p>{body}</w:p></w:body></w:document>"
    out = parts_of(
        package("wordprocessingml.document", "word/document.xml", {"word/document.xml": ("", text)}), "a.docx"
    )
    assert wanted in out["word/document.xml"]


def test_the_text_of_list_numbers_is_translated_around_its_number():
    numbering = f'<w:numbering {NAMES}><w:lvl><w:lvlText w:val="المادة %1 -"/></w:lvl><w:lvl><w:lvlText w:val="%1."/></w:lvl></w:numbering>'
    parts = {
        "word/document.xml": ("", f"<w:document {NAMES}><w:body>{word('نص')}</w:body></w:document>"),
        "word/n.xml": ("numbering", numbering),
    }
    out = parts_of(package("wordprocessingml.document", "word/document.xml", parts), "a.docx")["word/n.xml"]
    first, second = re.findall(r'w:lvlText w:val="([^"]*)"', out)
    assert first.count("%1") == 1 and "w0" in first and second == "%1."


def test_a_presentation():
    paragraph = (
        '<a:p><a:pPr algn="r" rtl="1"/><a:r><a:rPr lang="ar-SA" b="1"/><a:t>قال</a:t></a:r><a:r><a:rPr lang="ar-SA"/>'
        '<a:t> الرئيس نعم لا</a:t></a:r><a:br/><a:fld id="{1}" type="slidenum"><a:t>3</a:t></a:fld><a:endParaRPr lang="ar-SA"/></a:p>'
    )
    slide = f'<p:sld {NAMES}><p:cNvPr id="2" name="x" descr="صورة"/><a:bodyPr rtlCol="1"/>{paragraph}<a:tbl><a:tblPr rtl="1"/></a:tbl></p:sld>'
    parts = {
        "ppt/p.xml": ("", f"<p:presentation {NAMES}/>"),
        "ppt/eins.xml": ("slide", slide),
        "ppt/zwei.xml": ("notesSlide", f"<p:notes {NAMES}><a:p><a:r><a:t>ملاحظة</a:t></a:r></a:p></p:notes>"),
        "ppt/drei.xml": ("comments", f"<p:cmLst {NAMES}><p:cm><p:text>تعليق</p:text></p:cm></p:cmLst>"),
        "ppt/vier.xml": ("chart", "<c/>"),
    }
    data = package("presentationml.presentation", "ppt/p.xml", parts)
    assert read(data, "a.pptx")[0].notes == ("charts (1) are kept as they are, their text is not translated",)
    out = parts_of(data, "a.pptx")
    found = out["ppt/eins.xml"]
    assert 'algn="l" rtl="0"' in found and 'rtlCol="0"' in found and 'tblPr rtl="0"' in found and 'descr="w0"' in found
    assert '<a:r><a:rPr lang="en-US" b="1"/><a:t>w0</a:t></a:r>' in found and 'lang="ar' not in found
    assert found.count("<a:br/>") == found.count("<a:fld ") == 1
    assert ">w0<" in out["ppt/zwei.xml"] and ">w0<" in out["ppt/drei.xml"]


def test_a_workbook():
    strings = (
        "<sst><si><t>نعم لا</t></si><si><r><t>قال اليوم إن </t></r><r><rPr><b/></rPr><t>الرئيس</t></r></si><si><t>العمود</t></si>"
        "<si><t>12</t></si><si><t xml:space='preserve'>سطر_x000D_\nثان</t></si></sst>"
    )
    sheet = (
        '<worksheet><sheetViews><sheetView rightToLeft="1" workbookViewId="0"/></sheetViews><sheetData><row><c t="s"><v>0</v></c>'
        '<c t="str"><f>IF(A1="نعم",1)</f><v>نعم</v></c><c t="inlineStr"><is><t>داخل</t></is></c></row></sheetData>'
        "<headerFooter><oddHeader>&amp;Cعنوان &amp;P</oddHeader></headerFooter></worksheet>"
    )
    parts = {
        "xl/w.xml": ("", '<workbook><sheets><sheet name="ورقة"/></sheets></workbook>'),
        "xl/s.xml": ("sharedStrings", strings),
        "xl/b.xml": ("worksheet", sheet),
        "xl/t.xml": ("table", '<table><tableColumns><tableColumn id="1" name="العمود"/></tableColumns></table>'),
        "xl/st.xml": ("styles", '<styleSheet><alignment horizontal="right" readingOrder="2"/></styleSheet>'),
    }
    data = package("spreadsheetml.sheet", "xl/w.xml", parts)
    notes = read(data, "a.xlsx")[0].notes
    assert any("texts in formulas and in lists of choices (1)" in note for note in notes)
    assert any("names of sheets (1)" in note for note in notes) and any(
        "headings of tables (1)" in note for note in notes
    )
    out = parts_of(data, "a.xlsx")
    assert "<si><t>w1 w0</t></si>" in out["xl/s.xml"] and "<si><t>العمود</t></si><si><t>12</t></si>" in out["xl/s.xml"]
    assert '<rPr><b/></rPr><t xml:space="preserve">w3</t>' in out["xl/s.xml"] and out["xl/s.xml"].count("_x000D_") == 1
    found = out["xl/b.xml"]
    assert 'rightToLeft="0"' in found and '<f>IF(A1="نعم",1)</f><v>نعم</v>' in found and "<is><t>w0</t></is>" in found
    assert re.search("<oddHeader>&amp;Cw0 &amp;P</oddHeader>", found)
    assert 'alignment horizontal="left"/>' in out["xl/st.xml"]


OFFICE = 'xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:fo="f" xmlns:table="b" xmlns:svg="v" xmlns:draw="d"'
STYLE = '<style:paragraph-properties fo:text-align="end" style:writing-mode="rl-tb"/><style:text-properties style:font-weight-complex="bold" fo:language="ar" fo:country="SA"/>'
TEXT = (
    '<text:p>قال <text:span text:style-name="B">الرئيس</text:span><text:note><text:note-citation>1</text:note-citation><text:note-body>'
    "<text:p>حاشية</text:p></text:note-body></text:note><text:s/>نعم<text:tab/>ثم <text:page-number>7</text:page-number></text:p>"
    "<text:tracked-changes><text:p>محذوف</text:p></text:tracked-changes><draw:frame><svg:desc>صورة</svg:desc></draw:frame>"
    '<table:table-cell table:formula="x" office:string-value="نعم"><text:p>نعم</text:p></table:table-cell>'
    '<table:table-cell office:string-value="لا"><text:p>لا</text:p></table:table-cell>'
)


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation", "graphics"])
def test_open_documents(kind):
    content = f"<office:document-content {OFFICE}>{STYLE}{TEXT}</office:document-content>"
    data = zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})
    out = parts_of(data, "a.bin")["content.xml"]
    assert (
        'fo:text-align="start" style:writing-mode="lr-tb"' in out
        and 'fo:language="en" fo:country="US" fo:font-weight="bold"' in out
    )
    assert "محذوف" in out and ">w0</svg:desc>" in out and "<text:note-body><text:p>w0</text:p>" in out
    assert re.search('<text:span text:style-name="B">w1</text:span>', out) and ">7</text:page-number>" in out
    assert 'table:formula="x" office:string-value="نعم"><text:p>نعم<' in out and "<table:table-cell><text:p>w0<" in out


def test_an_open_document_in_one_file_and_one_that_is_encrypted():
    flat = f'<?xml version="1.0"?><office:document {OFFICE}><text:p>نعم لا</text:p></office:document>'
    documents = read(flat, "a.fods")
    assert same(documents).decode() == flat and segments(documents) == ["نعم لا"]
    manifest = "<m><file-entry><encryption-data/></file-entry></m>"
    data = zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x", "META-INF/manifest.xml": manifest}
    )
    with pytest.raises(InputError, match=r"a\.odt: encrypted"):
        read(data, "a.odt")


RUNS = st.lists(
    st.tuples(st.sampled_from(["نعم ", "لا", "12", " هنا"]), st.sampled_from(["", "b", "i"])), min_size=1, max_size=6
)


@settings(max_examples=30, deadline=None)
@given(RUNS)
def test_any_runs_stay_whole(runs):
    drawing = "".join(
        f'<a:r><a:rPr {look}="1"/><a:t>{text}</a:t></a:r>' if look else f"<a:r><a:t>{text}</a:t></a:r>"
        for text, look in runs
    )
    cells = "".join(
        f"<r><rPr><{look}/></rPr><t>{text}</t></r>" if look else f"<r><t>{text}</t></r>" for text, look in runs
    )
    spans = "".join(f'<text:span text:style-name="{look}">{text}</text:span>' if look else text for text, look in runs)
    slide = {
        "ppt/p.xml": ("", f"<p:presentation {NAMES}/>"),
        "ppt/s.xml": ("slide", f"<p:sld {NAMES}><a:p>{drawing}</a:p></p:sld>"),
    }
    book = {"xl/w.xml": ("", "<workbook/>"), "xl/s.xml": ("sharedStrings", f"<sst><si>{cells}</si></sst>")}
    text = f"<office:document-content {OFFICE}><text:p>{spans}</text:p></office:document-content>"
    parts_of(package("presentationml.presentation", "ppt/p.xml", slide), "a.pptx")
    parts_of(package("spreadsheetml.sheet", "xl/w.xml", book), "a.xlsx")
    out = parts_of(zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text}), "a.odt")
    assert out["content.xml"].count("<text:span ") == spans.count("<text:span ")


def test_pages_of_a_book_are_known_by_its_manifest():
    package = (
        '<package xml:lang="ar" dir="rtl"><manifest><item href="erste.seite" media-type="application/xhtml+xml"/>'
        '<item href="bild.html" media-type="image/png"/></manifest></package>'
    )
    data = epub(
        **{
            "META-INF/container.xml": '<container><rootfile full-path="OEBPS/buch.xml"/></container>',
            "OEBPS/buch.xml": package,
            "OEBPS/erste.seite": "<html><p>نعم</p></html>",
        }
    )
    out = parts_of(data, "a.epub")
    assert (
        out["OEBPS/erste.seite"] == "<html><p>w0</p></html>"
        and '<package xml:lang="en" dir="ltr">' in out["OEBPS/buch.xml"]
    )


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (
            {"[Content_Types].xml": '<T c="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'},
            "a binary Excel file: save it as",
        ),
        ({"Index/Document.iwa": "x"}, "Pages, Numbers or Keynote"),
        ({"a.txt": "نعم"}, "a zip archive without a document: unpack it"),
    ],
)
def test_other_archives_are_refused_with_what_to_do(parts, why):
    with pytest.raises(InputError, match=why):
        read(zipped(parts), "a.bin")


def test_what_formulas_of_opendocument_compare_with_is_said_and_ranges_of_charts_stay():
    flat = (
        f'<?xml version="1.0"?><office:document {OFFICE}><table:content-validation '
        'table:condition="of:cell-content-is-in-list(&quot;نعم&quot;)"/><table:table-cell table:formula="of:=&quot;نص&quot;"/>'
        "<text:p>نص</text:p><draw:g><svg:desc>ورقة.B1:ورقة.B3</svg:desc></draw:g><svg:desc>وصف أول</svg:desc></office:document>"
    )
    documents = read(flat, "a.fods")
    assert documents[0].notes == (
        "texts in formulas and in lists of choices (2) are kept: cells are compared with them",
    )
    out = translated(documents)
    assert "<svg:desc>ورقة.B1:ورقة.B3</svg:desc>" in out and "<svg:desc>w0 w1</svg:desc>" in out
