"""Workers that are killed, that meet each other, that cannot write: it is exact at the end."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from glossaries.errors import OutputError
from mt.fleet import claims, take
from mt.fleet.local import run
from mt.fleet.status import status
from mt.fleet.work import do
from tests.fleet import corpus, done, echo, files, lines_of, merged, planned, problems


def test_a_target_that_may_not_be_written_is_one_line(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 6))
    (tmp_path / "out" / "claims").write_text("no folder can be made here, by whoever it is")
    with pytest.raises(OutputError, match=r"out: cannot be written: .*: what is done stays"):
        done(made)


def test_a_full_disk_is_one_line_and_what_is_done_stays(tmp_path, monkeypatch):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 9))
    real, calls = os.fsync, []

    def full(number):
        calls.append(number)
        if len(calls) > 6:
            raise OSError(28, "No space left on device")
        real(number)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"out: cannot be written: No space left on device: what is done stays"):
        done(made)
    monkeypatch.setattr(os, "fsync", real)
    assert 0 < status(made).done < 3
    assert done(made) == [] and problems(made) == []


def worker(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.fleet", str(folder), *arguments])


def test_a_worker_that_dies_before_its_file_has_its_name_leaves_nothing_in_the_end(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 6))
    assert worker(tmp_path / "out", "0", "--die-before-rename").wait(60) == 9
    assert any(name.endswith(".tmp") for name in files(tmp_path / "out"))
    assert done(made) == [] and problems(made) == []
    assert not any(name.endswith(".tmp") or name.startswith("claims") for name in files(tmp_path / "out"))


def test_workers_killed_at_any_moment_leave_it_exact(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 60))
    moments = random.Random(7)
    for _ in range(6):
        running = [worker(tmp_path / "out", "0.02") for _ in range(2)]
        time.sleep(0.6 + moments.random())
        for process in running:
            process.send_signal(signal.SIGKILL)
            process.wait(10)
    assert done(made) == [] and problems(made) == []
    assert not any(name.endswith(".tmp") or name.startswith("claims") for name in files(tmp_path / "out"))
    ids = [json.loads(line)["id"] for line in lines_of(merged(made, tmp_path / "all.jsonl"))]
    assert ids == list(range(60))


def test_a_claim_of_what_is_done_is_given_up(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 6))
    first, _ = made.shards()
    do(made, first, echo)
    claim = Path(made.place("claims", first))  # of a worker that was killed once it had written its marker
    claim.parent.mkdir(parents=True)
    claim.write_text("{}")
    assert done(made) == [] and not claim.exists()


def test_two_launchers_at_once(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 30))
    running = [worker(tmp_path / "out", "0.01") for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert problems(made) == [] and status(made).done == 10


def test_killed_processes_are_started_again(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 3))
    once = "import os, sys, pathlib; p = pathlib.Path(sys.argv[1]); p.exists() or (p.touch(), os.kill(os.getpid(), 9))"
    told: list[str] = []
    run([sys.executable, "-c", once, str(tmp_path / "mark")], 2, told.append, lambda: None)
    run([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], 1, told.append, lambda: None)
    assert told == ["a worker was ended 6 times in a row (-9): it is not started again"]
    assert status(made).done == 0


def test_what_many_say_is_told_once(tmp_path):
    told: list[str] = []
    run([sys.executable, "-c", "import sys; print('full', file=sys.stderr); sys.exit(1)"], 3, told.append, lambda: None)
    assert told == ["full"]


def test_a_claim_is_one_processs_until_it_ends_or_falls_silent(tmp_path, monkeypatch):
    mine, path = claims.Claims(), str(tmp_path / "claims" / "x")
    assert mine.take(path) == 1
    assert claims.Claims().take(path) == 0
    os.utime(path, (1, 1))
    assert claims.Claims().take(path) == 2
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    Path(path).write_text(json.dumps({"host": claims.host(), "pid": ended.pid, "tries": 2}))
    assert mine.take(path) == 3
    with mine.kept(path, 3):
        assert Path(path).exists()
    assert not Path(path).exists()


def test_a_shard_that_ends_processes_is_left_out(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 6))
    first, _ = made.shards()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    claim = Path(made.place("claims", first))
    claim.parent.mkdir(parents=True)
    claim.write_text(json.dumps({"host": claims.host(), "pid": ended.pid, "tries": claims.TRIES}))
    (told,) = done(made)
    assert "shard 0: ended 5 processes" in told and status(made).done == 1
    assert take.work(made, echo, print, again=True) and problems(made) == []


def test_slices_are_all_of_it(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 30))
    for part in range(4):
        assert take.work(made, echo, print, part=part, of=4)
        assert status(made).done == len([n for n in range(10) if n % 4 <= part])
    assert problems(made) == []
