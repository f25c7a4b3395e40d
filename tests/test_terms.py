"""Where a missing term goes into a hypothesis, and what a hypothesis says twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.attention import words_of_pieces
from glossaries.arabic import tokenise
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from mt.models.engine import Engine, Hypothesis
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.pipeline.draft import Draft, hinted
from mt.pipeline.repeats import around, unrepeated
from mt.pipeline.terms import PUT_BEFORE, REPLACED, enforce
from mt.pipeline.translate import translate
from tests import tiny


@pytest.mark.parametrize(
    ("pieces", "run", "term", "wanted"),
    [
        ("▁met ▁H ul ▁Akar ▁today", (1, 3), "▁Hulusi ▁Akar", (1, 4)),
        ("▁met ▁Hulusi ▁Akr ▁today", (2, 3), "▁Hulusi ▁Akar", (1, 3)),
        ("▁the ▁Agdm ▁Agdam ian ▁side", (1, 2), "▁Agdam", (1, 2)),
        ("▁the ▁Agdm ▁Agdam , ▁now", (1, 2), "▁Agdam", (1, 3)),
        ("▁Defns ▁Ministry ▁Ministry", (0, 1), "▁Ministry ▁of ▁Defense", (0, 1)),
        ("", (0, 0), "▁Lachin", (0, 0)),
        ("▁in ▁Lachn", (1, 2), "▁Lachin", (1, 2)),
    ],
)
def test_what_would_stand_twice_goes_with_what_is_replaced(pieces, run, term, wanted):
    before, after = around(pieces.split(), *run, term.split())
    assert (run[0] - before, run[1] + after) == wanted


@pytest.mark.parametrize(
    ("pieces", "terms", "wanted"),
    [
        ("▁in ▁Kal bajar ▁Kal bajar ▁now", ["▁Kal bajar"], "▁in ▁Kal bajar ▁now"),
        ("▁Lachin ▁Lachin ▁Lachin", ["▁Lachin"], "▁Lachin"),
        ("▁Ilham ▁Aliyev ▁Aliyev , ▁said", ["▁Ilham ▁Aliyev"], "▁Ilham ▁Aliyev , ▁said"),
        ("▁met ▁Ilham ▁Ilham ▁Ilham ▁Aliyev", ["▁Ilham ▁Aliyev"], "▁met ▁Ilham ▁Aliyev"),
        ("▁Lachin , ▁Lachin ▁and", ["▁Lachin"], "▁Lachin , ▁Lachin ▁and"),
        ("▁Agdam ▁Agdam ian ▁side", ["▁Agdam"], "▁Agdam ▁Agdam ian ▁side"),
        ("▁Baku ▁Baku ▁Shusha ▁Shusha", ["▁Shusha"], "▁Baku ▁Baku ▁Shusha"),
        ("", ["▁Lachin"], ""),
        ("▁Lachin", [""], "▁Lachin"),
    ],
)
def test_a_term_stands_once(pieces, terms, wanted):
    pieces = pieces.split()
    attention = np.eye(len(pieces) + 1, dtype=np.float32)  # the last row is that of the end
    found = unrepeated(Hypothesis(pieces, -0.5, attention), [term.split() for term in terms])
    assert found.pieces == wanted.split()
    kept = found.attention.argmax(1).tolist()
    assert [pieces[k] for k in kept[:-1]] == found.pieces and kept[-1] == len(pieces)


@given(
    st.lists(st.sampled_from(["▁a", "▁b", "c", ","]), max_size=9),
    st.lists(st.sampled_from(["▁a", "▁b", "c"]), max_size=3),
)
def test_nothing_is_lost_but_what_repeats_a_term(pieces, term):
    found = unrepeated(Hypothesis(pieces, 0.0, None), [["▁a", *term]])
    assert unrepeated(found, [["▁a", *term]]) == found
    assert set(found.pieces) == set(pieces) and len(found.pieces) <= len(pieces)


@pytest.mark.parametrize(
    ("source", "written", "wanted"),
    [
        ("وصل إلى كلبجار", "He arrived in Kalbajar Kalbajar.", "He arrived in Kalbajar."),
        ("كلبجار كلبجار", "Kalbajar Kalbajar", "Kalbajar Kalbajar"),
    ],
)
def test_a_term_is_written_as_often_as_the_source_has_it(engine, karabakh, source, written, wanted):
    tokens = tuple(tokenise(source))
    matches = tuple(karabakh.find(source))
    words = tuple([k for k, token in enumerate(tokens) if token.start == match.start] for match in matches)
    (pieces,), (target,) = engine.encode([source]), engine.encode_target([written])
    (attention,) = engine.attend([pieces], [target])
    draft = Draft(source, tokens, pieces, [0] * len(pieces), matches, words)
    (result,) = enforce([draft], [Hypothesis(target, -0.5, attention)], engine)
    assert result.text == wanted and None not in result.places


def test_a_hypothesis_that_ends_before_a_term_gives_way_to_one_that_has_it(engine, karabakh):
    source, early = "وصل الرئيس إلى كلبجار ثم سافر إلى لاتشين", "The president arrived in Kalbajar."
    tokens, matches = tuple(tokenise(source)), tuple(karabakh.find(source))
    words = tuple([k for k, token in enumerate(tokens) if token.start == match.start] for match in matches)
    (pieces,), (target,) = engine.encode([source]), engine.encode_target([early])
    at = np.cumsum([piece.startswith("▁") for piece in pieces]) - 1
    draft = hinted(Draft(source, tokens, pieces, at.tolist(), matches, words), engine)
    (attention,) = engine.attend([draft.pieces], [target])
    (result,) = enforce([draft], [Hypothesis(target, -0.5, attention)], engine)
    assert result.reasons == ("", "") and "Lachin" in result.text and len(result.text.split()) > len(early.split()) + 1


def test_a_candidate_that_lost_the_text_around_the_term_is_not_taken(tmp_path, monkeypatch):
    engine = Engine(find(str(tiny.make(tmp_path / "model"))), EngineOptions(beam_size=1))
    source, written = "دخلت القوات لاتشين", "the forces entered and the president said yes"
    tokens, (pieces,), (target,) = tuple(tokenise(source)), engine.encode([source]), engine.encode_target([written])
    (attention,) = engine.attend([pieces], [target])
    matches = tuple(Matcher(Glossary("t", (Term("لاتشين", "Lachin"),))).find(source))
    draft = Draft(source, tokens, pieces, words_of_pieces(pieces, tokens), matches, ([2],))
    (term,) = engine.encode_target(["Lachin"])
    # The decoder ends after the term, and the shorter a candidate the better the model likes it.
    monkeypatch.setattr(engine, "go_on", lambda sources, prefixes: [term for _ in sources])
    monkeypatch.setattr(engine, "score", lambda sources, targets: [-float(len(target)) for target in targets])
    (result,) = enforce([draft], [Hypothesis(target, -0.5, attention)], engine)
    assert "Lachin" in result.text and len(set(result.text.split()) & set(written.split())) >= 5


@pytest.mark.parametrize(
    ("source", "written", "word", "looks_at", "wanted", "why"),
    [
        ("وصل إلى كلبجار", "He arrived in Shusha today.", "Shusha", 2, "He arrived in Kalbajar today.", REPLACED),
        ("وصل إلى كلبجار", "They arrived.", "They", 2, "Kalbajar arrived.", REPLACED),
        ("إلى كلبجار ثم لاتشين", "To Lachin, then on.", "Lachin", 1, "To Kalbajar Lachin, then on.", PUT_BEFORE),
    ],
)
def test_a_missing_term_goes_where_the_decoder_looked_at_its_source(
    engine, karabakh, source, written, word, looks_at, wanted, why
):
    tokens, matches = tuple(tokenise(source)), tuple(karabakh.find(source))
    (pieces,), (target,) = engine.encode([source]), engine.encode_target([written])
    of_source, of_target = words_of_pieces(pieces, tokens), words_of_pieces(target, tokenise(written))
    at = [token.text for token in tokenise(written)].index(word)
    attention = np.zeros((len(target), len(pieces)), np.float32)
    attention[np.ix_(np.array(of_target) == at, np.array(of_source) == looks_at)] = 0.6
    words = tuple([k for k, token in enumerate(tokens) if token.start == match.start] for match in matches)
    draft = Draft(source, tokens, pieces, of_source, matches, words)
    (result,) = enforce([draft], [Hypothesis(target, -0.5, attention)], engine)
    assert result.text == wanted and why in result.reasons and None not in result.places
    for match, place in zip(matches, result.places, strict=True):
        assert result.text[slice(*place)] == match.term.target
    seen = result.hypothesis.attention
    assert engine.decode([result.hypothesis.pieces]) == [wanted] and len(seen) == len(result.hypothesis.pieces)


def test_the_mark_at_the_end_stays_behind_a_term_that_the_model_cannot_spell(engine):
    matcher = Matcher(Glossary("t", (Term("لاتشين", "Laçın"),)))
    texts = ["وصل الوفد إلى لاتشين.", "هل وصل الوفد إلى لاتشين؟"]
    one, two = (pair.target for pair in translate(((text, text) for text in texts), engine, matcher))
    assert one.endswith("Laçın.") and two.endswith("Laçın?")
