"""One worker: takes shards that nobody else works on until there are none left."""

import time
from collections.abc import Callable, Iterable, Iterator

from glossaries.errors import OutputError, QantaraError
from mt.fleet.claims import LEASE, TRIES, Claims
from mt.fleet.places import store_of
from mt.fleet.plan import Plan
from mt.fleet.shards import Shard
from mt.fleet.work import Tool, attempt, fail, marker_of, of_all, sweep, why_failed

POLL = 1.0
"""Seconds between two looks at what others work on."""


def work(
    plan: Plan,
    tool: Tool,
    tell: Callable[[QantaraError], None],
    *,
    part: int = 0,
    of: int = 1,
    again: bool = False,
    parent: int = 0,
    lease: float = LEASE,
) -> bool:
    """Do one shard in `of`, from `part` on, that are not done; whether all of them are at the end.

    Where another works on a shard, this one waits until that is done, and takes over if it is not. What failed before
    is tried `again`, or left. `tell` is told what is wrong with a shard; the others go on. Raises OutputError where
    nothing can be written any more.
    """
    claims = Claims(parent, lease)
    whole = True
    waiting: Iterable[tuple[Shard, bool]] = _open(plan, part, of)
    while True:
        busy: list[tuple[Shard, bool]] = []  # by others, at this moment: not more than there are workers
        for shard, has_failed in waiting:
            if has_failed and not again:
                whole = False
                continue
            claim = plan.place("claims", shard)
            try:
                tries = claims.take(claim)
            except OutputError as full:
                raise of_all(plan, full) from None
            if not tries:
                busy.append((shard, has_failed))
                continue
            with claims.kept(claim, tries):
                error = None if marker_of(plan, shard) else _attempt(plan, shard, tool, tries)
            if error:
                whole = False
                tell(error)
        if not busy:
            sweep(plan)
            return whole
        time.sleep(POLL)
        claims.check_parent()
        waiting = [(shard, why_failed(plan, shard) is not None) for shard, _ in busy]


def _attempt(plan: Plan, shard: Shard, tool: Tool, tries: int) -> QantaraError | None:
    if tries <= TRIES:
        return attempt(plan, shard, tool)
    error = QantaraError(f"{shard.input}, shard {shard.number}: ended {TRIES} processes that worked on it: left out")
    fail(plan, shard, str(error))
    return error


def _open(plan: Plan, part: int, of: int) -> Iterator[tuple[Shard, bool]]:
    """The shards that are not done, and whether they have failed. Names are looked up a folder at a time."""
    store = store_of(plan.folder)
    bucket = ""
    done: dict[str, float] = {}
    failed: dict[str, float] = {}
    for shard in plan.shards(part, of):
        if shard.bucket != bucket:
            bucket = shard.bucket
            done = store.names(f"{plan.folder}/done/{bucket}")
            failed = store.names(f"{plan.folder}/failed/{bucket}")
        if shard.name not in done:
            yield shard, shard.name in failed
