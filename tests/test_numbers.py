"""Numbers that a translation lost."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.attention import words_of_pieces
from glossaries.arabic import tokenise
from mt.models.engine import Hypothesis
from mt.pipeline.draft import Draft
from mt.pipeline.numbers import keep_numbers, lost
from mt.pipeline.translate import translate


@pytest.mark.parametrize(
    ("source", "english", "wanted"),
    [
        ("من أصل 7 محافظات", "from the 7,000 prefectures", {2: "7"}),
        ("من أصل 7 محافظات", "of the seven prefectures", {}),
        ("من أصل ٧ محافظات", "of the 8 prefectures", {2: "7"}),
        ("قتل 3 آلاف", "3,000 were killed", {}),
        ("قتل 3 آلاف", "3 thousand were killed", {}),
        ("قرابة 2.5 مليون", "about 2,500,000", {}),
        ("مع 10 ملايين", "with 10,000,000", {}),
        ("قتل 3 مئة", "300 were killed", {}),
        ("دين من 2.5 مليار", "a debt of 2,500,000,000", {}),
        ("دين من 2.5 مليار", "a debt of 250,000,000", {2: "2.5"}),
        ("بقيمة 7 مليارات", "worth 7,000,000,000", {}),
        ("من 1.2.3 آلاف", "of", {1: "1.2.3"}),
        ("قتل 3 اليوم", "3,000 were killed", {1: "3"}),
        ("١٬٣٠٠ عربة و٢٫٥ مليون", "1,300 carts and 2.5 million", {}),
        ("الساعة 9:30", "at 9.30", {1: "9:30"}),
        ("من 2 إلى 2", "2 inches", {3: "2"}),
        ("أكثر من 30،000 كوري", "more than 30,000 Koreans", {}),
        ("أكثر من 30،000 كوري", "more than Koreans", {2: "30,000"}),
        ("أكثر من 30، 7 كوري", "more than Koreans", {2: "30", 4: "7"}),
        ("قرابة ١٠٠٠٠٠ شخص", "around 10,000 people", {1: "100,000"}),
        ("هاتف 0123456", "phone", {1: "0123456"}),
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
    assert sorted(int(number.replace(",", "")) for number in missing.values()) == sorted(expected)


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


@pytest.mark.parametrize(("wrong", "right"), [("62", "4817"), ("$62,000.", "$4817."), ("6.2", "4817")])
def test_a_wrong_number_is_replaced_where_it_stands(engine, wrong, right):
    (pieces,) = engine.encode([SOURCE])
    tokens = tuple(tokenise(SOURCE))
    (target,) = engine.encode_target([f"He said {wrong} people had left the city"])
    (attention,) = engine.attend([pieces], [target])
    draft = Draft(SOURCE, tokens, pieces, words_of_pieces(pieces, tokens))
    drafts, (found,) = keep_numbers([draft], [Hypothesis(target, -0.5, attention)], engine)
    assert engine.decode([found.pieces]) == [f"He said {right} people had left the city"] and drafts == [draft]
    assert len(found.attention) == len(attention) + len(found.pieces) - len(target)


def test_an_empty_hypothesis_is_asked_again(engine):
    (pieces,) = engine.encode([SOURCE])
    tokens = tuple(tokenise(SOURCE))
    draft = Draft(SOURCE, tokens, pieces, words_of_pieces(pieces, tokens))
    nothing = Hypothesis([], 0.0, np.zeros((0, 0), dtype=np.float32))
    _, (found,) = keep_numbers([draft], [nothing], engine)
    assert "4817" in engine.decode([found.pieces])[0]


def test_a_number_that_the_source_has_is_not_replaced(engine):
    source = "قال إن 4817 شخصا و62 جنديا غادروا المدينة."
    (pair,) = translate([("1", source)], engine)
    assert "4817" in pair.target and "62" in pair.target
