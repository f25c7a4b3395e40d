"""Links from what is known of the words: lexicon, spelling, sound, place, and the text itself."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from align import words as module
from align.acronyms import spelled_out
from align.bitext import Link
from align.candidates import candidates_of
from align.hmm import REACH, jumps, posteriors
from align.lexicon import Lexicon
from align.spelling import sameness
from align.words import link
from glossaries.arabic import Token, tokenise

SMALL = Lexicon.of(["اب", "تل"], ["ab", "bs"], csr_array([[3.0, 1.0], [0.0, 2.0]]), np.array([5, 4]), np.array([3, 6]))
WEIGHTS = jumps(0.5, 0.3, 0.1, 0.3)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.bundled()


def counted(emission: np.ndarray, null: np.ndarray, rate: float) -> np.ndarray:
    """The posterior by going through every way to explain the words.

    A way is, for each word, a place and whether the word comes from it; a word from nowhere stays at the place before.
    """
    steps, width = emission.shape
    places = np.arange(width)
    moves = WEIGHTS[places - places[:, None] + REACH]
    first = WEIGHTS[places + 1 + REACH]
    first = 0.5 * first / first.sum() + 0.5 / width
    share, total = np.zeros(emission.shape), 0.0
    for path in itertools.product(itertools.product(places, (True, False)), repeat=steps):
        chance = 1.0
        for t, (place, real) in enumerate(path):
            before = path[t - 1][0]
            stays = float(place == before)
            reached = moves[before, place] / moves[before].sum() if real else stays
            chance *= first[place] if t == 0 else reached
            chance *= (1 - rate) * emission[t, place] if real else rate * null[t]
        total += chance
        for t, (place, real) in enumerate(path):
            share[t, place] += chance * real
    return share / total


def test_posteriors_are_those_of_every_path_counted():
    random = np.random.default_rng(0)
    shapes = [(3, 2), (2, 4), (1, 1), (3, 3), (4, 2)]
    emissions = [random.random(shape) for shape in shapes]
    nulls = [random.random(shape[0]) for shape in shapes]
    for found, emission, null in zip(posteriors(emissions, nulls, 0.2, WEIGHTS), emissions, nulls, strict=True):
        np.testing.assert_allclose(found, counted(emission, null, 0.2), atol=1e-9)


SENTENCE = st.text(st.sampled_from("اب وتل.،5aBs ' -"), max_size=30).map(tokenise)


@settings(max_examples=30)
@given(st.lists(st.tuples(SENTENCE, SENTENCE), max_size=4), st.booleans(), st.randoms(use_true_random=False))
def test_links_are_in_bounds_and_the_same_again(pairs, known, random):
    sources, targets = [a for a, _ in pairs], [b for _, b in pairs]
    attentions = [
        None if random.random() < 0.3 else np.array([[random.random() for _ in a] for _ in b]).reshape(len(b), len(a))
        for a, b in pairs
    ]
    found = link(sources, targets, SMALL if known else None, None, attentions)
    assert len(found) == len(pairs)
    for links, source, target in zip(found, sources, targets, strict=True):
        assert list(links) == sorted(set(links))
        assert all(0 <= i < len(source) and 0 <= j < len(target) and 0 < score <= 1 for i, j, score in links)
    assert found == link(sources, targets, SMALL if known else None, None, attentions)


@settings(max_examples=30)
@given(st.lists(st.lists(st.text("abcdefghij", min_size=1, max_size=5), unique=True), min_size=1, max_size=3))
def test_the_same_words_link_the_diagonal(sentences):
    tokens = [[Token(word, 9 * k, 9 * k + len(word)) for k, word in enumerate(each)] for each in sentences]
    for links, each in zip(link(tokens, tokens), tokens, strict=True):
        assert [(i, j) for i, j, _ in links] == [(k, k) for k in range(len(each))]


def test_empty_sides():
    some = tokenise("قال الرئيس")
    assert link([], []) == []
    assert link([some, [], []], [[], tokenise("he said"), []]) == [(), (), ()]


def test_sides_of_different_length_are_refused():
    with pytest.raises(ValueError):
        link([tokenise("قال")], [])


def linked_words(source, target, *args, **options):
    tokens = tokenise(source), tokenise(target)
    (links,) = link([tokens[0]], [tokens[1]], *args, **options)
    return {(tokens[0][i].text, tokens[1][j].text) for i, j, _ in links}


def test_words_that_the_lexicon_knows_find_each_other_in_another_order(lexicon):
    found = linked_words(
        "وقعت الحكومة الروسية اتفاق السلام أمس", "The Russian government signed a peace agreement yesterday", lexicon
    )
    expected = {("وقعت", "signed"), ("الحكومة", "government"), ("الروسية", "Russian"), ("اتفاق", "agreement")}
    assert found >= expected | {("السلام", "peace"), ("أمس", "yesterday")}


def test_names_numbers_and_marks_need_no_lexicon():
    found = linked_words("زار شويغو كلبجار في ٢٠ مايو، وغادر", "On May 20, Shoigu visited Kalbajar and left")
    assert found >= {("شويغو", "Shoigu"), ("كلبجار", "Kalbajar"), ("٢٠", "20"), ("،", ",")}


def test_a_spelled_acronym_is_a_block(lexicon):
    found = linked_words("ذكرت قناة سي إن إن ذلك", "The CNN channel reported this", lexicon)
    assert {pair for pair in found if "CNN" in pair} == {("سي", "CNN"), ("إن", "CNN")}
    assert spelled_out(["ل", "بي", "بي", "سي"], ["the", "BBC"]) == [(range(1, 4), 1)]
    assert spelled_out(["وبي", "بي", "سي"], ["BBC"]) == [(range(3), 0)]
    assert spelled_out(["بي", "بي", "سي"], ["BBC", "BBC"]) == [(range(3), 0)]
    assert spelled_out(["سي", "إن", "إن"], ["NBC", "Cnn"]) == []


def test_a_term_is_a_block_and_linked_to_nothing_else(lexicon, karabakh):
    source, target = "دخل الجيش إقليم ناغورني قره باغ", "The army entered the Nagorno-Karabakh region"
    found = linked_words(source, target, lexicon, karabakh)
    block = {(a, b) for a in ("ناغورني", "قره", "باغ") for b in ("Nagorno", "-", "Karabakh")}
    touching = {(a, b) for a, b in found if a in ("ناغورني", "قره", "باغ") or b in ("Nagorno", "-", "Karabakh")}
    assert touching == block
    assert ("الجيش", "army") in found


def test_attention_decides_where_nothing_else_does():
    tokens = (
        [Token(word, 2 * k, 2 * k + 1) for k, word in enumerate("ابتث")],
        [Token(w, 2 * k, 2 * k + 1) for k, w in enumerate("abcd")],
    )
    look = np.eye(4)[[2, 0, 3, 1]]
    (links,) = link([tokens[0]], [tokens[1]], attentions=[look])
    assert {(i, j) for i, j, _ in links} == {(2, 0), (0, 1), (3, 2), (1, 3)}


def test_the_text_itself_tells_which_words_go_together():
    # Every sentence has the same two orders; only seen together do they tell what ب is.
    sources = ["دبا خرو", "خرو زتك", "زتك دبا", "دبا", "خرو", "زتك"]
    targets = ["xo pa", "to xo", "pa to", "pa", "xo", "to"]
    tokens = [[tokenise(text) for text in side] for side in (sources, targets)]
    found = link(*tokens)
    pairs = {(a[i].text, b[j].text) for a, b, links in zip(*tokens, found, strict=True) for i, j, _ in links}
    assert pairs == {("دبا", "pa"), ("خرو", "xo"), ("زتك", "to")}


def test_a_very_long_sentence_is_linked_in_parts(monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 5)
    words = [f"{number}" for number in range(100, 123)]
    tokens = tokenise(" ".join(words))
    (links,) = link([tokens], [tokens])
    assert {(i, j) for i, j, _ in links} == {(k, k) for k in range(len(tokens))}


def test_windows_give_the_links_of_each_pair(monkeypatch, lexicon):
    sources = [tokenise(text) for text in ("قال الرئيس ذلك", "", "وقعت الحكومة اتفاقا", "غادر أمس")]
    targets = [tokenise(text) for text in ("The president said that", "x", "The government signed an agreement", "")]
    whole = link(sources, targets, lexicon)
    monkeypatch.setattr(module, "AT_ONCE", 1)
    apart = link(sources, targets, lexicon)
    assert [{link[:2] for link in links} for links in whole] == [{link[:2] for link in links} for links in apart]
    assert all(isinstance(each, Link) for links in whole for each in links)


def test_sameness():
    sources, targets = ["٢٠", "20،", "بوتين", "ولاتشين", "Covid"], ["20", "Putin", "Lachin", "covid", "putting"]
    rows, columns = (side.ravel() for side in np.indices((5, 5)))
    table = sameness(sources, targets, rows, columns).reshape(5, 5)
    assert (table[[0, 1, 4], [0, 0, 3]] == 1).all()
    assert table[2, 1] == 1 and table[3, 2] > 0.9
    assert not table[2, 4] and not table[0, 1:].any()


@given(st.lists(st.tuples(SENTENCE, SENTENCE), max_size=3), st.booleans())
def test_probabilities_are_between_0_and_1(pairs, known):
    texts = [[token.text for token in a] for a, _ in pairs], [[token.text for token in b] for _, b in pairs]
    candidates = candidates_of(*texts, SMALL if known else None)
    for table in candidates.probabilities() + candidates.probabilities(
        [np.ones(cell.shape) for cell in candidates.cells]
    ):
        assert ((table > 0) & (table <= 1 + 1e-9)).all()


def test_a_word_is_not_linked_to_a_mark():
    source, target = tokenise("قال باغ “ الرئيس ”"), tokenise("“ said Bagh ” the president")
    (links,) = link([source], [target], Lexicon.bundled())
    lettered = [[any(map(str.isalnum, token.text)) for token in side] for side in (source, target)]
    assert links and all(lettered[0][each.source] == lettered[1][each.target] for each in links)
