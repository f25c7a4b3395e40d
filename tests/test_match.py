import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.clitics import normalise
from glossaries.files import load_all
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher, occurrences

TERMS = (
    Term("لاتشين", "Lachin", type="place"),
    Term("آغدام", "Agdam", ("أغدم",)),
    Term("كلبجار", "Kalbajar", (), ("Kalbjar", "Kalbacar")),
    Term("قره باغ", "Karabakh"),
    Term("ناغورني قره باغ", "Nagorno-Karabakh"),
    Term("أذربيجان", "Azerbaijan"),
    Term("الجزيرة", "Al Jazeera"),
    Term("واشنطن", "Washington"),
    Term("نوفمبر/تشرين الثاني", "November"),
    Term("نوفمبر", "November"),
    Term("اللجنة الأولمبية", "Olympic Committee", type="organisation"),
    Term("ألبانيا", "Albania"),
    Term("عبد الفتاح السيسي", "Abdel Fattah el-Sisi", type="person"),
    Term("وزارة", "ministry", type="common"),
    Term("قمة عربية", "Arab summit", type="common"),
    Term("أ ف ب", "AFP", ("أ.ف.ب",)),
    Term("SpaceX", "SpaceX", type="keep"),
)
MATCHER = Matcher(Glossary("t", TERMS))


def matcher(*terms: Term) -> Matcher:
    return Matcher(Glossary("t", terms))


def found(text: str, matcher: Matcher = MATCHER) -> list[tuple[str, str]]:
    return [(match.term.target, text[match.start : match.end]) for match in matcher.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("دخلوا لاتشين اليوم", [("Lachin", "لاتشين")]),
        ("ولاتشين وبلاتشين فلاتشين للاتشين", [("Lachin", "لاتشين")] * 4),
        ("من آغدام وأغدام واغدام وبأغدم", [("Agdam", form) for form in ("آغدام", "أغدام", "اغدام", "أغدم")]),
        ("إقليم ناغورني قره باغ.", [("Nagorno-Karabakh", "ناغورني قره باغ")]),
        ("بقَرَه\nباغ", [("Karabakh", "قَرَه\nباغ")]),
        ("(قره\xa0باغ)", [("Karabakh", "قره\xa0باغ")]),
        ("في ناغورني (قره باغ) و«قره باغ»", [("Nagorno-Karabakh", "ناغورني (قره باغ)"), ("Karabakh", "قره باغ")]),
        ("الأذربيجاني والأذربيجانية أذربيجانيون", []),
        ("أذربيجان، بأذربيجان؛ وأذربيجان!", [("Azerbaijan", "أذربيجان")] * 3),
        ("في واشنطن وواشنطن", [("Washington", "واشنطن")] * 2),
        ("قالت للجزيرة والجزيرة", [("Al Jazeera", "جزيرة"), ("Al Jazeera", "الجزيرة")]),
        ("جزيرة", []),
        ("للجنة الأولمبية وباللجنة الأولمبية", [("Olympic Committee", f"{al}لجنة الأولمبية") for al in ("", "ال")]),
        ("لألبانيا للبانيا", [("Albania", "ألبانيا")]),
        ("عبدالفتاح السيسي وعبد الفتاح سيسي", [("Abdel Fattah el-Sisi", f) for f in ("عبدالفتاح السيسي", "عبد الفتاح سيسي")]),
        ("لجنة أولمبية واللجنة أولمبية", []),
        ("وزارته والوزارة ووزاراتها للوزارة", [("ministry", "وزارت"), ("ministry", "وزارة"), ("ministry", "وزارة")]),
        ("القمة العربية وقمتنا", [("Arab summit", "قمة العربية")]),
        ("في 11 نوفمبر/تشرين الثاني الماضي", [("November", "نوفمبر/تشرين الثاني")]),
        ("في نوفمبر. تشرين الثاني", [("November", "نوفمبر")]),
        ("عن أ.ف.ب وأ ف ب", [("AFP", "أ.ف.ب"), ("AFP", "أ ف ب")]),
        ("أطلقت SpaceX صاروخا", [("SpaceX", "SpaceX")]),
        ("\u200fلاتشين\u200f", [("Lachin", "لاتشين")]),
        ("قره. باغ", []),
        ("قره\n \nباغ", []),
        ("قره\r\nباغ", [("Karabakh", "قره\r\nباغ")]),
        ("ﻷذربيجان", [("Azerbaijan", "ﻷذربيجان")]),
        ("_ ـ ًٌ ﷺ", []),
        ("", []),
    ],
)  # fmt: skip
def test_arabic(text, expected):
    assert found(text) == expected


def test_words_that_are_no_names_unless_something_shows_it():
    people = matcher(Term("سلام", "Salam", type="person"), Term("علي", "Ali", type="person"))
    assert found("قال سلام إن الحكومة، وقال علي. والرئيس سلام", people) == [
        ("Salam", "سلام"), ("Ali", "علي"), ("Salam", "سلام"),
    ]  # fmt: skip
    assert found("النائب بطرس سلام، وقال وزير سلام", people) == [("Salam", "سلام")]
    assert found("معاهدة سلام وناشط سلام على الأرض وقال رئيس الوزراء على الهواء", people) == []
    assert found("معاهدة سلام", matcher(Term("سلام", "Salam", type="person", match="always"))) == [("Salam", "سلام")]
    assert found("العقوبات على خامنئي", matcher(Term("علي خامنئي", "Ali Khamenei"))) == []


def test_what_the_column_match_asks_for():
    exact = matcher(Term("فاس", "Fez", match="exact"), Term("الجزيرة", "Al Jazeera", match="exact"))
    assert found("في فاس وبفاس فأس للجزيرة الجزيره", exact) == [
        ("Fez", "فاس"), ("Fez", "فاس"), ("Al Jazeera", "جزيرة"),
    ]  # fmt: skip
    name = matcher(Term("كوثر", "Kawthar", type="person", match="name"))
    assert found("نهر كوثر. قالت كوثر. السيدة كوثر", name) == [("Kawthar", "كوثر")] * 2


def test_of_two_terms_the_priority_then_the_spelling_then_the_order_decides_and_the_match_says_so():
    oman, amman = Term("عُمان", "Oman"), Term("عَمّان", "Amman")
    (match,) = matcher(oman, amman).find("في عمان")
    assert match.term == oman and match.others == (amman,)
    assert [match.term for match in matcher(oman, amman).find("عَمّان عُمان")] == [amman, oman]
    first = Term("عمان", "Amman", priority=1)
    assert matcher(oman, first).find("في عمان")[0].term == first
    (twin,) = matcher(Term("باكو", "Baku"), Term("باكو", "Baku", note="again")).find("باكو")
    assert twin.others == ()


@pytest.mark.parametrize("other", ["كريم", "وسام", "كامل", "وكامل", "بعيد", "وليد", "لبنان", "واحد"])
def test_what_is_one_word_is_not_cut(other):
    names = matcher(*(Term(name, "X", match="always") for name in ("ريم", "سام", "أمل", "عيد", "ليد", "بنان", "أحد")))
    assert names.find(other) == []


@pytest.mark.parametrize(("text", "target"), [("13 حزيران/يونيه 2011", "June"), ("في ١ ذي الحجة", "Dhu al-Hijjah"),
    ("5 مارس", "March"), ("يناير (كانون الثاني) الماضي", "January"), ("24 أوت", "August"), ("شهر صفر", "Safar")])  # fmt: skip
def test_months(text, target):
    assert [match.term.target for match in Matcher(load_all(["months"])).find(text)] == [target]


def test_months_are_no_verbs_and_numbers():
    assert Matcher(load_all(["months", "karabakh"])).find("مارس الرياضة صفر اليدين محرم شرعا أب لثلاثة") == []


PARTS = st.lists(
    st.sampled_from(
        [*"وفبكلهيأ", "ال", " ", " ", "\n", "ها", "نا", "، ", "(", ")", '"', "َ", "ـ", "\u200f", "قَره باغ", "نص", "_"]
        + [form for term in TERMS for form in term.sources]
        + ["وزارت", "عبدالفتاح"]
    ),
    max_size=14,
).map("".join)


@given(PARTS)
def test_matches_are_in_order_and_cut_out_what_normalises_to_their_term(text):
    end = 0
    for match in MATCHER.find(text):
        assert end <= match.start < match.end <= len(text)
        end = match.end
        assert normalise(text[match.start : match.end]) in set(map(normalise, match.term.sources))


@given(PARTS, st.sampled_from(["زززز", "ثثث ضضض", "ظظ غغ"]))
def test_an_unrelated_term_changes_no_match(text, form):
    for terms in ((*TERMS, Term(form, "Zzzz")), (Term(form, "Zzzz", type="common"), *TERMS)):
        assert Matcher(Glossary("t", terms)).find(text) == MATCHER.find(text)


@given(st.text(max_size=60))
def test_any_text_can_be_searched(text):
    for match in MATCHER.find(text):
        assert text[match.start : match.end].strip()


def test_a_matcher_that_has_forgotten_finds_the_same(monkeypatch):
    monkeypatch.setattr("glossaries.match.REMEMBERED", 2)
    forgetful = Matcher(Glossary("t", TERMS))
    for text in ("ناغورني قره باغ ولاتشين", "لاتشين", "ثم قره باغ ولاتشين", "لاتشين"):
        assert found(text, forgetful) == found(text)


def test_the_articles_names_are_found(karabakh, article):
    matches = karabakh.find(article)
    assert {match.term.target for match in matches} >= {
        "Lachin", "Agdam", "Kalbajar", "Karabakh", "Nagorno-Karabakh", "Azerbaijan", "Armenia", "Turkey", "France",
        "Stepanakert", "Ilham Aliyev", "Vladimir Putin", "Sergei Shoigu", "Hulusi Akar", "November", "September",
    }  # fmt: skip
    assert not any(article[match.start : match.end] == "الأذربيجاني" for match in matches)


MINISTRY = Term("وزارة", "ministry", type="common")


@pytest.mark.parametrize(
    ("text", "term", "places"),
    [
        ("In Kalbjar and Kalbajar's hills", TERMS[2], [("Kalbjar", False), ("Kalbajar", True)]),
        ("Kəlbəcər, K\u0061\u0301lbajar", TERMS[2], [("Kəlbəcər", False), ("Ka\u0301lbajar", False)]),
        ("Nagorno Karabakh, nagorno-karabakh", TERMS[4], [("Nagorno Karabakh", False)]),
        ("Nagorno\u2011Karabakh NagornoKarabakh", TERMS[4], [("Nagorno\u2011Karabakh", False), ("NagornoKarabakh", False)]),
        ("KARABAKH", TERMS[3], [("KARABAKH", False)]),
        ("It may rain in May.", Term("مايو", "May"), [("May", True)]),
        ("Lachiner, unLachin, Lachins", TERMS[0], []),
        ("Ministries and the ministry’s", MINISTRY, [("Ministries", True), ("ministry", True)]),
        ("the Aliyevs’ house", Term("علييف", "Aliyev", type="person"), [("Aliyevs", True)]),
        ("the Sha’ban’s", Term("شعبان", "Sha'ban"), [("Sha’ban", True)]),
        ("Tell us. Us? US troops", Term("أميركا", "US"), [("US", True)]),
        ("al-Jazeera, al-jazeera", TERMS[6], [("al-Jazeera", False)]),
        ("South\nCaucasus", Term("جنوب القوقاز", "South Caucasus"), [("South\nCaucasus", True)]),
        ("cooperation, co operation", Term("تعاون", "co-operation"), [("cooperation", False), ("co operation", False)]),
    ],
)  # fmt: skip
def test_english(text, term, places):
    assert [(text[o.start : o.end], o.accepted) for o in occurrences(text, term)] == places


@given(st.text(st.sampled_from("Kalbjr əcç'’- \u0301s"), max_size=30))
def test_english_places_are_in_order_and_whole_words(text):
    for place in occurrences(text, TERMS[2]):
        assert text[place.start : place.end].strip() == text[place.start : place.end]
        assert not re.search(r"\w", text[place.end : place.end + 1])


def test_a_term_without_a_type_whose_english_has_no_capital_is_no_name():
    def found(target: str, **more: str) -> bool:
        return bool(Matcher(Glossary("g", (Term("الوفد", target, **more),))).find("وصل الوفد إلى لاتشين."))

    assert found("the mission")
    assert not found("Wafd") and found("Wafd", match="always") and not found("wafd", type="person")
