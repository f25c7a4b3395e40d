"""Term, number and name metrics against cases worked out by hand, and what must always hold of them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.figures import Date, dates, numbers, recall_dates, recall_numbers
from glossaries.glossary import Glossary, Term
from glossaries.match import Match, Matcher
from mt.scoring.evaluate import Corpus, Evaluation, evaluate
from mt.scoring.metric_name import MetricName
from mt.scoring.names import NameFinder, recall_names
from mt.scoring.surroundings import term_edit_rate, window_overlap
from mt.scoring.terms import Placed, placed

LACHIN = Term("لاتشين", "Lachin", type="place")
AGDAM = Term("آغدام", "Agdam", ("أغدم",), ("Aghdam",), type="place")
KARABAKH = Term("قره باغ", "Karabakh", type="place")
NAGORNO = Term("ناغورني قره باغ", "Nagorno-Karabakh", type="place")
PUTIN = Term("بوتين", "Putin", type="person")
TERMS = (LACHIN, AGDAM, KARABAKH, NAGORNO, PUTIN)
MATCHER = Matcher(Glossary("t", TERMS))


def place(text: str, terms: tuple[Term, ...]) -> Placed:
    return placed(text, [Match(term, k, k + 1) for k, term in enumerate(terms)])


SOURCES = ["دخلوا لاتشين وآغدام.", "قال بوتين في لاتشين", "ناغورني قره باغ وقره باغ", "لا شيء"]
REFERENCE = ["They entered Lachin and Agdam.", "Putin said in Lachin", "Nagorno-Karabakh and Karabakh", "Nothing"]


def scored(*outputs: list[str], sources=SOURCES, reference=REFERENCE, documents=()) -> Evaluation:
    corpus = Corpus([list(reference)], list(sources), list(documents), [])
    named = [(f"s{k}", list(output)) for k, output in enumerate(outputs)]
    return evaluate(corpus, named, [MetricName.ter], MATCHER)


def accuracy(*output: str, **options) -> tuple[int, int]:
    tally = scored(list(output), **options).systems[0].terms.scores.accuracy
    return tally.found, tally.wanted


@pytest.mark.parametrize(
    ("third", "found"),
    [
        ("Nagorno-Karabakh and Karabakh", 2),
        ("Karabakh and nagorno karabakh", 1),  # a name in lower case is none
        ("Nagorno-Karabakh", 1),  # its Karabakh is no other Karabakh
        ("Karabakh, Karabakh", 1),
        ("", 0),
    ],
)
def test_each_occurrence_needs_its_own_rendering(third, found):
    assert accuracy(third, sources=SOURCES[2:3], reference=REFERENCE[2:3]) == (found, 2)


def test_by_term_and_type_and_accepted_form():
    system = scored(["They entered Lachin and Aghdam.", "He said in Lachin", "Karabakh", "Lachin"]).systems[0]
    scores = system.terms.scores
    assert (scores.accuracy.found, scores.accuracy.wanted) == (4, 6)
    assert (scores.accepted.found, scores.accepted.wanted) == (3, 6)
    assert {term.target: (tally.found, tally.wanted) for term, tally in scores.by_term.items()} == {
        "Lachin": (2, 2), "Agdam": (1, 1), "Putin": (0, 1), "Nagorno-Karabakh": (0, 1), "Karabakh": (1, 1),
    }  # fmt: skip
    assert {kind: (tally.found, tally.wanted) for kind, tally in scores.by_type.items()} == {
        "place": (4, 5), "person": (0, 1),
    }  # fmt: skip
    assert system.metrics["terms"].score == pytest.approx(100 * 4 / 6)


@pytest.mark.parametrize("output", ["Kelbajar, or Kalbajar", "Kalbajar, or Kelbajar", "Kalbajar"])
def test_the_accepted_form_is_taken_before_a_variant_wherever_it_stands(output):
    term = Term("كلبجار", "Kalbajar", (), ("Kelbajar",), type="place")
    corpus = Corpus([["Kalbajar"]], ["كلبجار"], [], [])
    system = evaluate(corpus, [("s", [output])], [MetricName.ter], Matcher(Glossary("t", (term,)))).systems[0]
    assert (system.terms.scores.accuracy.found, system.terms.scores.accepted.found) == (1, 1)


def test_consistency_is_per_document():
    sources, output = ["آغدام"] * 5, ["Agdam", "Aghdam", "Agdam", "Aghdam", "none"]
    whole = scored(output, sources=sources, reference=output).systems[0].terms.scores.consistency
    assert (whole.found, whole.wanted) == (2, 4)
    parts = scored(output, sources=sources, reference=output, documents=["a", "b", "a", "b", "b"])
    assert parts.systems[0].terms.scores.consistency.rate == 1


def test_window_overlap_by_hand():
    terms = (LACHIN,)
    reference, hypothesis = "troops entered the town Lachin on a Monday", "troops came into town Lachin, on Monday"
    ours, theirs = place(hypothesis, terms), place(reference, terms)
    # Width 2: the town | on a, against into town | on Monday: town and on of four.
    # Width 3: entered the town | on a Monday, against came into town | on Monday: town, on and Monday of six.
    assert window_overlap(hypothesis, ours, reference, theirs, [2, 3]) == [2 / 4, 3 / 6]
    none = "no such name"
    assert window_overlap(none, place(none, terms), reference, theirs, [2]) == [0]
    assert window_overlap(hypothesis, ours, none, place(none, terms), [2]) == [None]
    assert window_overlap("Lachin", place("Lachin", terms), "Lachin", place("Lachin", terms), [2]) == [1]


@pytest.mark.parametrize(
    ("hypothesis", "edits"),
    [
        ("they entered Lachin today", 0),
        ("they entered Shusha today", 2),  # a term's word substituted
        ("they entered today", 2),  # lost
        ("they left Lachin today", 1),
        ("they entered Lachin today again", 1),
        ("today they entered Lachin", 1),  # one shift
        ("", 5),
    ],
)
def test_term_edit_rate_by_hand(hypothesis, edits):
    reference = "they entered Lachin today"
    assert term_edit_rate(hypothesis, reference, place(reference, (LACHIN,))) == edits / 4


def test_numbers_by_hand():
    assert numbers("١٬٠٠٠ و1,000 و٣٫٥ و3.50 و07") == Counter({"1000": 2, "3.5": 2, "7": 1})
    assert recall_numbers("twenty and 1000 people", "20 and 1,000 and 5 people", "20 و1000 وخمسة") == (2, 2)
    assert recall_numbers("only 20", "20 and 20", None) == (2, 1)


def test_dates_by_hand():
    assert dates("on 20 November 2020, December 1st and in May 2019") == [
        {Date(2020, 11, 20)}, {Date(0, 12, 1)}, {Date(2019, 5, 0)},
    ]  # fmt: skip
    assert dates("2020-11-20; 3/4/2020") == [{Date(2020, 11, 20)}, {Date(2020, 4, 3), Date(2020, 3, 4)}]
    assert dates("May they march 20 miles") == []
    source = "في 20 نوفمبر 2020"
    assert recall_dates("on November 20, 2020", "on 20 Nov 2020", source) == (1, 1)
    assert recall_dates("on 20 October 2020", "on 20 November 2020", source) == (1, 0)
    assert recall_dates("on 20.11.2020", "on November 20", source) == (1, 1)
    assert recall_dates("anything", "on 21 May", source) == (0, 0)


def test_names_need_a_counterpart_in_the_source_and_no_term():
    source, reference = "التقى سيرغي شويغو ودافيت دافتيان في باريس", "On Monday Sergei met Davit Davtyan in Paris"
    assert NameFinder().uncovered(reference, source) == ["Sergei", "Davit", "Davtyan", "Paris"]
    assert NameFinder().uncovered(reference, source, [(20, 33)]) == ["Sergei", "Paris"]
    assert recall_names("Sergey met Davtyan in Paris's", ["Sergei", "Davtyan", "Paris", "Paris"]) == (
        2,
        ["Sergei", "Paris"],
    )


def test_reference_itself_scores_full():
    system = scored(REFERENCE).systems[0]
    assert system.terms.scores.accuracy.rate == system.terms.scores.accepted.rate == 1
    assert system.terms.windows == {2: 1, 3: 1} and system.terms.term_edits == 1


SEGMENTS = st.lists(st.lists(st.sampled_from(TERMS), max_size=4), min_size=1, max_size=6)


def written(segments: list[list[Term]]) -> tuple[list[str], list[str]]:
    sources = [" ثم ".join(term.source for term in terms) or "لا شيء" for terms in segments]
    return sources, ["then " + " then ".join(term.target for term in terms) for terms in segments]


@given(SEGMENTS)
def test_a_perfect_translation_scores_one(segments):
    sources, target = written(segments)
    system = scored(target, sources=sources, reference=target).systems[0]
    wanted = sum(map(len, segments))
    assert (system.terms.scores.accuracy.found, system.terms.scores.accuracy.wanted) == (wanted, wanted)
    if wanted:
        assert set(system.terms.windows.values()) == {1} and system.terms.term_edits == 1
    assert system.terms.scores.consistency.rate in (1, None)


@given(SEGMENTS.filter(lambda segments: any(segments)), st.data())
def test_removing_a_term_lowers_the_score(segments, data):
    sources, target = written(segments)
    at = data.draw(st.sampled_from([k for k, terms in enumerate(segments) if terms]))
    lost = data.draw(st.sampled_from(range(len(segments[at]))))
    worse = [list(terms) for terms in segments]
    worse[at][lost] = Term("س", "something")
    _, output = written(worse)
    both = scored(target, output, sources=sources, reference=target).systems
    assert both[1].terms.scores.accuracy.found == both[0].terms.scores.accuracy.found - 1
    assert both[1].terms.term_edits < both[0].terms.term_edits


@given(SEGMENTS, st.randoms(use_true_random=False))
def test_order_of_segments_and_systems_does_not_matter(segments, random):
    sources, target = written(segments)
    output = [text.replace("Lachin", "Shusha") for text in target]
    order = random.sample(range(len(sources)), len(sources))
    plain = scored(output, target, sources=sources, reference=target).systems
    mixed = scored(
        [target[k] for k in order],
        [output[k] for k in order],
        sources=[sources[k] for k in order],
        reference=[target[k] for k in order],
    ).systems
    for one, other in ((plain[0], mixed[1]), (plain[1], mixed[0])):
        assert one.terms.scores == other.terms.scores
        assert one.terms.windows == pytest.approx(other.terms.windows)
        assert (one.numbers, one.dates, one.names) == (other.numbers, other.dates, other.names)
