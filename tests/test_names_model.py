"""The bundled names model, and what is put around its spellings."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossaries.errors import ModelError
from glossaries.spell import Speller

ARABIC = st.text(alphabet="ابتجدرسشعفقكلمنهويةىأإآءئؤ ًـ", max_size=16)
ENGLISH = st.text(alphabet="abcdefghiklmnoprstuvyzAKé' -", max_size=16)


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.load()


def best(speller: Speller, name: str) -> str:
    return speller.spell([name])[0][0].text


def test_names_come_out_by_their_sound(speller):
    names = {
        **{"مكدونالد": "macdonald", "باتريك": "patrick", "ستيفنسون": "stevenson", "كاكوتاني": "kakutani"},
        **{"بيرغمان": "bergman", "روبرتسون": "robertson", "ميخائيلوف": "mikhailov", "ياماموتو": "yamamoto"},
        **{"غارسيا": "garcia", "فرنانديز": "fernandez", "شميدت": "schmidt", "الشيرازي": "shirazi"},
    }
    found = speller.words(names, n=3)
    first = sum(found[name][0].text == english for name, english in names.items())
    among = sum(english in [way.text for way in found[name]] for name, english in names.items())
    assert first >= 7 and among >= 9


def test_a_name_is_dressed_in_capitals_articles_and_particles(speller):
    assert best(speller, "عبد الله") == "Abdullah" and best(speller, "نصر الله") == "Nasrallah"
    assert best(speller, "الشيرازي").startswith("Al-S")
    last = best(speller, "كاكوتاني")
    assert best(speller, "عبد الله بن كاكوتاني") == f"Abdullah bin {last}"
    assert best(speller, "كاكوتاني، كاكوتاني الدين") == f"{last} {last} al-Din"
    assert best(speller, "عبد الشيرازي") == f"Abdul {best(speller, 'الشيرازي')[3:]}"


def test_vowel_marks_and_unknown_letters_do_not_matter_and_no_name_has_no_spelling(speller):
    assert best(speller, "لاتْشِيـــن") == best(speller, "لاتشين")
    *none, strange = speller.spell(["", "2020", "London", "ࢠن"])
    assert none == [[], [], []] and len(strange) == 1
    assert speller.spell([]) == [] and speller.same([]) == []


def test_several_spellings_come_the_likeliest_first(speller):
    (ways,) = speller.spell(["سيرغي شويغو"], 4)
    scores = [way.score for way in ways]
    assert len({way.text for way in ways}) == 4 and scores == sorted(scores, reverse=True)


def test_a_spelling_is_as_likely_as_it_says(speller):
    ((way,),) = speller.words(["لاتشين"]).values()
    assert speller.likelihood([("لاتشين", way.text)])[0] == pytest.approx(way.score / (len(way.text) + 1), abs=0.05)
    assert speller.likelihood([("لاتشين", ""), ("", "x")]) == [-math.inf] * 2


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("بوتين", "Putin"),
        ("كلبجار", "Kalbajar"),
        ("إلهام علييف", "Ilham Aliyev"),
        ("عبدالله", "Abd Allah"),
        ("عبد الله", "Abdullah"),
        ("الجبيل", "Al-Jubayl"),
        ("ناغورني قره باغ", "Nagorno-Karabakh"),
    ],
)
def test_the_same_name(speller, arabic, english):
    assert speller.same([(arabic, english)])[0] > 0.5


@pytest.mark.parametrize(
    ("arabic", "english"), [("لاتشين", "Lavrov"), ("بيروت", "Berlin"), ("باكو", "Bosch"), ("لندن", ""), ("", "London")]
)
def test_other_names(speller, arabic, english):
    assert speller.same([(arabic, english)])[0] < 0.2


@settings(max_examples=30)
@given(st.lists(st.tuples(ARABIC, ENGLISH), max_size=4))
def test_all_input_has_an_answer_in_bounds_and_a_batch_changes_nothing(speller, pairs):
    together = speller.same(pairs)
    assert together == pytest.approx([speller.same([pair])[0] for pair in pairs], abs=0.05)
    assert all(0 <= each <= 1 for each in together)
    for spellings in speller.spell([name for name, _ in pairs], 2):
        assert all(way.text and way.score <= 0 for way in spellings)


def test_a_folder_without_a_names_model_is_an_error(tmp_path):
    with pytest.raises(ModelError, match="cannot be loaded"):
        Speller(tmp_path)
    (tmp_path / "shared_vocabulary.json").write_text("[]")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Speller(tmp_path)
