"""How far a fleet is, on a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mt.fleet.plan import Plan
from mt.fleet.status import status, unfinished

EVERY = 2.0
"""Seconds between two looks."""


@contextmanager
def shown(plan: Plan, quiet: bool) -> Iterator[Callable[[], None]]:
    """A bar of shards, moved on by calls, where standard error is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=plan.count)
        seen = 0.0

        def look() -> None:
            nonlocal seen
            # The more shards there are, the longer a look takes: it gets a hundredth of the time.
            if time.monotonic() > seen:
                begun = time.monotonic()
                bar.update(task, completed=plan.count - unfinished(plan))
                seen = time.monotonic() + max(EVERY, 100 * (time.monotonic() - begun))

        yield look


def watched(plan: Plan) -> None:
    """A table that is renewed until nothing is left to be done."""
    from rich.live import Live
    from rich.table import Table

    from mt.cli.fleet import lines_of

    with Live(refresh_per_second=1) as live:
        while True:
            found = status(plan)
            table = Table.grid(padding=(0, 2))
            for line in lines_of(found):
                table.add_row(*line.split("\t"))
            live.update(table)
            if found.done + found.failing == found.shards:
                return
            time.sleep(EVERY)
