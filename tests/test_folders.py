"""Folders in, folders out; what was translated once is not translated again; a killed run goes on."""

import os
import signal
import sqlite3
import subprocess
from functools import partial

import pytest

from glossaries.errors import OutputError
from mt.jobs.output import open_output
from tests import tiny
from tests.command import qantara, says, stderr, stopped
from tests.documents.office import package

LINES = [f"وصلت القوات إلى لاتشين في اليوم رقم {k}." for k in range(24)]


@pytest.fixture
def news(tmp_path):
    for k, line in enumerate(LINES):
        place = tmp_path / "news" / f"{k % 3}" / f"{k}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{line}\n\nقال الرئيس نعم.\n", encoding="utf-8")
    return tmp_path


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_mirrored_and_small_files_are_translated_as_one_text(news):
    run = qantara("translate", "news", "-o", "out", "-g", "karabakh", "--beam-size", 1, cwd=news)
    assert run.returncode == 0 and says(stderr(run), "24 inputs: 48 segments")
    out = tree(news / "out")
    assert out.keys() == tree(news / "news").keys()
    assert all(text.count(b"\n") == 3 and b"Lachin" in text for text in out.values())
    whole = news / "all.txt"
    whole.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    one = qantara("translate", whole, "-g", "karabakh", "--beam-size", 1, "-q", "--memory", "none", cwd=news)
    lines = one.stdout.decode().splitlines()
    assert [out[f"{k % 3}/{k}.txt"].decode().split("\n")[0] for k in range(24)] == lines


def test_the_second_run_takes_all_from_the_memory_and_gives_the_same(news):
    command = ["translate", "news", "-g", "karabakh", "--beam-size", 1, "--to", "jsonl"]
    qantara(*command, "-o", "a", cwd=news)
    run = qantara(*command, "-o", "b", cwd=news)
    assert says(stderr(run), "25 from the memory")
    assert tree(news / "a") == tree(news / "b")
    other = qantara(*command, "-g", "months", "-o", "c", cwd=news)
    assert "from the memory" not in stderr(other)


def test_what_has_not_changed_is_not_done_again(news):
    command = ["translate", "news", "-g", "karabakh", "--beam-size", 1, "-o", "out"]
    first = stderr(qantara(*command, cwd=news))
    before = {path: path.stat().st_mtime_ns for path in (news / "out").rglob("*.txt")}
    (news / "news/0/0.txt").write_text("قال الرئيس لا.\n", encoding="utf-8")
    (news / "out/1/1.txt").write_text("touched by hand\n", encoding="utf-8")
    (news / "out/2/2.txt").unlink()
    whole = tree(news / "out")
    second = stderr(qantara(*command, cwd=news))
    assert "unchanged" not in first and says(second, "24 inputs: 47 segments")
    assert says(second, "3 from the memory", "21 inputs unchanged since the last run")
    after = {path: path.stat().st_mtime_ns for path in (news / "out").rglob("*.txt")}
    assert {path.stem for path in before if after[path] != before[path]} == {"0", "1", "2"}
    assert {name for name, text in tree(news / "out").items() if whole.get(name) != text} == {
        "0/0.txt",
        "1/1.txt",
        "2/2.txt",
    }
    for other in (["--to", "jsonl"], ["-g", "months"], ["--memory", "none"]):
        assert "unchanged" not in stderr(qantara(*command, *other, cwd=news))


def test_what_is_read_otherwise_is_done_again(tmp_path):
    body = "<p>قال الرئيس نعم.</p>" * 9
    (tmp_path / "a.html").write_text(f"<nav><a href='/'>أخبار</a></nav><article>{body}</article>", encoding="utf-8")
    command = ["translate", "a.html", "-o", "b.html", "--beam-size", 1]
    assert "unchanged" not in stderr(qantara(*command, cwd=tmp_path))
    assert "unchanged" in stderr(qantara(*command, cwd=tmp_path))
    for more in (["--main-text"], ["--overwrite"], ["--source-column", "x"], ["--target-column", "y"]):
        assert "unchanged" not in stderr(qantara(*command, *more, cwd=tmp_path)), more
    assert "unchanged" not in stderr(qantara(*command, "--main-text", "--overwrite", cwd=tmp_path))


def test_a_name_that_is_no_text_stops_nothing(news):
    odd = os.fsencode(news / "news") + b"/\xe4.txt"
    with open(odd, "wb") as file:
        file.write((news / "news/0/0.txt").read_bytes())
    for _ in range(2):
        run = qantara("translate", "news", "-o", "out", "--beam-size", 1, cwd=news)
        assert run.returncode == 0 and says(stderr(run), "25 inputs")
    assert len(tree(news / "out")) == 25


def test_the_memory_itself_is_neither_read_nor_written(news):
    for _ in range(2):
        run = qantara("translate", "news", "-o", "out", "--beam-size", 1, "--memory", "news/m.sqlite", cwd=news)
        assert run.returncode == 0 and len(tree(news / "out")) == 24
    run = qantara("translate", "news/0/0.txt", "-o", "m.db", "--beam-size", 1, "--memory", "m.db", cwd=news)
    assert run.returncode == 1 and "m.db: is the translation memory" in stderr(run)


def test_a_pipe_is_read_like_a_file(news):
    os.mkfifo(news / "pipe")
    writer = subprocess.Popen(["cp", "news/0/0.txt", "pipe"], cwd=news)
    run = qantara("translate", "pipe", "--beam-size", 1, cwd=news)
    assert writer.wait() == run.returncode == 0 and run.stdout.count(b"\n") == 3


def test_the_second_run_tells_what_the_first_told(tmp_path):
    (tmp_path / "a.po").write_text('msgid "نعم"\nmsgstr "yes"\n\nmsgid "لا"\nmsgstr ""\n', encoding="utf-8")
    first, second = (stderr(qantara("translate", "a.po", "-o", "b.po", cwd=tmp_path)) for _ in range(2))
    assert "translations that were there are kept: 1" in first
    assert second == first.replace("written to b.po", "unchanged since it was written to b.po")


def has_files(folder, count):
    return len(list(folder.glob("*.txt"))) >= count


def test_a_killed_run_goes_on_and_gives_what_an_undisturbed_one_gives(tmp_path):
    (tmp_path / "news").mkdir()
    for k in range(600):  # three windows of segments
        (tmp_path / "news" / f"{k}.txt").write_text(f"قال الرئيس نعم {k}.\n", encoding="utf-8")
    model = tiny.make(tmp_path / "model")
    command = ["translate", "news", "-g", "karabakh", "--beam-size", 1, "-q", "-m", model]
    assert qantara(*command, "-o", "whole", "--memory", "none", cwd=tmp_path).returncode == 0
    for some in (1, 300):
        begun = partial(has_files, tmp_path / "out", some)
        assert stopped(*command, "-o", "out", cwd=tmp_path, by=signal.SIGKILL, once=begun) == -signal.SIGKILL
        assert not has_files(tmp_path / "out", 600)
    assert qantara(*command, "-o", "out", cwd=tmp_path).returncode == 0
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


def test_bad_files_are_told_and_the_others_translated(news):
    (news / "news" / "0" / "bad.txt").write_bytes(b"\xd3\xe1\xc7\xe3\n")
    (news / "news" / "1" / "pdf.txt").write_bytes(b"%PDF-1.7")
    run = qantara("translate", "news", "-o", "out", "--beam-size", 1, cwd=news)
    lines = stderr(run).splitlines()
    assert run.returncode == 1 and says(lines[-1], "2 of 26 inputs were not translated")
    assert any("bad.txt: not UTF-8" in line for line in lines) and any("pdf.txt: a PDF" in line for line in lines)
    assert len(tree(news / "out")) == 24


@pytest.fixture(params=[True, False], ids=["open files move", "they do not, as on Windows"])
def system(request, monkeypatch):
    monkeypatch.setattr("mt.jobs.output.MOVES_OPEN_FILES", request.param)


@pytest.mark.usefixtures("system")
def test_two_runs_do_not_write_one_file(tmp_path):
    with open_output(tmp_path / "x.txt") as first:
        first.write("whole")
        with pytest.raises(OutputError, match="another run is writing it"), open_output(tmp_path / "x.txt") as second:
            second.write("torn")
    assert (tmp_path / "x.txt").read_text() == "whole" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.usefixtures("system")
def test_a_signal_before_the_lock_leaves_nothing_either(tmp_path, monkeypatch):
    def stop(*args):
        monkeypatch.undo()
        raise SystemExit

    monkeypatch.setattr("portalocker.lock", stop)
    with pytest.raises(SystemExit), open_output(tmp_path / "x.txt"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_overwritten(tmp_path):
    with pytest.raises(KeyboardInterrupt), open_output(tmp_path / "x.txt") as stream:
        (part,) = tmp_path.iterdir()
        raise KeyboardInterrupt
    assert not part.exists()
    part.write_text("half of something, and longer than what comes now")
    with open_output(tmp_path / "x.txt") as stream:
        stream.write("whole")
    assert tree(tmp_path) == {"x.txt": b"whole"}


@pytest.mark.parametrize("moves", [True, False])
def test_an_unfinished_file_is_closed_before_it_moves_where_it_must_be(tmp_path, monkeypatch, moves):
    monkeypatch.setattr("mt.jobs.output.MOVES_OPEN_FILES", moves)
    monkeypatch.setattr("mt.jobs.output.os.replace", lambda part, place: closed.append(stream.closed))
    closed: list[bool] = []
    with open_output(tmp_path / "x.txt") as stream:
        stream.write("whole")
    assert closed == [not moves]


def test_memory_can_be_shown_exported_and_cleared(news):
    assert says(qantara("memory", "show").stdout.decode(), "0 segments")
    assert qantara("memory", "export").returncode == 1
    assert "no translation memory yet" in stderr(qantara("memory", "show", "--memory", news / "none.sqlite"))
    qantara("translate", "news/0/0.txt", "-g", "karabakh", cwd=news)
    shown = qantara("memory", "show").stdout.decode()
    assert says(shown, "2 segments") and "model:ar-en@" in shown
    exported = qantara("memory", "export", "-o", "m.tmx", cwd=news)
    assert exported.returncode == 0 and "Lachin" in (news / "m.tmx").read_text(encoding="utf-8")
    assert says(qantara("memory", "clear").stdout.decode(), "2 segments forgotten")
    assert says(qantara("memory", "show").stdout.decode(), "0 segments")


def test_without_a_place_for_the_memory_the_work_goes_on(news, home):
    (home / "data").write_text("no folder")
    run = qantara("translate", "news/0/0.txt", cwd=news)
    assert run.returncode == 0 and "going on without a translation memory" in stderr(run)
    run = qantara("translate", "news/0/0.txt", "--memory", home / "data" / "m", cwd=news)
    assert run.returncode == 1 and run.stdout == b""


def test_none_keeps_nothing(news, home):
    qantara("translate", "news/0/0.txt", "--memory", "none", cwd=news)
    assert not list(home.rglob("*.sqlite"))


def test_what_is_kept_can_be_read_by_anything_that_reads_sqlite(news):
    qantara("translate", "news/0/0.txt", "--memory", "m.sqlite", cwd=news)
    with sqlite3.connect(news / "m.sqlite") as database:
        (source,) = database.execute("SELECT source FROM pair WHERE source LIKE '%لاتشين%'").fetchone()
    database.close()
    assert source == LINES[0]


def test_what_stays_in_several_documents_is_said_once(tmp_path):
    for name in ("a", "b"):
        parts = {
            "xl/w.xml": ("", '<workbook><sheets><sheet name="ورقة"/></sheets></workbook>'),
            "xl/s.xml": ("sharedStrings", "<sst><si><t>نعم</t></si></sst>"),
        }
        (tmp_path / f"{name}.xlsx").write_bytes(package("spreadsheetml.sheet", "xl/w.xml", parts))
    for k in range(20):
        (tmp_path / f"{k}.txt").write_text("نعم\n", encoding="utf-8")
    run = qantara("translate", str(tmp_path), "-o", str(tmp_path / "out"), "--beam-size", "1", "--memory", "none")
    assert "names of sheets are kept: formulas use them (in 2 inputs)" in stderr(run)
