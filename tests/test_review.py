"""Reviews with the bundled model: what is found in translations with an error, and what every report of them says."""

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree, html

import qantara
from align.bitext import Finding, Link, SegmentPair
from align.checking import to_check
from align.tables import from_record, jsonl_records
from glossaries.arabic import tokenise
from glossaries.errors import InputError
from mt.documents.comments import commented
from mt.models.engine import Engine
from mt.review.page import pieces
from mt.review.report import ReviewReport, to_sarif, to_text, to_tsv
from mt.review.review import Review
from mt.review.trees import Trees
from tests.command import qantara as command
from tests.command import says, stderr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
GOOD = [
    ("وصل الوفد إلى باريس يوم الثلاثاء.", "The delegation arrived in Paris on Tuesday."),
    ("وافق مجلس الأمن على القرار.", "The Security Council approved the resolution."),
    ("قتل 12 شخصا في الهجوم على المدينة.", "Twelve people were killed in the attack on the city."),
    ("لم يعلق الرئيس على التقرير.", "The president did not comment on the report."),
]
BAD = [
    ("وصل الوفد إلى باريس يوم الثلاثاء.", "The delegation arrived in Paris on Friday.", "number"),
    ("وافق مجلس الأمن على القرار.", "The Security Council did not approve the resolution.", "negation"),
    ("قتل 12 شخصا في الهجوم على المدينة.", "21 people were killed in the attack on the city.", "number"),
    ("لم يعلق الرئيس على التقرير.", "The president commented on the report.", "negation"),
    ("وصل الوفد إلى باريس يوم الثلاثاء.", "The delegation arrived in the to the in the city on Tuesday.", "name"),
    ("قتل 12 شخصا في الهجوم على المدينة.", "12 people were killed.", "dropped"),
    (
        "وافق مجلس الأمن على القرار.",
        "The Security Council approved the resolution after a long debate in London.",
        "added",
    ),
]


@pytest.fixture(scope="module")
def review() -> Review:
    return Review()


@pytest.fixture(scope="module")
def reviewed(review: Review, engine: Engine) -> list[SegmentPair]:
    texts = [*GOOD, *((source, target) for source, target, _ in BAD)]
    pairs = [SegmentPair(str(k), *each) for k, each in enumerate(texts, 1)]
    return list(review.looked_at(pairs, engine))


@pytest.fixture(scope="module")
def report(reviewed) -> ReviewReport:
    return ReviewReport(tuple(reviewed), "qantara:0.2.0|model:m@1|glossary:none|review:1")


def test_what_is_wrong_is_riskier_than_what_is_right(reviewed):
    good, bad = reviewed[: len(GOOD)], reviewed[len(GOOD) :]
    assert max(pair.risk for pair in good) < min(pair.risk for pair in bad)
    assert not any(finding.kind in ("number", "negation") for pair in good for finding in pair.findings)


@pytest.mark.parametrize(
    "k", [k for k, (_, _, kind) in enumerate(BAD) if kind in ("number", "negation", "dropped", "added")]
)
def test_an_error_is_called_what_it_is(reviewed, k):
    pair = reviewed[len(GOOD) + k]
    assert BAD[k][2] in [finding.kind for finding in pair.findings]


def test_findings_point_into_the_texts(reviewed):
    for pair in reviewed:
        assert 0 <= pair.risk <= 1
        for finding in pair.findings:
            assert 0 < finding.probability <= 1 and finding.message and (finding.source or finding.target)
            for text, span in ((pair.source, finding.source), (pair.target, finding.target)):
                assert span is None or 0 <= span[0] < span[1] <= len(text)
        order = [finding.probability for finding in pair.findings]
        assert order == sorted(order, reverse=True)


def test_a_pair_is_judged_alike_whatever_stands_beside_it(reviewed, review, engine):
    alone = next(review.looked_at([reviewed[0]], engine))
    assert alone.risk == pytest.approx(reviewed[0].risk, abs=0.05)


@pytest.mark.parametrize(("source", "target"), [("", ""), ("سلام", ""), ("", "Peace"), ("...", "!"), ("سلام", "سلام")])
def test_whatever_the_pair_is_it_is_judged(review, engine, source, target):
    (pair,) = review.looked_at([SegmentPair("1", source, target)], engine)
    assert 0 <= pair.risk <= 1 and (pair.source, pair.target) == (source, target)
    (glanced,) = review.glanced_at([pair])
    assert glanced.risk is not None


def test_a_text_of_many_thousand_words_is_judged_by_the_rules(review):
    pair = SegmentPair("1", "لم " + "كلمة " * 4000, "word " * 4000)
    tokens = [tuple(tokenise(text)) for text in (pair.source, pair.target)]
    (found,) = review.glanced_at([replace(pair, source_tokens=tokens[0], target_tokens=tokens[1])])
    assert "negation" in {finding.kind for finding in found.findings}


def test_a_missed_term_is_a_finding(review, engine, karabakh):
    pairs = [SegmentPair("1", "وصلت القوات إلى لاتشين.", "The forces arrived.")]
    (pair,) = review.looked_at(pairs, engine, karabakh)
    assert "term" in [finding.kind for finding in pair.findings] and pair.risk >= 0.4


def test_a_glance_needs_no_model(review):
    pair = qantara.Translator("ar-en", review=True)("لم يعلق الرئيس على التقرير، وقتل 12 شخصا.")
    assert pair.risk is not None
    wrong = replace(pair, target="The president commented on the report.", target_tokens=(), links=())
    (glanced,) = review.glanced_at([wrong])
    assert {"number", "negation"} <= {finding.kind for finding in glanced.findings} and glanced.risk > pair.risk


def test_without_review_nothing_is_said():
    assert qantara.Translator("ar-en")("نعم.").risk is None


def test_a_twentieth_is_to_be_checked_and_nothing_harmless():
    risks = [0.9, None, 0.1, 0.6] + [0.55] + [0.3] * 36
    assert to_check(risks) == [0, 3, 4]
    assert to_check([0.1, None]) == [] == to_check([])


def test_json_has_all_segments_in_order(report):
    record = json.loads(report.to_json())
    assert [each["id"] for each in record["segments"]] == [pair.id for pair in report.pairs]
    assert record["signature"] == report.signature
    first = next(each for each in record["segments"] if each["findings"])
    assert set(first["findings"][0]) == {"kind", "probability", "source", "target", "message"}


def test_the_table_begins_with_the_riskiest(report):
    lines = [line for line in to_text(report, top=3) if "[" in line[:9]]
    assert len(lines) == 3 and lines[0].strip().startswith(f"{report.riskiest:.0%}")
    assert str(report).endswith(f"\n{report.signature}\n")


def test_tsv_has_a_row_for_each_finding(report):
    rows = [line.rstrip("\n").split("\t") for line in to_tsv(report)]
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 1 + sum(max(1, len(pair.findings)) for pair in report.pairs)
    guarded = ReviewReport((SegmentPair("1", "=س", "=x"),), "s")
    assert "\t'=x\t" in list(to_tsv(guarded, guarded=True))[1]


def test_sarif_says_where_and_what(report):
    log = json.loads(to_sarif(report, "english.txt"))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0" and run["tool"]["driver"]["name"] == "qantara"
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert len(run["results"]) == sum(len(pair.findings) for pair in report.pairs)
    for result in run["results"]:
        assert result["ruleId"] in rules and result["level"] in ("error", "warning", "note")
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "english.txt"


def test_the_page_shows_both_texts_as_they_are(report):
    tree = html.fromstring(report.to_html("A <review>"))
    shown = {each.text_content() for each in tree.xpath("//p[@class='target' or @class='source']")}
    assert {text for pair in report.pairs for text in (pair.source, pair.target)} == shown
    assert not tree.xpath("//@src | //link[@rel='stylesheet']") and "A <review>" in tree.text_content()
    assert [int(each) for each in tree.xpath("//article/@data-risk")] == sorted(
        (round(100 * pair.risk) for pair in report.pairs), reverse=True
    )


def test_a_text_is_cut_where_findings_begin_and_end():
    cut = pieces("abcdef", [(0, (1, 3)), (1, (2, 5))])
    assert [tuple(each) for each in cut] == [("a", ""), ("b", "0"), ("c", "0"), ("de", "1"), ("f", "")]
    assert pieces("", []) == []


def test_trees_go_right_where_a_figure_is_greater():
    import numpy as np

    trees = Trees(
        np.float32(0), np.array([[1]], np.uint8), np.array([[0.5]], np.float32), np.array([[-2, 2]], np.float32)
    )
    found = trees.probability(np.array([[9, 0.4], [0, 0.6], [0, np.nan]], np.float32))
    assert found == pytest.approx([0.119, 0.881, 0.119], abs=0.001)
    again = Trees.of(trees.arrays("t"), "t")
    assert again.probability(np.array([[0, 0.6]], np.float32)) == pytest.approx([0.881], abs=0.001)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "ar.txt").write_text("".join(f"{source}\n" for source, _, _ in BAD), encoding="utf-8")
    (tmp_path / "en.txt").write_text("".join(f"{target}\n" for _, target, _ in BAD), encoding="utf-8")
    return tmp_path


def test_the_command_writes_every_form_and_fails_over_a_risk(files):
    names = ("ar.txt", "en.txt")
    run = command("review", *names, "--top", 2, cwd=files)
    assert run.returncode == 0 and run.stdout.decode().count("]  ") == 2, stderr(run)
    for form in ("json", "html", "tsv", "sarif"):
        assert command("review", *names, "-o", f"r.{form}", "-q", cwd=files).returncode == 0
    assert json.loads((files / "r.json").read_text("utf-8"))["segments"][0]["id"] == "1"
    assert command("review", *names, "--json", "--fail-over", 0.5, cwd=files).returncode == 3
    assert command("review", *names, "--fail-over", 1, cwd=files).returncode == 0


def test_any_bitext_is_reviewed(files):
    rows = "".join(f"{source}\t{target}\n" for source, target, _ in BAD)
    (files / "pairs.tsv").write_text("source\ttarget\n" + rows, encoding="utf-8")
    run = command("review", "pairs.tsv", "--json", cwd=files)
    assert len(json.loads(run.stdout)["segments"]) == len(BAD), stderr(run)


def test_what_does_not_go_together_is_said(files):
    (files / "short.txt").write_text("One.\n", encoding="utf-8")
    run = command("review", "ar.txt", "short.txt", cwd=files)
    assert run.returncode == 1 and says(stderr(run), "1 lines, but ar.txt has 7")
    assert command("review", "-", "-", cwd=files).returncode == 2
    assert command("review", "ar.txt", cwd=files).returncode == 1
    with pytest.raises(InputError, match="no SegmentPair"):
        qantara.review(["text"])
    with pytest.raises(InputError, match="nothing to review"):
        qantara.review([], [])


def test_translate_says_what_to_check_first(files):
    text = "لم يعلق الرئيس.\nقتل 12 شخصا في الهجوم على المدينة القديمة غرب البلاد صباح اليوم.\n" * 3
    (files / "a.txt").write_text(text, encoding="utf-8")
    outputs = [arg for name in ("a.jsonl", "a.html", "a.xliff", "a.en.txt") for arg in ("-o", name)]
    run = command("translate", "a.txt", *outputs, "--report", "report.html", cwd=files)
    assert run.returncode == 0, stderr(run)
    records = [each.whole for each in jsonl_records((files / "a.jsonl").read_text("utf-8").splitlines(), "a.jsonl")]
    assert all(record and from_record(record).risk is not None for record in records)
    assert "Check first" in (files / "report.html").read_text("utf-8")
    etree.parse(files / "a.xliff")
    plain = command("translate", "a.txt", "--no-review", "--to", "jsonl", "-q", cwd=files)
    assert b'"risk"' not in plain.stdout


def test_the_page_of_a_translation_leads_to_what_is_to_be_checked():
    from align.view import page

    found = (Finding("negation", 0.9, None, (0, 3), "The English <denies>."),)
    pairs = [SegmentPair(f"{k}.1", "نعم", "Yes", links=(), risk=0.1) for k in range(30)]
    pairs[4] = replace(pairs[4], risk=0.8, findings=found)
    tree = html.fromstring("".join(page(pairs, "t", "s")))
    (risky,) = tree.xpath("//div[contains(@class, 'risky')]")
    assert "The English <denies>." in risky.text_content()
    assert "check first: 1 of 30" in tree.text_content()
    assert not html.fromstring("".join(page([SegmentPair("1", "نعم", "Yes")], "t", "s"))).xpath("//*[@id='risky']")


def test_xliff_carries_findings_as_notes():
    from align.xliff import to_xliff

    pair = SegmentPair("1", "لا", "Yes", links=(Link(0, 0, 1.0),), risk=0.9)
    pair = replace(
        pair, findings=(Finding("negation", 0.85, (0, 2), None, "The Arabic denies, the English does not."),)
    )
    root = etree.fromstring("".join(to_xliff([pair], "t", "s", "1")).encode())
    notes = [note.text for note in root.iter("{*}note") if note.get("annotates") == "target"]
    assert notes == ["negation (85%): The Arabic denies, the English does not."]


def test_a_word_document_has_comments_beside_those_that_it_had(tmp_path):
    source = Path(__file__).parent / "documents" / "report.docx"
    with zipfile.ZipFile(source) as archive:
        before = archive.read("word/comments.xml")
        names = set(archive.namelist())
    plain = qantara.Translator("ar-en").document(source)
    found = Finding("negation", 0.85, None, (0, 1), "The English <denies>.")
    pairs = [replace(pair, risk=0.9, findings=(found,)) for pair in plain.pairs]
    made = commented(plain.content(), pairs, "report.docx")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert set(archive.namelist()) == names
        notes = etree.fromstring(archive.read("word/comments.xml"))
        body = etree.fromstring(archive.read("word/document.xml"))
    ids = notes.xpath("//@*[local-name()='id' and parent::*[local-name()='comment']]")
    assert len(ids) == len(set(ids)) > len(etree.fromstring(before))
    ours = [each for each in notes if "The English <denies>." in "".join(each.itertext())]
    references = body.xpath("//*[local-name()='commentReference']/@*[local-name()='id']")
    assert ours and len(references) == len(set(references)) and set(references) <= set(ids)
    assert len(body.xpath("//*[local-name()='commentRangeStart']")) >= len(ours)


def test_a_word_document_without_comments_gets_a_part_for_them():
    main = f'<w:document xmlns:w="{W}"><w:body><w:p><w:pPr><w:jc w:val="left"/></w:pPr><w:r><w:t>Yes &amp; no</w:t></w:r></w:p><w:p/></w:body></w:document>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types></Types>")
        archive.writestr(
            "_rels/.rels", f'<Relationships><Relationship Type="{kind}" Target="word/document2.xml"/></Relationships>'
        )
        archive.writestr("word/document2.xml", main)
    found = (Finding("added", 0.7, None, (0, 3), "Why?"),)
    pairs = [SegmentPair("1", "نعم", "Yes & no", risk=0.9, findings=found), SegmentPair("2", "لا", "No", risk=0.1)]
    made = commented(package.getvalue(), pairs, "x.docx")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        text = archive.read("word/document2.xml").decode()
        assert '</w:pPr><w:commentRangeStart w:id="0"/><w:r>' in text
        assert '<w:commentReference w:id="0"/></w:r></w:p>' in text
        (comment,) = etree.fromstring(archive.read("word/comments.qantara.xml"))
        assert "added (70%): Why?" in list(comment.itertext())
        assert b"comments.qantara.xml" in archive.read("[Content_Types].xml")
        assert b"comments.qantara.xml" in archive.read("word/_rels/document2.xml.rels")
    assert commented(package.getvalue(), pairs[1:], "x.docx") == package.getvalue()


def test_a_second_run_that_asks_for_comments_or_a_report_is_no_repetition(tmp_path):
    shutil.copy(Path(__file__).parent / "documents" / "report.docx", tmp_path / "a.docx")
    words = ("translate", "a.docx", "-o", "b.docx", "-m", "ar-en", "--memory", "m.sqlite")
    assert command(*words, cwd=tmp_path).returncode == 0
    assert b"unchanged" in command(*words, cwd=tmp_path).stderr
    assert b"unchanged" not in command(*words, "--comments", cwd=tmp_path).stderr
    run = command(*words, "--report", "r.html", cwd=tmp_path)
    assert b"unchanged" not in run.stderr and "Lachin" in (tmp_path / "r.html").read_text("utf-8")
