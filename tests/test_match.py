import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.arabic import fold
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher, occurrences

TERMS = (
    Term("لاتشين", "Lachin"),
    Term("آغدام", "Agdam", ("أغدم",)),
    Term("كلبجار", "Kalbajar", (), ("Kalbjar",)),
    Term("قره باغ", "Karabakh"),
    Term("ناغورني قره باغ", "Nagorno-Karabakh"),
    Term("أذربيجان", "Azerbaijan"),
    Term("الجزيرة", "Al Jazeera"),
    Term("واشنطن", "Washington"),
    Term("نوفمبر/تشرين الثاني", "November"),
    Term("نوفمبر", "November"),
)
MATCHER = Matcher(Glossary("t", TERMS))


def found(text: str) -> list[tuple[str, str]]:
    return [(match.term.target, text[match.start : match.end]) for match in MATCHER.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("دخلوا لاتشين اليوم", [("Lachin", "لاتشين")]),
        ("ولاتشين وبلاتشين فلاتشين للاتشين", [("Lachin", "لاتشين")] * 4),
        ("من آغدام وأغدام واغدام وبأغدم", [("Agdam", form) for form in ("آغدام", "أغدام", "اغدام", "أغدم")]),
        ("إقليم ناغورني قره باغ.", [("Nagorno-Karabakh", "ناغورني قره باغ")]),
        ("بقَرَه\nباغ", [("Karabakh", "قَرَه\nباغ")]),
        ("(قره\xa0باغ)", [("Karabakh", "قره\xa0باغ")]),
        ("الأذربيجاني والأذربيجانية أذربيجانيون", []),
        ("أذربيجان، بأذربيجان؛ وأذربيجان!", [("Azerbaijan", "أذربيجان")] * 3),
        ("في واشنطن وواشنطن", [("Washington", "واشنطن")] * 2),
        ("قالت للجزيرة والجزيرة", [("Al Jazeera", "لجزيرة"), ("Al Jazeera", "الجزيرة")]),
        ("في 11 نوفمبر/تشرين الثاني الماضي", [("November", "نوفمبر/تشرين الثاني")]),
        ("في نوفمبر. تشرين الثاني", [("November", "نوفمبر")]),
        ("قره. باغ", []),
        ("", []),
    ],
)
def test_arabic(text, expected):
    assert found(text) == expected


@given(
    st.lists(
        st.sampled_from([*"وفبكل", "ال", " ", "\n", "ي", "، ", *(t.source for t in TERMS), "قَره باغ", "نص"]),
        max_size=12,
    )
)
def test_matches_are_in_order_and_cut_out_their_term(parts):
    text = "".join(parts)
    end = 0
    for match in MATCHER.find(text):
        assert end <= match.start < match.end <= len(text)
        end = match.end
        cut = "".join(c for c in fold(text[match.start : match.end]).text if c.isalpha())
        forms = {"".join(c for c in fold(form).text if c.isalpha()) for form in match.term.sources}
        assert cut in forms or "ا" + cut in forms


@given(st.text(st.sampled_from("لاتشينقرهباغوف "), max_size=40))
def test_an_unrelated_term_changes_no_match(text):
    more = Matcher(Glossary("t", (*TERMS, Term("زززز", "Zzzz"))))
    assert more.find(text) == MATCHER.find(text)


def test_the_articles_names_are_found(karabakh, article):
    matches = karabakh.find(article)
    assert {match.term.target for match in matches} >= {
        "Lachin", "Agdam", "Kalbajar", "Karabakh", "Nagorno-Karabakh", "Azerbaijan", "Armenia", "Turkey", "France",
        "Stepanakert", "Ilham Aliyev", "Vladimir Putin", "Sergei Shoigu", "Hulusi Akar", "November", "September",
    }  # fmt: skip
    assert not any(article[match.start : match.end] == "الأذربيجاني" for match in matches)


@pytest.mark.parametrize(
    ("text", "term", "places"),
    [
        ("In Kalbjar and Kalbajar's hills", TERMS[2], [("Kalbjar", False), ("Kalbajar", True)]),
        ("Nagorno Karabakh, nagorno-karabakh", TERMS[4], [("Nagorno Karabakh", False)]),
        ("KARABAKH", TERMS[3], [("KARABAKH", False)]),
        ("It may rain in May.", Term("مايو", "May"), [("May", True)]),
        ("Lachiner, unLachin", TERMS[0], []),
    ],
)
def test_english(text, term, places):
    assert [(text[o.start : o.end], o.accepted) for o in occurrences(text, term)] == places
