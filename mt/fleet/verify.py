"""Whether every row of the inputs stands in the output, once and in order, or among those that could not be done."""

import json
from collections.abc import Iterator
from itertools import zip_longest

from glossaries.errors import InputError, QantaraError
from mt.fleet import lines
from mt.fleet.inputs import module_of
from mt.fleet.merge import sound
from mt.fleet.places import store_of
from mt.fleet.plan import Plan
from mt.fleet.rows import Bad
from mt.fleet.shards import Shard
from mt.fleet.work import marker_of

_END = object()


def verify(plan: Plan) -> Iterator[tuple[int, int, str]]:
    """For each shard its rows, its bad rows, and what is wrong with it, empty for nothing. At last what is too much."""
    for shard in plan.shards():
        marker = marker_of(plan, shard)
        if marker is None:
            yield 0, 0, f"shard {shard.number}: not done"
            continue
        try:
            sound(plan, shard)
            wrong = _rows(plan, shard)
        except (QantaraError, ValueError) as error:
            wrong = str(error)
        yield marker.rows, marker.bad, wrong
    yield from ((0, 0, f"{path}: belongs to no shard: remove it") for path in _strays(plan))


def _rows(plan: Plan, shard: Shard) -> str:
    """Compare a part with its input, row by row."""
    module = module_of(shard.format)
    left_out = _left_out(plan, shard)
    marker = marker_of(plan, shard)

    def expected() -> Iterator[object]:
        for entry in module.read(shard, plan.job):
            entry = Bad(entry.at, "") if entry.at in left_out else entry
            yield from module.expected(entry, plan.job)

    for at, (wanted, there) in enumerate(
        zip_longest(expected(), module.back(plan.output(shard), shard, plan.job), fillvalue=_END)
    ):
        if wanted != there:
            what = "missing" if there is _END else "too many" if wanted is _END else "another"
            return f"{plan.output(shard)}: row {at + 1}: {what}"
    if marker and shard.rows is not None and marker.rows + marker.bad > shard.rows:
        return f"shard {shard.number}: {marker.rows + marker.bad:,} rows, but {shard.rows:,} were planned"
    return ""


def _left_out(plan: Plan, shard: Shard) -> set[int]:
    """The rows of a shard that could not be done."""
    marker = marker_of(plan, shard)
    if not marker or not marker.bad:
        return set()
    with lines.opened(plan.errors(shard)) as stream:
        found = {int(json.loads(line)["row"]) for line in lines.rows(stream)}
    if len(found) != marker.bad:
        raise InputError(f"{plan.errors(shard)}: {len(found)} rows, but {marker.bad} could not be done")
    return found


def _strays(plan: Plan) -> Iterator[str]:
    """Files among the parts that no shard has."""
    store = store_of(plan.folder)
    bucket = ""
    there: dict[str, float] = {}
    for shard in plan.shards():
        if shard.bucket != bucket:
            yield from (f"{plan.folder}/parts/{bucket}/{name}" for name in there)
            bucket, there = shard.bucket, store.names(f"{plan.folder}/parts/{shard.bucket}")
        for path in (plan.output(shard), plan.errors(shard)):
            there.pop(path.rpartition("/")[2], None)
    yield from (f"{plan.folder}/parts/{bucket}/{name}" for name in there)
