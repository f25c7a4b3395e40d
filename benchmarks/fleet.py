"""A fleet beside one process: the same rows, exact after every kill, how much it costs, and how much memory it takes.

    python -m benchmarks.fleet same [ROWS] [FOLDER]      one process, two, and three Ray nodes, with the bundled model
    python -m benchmarks.fleet kills [TIMES] [ROWS]      kill -9 at random moments, with an engine that only echoes
    python -m benchmarks.fleet cost [SENTENCES] [ROUNDS] a shard beside plain `Translator`
    python -m benchmarks.fleet scaling [SENTENCES]       one process beside two
    python -m benchmarks.fleet memory                    one worker at 10 shards and at 10,000

`same` repeats a few sentences, of which each is decoded once in a while: what is tried is the way of the rows, and
200,000 different ones would take an hour on two cores. `cost` and `scaling` take the sentences of the article in
seeds/, each with a number of its own, and tell processor seconds, which depend less on what else a machine does.
"""

import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from align.bitext import SegmentPair
from align.splitting import split
from glossaries.arabic import has_arabic
from mt.api.translator import Translator
from mt.fleet import local, plan
from mt.fleet.merge import merge
from mt.fleet.rows import Row
from mt.fleet.shards import Job
from mt.fleet.status import status
from mt.fleet.take import work
from mt.fleet.tools import Maker, signed
from mt.fleet.verify import verify
from mt.fleet.work import do

ARTICLE = Path(__file__).parents[1] / "seeds" / "aljazeera-ar-2020-12-01-lachin.txt"
FEW = ("وصل الوفد إلى لاتشين.", "قال الرئيس إن أذربيجان تريد السلام.", "نعم.", "دخلت القوات المدينة أمس.")


def same(rows: str = "200000", at: str = "") -> None:
    """The merged results of one process, two, and an actor on each of three Ray nodes, byte for byte."""
    with tempfile.TemporaryDirectory(dir=at or None) as folder:
        corpus = _corpus(Path(folder, "in.jsonl"), cycle(FEW), int(rows))
        for processes in (1, 2):
            made = _planned(Path(folder, str(processes)), corpus, 10_000)
            began = time.perf_counter()
            _run(made, processes)
            _tell(f"{processes} processes", made, folder, began)
        try:
            import ray
            from ray.cluster_utils import Cluster
        except ImportError:
            print("Ray is not installed: left out")
            return
        from mt.fleet.on_ray import run

        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
        nodes = [cluster.add_node(num_cpus=1) for _ in range(3)]
        made = _planned(Path(folder, "ray"), corpus, 10_000)
        began = time.perf_counter()
        lost = []

        def watch() -> None:
            if not lost and status(made).done >= made.count // 3:
                lost.append(nodes.pop())
                cluster.remove_node(lost[0], allow_graceful=False)

        run(made, 3, 1, Maker(1).__call__, cluster.address, print, watch)
        _tell(f"3 Ray nodes, {len(lost)} of them lost on the way", made, folder, began)
        ray.shutdown()
        cluster.shutdown()


def kills(times: str = "20", rows: str = "200000") -> None:
    """A worker, the launcher, or all of them are killed, in turns; two launchers are at work at the end."""
    moments = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        corpus = _corpus(Path(folder, "in.jsonl"), cycle(FEW), int(rows))
        clean = _planned(Path(folder, "clean"), corpus, 1000, signature="echo:1")
        work(clean, _echo, print)
        made = _planned(Path(folder, "out"), corpus, 1000, signature="echo:1")
        drive = [sys.executable, "-m", "benchmarks.fleet", "drive", made.folder]
        for time_ in range(int(times)):
            driver = subprocess.Popen(drive, start_new_session=True)
            time.sleep(moments.uniform(1, 3))
            before = status(made).done
            what = ("a worker", "the launcher", "all")[time_ % 3]
            if what == "a worker":
                children = Path(f"/proc/{driver.pid}/task/{driver.pid}/children").read_text().split()
                for child in children[:1]:
                    os.kill(int(child), signal.SIGKILL)
                time.sleep(moments.uniform(0, 1))
            os.killpg(driver.pid, signal.SIGKILL) if what != "the launcher" else driver.kill()
            driver.wait()
            print(f"{what}: killed with {before} of {made.count} shards done", flush=True)
            if before == made.count:
                break
        both = [subprocess.Popen(drive) for _ in range(2)]
        print("two launchers:", [each.wait() for each in both])
        problems = [wrong for _, _, wrong in verify(made) if wrong]
        print("problems:", problems, "| the same as without kills:", _merged(made, folder) == _merged(clean, folder))
        stray = [str(path) for path in Path(made.folder).rglob("*") if path.name.endswith(".tmp")]
        print("left behind:", stray + list(map(str, Path(made.folder, "claims").rglob("0*-*"))))


def drive(folder: str) -> None:
    """A launcher of two workers that echo."""
    local.run([sys.executable, "-m", "tests.fleet", folder, "0.0007", "--child"], 2, print, lambda: None)


def cost(sentences: str = "2000", rounds: str = "4") -> None:
    """Processor seconds for the same sentences, plain and as a shard, in turns in one process; then for rows alone."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = _corpus(Path(folder, "in.jsonl"), _different(), int(sentences))
        made = _planned(Path(folder, "out"), corpus, int(sentences))
        (shard,) = made.shards()
        translator = Translator(threads=1)
        tool = Maker(threads=1)(made)
        translator.load()
        best = {"plain": float("inf"), "shard": float("inf")}
        for _ in range(int(rounds)):
            for way in best:
                before = time.process_time()
                _plain(translator, corpus) if way == "plain" else do(made, shard, tool)
                best[way] = min(best[way], time.process_time() - before)
        print(
            f"{best['plain']:.2f} s plain, {best['shard']:.2f} s as a shard: {best['shard'] / best['plain'] - 1:+.1%}"
        )
        many = _corpus(Path(folder, "many.jsonl"), cycle(FEW), 100_000)
        made = _planned(Path(folder, "echo"), many, 10_000, signature="echo:1")
        before = time.process_time()
        work(made, _echo, print)
        alone = (time.process_time() - before) / 100_000
        each = best["plain"] / int(sentences)
        print(f"{1e6 * alone:.0f} µs a row without a model, {1e6 * each:.0f} to translate one: {alone / each:.1%}")


def scaling(sentences: str = "4000") -> None:
    """Seconds and processor seconds of one process and of two, of a thread each, the loading of the model with them."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = _corpus(Path(folder, "in.jsonl"), _different(), int(sentences))
        for processes in (1, 2):
            made = _planned(Path(folder, str(processes)), corpus, int(sentences) // 20)
            began, before = time.perf_counter(), _processor_seconds()
            _run(made, processes)
            print(
                f"{processes}: {time.perf_counter() - began:.1f} s, {_processor_seconds() - before:.1f} of processors"
            )


def _plain(translator: Translator, corpus: Path) -> None:
    """The rows of a corpus through the library, written as lines."""
    with corpus.open(encoding="utf-8") as lines, open(os.devnull, "w", encoding="utf-8") as out:
        for pair in translator(json.loads(line)["text"] for line in lines):
            print(json.dumps({"text": pair.source, "target": pair.target}, ensure_ascii=False), file=out)


def _different() -> Iterator[str]:
    """The sentences of the article over and over, each with a number of its own."""
    found = [each.text for each in split(ARTICLE.read_text(encoding="utf-8")) if has_arabic(each.text)]
    return (f"{text} {number}" for number, text in enumerate(cycle(found), 1))


def memory() -> None:
    """The most memory of a worker that echoes 200,000 rows."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = _corpus(Path(folder, "in.jsonl"), cycle(FEW), 200_000)
        for shards in (10, 10_000):
            made = _planned(Path(folder, str(shards)), corpus, 200_000 // shards, signature="echo:1")
            told = subprocess.run(
                [sys.executable, "-m", "benchmarks.fleet", "once", made.folder],
                capture_output=True,
                text=True,
                check=True,
            )
            print(f"{made.count:,} shards: {told.stdout.strip()}")


def once(folder: str) -> None:
    began = time.perf_counter()
    work(plan.load(folder), _echo, print)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{most:.1f} MB at most, {time.perf_counter() - began:.1f} s")


def _corpus(path: Path, texts: Iterator[str], rows: int) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        for number, text in enumerate(islice(texts, rows)):
            stream.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
    return path


def _planned(folder: Path, corpus: Path, rows: int, signature: str = "") -> plan.Plan:
    job = Job(rows=rows)
    signature = signature or signed(job)
    return plan.make(Job(rows=rows, signature=signature), [str(corpus)], str(folder), print)


def _run(made: plan.Plan, processes: int) -> None:
    command = [*local.OURS, "fleet", "work", made.folder, "--child", "--threads", "1"]
    local.run(command, processes, print, lambda: None)


def _merged(made: plan.Plan, folder: str) -> str:
    """The hash of the rows of a plan, put together in order."""
    place = Path(folder, "merged")
    list(merge(made, str(place)))
    return hashlib.sha256(place.read_bytes()).hexdigest()


def _tell(what: str, made: plan.Plan, folder: str, began: float) -> None:
    seconds = time.perf_counter() - began
    problems = [wrong for _, _, wrong in verify(made) if wrong]
    print(
        f"{what}: {seconds:.0f} s, {status(made).rows_done:,} rows, problems {problems}, sha256 {_merged(made, folder)[:16]}",
        flush=True,
    )


def _echo(rows: Iterator[Row]) -> Iterator[SegmentPair]:
    return (SegmentPair("", row.text, f"[{row.text}]") for row in rows)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    ways = (same, kills, cost, scaling, memory, drive, once)
    next(way for way in ways if way.__name__ == sys.argv[1])(*sys.argv[2:])
