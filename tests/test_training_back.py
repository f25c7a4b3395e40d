"""English put into Arabic by the phrases of linked pairs."""

import math
import os
import sys
from collections import Counter
from dataclasses import replace
from itertools import chain
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.arabic import tokenise
from glossaries.errors import InputError, QantaraError
from mt.training.back import collect, learn, translate, wanted_phrases, write_back
from mt.training.corpus import Pair, Source, sentences
from mt.training.links import read_links
from mt.training.order import Order
from mt.training.spelling import spell
from mt.training.unknown import unknown_names, with_forms, with_spelled_out, words_of

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
    words = learn(PAIRS, [1, 1, 2], LINKS)
    wanted = wanted_phrases((pair.target for pair in PAIRS), words.order)
    return collect(PAIRS, [1, 1, 2], LINKS, wanted, words)


def test_phrases_come_over_whole_and_in_their_order(phrases):
    back = translate("The new president arrived in Baku.", phrases, {})
    assert back.pair == ("وصل الرئيس الجديد إلى باكو.", "The new president arrived in Baku.")
    assert sorted(back.links) == [(0, 3), (1, 0), (1, 2), (2, 1), (3, 4), (4, 5), (5, 6)]
    assert back.unknown == 0


def test_what_is_linked_outside_is_no_phrase(phrases):
    assert "president said" not in phrases.choices  # the article and the adjective are between
    assert [choice.text for choice in phrases.choices["city large"]] == ["مدينة كبيرة"]


def test_names_are_looked_up_and_the_rest_stays(phrases):
    back = translate("Said Shusha shusha zyx 12.", phrases, {"shusha": "شوشا"})
    assert back.pair.source == "قال شوشا shusha zyx 12."
    assert back.unknown == pytest.approx(2 / 6)


def test_a_word_becomes_what_another_form_of_it_does_but_a_name_does_not(phrases):
    words = learn(PAIRS, [1, 1, 2], LINKS)
    both = with_forms(phrases, words_of(["She arrives in cities, Newish cities. 12"]), words)
    assert both.choices["arrives"] == phrases.choices["arrived"] and both.choices["cities"] == phrases.choices["city"]
    assert set(both.choices) - set(phrases.choices) == {"arrives", "cities"}  # "She" and "Newish" may be names
    assert translate("Baku arrives", both, {}).unknown == 0


def test_latin_letters_are_for_what_has_no_other_translation():
    pairs = [Pair("LED", "led")] * 3 + [Pair("قاد", "led"), Pair("TCP", "TCP")]
    links = [[(0, 0)]] * len(pairs)
    words = learn(pairs, [1] * 5, links)
    phrases = collect(pairs, [1] * 5, links, wanted_phrases(["led tcp"], words.order), words)
    assert [choice.text for choice in phrases.choices["led"]] == ["قاد"]
    assert [choice.text for choice in phrases.choices["tcp"]] == ["TCP"]


def test_dotted_letters_are_put_into_arabic_by_what_they_stand_for():
    pairs = [Pair("الولايات المتحدة", "United States"), Pair("قال", "said")]
    links = [[(0, 1), (1, 0)], [(0, 0)]]
    words = learn(pairs, [1, 1], links)
    phrases = with_spelled_out(
        collect(pairs, [1, 1], links, wanted_phrases(["United States said"], words.order), words)
    )
    back = translate("U.S. said.", phrases, {})
    assert back.pair.source == "الولايات المتحدة قال." and back.unknown == 0
    assert sorted(back.links) == [(0, 0), (1, 2), (2, 4), (3, 5)]
    assert with_spelled_out(replace(phrases, choices={})).choices == {}  # no United States, no U.S.


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.none() | st.builds(Random, st.integers(0, 99)))
def test_links_are_between_tokens_and_the_english_is_kept(phrases, words, random):
    sentence = " ".join(words)
    back = translate(sentence, phrases, {"shusha": "شوشا"}, random)
    assert back.pair.target == sentence and back.pair.source and 0 <= back.unknown <= 1
    sizes = len(tokenise(back.pair.source)), len(tokenise(sentence))
    assert all(0 <= i < sizes[0] and 0 <= j < sizes[1] for i, j in back.links)


def test_by_chance_a_word_becomes_each_of_its_translations_the_common_ones_more_often():
    pairs = [Pair("باكو", "Baku")] * 3 + [Pair("باكي", "Baku")] * 2
    words = learn(pairs, [1] * 5, [[(0, 0)]] * 5)
    phrases = collect(pairs, [1] * 5, [[(0, 0)]] * 5, wanted_phrases(["Baku"], words.order), words)
    drawn = [Counter(translate("Baku", phrases, {}, Random(seed)).pair.source for seed in range(300)) for _ in range(2)]
    assert drawn[0] == drawn[1] and drawn[0]["باكو"] > drawn[0]["باكي"] > 30
    assert {translate("Baku", phrases, {}).pair.source for _ in range(9)} == {"باكو"}


@pytest.fixture
def aligner(tmp_path, monkeypatch):
    """A stand-in for eflomal that links letters in their order."""
    script = tmp_path / "eflomal-align"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nget = lambda flag: sys.argv[sys.argv.index(flag) + 1]\n"
        "for flag in '-f', '-r':\n"
        "    with open(get('-s'), encoding='utf-8') as source, open(get(flag), 'w') as out:\n"
        "        out.writelines(' '.join(f'{k}-{k}' for k in range(len(line.split()))) + '\\n' for line in source)\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)


def test_names_without_a_phrase_are_spelled_by_their_letters(phrases, aligner, tmp_path):
    english = ["The president said Kuban is zyx.", "ABC of the Shusha, Zyx Ku", "Karabakh"]
    assert unknown_names(words_of(english), phrases, {"shusha": "شوشا"}) == {"Kuban", "Karabakh"}
    spelled = {"باكو": "Baku", "كابا": "Kaba", "كورا": "Kura", "نارا": "Nára", "رانا": "Rana"}
    names = [Pair(*name) for name in spelled.items()]
    assert spell(["Kuban", "Karabakh"], names, tmp_path) == {"kuban": "كوبان"}
    assert (tmp_path / "letters.en").read_text().splitlines()[0] == "^ b a k u $"
    again = spell(["Kuban"], names, tmp_path)  # from the links that stand
    assert again == {"kuban": "كوبان"}


def test_spelled_names_keep_hamza_and_latin_letters_of_their_own(aligner, tmp_path):
    names = [Pair("أنا", "Ana"), Pair("أنار", "Anar"), Pair("رنا", "Rna"), Pair("آل-نار", "Al-Nar"), Pair("نول", "Nøł")]
    assert spell(["Anar", "Nol"], names, tmp_path) == {"anar": "أنار", "nol": "نول"}
    assert (tmp_path / "letters.en").read_text().splitlines() == ["^ a n a $", "^ a n a r $", "^ r n a $", "^ n o l $"]


def test_without_an_aligner_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(QantaraError, match="no eflomal-align on the path"):
        spell(["Kuban"], [Pair("باكو", "Baku")], tmp_path)
    assert not list(tmp_path.iterdir())


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


def test_each_part_takes_what_the_others_leave(tmp_path):
    (tmp_path / "news.txt").write_text("\n".join(f"The president said {k} and no more." for k in range(200)))
    parts = [list(sentences([tmp_path], [Source("news", 0.25)], part)) for part in range(5)]
    assert sorted(chain(*parts[:4])) == sorted(sentences([tmp_path], [Source("news", 1)], 3))
    assert parts[4] == parts[0] and min(map(len, parts)) > 30


@pytest.fixture(scope="module")
def order():
    order = Order()
    for _ in range(20):
        order.learn(["the", "foreign", "minister", "said"], [(0, 3), (1, 0), (1, 2), (2, 1)])
        order.learn(["the", "new", "minister", "arrived"], [(0, 3), (1, 0), (1, 2), (2, 1)])
        order.learn(["he", "said", "yes"], [(0, 0), (0, 1), (1, 2)])
    return order


def test_words_that_are_mostly_swapped_are_swapped(order):
    assert order.permutation(["the", "foreign", "minister", "said", "yes"]) == [0, 3, 2, 1, 4]
    assert order.permutation(["a", "foreign", "new", "minister"]) == [0, 3, 2, 1]
    assert order.permutation(["(", "foreign", ",", "minister", ")"]) == [0, 1, 2, 3, 4]
    assert Order().permutation(["foreign", "minister"]) == [0, 1] and order.permutation([]) == []


def test_what_is_far_away_in_arabic_is_not_swapped():
    order = Order()
    for _ in range(20):
        order.learn(["he", "came"], [(9, 0), (0, 1)])
    assert order.permutation(["he", "came"]) == [0, 1]


@given(st.lists(st.sampled_from(["foreign", "new", "minister", "said", "zyx", "-"])))
def test_an_order_has_every_word_once(order, words):
    assert sorted(order.permutation(words)) == list(range(len(words)))


def test_phrases_are_found_in_arabic_order(order):
    pairs = [Pair("قال الوزير", "The minister said"), Pair("سياسة خارجية", "foreign policy")] * 20
    links = [[(0, 2), (1, 0), (1, 1)], [(0, 1), (1, 0)]] * 20
    words = learn(pairs, [1] * 40, links)
    wanted = wanted_phrases(["foreign minister"], words.order)
    phrases = collect(pairs, [1] * 40, links, wanted, words)
    back = translate("foreign minister", phrases, {"minister": "وزير"})
    assert back.pair.source == "minister خارجية" and back.links == [(0, 1), (1, 0)]


def test_words_that_are_often_linked_are_likely():
    pairs = [Pair("باكو", "Baku")] * 9 + [Pair("مدينة", "Baku"), Pair("نعم باكو", "Baku")]
    words = learn(pairs, [1] * 11, [[(0, 0)]] * 10 + [[(1, 0)]])
    assert words.cost(["باكو"], ["baku"], [(0, 0)]) == pytest.approx(-math.log(10 / 11))
    assert words.cost(["مدينة"], ["baku"], [(0, 0)]) == pytest.approx(-math.log(1 / 11))
    assert words.cost(["نعم", "باكو"], ["baku"], [(1, 0)]) == pytest.approx(-math.log(10 / 11))
    assert words.cost(["لا"], ["never"], []) > 20
