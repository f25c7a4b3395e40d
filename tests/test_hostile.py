"""Inputs that were made to do harm, or that bad luck made: one line for each, and the others go on."""

import gzip
import io
import json
import lzma
import os
import random
import sqlite3
import subprocess
import time
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

import qantara as face
from align.bitext import SegmentPair
from glossaries.english import occurrences
from glossaries.errors import InputError, ModelError, QantaraError, as_error
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from mt.documents.model.tags import attributes
from mt.documents.recognise import FORMATS, recognise
from mt.jobs.plan import PassedOver, plan
from mt.pipeline.memory import Memory
from tests.command import QANTARA, qantara, stderr
from tests.documents import REPORT, read, repacked
from tests.growth import growth

ARABIC = "وصلت القوات إلى لاتشين."
BUNDLED = Path(__file__).parents[1] / "mt" / "bundled" / "ar-en"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text(ARABIC + "\n", encoding="utf-8")
    return tmp_path


def nested(tag: str, depth: int = 3000) -> bytes:
    """A Word document whose body has elements in elements."""
    with zipfile.ZipFile(io.BytesIO(REPORT)) as archive:
        xml = archive.read("word/document.xml")
    body = f"<w:{tag}>" * depth + f"<w:r><w:t>{ARABIC}</w:t></w:r>" + f"</w:{tag}>" * depth
    return repacked(REPORT, **{"word/document.xml": xml.replace(b"<w:body>", b"<w:body>" + body.encode())})


HOSTILE = {
    "deep.docx": nested("p"),
    "undefined.html": b'<html><head><meta charset="undefined"></head><body>\xd9\x86</body></html>',
    "escapes.xlf": b'<?xml version="1.0" encoding="unicode_escape"?><xliff version="1.2">\\ud800</xliff>',
    "seven.xlf": b'<?xml version="1.0" encoding="utf-7"?><xliff version="1.2"><file>+ADw-</file></xliff>',
    "rot.html": b'<?xml version="1.0" encoding="rot13"?><html><body>x</body></html>',
}


def test_one_bad_input_never_ends_a_run(folder):
    for name, data in HOSTILE.items():
        (folder / "in" / name).write_bytes(data)
    os.symlink("loop", folder / "in" / "loop")
    run = qantara("translate", "in", "-o", "out", "--memory", "none", cwd=folder)
    assert run.returncode == 1 and "Traceback" not in stderr(run)
    assert (folder / "out" / "good.txt").read_text(encoding="utf-8").strip()
    for name in HOSTILE:
        lines = [line for line in stderr(run).splitlines() if f"in/{name}:" in line]
        assert len(lines) == 1, name
    audit = qantara("audit", "in", "-g", "karabakh", "--json", "--no-spell", cwd=folder)
    assert json.loads(audit.stdout)["occurrences"] >= 1 and "Traceback" not in stderr(audit)


@pytest.mark.parametrize(
    "error", [RecursionError(), MemoryError(), KeyError("x"), UnicodeError("a\nb"), IndexError(), OSError(5, "no")]
)
def test_whatever_is_thrown_is_one_line(error):
    told = as_error("file.docx", error)
    assert isinstance(told, QantaraError) and str(told).startswith("file.docx: ") and "\n" not in str(told)
    assert told.__cause__ is error
    known = ModelError("m")
    assert as_error("file", known) is known


def test_a_segment_that_cannot_be_translated_ends_its_own_job_only(folder, monkeypatch):
    for number in range(5):
        (folder / "in" / f"{number}.txt").write_text(f"{ARABIC} {number}\n", encoding="utf-8")
    (folder / "in" / "2.txt").write_text("قنبلة\n", encoding="utf-8")
    whole = face.Translator.segments

    def breaks(self, segments):
        def checked():
            for id_, text in segments:
                if "قنبلة" in text:
                    raise ValueError("no such piece")
                yield id_, text

        yield from whole(self, checked())

    monkeypatch.setattr(face.Translator, "segments", breaks)
    run = qantara("translate", "in", "-o", "out", "--memory", "none", cwd=folder)
    assert run.returncode == 1 and "in/2.txt" in stderr(run) and "no such piece" in stderr(run)
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["0.txt", "1.txt", "3.txt", "4.txt", "good.txt"]


def test_debug_shows_where_an_error_arose(folder):
    (folder / "in" / "deep.docx").write_bytes(HOSTILE["deep.docx"])
    run = qantara("--debug", "translate", "in/deep.docx", "-o", "x.docx", "--memory", "none", cwd=folder)
    assert "RecursionError" in stderr(run) and "Traceback" in stderr(run) and run.returncode == 1


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_what_unpacks_to_too_much_is_refused(folder, pack):
    (folder / "bomb.txt").write_bytes(pack((b" " * 999 + b"\n") * (64 << 10)))
    (folder / "fine.txt").write_bytes(pack(f"{ARABIC}\n".encode() * 1000))
    begun = time.monotonic()
    run = qantara("translate", "bomb.txt", "-o", "out.txt", "--memory", "none", cwd=folder)
    assert run.returncode == 1 and "unpacks to over" in stderr(run) and time.monotonic() - begun < 20
    assert len(read((folder / "fine.txt").read_bytes(), "fine.txt")[0].segments) == 1000


def test_a_file_that_changes_while_it_is_read_is_said(folder, monkeypatch):
    whole = face.Translator.segments

    def appended(self, segments):
        def read_on():
            for number, each in enumerate(segments):
                if number == 0:
                    with (folder / "in" / "good.txt").open("a") as log:
                        log.write("later\n")
                yield each

        return whole(self, read_on())

    monkeypatch.setattr(face.Translator, "segments", appended)
    run = qantara("translate", "in", "-o", "out", "--memory", "none", cwd=folder)
    assert run.returncode == 1 and "changed while it was read" in stderr(run)
    assert not list((folder / "out").rglob("*.txt"))


def test_special_files_are_passed_over(folder):
    os.mkfifo(folder / "in" / "pipe")
    planned = plan(["in"], ["out"], None)
    assert [type(each) for each in planned].count(PassedOver) == 1 and len(planned) == 2
    run = qantara("translate", "in", "-o", "out", "--memory", "none", cwd=folder)
    assert run.returncode == 0 and "in/pipe: is no file" in stderr(run)


def test_a_planted_link_is_not_written_through(folder):
    victim = folder / "victim"
    victim.write_text("precious")
    victim.chmod(0o640)
    first = qantara("translate", "in/good.txt", "-o", "out.txt", "--memory", "none", cwd=folder)
    assert first.returncode == 0
    (folder / "out.txt").unlink()
    part = folder / f".qantara-{_part_of('out.txt')}.part"
    for plant in (part.symlink_to, part.hardlink_to):
        plant(victim)
        run = qantara("translate", "in/good.txt", "-o", "out.txt", "--memory", "none", cwd=folder)
        assert run.returncode == 0 and (folder / "out.txt").read_text().strip() and not part.exists()
        assert victim.read_text() == "precious" and victim.stat().st_mode & 0o777 == 0o640
    (folder / "out").mkdir()
    (folder / "out" / "good.txt").symlink_to(victim)
    run = qantara("translate", "in", "-o", "out", "--memory", "none", cwd=folder)
    assert run.returncode == 1 and "is a link" in stderr(run) and victim.read_text() == "precious"


def _part_of(name: str) -> str:
    import hashlib

    return hashlib.sha256(name.encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    "record",
    [b"", b"text", zlib.compress(b"no json"), zlib.compress(b"[1]"), zlib.compress(b"{}"), "text", 5,
     zlib.compress(b"[" * 100_000), zlib.compress(b'{"id":"","source":7}'), zlib.compress(bytes(1 << 20))[:-5]],
)  # fmt: skip
def test_a_damaged_record_is_as_if_it_were_not_there(tmp_path, record):
    memory = Memory(tmp_path / "memory", "s")
    memory.add({"نعم": SegmentPair("", "نعم", "yes"), "لا": SegmentPair("", "لا", "no")})
    memory.close()
    with sqlite3.connect(tmp_path / "memory") as database:
        database.execute("UPDATE pair SET record = ? WHERE source = 'نعم'", (record,))
    memory = Memory(tmp_path / "memory", "s")
    assert [pair.target for pair in memory.find(["نعم", "لا"]).values()] == ["no"] and memory.found == 1
    assert [pair.target for pair in memory.pairs()] == ["no"]
    memory.add({"نعم": SegmentPair("", "نعم", "yes")})
    assert memory.find(["نعم"])["نعم"].target == "yes"
    memory.close()


def test_a_damaged_table_is_set_aside(folder):
    memory = folder / "memory"
    first = qantara("translate", "in", "-o", "out", "--memory", "memory", cwd=folder)
    assert first.returncode == 0
    data = bytearray(memory.read_bytes())
    data[4096:] = bytes(random.Random(1).randbytes(len(data) - 4096))
    memory.write_bytes(data)
    (folder / "in" / "more.txt").write_text(ARABIC, encoding="utf-8")
    run = qantara("translate", "in", "-o", "out", "--memory", "memory", cwd=folder)
    assert run.returncode == 0 and "set aside" in stderr(run) and (folder / "out" / "more.txt").exists()
    assert (folder / "memory.damaged").exists()
    again = qantara("translate", "in", "-o", "out", "--memory", "memory", cwd=folder)
    assert again.returncode == 0 and "set aside" not in stderr(again)


def test_models_that_are_broken(folder, home):
    store = home / "data" / "qantara" / "models"
    for name, card in (("types", "hints = 3\nlanguages = 5\nsummary = [1]\nfiles = 7\n"), ("deep", "a=" + "[" * 5000)):
        (store / name).mkdir(parents=True)
        for path in BUNDLED.iterdir():
            (store / name / path.name).write_bytes(path.read_bytes() if path.suffix != ".bin" else b"")
        (store / name / "card.toml").write_text(card)
    run = qantara("model", "list")
    assert run.returncode == 0 and all(name in run.stdout.decode() for name in ("ar-en", "types", "deep"))
    with pytest.raises(ModelError):
        face.Translator("deep")
    broken = folder / "vocabulary"
    broken.mkdir()
    for path in BUNDLED.iterdir():
        (broken / path.name).symlink_to(path)
    (broken / "shared_vocabulary.json").unlink()
    (broken / "shared_vocabulary.json").write_text('["a", "b"]')
    (broken / "card.toml").unlink()
    run = qantara("translate", "in/good.txt", "-m", "vocabulary", "--memory", "none", cwd=folder)
    assert run.returncode == 1 and run.stdout == b"" and len(stderr(run).splitlines()) == 1
    run = qantara("model", "convert", "vocabulary", "out", cwd=folder)
    assert run.returncode == 1 and "outside of the model" in stderr(run) and not (folder / "out").exists()


def test_a_dash_for_a_target_is_said_and_does_no_harm(folder):
    (folder / "g.tsv").write_text("source\ttarget\tvariants\nلاتشين\t-\t\nكلبجار\tKalbajar\t-\n", encoding="utf-8")
    check = qantara("glossary", "check", "g.tsv", cwd=folder)
    assert check.returncode == 1 and (check.stdout.decode() + stderr(check)).count("has no letter") == 2
    run = qantara("translate", "in/good.txt", "-g", "g.tsv", "--memory", "none", cwd=folder)
    assert run.returncode == 0 and "Lachin" in run.stdout.decode()
    assert not Matcher(Glossary("", (Term("لاتشين", "-"),))).find(ARABIC)
    assert occurrences("a - b", Term("x", "-", (), ("Yes",))) == []
    assert occurrences("as he says", Term("x", "a")) == []


def test_control_characters_in_names_are_escaped(folder):
    (folder / "in" / "a\x1b[2Jb\u202ec.txt").write_bytes(b"\xff\xfe\xfd")
    run = qantara("translate", "in", "-o", "out", "--memory", "none", cwd=folder)
    assert run.returncode == 1 and "\\x1b" in stderr(run)
    assert "\x1b" not in stderr(run) and "\u202e" not in stderr(run)


def test_nothing_is_told_where_standard_error_is_closed(folder):
    shell = f"{QANTARA} translate in/good.txt --memory none 2>&-"
    run = subprocess.run(["sh", "-c", shell], stdout=subprocess.PIPE, cwd=folder, env=os.environ)
    assert run.returncode == 0 and b"Lachin" in run.stdout and run.stdout.count(b"\n") == 1


NASTY = [
    "<!-- x -->", "<?x y?>", "<!DOCTYPE x [", "a ", "a=", "a='", "{{", "{%", "(^", "[^", "‹a", "<", "<a", "</", "&", "&a", "|", "| - ",
    "*", "_", "`", "[", "](", "![", "\\", "#", ">", "- ", "1. ", "-->", "{", "{a, ", "%", "%(", "\t", "ـ", "\u0651", "(", "«", "\"", "...", "@", "::",
]  # fmt: skip


@pytest.mark.parametrize("piece", NASTY)
def test_time_grows_with_the_size_only(piece):
    names = {"html": "a.html", "markdown": "a.md", "tsv": "a.tsv", "srt": "a.srt", "text": "a.txt", "xliff": "a.xlf"}

    def recognised(length: int) -> None:
        for name in names.values():
            recognise(name, (piece * length).encode()[: 1 << 16])

    assert growth(recognised, 2000, 2, 0.002) < 2.6
    assert growth(lambda length: attributes(f"<p {piece * length}>"), 4000, 2, 0.002) < 2.6


AROUND = {
    "a.html": "<p>نعم {} لا</p>",
    "a.md": "نعم {} لا\n",
    "a.tsv": "نعم {}\tx\n",
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\nنعم {}\n\n",
    "a.txt": "نعم {} لا\n",
    "a.po": 'msgid ""\nmsgstr ""\n\nmsgid "نعم {}"\nmsgstr ""\n',
}


@pytest.mark.parametrize("name", AROUND)
def test_reading_takes_time_that_grows_with_the_size_only(name):
    before, after = AROUND[name].split("{}")
    for piece in (each.replace('"', "") for each in NASTY):

        def restored(length: int, piece: str = piece) -> None:
            with suppress(QantaraError, RecursionError):
                for document in read(before + piece * length + after, name):
                    document.restore(
                        [SegmentPair(i, t, t) for i, t in zip(document.ids, document.segments, strict=True)]
                    )

        begun = time.process_time()
        restored(2000)
        # What takes no time at two thousand pieces is not measured any closer.
        if time.process_time() - begun > 0.08:
            assert growth(restored, 2000, 2, 0.002) < 2.9, piece


def test_every_format_is_in_the_list():
    assert {form.name for form in FORMATS} >= {"docx", "epub", "html", "markdown", "srt", "tsv", "text", "po", "jsonl"}


def test_no_error_hides_the_exit_code_of_usage():
    assert issubclass(face.UsageError, face.QantaraError) and not issubclass(InputError, face.UsageError)


def test_phrases_that_begin_alike_cost_no_time():
    text = " ".join("قالت وزارة الدفاع شيئا" for _ in range(300))

    def matched(count: int) -> None:
        terms = tuple(Term(f"وزارة الدفاع كلمة{number}", f"Ministry {number}") for number in range(count))
        matcher = Matcher(Glossary("many", terms))
        begun = time.process_time()
        matcher.find(text)
        times.append(time.process_time() - begun)

    times: list[float] = []
    for count in (1000, 16_000):
        matched(count)
    assert times[1] < max(3 * times[0], 0.1)
    found = Matcher(Glossary("two", (Term("وزارة الدفاع", "Defence"), Term("وزارة الدفاع التركية", "Turkish Defence"))))
    assert [match.term.target for match in found.find("وزارة الدفاع التركية ووزارة الدفاع")] == [
        "Turkish Defence",
        "Defence",
    ]
