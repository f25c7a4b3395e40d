"""PDF: the text is put together from where the glyphs stand, and written anew."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from glossaries.errors import InputError
from tests.documents import FOLDER, english, read, same, segments
from tests.documents.pages import Put, pdf, visual
from tests.test_cli import qantara, stderr

REPORT = (FOLDER / "report.pdf").read_bytes()
"""Written by LibreOffice 7.4."""


def texts(data: bytes) -> list[str]:
    return re.findall(r"<(?:p|h\d)>(.*)</", same(read(data, "a.pdf")).decode())


def test_a_report_of_an_office_program():
    found = texts(REPORT)
    assert found[0] == "تقرير عن المدينة القديمة"
    assert found[1].startswith(
        "اجتمع المجلس يوم الأحد في 15 مارس 2024 لمناقشة الميزانية العامة للدولة، وقال الوزير إن الإنفاق"
    )
    assert "بلغ 2.5 مليون دولار (UNESCO) خلال العام الماضي وإن العجز سينخفض بنسبة 12% في العام المقبل" in found[1]
    assert found[2].endswith("في تنفيذ المشاريع المتأخرة في المدن والقرى.") and len(found[2]) > 100


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        (visual("نعم ثم لا"), "نعم ثم لا"),
        ("\ufee2\ufecc\ufee7", "نعم"),
        ("\ufefb \ufee2\ufecc\ufee7", "نعم لا"),
        ("2024 " + visual("عام"), "عام 2024"),
        ("12.5 " + visual("بلغ"), "بلغ 12.5"),
        (visual("قال") + " United Nations " + visual("هنا"), "هنا United Nations قال"),
        ("Boeing 737 " + visual("طائرة"), "طائرة Boeing 737"),
        ("(" + visual("نعم") + ")", "(نعم)"),
        (")" + visual("نعم") + "(", "(نعم)"),
        ("١٢٣ " + visual("رقم"), "رقم ١٢٣"),
        ("Only English here", "Only English here"),
    ],
)
def test_what_is_shown_is_read_as_it_is_meant(shown, meant):
    assert texts(pdf([Put(shown, 100, 700)])) == [meant]


def column(x: float, words: str, last: str, count: int = 6) -> list[Put]:
    lines = [f"{words} {'سطر' if k else 'بدء'} {'أبتثجحخ'[k] * 20}"[:30].ljust(30, "ب") for k in range(count)] + [
        last.rjust(30, "ت")
    ]
    return [Put(visual(line), x, 700 - 12 * k) for k, line in enumerate(lines)]


def test_columns_are_read_one_after_the_other_the_right_one_first():
    right, left = column(320, "يمين", "نهاية."), column(60, "يسار", "خاتمة.")
    found = texts(pdf([Put(visual("عنوان فوق العمودين معا في وسط الصفحة كلها"), 150, 740, 14), *left, *right]))
    assert len(found) == 3 and found[0].startswith("عنوان")
    assert found[1].count("يمين") == 6 and found[1].endswith("نهاية.") and found[2].count("يسار") == 6


def test_heads_and_page_numbers_are_left_out_and_paragraphs_go_on():
    pages = []
    for k in range(3):
        body = [
            Put(visual(f"{'كلمة ' * 10}{'ابت'[k] * 3}{'جحخدذ'[line] * 3} طويلة"), 60, 700 - 12 * line)
            for line in range(5)
        ]
        pages.append([Put(visual("مجلة المدينة"), 250, 760), *body, Put(f"{k + 7}", 300, 40)])
    (found,) = texts(pdf(*pages))
    assert "مجلة" not in found and not re.search(r"\d", found) and found.count("طويلة") == 15


def test_broken_words_are_whole_again():
    (found,) = texts(
        pdf(
            [
                Put("The translation of the agreement was pub-", 60, 700),
                Put("lished in the journal of the city and so on.", 60, 688),
            ]
        )
    )
    assert found == "The translation of the agreement was published in the journal of the city and so on."


def test_what_is_written_anew():
    (document,) = read(
        pdf([Put(visual("عنوان"), 400, 750, 24), *[Put(visual("قال نعم & لا ثم مضى في سبيله"), 100, 700)] * 1]), "a.pdf"
    )
    assert document.notes == ("PDF: its text is taken; layout, pictures, notes on it and tables' lines are lost",)
    pairs = english(document)
    page = document.written(pairs, "html").decode()
    assert '<html lang="en" dir="ltr">' in page and "<p>w0 w1" in page
    word = zipfile.ZipFile(io.BytesIO(document.written(pairs, "docx")))
    for part in word.namelist():
        ElementTree.fromstring(word.read(part))
    assert segments(read(document.written(pairs, "docx"), "a.docx"))[-1].startswith("w0 w1")
    assert document.written(pairs, "docx") == document.written(pairs, "docx")


def test_a_scan_names_ocr_and_damage_is_one_line():
    with pytest.raises(InputError, match=r"a\.pdf: a scan, pages without text: run OCR over it first"):
        read(pdf([]), "a.pdf")
    with pytest.raises(InputError, match=r"a\.pdf: a PDF that cannot be read: it was cut or damaged"):
        read(b"%PDF-1.7\n" + b"x" * 500, "a.pdf")
    some = pdf([Put(visual("نعم"), 100, 700)], [])
    assert read(some, "a.pdf")[0].notes[1] == "pages without text (1): OCR may read them"


def test_the_command_writes_pages_documents_and_text_but_no_pdf(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.pdf").write_bytes(pdf([Put(visual("نعم"), 100, 700)]))
    run = qantara("translate", "in/a.pdf", "-o", "x.html", "-o", "x.docx", "-o", "x.txt", "--beam-size", "1")
    assert run.returncode == 0 and "layout, pictures" in stderr(run)
    assert Path("x.html").read_text(encoding="utf-8").startswith("<!doctype html>\n<html lang=")
    assert zipfile.is_zipfile("x.docx") and Path("x.txt").read_text(encoding="utf-8").count("\n") == 1
    run = qantara("translate", "in/a.pdf", "-o", "x.pdf", "--beam-size", "1")
    assert run.returncode == 2 and "nothing is written as .pdf" in stderr(run) and not Path("x.pdf").exists()
    assert qantara("translate", "in", "-o", "out", "--beam-size", "1").returncode == 0
    assert Path("out/a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert b"<" not in qantara("translate", "in/a.pdf", "--beam-size", "1").stdout


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        (visual("قال نعم") + ".", "قال نعم."),
        (
            visual("اكتب إلى") + " a@b.example " + visual("أو زر") + " x.example.",
            "اكتب إلى a@b.example أو زر x.example.",
        ),
        ("\uf0b7 " + visual("بند أول"), "• بند أول"),
        ("12. " + visual("بند ثان"), "12. بند ثان"),
    ],
)
def test_a_line_that_was_set_from_left_to_right(shown, meant):
    assert texts(pdf([Put(shown, 100, 700)])) == [meant]


def test_small_raised_digits_are_marks():
    line = visual("بلغت المساحة خمسين م")
    assert texts(pdf([Put(line, 105, 700), Put("2", 101, 704, 6)])) == ["بلغت المساحة خمسين م²"]


def test_lines_beside_each_other_are_a_table():
    rows = [("السنة", "العدد", "شرح"), ("٢٠٢٣", "١٢", "زيادة"), ("٢٠٢٤", "٩٠", "نقص")]
    put = [
        Put(visual(cell) if not cell[0].isdigit() else cell, 400 - 120 * j, 600 - 20 * k)
        for k, row in enumerate(rows)
        for j, cell in enumerate(row)
    ]
    (document,) = read(pdf([Put(visual("فقرة قبل الجدول"), 200, 700), *put, Put(visual("قليل"), 160, 548)]), "a.pdf")
    page = document.written(english(document), "html").decode()
    assert page.count("<tr>") == 3 and page.count("<td>") == 9 and page.count("<table>") == 1
    word = document.written(english(document), "docx")
    body = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    assert body.count("<w:tr>") == 3 and body.count("<w:tc>") == 9
    found = same([document]).decode()
    assert "<tr><td>السنة</td><td>العدد</td><td>شرح</td></tr>" in found and "<td>نقص قليل</td>" in found


def test_text_that_does_not_stand_upright_is_said():
    (document,) = read(pdf([Put(visual("نعم"), 100, 700), Put("turned", 300, 400, 10, False)]), "a.pdf")
    assert document.notes[1] == "text that does not stand upright (6 signs) is left out"
