"""Workers on a Ray cluster: actors that hold a model each and are handed shards.

Actors and their tasks are begun again however often they are lost; what was done is in the marker. At the tail, when
there are no more shards to hand out, those that are under way are given to idle actors too: the first one wins, and
the other finds, or writes, the same.
"""

from collections.abc import Callable, Iterator
from typing import Any

from mt.fleet.needed import needed
from mt.fleet.plan import Plan
from mt.fleet.shards import Shard
from mt.fleet.status import unfinished
from mt.fleet.work import Tool, attempt, marker_of, sweep

Make = Callable[[Plan], Tool]
"""Makes the tool of a plan in the process where it will work."""


class _Worker:
    """What runs in each actor."""

    def __init__(self, plan: Plan, make: Make):
        self._plan, self._tool = plan, make(plan)

    def do(self, shard: Shard) -> str:
        """Do a shard; what is wrong with it, empty for nothing."""
        if marker_of(self._plan, shard):
            return ""
        error = attempt(self._plan, shard, self._tool)
        return str(error) if error else ""


def run(
    plan: Plan,
    workers: int,
    threads: int,
    make: Make,
    address: str,
    tell: Callable[[str], None],
    watch: Callable[[], None],
    gpus: float = 0,
) -> None:
    """Do what is not done yet on the cluster at `address`; where that is empty, on one that is started here.

    Raises UsageError where Ray is not there, OutputError where nothing can be written any more.
    """
    with needed("ray"):
        import ray

    if not ray.is_initialized():
        ray.init(address=address or None, log_to_driver=False, configure_logging=False)
    actor = ray.remote(max_restarts=-1, max_task_retries=-1, num_cpus=threads or 1, num_gpus=gpus, max_concurrency=1)(
        _Worker
    )
    idle = [actor.remote(plan, make) for _ in range(max(1, min(workers, unfinished(plan))))]
    waiting = (shard for shard in plan.shards() if not marker_of(plan, shard))
    actors = list(idle)
    try:
        _loop(ray, idle, waiting, tell, watch)
    finally:
        for each in actors:  # some may still be at a shard that another has done
            ray.kill(each)
    sweep(plan)


def _loop(
    ray: Any, idle: list[Any], waiting: Iterator[Shard], tell: Callable[[str], None], watch: Callable[[], None]
) -> None:
    """Hand out shards until each has come to an end. No more are under way than there are actors."""
    running: dict[Any, tuple[Any, Shard]] = {}
    ended: set[str] = set()  # of those that are under way twice

    def twice() -> Shard | None:
        """A shard that is under way with one actor alone."""
        names = [shard.name for _, shard in running.values()]
        return next(
            (shard for _, shard in running.values() if names.count(shard.name) == 1 and shard.name not in ended), None
        )

    while True:
        while idle and (shard := next(waiting, None) or twice()):
            worker = idle.pop()
            running[worker.do.remote(shard)] = (worker, shard)
        if not any(shard.name not in ended for _, shard in running.values()):
            return
        ready, _ = ray.wait(list(running), timeout=1.0)
        watch()
        for each in ready:
            worker, shard = running.pop(each)
            idle.append(worker)
            wrong = ray.get(each)
            if wrong and shard.name not in ended:
                tell(f"qantara: {wrong}")
            if any(other.name == shard.name for _, other in running.values()):
                ended.add(shard.name)
