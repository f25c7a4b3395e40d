"""Names that are ordinary words too: sentences written for it (tests/data/homographs.tsv), reasons, and the file."""

from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.arabic import tokenise
from glossaries.glossary import Glossary, Term
from glossaries.homographs import KINDS, Homographs, name_probability
from glossaries.match import Matcher
from glossaries.surroundings import around, tokens_of

GOLD = Path(__file__).parent / "data" / "homographs.tsv"
PRECISION, RECALL = 0.77, 0.82


@pytest.fixture(scope="module")
def homographs() -> Homographs:
    return Homographs.bundled()


def test_sentences_of_a_name_and_of_the_word_that_is_spelled_alike(homographs):
    counts: Counter[str] = Counter()
    wrong = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        form, english, kind, is_name, marked = line.split("\t")
        start, end = marked.index("[["), marked.index("]]") - 2
        sentence = marked.replace("[[", "").replace("]]", "")
        matcher = Matcher(Glossary("", (Term(form, english, type=kind),)), homographs)
        hit = any(match.start < end and match.end > start for match in matcher.find(sentence))
        counts.update(sentences=1, found=hit, names=int(is_name), right=hit and is_name == "1")
        if hit != (is_name == "1"):
            wrong.append((sentence, form, is_name))
    report = "\n".join(map(str, [counts, *wrong]))
    assert counts["sentences"] == 151
    assert counts["right"] >= PRECISION * counts["found"], report
    assert counts["right"] >= RECALL * counts["names"], report


def test_no_word_of_the_sentences_was_learned_from():
    def words(path: Path) -> set[str]:
        lines = path.read_text(encoding="utf-8").splitlines()
        return {line.split("\t")[0] for line in lines if not line.startswith("#")}

    assert not words(GOLD) & words(Path(__file__).parents[1] / "mt" / "training" / "written" / "homographs.tsv")


def test_what_was_decided_and_why(homographs):
    salam = Term("سلام", "Salam", type="person")
    text = "وقال سلام إن الطرفين وقعا معاهدة سلام"
    name, word = Matcher(Glossary("", (salam,)), homographs).decisions(text)
    assert (text[name.start : name.end], name.is_name, word.is_name) == ("سلام", True, False)
    assert name.why == "a title or the like beside it"
    assert word.why.endswith(" before it")


def test_where_there_is_no_doubt_nothing_is_decided(homographs):
    assert Matcher(Glossary("", (Term("لاتشين", "Lachin"),)), homographs).decisions("وصل إلى لاتشين") == []


@pytest.mark.parametrize(("match", "found"), [("always", True), ("name", False), ("exact", False)])
def test_the_glossary_has_the_last_word(homographs, match, found):
    peace = Term("سلام", "Salam", type="person", match=match)
    assert bool(Matcher(Glossary("", (peace,)), homographs).find("معاهدة سلام")) is found


def test_nothing_speaks_against_a_word_that_stands_alone(homographs):
    matcher = Matcher(Glossary("", (Term("نعم", "Yes"),)), homographs)
    assert [matcher.decisions("نعم")[0].is_name, bool(matcher.find("(نعم)"))] == [True, True]


def test_a_name_of_the_same_kind_before_it_is_a_reason(homographs):
    terms = Term("لاتشين", "Lachin", type="place"), Term("مالي", "Mali", type="place")
    decision = Matcher(Glossary("", terms), homographs).decisions("طرق لاتشين ومالي")[-1]
    assert decision.is_name and decision.why == "لاتشين before it, a name of the same kind"


def test_a_full_name_in_the_text_speaks_for_one_of_its_words(homographs):
    terms = Term("نهاد حلب", "Nouhad Halab", type="person"), Term("حلب", "Halab", type="person")
    matcher = Matcher(Glossary("", terms), homographs)
    alone, after = "تسجيل حلب", "نهاد حلب: تسجيل حلب"
    assert matcher.decisions(after)[-1].score > matcher.decisions(alone)[-1].score
    assert matcher.decisions(after)[-1].why == "حلب stands in a full name of the same text"


def test_a_translation_shows_whether_it_is_the_name(homographs):
    matcher = Matcher(Glossary("", (Term("صور", "Tyre", type="place"),)), homographs)
    for text in ("تحدث عن صور والبحر", "كان حديثه كله عن صور جميلة."):
        assert len(matcher.find(text, "He talked about Tyre.")) == 1
        assert not matcher.find(text, "He talked about pictures.")
    (decision,) = matcher.decisions("تحدث عن صور والبحر", "He talked about Tyre and the sea.")
    assert decision.is_name and decision.why == "the translation has Tyre"
    assert matcher.find("وصل القطار إلى مدينة صور", "The train reached Sur."), "a name that was spelled otherwise"


def test_the_probability_of_a_name(homographs):
    name, word = "وقال سلام إن حكومته ملتزمة", "وقع الطرفان معاهدة سلام تاريخية"
    tokens = [[token.text for token in tokenise(text)] for text in (name, word)]
    assert name_probability(tokens[0], 1, "person", known=homographs) > 0.5
    assert name_probability(tokens[1], 3, "person", known=homographs) < 0.5


def test_a_proclitic_must_stand_before_the_word(homographs):
    with pytest.raises(ValueError, match="no proclitic"):
        name_probability(["في", "حمص"], 1, proclitic="ب", known=homographs)


@given(st.data())
def test_every_word_anywhere_has_a_probability(homographs, data):
    token = st.text(st.sampled_from("ابتحمصلوفك.،«12aA\u064e"), min_size=1, max_size=6)
    tokens = data.draw(st.lists(token, min_size=1, max_size=30))
    index = data.draw(st.integers(0, len(tokens) - 1))
    assert 0 < name_probability(tokens, index, data.draw(st.sampled_from(KINDS)), known=homographs) < 1


def test_a_proclitic_counts_as_the_word_before():
    tokens, places = tokens_of(["", "مر", " ", "بحمص", "، ", "ثم", ""])
    assert (tokens, places) == (["مر", "بحمص", "،", "ثم"], [0, 1, 3])
    assert around(tokens, 1, 1, "ب") == (["+ب", "مر"], ["،", "ثم"])


def test_the_file_is_small():
    assert len(files("glossaries").joinpath("data", "homographs.npz").read_bytes()) < 3_000_000
