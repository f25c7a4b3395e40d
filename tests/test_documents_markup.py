"""Codes of a source text in its translation: each once, balanced, where the word links take them."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bitext import Link, SegmentPair
from glossaries.arabic import tokenise
from mt.documents.model.markup import Code, segments_of, weave
from mt.documents.model.placing import project
from mt.documents.model.verbatim import mend
from mt.protected.spans import protected
from tests.documents import read, same, segments, translated


def pair(source: str, target: str, links: str) -> SegmentPair:
    found = tuple(Link(*map(int, link.split("-")), 1.0) for link in links.split())
    return SegmentPair("1", source, target, tuple(tokenise(source)), tuple(tokenise(target)), found)


def written(text: str, codes: list[Code], pairs: list[SegmentPair]) -> str:
    return weave(project(text, codes, segments_of(text, codes), pairs), str)


def test_bold_goes_with_its_words():
    text = "دخلت القوات الأذربيجانية المدينة"
    codes = [Code(5, 24, "<b>", "</b>")]
    assert text[5:24] == "القوات الأذربيجانية"
    done = pair(text, "Azerbaijani forces entered the city", "0-2 1-1 2-0 3-3 3-4")
    assert written(text, codes, [done]) == "<b>Azerbaijani forces</b> entered the city"


def test_bold_over_everything_stays_over_everything():
    text = "قال نعم."
    done = pair(text, "He said yes.", "0-1 1-2")
    assert written(text, [Code(0, 8, "<b>", "</b>")], [done]) == "<b>He said yes.</b>"


def test_nested_codes_stay_nested():
    text = "قال الرئيس نعم"
    codes = [Code(0, 10, "<a>", "</a>"), Code(4, 10, "<b>", "</b>", parent=0)]
    done = pair(text, "Yes said the president", "0-1 1-2 1-3 2-0")
    assert written(text, codes, [done]) == "Yes <a>said <b>the president</b></a>"


def test_words_torn_apart_leave_the_code_with_most_of_them():
    text = "واحد اثنان ثلاثة أربعة خمسة"
    done = pair(text, "one x x x two three four", "0-0 1-4 2-5 3-6 4-1 4-2 4-3")
    assert written(text, [Code(0, 16, "<i>", "</i>")], [done]) == "one x x x <i>two three</i> four"


def test_a_footnote_mark_follows_its_word():
    text = "المدينة اليوم."
    done = pair(text, "Today the city.", "0-1 0-2 1-0 2-3")
    assert written(text, [Code(13, 13, "[1]")], [done]) == "Today[1] the city."
    assert written(text, [Code(14, 14, "[1]")], [done]) == "Today the city.[1]"


def test_without_links_a_code_goes_where_it_was_in_proportion():
    text = "واحد اثنان ثلاثة أربعة"
    done = SegmentPair("1", text, "one two three four")
    assert written(text, [Code(5, 10, "<i>", "</i>")], [done]) == "one <i>two</i> three four"


def test_a_code_whose_words_are_gone_is_kept():
    text = "واحد اثنان"
    codes = [Code(0, 4, "<i>", "</i>"), Code(5, 10, "<b>", "</b>")]
    assert written(text, codes, [SegmentPair("1", text, "")]) in ("<i></i><b></b>", "<b></b><i></i>")
    one = written(text, codes, [pair(text, "one", "0-0 1-0")])
    assert sorted(re.findall(r"<.*?>", one)) == ["</b>", "</i>", "<b>", "<i>"] and "one" in one


def test_a_code_may_hold_several_sentences():
    text = "قال نعم. ثم قال لا. وذهب."
    codes = [Code(0, 19, "<b>", "</b>")]
    pairs = [
        pair("قال نعم.", "Yes.", "1-0 2-1"),
        pair("ثم قال لا.", "Then no.", "0-0 2-1 3-2"),
        pair("وذهب.", "He went.", "0-1 1-2"),
    ]
    assert written(text, codes, pairs) == "<b>Yes. Then no.</b> He went."


def test_halves_keep_their_order():
    text = "واحد اثنان ثلاثة"
    codes = [Code(0, 0, "<1>", ordered=True), Code(5, 5, "<2>", ordered=True), Code(11, 11, "<3>", ordered=True)]
    done = pair(text, "three two one", "0-2 1-1 2-0")
    assert re.findall(r"<.>", written(text, codes, [done])) == ["<1>", "<2>", "<3>"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("the file %s is gone", "the file %s is gone"),
        ("the file % S is gone", "the file %s is gone"),
        ("the file is gone", "the file %s is gone"),
        ("", "%s"),
    ],
)
def test_placeholders_are_put_back(target, expected):
    assert mend(target, [("%s", 9)]).text == expected


def test_placeholders_are_told_from_percentages():
    found = [each.put for each in protected("%s %1$s %d %(name)s {0} {name} {{ x }} ${y} 50% من 3 %")]
    assert found == ["%s", "%1$s", "%d", "%(name)s", "{0}", "{name}", "{{ x }}", "${y}"]


@given(st.text("ab %s{}x"), st.lists(st.tuples(st.sampled_from(["%s", "{x}", "a"]), st.integers(-2, 20)), max_size=4))
def test_mended_text_holds_all_that_was_wanted(target, wanted):
    mended = mend(target, wanted)
    assert [mended.text[start:end] for start, end in mended.spans] == [text for text, _ in wanted]
    ordered = sorted(mended.spans)
    assert all(first[1] <= second[0] for first, second in pairwise(ordered))


@st.composite
def marked_up(draw):
    """Words, codes over and between them, and a translation with any links at all."""
    words = draw(st.lists(st.sampled_from(["قال", "الرئيس", "نعم.", "{x}", "و", "%s"]), min_size=1, max_size=8))
    text = " ".join(words)
    codes: list[Code] = []

    def fill(start: int, end: int, parent: int, depth: int) -> None:
        for _ in range(draw(st.integers(0, 2))):
            if start > end:
                return
            first = draw(st.integers(start, end))
            last = draw(st.integers(first, end))
            k = len(codes)
            codes.append(Code(first, last, f"<{k}>", f"</{k}>", parent))
            if depth:
                fill(first, last, k, depth - 1)
            start = last

    fill(0, len(text), -1, 2)
    for found in protected(text):
        cut = any(code.start < found.start < code.end or code.start < found.end < code.end for code in codes)
        if not cut:
            at = next((k for k in range(len(codes)) if codes[k].start > found.start), len(codes))
            codes = [replace(c, parent=c.parent + (c.parent >= at)) for c in codes]
            inside = [k for k, c in enumerate(codes) if c.start <= found.start and found.end <= c.end and k < at]
            codes.insert(
                at, Code(found.start, found.end, f"<v{at}/>", parent=inside[-1] if inside else -1, verbatim=True)
            )
    pairs = []
    for segment in segments_of(text, codes):
        target = draw(st.sampled_from([segment.text, "", "yes {x} it is", "a b. c d", "% s (x)"]))
        source_tokens, target_tokens = tuple(tokenise(segment.text)), tuple(tokenise(target))
        links = ()
        if source_tokens and target_tokens:
            link = st.builds(
                Link, st.integers(0, len(source_tokens) - 1), st.integers(0, len(target_tokens) - 1), st.floats(0.1, 1)
            )
            links = tuple(draw(st.lists(link, max_size=8)))
        pairs.append(SegmentPair("1", segment.text, target, source_tokens, target_tokens, links))
    return text, codes, pairs


@given(marked_up())
def test_every_code_comes_back_once_and_balanced(case):
    text, codes, pairs = case
    result = written(text, codes, pairs)
    path = []
    seen = []
    for tag in re.findall(r"</?v?\d+/?>", result):
        if tag.endswith("/>"):
            seen.append(tag)
        elif tag.startswith("</"):
            assert path.pop() == tag.replace("/", "")
        else:
            path.append(tag)
            seen.append(tag)
    assert not path
    assert sorted(seen) == sorted(code.open for code in codes)
    words = " ".join(re.sub(r"</?v?\d+/?>", " ", result).split())
    for pair in pairs:
        for word in set(re.findall(r"\b[a-z]+\b", pair.target)) - {"x", "s"}:
            assert word in words or any(word in c.open for c in codes)


XLIFF_2 = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="ar" trgLang="en"><file id="f">
<unit id="u"><originalData><data id="d">&lt;br/&gt;</data></originalData>
<segment><source>سطر أول<ph id="1" dataRef="d"/>سطر ثان</source></segment></unit></file></xliff>"""


def test_what_a_code_of_xliff_2_stands_for_is_looked_up():
    documents = read(XLIFF_2, "a.xlf")
    assert segments(documents) == ["سطر أول", "سطر ثان"]
    assert '<target>w0 w1<ph id="1" dataRef="d"/>w0 w1</target>' in translated(documents)


def xliff(source: str) -> str:
    head = '<xliff version="1.2"><file source-language="ar" target-language="en" datatype="x" original="a"><body>'
    return f'{head}<trans-unit id="1"><source>{source}</source></trans-unit></body></file></xliff>'


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('اضغط <x id="START_LINK"/>هنا<x id="CLOSE_LINK"/> الآن', 'w2 <x id="START_LINK"/>w1<x id="CLOSE_LINK"/> w0'),
        ('قبل <it id="4" pos="open">&lt;i&gt;</it>البدء', '<it id="4" pos="open">&lt;i&gt;</it>w1 w0'),
    ],
)
def test_halves_of_codes_stand_at_their_words(source, target):
    assert f"<target>{target}</target>" in translated(read(xliff(source), "a.xlf"), backwards=True)


def test_codes_in_a_branch_stay_in_it(engine):
    from mt.pipeline.translate import translate

    text = 'لديك {n, plural, =1 {رسالة <x id="1"/>واحدة} other {<x id="2"/> رسائل}} اليوم'
    (document,) = read(xliff(text), "a.xlf")
    pairs = list(translate(zip(document.ids, document.marked, strict=True), engine))
    out = document.restore(pairs).decode().partition("<target>")[2]
    assert re.search(r'\{n, plural, =1 \{[^{}]*<x id="1"/>[^{}]*\} other \{<x id="2"/> [^{}<]+\}\}', out)


def test_a_mark_that_stands_before_each_line_ends_it():
    documents = read("1\n00:00:01,000 --> 00:00:02,000\n!مرحبا بكم\n؟كيف حالك\n", "a.srt")
    assert segments(documents) == ["!مرحبا بكم", "؟كيف حالك"]


def test_marks_of_notes_are_written_in_european_digits():
    page = "<p>قال الوزير<sup>[٢]</sup> نعم.<sup>٣</sup></p>"
    documents = read(page, "a.html")
    assert same(documents).decode() == page
    assert "<sup>[2]</sup>" in translated(documents) and translated(documents).endswith("<sup>3</sup></p>")


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ('<h2>العنوان الأول <a href="#x">¶</a></h2>', '<h2>w1 w0 <a href="#x">¶</a></h2>'),
        ("<label>الاسم الأول <input></label>", "<label>w1 w0 <input></label>"),
        ("<p><a>اقرأ المزيد <img src=x></a></p>", "<p><a>w1 w0 <img src=x></a></p>"),
        ("<p>قال<sup>أ</sup> نعم</p>", "<p>w1 w0<sup>أ</sup></p>"),
        ("<p>كتا<b>ب</b> هنا</p>", "<p>w1 <b>w0</b></p>"),
    ],
)
def test_what_stands_at_the_end_or_is_a_mark_keeps_its_place(page, wanted):
    documents = read(page, "a.html")
    assert same(documents).decode() == page
    assert translated(documents, backwards=True) == wanted
