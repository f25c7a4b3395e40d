import json
from pathlib import Path

import pytest

from align.splitting import split
from glossaries.names import CommonWords
from glossaries.spell import Speller
from glossaries.suggest import suggest
from tests.command import qantara

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="module")
def common() -> CommonWords:
    return CommonWords.load()


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.load()


def segments(pattern: str) -> list[str]:
    return [s.text for path in sorted(SEEDS.glob(pattern)) for s in split(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("spelling", [False, True])
def test_the_article_and_the_english_pieces_propose_its_names(common, speller, spelling):
    proposed = suggest(
        segments("aljazeera*.txt"), segments("en-*.txt"), common, speller=speller if spelling else None, spell=spelling
    )
    found = {s.source: s.target for s in proposed[:20]}
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
    for word in ("الرئيس", "السفير", "وزير", "اتفاق", "إقليم", "مجلس"):
        assert word not in found


def test_suggestions_bring_their_evidence(common):
    (found,) = suggest(
        ["وصل إلى ستيباناكيرت أمس"], ["He came to Stepanakert.", "The town of Stepanakert is far."], common
    )
    assert (found.source, found.target, found.source_count, found.target_count) == ("ستيباناكيرت", "Stepanakert", 1, 2)
    assert found.evidence == ("وصل إلى ستيباناكيرت أمس", "He came to Stepanakert.")


def test_what_is_known_is_not_proposed(common):
    assert suggest(["ستيباناكيرت"], ["in Stepanakert"], common, known=lambda name: name == "ستيباناكيرت") == []


def test_a_speller_proposes_for_the_rest_where_asked(common, speller):
    texts = ["في كلبجار وفي ستيباناكيرت"], ["to Stepanakert"]
    found = suggest(*texts, common, speller=speller, spell=True)
    assert [(s.source, s.score > 0.9) for s in found] == [("ستيباناكيرت", True), ("كلبجار", False)]
    assert found[1].score == 0 and found[1].target == speller.spell(["كلبجار"])[0][0].text
    assert len(suggest(*texts, common, speller=speller)) == 1


def test_words_that_always_stand_together_are_spelled_as_one_name(common, speller):
    arabic = ["في قره باغ", "إلى قره باغ", "غادر علييف باكو", "في باكو", "من باكو", "القوات الأرمينية"]
    found = suggest(arabic, [], common, speller=speller, spell=True)
    (whole,) = (s for s in found if "باغ" in s.source)
    assert whole.source == "قره باغ" and whole.target.count(" ") == 1
    assert not any("الأرمينية" in s.source or s.source == "علييف باكو" for s in found)
    assert {"علييف", "باكو"} <= {s.source for s in found}
    arabic = ["سيرغي شويغو", "قال روحاني", "قوات روسية"]
    assert {s.source for s in suggest(arabic, [], common, speller=speller, spell=True)} == {"سيرغي شويغو", "روحاني"}


def test_a_name_behind_a_proclitic_counts_as_the_name(common):
    (found,) = suggest(["من ستيباناكيرت", "وستيباناكيرت", "بستيباناكيرت"], ["in Stepanakert"], common)
    assert (found.source, found.source_count) == ("ستيباناكيرت", 3)


def test_names_in_aligned_segments_are_surer(common):
    arabic, english = ["قرب خاشوري أمس", "في تبليسي"], ["It was near Kashveti.", "It was in Khashuri."]
    apart = suggest(arabic, english, common)
    aligned = suggest(arabic, english, common, aligned=[(arabic[0], english[1])])
    assert {s.source: s.target for s in aligned} == {"خاشوري": "Khashuri"}
    assert aligned[0].evidence == (arabic[0], english[1])
    assert all(s.score <= aligned[0].score for s in apart)


def test_a_pair_too_weak_by_itself_is_found_where_segments_are_aligned(common):
    arabic, english = ["في نخجوان أمس"], ["It was in Nakhchivan."]
    assert suggest(arabic, english, common) == []
    (found,) = suggest(arabic, english, common, aligned=[(arabic[0], english[0])])
    assert (found.source, found.target) == ("نخجوان", "Nakhchivan") and 0.75 <= found.score < 1


def test_a_word_that_only_begins_a_sentence_or_is_common_is_no_name(common):
    assert suggest(["ستيباناكيرت"], ["Stepanakert."], common) == []
    assert suggest(["باريس"], ["the French Press"], common) == []


def test_the_commands_spell_what_has_no_english(tmp_path):
    (tmp_path / "ar.txt").write_text("وصل إلى ستيباناكيرت أمس\nNext stop: Tokyo\n", encoding="utf-8")
    proposed = qantara("glossary", "suggest", tmp_path / "ar.txt").stdout.decode()
    assert "ستيباناكيرت\tStepanakert\t" in proposed and proposed.endswith("\tglossary karabakh\n")
    for option, spelled in (("--spell", True), ("--no-spell", False)):
        report = json.loads(qantara("audit", tmp_path / "ar.txt", "-g", "months", "--json", option).stdout)
        assert [bool(name["suggestion"]) for name in report["uncovered"]] == [spelled]
