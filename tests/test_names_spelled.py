"""Names that no glossary lists, through the whole pipeline."""

import re
from pathlib import Path

import pytest

from align.tables import from_record, to_record
from glossaries.arabic import tokenise
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from mt.models.engine import Engine
from mt.pipeline.draft import Draft
from mt.pipeline.memory import Memory
from mt.pipeline.names import Names, matched
from mt.pipeline.translate import translate

SENTENCES = Path(__file__).parent / "data" / "unlisted-names.tsv"
FLOOR = 0.66
"""The least share of the words of the names that come out right."""


def words_of(text: str) -> set[str]:
    """The words of an English text in small letters, those with hyphens in parts too."""
    found = {word.lower().removesuffix("'s") for word in re.findall(r"\w[\w'’]*(?:-\w+)*", text)}
    return found | {part for word in found for part in word.split("-")}


def test_names_of_all_regions_come_out_right(engine: Engine):
    rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    pairs = translate(((str(k), source) for k, (source, _) in enumerate(rows)), engine)
    right = [
        not words_of(pair.target).isdisjoint(part.lower().split("|"))
        for pair, (_, names) in zip(pairs, rows, strict=True)
        for part in names.replace("; ", " ").split()
    ]
    assert len(right) > 130 and sum(right) / len(right) >= FLOOR


def test_a_name_is_spelled_and_said_to_be(engine: Engine):
    (pair,) = translate([("1", "التقى المبعوث هانس غروندبرغ قادة في المدينة.")], engine)
    (name,) = [term for term in pair.terms if term.source == "غروندبرغ"]
    assert name.status == "spelled"
    assert (name.source, name.target, name.term) == ("غروندبرغ", "Grundberg", "غروندبرغ ~ Grundberg")
    assert name.others and "by its sound" in name.why and "~" in name.term
    assert pair.target[slice(*name.target_span)] == "Grundberg" and pair.target.count("Grundberg") == 1
    assert from_record(to_record(pair)) == pair


def test_the_same_name_is_spelled_the_same_way_behind_letters_that_arabic_joins(engine: Engine):
    texts = ["وصل غروندبرغ أمس.", "وغروندبرغ قال ذلك.", "سافر هانس غروندبرغ إلى عمان."]
    pairs = list(translate(((str(k), text) for k, text in enumerate(texts)), engine, window=1))
    assert all("Grundberg" in pair.target for pair in pairs)


def test_a_glossary_is_over_all(engine: Engine):
    matcher = Matcher(Glossary("house", (Term("غروندبرغ", "Groundberg"),)))
    (pair,) = translate([("1", "وصل هانس غروندبرغ أمس.")], engine, matcher)
    assert "Groundberg" in pair.target and "Grundberg" not in pair.target
    assert [term.status for term in pair.terms if term.source == "غروندبرغ"] != ["spelled"]


def test_ordinary_words_are_not_spelled_by_sound(engine: Engine):
    texts = ["صباح الخير يا أصدقاء.", "اكتب اسم الشركة هنا.", "قال ضيف الحلقة إن المستنقعات تتسع.", "استنبتوا البذور."]
    pairs = translate(((str(k), text) for k, text in enumerate(texts)), engine)
    assert not [term for pair in pairs for term in pair.terms if term.status == "spelled"]


def test_an_acronym_that_is_spelled_out_stands_as_letters(engine: Engine):
    (pair,) = translate([("1", "نشرت قناة إم إس إن بي سي مقابلة معه.")], engine)
    assert "MSNBC" in pair.target and [term.target for term in pair.terms] == ["MSNBC"]


def test_a_run_goes_on_with_the_spelling_of_the_memory(engine: Engine, tmp_path: Path):
    memory = Memory(tmp_path / "memory.sqlite", "s")
    first, second = "وصل هانس غروندبرغ أمس.", "غادر غروندبرغ المدينة."
    (pair,) = translate([("1", first)], engine, memory=memory)
    spelled = pair.target.replace("Grundberg", "Gruendberg")
    terms = tuple(
        term if term.status != "spelled" else type(term)(**{**_fields(term), "target": "Gruendberg"})
        for term in pair.terms
    )
    memory.add({first: type(pair)(**{**_fields(pair), "target": spelled, "terms": terms})})
    again = list(translate([("1", first), ("2", second)], engine, memory=memory))
    memory.close()
    assert "Gruendberg" in again[1].target


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def test_names_can_be_left_to_the_model(engine: Engine):
    unlisted, engine.unlisted = engine.unlisted, None
    try:
        (pair,) = translate([("1", "وصل هانس غروندبرغ أمس.")], engine)
    finally:
        engine.unlisted = unlisted
    assert not pair.terms


def test_a_title_gets_no_nationality_from_nowhere(engine: Engine):
    (pair,) = translate([("1", "الرئيس تشيسيكيدي في المدينة.")], engine)
    assert "Tshisekedi" in pair.target and not re.search("Rwanda|Congolese|Czech", pair.target)


@pytest.mark.parametrize("text", ["", "12", "abc", "نعم", "؟؟", "ال", "غ غ غ"])
def test_any_text_is_told(engine: Engine, text: str):
    draft = Draft(text, tuple(tokenise(text)), [], [])
    assert engine.unlisted
    assert Names(engine.unlisted).told([draft], engine) == [matched(draft, [])]
