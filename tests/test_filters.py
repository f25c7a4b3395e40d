"""What makes a pair unfit for a corpus, by hand; and what always holds of filters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bitext import SegmentPair
from align.filters import Dropped, Duplicates, languages, max_ratio, min_score, paired, sift
from align.scripts import Scripts, scripts_of


def pair(source, target, score=None, id="1"):
    return SegmentPair(id, source, target, score=score)


def test_score_and_ratio_say_how_far_off():
    assert min_score(0.5)(pair("س", "x", 0.5)) is None
    assert min_score(0.5)(pair("س", "x", 0.25)) == "score 0.25 below 0.5"
    assert min_score(0.5)(pair("س", "x")) == "no score"
    assert max_ratio(2)(pair("سسسس", " xx ")) is None
    assert max_ratio(2)(pair("سس", "xxxxx")) == "target 2.5 times as long"
    assert max_ratio(2)(pair("سسسسسس", "xx")) == "source 3.0 times as long"
    assert max_ratio(2)(pair("س", "")) == "one side empty"
    assert paired(pair(" ", "x")) == paired(pair("س", "")) == "no counterpart" and paired(pair("س", "x")) is None


def test_a_duplicate_names_the_first():
    seen = Duplicates()
    assert seen(pair("أهلاً!", "Hello", id="a")) is None
    assert seen(pair("أهلا", "Good day", id="b")) is None
    assert seen(pair("  اهلا", "hello.", id="c")) == seen(pair("أهلا", "HELLO", id="d")) == "the same as a"


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("وصلت القوات.", "The troops arrived.", None),
        ("شركة Microsoft في باريس", "Microsoft in Paris", None),
        ("٢٠٢٠", "2020", None),
        ("2020", "2020", None),
        ("أتی عمي لرؤيتي.", "My uncle came to see me.", None),  # Arabic typed on a Persian keyboard
        ("پاريس", "Paris", "source not Arabic"),
        ("او دیروز به خانه رفت و کتاب خواند", "He went home yesterday.", "source not Arabic"),
        ("وہ کل گھر گیا", "He went home yesterday.", "source not Arabic"),
        ("Troops arrived.", "The troops arrived.", "source not in Arabic script"),
        ("Visit Microsoft من", "Visit", "source not in Arabic script"),
        ("وصلت", "وصلت", "source and target are the same"),
        ("وصلت", "وصلت القوات", "target not in Latin script"),
        ("وصلت", "Войска прибыли", "target not in Latin script"),
        (
            "وصلت القوات إلى المدينة",
            "Les troupes sont arrivées dans la ville hier soir sous une pluie battante",
            "target not English",
        ),
        ("وصلت القوات", "Les troupes sont arrivées", None),  # too short to tell
    ],
)
def test_the_language_of_each_side(source, target, reason):
    assert languages(pair(source, target)) == reason


TEXTS = st.text(st.sampled_from("سلامنعم abAB .٠1"), max_size=12)
PAIRS = st.lists(
    st.builds(SegmentPair, st.uuids().map(str), TEXTS, TEXTS, score=st.none() | st.floats(0, 1)), max_size=9
)


@given(PAIRS)
def test_every_pair_is_kept_or_dropped_with_a_reason(pairs):
    kept, dropped = sift(pairs, [paired, min_score(0.3), max_ratio(3), languages, Duplicates()])
    assert sorted([*kept, *(each.pair for each in dropped)], key=lambda each: each.id) == sorted(
        pairs, key=lambda each: each.id
    )
    assert all(isinstance(each, Dropped) and each.reason for each in dropped)
    assert sift(kept, [paired, min_score(0.3), max_ratio(3), languages, Duplicates()]) == (kept, [])
    assert sift(pairs, []) == (pairs, [])


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        (["سلام", "12", "Al Jazeera"], ["Peace"], Scripts.both_foreign),
        (["سلام عليكم"], ["Peace"], Scripts.right),
        (["Peace"], ["سلام"], Scripts.swapped),
        (["سلام"], ["سلام"], Scripts.both_arabic),
        (["Peace"], ["Peace"], Scripts.both_foreign),
        (["12"], ["Peace"], Scripts.right),
        (["سلام"], ["12"], Scripts.right),
        (["12"], ["سلام"], Scripts.swapped),
    ],
)
def test_which_side_is_which(source, target, found):
    assert scripts_of(source, target) is found
