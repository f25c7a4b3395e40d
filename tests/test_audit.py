import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.audit import Segment, audit
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from glossaries.names import CommonWords
from glossaries.render import renderings
from tests.command import qantara, says, stderr
from tests.conftest import ARTICLE

GLOSSARY = Glossary(
    "t",
    (
        Term("لاتشين", "Lachin"),
        Term("كلبجار", "Kalbajar", (), ("Kelbajar",)),
        Term("باكو", "Baku"),
        Term("قره باغ", "Karabakh"),
    ),
)


@pytest.fixture(scope="module")
def common() -> CommonWords:
    return CommonWords.load()


def kinds(source: str, target: str) -> list[tuple[str, str]]:
    return [(r.kind, r.text) for r in renderings(source, target, Matcher(GLOSSARY).find(source))]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("كلبجار", "to Kalbajar", [("accepted", "Kalbajar")]),
        ("كلبجار", "to Kelbajar", [("variant", "Kelbajar")]),
        ("كلبجار", "the Kalbjar region", [("other", "Kalbjar")]),
        ("كلبجار", "to the town", [("absent", "")]),
        ("كلبجار ثم كلبجار", "Kalbajar, then Kelbachar", [("accepted", "Kalbajar"), ("other", "Kelbachar")]),
        ("لاتشين وكلبجار", "Kalbajar and Lachin", [("accepted", "Lachin"), ("accepted", "Kalbajar")]),
    ],
)
def test_renderings(source, target, expected):
    assert kinds(source, target) == expected


def test_the_ways_of_a_term_are_grouped(common):
    pairs = [("كلبجار هنا", "Kalbajar here"), ("كلبجار", "Kalbjar"), ("في كلبجار", "in Kalbajar"), ("كلبجار", "there")]
    report = audit([Segment(str(k), *pair) for k, pair in enumerate(pairs)], GLOSSARY, common)
    (use,) = report.uses
    assert use.count == 4 and use.inconsistent and use.places == ("0", "1", "2", "3")
    assert use.renderings == (("accepted", "Kalbajar", 2), ("other", "Kalbjar", 1), ("absent", "", 1))
    assert report.accuracy == 0.5
    assert [term.target for term in report.unused] == ["Lachin", "Baku", "Karabakh"]


def test_names_that_no_term_covers_come_with_a_spelling(common):
    segments = [Segment("1", "من ستيباناكيرت إلى لاتشين"), Segment("2", "في ستيباناكيرت وشوشا")]
    report = audit(segments, GLOSSARY, common, speller=lambda names: [name[::-1] for name in names])
    assert next((u.name, u.count, u.place) for u in report.uncovered) == ("ستيباناكيرت", 2, "1")
    assert report.uncovered[0].suggestion == "ستيباناكيرت"[::-1]
    assert 0 < report.name_coverage < 1


@given(
    st.lists(
        st.lists(st.sampled_from(["لاتشين", "وكلبجار", "قره باغ", "ستيباناكيرت", "المدينة", "نعم", "."]), max_size=8),
        max_size=6,
    )
)
def test_counts_add_up(common, rows):
    texts = [" ".join(row) for row in rows]
    report = audit([Segment(str(k), text, text) for k, text in enumerate(texts)], GLOSSARY, common)
    words = [word for text in texts for word in text.split() if word != "."]
    assert report.tokens == len(words) and report.types <= len(set(words))
    assert report.tokens_covered == sum(w in ("لاتشين", "وكلبجار", "قره", "باغ") for w in words)
    assert report.types_covered <= report.types
    assert report.occurrences == sum(sum(n for _, _, n in use.renderings) for use in report.uses)
    assert {use.term for use in report.uses} | set(report.unused) == set(GLOSSARY.terms)
    assert 0 <= report.accuracy <= 1 and 0 <= report.name_coverage <= 1


def test_the_command_counts_and_gates():
    report = json.loads(qantara("audit", ARTICLE, "-g", "karabakh", "--json").stdout)
    assert report["segments"] == 42 - 18 and report["occurrences"] >= 40 and "karabakh@" in report["signature"]
    assert qantara("audit", ARTICLE, "-g", "karabakh", "--fail-under", 1).returncode == 0
    failed = qantara("audit", ARTICLE, "-g", "karabakh", "--fail-under", 100)
    assert failed.returncode == 3 and b"names covered" in failed.stdout


def test_a_translation_line_for_line(tmp_path):
    (tmp_path / "ar").write_text("إلى كلبجار\nفي لاتشين\n", encoding="utf-8")
    (tmp_path / "en").write_text("to Kalbjar\nin Lachin\n", encoding="utf-8")
    run = qantara("audit", tmp_path / "ar", "-g", "karabakh", "--translation", tmp_path / "en", "--json")
    assert json.loads(run.stdout)["accuracy"] == 0.5
    (tmp_path / "en").write_text("to Kalbjar\n", encoding="utf-8")
    run = qantara("audit", tmp_path / "ar", "-g", "karabakh", "--translation", tmp_path / "en")
    assert run.returncode == 1 and says(stderr(run), "1 lines, but")


def test_an_audit_needs_a_glossary():
    run = qantara("audit", ARTICLE)
    assert run.returncode == 1 and "needs a glossary" in stderr(run)


def test_suggestions_are_a_glossary_to_edit(tmp_path):
    run = qantara("glossary", "suggest", ARTICLE, *sorted(ARTICLE.parent.glob("en-*.txt")), "-o", tmp_path / "new.tsv")
    assert run.returncode == 0
    assert "ستيباناكيرت\tStepanakert" in (tmp_path / "new.tsv").read_text(encoding="utf-8")
    assert qantara("audit", ARTICLE, "-g", tmp_path / "new.tsv").returncode == 0


def test_the_page_is_one_file_and_escapes(common):
    from lxml import html

    from glossaries.audit_page import page

    report = audit([Segment("<1>", "كلبجار", "<b>Kalbjar</b>")], GLOSSARY, common)
    text = "".join(page(replace(report, signature="sig"), "a & <b>"))
    tree = html.fromstring(text)
    assert tree.findtext(".//h1") == "a & <b>" and "Kalbjar ×1" in tree.text_content() and not tree.findall(".//b[@x]")
    assert "http" not in text.split("<style>")[1] and "src=" not in text
