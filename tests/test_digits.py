"""Numbers that a translation lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.arabic import tokenise
from mt.constrain import Draft
from mt.digits import keep_numbers, lost
from mt.translate import translate


@pytest.mark.parametrize(
    ("source", "english", "wanted"),
    [
        ("من أصل 7 محافظات", "from the 7,000 prefectures", {2: "7"}),
        ("من أصل 7 محافظات", "of the seven prefectures", {}),
        ("من أصل ٧ محافظات", "of the 8 prefectures", {2: "7"}),
        ("قتل 3 آلاف", "3,000 were killed", {}),
        ("قتل 3 آلاف", "3 thousand were killed", {}),
        ("قتل 3 اليوم", "3,000 were killed", {1: "3"}),
        ("١٬٣٠٠ عربة و٢٫٥ مليون", "1,300 carts and 2.5 million", {}),
        ("الساعة 9:30", "at 9.30", {1: "9:30"}),
        ("من 2 إلى 2", "2 inches", {3: "2"}),
        ("نسخة v2", "a version", {}),
        ("", "", {}),
    ],
)
def test_numbers_in_digits_are_looked_for(source, english, wanted):
    assert lost(tokenise(source), english) == wanted


@given(st.lists(st.integers(0, 10**9), max_size=5), st.lists(st.integers(0, 10**9), max_size=5))
def test_what_is_lost_is_what_the_source_has_more_of(source, english):
    tokens = tokenise(" ".join(map(str, source)))
    missing = lost(tokens, " ".join(map(str, english)))
    left = list(english)
    expected = [number for number in source if number not in left or left.remove(number)]
    assert sorted(map(int, missing.values())) == sorted(expected)


SOURCE = "قال إن 4817 شخصا غادروا المدينة."


def test_the_decoder_is_asked_again_with_the_number(engine):
    (pieces,) = engine.encode([SOURCE])
    (other,) = engine.translate(engine.encode([SOURCE.replace("4817", "62")]))
    draft = Draft(SOURCE, tuple(tokenise(SOURCE)), pieces, [0] * len(pieces))
    drafts, (hypothesis,) = keep_numbers([draft], [other], engine)
    (text,) = engine.decode([hypothesis.pieces])
    assert "4817" in text and "62" not in text
    assert len(drafts[0].words) == len(drafts[0].pieces) == hypothesis.attention.shape[1] > len(pieces)


def test_what_keeps_its_numbers_is_left_alone(engine):
    (pair,) = translate([("1", SOURCE)], engine)
    assert "4817" in pair.target and not pair.terms
    (pieces,) = engine.encode([SOURCE])
    (hypothesis,) = engine.translate([pieces])
    draft = Draft(SOURCE, tuple(tokenise(SOURCE)), pieces, [0] * len(pieces))
    assert keep_numbers([draft], [hypothesis], engine) == ([draft], [hypothesis])
    assert keep_numbers([], [], engine) == ([], [])


def test_a_second_try_that_is_mostly_gone_is_not_taken(engine, monkeypatch):
    (pieces,) = engine.encode([SOURCE])
    (hypothesis,) = engine.translate(engine.encode([SOURCE.replace("4817", "62")]))
    draft = Draft(SOURCE, tuple(tokenise(SOURCE)), pieces, [0] * len(pieces))
    short = replace(hypothesis, pieces=engine.encode_target(["4817"])[0])
    monkeypatch.setattr(engine, "translate", lambda sources: [short])
    assert keep_numbers([draft], [hypothesis], engine) == ([draft], [hypothesis])
