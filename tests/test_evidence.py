"""What the two sides of a text have in common, before sentences are paired."""

import pytest

from align.evidence import Evidence, Knowledge, accounted, chance, gather, mass
from align.lexicon import Lexicon
from align.numbers import value
from align.sounds import same_names
from glossaries.match import Matcher
from glossaries.names import CommonWords


@pytest.fixture(scope="module")
def bare() -> Knowledge:
    return Knowledge.of()


def shared(evidence: Evidence) -> float:
    """The greatest probability with which the first source sentence accounts for a word of the first target sentence."""
    there = evidence.target.counts[[0]].toarray() > 0
    return float((accounted(evidence.source.reach[[0]]).toarray() * there).max())


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("٢٠٢٠", "2020"),
        ("1,500", "1500"),
        ("3٫5", "3.5"),
        ("007", "7"),
        ("0", "0"),
        ("12.5.2020", "12.5.2020"),
        ("الـ19", "19"),
        ("19th", "19"),
        ("Three", "3"),
        ("وثلاثة", "3"),
        ("للخمسين", "50"),
        ("مئة", "100"),
        ("بمائة", "100"),
        ("مئتا", "200"),
        ("ومئتين", "200"),
        ("ألفا", "2000"),
        ("قلعة", ""),
        ("none", ""),
    ],
)
def test_numbers(word, number):
    assert value(word) == number


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("في 11 ديسمبر", "on 11 May"),
        ("عام ٢٠٢٠", "In 2020"),
        ("قتل ثلاثة", "Killed: 3"),
        ("سبعة", "seven"),
        ("نهاية تشرين الثاني", "late November"),
        ("نهاية نوفمبر", "late November"),
        ("آغدام", "to Agdam"),
        ("وبلاتشين", "Lachin"),
        ("NATO", "Nato"),
    ],
)
def test_numbers_months_names_and_the_same_words_speak_for_each_other_without_a_lexicon(bare, arabic, english):
    assert shared(gather([arabic], [english], bare)) > 0.7


@pytest.mark.parametrize(
    ("arabic", "english"), [("12 كتابا", "13 books"), ("نهاية نوفمبر", "late December"), ("كتب", "Books")]
)
def test_what_differs_does_not(bare, arabic, english):
    assert shared(gather([arabic], [english], bare)) == 0


def test_a_glossary_speaks_where_nothing_else_does(bare, karabakh):
    arabic, english = ["وصل إلى أميركا"], ["He reached the United States"]
    assert shared(gather(arabic, english, bare)) == 0
    assert shared(gather(arabic, english, Knowledge.of(matcher=karabakh))) > 0.9


def test_translations_speak_too(bare):
    arabic, english = ["جلس القط"], ["the cats sat"]
    assert shared(gather(arabic, english, bare)) == 0
    assert shared(gather(arabic, english, bare, ["A cat is sitting"])) > 0.5
    with pytest.raises(ValueError, match="2 translations"):
        gather(arabic, english, bare, ["one", "two"])


def test_the_lexicon_speaks_for_both_sides():
    found = gather(["استقال الوزير"], ["the minister resigned"], Knowledge.of(Lexicon.bundled()))
    words = found.source.reach.shape[1], found.target.reach.shape[1]
    assert words == (3, 2) == (found.target.counts.shape[1], found.source.counts.shape[1])
    assert shared(found) > 0.5
    assert accounted(found.target.reach).toarray().max() > 0.5


def test_names_by_sound_are_no_common_words():
    arabic, english = (
        ["ستيباناكيرت", "لكلبجار", "على", "مدينه"],
        ["Stepanakert", "Kalbajar", "Ali", "Modern", "kalbajar"],
    )
    pairs = {pair[:2] for pair in same_names(arabic, english, CommonWords.load())}
    assert pairs == {("ستيباناكيرت", "Stepanakert"), ("لكلبجار", "Kalbajar")}


def test_the_rarer_a_word_the_greater_its_mass(bare):
    found = gather([], ["red fish", "blue fish", "red sea", "old fish"], bare).target
    masses = mass(found.counts).toarray()
    fish, sea = masses[0].max(), masses[2].max()
    assert masses[0].min() < sea and fish < sea
    assert masses.sum() == pytest.approx(2.0 * 8)


def test_chance_is_the_mean_over_the_sentences_and_one_more(bare):
    found = gather(["12", "13"], ["12 14"], bare)
    assert sorted(chance(found.source)) == pytest.approx([0, 0.33], abs=0.01)


def test_vowel_marks_and_direction_marks_change_nothing(bare):
    plain = gather(["في تشرين الثاني 2020"], ["November 2020"], bare)
    marked = gather(["في تِشْرين الثاني \u200f2020"], ["November 2020"], bare)
    assert (plain.source.reach != marked.source.reach).nnz == 0


@pytest.mark.parametrize(("source", "target"), [([], []), (["نص"], []), ([], ["text"]), ([""], ["", "..."])])
def test_nothing_to_compare(bare, source, target):
    found = gather(source, target, bare, [""] * len(source))
    assert len(found.source) == len(source) and len(found.target) == len(target)


def test_terms_inside_marked_text_are_cut_out_whole(karabakh: Matcher):
    found = gather(["إلى ناغـورني قره باغ"], ["to Nagorno-Karabakh"], Knowledge.of(matcher=karabakh))
    covered = (accounted(found.source.reach).toarray() * (found.target.counts.toarray() > 0))[0]
    assert (covered > 0.9).sum() == 2
