"""Files of texts that programs read: values are translated, and what programs look for stays as it was."""

import csv
import io
import json
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from glossaries.errors import InputError
from mt.documents.recognise import recognise
from tests.documents import read, same, segments, translated
from tests.growth import growth

JSON = """{
  "title" : "دليل المستخدم",
  "id": "معرف", "slug": "دليل-الزائر",
  "site": "https://example.org/ملف",
  "count": 12.50, "on": true, "none": null,
  "menu": { "open": "افتح \\"{file}\\"", "items": ["نعم", "No", {"more": "\\u0646\\u0639\\u0645"}] },
  "locale": "ar-EG"
}
"""

YAML = """# تعليق
ar:
  hello: مرحبا بكم  # ملاحظة
  quoted: "قال: نعم\\n"
  single: 'لا تذهب'
  tagged: !str &x نعم
  again: *x
  list:
    - بند أول
    - {a: خلية, b: 3}
  long: |
    سطر أول
    سطر ثان

  folded: >-
    كلام طويل
    يستمر
  url: https://example.org/نعم
"""

ASS = """[Script Info]
; تعليق
Title: فيلم
[V4+ Styles]
Format: Name, Fontname
Style: ع,Arial
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,ع,سالم,0,0,0,,ملاحظة
Dialogue: 0,0:00:01.00,0:00:03.00,ع,سالم,0,0,0,,{\\pos(1,2)}\u202bقال {\\b1}الرئيس{\\b0}, نعم\\Nوذهب\\nبعيدا
Dialogue: 0,0:00:01.00,0:00:03.00,ع,,0,0,0,,{\\p1}m 0 0 l ١ 1{\\p0}
"""

STRINGS = """/* "تعليق" = "لا"; */
"key.نعم" = "قال \\"%@\\" نعم\\n";
bare = "لا";  // "x" = "نعم";
"same";
"""

QT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar_EG" sourcelanguage="ar">
<context><name>نافذة</name>
  <message><location filename="a.cpp" line="3"/><source>افتح %1 و%L2</source><translation type="unfinished"></translation></message>
  <message numerus="yes"><source>%n ملفات</source><translation type="unfinished"><numerusform></numerusform><numerusform/></translation></message>
  <message><source>مترجم</source><translation>Done</translation></message>
  <message><source>قديم</source><translation type="vanished"/></message>
</context></TS>
"""

ANDROID = """<?xml version="1.0" encoding="utf-8"?>
<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">
    <!-- تعليق -->
    <string name="a">مرحبا يا <xliff:g id="x">سالم</xliff:g> هنا <b>الآن</b></string>
    <string name="b" translatable="false">نعم</string>
    <string name="c">قال\\n\\'نعم\\' %1$s</string>
    <string name="d"><![CDATA[نعم <a href="x">لا</a>]]></string>
    <string name="e">@string/نعم</string>
    <string-array name="f"><item>بند</item><item>12</item></string-array>
    <plurals name="g"><item quantity="one">ملف</item><item quantity="other">%d ملفات</item></plurals>
</resources>
"""

TABLE = 'id;الاسم;"ملاحظة"\r\n1;سالم;"قال: ""نعم""; ثم ذهب"\r\n\r\n2;"هدى\nعلي";\r\n'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", JSON),
        ("b.json", JSON.replace("\n", "\r\n")),
        ("a.yml", YAML),
        ("a.ass", ASS),
        ("b.ssa", ASS.replace("\n", "\r\n")),
        ("a.strings", STRINGS),
        ("strings.xml", ANDROID),
        ("a.csv", TABLE),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_is_not_translated_comes_back_byte_for_byte(name, text, encoding):
    data = text.encode("utf-8" if "xml" in name or (encoding == "utf-16" and name == "a.yml") else encoding)
    documents = read(data, name)
    assert any(documents[0].segments) and same(documents) == data


def test_json_keeps_keys_names_addresses_numbers_and_layout():
    out = translated(read(JSON, "a.json"))
    before, after = json.loads(JSON), json.loads(out)
    assert after["title"] == "w0 w1" and after["menu"]["items"] == ["w0", "No", {"more": "w0"}]
    assert "{file}" in after["menu"]["open"] and after["locale"] == "en"
    for key in ("id", "slug", "site", "count", "on", "none"):
        assert after[key] == before[key]
    assert re.sub(r'"[^"\\]*(?:\\.[^"\\]*)*"', '""', out) == re.sub(r'"[^"\\]*(?:\\.[^"\\]*)*"', '""', JSON)
    assert read(JSON, "a.json")[0].ids[:2] == ("title.1", "menu.open.1")


def test_what_describes_a_text_to_translators_is_no_text():
    chrome = (
        '{"a": {"message": "نعم", "description": "شرح", "placeholders": {"x": {"content": "$1", "example": "سالم"}}}}'
    )
    assert segments(read(chrome, "messages.json")) == ["نعم"]
    arb = '{"@@locale": "ar", "a": "نعم", "@a": {"description": "شرح"}}'
    assert json.loads(translated(read(arb, "a.arb"))) == {"@@locale": "en", "a": "w0", "@a": {"description": "شرح"}}


@pytest.mark.parametrize(("name", "text"), [("a.json", '{"ar": {"a": "نعم"}}'), ("a.yml", "ar-EG:\n  a: نعم\n")])
def test_the_language_that_a_file_is_filed_under_is_turned(name, text):
    assert yaml.safe_load(translated(read(text, name))) == {"en": {"a": "w0"}}


def test_escaped_json_stays_ascii():
    out = translated(read('{"a": "\\u0646\\u0639\\u0645", "b": "\\ud800 \\u0644\\u0627"}', "a.json"))
    assert json.loads(out) == {"a": "w0", "b": "\ud800 w0"} or json.loads(out)["a"] == "w0"


LETTERS = st.text("نعملا\u200f aZ1:#-'\"\\{}[],&*!|>%@\n\t", max_size=8)
LEAVES = LETTERS | st.integers() | st.booleans() | st.none()
TREES = st.recursive(
    LEAVES, lambda each: st.lists(each, max_size=3) | st.dictionaries(LETTERS, each, max_size=3), max_leaves=12
)


def shape(value):
    if isinstance(value, dict):
        return [(key, shape(each)) for key, each in value.items()]
    if isinstance(value, list):
        return [*map(shape, value)]
    return str if isinstance(value, str) else (type(value), value)


@given(
    st.dictionaries(LETTERS.filter(lambda key: key.lower() not in ("ar", "locale")), TREES, min_size=2, max_size=4),
    st.booleans(),
)
def test_any_json_comes_back_with_its_shape(tree, backwards):
    text = json.dumps(tree, ensure_ascii=False, indent=1)
    documents = read(text, "a.json")
    assert same(documents).decode() == text
    assert shape(json.loads(translated(documents, backwards))) == shape(tree)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(LETTERS.filter(lambda key: key.lower() not in ("ar", "locale")), TREES, min_size=2, max_size=4), st.booleans(),
       st.sampled_from([None, "'", '"', "|", ">"]))  # fmt: skip
def test_any_yaml_comes_back_with_its_shape(tree, flow, style):
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, default_style=style, sort_keys=False)
    documents = read(text, "a.yaml")
    assert same(documents).decode() == text
    assert shape(yaml.safe_load(translated(documents))) == shape(yaml.safe_load(text))


def test_yaml_keeps_comments_anchors_and_styles():
    out = translated(read(YAML, "a.yml"))
    assert "# تعليق\nen:\n  hello: w0 w1  # ملاحظة\n" in out
    assert "single: 'w0 w1'\n  tagged: !str &x w0\n  again: *x\n" in out
    assert "- {a: w0, b: 3}\n  long: |\n    w0 w1\n    w0 w1\n\n  folded: >-\n    w0 w1 w2\n" in out
    found = yaml.safe_load(out.replace("!str ", ""))["en"]
    assert found["url"] == "https://example.org/نعم" and found["list"] == ["w0 w1", {"a": "w0", "b": 3}]
    assert found["quoted"].endswith("\n")


@pytest.mark.parametrize(
    "target", ["yes", "a: b", "- x", "#x", "'x'", "{x}", "a\nb", "12", "x ", "@x", "a #b", "*x", "", "null", "[a]"]
)
@pytest.mark.parametrize(
    "text", ["a: نعم\nb: 1\n", "a: 'نعم'\nb: 1\n", "a: |\n  نعم\nb: 1\n", "a: >-\n  نعم\nb: 1\n", "{a: نعم, b: 1}\n"]
)
def test_a_translation_says_in_yaml_what_it_says(text, target):
    from align.bitext import SegmentPair

    (document,) = read(text, "a.yaml")
    found = yaml.safe_load(document.restore([SegmentPair("a.1", "نعم", target)]).decode())
    assert found["a"].strip() == target.strip() and found["b"] == 1


def test_ass_keeps_styles_times_names_and_drawings():
    out = translated(read(ASS, "a.ass"))
    assert "Title: w0\n" in out and "Style: ع,Arial" in out and ",سالم,0,0,0,,ملاحظة" in out
    assert ",ع,سالم,0,0,0,,{\\pos(1,2)}w0 {\\b1}w1{\\b0} w2 w3\\Nw0" in out
    assert "{\\p1}m 0 0 l ١ 1{\\p0}" in out and "\u202b" not in out


CODES = st.sampled_from(
    ["نعم ", "لا", "{\\i1}", "{\\i0}", "{\\an8}", "{\\b1}", "{\\b0}", "\\N", "\\n", "{x", "}", ",", "\\h"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(CODES, max_size=12), st.booleans())
def test_any_dialogue_comes_back_and_no_code_is_lost(codes, backwards):
    text = ASS + "Dialogue: 0,0:00:04.00,0:00:05.00,ع,,0,0,0,," + "".join(codes) + "\n"
    documents = read(text, "a.ass")
    assert same(documents).decode() == text
    out = translated(documents, backwards)
    for code in (r"\{[^{}]*\}", r"\\N"):
        assert sorted(re.findall(code, out)) == sorted(re.findall(code, text))


def test_strings_of_ios():
    out = translated(read(STRINGS, "Localizable.strings"))
    assert out.startswith('/* "تعليق" = "لا"; */\n"key.نعم" = "w0')
    assert out.count("%@") == 1 and '\\n";\nbare = "w0";  // "x" = "نعم";\n"same";\n' in out
    assert recognise("a.txt", STRINGS.encode()).name == "strings"


def test_catalogues_of_qt_are_filled():
    out = translated(read(QT, "a.ts"))
    assert 'language="en"' in out and "<name>نافذة</name>" in out and ">Done<" in out
    first = re.search(r'<translation type="unfinished">([^<]*)</translation>', out)[1]
    assert first.count("%1") == first.count("%L2") == 1 and "w0" in first
    forms = re.findall(r"<numerusform>([^<]*)</numerusform>", out)
    assert len(forms) == 2 and all(form.count("%n") == 1 for form in forms)
    assert '<translation type="vanished"/>' in out
    filled = same(read(QT, "a.ts"))
    assert not segments(read(filled, "a.ts")) and same(read(filled, "a.ts")) == filled


def test_android_keeps_names_references_and_protected_parts():
    out = translated(read(ANDROID, "strings.xml"))
    assert '<xliff:g id="x">سالم</xliff:g>' in out and re.search(r"<b>w\d</b></string>", out)
    assert 'translatable="false">نعم<' in out and ">@string/نعم<" in out and "%1$s" in out and "<item>12</item>" in out
    assert '<item quantity="one">w0</item>' in out and "%d" in out
    (document,) = read("<resources><string name='a'>نعم</string></resources>", "strings.xml")
    from align.bitext import SegmentPair

    assert b">It\\'s \\&quot;&lt;A&gt;\\&quot;<" not in document.restore([SegmentPair("1.1", "نعم", "It's <A>")])
    assert b"It\\'s &lt;A&gt;" in document.restore([SegmentPair("1.1", "نعم", "It's <A>")])


def test_cells_of_a_table_without_named_columns_are_translated_in_place():
    out = translated(read(TABLE, "a.csv"))
    rows = [*csv.reader(io.StringIO(out, newline=""), delimiter=";", strict=True)]
    assert [len(row) for row in rows if row] == [3, 3, 3]
    assert rows[0][:2] == ["id", "w0"] and rows[1][0] == "1" and out.startswith('id;w0;"w0"\r\n1;w0;"w0')


@pytest.mark.parametrize(
    ("text", "options", "wanted"),
    [
        ("source,target\nنعم,\nلا,No\n", {}, "source,target\nنعم,w0\nلا,No\n"),
        ('source,target\n"نعم","x"\n', {"overwrite": True}, 'source,target\n"نعم","w0"\n'),
        ("id,ar\n1,نعم\n", {}, "id,ar,en\n1,نعم,w0\n"),
        ("id,name\n1,نعم\n", {"source_column": "name"}, "id,name,target\n1,نعم,w0\n"),
        ('"نعم, لا",x\n', {"source_column": "1", "target_column": "2", "overwrite": True}, '"نعم, لا",w0 w1 w2\n'),
    ],
)
def test_named_columns_of_csv(text, options, wanted):
    assert translated(read(text, "a.csv", **options)) == wanted


CELLS = st.text('نعم ,;"\n\r\tx1', max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from(",;"), st.booleans())
def test_any_csv_comes_back_with_its_cells(rows, mark, all_quoted):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL).writerows(
        [["a", "b"], *rows]
    )
    documents = read(text.getvalue(), "a.csv")
    assert same(documents).decode() == text.getvalue()
    found = [*csv.reader(io.StringIO(translated(documents), newline=""), delimiter=mark, strict=True)]
    assert [len(row) for row in found] == [2] * (len(rows) + 1)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.json", '{"a": "نعم",\n}', r"a\.json:2: not JSON: .*: mend it there"),
        ("a.json", '{"a":' * 200_000, r"nested too deep|not JSON"),
        ("a.json", '[{"source": "نعم", "target": ""}]', r"a table in JSON: save it as JSON lines"),
        ("a.yml", "a: [نعم\nb: c", r"a\.yml:\d: no YAML: .*: mend it there"),
        ("a.yml", "[" * 5000, r"nested too deep"),
        ("a.csv", 'a,b\n1,"نعم\n', r"a\.csv:2: a quotation mark that is never closed"),
        ("a.ass", "[Script Info]\nTitle: نعم\n", r"no Dialogue"),
        ("a.strings", '"a" = "نعم";\n"b" "لا";\n', r'a\.strings:2: no "key" = "value";'),
        ("a.ts", "export const a = 'نعم';\n", r"source code is not read"),
        ("strings.xml", "<?xml version='1.0'?><resources><string>نعم</resources>", r"strings\.xml:1: not well-formed"),
    ],
)
def test_what_is_broken_is_one_clear_line(name, text, why):
    with pytest.raises(InputError, match=why) as error:
        read(text, name)
    assert "\n" not in str(error.value) and str(error.value).startswith(name)


@pytest.mark.parametrize(
    "name", ["a.py", "a.js", "a.css", "a.sql", "a.tex", "a.rst", "a.ini", "a.sbv", "a.mobi", "a.doc",
             "a.rtf", "a.eml", "a.xml", "a.xlsb", "a.db"]
)  # fmt: skip
def test_what_is_no_prose_is_refused_with_what_to_do(name):
    for text in ("قال نعم\n", '{"a": "نعم"}'):
        with pytest.raises(InputError, match=r": .{4,}: .{8,}"):
            read(text, name)


@pytest.mark.parametrize(
    ("start", "why"),
    [
        (b"#!/usr/bin/env python3\n", "source code"),
        (b"<?php\n", "source code"),
        (b"{\\rtf1\\ansi ", r"rich text"),
        (b"\\documentclass{article}\n", "LaTeX"),
        (b"\0\0\0\x20ftypisom", "sound or film"),
        (b"SQLite format 3\0", "no document"),
    ],
)
def test_what_content_tells_to_be_no_prose(start, why):
    with pytest.raises(InputError, match=why):
        read(start + "نعم".encode(), "a.txt")


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.txt", JSON, "json"),
        ("-", '["نعم"]', "json"),
        ("a.json", '{"text": "نعم"}\n', "json"),
        ("a.json", '{"text": "نعم"}\n{"text": "لا"}\n', "jsonl"),
        ("-", JSON[:-4], "text"),
        ("-", "[1] نعم\n", "text"),
        ("-", ASS, "ass"),
        ("-", QT, "qt"),
        ("-", ANDROID, "android"),
        ("-", "source,target\nنعم,Yes\n", "csv"),
        ("-", "قال نعم, ثم لا\n", "text"),
        ("a.yaml", YAML, "yaml"),
    ],
)
def test_what_a_file_of_texts_is_told_by(name, text, form):
    assert recognise(name, text.encode()).name == form


def test_a_large_json_is_known_by_its_beginning():
    text = json.dumps({f"k{i}": "نعم " * 50 for i in range(1000)}, ensure_ascii=False)
    assert recognise("-", text.encode()[: 1 << 16]).name == "json"


@pytest.mark.parametrize(
    ("name", "start", "unit", "end"),
    [
        ("a.json", '{"a": [', '"نعم", ', '"x"]}'),
        ("a.yaml", "", "- نعم\n", ""),
        ("a.csv", "a,b\n", '"نعم ""لا""",x\n', ""),
        ("a.strings", "", '/* x */ "a" = "نعم";\n', ""),
        ("a.ass", ASS, "Dialogue: 0,0:00:01.00,0:00:03.00,ع,,0,0,0,,{\\i1}نعم{\\i0}\n", ""),
        ("strings.xml", "<resources>", "<string name='a'>نعم</string>", "</resources>"),
        ("a.ts", "<TS><context>", "<message><source>نعم</source><translation/></message>", "</context></TS>"),
    ],
)
def test_reading_takes_linear_time(name, start, unit, end):
    assert growth(lambda count: same(read(start + unit * count + end, name)), 400) < 10
