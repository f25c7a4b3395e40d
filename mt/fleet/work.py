"""A shard in, a file out: first what could not be worked on, then the results, at last the marker that says so."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO

from glossaries.errors import InputError, OutputError, QantaraError, as_error
from mt.fleet import lines
from mt.fleet.inputs import module_of
from mt.fleet.places import TEMPORARY, host, read, store_of
from mt.fleet.plan import Plan
from mt.fleet.rows import Bad, Made, Result, Row
from mt.fleet.shards import BUCKET, Job, Shard, bucket_of

Tool = Callable[[Iterator[Row]], Iterable[Made]]
"""Gives what rows become, in order. Which rows are worked on together follows from their order alone."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What a done shard gave: rows, bad rows, the output's bytes and SHA-256, the seconds it took and when it ended."""

    rows: int
    bad: int
    bytes: int
    sha256: str
    seconds: float
    finished: float


def marker_of(plan: Plan, shard: Shard) -> Marker | None:
    """The marker of a shard, None where it is not done."""
    content = read(plan.place("done", shard))
    try:
        return Marker(**json.loads(content)) if content else None
    except (ValueError, TypeError):
        return None


def do(plan: Plan, shard: Shard, tool: Tool) -> Marker:
    """Do a shard, whether or not it has been done. Twice done, it is the same.

    Raises InputError where its input cannot be read or is another than when the plan was made, OutputError where the
    results cannot be written, and whatever `tool` throws where no row gets through it.
    """
    begun = time.time()
    module = module_of(shard.format)
    store = store_of(plan.folder)
    bad: list[Bad] = []
    good = 0

    def counted(results: Iterable[Result]) -> Iterator[Result]:
        nonlocal good
        for result in results:
            if isinstance(result, Bad):
                bad.append(result)
            else:
                good += 1
            yield result

    def write(stream: BinaryIO) -> None:
        with lines.packed(stream, lines.packing(shard.ending)) as out:
            module.write(out, shard, plan.job, counted(results(module.read(shard, plan.job), tool, plan.job)))

    output, errors = plan.output(shard), plan.errors(shard)
    written = store.put(output, write)
    if bad:
        store.put(errors, lambda stream: stream.writelines(_line(shard, each) for each in bad))
    else:
        store.remove(errors)
    marker = Marker(good, len(bad), *written, round(time.time() - begun, 3), round(time.time(), 3))
    content = json.dumps(asdict(marker)).encode()
    store.put(plan.place("done", shard), lambda stream: stream.write(content))
    store.remove(plan.place("failed", shard))
    return marker


def results(rows: Iterable[Row | Bad], tool: Tool, job: Job) -> Iterator[Result]:
    """Each row with its pair, in order. Where the rows on their way through the tool end it, they go one by one."""
    waiting: deque[Row | Bad] = deque()
    reading = iter(rows)
    paired = job.kind != "translate"
    trouble: list[Exception] = []

    def texts() -> Iterator[Row]:
        try:
            for row in reading:
                if paired and isinstance(row, Row) and row.target is None:
                    row = Bad(row.at, "no translation beside it", row.text[:300])
                waiting.append(row)
                if isinstance(row, Row):
                    yield row
        except Exception as error:  # the reader's, not the tool's
            trouble.append(error)

    def bad_first() -> Iterator[Bad]:
        while waiting and isinstance(waiting[0], Bad):
            yield waiting.popleft()  # type: ignore[misc]  # just looked at

    while True:
        try:
            for pair in tool(texts()):
                yield from bad_first()
                row = waiting.popleft()
                assert isinstance(row, Row)
                yield row, pair
                yield from bad_first()
        except Exception as error:
            alone = list(waiting)
            waiting.clear()
            yield from _one_by_one(alone, tool, error)
            continue
        break
    yield from bad_first()
    if trouble:
        raise trouble[0]


def _one_by_one(rows: list[Row | Bad], tool: Tool, error: Exception) -> Iterator[Result]:
    """The rows each by itself. Raises the error where not even a word gets through the tool.

    An InputError is of what a row names, and no fault of the tool.
    """
    if not isinstance(error, InputError):
        try:
            list(tool(iter([Row(0, "نعم.", "Yes.")])))
        except Exception:
            raise error from None
    for row in rows:
        if isinstance(row, Bad):
            yield row
            continue
        try:
            (pair,) = tool(iter([row]))
            yield row, pair
        except Exception as why:
            yield Bad(row.at, str(as_error("the row", why)), row.text[:300])


def _line(shard: Shard, bad: Bad) -> bytes:
    record = {"row": bad.at, "place": shard.place(bad.at), "why": bad.why, "begins": bad.raw}
    return (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def sweep(plan: Plan) -> None:
    """Remove what processes that were ended left of shards that others then did.

    Whoever still works on such a shard finds its unfinished file gone, and the shard done.
    """
    store = store_of(plan.folder)
    for number in range(-(-plan.count // BUCKET)):
        bucket = bucket_of(number * BUCKET)
        done = store.names(f"{plan.folder}/done/{bucket}")
        for folder in (f"{plan.folder}/{kind}/{bucket}" for kind in ("parts", "done", "failed")):
            for name in store.names(folder):
                if name.startswith(".") and name.endswith(TEMPORARY) and name[1:].partition(".")[0] in done:
                    store.remove(f"{folder}/{name}")
        for name in store.names(f"{plan.folder}/claims/{bucket}"):
            if name in done:
                store.remove(f"{plan.folder}/claims/{bucket}/{name}")


def fail(plan: Plan, shard: Shard, why: str) -> None:
    """Say why a shard could not be done, for whoever asks."""
    content = json.dumps({"why": why, "host": host(), "at": round(time.time(), 3)}).encode()
    store_of(plan.folder).put(plan.place("failed", shard), lambda stream: stream.write(content))


def why_failed(plan: Plan, shard: Shard) -> str | None:
    """Why a shard could not be done, None where nobody says so."""
    content = read(plan.place("failed", shard))
    try:
        return str(json.loads(content)["why"]) if content else None
    except (ValueError, TypeError, KeyError):
        return "unknown"


def of_all(plan: Plan, error: OutputError) -> OutputError:
    """What is said where a file cannot be written: the next could not be either, and all workers say the same."""
    why = str(error).rpartition(": cannot be written: ")[2]
    return OutputError(f"{plan.folder}: cannot be written: {why}: what is done stays; run it again after that")


def attempt(plan: Plan, shard: Shard, tool: Tool) -> QantaraError | None:
    """Do a shard; what is wrong with it, where that is its own affair. Raises OutputError where nothing can be written."""
    try:
        do(plan, shard, tool)
        return None
    except OutputError as error:
        if marker_of(plan, shard):  # another was quicker, and has swept
            return None
        raise of_all(plan, error) from None
    except InputError as error:
        found: QantaraError = error
    except Exception as error:  # whatever a tool or a library throws, the other shards go on
        found = as_error(f"{shard.input}, shard {shard.number}", error)
    fail(plan, shard, str(found))
    return found
