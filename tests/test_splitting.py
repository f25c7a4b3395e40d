import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.splitting import Segment, split

LACHIN = Path(__file__).parents[1] / "seeds" / "aljazeera-ar-2020-12-01-lachin.txt"


def texts(text: str, **options: int) -> list[str]:
    return [segment.text for segment in split(text, **options)]


def check(text: str, segments: list[Segment], longest: int) -> None:
    """What holds for every split, whatever the rules say."""
    position = 0
    for part, start, end in segments:
        assert position <= start < end
        assert not text[position:start].strip()
        assert part == text[start:end] == part.strip()
        assert len(part) <= longest
        position = end
    assert not text[position:].strip()


# `|` stands where a segment ends.
ENDS = [
    "اتفاق تركي روسي لإرسال مراقبين..| أذربيجان تستعيد ما خسرته بمحيط قره باغ",
    "وصل الوفد إلى باكو.| وغادر في اليوم التالي.",
    "هل ينتهي النزاع؟| لا أحد يعرف!| ربما…| وربما لا...| سنرى.",
    "أين القوات الروسية؟!| وأين المراقبون؟؟",
    "أين المراقبون ؟ !| لا جواب .| انتهى",
    "بدأ الانسحاب؛| وتأخر التسليم، ثم اكتمل: لاتشين آخر المناطق.",
    "متى يعودون؟|سؤال يتكرر!|لا جواب؛|الجميع ينتظر",
    "یہ ایک جملہ ہے۔| یہ دوسرا ہے۔",
    "قال الوزير: «سنعود قريبا.»| وأضاف أن الطريق مفتوح.",
    "وقال «لن نقبل ببقاء القوات في محيط الإقليم بعد اليوم.»| من جهته نفى المتحدث ذلك.",
    'وقال: "انتهت الحرب."| ثم غادر القاعة.',
    "«انتهت الحرب».| هكذا بدأ الخطاب.",
    "“انتهت الحرب”.| هكذا بدأ.",
    "(صورة من الأرشيف.)| عاد السكان إلى آغدام.",
    "وصل الوفد.\u200f| وغادر.",
    "استعادت القوات المدينة.[12]| وانسحبت بعدها.[3][4]| انتهى",
    "السطر الأول|\nالسطر الثاني|\r\n\r\nالثالث|\u2028الرابع",
    "... ثم عاد.| ... وغادر",
    "هل ينتهي ؟| .. ربما.| .NET منصة",
    "اشترت الشركة iPhone.| ثم باعته.",
    "ما هو أوبنتو؟| ubuntu نظام تشغيل.| ubuntu حر.",
    'وصف الهجوم بأنه "كارثة."| ودعا إلى التهدئة.',
    'He called it a "disaster."| Then he left.',
    "It ended.| He left.",
]
STAYS = [
    "الفصل الأول: النيل ..... 12",
    "مقدمة … ٣",
    "ارتفع السعر 12.5 في المئة يوم 12.5.2020 وبلغ ٣٫٥ و٣.٥ في الإصدار 1.2.3 نفسه",
    "زوروا www.aljazeera.net/news أو https://example.com/a.b?c=d!e واكتبوا إلى a.b@example.co.uk اليوم",
    "استقبل د. محمد علي وأ. سامي وم. ليلى والسيد أ.د. وليد فارس الوفد",
    "حضر أ. د. سعيد ود. منى الاجتماع",
    "انظر ص. 15 من ط. 2 (ت. 1240 هـ. في دمشق)",
    "بنيت المدينة عام 500 ق.م. في عهد ملك مجهول",
    "صدر سنة 1442 هـ. الموافق 2020 م. عن دار الكتب",
    "اشترى أقلاما وكتبا إلخ. من المكتبة",
    "نقلت وكالة أ.ف.ب. الخبر عن وزارة الدفاع",
    "التقى Dr. Smith و Mr. J. R. Jones من U.S. Army ضمن فريق No. 5 أمس",
    "أعلنت شركة Apple Inc. الأمريكية أرباحها",
    "We saw many signs, e.g. smoke, i.e. fire, and so on",
    "قال . . . ثم سكت",
    "١. انسحاب القوات",
    "1. تسليم لاتشين",
    "2.3. المراقبة",
    "- 4. العودة",
    "أ. المقدمة",
    "وقال إن «الحرب انتهت. والسلام بدأ. فهل نعود؟» وهو يبتسم",
    "وصف الاتفاق بأنه “نصر. نصر كبير” أمام الصحفيين",
    'كتب "نعم. لا. ربما" على الورقة',
    "الوفد (وصل أمس. وغادر اليوم.) لم يصرح بشيء",
    "قرأ رواية «أين الطريق؟» للكاتب نفسه",
    "تساءل (؟) وتعجب (!) من الخبر",
    "قال «نعم!» ، ثم غادر",
    "؟ !",
]


@pytest.mark.parametrize("marked", ENDS)
def test_ends(marked: str) -> None:
    text = marked.replace("|", "")
    assert texts(text) == [part.strip() for part in marked.split("|")]
    check(text, split(text), 500)


@pytest.mark.parametrize("text", STAYS)
def test_stays(text: str) -> None:
    assert texts(text) == [text]
    assert texts(f"\t{text} \n وصل الوفد.") == [text, "وصل الوفد."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ولد سنة 1332 هـ. وتوفي سنة 1406 هـ.", ["ولد سنة 1332 هـ.", "وتوفي سنة 1406 هـ."]),
        ("عاش حتى عام 500 ق.م. وكان ملكا", ["عاش حتى عام 500 ق.م.", "وكان ملكا"]),
        ("عاش في القرن الرابع ق.م. والقرن الثالث", ["عاش في القرن الرابع ق.م. والقرن الثالث"]),
        ("اشترى أقلاما وكتبا إلخ. عاد إلى بيته", ["اشترى أقلاما وكتبا إلخ.", "عاد إلى بيته"]),
        ("نقله إلى كل عَدّ. ثم عدَد. سكت", ["نقله إلى كل عَدّ.", "ثم عدَد.", "سكت"]),
    ],
)
def test_an_abbreviation_may_end_a_sentence(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_long_quotation_is_split() -> None:
    sentence = "لن تبقى قوات أجنبية في محيط الإقليم بعد انتهاء المهلة التي حددها الاتفاق الثلاثي."
    assert texts(f"وقال: «{' '.join([sentence] * 3)}» وأضاف") == [
        f"وقال: «{sentence}",
        sentence,
        f"{sentence}»",
        "وأضاف",
    ]


def test_the_article_of_al_jazeera() -> None:
    text = LACHIN.read_text(encoding="utf-8")
    segments = split(text)
    check(text, segments, 500)
    # One sentence a line, but for the headline and one paragraph.
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert len(segments) == len(lines) + 2
    assert [segment.text for segment in segments[:2]] == [
        "اتفاق تركي روسي لإرسال مراقبين..",
        "أذربيجان تستعيد كل ما خسرته بمحيط قره باغ في التسعينيات",
    ]
    assert segments[-3].text.startswith("منطقة ستيباناكيرت باتت")


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \t\u2003\r\n\xa0"])
def test_white_space_has_no_sentence(text: str) -> None:
    assert split(text) == []


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("وصل الوفد اليوم، وغادر", 20, ["وصل الوفد اليوم،", "وغادر"]),
        ("الساعة 10:30 صباحا: بدأ الانسحاب", 20, ["الساعة 10:30 صباحا:", "بدأ الانسحاب"]),
        ("وصل الوفد - بعد يومين", 15, ["وصل الوفد -", "بعد يومين"]),
        ("وصل الوفد وغادر الجميع", 15, ["وصل الوفد", "وغادر الجميع"]),
        ("أعلنت وزارة الدفاع", 14, ["أعلنت وزارة", "الدفاع"]),
        ("وصل الوفد", 5, ["وصل", "الوفد"]),
        ("ابتثجحخ", 3, ["ابت", "ثجح", "خ"]),
        ("بَبَبَبَ", 3, ["بَ", "بَ", "بَ", "بَ"]),
        ("👍🏽👍🏽", 3, ["👍🏽", "👍🏽"]),
        ("\ud83d\ude00\ud83d\ude00", 3, ["\ud83d\ude00", "\ud83d\ude00"]),
        ("بَََََ", 2, ["بَ", "ََ", "ََ"]),  # more marks than fit: the limit comes first
    ],
)
def test_cuts(text: str, longest: int, expected: list[str]) -> None:
    assert texts(text, longest=longest) == expected


def test_cuts_into_parts_of_like_length() -> None:
    assert [len(part) for part in texts(" ".join(["كلمة"] * 101), longest=500)] == [254, 249]


def test_no_length_below_one() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        split("نص", longest=0)


# Quadratic time would show as minutes here.
@pytest.mark.parametrize(
    ("piece", "count"),
    [
        (".", 2_000),
        ('"', 2_000),
        ("«", 2_000),
        ("«أ", 2_000),
        ("ا", 2_000),
        (" ", 0),
        ("( ", 2_000),
        ("؛ -", 2_000),
        ("بيت؟", 250_000),
    ],
)
def test_a_million_characters(piece: str, count: int) -> None:
    text = piece * (1_000_000 // len(piece))
    assert count * 0.98 <= len(split(text)) <= count * 1.02


def test_a_million_spaces_inside_a_sentence() -> None:
    assert texts("قال" + " " * 1_000_000 + "نعم") == ["قال", "نعم"]


PIECES = [
    *["قال", "وقال", "والبيت", "د", "أ", "ق.م", "هـ", "إلخ", "في", "ثم", "1", "٢", "12.5", "He", "he", "J", "Dr", "َ"],
    *[*".!?؟…؛۔،:()[]«»“”\"'", "..", ".»", "\u200f", "[1]", " . ", "-", "\n", " ", " ", " ", " ", " "],
]
anything = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@settings(max_examples=150, deadline=None)
@given(anything, st.integers(1, 40))
def test_nothing_is_lost(text: str, longest: int) -> None:
    segments = split(text, longest)
    check(text, segments, longest)
    for _, start, _ in segments:
        if start and unicodedata.category(text[start]) == "Mn" and not text[start - 1].isspace():
            marks = text[max(0, start - longest) : start + 1]
            assert all(unicodedata.category(mark).startswith("M") for mark in marks[1:])


@settings(max_examples=150, deadline=None)
@given(anything)
def test_a_sentence_is_one_sentence(text: str) -> None:
    longest = len(text) + 1  # a part of a sentence that was cut may well read differently
    for segment in split(text, longest):
        assert texts(segment.text, longest=longest) == [segment.text]
