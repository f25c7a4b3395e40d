"""What must not change in documents does not: protected text, marks of notes, spaces, segments, directions."""

import re
import zipfile
from collections import Counter
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bitext import SegmentPair
from mt.documents.model.document import Document
from mt.jobs.stream import stream
from mt.pipeline.translate import translate
from mt.protected.spans import protected
from tests.documents import epub, read, same, segments, translated, word

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def by_engine(engine, data: bytes | str, name: str) -> bytes:
    """The document as the pipeline translates it."""
    parts = stream([("a", read(data, name))], lambda each: translate(each, engine))
    return b"".join(part.document.restore(part.pairs) for part in parts if part.document)


def docx(body: str) -> bytes:
    return word(f'<w:document xmlns:w="{WORD}" xmlns:m="{MATH}"><w:body>{body}</w:body></w:document>')


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}<w:rtl/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def body_of(data: bytes) -> str:
    return zipfile.ZipFile(BytesIO(data)).read("word/document.xml").decode()


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ('<p>افتح <span translate="no">النجمة</span> من التطبيق.</p>', '<span translate="no">النجمة</span>'),
        ("<p>اكتب <code>نسخ ملف. ثم اخرج</code> في النافذة.</p>", "<code>نسخ ملف. ثم اخرج</code>"),
        ('<p>سافر إلى <b class="notranslate">دار السلام</b> هذا المساء.</p>', '<b class="notranslate">دار السلام</b>'),
        ("<p>لديك <?= $n ?> رسائل جديدة.</p>", "<?= $n ?>"),
        ("<p>لديك <% n > 1 %> رسائل جديدة.</p>", "<% n > 1 %>"),
    ],
)
def test_protected_elements_come_out_once_in_place(engine, page, kept):
    out = by_engine(engine, page, "a.html").decode()
    assert out.count(kept) == 1 and not re.search("[ء-ي]", out.replace(kept, ""))
    assert re.fullmatch(r"<p>[A-Z][^<>]* " + re.escape(kept) + r" [^<>]+\.</p>", out)


def test_processing_instructions_stay():
    page = '<?xml version="1.0" note="نص"?><p>قال <?hint نص أول?> الوزير نعم.</p>'
    assert segments(read(page, "a.html")) == ["قال الوزير نعم."]
    assert all(
        each in translated(read(page, "a.html")) for each in ("<?hint نص أول?>", '<?xml version="1.0" note="نص"?>')
    )
    source = "قال <?x نص?> الوزير"
    file = f'<xliff version="1.2"><file source-language="ar"><trans-unit id="1"><source>{source}</source></trans-unit></file></xliff>'
    assert translated(read(file, "a.xlf")).count("<?x نص?>") == 2


def test_how_a_word_is_said_is_not_translated():
    ruby = "<ruby>مشرقة<rp>(</rp><rt>مُشْرِقَة</rt><rp>)</rp></ruby>"
    documents = read(f"<p>كانت الشمس {ruby} اليوم.</p>", "a.html")
    assert segments(documents) == ["كانت الشمس مشرقة اليوم."]
    assert ruby.replace("مشرقة", "w2", 1) in translated(documents)


def test_texts_alone_have_no_objects():
    (document,) = read("<p>اضغط <img src=a> هنا.</p><td>٢٠٢٣</td>", "a.html")
    assert document.segments == ("اضغط \ufffc هنا.", "٢٠٢٣") and list(document.texts) == [
        ("1.1", "اضغط هنا."),
        ("2.1", "٢٠٢٣"),
    ]


def test_keys_stay_together(engine):
    out = by_engine(engine, "<p>اضغط <kbd>Ctrl</kbd>+<kbd>C</kbd> لنسخ النص.</p>", "a.html").decode()
    assert "<kbd>Ctrl</kbd>+<kbd>C</kbd>" in out


@pytest.mark.parametrize(
    "mark", ['<a href="#f"><sup>12</sup></a>', "<sup>[3]</sup>", '<a href="#f">[4]</a>', "<sup>*</sup>"]
)
def test_a_mark_of_a_note_stays_at_its_word(mark):
    documents = read(f"<p>قال الرئيس{mark} إن المدينة كبيرة.</p>", "a.html")
    assert segments(documents) == ["قال الرئيس إن المدينة كبيرة."]
    assert f"w1{mark}" in translated(documents, backwards=True)
    assert same(documents).decode().count(mark) == 1


def test_a_mark_before_a_text_is_no_word():
    documents = read("<p><sup>1</sup> شرح المؤلف.</p><p><b>5</b> كتب جديدة.</p>", "a.html")
    assert segments(documents) == ["شرح المؤلف.", "5 كتب جديدة."]
    assert "<p><sup>1</sup> w0" in translated(documents)


def test_a_number_in_bold_is_a_word():
    assert segments(read("<p>لديه <b>5</b> كتب و<b>3</b> أقلام.</p>", "a.html")) == ["لديه 5 كتب و3 أقلام."]


def test_units_and_formulas(engine):
    out = by_engine(
        engine, "<p>المساحة 90 م<sup>2</sup> تقريبا.</p><p>شربت H<sub>2</sub>O اليوم.</p>", "a.html"
    ).decode()
    assert re.search(r"90 \w+<sup>2</sup>", out) and "H<sub>2</sub>O" in out


def test_marks_of_notes_in_word_documents(engine):
    raised = '<w:vertAlign w:val="superscript"/>'
    out = by_engine(
        engine, docx(f"<w:p>{run('قال الوزير')}{run('7', raised)}{run(' إن المشروع مهم.')}</w:p>"), "a.docx"
    )
    texts = re.findall(r"<w:r><w:rPr>(.*?)</w:rPr><w:t[^>]*>([^<]*)</w:t>", body_of(out))
    assert (raised, "7") in texts and "7" not in "".join(text for look, text in texts if look != raised)
    assert texts.index((raised, "7")) == 1 and texts[0][1].split()[-1].lower() in ("minister", "said")


def test_marks_of_notes_in_books(engine):
    page = '<html xmlns="x"><body><p>قال الوزير<a href="#n"><sup>9</sup></a> إن المشروع مهم.</p></body></html>'
    out = zipfile.ZipFile(BytesIO(by_engine(engine, epub(**{"OEBPS/one.xhtml": page}), "a.epub"))).read(
        "OEBPS/one.xhtml"
    )
    assert re.search(r'\w<a href="#n"><sup>9</sup></a> \w', out.decode())


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ('انقر <x id="1"/> ثم اخرج من البرنامج.', '<x id="1"/>'),
        ('الطاولة <ph id="1">%s</ph> محجوزة لكم.', '<ph id="1">%s</ph>'),
        ('الطاولة <ph id="1" equiv-text="{n}"/> محجوزة لكم.', '<ph id="1" equiv-text="{n}"/>'),
    ],
)
def test_spaces_around_placeholders_stay(engine, source, kept):
    file = f'<xliff version="1.2"><file source-language="ar"><trans-unit id="1"><source>{source}</source></trans-unit></file></xliff>'
    (target,) = re.findall(r"<target>(.*?)</target>", by_engine(engine, file, "a.xlf").decode())
    assert re.search(rf"\w {re.escape(kept)} \w", target)
    memory = f'<tmx version="1.4"><header/><body><tu><tuv xml:lang="ar"><seg>{source}</seg></tuv></tu></body></tmx>'
    (target,) = re.findall(r'<tuv xml:lang="en"><seg>(.*?)</seg>', by_engine(engine, memory, "a.tmx").decode())
    assert re.search(rf"\w {re.escape(kept)} \w", target)


def test_spaces_around_equations_stay(engine):
    equation = "<m:oMath><m:r><m:t>y=3</m:t></m:r></m:oMath>"
    out = body_of(by_engine(engine, docx(f"<w:p>{run('إذا كان ')}{equation}{run(' فالجواب صحيح.')}</w:p>"), "a.docx"))
    assert re.search(rf"\w </w:t></w:r>{equation}<w:r>.*?<w:t[^>]*> \w", out)


def test_segments_of_xliff_stay_segments(engine):
    segments_ = '<mrk mtype="seg" mid="0">فتحت الباب.</mrk> <g id="1"><mrk mtype="seg" mid="1">دخلت <g id="2">البيت</g>.</mrk></g>'
    for target in ("", '<target state="new"><mrk mtype="seg" mid="0"/></target>'):
        file = (
            '<xliff version="1.2"><file source-language="ar"><trans-unit id="1"><source>فتحت الباب. دخلت البيت.</source>'
            f"<seg-source>{segments_}</seg-source>{target}</trans-unit></file></xliff>"
        )
        out = by_engine(engine, file, "a.xlf").decode()
        assert f"<seg-source>{segments_}</seg-source>" in out
        (filled,) = re.findall(r"<target[^>]*>(.*?)</target>", out)
        assert re.fullmatch(
            r'<mrk mtype="seg" mid="0">[^<>]+</mrk> <g id="1"><mrk mtype="seg" mid="1">[^<>]*<g id="2">[^<>]+</g>[^<>]*</mrk></g>',
            filled,
        )
        assert not re.search("[ء-ي]", filled)


def test_messages_with_codes_inside(engine):
    source = 'لديك {N, plural, =1 {كتاب <x id="I"/>} other {<x id="J"/> كتب}}'
    file = f'<xliff version="1.2"><file source-language="ar"><trans-unit id="1"><source>{source}</source></trans-unit></file></xliff>'
    (target,) = re.findall(r"<target>(.*?)</target>", by_engine(engine, file, "a.xlf").decode())
    assert re.search(r'\{N, plural, =1 \{[^{}]*<x id="I"/>[^{}]*\} other \{[^{}]*<x id="J"/>[^{}]*\}\}', target)


def test_markup_in_catalogues(engine):
    catalogue = (
        'msgid ""\nmsgstr ""\n\n'
        'msgid "أهلا %1$s، افتح <a href=\\"%2$s\\">الرسالة الجديدة</a> الآن"\nmsgstr ""\n\n'
        'msgid "تم %d%% من العمل"\nmsgstr ""\n\nmsgid "&تحرير"\nmsgstr ""\n'
    )
    _, one, two, three = re.findall(r'msgstr "(.*)"', by_engine(engine, catalogue, "a.po").decode())
    assert one.count("%1$s") == 1 and re.search(r'<a href=\\"%2\$s\\">[^<>]+</a>', one)
    assert "%d%%" in two and re.match(r"&[A-Z]", three)


def test_cells_between_tabs_stay_cells(engine):
    out = by_engine(engine, "الاسم\tالمدينة\t٣٥\n\tبغداد\t\n", "a.txt").decode()
    first, second = (line.split("\t") for line in out.splitlines())
    assert len(first) == 3 and first[2] == "35" and second == ["", "Baghdad", ""]


def test_cells_of_digits_become_european():
    page = "<table><tr><td>٢٠٢٣</td><td>١٬٢٣٤٫٥</td><td>17</td></tr></table>"
    assert segments(read(f"<p>نص</p>{page}", "a.html")) == ["نص", "٢٠٢٣", "١٬٢٣٤٫٥"]


@pytest.mark.parametrize(
    ("page", "turned"),
    [
        (
            '<p align="right" style="color:red;text-align: right">نص</p>',
            '<p align="left" style="color:red;text-align: left">',
        ),
        ("<style>p{text-align:right}</style><p>نص</p>", "<style>p{text-align:left}</style>"),
        ('<meta property="og:locale" content="ar_EG"><p>نص</p>', 'content="en_US"'),
        ("<p align=center>نص</p>", "<p align=center>"),
    ],
)
def test_alignment_follows_the_direction(page, turned):
    assert turned in translated(read(page, "a.html")) and same(read(page, "a.html")).decode() == page


def test_the_package_of_a_book_is_turned():
    package = '<package dir="rtl" xml:lang="ar-EG" xmlns:dc="d"><dc:title>كتاب</dc:title></package>'
    book = read(epub(**{"OEBPS/content.opf": package}), "a.epub")
    turned = zipfile.ZipFile(BytesIO(b"".join(d.restore(pairs(d)) for d in book))).read("OEBPS/content.opf").decode()
    assert '<package dir="ltr" xml:lang="en"' in turned


def pairs(document: Document) -> list[SegmentPair]:
    return [SegmentPair(id_, text, "x") for id_, text in zip(document.ids, document.segments, strict=True)]


@pytest.mark.parametrize(
    "page",
    [
        "<p>وافق على <label for=x>الشروط</label> قبل <my-tag>المتابعة</my-tag> إلى <button>الصفحة</button>.</p>",
        "<p>مرحبا <o:p>بكم</o:p> في <output>البيت</output> و<slot>الحديقة</slot>.</p>",
    ],
)
def test_inline_elements_do_not_split_a_sentence(page):
    assert len(segments(read(page, "a.html"))) == 1


def test_buttons_beside_each_other_are_each_their_own():
    assert segments(read("<div><button>حفظ</button> <button>إلغاء</button></div>", "a.html")) == ["حفظ", "إلغاء"]


def test_a_sentence_ends_in_nothing_protected():
    texts = ["المعادلة $a. b$ صحيحة. نعم.", "لديك {n, plural, one {رسالة. نعم.} other {رسائل.}} الآن. شكرا."]
    for text in texts:
        assert segments(read(text, "a.txt")) == segments(read(f"<p>{text}</p>", "a.html"))
        assert len(segments(read(text, "a.txt"))) == 2


SUBTITLES = """1
00:00:01,000 --> 00:00:02,000
<i>- أين كنت؟
- في البيت.</i>

2
00:00:03,000 --> 00:00:04,000
أين كنت؟ -
في البيت -

3
00:00:05,000 --> 00:00:06,000
؟ماذا قلت
"""


def test_dashes_of_speakers_stay_one_a_line(engine):
    out = by_engine(engine, SUBTITLES, "a.srt").decode().split("\n\n")
    assert re.fullmatch(r"<i>- [A-Z][^\n-]+\?\n- [A-Z][^\n-]+\.</i>", out[0].split("\n", 2)[2])
    assert re.fullmatch(r"- [A-Z][^\n-]+\?\n- [A-Z][^\n-]+", out[1].split("\n", 2)[2])
    assert re.match(r"[A-Z][^?]+\?$", out[2].split("\n")[2])
    assert same(read(SUBTITLES, "a.srt")).decode() == SUBTITLES


def test_who_speaks_and_what_the_file_says_of_itself():
    text = "WEBVTT\nLanguage: ar\n\nSTYLE\n::cue { direction: rtl; }\n\n00:01.000 --> 00:02.000\n<v.loud سامي>نعم قال</v>\n"
    assert translated(read(text, "a.vtt")) == text.replace("Language: ar", "Language: en").replace(
        "rtl", "ltr"
    ).replace("سامي", "w0").replace("نعم قال", "w0 w1")


# Paragraphs of generated documents, as (HTML, what must come out once in order or not).
_PIECES = st.sampled_from(
    ["قال", "الوزير", "نعم،", "<b>المدينة</b>", "<code>ملف. نص</code>", '<i translate="no">سالم</i>', "{name}", "%s", "🌹", "#دبي",
     "@user", "<img src=a>", "<sup>3</sup>", "+967 4 251234", "<a href=x>هنا <em>نص</em></a>", "&amp;", "<br>"]
)  # fmt: skip


@given(st.lists(_PIECES, min_size=1, max_size=9).map(" ".join))
def test_any_page_keeps_what_is_protected(text):
    page = f"<p>نص {text}</p>"
    documents = read(page, "a.html")
    assert same(documents).decode() == page
    out = translated(documents, backwards=True)
    wanted = re.findall(r"<code>.*?</code>|<i translate.*?</i>|<img src=a>|<sup>3</sup>|\{name\}|%s", page)
    assert Counter(
        re.findall(r"<code>.*?</code>|<i translate.*?</i>|<img src=a>|<sup>3</sup>|\{name\}|%s", out)
    ) == Counter(wanted)
    path = []
    for closes, name in re.findall(r"<(/?)(b|a|em|i|code|sup|p)\b[^>]*>", out):
        if closes:
            assert path.pop() == name
        else:
            path.append(name)
    assert not path


def test_what_is_protected_is_said_of_each_segment():
    (document,) = read("<p>افتح <code>ملف</code> هنا. ثم {name}.</p>", "a.html")
    held = [[text[a:b] for a, b in spans] for text, spans in zip(document.segments, document.kept, strict=True)]
    assert held == [["ملف"], ["{name}"]]
    assert [text.replace("\ufdd0", "[").replace("\ufdd1", "]") for text in document.marked] == [
        "افتح [ملف] هنا.",
        "ثم [{name}].",
    ]
    assert not any(protected("ملف"))


def test_what_stands_in_several_runs_is_one(engine):
    runs = [
        run("اتصل على "),
        run("+967"),
        run(" "),
        run("4 "),
        run("251234"),
        run(" أو تابع "),
        run("#"),
        run("عدن"),
        run("_اليوم"),
    ]
    data = docx(f"<w:p>{''.join(runs)}</w:p>")
    assert [document.kept for document in read(data, "a.docx")] == [(((9, 22),),)]
    text = re.sub(r"<[^<>]*>", "", body_of(by_engine(engine, data, "a.docx")))
    assert "+967 4 251234" in text and re.search(r"#[A-Z]\w+_[A-Z]\w+", text)


def test_formulas_whose_letters_a_model_might_drop(engine):
    out = by_engine(engine, "<p>صيغة الغاز CO<sub>2</sub> معروفة للطلاب.</p>", "a.html").decode()
    assert "CO<sub>2</sub>" in out
