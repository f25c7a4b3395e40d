"""The command as a user runs it: what goes to its streams, its exit code, and the files that it leaves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from tests.command import QANTARA, qantara, spawned, stderr
from tests.conftest import ARTICLE

ARABIC = "وصلت القوات إلى لاتشين اليوم.\n\nقال الرئيس: نعم!\n"


@pytest.fixture
def arabic(tmp_path) -> Path:
    (tmp_path / "in.txt").write_text(ARABIC, encoding="utf-8")
    return tmp_path / "in.txt"


def test_the_article_line_for_line_with_its_names():
    run = qantara("translate", ARTICLE, "-g", "karabakh", "--beam-size", 1)
    source, target = ARTICLE.read_text(encoding="utf-8").split("\n"), run.stdout.decode().split("\n")
    assert run.returncode == 0
    assert [not line.strip() for line in target] == [not line.strip() for line in source]
    names = "Lachin Agdam Kalbajar Karabakh Nagorno-Karabakh Azerbaijan Armenia Stepanakert Aliyev Putin Shoigu Akar November"
    assert [name for name in names.split() if name not in run.stdout.decode()] == []
    assert "terms: " in stderr(run) and "missed" not in stderr(run)


def test_standard_input_and_output_and_nothing_else_on_them():
    run = spawned("translate", "-", "-g", "karabakh", "--quiet", stdin=ARABIC)
    assert run.returncode == 0 and run.stderr == b""
    lines = run.stdout.decode().split("\n")
    assert len(lines) == 4 and "Lachin" in lines[0] and lines[1] == "" and lines[2] and lines[3] == ""


def test_jsonl_holds_the_records(arabic):
    run = qantara("translate", arabic, "-g", "karabakh", "--to", "jsonl")
    records = [json.loads(line) for line in run.stdout.decode().splitlines()]
    assert [record["id"] for record in records] == ["1.1", "3.1"]
    for record in records:
        assert {"id", "source", "target", "links", "source_tokens", "target_tokens", "terms", "score"} <= record.keys()
    assert records[0]["terms"][0]["term"] == "لاتشين → Lachin"


@pytest.mark.parametrize("to", ["tsv", "tmx", "html"])
def test_files_are_written_whole_with_a_signature(arabic, tmp_path, to):
    out = tmp_path / f"out.{to}"
    run = qantara("translate", arabic, "-g", "karabakh", "--to", to, "-o", out)
    assert run.returncode == 0 and run.stdout == b"" and str(out) in stderr(run)
    content = out.read_text(encoding="utf-8")
    assert "Lachin" in content
    if to == "tmx":
        assert len(etree.fromstring(content.encode()).findall("body/tu")) == 2
    if to != "tsv":
        assert "model:ar-en@" in content and "glossary:karabakh@" in content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt", out.name]


def test_several_formats_of_one_translation(arabic, tmp_path):
    places = [tmp_path / f"out{ending}" for ending in (".txt", ".tmx", ".html", ".jsonl")]
    run = qantara("translate", arabic, "-g", "karabakh", *(part for place in places for part in ("-o", place)))
    assert run.returncode == 0
    text, tmx, page, jsonl = (place.read_text(encoding="utf-8") for place in places)
    targets = [json.loads(line)["target"] for line in jsonl.splitlines()]
    assert [line for line in text.split("\n") if line] == targets
    assert [seg.text for seg in etree.fromstring(tmx.encode()).iter("seg")][1::2] == targets
    assert page.startswith("<!doctype html>")


def test_several_inputs_go_to_a_folder(arabic, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("نعم.\n", encoding="utf-8")
    run = qantara("translate", arabic, other, "-o", tmp_path / "out")
    assert run.returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["in.txt", "other.txt"]


def test_one_bad_input_does_not_stop_the_others(arabic, tmp_path):
    run = qantara("translate", tmp_path / "none.txt", arabic, "-o", tmp_path / "out")
    assert run.returncode == 1 and "none.txt" in stderr(run)
    assert (tmp_path / "out" / "in.txt").exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd3\xe1\xc7\xe3\n", "not UTF-8"),
        ("ا".encode() * 5_000_000, "characters"),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path, content, why):
    (tmp_path / "bad.txt").write_bytes(content)
    run = qantara("translate", tmp_path / "bad.txt", "-o", tmp_path / "out.txt")
    assert run.returncode == 1 and run.stdout == b""
    (line,) = stderr(run).splitlines()
    assert why in line and "bad.txt" in line
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["none.txt"], "none.txt: cannot be read"),
        (["in.txt", "-g", "nowhere"], "no glossary 'nowhere'"),
        (["in.txt", "-m", "nowhere"], "no model 'nowhere'"),
        (["in.txt", "-m", "."], "lacks model.bin"),
        (["in.txt", "-o", "no/such/folder/out.txt"], "cannot be written"),
        (["in.txt", "-o", "in.txt"], "is an input itself"),
    ],
)
def test_wrong_names_are_one_clear_line(arabic, tmp_path, args, why):
    run = qantara("translate", *args, cwd=tmp_path)
    assert run.returncode == 1 and run.stdout == b""
    (line,) = stderr(run).splitlines()
    assert why in line
    assert [path.name for path in tmp_path.iterdir()] == ["in.txt"]


@pytest.mark.parametrize(
    "args",
    [["translate"], ["translate", "in.txt", "--to", "docx"], ["nonsense"], ["translate", "a", "b", "--to", "tmx"]],
)
def test_wrong_usage_ends_with_two(arabic, tmp_path, args):
    run = qantara(*args, cwd=tmp_path)
    assert run.returncode == 2 and run.stdout == b"" and run.stderr


def test_a_full_disk_is_one_clear_line(arabic):
    with open("/dev/full", "w") as full:
        run = subprocess.run(
            [QANTARA, "translate", arabic, "-q"], stdout=full, stderr=subprocess.PIPE, timeout=120, check=False
        )
    (line,) = stderr(run).splitlines()
    assert run.returncode == 1 and "standard output: cannot be written: No space left" in line


def test_a_closed_pipe_is_one_clear_line(arabic):
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(
        [QANTARA, "translate", arabic, "-q"], stdout=writer, stderr=subprocess.PIPE, timeout=120, check=False
    )
    os.close(writer)
    (line,) = stderr(run).splitlines()
    assert run.returncode == 1 and "closed by its reader" in line


def test_glossaries_and_models_can_be_looked_at():
    assert "karabakh" in qantara("glossary", "list").stdout.decode()
    assert "لاتشين\tLachin" in qantara("glossary", "show", "karabakh").stdout.decode()
    assert qantara("model", "list").stdout.decode().startswith("ar-en\t")
    assert qantara("--version").stdout.decode().startswith("qantara ")


def test_help_imports_nothing_heavy():
    code = "import sys, mt.cli.main; print([m for m in ('ctranslate2', 'numpy', 'camel_tools', 'rich', 'sacrebleu') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"
