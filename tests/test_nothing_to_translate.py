"""What is empty or without Arabic gives itself back, to the byte, with a note: in a folder of thousands it is no error."""

import json
from pathlib import Path

import pytest

from mt.documents.model.document import EMPTY, NO_ARABIC
from tests.documents import epub, read, same, segments
from tests.test_cli import qantara, stderr
from tests.test_documents_formats import PO, TMX, XLIFF, XLIFF2
from tests.test_documents_office import REPORT

LATIN = str.maketrans({chr(code): "x" for code in range(0x0600, 0x0700)})
NAMES = (
    "a.txt",
    "a.md",
    "a.html",
    "a.srt",
    "a.vtt",
    "a.po",
    "a.tsv",
    "a.jsonl",
    "a.tmx",
    "a.xlf",
    "a.docx",
    "a.epub",
    "a",
)
FILES = {
    "a.txt": "\ufeffOnly English? Yes.No\r\n\n  here\t\n",
    "b.txt": " \n\n",
    "a.md": "# Title\n\n* *x*\n",
    "a.html": "<html dir=rtl lang=ar><p>Only <b>English</b>",
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\nYes\n",
    "a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nYes\n",
    "a.po": PO.translate(LATIN).replace('"Language: ar\\n"', '"Language: de\\n"'),
    "a.tsv": "\ufeffid\tar\n1\tYes\n2\t\n",
    "b.tsv": "1\tYes\n",
    "a.jsonl": '{"ar": "Yes"}\n{"id":1}\n',
    "b.jsonl": '{"x": 1}\n',
    "a.tmx": TMX.translate(LATIN),
    "a.xlf": XLIFF.translate(LATIN),
    "b.xlf": XLIFF2.translate(LATIN),
    "a.epub": epub(**{"OEBPS/content.opf": "<package/>", "OEBPS/toc.ncx": "<ncx/>", "OEBPS/one.xhtml": "<html><body><p>x</p></body></html>"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_has_no_arabic_comes_back(name):
    data = FILES[name]
    documents = read(data, name)
    assert same(documents) == (data if isinstance(data, bytes) else data.encode())
    assert [note for document in documents for note in document.notes if note == NO_ARABIC] == [NO_ARABIC]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_empty_comes_back(name):
    documents = read(b"", name)
    assert same(documents) == b"" and documents[0].notes == (EMPTY,)


def test_escapes_in_json_are_arabic():
    line = json.dumps({"text": "نعم"}) + "\n"
    documents = read(line, "a.jsonl")
    assert line.isascii() and segments(documents) == ["نعم"] and not documents[-1].notes


def test_a_byte_order_mark_stays():
    assert same(read("\ufeffنعم\n", "a.txt")) == "\ufeffنعم\n".encode()


def test_a_folder_with_nothing_in_some_of_its_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    files = {"e.txt": b"", "l.txt": b"Only English.\n", "a.txt": "نعم\n".encode(), "e.docx": b"", "r.docx": REPORT}
    for name, data in files.items():
        Path("in", name).write_bytes(data)
    run = qantara("translate", "in", "-o", "out", "--beam-size", 1)
    lines = stderr(run).splitlines()
    assert run.returncode == 0
    assert {"in/e.txt: " + EMPTY, "in/e.docx: " + EMPTY, "in/l.txt: " + NO_ARABIC} <= set(lines)
    for name in ("e.txt", "l.txt", "e.docx"):
        assert Path("out", name).read_bytes() == files[name]
    for number in range(20):
        Path("in", f"{number}.txt").write_bytes(b"")
    run = qantara("translate", "in", "-o", "out2", "--beam-size", 1)
    assert run.returncode == 0 and "23 inputs without Arabic given back" in stderr(run)


@pytest.mark.parametrize(("data", "note"), [(b"", EMPTY), (b"Only English.\n", NO_ARABIC)])
def test_on_standard_input_too_and_as_pairs(data, note):
    run = qantara("translate", "-", stdin=data)
    assert (run.returncode, run.stdout) == (0, data) and note in stderr(run)
    run = qantara("translate", "-", "--to", "jsonl", stdin=data)
    records = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0 and [(each["source"], each["target"]) for each in records] == [
        ("Only English.",) * 2
    ] * len(records)
    assert len(records) == bool(data)


@pytest.mark.parametrize("command", ["audit a.txt -g karabakh", "score a.txt -r a.txt", "align a.txt a.txt -m none"])
def test_where_there_is_nothing_to_measure_it_is_an_error(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").touch()
    run = qantara(*command.split())
    (line,) = stderr(run).splitlines()
    assert run.returncode == 1 and "a.txt" in line and ("empty" in line or "there is nothing to" in line)


def test_pairs_without_the_translations_that_were_there_are_said(tmp_path):
    (tmp_path / "a.tsv").write_text("source\ttarget\nنعم\tYes\n", encoding="utf-8")
    run = qantara("translate", "a.tsv", "-o", "a.jsonl", "--memory", "none", cwd=tmp_path)
    assert run.returncode == 0 and "a.jsonl is without them: --overwrite" in stderr(run)
    run = qantara("translate", "a.tsv", "-o", "b.tsv", "--memory", "none", cwd=tmp_path)
    assert "without them" not in stderr(run)
