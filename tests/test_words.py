import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from align.anchors import anchor, inside
from align.attention import from_attention, words_of_pieces
from align.bitext import Link
from glossaries.arabic import tokenise


def test_pieces_know_their_words():
    tokens = tokenise("In Lachin, today")
    assert words_of_pieces(["▁In", "▁La", "chin", ",", "▁", "to", "day"], tokens) == [0, 1, 1, 2, -1, 3, 3]


@given(st.text(max_size=60))
def test_the_models_own_pieces_always_find_a_word(engine, text):
    tokens = tokenise(text)
    pieces = engine.encode([text])[0]
    words = words_of_pieces(pieces, tokens)
    assert len(words) == len(pieces)
    assert all(-1 <= word < len(tokens) for word in words)
    assert sorted(w for w in words if w >= 0) == [w for w in words if w >= 0]


def test_links_go_to_the_word_with_most_attention():
    attention = np.array([[0.9, 0.05, 0.05], [0.1, 0.4, 0.4], [0.3, 0.3, 0.4]])
    links = from_attention(attention, [0, 1, 1], [0, 1, 1])
    assert [(link.source, link.target) for link in links] == [(0, 0), (1, 1)]
    assert links[0].score == 0.9


def test_nothing_to_link():
    assert from_attention(np.zeros((0, 0)), [], []) == ()
    assert from_attention(np.ones((1, 1)), [-1], [0]) == ()


def test_anchors_are_full_blocks_and_the_only_links_of_their_words():
    source, target = tokenise("إقليم ناغورني قره باغ"), tokenise("the Nagorno-Karabakh region")
    free = [Link(0, 4, 0.9), Link(1, 4, 0.4), Link(2, 0, 0.3)]
    links = anchor(free, [((6, 21), (4, 20))], source, target)
    assert {(link.source, link.target) for link in links} == {(0, 4), *((i, j) for i in (1, 2, 3) for j in (1, 2, 3))}


def test_every_block_is_linked():
    source, target = tokenise("باكو لاتشين"), tokenise("Baku Lachin")
    assert anchor([], [((0, 4), (0, 4)), ((5, 11), (5, 11))], source, target) == (Link(0, 0, 1.0), Link(1, 1, 1.0))


def test_inside():
    assert inside(tokenise("a bc d"), (3, 4)) == [1]
    assert inside(tokenise("(bc)"), (1, 3)) == [1]
