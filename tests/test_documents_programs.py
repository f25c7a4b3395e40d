"""Texts of programs: .NET, iOS, Xcode, Java, Fluent, Android. Values are translated, all else stays to the letter."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.errors import InputError
from mt.documents.recognise import HEAD, recognise
from tests.documents import read, same, segments, translated
from tests.growth import growth

RESX = """<?xml version="1.0" encoding="utf-8"?>
<root>
  <resheader name="version"><value>2.0</value></resheader>
  <data name="Hello" xml:space="preserve"><value>قال نعم &amp; لا</value><comment>تعليق</comment></data>
  <data name="Icon" type="System.Drawing.Bitmap"><value>صورة</value></data>
  <data name="&gt;&gt;b.Name"><value>زر</value></data>
</root>
"""
RULES = """<?xml version="1.0"?>
<!DOCTYPE plist PUBLIC "x" "y">
<plist version="1.0"><dict><key>files</key><dict>
<key>NSStringLocalizedFormatKey</key><string>لديك %#@n@</string>
<key>n</key><dict><key>NSStringFormatSpecTypeKey</key><string>نوع</string><key>one</key><string>ملف واحد</string></dict>
</dict></dict></plist>
"""
JAVA = "# تعليق\nhello=نص أول\nlong : نص \\\n    ثان\nempty=\npath=/a/b\n! تعليق\nкey\\ x = نص\n"
FLUENT = """# تعليق
-brand = اسم
hello = نص يا { $name }
    .title = عنوان أول
multi =
    سطر أول
    سطر ثان
n = لديك { $n ->
        [one] ملف
       *[other] ملفات
    }
"""
XCODE = {
    "sourceLanguage": "ar",
    "strings": {
        "نص أول": {},
        "n": {
            "localizations": {
                "ar": {
                    "variations": {
                        "plural": {form: {"stringUnit": {"value": "ملف"}} for form in ("one", "two", "few", "other")}
                    }
                }
            }
        },
        "done": {"localizations": {"ar": {"stringUnit": {"value": "تم"}}, "en": {"stringUnit": {"value": "Done"}}}},
        "kept": {"shouldTranslate": False, "localizations": {"ar": {"stringUnit": {"value": "اسم"}}}},
        "word": {},
    },
    "version": "1.0",
}


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.resx", RESX), ("a.stringsdict", RULES), ("a.properties", JAVA), ("a.ftl", FLUENT)],
)
def test_the_file_comes_back_to_the_letter_where_nothing_is_translated(name, text):
    assert same(read(text, name)).decode() == text


def test_net_resources():
    out = translated(read(RESX, "a.resx"))
    assert "<value>w0 w1 w2 w3</value><comment>تعليق</comment>" in out
    assert "<value>صورة</value>" in out and "<value>زر</value>" in out and "<value>2.0</value>" in out
    assert recognise("strings.xml", RESX.encode()[:HEAD]).name == "resx"


def test_plural_rules_of_ios():
    out = translated(read(RULES, "a.stringsdict"))
    assert "<string>نوع</string>" in out and "<string>w0 w1</string>" in out
    assert out.count("%#@n@") == 1


def test_java_properties():
    out = translated(read(JAVA, "a.properties"))
    assert out == "# تعليق\nhello=w0 w1\nlong : w0 w1\nempty=\npath=/a/b\n! تعليق\nкey\\ x = w0\n"
    assert [*read(JAVA, "a.properties")[0].ids] == ["hello.1", "long.1", "кey x.1"]


def test_java_properties_in_ascii_stay_in_ascii_and_apostrophes_are_doubled_beside_numbers():
    document = read("a=\\u0646\\u0635 {0}\nb=\\u0646\\u0635\n", "a.properties")[0]
    assert document.segments == ("نص {0}", "نص")
    from align.bitext import SegmentPair

    pairs = [SegmentPair("1", "نص {0}", "Don't é {0} '{'"), SegmentPair("2", "نص", "Don't 😀")]
    assert document.restore(pairs).decode() == "a=Don''t \\u00e9 {0} '{'\nb=Don't \\ud83d\\ude00\n"


def test_fluent():
    out = translated(read(FLUENT, "a.ftl"))
    assert "# تعليق\n-brand = w0\n" in out and "    .title = w0 w1\nmulti =\n    w0 w1\n    w0 w1\n" in out
    assert "n = w0 { $n ->\n        [one] w0\n       *[other] w0\n    }\n" in out and out.count("{ $name }") == 1
    assert "hello.title.1" in read(FLUENT, "a.ftl")[0].ids


def test_catalogues_of_xcode_are_filled():
    documents = read(json.dumps(XCODE, ensure_ascii=False), "a.xcstrings")
    made = json.loads(translated(documents))["strings"]
    assert made["نص أول"]["localizations"]["en"]["stringUnit"] == {"state": "needs_review", "value": "w0 w1"}
    plural = made["n"]["localizations"]["en"]["variations"]["plural"]
    assert {form: each["stringUnit"]["value"] for form, each in plural.items()} == {"one": "w0", "other": "w0"}
    assert made["done"] == XCODE["strings"]["done"] and made["kept"] == XCODE["strings"]["kept"] and made["word"] == {}
    assert documents[0].notes == ("translations that were there are kept: 1",)
    with pytest.raises(InputError, match="'en', not Arabic"):
        read('{"sourceLanguage": "en", "strings": {}}', "a.xcstrings")
    for broken in ("{", "[]", '{"sourceLanguage": "ar", "strings": {"a": 5}}'):
        with pytest.raises(InputError, match="no string catalogue"):
            read(broken, "a.xcstrings")


def test_android_keeps_lines_and_quotes_of_tags():
    text = (
        '<resources><string name="a">نص\\nنص\n  أول</string>'
        '<string name="b"><![CDATA[<p>نص <a href="x">نص</a></p>]]></string></resources>'
    )
    documents = read(text, "strings.xml")
    assert same(documents).decode() == text
    assert segments(documents) == ["نص", "نص أول", '<p>نص <a href="x">نص</a></p>']
    assert '<string name="a">w0\\nw0 w1</string><string name="b"><![CDATA[' in translated(documents)


_TEXT = st.text("نص ab{}\\:=#!'\"\n.[]*-<>& 0", max_size=12)


@given(st.lists(st.tuples(st.from_regex("[a-z]{1,3}", fullmatch=True), _TEXT), max_size=5))
def test_any_lines_of_java_and_fluent_come_back(pairs):
    text = "".join(f"{key} = {value}\n" for key, value in pairs)
    if re.search("[ء-ي]", text):
        for name in ("a.properties", "a.ftl"):
            documents = read(text, name)
            assert same(documents).decode() == text
            assert "\0" not in translated(documents, backwards=True)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("a.properties", "ن=\\\n"), ("a.properties", "a=ن\n"), ("a.ftl", "a = {"), ("a.ftl", "a = ن\n { $x ->\n"),
        ("a.md", "{{< x "), ("a.md", "%% a\n"), ("a.md", "==ن"), ("a.md", '[ن]: x "ن"\n'), ("a.md", "<kbd>ن"),
    ],
)  # fmt: skip
def test_time_is_linear(name, unit):
    assert growth(lambda length: read("a = ن\n" + (unit * length)[:length], name), 10_000) < 10
