"""`qantara score` as a user runs it, and its report."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest

from mt.cli.main import main
from tests.command import qantara, says

SOURCE = ["دخلوا لاتشين في 20 نوفمبر 2020.", "قال بوتين إن 3,500 شخص غادروا آغدام.", "لا شيء <هنا> & هناك"]
REFERENCE = [
    "They entered Lachin on 20 November 2020.",
    "Putin said that 3,500 people left Agdam.",
    "Nothing <here> & there",
]
GOOD = ["They entered Lachin on November 20, 2020.", "Putin said 3,500 people left Agdam.", "Nothing <here> or there"]
BAD = ["They went into the town in 2020.", "He said people left.", "<script>alert(1)</script>"]


@pytest.fixture
def files(tmp_path) -> Path:
    for name, lines in (("ar", SOURCE), ("ref", REFERENCE), ("good", GOOD), ("bad", BAD)):
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return tmp_path


class Run(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def score(files, monkeypatch, capsys):
    """The command in this process, where the files are: a process for each would take most of the tests' time."""

    def run(args: str) -> Run:
        monkeypatch.chdir(files)
        monkeypatch.setattr(sys, "argv", ["qantara", "score", *args.split()])
        with pytest.raises(SystemExit) as ended:
            main()
        return Run(ended.value.code or 0, *capsys.readouterr())

    return run


def test_the_figures_are_those_of_the_sacrebleu_command(files, score):
    record = json.loads(score("good -r ref --json").stdout)
    command = [Path(sys.executable).with_name("sacrebleu"), "ref", "-i", "good", "-m", "bleu", "chrf", "ter", "-w", "9"]
    printed = json.loads(subprocess.run(command, cwd=files, capture_output=True, check=True).stdout)
    for each in printed:
        mine = record["systems"][0]["metrics"][each["name"]]
        assert round(mine["score"], 9) == each["score"] and mine["signature"] == each["signature"]


def test_everything_in_the_table(files, score):
    run = score("good -r ref -s ar -g karabakh -b bad --trials 50 --samples 50")
    text = run.stdout
    assert run.returncode == 0 and run.stderr == ""
    assert says(text, "3 segments, 1 reference") and re.search(r"^good .*100\.0 \(4/4\)", text, re.MULTILINE)
    assert "p = " in text and "glossary:karabakh@" in text and "BLEU|nrefs:1|bs:50|ar:50|seed:12345|" in text
    assert re.search(r"^bad .*0\.0 \(0/4\)", text, re.MULTILINE)


def test_json_has_terms_and_comparisons(files, score):
    run = score("bad -r ref -s ar -g karabakh -b good --json --trials 50 --samples 50")
    record = json.loads(run.stdout)
    bad, good = record["systems"]
    assert bad["terms"]["accuracy"] == {"wanted": 4, "found": 0, "rate": 0.0}
    assert good["terms"]["accuracy"]["rate"] == 1 and good["numbers"]["rate"] == 1 and good["dates"]["rate"] == 1
    assert {term["target"]: term["in_reference"] for term in bad["terms"]["by_term"]} == dict.fromkeys(
        ("Lachin", "November", "Putin", "Agdam"), 1
    )
    (comparison,) = record["comparisons"]
    assert comparison["baseline"] == "good"
    for key in ("BLEU", "chrF2", "chrF2++", "TER", "terms"):
        assert (
            0 < comparison["metrics"][key]["bootstrap_p"] <= 1
            and "seed:12345" in comparison["metrics"][key]["signature"]
        )
    assert comparison["metrics"]["terms"]["score"] == -100


def test_tsv_has_a_row_a_segment_and_system(files, score):
    run = score("bad -r ref -s ar -g karabakh -b good --to tsv --metric bleu")
    header, *rows = (line.split("\t") for line in run.stdout.splitlines())
    assert len(rows) == 6 and {len(row) for row in rows} == {len(header)}
    first = dict(zip(header, rows[0], strict=True))
    assert first["missed"] == "لاتشين → Lachin; نوفمبر → November" and (first["terms"], first["terms_found"]) == (
        "2",
        "0",
    )
    assert first["source"] == SOURCE[0] and first["hypothesis"] == BAD[0] and float(first["chrF2"]) < 60


class Page(HTMLParser):
    """What a report would load, and its text."""

    def __init__(self, content: str):
        super().__init__()
        self.loads, self.tags, self.words = [], [], []
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [
            value for name, value in attrs if name in ("src", "href", "data", "action") and value != "data:,"
        ]

    def handle_data(self, data):
        self.words.append(data)


def test_report_loads_nothing_and_escapes_everything(files, score):
    run = score("bad -r ref -s ar -g karabakh -b good --to html -o r.html --trials 40 --samples 40")
    content = (files / "r.html").read_text(encoding="utf-8")
    page = Page(content)
    assert run.returncode == 0 and run.stdout == "" and "r.html" in run.stderr
    assert page.loads == [] and "script" not in page.tags and "://" not in content and "url(" not in content
    assert page.tags.count("svg") >= 5 and "<script>alert" in " ".join(page.words)
    assert "lacks" in content and "glossary:karabakh@" in content


@pytest.mark.parametrize("given", ["good", "good -s ar"])
def test_report_of_whatever_is_known(files, score, given):
    run = score(f"{given} -r ref -r good --to html --samples 40 --metric chrF2")
    assert run.returncode == 0 and run.stdout.rstrip().endswith("</html>")


def test_standard_input_and_several_references(files):
    run = qantara("score", "-", "-r", "ref", "-r", "good", "--json", stdin="\n".join(GOOD), cwd=files)
    record = json.loads(run.stdout)
    assert record["systems"][0]["name"] == "standard input" and record["references"] == 2
    assert record["systems"][0]["metrics"]["BLEU"]["score"] == pytest.approx(100)


def test_jsonl_of_translate_is_scored_by_line_with_its_own_source(files, score):
    rows = [
        {"id": f"{k}.1", "source": source, "target": text}
        for k, (source, text) in enumerate(zip(SOURCE, GOOD, strict=True), 1)
    ]
    (files / "out.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    record = json.loads(score("out.jsonl -r ref -g karabakh --json").stdout)
    assert record["systems"][0]["terms"]["accuracy"]["rate"] == 1


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ("none -r ref", "none: cannot be read"),
        ("good -r ref -g karabakh", "give it with -s"),
        ("good -r ref -s ar --comet x.ckpt", "pip install unbabel-comet"),
        ("short -r ref", "short has 2 segments, ref has 3: the first 2 seem to match"),
        ("good -r ref -o no/such/place", "cannot be written"),
    ],
)
def test_errors_are_one_clear_line(files, score, args, why):
    (files / "short").write_text("\n".join(GOOD[:2]))
    run = score(args)
    assert run.returncode == 1 and run.stdout == ""
    (line,) = run.stderr.splitlines()
    assert why in line


@pytest.mark.parametrize("args", ["good", "good -r ref --to docx", "- -r -", "good -r ref -b good"])
def test_wrong_usage_ends_with_two(files, score, args):
    run = score(args)
    assert run.returncode == 2 and run.stdout == ""
