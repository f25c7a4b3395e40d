"""A fleet in tests: plans of small corpora, an engine that says what it was told, and workers of it as processes.

As a program it is a worker: `python -m tests.fleet FOLDER SECONDS [ARGUMENT...]` sleeps for each row.
`--child`: it ends where its parent is no more.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from align.bitext import SegmentPair
from mt.fleet import plan
from mt.fleet.merge import merge
from mt.fleet.plan import Plan
from mt.fleet.rows import Row
from mt.fleet.shards import Job
from mt.fleet.take import work
from mt.fleet.verify import verify

SENTENCES = ("وصل الوفد إلى لاتشين.", "قال الرئيس إن أذربيجان تريد السلام.", "نعم.", "دخلت القوات المدينة أمس.")


def echo(rows: Iterator[Row]) -> Iterator[SegmentPair]:
    """Pairs whose target is the source in brackets. A row that says `boom` cannot be done."""
    for row in rows:
        if "boom" in row.text:
            raise ValueError("boom")
        yield SegmentPair("", row.text, f"[{row.text}]", score=-1.0)


def planned(folder: Path, *inputs: Path, **options: object) -> Plan:
    """A plan of inputs, three rows a shard unless told otherwise."""
    job = Job(**{"rows": 3, "signature": "test:1|model:echo"} | options)  # type: ignore[arg-type]
    return plan.make(job, [str(path) for path in inputs], str(folder), lambda line: None)


def done(made: Plan, tool: Callable[[Iterator[Row]], Iterator[SegmentPair]] = echo) -> list[str]:
    """Work on all of a plan in this process; what could not be done."""
    told: list[str] = []
    work(made, tool, lambda error: told.append(str(error)))
    return told


def problems(made: Plan) -> list[str]:
    return [wrong for _, _, wrong in verify(made) if wrong]


def merged(made: Plan, place: Path) -> bytes:
    list(merge(made, str(place)))
    return place.read_bytes()


def lines_of(content: bytes) -> list[str]:
    return content.decode().splitlines()


def corpus(path: Path, rows: int) -> Path:
    """A file of JSON lines, with ids from 0."""
    with path.open("w", encoding="utf-8") as stream:
        for number in range(rows):
            text = SENTENCES[number % len(SENTENCES)]
            stream.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
    return path


def files(folder: Path) -> list[str]:
    """All that is below a folder, by its path in it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def main() -> None:
    folder, seconds = sys.argv[1], float(sys.argv[2])

    def slow(rows: Iterator[Row]) -> Iterator[SegmentPair]:
        for row in rows:
            time.sleep(seconds)
            yield from echo(iter([row]))

    if "--die-before-rename" in sys.argv:
        os.replace = lambda *_: os._exit(9)  # type: ignore[assignment]
    parent = os.getppid() if "--child" in sys.argv else 0
    work(plan.load(folder), slow, lambda error: print(error, file=sys.stderr), parent=parent)


if __name__ == "__main__":
    main()
