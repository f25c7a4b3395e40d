"""How far a plan is."""

import time
from collections import deque
from dataclasses import dataclass, field

from mt.fleet.places import store_of
from mt.fleet.plan import Plan
from mt.fleet.work import Marker, marker_of, why_failed

RECENT = 600.0
"""Seconds that the rate is taken from."""
SHOWN = 20
"""Failures that are named."""


@dataclass(slots=True)
class Status:
    """Shards and rows of a plan. `rate`: rows a second in the last minutes; `left`: seconds, None where nobody knows.

    `failures`: the first of those that failed, with why.
    """

    shards: int
    rows: int
    done: int = 0
    failing: int = 0
    working: int = 0
    rows_done: int = 0
    rows_bad: int = 0
    bytes: int = 0
    rate: float = 0.0
    left: float | None = None
    failures: list[str] = field(default_factory=list)


def status(plan: Plan) -> Status:
    """What is done, failing and being worked on. One shard at a time is in memory."""
    found = Status(plan.count, plan.rows)
    store = store_of(plan.folder)
    now = time.time()
    recent: deque[Marker] = deque(maxlen=10_000)
    bucket = ""
    names: dict[str, dict[str, float]] = {}
    planned = 0
    for shard in plan.shards():
        if shard.bucket != bucket:
            bucket = shard.bucket
            names = {kind: store.names(f"{plan.folder}/{kind}/{bucket}") for kind in ("done", "failed", "claims")}
        if shard.name in names["done"] and (marker := marker_of(plan, shard)):
            found.done += 1
            found.rows_done += marker.rows
            found.rows_bad += marker.bad
            found.bytes += marker.bytes
            planned += shard.rows or 0
            if now - marker.finished < RECENT:
                recent.append(marker)
        elif shard.name in names["failed"]:
            found.failing += 1
            if found.failing <= SHOWN:
                found.failures.append(f"shard {shard.number}: {why_failed(plan, shard)}")
        elif shard.name in names["claims"]:
            found.working += 1
    if recent:
        since = min(now - (marker.finished - marker.seconds) for marker in recent)
        found.rate = round(sum(marker.rows + marker.bad for marker in recent) / max(since, 0.001), 1)
    open_ = plan.count - found.done - found.failing
    if not open_:
        found.left = 0.0
    elif found.rate and found.done:
        rows = plan.rows - planned if planned else open_ * (found.rows_done + found.rows_bad) / found.done
        found.left = round(rows / found.rate, 1)
    return found


def unfinished(plan: Plan) -> int:
    """How many shards are not done. Names alone are looked at."""
    store = store_of(plan.folder)
    missing = 0
    bucket, done = "", {}
    for shard in plan.shards():
        if shard.bucket != bucket:
            bucket, done = shard.bucket, store.names(f"{plan.folder}/done/{shard.bucket}")
        missing += shard.name not in done
    return missing
