"""Word documents and books: what a reader sees is translated, and the package stays whole."""

import io
import re
import zipfile
from xml.etree import ElementTree

from tests.documents import REPORT, english, epub, read, repacked, segments


def backwards(documents) -> bytes:
    return b"".join(document.restore(english(document, backwards=True)) for document in documents)


def test_a_word_document():
    documents = read(REPORT, "a.docx")
    found = segments(documents)
    for text in (
        "دخول القوات إلى لاتشين",
        "حاشية عن المدينة.",
        "تعليق على النص",
        "نص داخل إطار",
        "تذييل",
        "بند ثان",
        "وسطر ثان",
    ):
        assert text in found
    assert "محذوف" not in " ".join(found)
    out = backwards(documents)
    with zipfile.ZipFile(io.BytesIO(out)) as new, zipfile.ZipFile(io.BytesIO(REPORT)) as old:
        assert new.namelist() == old.namelist() and new.testzip() is None
        for name in new.namelist():
            ElementTree.fromstring(new.read(name))
        body, before = (archive.read("word/document.xml").decode() for archive in (new, old))
        styles = new.read("word/styles.xml").decode()
    assert not re.search(r"<w:(?:bidi|bidiVisual|rtlGutter)\b|<w:rtl [^>]*/></w:rPr><w:t\b", body + styles)
    assert '<w:jc w:val="right"/>' not in styles and '<w:jc w:val="center"/>' in body
    assert "<w:b/><w:bCs/>" in body and "<w:delText>محذوف</w:delText>" in body
    for mark in (
        "footnoteReference",
        "commentReference",
        "bookmarkStart",
        "bookmarkEnd",
        "w:hyperlink ",
        "<w:tab/>",
        "<w:br/>",
        "w:drawing",
    ):
        assert body.count(mark) == before.count(mark) > 0
    assert not re.search("[ء-ي]", re.sub("<w:delText>.*?</w:delText>", "", body))


def test_fields_of_word_documents():
    def run(inner):
        return f"<w:r><w:rPr><w:rtl/></w:rPr>{inner}</w:r>"

    field = [
        run('<w:fldChar w:fldCharType="begin"/>'),
        run("<w:instrText> HYPERLINK x </w:instrText>"),
        run('<w:fldChar w:fldCharType="separate"/>'),
        run("<w:t>رابط هنا</w:t>"),
        run('<w:fldChar w:fldCharType="end"/>'),
    ]
    page = [*field[:1], run("<w:instrText>PAGE</w:instrText>"), field[2], run("<w:t>7</w:t>"), field[4]]
    before = run('<w:t xml:space="preserve">قبل </w:t>')
    runs = "".join([before, *field, run("<w:t>بعد صفحة</w:t>"), *page, run("<w:t>نعم</w:t>")])
    body = f'<w:document xmlns:w="w"><w:body><w:p>{runs}</w:p></w:body></w:document>'
    documents = read(repacked(REPORT, **{"word/document.xml": body.encode()}), "a.docx")
    assert "قبل رابط هنابعد صفحة7نعم" in documents[0].segments
    out = backwards(documents)
    text = zipfile.ZipFile(io.BytesIO(out)).read("word/document.xml").decode()
    assert re.findall('fldCharType="(\\w+)"', text) == ["begin", "separate", "end"] * 2
    ElementTree.fromstring(text)


def test_a_book():
    out = backwards(read(epub(), "a.epub"))
    book = zipfile.ZipFile(io.BytesIO(out))
    assert book.namelist()[0] == "mimetype" and book.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
    assert '<html dir="ltr"><body><p><b>w1</b> w0' in book.read("OEBPS/one.xhtml").decode().replace("w2 ", "")
    assert 'page-progression-direction="ltr"' in book.read("OEBPS/content.opf").decode()
    assert "<dc:title>w0</dc:title><dc:language>en</dc:language>" in book.read("OEBPS/content.opf").decode()
    assert "<text>w1 w0</text>" in book.read("OEBPS/toc.ncx").decode()
    assert b"ltr" in book.read("OEBPS/style.css")


def test_whose_book_it_is_stays_and_is_said():
    opf = (
        '<package xmlns:dc="d"><dc:creator>سامي الحداد</dc:creator><dc:rights>الحقوق محفوظة</dc:rights>'
        '<guide><reference title="الفهرس" href="a"/></guide></package>'
    )
    ncx = "<ncx><docAuthor><text>سامي الحداد</text></docAuthor><docTitle><text>كتاب</text></docTitle></ncx>"
    data = epub(**{"OEBPS/content.opf": opf, "OEBPS/toc.ncx": ncx})
    (document,) = documents = read(data, "a.epub")
    assert document.notes == ("names of authors and publishers are kept",)
    book = zipfile.ZipFile(io.BytesIO(backwards(documents)))
    out = book.read("OEBPS/content.opf").decode() + book.read("OEBPS/toc.ncx").decode()
    assert out.count("سامي الحداد") == 2 and "<dc:rights>w1 w0</dc:rights>" in out and 'title="w0"' in out
