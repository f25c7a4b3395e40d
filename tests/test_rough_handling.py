"""What went wrong once: inputs and places that a careless or unlucky user hands over."""

import json
import os
import signal
import subprocess

import pytest

from glossaries.arabic import has_arabic
from glossaries.english import occurrences
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from mt.pipeline.translate import translate
from tests import tiny
from tests.command import QANTARA, qantara, stderr, stopped

ARABIC = "وصلت القوات إلى لاتشين اليوم.\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").write_text(ARABIC, encoding="utf-8")
    return tmp_path


def test_no_output_overwrites_any_input(folder):
    (folder / "s").mkdir()
    (folder / "s" / "b.txt").write_text(ARABIC, encoding="utf-8")
    (folder / "b.txt").write_text(ARABIC, encoding="utf-8")
    run = qantara("translate", "s/b.txt", "b.txt", "-o", ".", cwd=folder)
    assert run.returncode == 1 and "is an input itself" in stderr(run)
    for command in (
        ["audit", "in.txt", "-g", "karabakh"],
        ["glossary", "suggest", "in.txt"],
        ["score", "in.txt", "-r", "b.txt"],
    ):
        run = qantara(*command, "-o", "in.txt", cwd=folder)
        assert run.returncode == 1 and "is an input itself" in stderr(run)
    assert (folder / "in.txt").read_text(encoding="utf-8") == (folder / "b.txt").read_text(encoding="utf-8") == ARABIC


def test_links_are_followed_and_pipes_written_to(folder):
    (folder / "real.txt").write_text("old")
    (folder / "link.txt").symlink_to("real.txt")
    assert qantara("translate", "in.txt", "-o", "link.txt", "--beam-size", 1, cwd=folder).returncode == 0
    assert (folder / "link.txt").is_symlink() and (folder / "real.txt").read_text() not in ("", "old")
    os.mkfifo(folder / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], cwd=folder, stdout=subprocess.PIPE)
    assert qantara("translate", "in.txt", "-g", "karabakh", "-o", "pipe", cwd=folder).returncode == 0
    assert b"Lachin" in reader.communicate(timeout=60)[0]
    assert (folder / "pipe").is_fifo()


def test_inputs_are_not_glued_together(folder):
    (folder / "open.txt").write_text("نعم", encoding="utf-8")
    run = qantara("translate", "open.txt", "in.txt", "-q", cwd=folder)
    assert run.stdout.count(b"\n") == 2
    run = qantara("translate", "open.txt", "in.txt", "-q", "--to", "tsv", cwd=folder)
    assert run.stdout.count(b"source") == 1
    run = qantara("translate", "open.txt", "in.txt", "-q", "--to", "jsonl", cwd=folder)
    assert [json.loads(line)["id"] for line in run.stdout.splitlines()] == ["open.txt:1.1", "in.txt:1.1"]


def test_names_without_a_file_are_told_and_an_input_is_read_once(folder):
    for command in (["translate", ""], ["audit", "", "-g", "karabakh"], ["glossary", "suggest", ""]):
        run = qantara(*command, cwd=folder)
        assert run.returncode == 1 and stderr(run) == "qantara: an input has no name: is a variable empty?\n"
        assert not run.stdout
    for command in (["audit", "no.txt", "-g", "karabakh"], ["glossary", "suggest", "no.txt", "-o", "new.tsv"]):
        run = qantara(*command, cwd=folder)
        assert run.returncode == 1 and stderr(run) == "qantara: no.txt: cannot be read: No such file or directory\n"
        assert qantara(*command, "other.txt", cwd=folder).returncode == 1
        assert not run.stdout and not (folder / "new.tsv").exists()
    run = qantara("translate", "-", "-", stdin=ARABIC, cwd=folder)
    assert run.returncode == 0 and run.stdout.count(b"\n") == 1 and stderr(run).startswith("-: 1 segment;")


def test_a_folder_is_a_folder_and_a_dash_is_standard_output(folder):
    assert qantara("translate", "in.txt", "-o", "new/", cwd=folder).returncode == 0
    assert (folder / "new" / "in.txt").is_file()
    run = qantara("translate", "in.txt", "-g", "karabakh", "-o", "-", cwd=folder)
    assert b"Lachin" in run.stdout and not (folder / "-").exists()


def test_a_long_name_can_be_written(folder):
    name = "ش" * 120 + ".txt"
    assert qantara("translate", "in.txt", "-o", name, cwd=folder).returncode == 0
    assert (folder / name).is_file()


def test_a_stop_signal_leaves_nothing_behind(folder, tmp_path_factory):
    model = tiny.make(tmp_path_factory.mktemp("models") / "tiny")
    (folder / "many.txt").write_text("".join(f"نعم {number}\n" for number in range(6000)), encoding="utf-8")
    command = ["translate", "many.txt", "-o", "out.txt", "-m", model, "--beam-size", 1]
    code = stopped(*command, cwd=folder, by=signal.SIGTERM, once=lambda: list(folder.glob(".qantara-*.part")))
    assert code == 128 + signal.SIGTERM
    assert sorted(path.name for path in folder.iterdir()) == ["in.txt", "many.txt"]


def test_tatweel_alone_is_no_word(engine):
    assert not has_arabic("ـــ")
    (pair,) = translate([("1", "ـــ")], engine)
    assert pair.target == "ـــ"


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("see https://x.com/Ab.", True),
        ("see https://x.com/Abs", False),
        ("see https://x.com/Ab/c", False),
        ("see HTTPS://x.com/Ab", False),
    ],
)
def test_an_address_is_itself_to_the_letter(text, there):
    assert bool(occurrences(text, Term("https://x.com/Ab", "https://x.com/Ab", type="address"))) is there


@pytest.mark.parametrize(
    "text",
    [
        "شوشا شوشا شوشا",
        "لاتشين لاتشين علييف علييف",
        "ممر لاتشين لاتشين ممر لاتشين",
    ],
)
def test_no_term_is_missed(engine, text):
    terms = (
        Term("شوشا", "Shusha"),
        Term("لاتشين", "Lachin"),
        Term("ممر لاتشين", "Lachin corridor"),
        Term("علييف", "Əliyev 阿"),
    )
    (pair,) = translate([("1", text)], engine, Matcher(Glossary("t", terms)))
    assert pair.terms and all(term.status != "missed" for term in pair.terms)
    assert all(pair.target[slice(*term.target_span)] == term.target for term in pair.terms)


def test_letters_that_no_model_knows_stay_in_an_address(engine):
    (pair,) = translate([("1", "https://x.com/ﬁ½ هنا")], engine)
    assert pair.target.startswith("https://x.com/ﬁ½ ")


def test_a_hashtag_is_a_term_and_no_comment(folder):
    (folder / "g.tsv").write_text("# a comment\tx\n#قره_باغ\t\t\tkeep\n#only\n", encoding="utf-8")
    assert "#قره_باغ" in qantara("glossary", "show", "g.tsv", cwd=folder).stdout.decode()


@pytest.mark.parametrize("name", ["g.tbx", "m.tmx"])
@pytest.mark.parametrize("encoding", ["foo", "shift_jis"])
def test_encodings_that_cannot_be_read_are_named(folder, name, encoding):
    (folder / name).write_bytes(f'<?xml version="1.0" encoding="{encoding}"?><tmx/>'.encode())
    command = ["glossary", "check", name] if name == "g.tbx" else ["audit", name, "-g", "karabakh"]
    run = qantara(*command, cwd=folder)
    assert run.returncode == 1 and "Traceback" not in stderr(run) and "UTF-8" in (stderr(run) + run.stdout.decode())


def test_a_wild_line_number_is_no_line_number(folder):
    (folder / "h.jsonl").write_text(
        '{"id":"99999999999.1","source":"x","target":"y"}\n{"id":"900000000.1","source":"x","target":"y"}\n'
    )
    (folder / "r.txt").write_text("y\ny\n")
    assert qantara("score", "h.jsonl", "-r", "r.txt", "--metric", "BLEU", cwd=folder).returncode == 0


def test_closed_streams_are_one_line(folder):
    for command in (
        f"{QANTARA} translate in.txt >&-",
        f"{QANTARA} translate - <&-",
        f"{QANTARA} glossary list >/dev/full",
    ):
        run = subprocess.run(command, shell=True, cwd=folder, capture_output=True, check=False, timeout=60)
        assert run.returncode == 1 and len(stderr(run).splitlines()) == 1, (command, stderr(run))


def test_a_gate_without_anything_to_measure_is_an_error(folder):
    (folder / "latin.txt").write_text("hello\n")
    run = qantara("audit", "latin.txt", "-g", "karabakh", "--fail-under", 100, cwd=folder)
    assert run.returncode == 1 and "no Arabic" in stderr(run)


def test_a_card_with_nonsense_is_named(tmp_path):
    from glossaries.errors import ModelError
    from mt.models.store import find

    for card in ("pieces = 3\n", "[pieces]\nsource_prefix = 5\n", '[pieces]\nsource_prefix = "x"\n'):
        folder = tiny.make(tmp_path / f"m{len(card)}", card=card)
        with pytest.raises(ModelError, match="lists of strings"):
            find(str(folder))
