"""Where an English text renders the terms of its source: each place is one term's, and the long terms choose first."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.glossary import Term
from glossaries.match import Match
from glossaries.render import assign

TERMS = [
    Term("قره باغ", "Karabakh"),
    Term("ناغورني قره باغ", "Nagorno-Karabakh"),
    Term("جمهورية ناغورني قره باغ", "Republic of Nagorno-Karabakh"),
    Term("لاتشين", "Lachin", (), ("Berdzor",)),
    Term("ممر لاتشين", "Lachin corridor"),
]


def matches(terms):
    """Terms one after the other in a source."""
    return [Match(term, 40 * k, 40 * k + len(term.source)) for k, term in enumerate(terms)]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_short_term_leaves_a_longer_one_its_place(order):
    places = assign("Nagorno-Karabakh, not Karabakh", matches([TERMS[k] for k in order]))
    assert [place and (place.start, place.end) for place in places] == [[(22, 30), (0, 16)][k] for k in order]
    (short, long) = assign("Nagorno-Karabakh", matches(TERMS[:2]))
    assert short is None and (long.start, long.end) == (0, 16)


@given(st.lists(st.sampled_from(TERMS), max_size=6), st.randoms(use_true_random=False))
def test_what_has_every_term_has_a_place_for_each_in_whatever_order_and_no_two_overlap(terms, random):
    written = random.sample(terms, len(terms))
    text = " and ".join(random.choice(term.targets) for term in written)
    places = assign(text, matches(terms))
    assert None not in places
    taken = sorted((place.start, place.end) for place in places)
    assert all(end < start for (_, end), (start, _) in pairwise(taken))
    for term, place in zip(terms, places, strict=True):
        assert text[place.start : place.end] in term.targets
        assert place.accepted is (text[place.start : place.end] == term.target)
