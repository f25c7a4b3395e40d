"""Ways to write a term: the cases of أبو, the seats of hamza, and short vowels where they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from glossaries.vowels import contradict, unlike


def found(text: str, *terms: Term) -> list[tuple[str, str]]:
    return [(match.term.target, text[match.start : match.end]) for match in Matcher(Glossary("", terms)).find(text)]


@pytest.mark.parametrize(
    ("form", "text", "written"),
    [
        ("أبو ظبي", "سافر إلى أبي ظبي وبأبي ظبي", ["أبي ظبي", "أبي ظبي"]),
        ("أبو مازن", "إن أبا مازن وصل، وقال أبو مازن", ["أبا مازن", "أبو مازن"]),
        ("محمد أبو تريكة", "لقاء مع محمد أبي تريكة", ["محمد أبي تريكة"]),
        ("أبي أحمد", "قال أبو أحمد", []),
        ("رؤوف عباس", "قال رءوف عباس ورئوف عباس", ["رءوف عباس", "رئوف عباس"]),
        ("مسئول الأمن", "مسؤول الأمن", ["مسؤول الأمن"]),
    ],
)
def test_cases_of_abu_and_seats_of_hamza(form, text, written):
    assert [text for _, text in found(text, Term(form, "X", type="person"))] == written


@pytest.mark.parametrize(
    ("form", "target", "text", "matches"),
    [
        ("عُمان", "Oman", "سافر إلى عَمّان", False),
        ("عُمان", "Oman", "سافر إلى عُمان", True),
        ("عُمان", "Oman", "سافر إلى عمان", True),
        ("عمان", "Oman", "سافر إلى عَمّان", False),
        ("عمان", "Amman", "سافر إلى عُمان", False),
        ("عدن", "Aden", "النساء عُدْنَ إلى البيت", False),
        ("عدن", "Aden", "وصل إلى عَدَن", True),
        ("لبنان", "Lebanon", "في لُبنان", True),
    ],
)
def test_vowels_that_contradict(form, target, text, matches):
    assert bool(found(text, Term(form, target, type="place"))) is matches


def test_written_vowels_choose_between_two_terms():
    terms = Term("عمان", "Oman", type="place"), Term("عمان", "Amman", type="place")
    assert found("من عَمّان إلى عُمان", *terms) == [("Amman", "عَمّان"), ("Oman", "عُمان")]


@given(st.text(st.sampled_from("عمنالو\u064e\u064f\u0650\u0651\u0652\u0640"), max_size=12))
def test_no_spelling_contradicts_itself_or_the_one_without_vowels(word):
    bare = "".join(letter for letter in word if letter.isalpha())
    assert not contradict(word, word) and not contradict(word, bare) and not contradict(bare, word)


def test_vowels_are_asked_only_of_names_with_the_same_consonants():
    assert not unlike("عُمان", "Muscat") and not unlike("", "Oman") and not unlike("عمان", "Amman")
