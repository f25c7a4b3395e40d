"""What can be told of a pair without a model: numbers, negation, oddities, phrases to exchange."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bitext import Link
from glossaries.arabic import tokenise
from mt.review import negation, numbers
from mt.review.numbers import arabic_numbers, english_numbers
from mt.review.oddities import oddities
from mt.review.roles import exchanges, swapped


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("قتل 194 شخصا", "194 people were killed"),
        ("١٬٢٣٤ طنا", "1,234 tons"),
        ("2.3 مليون دولار", "$2.3 million"),
        ("ألفين وثلاثمئة وخمسين جنديا", "2,350 soldiers"),
        ("خمسة وعشرون عاما", "twenty-five years"),
        ("الساعة 14:30", "at 2:30 p.m."),
        ("بعد عقد", "ten years later"),
        ("وصل وفدان", "two delegations arrived"),
        ("في ثمانينيات القرن العشرين", "in the 1980s"),
        ("في 20 آذار", "on March 20"),
        ("في تشرين الثاني", "in November"),
        ("يوم الثلاثاء", "on Tuesday"),
        ("ثلث السكان", "a third of the population"),
        ("18 في المئة", "18 percent"),
        ("الملك لويس السادس عشر", "King Louis XVI"),
        ("ما بين مليوني وثلاثة ملايين عام", "two million to three million years"),
        ("ثلاثمئة ألف", "300,000"),
        ("في سن الثانية عشرة", "at age twelve"),
        ("الاحداثيات 15.613111,32.545371", "15.613111, 32.545371"),
        ("تبعد 234.3 كم2", "234.3 km away"),
        ("برنامج ساترداي نايت", "the show Saturday Night Live"),
        ("ولاية ميزوري", "at Six Flags in Missouri"),
        ("ألفي متطوع", "2,000 volunteers"),
        ("خمس السكان", "20 percent of the population"),
        ("واحد من كل أربعة", "a quarter of them"),
        ("دامت الحرب من 1914 إلى 1918", "the war lasted four years"),
        ("دامت الحرب أربع سنوات", "the war lasted from 1914 to 1918"),
    ],
)
def test_the_same_numbers_are_the_same_however_they_are_written(arabic, english):
    assert numbers.compared(arabic, english) == []


@pytest.mark.parametrize(
    ("arabic", "english", "source", "target"),
    [
        ("قتل 194 شخصا", "149 people were killed", "194", "149"),
        ("2.3 مليون دولار", "$2.3 billion", "2.3 مليون", "2.3 billion"),
        ("أربع سفن", "five ships", "أربع", "five"),
        ("بعد عشر سنوات", "two years later", "عشر", "two"),
        ("يوم الثلاثاء", "on Thursday", "الثلاثاء", "Thursday"),
        ("في مايو", "in June", "مايو", "June"),
        ("عام 1994", "in the year", "1994", None),
        ("في المدينة", "in 12 cities", None, "12"),
        ("دامت من 1914 إلى 1919", "it lasted from 1914 to 1918", "1919", "1918"),
    ],
)
def test_a_number_that_changed_is_found_at_both_its_places(arabic, english, source, target):
    (hit,) = numbers.compared(arabic, english)
    assert (hit.source and arabic[slice(*hit.source)]) == source
    assert (hit.target and english[slice(*hit.target)]) == target


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_digits_are_found_and_nothing_else(number, other):
    arabic = f"بلغ العدد {number} في المدينة"
    assert numbers.compared(arabic, f"The number was {number:,} in the city") == []
    changed = numbers.compared(arabic, f"The number was {other:,} in the city")
    near = {abs(number - other) in (0, 12), number % 100 == other, other % 100 == number}
    assert bool(changed) or True in near or 0 in (number, other)


@given(st.text(alphabet="0123456789٠١٢٣ ,.،-ومئةألفثلاثة عشرمليونtwo hundred and"))
def test_whatever_is_written_is_read(text):
    for found in (arabic_numbers(text), english_numbers(text)):
        assert all(0 <= said.start < said.end <= len(text) for said in found.said)


def negated(arabic: str, english: str, links: tuple[Link, ...] = ()) -> list[tuple[str, str]]:
    source, target = tokenise(arabic), tokenise(english)
    return [
        ("lost", source[hit.token].text) if hit.lost else ("added", target[hit.token].text)
        for hit in negation.compared(source, target, links)
        if hit.sure
    ]


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("لم يوافق الرئيس", "The president did not agree"),
        ("رفض الرئيس الاتفاق", "The president did not accept the agreement"),
        ("لا يزال الوضع خطيرا", "The situation is still dangerous"),
        ("لا سيما في الجنوب", "especially in the south"),
        ("هذا غير قانوني", "This is illegal"),
        ("بدون إذن", "without permission"),
        ("لن نقبل سوى السلام", "We will accept only peace"),
        ("لم يعد هنا", "He is no longer here"),
        ("ليست لديه أدلة", "He lacks evidence"),
        ("طائرة بدون طيار", "a drone"),
        ("لم يتأخر راتبه أبدا", "His salary was never late"),
        ("وافق على ألا يسافر", "He agreed not to travel"),
        ("درجة الحرارة دون 20", "The temperature is below 20"),
    ],
)
def test_what_denies_in_both_is_no_finding(arabic, english):
    assert negated(arabic, english) == []


@pytest.mark.parametrize(
    ("arabic", "english", "found"),
    [
        ("لا نقبل أي إجراء أحادي", "We accept any unilateral action", ("lost", "لا")),
        ("وافق الرئيس على الاتفاق", "The president did not approve the agreement", ("added", "not")),
        ("غادروا بدون إذن", "They left with permission", ("lost", "بدون")),
        ("زار المدينة", "He never visited the city", ("added", "never")),
        ("وافق على ألا يسافر", "He agreed to travel", ("lost", "ألا")),
    ],
)
def test_a_negation_lost_or_added_is_found(arabic, english, found):
    assert negated(arabic, english) == [found]


def test_only_that_renders_the_only_one_renders_no_negation():
    arabic, english = "الدولة الوحيدة التي لن تصدق", "the only country that will ratify"
    assert negated(arabic, english) == []
    tied = Link(1, 1, 0.9)
    assert negated(arabic, english, (tied,)) == [("lost", "لن")]


def test_a_word_that_is_denied_may_render_one_that_denies():
    assert negated("السبب مجهول", "The cause is not yet known", (Link(1, 5, 0.9),)) == []


def kinds(arabic: str, english: str) -> list[str]:
    return [oddity.kind for oddity in oddities(arabic, english, tokenise(arabic), tokenise(english))]


@pytest.mark.parametrize(
    ("arabic", "english", "kind"),
    [
        ("وصل الرئيس", "The الرئيس arrived", "untranslated"),
        ("وصل الرئيس", "", "untranslated"),
        ("وصل الرئيس إلى المدينة", "The president came to the citorium", "invented"),
        ("وصل الرئيس إلى المدينة", "The president came to the to the city", "repetition"),
        ("وصل الرئيس إلى العاصمة بعد زيارة طويلة إلى دول عدة", "He came.", "length"),
        ("اقرأ https://example.org/a الآن", "Read it now", "shielded"),
        ("هل وصل الرئيس؟", "The president has arrived.", "register"),
        ("قال: «نعم»", "He said yes", "register"),
    ],
)
def test_what_is_odd_by_itself_is_found(arabic, english, kind):
    assert kind in kinds(arabic, english)


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("وصل الرئيس إلى المدينة", "The president arrived in the city"),
        ("قال: «نعم»", "He said: “Yes”"),
        ("هل وصل الرئيس؟", "Has the president arrived?"),
        ("خطوة خطوة", "step by step by step by step"),
        ("كتب الشاعر مسرحيات", "The playwright's rewritten works are watchable"),
    ],
)
def test_what_is_as_usual_is_not_odd(arabic, english):
    assert kinds(arabic, english) == []


def test_phrases_around_a_verb_are_exchanged():
    texts = [each.text for each in exchanges("The police asked the protesters to leave.")]
    assert "The protesters asked the police to leave." in texts
    assert exchanges("The pilot was identified as the leader.") == []


@given(
    st.from_regex(r"(The [a-z]{3,8} [a-z]{3,8}ed the [a-z]{3,8}|[A-Z][a-z]{2,6} told [A-Z][a-z]{2,6})", fullmatch=True)
)
def test_an_exchange_keeps_all_words(text):
    for exchange in exchanges(text):
        assert sorted(re.findall(r"\w+", exchange.text.lower())) == sorted(re.findall(r"\w+", text.lower()))
        assert exchange.text == swapped(text, exchange.one, exchange.other)
