"""Sentences and their counterparts become linked pairs."""

import pytest

from align.bitext import SegmentPair
from glossaries.errors import InputError
from mt.aligning.inputs import given
from mt.aligning.lines import evened
from mt.aligning.pairs import Tools, linked

SOURCE, TARGET = "قال الرئيس الجديد نعم", "The new president said yes"
RIGHT = {("قال", "said"), ("الرئيس", "president"), ("الجديد", "new"), ("نعم", "yes")}


def words(tools: Tools) -> set[tuple[str, str]]:
    (pair,) = linked([SegmentPair("1", SOURCE, TARGET)], tools)
    return {(pair.source_tokens[i].text, pair.target_tokens[j].text) for i, j, _ in pair.links}


def test_where_nothing_is_known_of_the_words_the_model_says_which_go_together(engine):
    assert words(Tools(lexicon=None, engine=engine)) >= RIGHT
    assert not words(Tools(lexicon=None)) >= RIGHT


def test_what_the_model_has_no_words_for_is_linked_without_it(engine):
    pairs = [SegmentPair("1", "", "x"), SegmentPair("2", SOURCE, TARGET), SegmentPair("3", "12", "")]
    before, found, after = linked(pairs, Tools(lexicon=None, engine=engine))
    assert before.links == after.links == () and {link[:2] for link in found.links}


VERSE = ["يا ليل الصب متى غده", "أقيام الساعة موعده", "رقد السمار فأرقه", "أسف للبين يردده", "فبكاه النجم ورق له"]
ENGLISH = [
    "O night of the lovelorn, when is its morrow",
    "is its tryst the rising of the Hour",
    "The revellers slept and he lay awake",
    "a grief for parting that comes and goes",
]

ROWS = [
    ("محمد", "بغداد", 1912),
    ("علي", "دمشق", 1921),
    ("يوسف", "القاهرة", 1933),
    ("كريم", "باريس", 1954),
    ("سمير", "لندن", 1967),
]
ENGLISH_ROWS = [
    ("Mohammed", "Baghdad", 1912),
    ("Ali", "Damascus", 1921),
    ("Youssef", "Cairo", 1933),
    ("Karim", "Paris", 1954),
    ("Samir", "London", 1967),
]


def test_a_last_line_may_be_missing_in_verse_of_which_few_words_are_known():
    first, second, notes = evened(given(VERSE), given(ENGLISH))
    assert len(first.sentences) == len(second.sentences) == 5 and second.sentences[-1] == ""
    assert len(notes) == 1 and "taken for blank" in notes[0]


def test_a_line_that_is_missing_before_the_last_is_said():
    arabic = [f"وصل {name} إلى {place} عام {year}" for name, place, year in ROWS]
    english = [f"{name} came to {place} in {year}" for name, place, year in ENGLISH_ROWS]
    with pytest.raises(InputError, match="they seem to part at line"):
        evened(given(arabic), given(english[:2] + english[3:]))
