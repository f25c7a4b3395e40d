"""One judge of a term: what enforces terms, audits them and scores them agrees, and gives places as it should."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from glossaries.audit import Segment, audit
from glossaries.glossary import Glossary, Term
from glossaries.match import Match, Matcher, Occurrence, occurrences
from glossaries.names import CommonWords
from glossaries.render import assign, renderings
from mt.models.engine import Hypothesis
from mt.pipeline.draft import Draft, Result
from mt.pipeline.terms import _settle
from mt.scoring.evaluate import Corpus, evaluate
from tests.test_scoring_terms import AGDAM, KARABAKH, LACHIN, NAGORNO

HALL = Term("قاعة", "City Hall", type="place")
REGION = Term("إقليم", "Karabakh region", (), ("Karabakh", "Nagorny Karabakh"), type="place")
TOWER = Term("برج", "Tower", (), ("Agdam Tower", "Tower of Lachin"), type="place")
TERMS = (LACHIN, AGDAM, KARABAKH, NAGORNO, HALL, REGION, TOWER)
FORMS = [form for term in TERMS for form in term.targets]
TEXTS = st.lists(
    st.sampled_from([*FORMS, "City", "Nagorno", "-", "of", "and", "Hall.", "region", "karabakh"]), max_size=8
)
WANTED = st.lists(st.sampled_from(TERMS), max_size=5)


def matches_of(terms: list[Term]) -> list[Match]:
    return [Match(term, k, k + 1) for k, term in enumerate(terms)]


def placed(text: str, *terms: Term) -> list[str | None]:
    return [place and text[place.start : place.end] for place in assign(text, matches_of(list(terms)))]


@pytest.mark.parametrize(
    ("text", "terms", "wanted"),
    [
        ("Nagorno-Karabakh", (KARABAKH, NAGORNO), [None, "Nagorno-Karabakh"]),
        ("Karabakh", (REGION, KARABAKH), [None, "Karabakh"]),  # its own name before another's variant
        ("Aghdam, then Agdam", (AGDAM,), ["Agdam"]),
        ("Agdam, then Aghdam", (AGDAM, AGDAM, AGDAM), ["Agdam", "Aghdam", None]),
        ("Aghdam, then Agdam", (AGDAM, LACHIN, AGDAM), ["Aghdam", None, "Agdam"]),
        ("Agdam Tower and a Tower", (TOWER, AGDAM), ["Tower", "Agdam"]),  # not the longer variant, which takes both
        ("", (LACHIN,), [None]),
        ("Lachin", (), []),
    ],
)
def test_who_gets_which_place(text, terms, wanted):
    assert placed(text, *terms) == wanted


def overlap(one: Occurrence, other: Occurrence) -> bool:
    return one.start < other.end and other.start < one.end


@given(TEXTS, WANTED)
def test_places_do_not_overlap_and_none_is_left_out_that_is_free(words, terms):
    text = " ".join(words)
    places = assign(text, matches_of(terms))
    found = [place for place in places if place]
    assert not any(overlap(one, other) for k, one in enumerate(found) for other in found[:k])
    for term, place in zip(terms, places, strict=True):
        offers = occurrences(text, term)
        assert place is None or place in offers
        free = [each for each in offers if not any(overlap(each, other) for other in found if other != place)]
        if place is None:
            assert not free
        elif not place.accepted:
            assert not any(each.accepted for each in free)
    for term in set(terms):
        own = [
            place.start if place else float("inf") for place, other in zip(places, terms, strict=True) if other == term
        ]
        assert own == sorted(own)


@given(TEXTS, WANTED, st.randoms(use_true_random=False))
def test_the_order_of_the_terms_decides_no_more_than_which_twin_has_the_place(words, terms, random):
    text = " ".join(words)
    mixed = random.sample(terms, len(terms))
    spans = [sorted(place[:2] for place in assign(text, matches_of(order)) if place) for order in (terms, mixed)]
    assert spans[0] == spans[1]


@given(TEXTS, WANTED)
def test_the_audit_the_score_and_the_decoder_agree(words, terms):
    source, target = " ثم ".join(term.source for term in terms), " ".join(words)
    matcher = Matcher(Glossary("t", TERMS))
    matches = matcher.find(source)
    assume([match.term for match in matches] == terms and terms)
    places = assign(target, matches)
    report = audit([Segment("1", source, target)], Glossary("t", TERMS), CommonWords.load())
    kinds = [(kind, count) for use in report.uses for kind, _, count in use.renderings]
    score = evaluate(Corpus([[target]], [source], [], []), [("s", [target])], [], matcher).systems[0].terms.scores
    rendered = sum(place is not None for place in places)
    assert sum(count for kind, count in kinds if kind in ("accepted", "variant")) == score.accuracy.found == rendered
    accepted = sum(place is not None and place.accepted for place in places)
    assert sum(count for kind, count in kinds if kind == "accepted") == score.accepted.found == accepted
    assert [each.kind in ("accepted", "variant") for each in renderings(source, target, matches)] == list(
        map(bool, places)
    )


@given(TEXTS, WANTED)
def test_what_the_decoder_says_of_its_terms_is_what_the_judge_finds(words, terms):
    source = " ثم ".join(term.source for term in terms)
    matches = tuple(Matcher(Glossary("t", TERMS)).find(source))
    draft = Draft(source, (), [], [], matches, tuple([] for _ in matches))
    result = _settle(draft, Result(" ".join(words), Hypothesis([], 0.0, None)), {})
    places = assign(result.text, matches)
    assert [place is not None for place in result.places] == [place is not None for place in places]
    assert all(place is None or place.accepted for place in places)
