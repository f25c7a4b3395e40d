"""The lists of words in `glossaries/data/words`: every one says where it comes from, and means what the code takes it for."""

from importlib.resources import files
from pathlib import Path

import pytest

from glossaries.arabic import folded, has_arabic
from glossaries.lists import word_groups

ROOT = Path(__file__).parent.parent
NAMES = sorted(entry.name.removesuffix(".txt") for entry in files("glossaries").joinpath("data", "words").iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_list_says_what_it_holds_and_where_that_comes_from_and_repeats_nothing_in_a_group(name):
    text = files("glossaries").joinpath("data", "words", f"{name}.txt").read_text(encoding="utf-8")
    head = text.partition("\n")[0]
    assert head.startswith("# ")
    assert "Compiled" in head
    groups = word_groups(name)
    assert groups
    assert all(len(set(group)) == len(group) for group in groups)
    assert len({tuple(group) for group in groups}) == len(groups)


def test_comment_lines_and_blank_ones_are_no_groups():
    assert not any(group[0].startswith("#") for name in NAMES for group in word_groups(name))


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".ar")])
def test_lists_of_arabic_have_arabic_in_every_group(name):
    assert all(any(map(has_arabic, group)) for group in word_groups(name))


def test_the_names_of_letters_are_folded_as_the_words_are_that_they_are_compared_with():
    assert all(folded(word) == word for _, *words in word_groups("letters.ar") for word in words)


def test_a_number_has_one_cardinal_and_a_word_one_number():
    for language in ("en", "ar"):
        words = [word for _, *group in word_groups(f"numerals.{language}") for word in group]
        assert len(set(words)) == len(words)


def test_the_months_are_twelve_and_begin_with_their_short_names():
    groups = word_groups("months.en")
    assert len(groups) == 12
    assert all(name.startswith(group[0]) and len(group[0]) == 3 for group in groups for name in group)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_is_read_by_some_module(name):
    code = (
        path.read_text(encoding="utf-8")
        for room in ("align", "glossaries", "mt")
        for path in (ROOT / room).rglob("*.py")
    )
    assert any(f'word_groups("{name}")' in text or f"word_groups('{name}')" in text for text in code)
