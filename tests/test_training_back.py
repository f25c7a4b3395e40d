"""English put into Arabic by the phrases of linked pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.arabic import tokenise
from glossaries.errors import InputError
from mt.training.back import collect, translate, wanted_phrases, write_back
from mt.training.corpus import Pair, Source, sentences
from mt.training.links import read_links

PAIRS = [
    Pair("قال الرئيس الجديد نعم.", "The new president said yes."),
    Pair("وصل الرئيس إلى باكو.", "The president arrived in Baku."),
    Pair("قال إن باكو مدينة كبيرة.", "He said Baku is a large city."),
]
LINKS = [
    [(0, 3), (1, 2), (1, 0), (2, 1), (3, 4), (4, 5)],
    [(0, 2), (1, 0), (1, 1), (2, 3), (3, 4), (4, 5)],
    [(0, 1), (2, 2), (3, 6), (4, 5), (5, 7)],
]
WORDS = sorted({token.text for pair in PAIRS for token in tokenise(pair.target)} | {"Shusha", "zyx", "12", "(", "U.S."})


@pytest.fixture(scope="module")
def phrases():
    wanted = wanted_phrases(pair.target for pair in PAIRS)
    return collect(PAIRS, [1, 1, 2], LINKS, wanted)


def test_phrases_come_over_whole_and_in_their_order(phrases):
    back = translate("The new president arrived in Baku.", phrases, {})
    assert back.pair == ("الرئيس الجديد وصل إلى باكو.", "The new president arrived in Baku.")
    assert sorted(back.links) == [(0, 0), (0, 2), (1, 1), (2, 3), (3, 4), (4, 5), (5, 6)]
    assert back.unknown == 0


def test_what_is_linked_outside_is_no_phrase(phrases):
    assert "president said" not in phrases.choices  # the article and the adjective are between
    assert [choice.text for choice in phrases.choices["large city"]] == ["مدينة كبيرة"]


def test_names_are_looked_up_and_the_rest_stays(phrases):
    back = translate("Said Shusha shusha zyx 12.", phrases, {"shusha": "شوشا"})
    assert back.pair.source == "قال شوشا shusha zyx 12."
    assert back.unknown == pytest.approx(2 / 6)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_links_are_between_tokens_and_the_english_is_kept(phrases, words):
    sentence = " ".join(words)
    back = translate(sentence, phrases, {"shusha": "شوشا"})
    assert back.pair.target == sentence and back.pair.source and 0 <= back.unknown <= 1
    sizes = len(tokenise(back.pair.source)), len(tokenise(sentence))
    assert all(0 <= i < sizes[0] and 0 <= j < sizes[1] for i, j in back.links)


def test_what_is_mostly_unknown_is_not_written(phrases, tmp_path):
    english = ["The president said yes.", "Zyx zyx zyx."]
    write_back(english, phrases, {}, tmp_path / "back.tsv", tmp_path / "back.links")
    assert (tmp_path / "back.tsv").read_text(encoding="utf-8").split("\t")[1:] == ["The president said yes.\n"]
    assert len(list(read_links(tmp_path / "back.links"))) == 1


def test_english_text_is_cleaned_and_taken_by_share(tmp_path):
    lines = [f"The president said “{k}” and no more." for k in range(200)]
    (tmp_path / "news.txt").write_text("\n".join([*lines, *lines, "Too short", "1 2 3 4 5 6 a b"]), encoding="utf-8")
    assert list(sentences([tmp_path], [Source("news", 1)])) == [
        line.translate({8220: '"', 8221: '"'}) for line in lines
    ]
    half = list(sentences([tmp_path], [Source("news", 0.5)]))
    assert 60 < len(half) < 140 and half == list(sentences([tmp_path], [Source("news", 0.5)]))
    with pytest.raises(InputError, match=r"no other\.txt\.xz or other\.txt in"):
        list(sentences([tmp_path], [Source("other", 1)]))
