"""The fleet as a user calls it."""

import json
import os
import re
import subprocess
from pathlib import Path

from mt.fleet import plan
from mt.fleet.status import status
from mt.fleet.tools import Maker
from mt.fleet.work import marker_of
from tests.command import QANTARA, qantara, stderr
from tests.fleet import corpus, done, lines_of, merged, problems


def test_rows_with_two_sides_are_scored_and_linked(tmp_path):
    rows = [
        ("نعم.", "Yes."),
        ("وصل الوفد إلى لاتشين.", "The delegation arrived in Lachin."),
        ("نعم.", "3.5 million tons."),
    ]
    text = "".join(json.dumps({"ar": ar, "en": en}) + "\n" for ar, en in rows) + '{"ar": "لا"}\n'
    (tmp_path / "in.jsonl").write_text(text)
    run_ = qantara(
        *("fleet", "plan", "in.jsonl", "-o", "out", "--kind", "score", "--columns", "links,score", "-m", "none"),
        cwd=tmp_path,
    )
    assert run_.returncode == 0, stderr(run_)
    made = plan.load(str(tmp_path / "out"))
    assert done(made, Maker()(made)) == [] and problems(made) == []
    out = [json.loads(line) for line in lines_of(merged(made, tmp_path / "all.jsonl"))]
    assert [list(row) for row in out] == [["ar", "en", "score", "links"]] * 3
    assert out[1]["score"] > 0.5 > out[2]["score"] and [3, 4] in out[1]["links"]
    assert status(made).rows_bad == 1


def test_what_may_be_wrong_is_a_column_too(tmp_path):
    rows = [
        ("وصل 15 وفدا إلى لاتشين.", "15 delegations arrived in Lachin."),
        ("وصل 15 وفدا.", "20 delegations arrived."),
    ]
    (tmp_path / "in.tsv").write_text("source\ttarget\n" + "".join(f"{ar}\t{en}\n" for ar, en in rows), encoding="utf-8")
    for kind, folder in (("review", "out"), ("translate", "new")):
        run_ = qantara(
            *("fleet", "plan", "in.tsv", "-o", folder, "--kind", kind, "--columns", "risk,findings"),
            *(("--target-column", "mt") if kind == "translate" else ()),
            cwd=tmp_path,
        )
        assert run_.returncode == 0, stderr(run_)
        made = plan.load(str(tmp_path / folder))
        assert done(made, Maker(1)(made)) == [] and problems(made) == []
    header, first, second = lines_of(merged(plan.load(str(tmp_path / "out")), tmp_path / "all.tsv"))
    assert header == "source\ttarget\trisk\tfindings"
    assert float(first.split("\t")[2]) < float(second.split("\t")[2])
    assert json.loads(second.split("\t")[3])[0]["kind"] == "number"
    assert lines_of(merged(made, tmp_path / "new.tsv"))[0] == "source\ttarget\tmt_risk\tmt_findings"


def test_documents_in_columns_are_aligned_row_by_row(tmp_path):
    arabic = "وصل الوفد إلى لاتشين. قال الرئيس إن أذربيجان تريد السلام."
    english = "The delegation arrived in Lachin. The president said that Azerbaijan wants peace."
    (tmp_path / "in.tsv").write_text(f"id\tsource\ttarget\n1\t{arabic}\t{english}\n2\t{arabic}\t\n", encoding="utf-8")
    run_ = qantara("fleet", "plan", "in.tsv", "-o", "out", "--kind", "align", "-m", "none", cwd=tmp_path)
    assert run_.returncode == 0, stderr(run_)
    made = plan.load(str(tmp_path / "out"))
    assert done(made, Maker()(made)) == [] and problems(made) == []
    _, first, second = lines_of(merged(made, tmp_path / "all.tsv"))
    assert [pair["target"] for pair in json.loads(first.split("\t")[3])] == english.replace(". ", ".\n").split("\n")
    assert [pair["target"] for pair in json.loads(second.split("\t")[3])] == ["", ""]


def test_documents_that_rows_name_are_aligned(tmp_path):
    arabic = "<p>وصل الوفد إلى لاتشين. قال الرئيس إن أذربيجان تريد السلام.</p>"
    english = ["The delegation arrived in Lachin.", "The president said that Azerbaijan wants peace."]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.html").write_text(arabic, encoding="utf-8")
    (tmp_path / "docs" / "a.txt").write_text("\n".join(english), encoding="utf-8")
    (tmp_path / "docs" / "torn.docx").write_bytes(b"PK\x03\x04 torn")
    rows = [("a.html", "a.txt"), ("none.html", "a.txt"), ("torn.docx", "a.txt"), ("a.html", "a.txt")]
    (tmp_path / "in.tsv").write_text("source\ttarget\n" + "".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")
    command = ["fleet", "plan", "in.tsv", "-o", "out", "-m", "none", "--documents", "docs"]
    refused = qantara(*command, cwd=tmp_path)
    assert refused.returncode == 2 and "--documents is for --kind align" in stderr(refused)
    planned = qantara(*command, "--kind", "align", cwd=tmp_path)
    assert planned.returncode == 0, stderr(planned)
    made = plan.load(str(tmp_path / "out"))
    assert done(made, Maker()(made)) == [] and problems(made) == []
    _, first, last = lines_of(merged(made, tmp_path / "all.tsv"))
    for row in (first, last):
        assert [pair["target"] for pair in json.loads(row.split("\t")[2])] == english
    (shard,) = made.shards()
    why = [json.loads(line)["why"] for line in Path(made.errors(shard)).read_text(encoding="utf-8").splitlines()]
    assert len(why) == 2 and "none.html" in why[0] and "torn.docx" in why[1]


def test_one_side_cannot_be_scored(tmp_path):
    (tmp_path / "in.txt").write_text("نعم\n", encoding="utf-8")
    run_ = qantara("fleet", "plan", "in.txt", "-o", "out", "--kind", "score", cwd=tmp_path)
    assert run_.returncode == 1 and "x.en beside x.ar" in stderr(run_)


def test_the_command_gives_what_translate_gives(tmp_path, article):
    (tmp_path / "in.txt").write_text(article, encoding="utf-8")
    alone = qantara("translate", "in.txt", "-g", "karabakh", "--memory", "none", cwd=tmp_path)
    for words in (
        ("plan", "in.txt", "-o", "out", "-g", "karabakh", "--rows", "5"),
        ("run", "out", "--processes", "2", "--threads", "1"),
        ("verify", "out"),
        ("merge", "out", "-o", "all.txt"),
    ):
        run_ = qantara("fleet", *words, cwd=tmp_path)
        assert run_.returncode == 0, stderr(run_)
    together, apart = lines_of(alone.stdout), lines_of((tmp_path / "all.txt").read_bytes())
    assert len(together) == len(apart) and sum(a == b for a, b in zip(together, apart, strict=True)) >= 0.9 * len(apart)
    shown = qantara("fleet", "status", "out", "--json", cwd=tmp_path)
    found = json.loads(shown.stdout)
    assert found["done"] == found["shards"] > 1 and found["rows_done"] == len(apart) and found["left"] == 0


def test_a_worker_with_something_else_than_was_planned_is_refused(tmp_path):
    path = corpus(tmp_path / "in.jsonl", 3)
    (tmp_path / "terms.tsv").write_text("source\ttarget\nالوفد\tthe mission\n", encoding="utf-8")
    assert qantara("fleet", "plan", path, "-o", "out", "-g", "terms.tsv", cwd=tmp_path).returncode == 0
    (tmp_path / "terms.tsv").write_text("source\ttarget\nالوفد\tthe team\n", encoding="utf-8")
    run_ = qantara("fleet", "work", "out", cwd=tmp_path)
    assert run_.returncode == 1 and re.search(r"glossary terms@\w+, not terms@\w+", stderr(run_))
    again = qantara("fleet", "plan", path, "-o", "out", "-g", "terms.tsv", cwd=tmp_path)
    assert again.returncode == 1 and "name another folder" in stderr(again)


def test_what_cannot_be_asked_for(tmp_path):
    corpus(tmp_path / "in.jsonl", 3)
    for words, said in (
        (("plan", "in.jsonl", "-o", "out", "--columns", "links"), "translate gives no column 'links'"),
        (("plan", "nowhere.jsonl", "-o", "out"), "nowhere.jsonl: no such file"),
        (("work", "out", "--slice", "4/4"), "0/4 is the first of four"),
        (("status", "out"), "no plan in it"),
    ):
        run_ = qantara("fleet", *words, cwd=tmp_path)
        assert run_.returncode in (1, 2) and said in stderr(run_) and stderr(run_).count("\n") == 1


def test_slurms_script_does_the_work_in_a_shell(tmp_path):
    corpus(tmp_path / "in.jsonl", 6)
    assert qantara("fleet", "plan", "in.jsonl", "-o", "out", "--rows", "1", cwd=tmp_path).returncode == 0
    script = qantara(
        "fleet", "run", "out", "--on", "slurm", "-n", "3", "--threads", "1", "--sbatch=--time=1:00", cwd=tmp_path
    )
    text = script.stdout.decode()
    assert "#SBATCH --array=0-2\n" in text and "#SBATCH --requeue\n" in text and "#SBATCH --time=1:00\n" in text
    (tmp_path / "job.sh").write_text(text)
    path = f"{Path(QANTARA).parent}{os.pathsep}{os.environ['PATH']}"
    made = plan.load(str(tmp_path / "out"))
    for task in ("0", "2"):
        job = subprocess.run(
            ["bash", "job.sh"], cwd=tmp_path, env=os.environ | {"SLURM_ARRAY_TASK_ID": task, "PATH": path}
        )
        assert job.returncode == 0
    assert [shard.number for shard in made.shards() if marker_of(made, shard)] == [0, 2, 3, 5]
    refused = qantara("fleet", "run", "out", "--on", "slurm", "--submit", cwd=tmp_path, env={"PATH": ""})
    assert refused.returncode == 2 and "sbatch" in stderr(refused)
