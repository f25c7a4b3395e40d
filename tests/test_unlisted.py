import lzma
from pathlib import Path

import pytest

from glossaries.arabic import tokenise
from glossaries.name_words import NameWord, NameWords, packed, unpacked
from glossaries.unlisted import Unlisted

DATA = Path(__file__).parents[1] / "glossaries" / "data"


@pytest.fixture(scope="module")
def unlisted() -> Unlisted:
    return Unlisted.load()


def test_the_list_is_large_and_its_file_small(unlisted):
    words = sum(line.count(" ") + 1 for line in unlisted.words.lines.values())
    assert words > 250_000
    assert sum((DATA / name).stat().st_size for name in ("name-words.xz", "name-pairs.txt.xz")) < 3_000_000


def test_a_list_that_is_packed_is_read_again():
    words = [NameWord("McCain", -4.8, 1), NameWord("Mokin", -7.0, 2), NameWord("Guest", -5.7, 4)]
    lines = lzma.decompress(packed(words)).decode("ascii").splitlines()
    read = NameWords(dict(line.split("\t", 1) for line in lines), {}, {})
    for word in words:
        found = read.get(word.text.lower())
        assert found and (found.text, found.kind) == (word.text, word.kind)
        assert found.frequency == pytest.approx(word.frequency)
    assert [unpacked(cell).text for cell, _ in read.sounding_like("مكين")] == ["McCain", "Mokin"]


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("أوفيتشكين", "Ovechkin"),
        ("تشيسيكيدي", "Tshisekedi"),
        ("غروندبرغ", "Grundberg"),
        ("فيلوسيرابتور", "Velociraptor"),
        ("وريازان", "Ryazan"),
        ("لفيناي", "Vinay"),
        ("بالتيمور", "Baltimore"),
    ],
)
def test_a_name_is_spelled_as_english_text_has_it(unlisted, arabic, english):
    assert unlisted.spell([arabic])[arabic][0].text == english


def test_a_name_that_no_list_has_is_spelled_by_its_sound(unlisted):
    (best, *_) = unlisted.spell(["غنطبورش"])["غنطبورش"]
    assert not best.listed and best.text[0].isupper()


def test_a_spelling_that_the_text_has_is_preferred(unlisted):
    plain, told = (unlisted.spell(["نيكلاس"], written)["نيكلاس"] for written in ((), ("Nicklas",)))
    assert plain[0].text != "Nicklas" and told[0].text == "Nicklas"


def test_two_names_side_by_side_are_those_that_english_has_so(unlisted):
    (ways,) = unlisted.phrases(["تامي داكوورث"])
    assert ways[0] == "Tammy Duckworth" and len(ways) > 1


def test_words_that_are_common_or_adjectives_are_no_names(unlisted):
    text = "قال الرئيس الأوزبكي شوكت ميرضيائيف إن الحكومة ستبني مصنعا في المدينة"
    names = {name.word: name.sure for name in unlisted.find(tokenise(text))}
    assert names["ميرضيائيف"] > 1
    assert all(names.get(word, -9) < 0 for word in ("قال", "الرئيس", "الأوزبكي", "ستبني", "مصنعا"))


def test_what_is_not_arabic_has_no_names(unlisted):
    assert not list(unlisted.find(tokenise("Lachin, 12 km"))) and unlisted.phrases(["Lachin"]) == [[]]
