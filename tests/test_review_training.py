"""What the reviewer learns with: planted errors, boosted trees, isotonic steps, and the list of English forms."""

import lzma
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bitext import Link, SegmentPair
from glossaries.arabic import has_arabic, tokenise
from glossaries.errors import InputError
from mt.review.words import Look
from mt.training.boosting import grow
from mt.training.isotonic import steps
from mt.training.planted import KINDS, Planted, examples, planted, without_clause
from mt.training.pools import Pools
from mt.training.reviewing import Example, _mark, _mark_as_told, auc, written
from mt.training.vocabulary import forms

PAIRS = [
    (
        "قال الرئيس، الذي زار باريس، إن 12 شخصا لم يصلوا إلى القاهرة بعد الهجوم على المدينة.",
        "The president, who visited Paris, said that 12 people had not arrived in Cairo after the attack on the city.",
    ),
    (
        "اتهمت الشرطة الطلاب بإغلاق الطريق، لكن محمد علي نفى ذلك أمام المحكمة يوم الثلاثاء.",
        "The police accused the students of blocking the road, but Mohammed Ali denied that before the court on Tuesday.",
    ),
]
POOLS = Pools.of(english for _, english in PAIRS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_of_each_kind_is_planted(kind):
    dice = random.Random(1)
    found = [made for _ in range(20) for pair in PAIRS if (made := planted(*pair, kind, POOLS, dice))]
    assert found and all(made.kind == kind and made.target not in dict(PAIRS).values() for made in found)
    for made in found:
        assert all(0 <= start < end <= len(made.target) for start, end in made.in_target)
    if kind == "oddity":
        assert any(has_arabic(made.target) for made in found)


def test_a_clause_can_be_taken_out_of_the_arabic():
    made = without_clause(*PAIRS[0], random.Random(1))
    assert made and len(made.source) < len(PAIRS[0][0]) and made.target == PAIRS[0][1]


def test_each_pair_gets_errors_of_different_kinds():
    for bad in examples(PAIRS, POOLS, random.Random(2), 3):
        assert len({made.kind for made in bad}) == len(bad) == 3


def test_what_was_cut_is_marked_as_lost():
    source, target = "وصل أمس", "He arrived yesterday"
    links = Link(0, 1, 1.0), Link(1, 2, 1.0)
    look = Look(tuple(tokenise(source)), tuple(tokenise(target)), links)
    clean = Example("g", 0, SegmentPair("", source, target), "", 0.0, look=look)
    short = "He arrived"
    bad = Example("g", 0, SegmentPair("", source, short), "dropped", 1.0, Planted(source, short, "dropped", (), ()))
    bad.look = Look(look.source, tuple(tokenise(short)), ())
    _mark(bad, clean)
    assert bad.lost.tolist() == [False, True] and not bad.wrong.any()


def test_written_translations_mark_the_words_they_name(tmp_path):
    rows = [
        ("1", "وصل أمس", "He arrived yesterday", "good", "", ""),
        ("1", "وصل أمس", "He arrived today", "sense", "today", "أمس"),
        ("1", "وصل أمس", "He arrived", "dropped", "", "أمس"),
    ]
    path = tmp_path / "reviews.tsv.xz"
    path.write_bytes(lzma.compress("".join("\t".join(row) + "\n" for row in rows).encode()))
    good, sense, dropped = written(path)
    assert [(each.kind, each.bad, each.half) for each in (good, sense, dropped)] == [
        ("", 0.0, 1),
        ("sense", 1.0, 1),
        ("dropped", 1.0, 1),
    ]
    for each in (sense, dropped):
        each.look = Look(tuple(tokenise(each.pair.source)), tuple(tokenise(each.pair.target)), ())
        _mark_as_told(each)
    assert sense.wrong.tolist() == [False, False, True] and sense.lost.tolist() == [False, True]
    assert not dropped.wrong.any() and dropped.lost.tolist() == [False, True]
    path.write_bytes(lzma.compress(b"1\tx\n"))
    with pytest.raises(InputError, match="no six columns"):
        written(path)


def test_trees_learn_what_two_figures_say_together_and_take_what_is_missing():
    dice = np.random.default_rng(0)
    rows = dice.normal(size=(4000, 3)).astype(np.float32)
    labels = ((rows[:, 0] > 0) ^ (rows[:, 2] > 0.5)).astype(float)
    rows[dice.random(4000) < 0.05, 1] = np.nan
    trees = grow(rows, labels, np.ones(4000), 40, depth=3, rate=0.3)
    probable = trees.probability(rows)
    assert auc(probable, labels > 0.5) > 0.98
    assert np.abs(probable.mean() - labels.mean()) < 0.02


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=5, max_size=80))
def test_isotonic_steps_ascend_and_keep_the_mean(points):
    scores, labels = (np.array(each, np.float64) for each in zip(*points, strict=True))
    at, value = steps(scores, labels, np.ones(len(scores)), parts=10)
    assert (np.diff(value) > 0).all() and (np.diff(at) >= 0).all()
    assert min(labels) - 1e-9 <= value.min() and value.max() <= max(labels) + 1e-9


def test_forms_stand_twice_and_were_written_by_people(tmp_path):
    for name, text in {
        "a.txt.xz": "The cats sat. cats sat\n",
        "b.tsv.xz": "نعم\tyes it sat\n",
        "un_utd_mttgt.tsv.xz": "نعم\tmachine machine\n",
    }.items():
        (tmp_path / name).write_bytes(lzma.compress(text.encode()))
    assert forms([tmp_path]) == ["cats", "sat"]
