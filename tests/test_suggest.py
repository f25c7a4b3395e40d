from pathlib import Path

import pytest

from glossaries.names import CommonWords
from glossaries.suggest import suggest
from mt.segment import split

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="module")
def common() -> CommonWords:
    return CommonWords.load()


def segments(pattern: str) -> list[str]:
    return [s.text for path in sorted(SEEDS.glob(pattern)) for s in split(path.read_text(encoding="utf-8"))]


def test_the_article_and_the_english_pieces_propose_its_names(common):
    found = {s.source: s.target for s in suggest(segments("aljazeera*.txt"), segments("en-*.txt"), common)}
    wanted = {
        "لاتشين": "Lachin",
        "كلبجار": "Kalbjar",
        "آغدام": "Agdam",
        "قره باغ": "Karabakh",
        "ستيباناكيرت": "Stepanakert",
        "علييف": "Aliyev",
        "بوتين": "Putin",
    }
    assert {name: found.get(name) for name in wanted} == wanted
    for word in ("الرئيس", "السفير", "وزير", "اتفاق", "إقليم"):
        assert word not in found


def test_suggestions_bring_their_evidence(common):
    (found,) = suggest(
        ["وصل إلى ستيباناكيرت أمس"], ["He came to Stepanakert.", "The town of Stepanakert is far."], common
    )
    assert (found.source, found.target, found.source_count, found.target_count) == ("ستيباناكيرت", "Stepanakert", 1, 2)
    assert found.evidence == ("وصل إلى ستيباناكيرت أمس", "He came to Stepanakert.")


def test_what_is_known_is_not_proposed(common):
    assert suggest(["ستيباناكيرت"], ["in Stepanakert"], common, known=lambda name: name == "ستيباناكيرت") == []


def test_a_speller_proposes_for_the_rest(common):
    found = suggest(
        ["في كلبجار وفي ستيباناكيرت"], ["to Stepanakert"], common, speller=lambda names: [f"<{n}>" for n in names]
    )
    assert [(s.source, s.target, s.score) for s in found] == [
        ("ستيباناكيرت", "Stepanakert", 1.0),
        ("كلبجار", "<كلبجار>", 0.0),
    ]


def test_a_word_that_only_begins_a_sentence_or_is_common_is_no_name(common):
    assert suggest(["ستيباناكيرت"], ["Stepanakert."], common) == []
    assert suggest(["باريس"], ["the French Press"], common) == []
