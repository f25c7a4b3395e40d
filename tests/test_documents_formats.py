"""Each format: nothing translated gives the file back, and a translation stands where its source stood."""

import json
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.errors import InputError
from mt.documents.model.tags import tags
from mt.documents.recognise import recognise
from tests.documents import ARTICLE, REPORT, epub, identity, read, same, segments, translated

MARKDOWN = """---
title: عنوان
---
# عنوان **أول** #

قال *الرئيس* إن [القوات](http://x.y/(a) "نص") دخلت
المدينة. ثم `git x|y` و![صورة](a.png).\x20\x20
سطر جديد[^1] <span dir="rtl">هنا</span> [مرجع][Ref] و <https://a.b>.

> اقتباس أول
> يستمر

1. بند
   * بند ثان

| الاسم | ب |
|---|:-:|
| خلية \\| نعم | `كود` |

<div dir="rtl">

نص $a_b$ داخل

</div>

```
كود
```

[^1]: حاشية هنا.
[^2]: حاشية ثانية.

[ref]: http://z
"""

PAGE = """<!DOCTYPE html>
<html lang="ar-EG" dir=rtl><head><title>عنوان</title><meta name="description" content="وصف &quot;قصير&quot;">
<style>body{direction:rtl}</style></head><body style="direction: rtl">
<p>قال <b>الرئيس &amp; الوزير</b> إن <a href="x?a=1&b=2" title="رابط هنا">القوات دخلت</a> المدينة<sup>[1]</sup>.
ثم <code>git commit</code> بعد <img src=x.png alt="صورة"> ذلك {name} وقف.<br>سطر&nbsp;جديد</p>
<!-- تعليق --><script>var s = "نص";</script>
<table><tr><td>خلية<td>12</table><pre>  بيت
   ثان</pre><p translate="no">لا تترجم</p>
<input type="submit" value="أرسل"><input value="نص"></body></html>
"""

SRT = """1
00:00:01,000 --> 00:00:02,000
<i>قال الرئيس
إن القوات دخلت</i>

2
00:00:03,000 --> 00:00:04,000
- نعم.
- لا {\\an8}
"""

VTT = """WEBVTT

NOTE ملاحظة

a
00:01.000 --> 00:02.000 align:start
<v سالم>قال الرئيس &amp; القوات <00:01.500>هنا</v>
"""

PO = """# تعليق
msgid ""
msgstr ""
"Language: ar\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#, c-format
msgid "قال \\"%s\\" إن الملف\\n"
"تالف: %d\\n"
msgstr ""

msgctxt "x"
msgid "ملف واحد"
msgid_plural "%d ملفات"
msgstr[0] ""
msgstr[1] ""

msgid "مترجم"
msgstr "done"

#~ msgid "قديم"
#~ msgstr ""
"""

XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
 <file original="a" source-language="ar" datatype="plaintext"><body>
  <trans-unit id="1">
   <source>قال <g id="1">الرئيس</g> نعم<x id="2"/> و <bpt id="3">&lt;b></bpt>كلام<ept id="3">&lt;/b></ept></source>
  </trans-unit>
  <trans-unit id="2"><source>نعم</source><target>yes</target></trans-unit>
  <trans-unit id="3"><source><![CDATA[نعم & لا]]></source><target state="new"/></trans-unit>
  <trans-unit id="4" translate="no"><source>نعم</source></trans-unit>
 </body></file></xliff>
"""

XLIFF2 = (
    '<xliff version="2.0" srcLang="ar" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f"><unit id="u">'
    '<segment><source>قال <pc id="1">الرئيس</pc> {0}<ph id="2"/></source></segment></unit></file></xliff>'
)

TMX = """<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="ar"/><body>
<tu>
  <tuv xml:lang="ar-SA"><seg>قال <hi>الرئيس</hi> نعم<ph>{x}</ph></seg></tuv>
</tu>
<tu><tuv xml:lang="en"><seg></seg></tuv><tuv xml:lang="ar"><seg>نعم</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="ar"><seg>نعم</seg></tuv></tu>
</body></tmx>
"""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "نعم؟لا\n\n  هنا\r\n"),
        ("a.md", MARKDOWN),
        ("b.md", MARKDOWN.replace("\n", "\r\n")),
        ("a.html", PAGE),
        ("b.html", ARTICLE),
        ("a.srt", SRT),
        ("b.srt", SRT.replace("\n", "\r\n")),
        ("a.vtt", VTT),
        ("a.docx", REPORT),
        ("a.epub", epub()),
    ],
)
def test_what_is_not_translated_comes_back_byte_for_byte(name, data):
    documents = read(data, name)
    assert any(documents[0].segments)
    assert same(documents) == (data.encode() if isinstance(data, str) else data)


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "utf-8-sig"])
def test_a_page_keeps_its_encoding(encoding):
    page = f'<html><meta charset="{encoding if encoding == "windows-1256" else "utf-8"}"><p>قال نعم</p></html>'
    data = page.encode(encoding)
    assert same(read(data, "a.html")) == data
    (document,) = read(data, "a.html")
    pairs = [replace(pair, target="café Şuşa ∞") for pair in identity(document)]
    text = document.restore(pairs).decode(encoding)
    assert ("caf&#233;" in text or "café" in text) and ("∞" in text) == (encoding != "windows-1256")
    assert "café Şuşa ∞" in unescape(text)


@pytest.mark.parametrize(("name", "data"), [("a.po", PO), ("a.xlf", XLIFF), ("b.xlf", XLIFF2), ("a.tmx", TMX)])
def test_a_bilingual_file_is_filled_once_and_then_left_alone(name, data):
    filled = same(read(data, name))
    assert filled != data.encode()
    (document,) = read(filled, name)
    assert document.segments == () and document.notes[0].startswith("translations that were there are kept")
    assert document.restore([]) == filled
    assert same(read(filled, name, overwrite=True)) == same(read(data, name, overwrite=True))


@pytest.mark.parametrize(
    ("name", "data"), [("a.tsv", "id\tar\n1\tنعم لا\n"), ("a.jsonl", '{"ar": "نعم"}\n{"ar": "لا", "en": "no"}\n')]
)
def test_a_table_is_filled_once_and_then_left_alone(name, data):
    filled = same(read(data, name))
    documents = read(filled, name)
    assert not segments(documents)
    assert same(documents) == filled
    assert documents[-1].notes == (
        f"translations that were there are kept: {len(filled.splitlines()) - (name == 'a.tsv')}",
    )


def test_markdown():
    out = translated(read(MARKDOWN, "a.md"))
    assert "# w0 **w1** #\n" in out
    assert 'w0 *w1* w2 [w3](<http://x.y/(a)> "w0") w4 w5 w6 w0' in out
    assert "`git x|y`" in out and "![w0](a.png)" in out and '  \nw0 w1[^1] <span dir="ltr">w2</span>' in out
    assert re.search(r"\[w\d\]\[REF\] .*<https://a.b>", out, re.IGNORECASE)
    assert "\n> w0 w1 w2\n" in out
    assert "\n1. w0\n   * w0 w1\n" in out
    assert "|---|:-:|\n| w0 w1 w2 | `كود` |\n" in out
    assert '<div dir="ltr">\n\nw0' in out and "$a_b$" in out
    assert "```\nكود\n```\n" in out
    assert "\n[^1]: w0 w1 w2\n[^2]: w0 w1 w2\n" in out
    assert out.startswith("---\ntitle: w0\n---\n") and out.endswith("\n[ref]: http://z\n")


@pytest.mark.parametrize("target", ["# x", "1. x", "- x", "> x", "a *b* [c] `d` <e> &amp; _f_ \\g"])
def test_a_translation_says_in_markdown_what_it_says(target):
    from markdown_it import MarkdownIt

    from align.bitext import SegmentPair

    (document,) = read("نعم لا\n", "a.md")
    out = document.restore([SegmentPair("1.1", "نعم لا", target)]).decode()
    (inline,) = [token for token in MarkdownIt().parse(out) if token.type == "inline"]
    assert "".join(child.content for child in inline.children) == target
    assert MarkdownIt().parse(out)[0].type == "paragraph_open"


def test_html():
    out = translated(read(PAGE, "a.html"))
    assert '<html lang="en" dir=ltr><head><title>w0</title>' in out
    assert "body{direction:ltr}" in out and 'style="direction: ltr"' in out
    assert '<p>w0 <b>w1 w2 w3</b> w4 <a href="x?a=1&b=2" title="w0 w1">w5 w6</a> w7' in out
    assert "<code>git commit</code>" in out and '<img src=x.png alt="w0">' in out and "{name}" in out
    assert "<br>w0 w1</p>" in out
    assert '<!-- تعليق --><script>var s = "نص";</script>' in out
    assert '<td>w0<td>12</table><pre>  w0\n   w0</pre><p translate="no">لا تترجم</p>' in out
    assert '<input type="submit" value="w0"><input value="نص">' in out


def test_links_of_html_move_with_their_words():
    out = translated(
        read("<html><p>قال <b>الرئيس</b> إن <a href='x'>القوات دخلت</a> المدينة</p></html>", "a.html"), True
    )
    assert "<p>w5 <a href='x'>w4 w3</a> w2 <b>w1</b> w0</p>" in out


def test_each_link_of_a_menu_stands_alone():
    menu = "<html><nav><a href=1>نعم</a> <a href=2>لا <b>هنا</b></a></nav>"
    assert segments(read(menu, "a.html")) == ["نعم", "لا هنا"]
    assert translated(read(menu, "a.html")) == "<html><nav><a href=1>w0</a> <a href=2>w0 <b>w1</b></a></nav>"


def test_the_main_text_of_a_saved_page():
    everything, article = (segments(read(ARTICLE, "a.html", main_text=main)) for main in (False, True))
    assert article[0] == "الجزيرة: القوات تدخل لاتشين" and article[-1].startswith("وأضاف أن القوات ستبقى")
    assert not any("حقوق" in segment or "رياضة" in segment for segment in article)
    assert any("حقوق" in segment for segment in everything)
    out = translated(read(ARTICLE, "a.html", main_text=True))
    assert "جميع الحقوق محفوظة" in out and ' dir="ltr" lang="en">' in out
    assert same(read(ARTICLE, "a.html", main_text=True)) == ARTICLE


PIECES = st.sampled_from(
    ["قال نعم. ", "لا", " x ", "<b>", "</b>", "<i>", "</i>", "<p>", "</p>", "<br>", "<a href='نعم'>", "</a>", "\n", "&amp;",
     "&", "<", "<!--", "-->", "<script>", "</script>", "<img alt='صورة'>", "{x}", "<code>", "</code>", "<pre>", "</pre>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20), st.booleans())
def test_any_page_comes_back_and_no_tag_is_lost(pieces, backwards):
    page = "<html>نعم" + "".join(pieces)
    documents = read(page, "a.html")
    assert same(documents).decode() == page
    out = translated(documents, backwards)
    assert _tags(out) == _tags(page)


def _tags(page):
    return Counter((tag.kind, tag.name) for tag in tags(page) if tag.name)


MARKS = st.sampled_from(
    ["نعم ", "لا", "\n", "\n\n", "*", "**", "`", "# ", "> ", "- ", "1. ", "[", "](x)", "| ", "|-|\n", "<b>", "</b>", "    ",
     "\\", "[^1]", "[^1]: ", "~~", "```\n", "{x}", "$", "&lt;", "\t", "  \n", "\r\n", "<div>", "!["]
)  # fmt: skip


@given(st.lists(MARKS, max_size=20))
def test_any_markdown_comes_back(marks):
    text = "نعم" + "".join(marks)
    documents = read(text, "a.md")
    assert same(documents).decode() == text
    assert not any("\0" in part for part in (translated(documents), *segments(documents)))


@given(
    st.lists(
        st.sampled_from(
            ["نعم ", "<i>", "</i>", "\n", "- ", "1\n", "00:00:01,0 --> 00:00:02,0\n", "{\\b}", "<v x>", "\r\n"]
        )
    )
)
def test_any_subtitles_come_back(lines):
    for name, start in (("a.srt", "1\n"), ("a.vtt", "WEBVTT\n\n")):
        text = f"{start}00:00:01,000 --> 00:00:02,000\nنعم" + "".join(lines)
        documents = read(text, name)
        assert same(documents).decode() == text
        out = translated(documents)
        assert re.findall(r"(?m)^[\d:, ]+-->.*", out) == re.findall(r"(?m)^[\d:, ]+-->.*", text)
        assert Counter(re.findall(r"<.*?>", out)) == Counter(re.findall(r"<.*?>", text))


def test_subtitles_keep_their_lines_and_times():
    out = translated(read(SRT, "a.srt"))
    assert out == SRT.replace("قال الرئيس\nإن القوات دخلت", "w0 w1\nw2 w3 w4").replace("- نعم.", "- w0 w1").replace(
        "- لا", "- w0"
    )
    assert "<v w0>w0 w1 w2 w3 <00:01.500>w4</v>\n" in translated(read(VTT, "a.vtt"))


def test_po():
    out = translated(read(PO, "a.po"))
    assert '"Language: en\\n"' in out
    first, second = re.search(r'msgstr ""\n"(w0.*)"\n"(w0.*)"\n\nmsgctxt', out).groups()
    assert first.count("%s") == 1 and first.endswith("\\n") and second.count("%d") == 1 and second.endswith("\\n")
    assert 'msgstr[0] "w0 w1"\nmsgstr[1] "w0 %d w1 w2"\n' in out
    assert 'msgstr "done"' in out and '#~ msgstr ""' in out
    (document,) = read(PO, "a.po")
    assert document.notes == ("translations that were there are kept: 1",)


def test_xliff():
    out = translated(read(XLIFF, "a.xlf"), backwards=True)
    root = ElementTree.fromstring(out)
    space = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
    units = root.findall(".//x:trans-unit", space)
    target = units[0].find("x:target", space)
    assert "".join(target.itertext()) == "<b>w4</b> w3 w2 w1 w0"
    assert [child.tag.split("}")[1] for child in target] == ["bpt", "ept", "x", "g"]
    assert [unit.findtext("x:target", None, space) for unit in units[1:]] == ["yes", "w2 w1 w0", None]
    assert root[0].get("target-language") == "en"
    assert 'trgLang="en"' in translated(read(XLIFF2, "b.xlf"))
    assert '<target>قال <pc id="1">الرئيس</pc> {0}<ph id="2"/></target>' in same(read(XLIFF2, "b.xlf")).decode()


def test_tmx():
    root = ElementTree.fromstring(translated(read(TMX, "a.tmx")))
    found = ["".join(tuv.itertext()) for tuv in root.iter("tuv") if "en" in tuv.attrib.values()]
    assert [text.strip() for text in found] == ["w0 w1 w2{x}", "w0", "a"]


@pytest.mark.parametrize(
    ("lines", "options", "expected"),
    [
        ("id\tar\n1\tنعم لا\n2\t\n", {}, "id\tar\ten\n1\tنعم لا\tw0 w1\n2\t\n"),
        ("1\tنعم لا\t3\n2\n", {}, "1\tنعم لا\t3\tw0 w1\n2\n"),
        ("source\ttarget\nنعم\t\nلا\tno\n", {}, "source\ttarget\nنعم\tw0\nلا\tno\n"),
        ("source\ttarget\nنعم\t\nلا\tno\n", {"overwrite": True}, "source\ttarget\nنعم\tw0\nلا\tw0\n"),
        ("نعم\tلا\tx\n", {"source_column": "2", "target_column": "3", "overwrite": True}, "نعم\tلا\tw0\n"),
        ("a\tb\nنعم\tلا\n", {"source_column": "b", "target_column": "c"}, "a\tb\tc\nنعم\tلا\tw0\n"),
    ],
)
def test_tsv(lines, options, expected):
    assert translated(read(lines, "a.tsv", **options)) == expected


def test_jsonl():
    lines = '{"id": 1, "text": "نعم. لا", "n": {"a": [1]}}\n{"id":2,"text":"لا","translation":"no"}\n\n{"text":"\\ud800 لا"}\n'
    out = translated(read(lines, "a.jsonl")).split("\n")
    assert json.loads(out[0]) == {"id": 1, "text": "نعم. لا", "n": {"a": [1]}, "translation": "w0 w1 w0"}
    assert out[1:3] == lines.split("\n")[1:3]
    assert json.loads(out[3]) == {"text": "\ud800 لا", "translation": "w0 w1"}
    nested = '{"translation": {"ar": "نعم", "fr": "oui"}}\n'
    assert json.loads(translated(read(nested, "a.jsonl"))) == {"translation": {"ar": "نعم", "fr": "oui", "en": "w0"}}


@pytest.mark.parametrize(
    ("name", "head", "format"),
    [
        ("a.txt", REPORT, "docx"),
        ("a.docx", ARTICLE, "html"),
        ("-", PAGE.encode(), "html"),
        ("-", SRT.encode(), "srt"),
        ("-", VTT.encode(), "vtt"),
        ("a.txt", XLIFF.encode(), "xliff"),
        ("a.xml", TMX.encode(), "tmx"),
        ("a", PO.encode(), "po"),
        ("a", b'{"a": 1}\n', "jsonl"),
        ("a", TMX.encode("utf-16"), "tmx"),
        ("a.zip", epub(), "epub"),
        ("a.md", b"<div>x</div>", "markdown"),
        ("a.txt", "نعم <html>".encode(), "text"),
        ("a.tsv", b"a\tb", "tsv"),
        ("a", b"", "text"),
    ],
)
def test_contents_tell_the_format_before_the_ending_does(name, head, format):
    assert recognise(name, head[: 1 << 16]).name == format


def test_a_column_of_what_is_no_table_is_told():
    (document,) = read("نعم\n", "a.txt", source_column="ar")
    assert document.notes == ("no table: it has no column to choose",)
    (document,) = read("ar\nنعم\n", "a.tsv", source_column="ar")
    assert not any("column" in note for note in document.notes)


@pytest.mark.parametrize("options", [{"source_column": "9"}, {"source_column": "0"}, {"target_column": "9"}])
def test_a_column_that_a_table_has_not_is_refused(options):
    with pytest.raises(InputError, match=r"column [90]"):
        read("نعم\tx\nلا\ty\n", "a.tsv", **options)


@pytest.mark.parametrize("around", [("<main>", "</main>"), ('<div class="content">', "</div>")])
def test_the_main_text_may_be_of_short_paragraphs(around):
    menu = "<div>" + " ".join(f"<span>باب {word}</span>" for word in ("أول", "ثان", "ثالث", "رابع", "خامس")) + "</div>"
    article = "<h1>خبر</h1>" + "".join(
        f"<p>{word} نعم ثم ذهب إلى البيت مساء.</p>" for word in ("قال", "كتب", "قرأ") * 4
    )
    page = f"<html><body>{menu}{around[0]}{article}{around[1]}<p>حقوق</p></body></html>"
    found = segments(read(page, "a.html", main_text=True))
    assert len(found) == 13 and "باب" not in " ".join(found)
