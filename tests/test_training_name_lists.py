"""How the lists of names are made."""

import numpy as np
import pytest

from glossaries.name_cues import WEIGHTS
from glossaries.name_words import ARTICLE, ORDINARY, PLACE, NameWords
from glossaries.names import CommonWords
from mt.training.aligned_names import Labeller
from mt.training.corpus import Pair
from mt.training.english_names import count
from mt.training.full_names import full_names
from mt.training.name_cues import Example, learn
from mt.training.name_words import acronyms, gather, side_by_side

LINES = [
    'Yesterday the guest of Wes Moore met Tammy Duckworth in Baltimore. "Moore is a guest," said Obama.',
    "The minister Abu Mazen and Saleh al-Arouri left for Kəlbəcər; Moore's guest and NATO did not, and a guest slept.",
    "He said that NATO and NATO again met Wes Moore.",
]


def test_words_are_counted_by_their_capitals():
    counts = count([*LINES, LINES[0]])
    assert counts.capital["Moore"] == 3 and counts.first["Moore"] == 1 and counts.first["Yesterday"] == 1
    assert counts.small["guest"] == 4 and counts.upper["NATO"] == 3 and counts.capital["Kalbacar"] == 1
    assert counts.pairs["Wes", "Moore"] == 2 and ("Moore", "Tammy") not in counts.pairs
    assert counts.with_article == {"arouri": 1}


def test_entries_have_frequencies_kinds_and_neighbours():
    counts = count([*LINES, "Guest of the guest and a guest of Guest."])
    entries = gather(counts, [("Port Sudan", PLACE), ("moore", 1)])
    words = {word.text: word for word in entries.words(counts.share(), frozenset())}
    assert words["Moore"].frequency > words["Baltimore"].frequency > words["Sudan"].frequency
    assert words["Guest"].kind & ORDINARY and not words["Moore"].kind & ORDINARY
    assert words["Sudan"].kind & PLACE and words["Arouri"].kind & ARTICLE
    assert side_by_side(counts, list(words.values()))["Tammy"] == ["Duckworth"]
    assert acronyms(counts) == ["NATO"]


def pairs() -> list[Pair]:
    return [
        Pair("قال ويسلي مورتون إن المدينة كبيرة", "The city is big, Wesley Morton said."),
        Pair("وويسلي مورتون في بالتيمور أمس", "And Wesley Morton was in Baltimore yesterday."),
        Pair("غادر ويسلي مورتون بلدته", "Before noon Wesley Morton left his town."),
        Pair("وصل ويسلي مورتون متأخرا", "Then Wesley Morton came late."),
    ]


def test_names_of_pairs_are_found_by_their_sound():
    counts = count(pair.target for pair in pairs())
    labelled = list(Labeller(counts).label(pairs()))
    assert [english for _, english in labelled[0].names] == ["", "Wesley", "Morton", "", "", ""]
    assert [english for _, english in labelled[1].names] == ["Wesley", "Morton", "", "Baltimore", ""]


def test_full_names_are_those_that_are_always_the_same():
    counts = count(pair.target for pair in pairs())
    found = list(full_names(Labeller(counts).label(pairs()), counts, CommonWords.load(), NameWords.load()))
    assert found == [("ويسلي مورتون", "Wesley Morton")]


def test_weights_are_learned():
    taught = [Example("a", np.array([1, 2]), True), Example("b", np.array([1, 3]), False)] * 50
    weights = learn(taught)
    assert weights.shape == (WEIGHTS,)
    assert weights[2] > 0 > weights[3] and weights[[1, 2]].sum() > 1 and weights[[1, 3]].sum() < -1
    assert weights[4] == pytest.approx(0)
