import json

import pytest
from typer.testing import CliRunner

from glossaries.check import check
from glossaries.errors import QantaraError
from glossaries.files import builtin, parse_file
from glossaries.tables import parse_csv, parse_tsv
from mt.cli.main import app
from tests.command import qantara, stderr

BROKEN = "لاتشين\tLachin\nباكو\nلاتشين\tLacin\nغزة\tGaza\n"


def problems(*rows: str) -> list[tuple[int, str, bool]]:
    return [tuple(problem) for problem in check(parse_tsv("\n".join(rows), "x"))]


@pytest.mark.parametrize(
    ("rows", "line", "why", "error"),
    [
        (["باكو\tBaku", "باكو\tBakou"], 2, "باكو is 'Bakou' here and 'Baku' in line 1", True),
        (["باكو\tBaku", "باكُو\tBakou"], 2, "told apart only by its spelling", False),
        (["باكو\tBaku", "باكو\tBaku\t\t\tagain"], 2, "stands in line 1 too, with the same target", False),
        (["باكو\tBaku", "x"], 2, "no target for x", True),
        (["باكو\t Baku"], 1, "stray white space", False),
        (["باكو\tBa\xa0ku"], 1, "stray white space", False),
        (["باكو\tBaku\u200e"], 1, "invisible", False),
        (["باكو\tВaku"], 1, "letters that are not Latin: В", True),
        (["باكو\t---"], 1, "has no letter", True),
        (["على\tAli\t\tperson"], 1, "can never match: it is an ordinary word", True),
        (["سلام\tSalam\t\tperson"], 1, "also an ordinary word", False),
        (["لاتشين\tLachin", "بلاتشين\tin Lachin"], 2, "is لاتشين of line 1 with a proclitic", False),
        (["أذربيجان\tAzerbaijan", "الأذربيجاني\tAzerbaijan"], 2, "is أذربيجان of line 1 as a nisba", False),
    ],
)
def test_one_problem(rows, line, why, error):
    (problem,) = problems(*rows)
    assert problem[0] == line and why in problem[1] and problem[2] is error


def test_a_form_over_two_paragraphs_never_matches():
    found = check(parse_csv('source,target\n"قره\n\nباغ",Karabakh', "x"))
    assert any("does not find it in itself" in problem.why and problem.error for problem in found)


@pytest.mark.parametrize(
    "rows",
    [
        ["لاتشين\tLachin", "باكو\tBaku\tBakı | Bakou"],
        ["أذربيجان\tAzerbaijan", "الأذربيجاني\tAzerbaijani"],
        ["ريم\tReem\t\tperson", "كريمة\tKarima\t\tperson"],
        ["علي\tAli\t\tperson", "وزارة\tministry\t\tcommon", "أ.ف.ب\tAFP", "إف-16\tF-16", "عبدالله\tAbdullah"],
        ["source\ttarget\tpriority", "باكو\tBaku", "باكو\tBakou\t2"],
    ],
)
def test_no_problem(rows):
    assert problems(*rows) == []


def test_the_built_in_glossaries_have_no_errors():
    for name in builtin():
        assert [problem for problem in check(parse_file(name)) if problem.error] == []


def test_check_on_the_command_line(tmp_path):
    (tmp_path / "g.tsv").write_text(BROKEN, encoding="utf-8")
    run = qantara("glossary", "check", "g.tsv", cwd=tmp_path)
    assert run.returncode == 1 and run.stderr == b""
    assert run.stdout.decode().splitlines() == [
        "g.tsv: no header; columns: source, target",
        "g.tsv:2: no target for باكو",
        "g.tsv:3: لاتشين is 'Lacin' here and 'Lachin' in line 1",
        "3 terms, 2 errors, 0 warnings",
    ]
    report = json.loads(qantara("glossary", "check", "g.tsv", "--json", "--skip-bad-rows", cwd=tmp_path).stdout)
    assert report["errors"] == 1 and report["warnings"] == 1
    assert report["problems"][0] == {"line": 2, "why": "no target for باكو", "error": False}
    assert qantara("glossary", "check", "karabakh", cwd=tmp_path).returncode == 0


def test_convert_on_the_command_line(tmp_path):
    (tmp_path / "g.tsv").write_text(BROKEN, encoding="utf-8")
    run = qantara("glossary", "convert", "g.tsv", "g.tbx", cwd=tmp_path)
    assert (run.returncode, stderr(run)) == (1, "qantara: g.tsv:2: no target for باكو\n")
    assert not (tmp_path / "g.tbx").exists()
    run = qantara("glossary", "convert", "g.tsv", "g.tbx", "--skip-bad-rows", cwd=tmp_path)
    assert (run.returncode, run.stdout, stderr(run)) == (0, b"", "g.tsv:2: no target for باكو: left out\n")
    assert len(parse_file(str(tmp_path / "g.tbx")).sound().terms) == 3


@pytest.mark.parametrize(("out", "why"), [("g.tsv", "is an input itself"), ("g.docx", "unknown ending")])
def test_places_that_convert_does_not_write(tmp_path, monkeypatch, out, why):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.tsv").write_text("باكو\tBaku\n", encoding="utf-8")
    with pytest.raises(QantaraError, match=why):
        CliRunner().invoke(app, ["glossary", "convert", "g.tsv", out], catch_exceptions=False)
