"""Which files a command line means, and where their translations go."""

from pathlib import Path

import pytest

from glossaries.errors import InputError, OutputError, UsageError
from mt.jobs.plan import Input, Job, inputs, plan


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("news/b.txt", "news/a.md", "news/deep/c.txt", "news/.git/d.txt", "news/.e.txt", "one.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("نعم", encoding="utf-8")
    return tmp_path


def places(names, outputs, to=None):
    return [(job.input.name, str(job.outputs[0][0])) for job in plan(names, outputs, to)]


def test_a_folder_is_all_that_can_be_seen_below_it_and_is_mirrored(folder):
    assert places(["news"], ["out"]) == [
        ("news/a.md", "out/a.md"),
        ("news/b.txt", "out/b.txt"),
        ("news/deep/c.txt", "out/deep/c.txt"),
    ]
    assert places(["news"], ["out"], "tmx")[2] == ("news/deep/c.txt", "out/deep/c.tmx")


def test_a_pattern_keeps_what_follows_its_fixed_part(folder):
    assert places(["news/**/*.txt"], ["out"]) == [("news/b.txt", "out/b.txt"), ("news/deep/c.txt", "out/deep/c.txt")]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder):
    Path("[1].txt").write_text("نعم", encoding="utf-8")
    assert [each.name for each in inputs(["[1].txt"])] == ["[1].txt"]


def test_the_output_folder_is_no_input(folder):
    (folder / "out").mkdir()
    (folder / "out" / "x.txt").write_text("نعم", encoding="utf-8")
    assert not any("x.txt" in name for name, _ in places(["."], ["out"]))


def test_nothing_behind_a_name_is_said(folder):
    (folder / "empty").mkdir()
    found = list(inputs(["empty", "none/*.txt", "one.txt"]))
    assert [type(each) for each in found] == [InputError, InputError, Input]
    assert all("no file there" in str(each) for each in found[:2])


def test_an_ending_that_says_otherwise_than_the_format_asked_for_is_refused(folder):
    with pytest.raises(UsageError, match="named tmx, and --to asks for text"):
        plan(["one.txt"], ["x.tmx"], "text")
    with pytest.raises(UsageError, match="named docx, and --to asks for tmx"):
        plan(["one.txt"], ["x.docx"], "tmx")
    assert len(plan(["one.txt"], ["x.txt"], "tmx")) == len(plan(["one.txt"], ["x"], "tmx")) == 1


def test_two_translations_do_not_go_to_one_place(folder):
    Path("other").mkdir()
    Path("other/one.txt").write_text("نعم", encoding="utf-8")
    first, second = plan(["one.txt", "other/one.txt"], ["out"], None)
    assert isinstance(first, Job) and isinstance(second, OutputError) and "two translations" in str(second)
    (refused,) = plan(["one.txt"], ["x.txt", "./x.txt"], None)
    assert isinstance(refused, OutputError)


@pytest.mark.parametrize("names", [["one.txt"], ["one.txt", "news/b.txt"]])
def test_no_input_is_overwritten(folder, names):
    Path("link.txt").symlink_to("one.txt")
    refused = plan(names, ["link.txt"] if len(names) == 1 else ["."], None)[0]
    assert isinstance(refused, OutputError) and "is an input itself" in str(refused)


def test_what_does_not_go_together(folder):
    with pytest.raises(UsageError, match="one folder"):
        plan(["news"], ["out", "out2"], None)
    with pytest.raises(UsageError, match="need a folder"):
        plan(["one.txt", "news/b.txt"], [], "tmx")
    with pytest.raises(OutputError, match="cannot be made a folder"):
        plan(["news"], ["one.txt"], None)
