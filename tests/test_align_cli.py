"""`qantara align` as a user runs it. Most runs go without a model and inside this process: that is quick."""

import io
import json
import signal
import sys
from contextlib import contextmanager
from importlib import import_module

import pytest
from lxml import etree

from mt.cli import main as cli
from mt.documents.bitext import read_pairs as read
from mt.pipeline.memory import Memory
from tests import tiny
from tests.command import says

command = import_module("mt.cli.align")

ARABIC = [
    "وصلت القوات الروسية إلى مدينة لاتشين في 20 نوفمبر 2020.",
    "قال الرئيس فلاديمير بوتين إن الاتفاق مهم للسلام.",
    "كان الطقس باردا جدا في ذلك الصباح.",
    "عادت 15 عائلة إلى آغدام بعد الحرب.",
]
ENGLISH = [
    "Russian forces arrived in the town of Lachin on 20 November 2020.",
    "President Vladimir Putin said that the agreement is important for peace.",
    "After the war 15 families returned to Agdam.",
]
BEADS = "[0]:[0]\n[1]:[1]\n[2]:[]\n[3]:[2]\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capfd):
    """Runs the command in a folder with the two documents; gives exit code, output and messages."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    (tmp_path / "ar.txt").write_text("\n".join(ARABIC) + "\n", encoding="utf-8")
    (tmp_path / "en.txt").write_text("\n".join(ENGLISH) + "\n", encoding="utf-8")

    def call(*args, model="none"):
        monkeypatch.setattr(sys, "argv", ["qantara", "align", *map(str, args), "-m", str(model)])
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


def pairs_of(path):
    with path.open("rb") as content:
        return read(content, path.name)


def test_documents_become_pairs_in_every_format(run, tmp_path):
    forms = ("tsv", "jsonl", "tmx", "xlf", "html", "pharaoh", "beads")
    code, out, err = run(
        "ar.txt", "en.txt", "-g", "karabakh", *(word for form in forms for word in ("-o", f"x.{form}"))
    )
    assert code == 0 and out == "" and says(err, "3 pairs, 1 Arabic and 0 English sentences alone", "x.beads")
    assert (tmp_path / "x.beads").read_text() == BEADS
    pairs = pairs_of(tmp_path / "x.jsonl")
    assert [(pair.id, pair.source, pair.target) for pair in pairs] == [
        ("1", ARABIC[0], ENGLISH[0]), ("2", ARABIC[1], ENGLISH[1]), ("3", ARABIC[2], ""), ("4", ARABIC[3], ENGLISH[2]),
    ]  # fmt: skip
    assert all(pair.score == pair.bead.score and 0 < pair.score <= 1 for pair in pairs if pair.target)
    (lachin, *_) = [term for term in pairs[0].terms if term.target == "Lachin"]
    assert lachin.status == "kept" and pairs[0].target[slice(*lachin.target_span)] == "Lachin"
    words = {(pairs[0].source_tokens[i].text, pairs[0].target_tokens[j].text) for i, j, _ in pairs[0].links}
    assert ("لاتشين", "Lachin") in words and ("20", "20") in words
    assert [(p.id, p.source, p.target, p.score) for p in pairs_of(tmp_path / "x.tsv")] == [
        (p.id, p.source, p.target, p.score) for p in pairs
    ]
    assert [pair.id for pair in pairs_of(tmp_path / "x.tmx")] == ["1", "2", "4"]
    assert [pair.id for pair in pairs_of(tmp_path / "x.xlf")] == ["1", "2", "3", "4"]
    assert len((tmp_path / "x.pharaoh").read_text().splitlines()) == 4
    assert "without a counterpart" in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_a_missing_term_is_told_with_what_stands_there(run, tmp_path):
    (tmp_path / "en.txt").write_text("\n".join(ENGLISH).replace("Agdam", "Aghdan"), encoding="utf-8")
    _, out, _ = run("ar.txt", "en.txt", "-g", "karabakh", "--to", "jsonl")
    (term,) = [term for line in out.splitlines() for term in json.loads(line)["terms"] if "Agdam" in term["term"]]
    assert term["status"] == "missed" and term["target_span"] is None and "Aghdan" in term["why"]


def test_order_does_not_matter_for_comparable_texts(run, tmp_path):
    (tmp_path / "en.txt").write_text("\n".join(ENGLISH[::-1]), encoding="utf-8")
    code, out, _ = run("ar.txt", "en.txt", "--comparable", "--to", "beads")
    assert code == 0 and out == "[0]:[2]\n[1]:[1]\n[2]:[]\n[3]:[0]\n"


def test_sentences_are_numbered_by_their_lines(run, tmp_path):
    (tmp_path / "ar.txt").write_text("\n\n".join(ARABIC), encoding="utf-8")
    code, out, _ = run("ar.txt", "en.txt", "--sentences", "--to", "beads")
    assert code == 0 and out == "[0]:[0]\n[2]:[1]\n[4]:[]\n[6]:[2]\n"


def test_numbered_verses_on_one_line_are_paired_one_by_one(run, tmp_path):
    """Without full stops, more of them than a bead holds."""
    for name, texts in (("ar.txt", ARABIC), ("en.txt", [*ENGLISH[:2], "It was very cold that morning.", ENGLISH[2]])):
        verses = [f"{k} {text.rstrip('.')}" for k, text in enumerate(texts * 3, 1)]
        (tmp_path / name).write_text(" ".join(verses), encoding="utf-8")
    code, out, _ = run("ar.txt", "en.txt", "--to", "beads")
    assert code == 0 and out == "".join(f"[{k}]:[{k}]\n" for k in range(12))


def test_lines_stay_lines(run, tmp_path):
    texts = [ARABIC[0], "", ARABIC[1]], [ENGLISH[0], "", ENGLISH[1]]
    for name, lines in zip(("ar.txt", "en.txt"), texts, strict=True):
        (tmp_path / name).write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    code, out, _ = run("ar.txt", "en.txt", "--lines", "--to", "pharaoh")
    assert code == 0 and [bool(line) for line in out.split("\n")] == [True, False, True, False]
    _, out, _ = run("ar.txt", "en.txt", "--lines")
    assert [line.split("\t")[:3] for line in out.splitlines()[1:]] == [
        ["1", texts[0][0], texts[1][0]], ["2", "", ""], ["3", texts[0][2], texts[1][2]],
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_a_missing_last_line_counts(run, tmp_path, end):
    """A blank last line is a line, and one that is not there at all is told."""
    (tmp_path / "en.txt").write_text("\n".join([ENGLISH[0], ENGLISH[1], "It was cold that morning."]) + end)
    code, out, err = run("ar.txt", "en.txt", "--lines", "--to", "beads")
    assert code == 0 and out == "[0]:[0]\n[1]:[1]\n[2]:[2]\n[3]:[3]\n"
    assert says(err, "en.txt: has no line 4, which ar.txt has") == (end != "\n\n\n")
    _, out, _ = run("ar.txt", "en.txt", "--lines")
    assert out.splitlines()[-1].split("\t")[:4] == ["4", ARABIC[3], "", "0.0"]


def test_a_text_with_little_in_its_language_is_told_and_aligned(run, tmp_path):
    (tmp_path / "ar.txt").write_text("\n".join(["RT @user http://example.com/a/b/c " * 9, *ARABIC]), encoding="utf-8")
    code, out, err = run("ar.txt", "en.txt", "--sentences", "--to", "beads")
    assert code == 0 and "[1]:[0]" in out and says(err, "ar.txt: only 4 of 5 sentences are in Arabic")
    poem = ["يا ليل الصب متى غده أقيام الساعة موعده", "رقد السمار فأرقه أسف للبين يردده"]
    (tmp_path / "ar.txt").write_text("\n".join(poem), encoding="utf-8")
    (tmp_path / "en.txt").write_text("\n".join([*poem, "O night of the lover, when is its morrow?"]), encoding="utf-8")
    code, out, err = run("ar.txt", "en.txt", "--sentences", "--to", "beads")
    assert code == 0 and says(err, "en.txt: only 1 of 3 sentences are in English")


def bitext(*pairs):
    units = "".join(
        f'<tu tuid="{id_}"><tuv xml:lang="ar"><seg>{source}</seg></tuv><tuv xml:lang="en"><seg>{target}</seg></tuv></tu>'
        for id_, source, target in pairs
    )
    return f"<tmx version='1.4'><header/><body>{units}</body></tmx>"


def test_a_bitext_alone_is_linked_anew_and_keeps_its_ids(run, tmp_path):
    (tmp_path / "x.tmx").write_text(
        bitext(("a", ARABIC[0], ENGLISH[0]), ("b", ARABIC[3], ENGLISH[2])), encoding="utf-8"
    )
    code, out, _ = run("x.tmx", "--to", "jsonl")
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and [(each["id"], each["source"], each["target"]) for each in records] == [
        ("a", ARABIC[0], ENGLISH[0]), ("b", ARABIC[3], ENGLISH[2]),
    ]  # fmt: skip
    assert all(each["links"] and 0 < each["score"] <= 1 for each in records)


def test_a_bitext_whose_sides_slipped_can_be_paired_again(run, tmp_path):
    rows = zip(ARABIC, ["", *ENGLISH], strict=True)
    (tmp_path / "x.tsv").write_text("source\ttarget\n" + "".join(f"{s}\t{t}\n" for s, t in rows), encoding="utf-8")
    code, out, _ = run("x.tsv", "--comparable", "--to", "beads")
    assert code == 0 and out == "[0]:[1]\n[1]:[2]\n[2]:[]\n[3]:[3]\n"


def test_filters_drop_and_tell_why(run, tmp_path):
    wrong = (
        ("c", ARABIC[1], "Il pleut."),
        ("d", ARABIC[0], ENGLISH[0]),
        ("e", ARABIC[0], ARABIC[1]),
        ("f", ARABIC[2], ""),
    )
    (tmp_path / "x.tmx").write_text(bitext(("a", ARABIC[0], ENGLISH[0]), *wrong), encoding="utf-8")
    options = ("--min-score", 0.05, "--max-ratio", 4, "--no-duplicates", "--check-language", "--dropped", "d.tsv")
    code, out, err = run("x.tmx", *options)
    assert code == 0 and [line.split("\t")[0] for line in out.splitlines()] == ["id", "a"] and says(err, "4 dropped")
    reasons = [line.split("\t") for line in (tmp_path / "d.tsv").read_text(encoding="utf-8").splitlines()]
    assert [(row[0], row[-1].split()[0]) for row in reasons] == [
        ("id", "reason"), ("c", "score"), ("d", "the"), ("e", "target"), ("f", "no"),
    ]  # fmt: skip
    assert reasons[1][1:3] == [ARABIC[1], "Il pleut."]


def test_swapped_sides_are_noticed_and_swapped_when_told(run):
    code, _, err = run("en.txt", "ar.txt", "--to", "beads")
    assert code == 1 and "en.txt is the English one" in err and "--swap" in err and len(err.splitlines()) == 1
    assert run("en.txt", "ar.txt", "--swap", "--to", "beads")[:2] == (0, BEADS)
    assert run("ar.txt", "en.txt", "--swap")[0] == 1


@pytest.mark.parametrize(
    ("args", "files", "why"),
    [
        (["ar.txt", "ar2.txt"], {"ar2.txt": "نعم"}, "ar.txt and ar2.txt are both in Arabic"),
        (["en.txt", "en2.txt"], {"en2.txt": "Yes"}, "neither en.txt nor en2.txt is in Arabic"),
        (["ar.txt", "e.txt"], {"e.txt": ""}, "e.txt: no text in it"),
        (["e.txt", "en.txt"], {"e.txt": "\n \n"}, "e.txt: no text in it"),
        (["ar.txt", "none.txt"], {}, "none.txt: cannot be read"),
        (["ar.txt", "l.txt"], {"l.txt": b"caf\xe9"}, "l.txt: not UTF-8"),
        (["ar.txt", "z.txt"], {"z.txt": b"a\0b"}, "zero bytes"),
        (["ar.txt", "p.txt"], {"p.txt": "word " * 1_000_000}, "p.txt:1: a line of over 1,000,000 characters"),
        (["ar.txt", "en.txt", "--lines"], {}, "ar.txt has 4 lines, en.txt has 3"),
        (["ar.txt"], {}, "ar.txt: no TMX, XLIFF, TSV or JSONL"),
        (["ar.txt", "x.tmx"], {"x.tmx": bitext(("a", "نعم", "Yes"))}, "x.tmx: has both languages"),
        (["x.tmx"], {"x.tmx": bitext(("a", "Yes", "نعم"))}, "x.tmx: its source is English"),
        (["x.tmx"], {"x.tmx": bitext(("a", "نعم", ""))}, "x.tmx: no text in it"),
        (["x.tmx"], {"x.tmx": bitext(("a", "نعم", "Yes"))[:-20]}, "x.tmx:1: not well-formed"),
        (
            ["x.tmx"],
            {"x.tmx": '<!DOCTYPE tmx [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><tmx>&b;</tmx>'},
            "defines entities",
        ),
        (["ar.txt", "en.txt", "-o", "ar.txt"], {}, "ar.txt: is an input itself"),
        (["ar.txt", "en.txt", "-o", "no/x.tsv"], {}, "no/x.tsv: cannot be written"),
        (["ar.txt", "en.txt", "--dropped", "en.txt"], {}, "en.txt: is an input itself"),
    ],
)
def test_bad_input_is_one_clear_line(run, tmp_path, args, files, why):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    code, out, err = run(*args)
    assert code == 1 and out == "" and why in err and len(err.splitlines()) == 1
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "args",
    [
        ["ar.txt", "en.txt", "--lines", "--comparable"],
        ["ar.txt", "en.txt", "--lines", "--sentences"],
        ["-", "-"],
        ["ar.txt", "en.txt", "-o", "x.tsv", "-o", "x.tsv"],
        ["ar.txt", "en.txt", "--min-score", "2"],
        ["ar.txt", "en.txt", "--to", "docx"],
    ],
)
def test_wrong_usage_ends_with_2(run, args):
    assert run(*args)[0] == 2


def test_a_model_translates_once_and_gives_links(run, tmp_path):
    folder = tiny.make(tmp_path / "model")
    code, out, _ = run("ar.txt", "en.txt", "--to", "jsonl", "--memory", "m.sqlite", model=folder)
    assert code == 0 and any(json.loads(line)["links"] for line in out.splitlines())
    assert (tmp_path / "m.sqlite").exists()
    again = run("ar.txt", "en.txt", "--to", "jsonl", "--memory", "m.sqlite", model=folder)
    assert again[:2] == (0, out)


def test_a_missing_model_is_said_before_anything_is_written(run, tmp_path):
    code, _, err = run("ar.txt", "en.txt", "-o", "x.tsv", model="no-such-model")
    assert code == 1 and "no-such-model" in err and not (tmp_path / "x.tsv").exists()


@pytest.mark.parametrize(
    ("args", "text", "out"),
    [
        (("-", "en.txt", "--to", "beads"), "\n".join(ARABIC), BEADS),
        (("ar.txt", "-", "--to", "beads"), "\n".join(ENGLISH), BEADS),
        (("-", "--to", "beads"), json.dumps({"source": ARABIC[0], "target": ENGLISH[0]}), "[0]:[0]\n"),
    ],
)
def test_standard_input_may_be_either_side_or_a_bitext(run, monkeypatch, args, text, out):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert run(*args)[:2] == (0, out)


def test_an_interrupted_run_leaves_nothing_and_goes_on(run, tmp_path, monkeypatch):
    (tmp_path / "ar.txt").write_text("\n".join(f"لاتشين {k}" for k in range(300)), encoding="utf-8")
    folder = tiny.make(tmp_path / "model")
    files = {path.name for path in tmp_path.iterdir()}

    @contextmanager
    def stopped(quiet):
        def stop(stage, done, total):
            if done > 200:
                raise KeyboardInterrupt

        yield stop

    with monkeypatch.context() as patched:
        patched.setattr(command, "watched", stopped)
        code, _, _ = run("ar.txt", "en.txt", "-o", "x.tsv", "--memory", "m.sqlite", model=folder)
    assert code == 130 and {path.name for path in tmp_path.iterdir()} - files <= {
        "m.sqlite",
        "m.sqlite-wal",
        "m.sqlite-shm",
    }
    memory = Memory(tmp_path / "m.sqlite")
    assert [entry.pairs for entry in memory.entries()] == [256]
    memory.close()
    assert run("ar.txt", "en.txt", "-o", "x.tsv", "--memory", "m.sqlite", model=folder)[0] == 0
    assert run("ar.txt", "en.txt", "-o", "y.tsv", "--memory", "none", model=folder)[0] == 0
    assert (tmp_path / "x.tsv").read_bytes() == (tmp_path / "y.tsv").read_bytes()


def test_the_page_is_well_formed_and_asks_for_nothing(run, tmp_path):
    run("ar.txt", "en.txt", "-o", "x.html")
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "http:" not in text and "https:" not in text
    assert len(etree.HTML(text).xpath("//*[contains(@class, 'segment')]")) == 4
