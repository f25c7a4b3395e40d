"""Who works on what: a claim is a small file, made unless there is one, and renewed for as long as the work goes on.

A claim keeps others from doing the same work at the same time, and no more than that: what is done twice comes out
the same, and takes the same name.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from mt.fleet.places import Store, host, read, runs, store_of

LEASE = 120.0
"""Seconds for which a claim holds that nobody renews."""
UNFINISHED = 5.0
"""Seconds after which a claim that says nothing is one of a process that ended while it made it."""
TRIES = 5
"""So many processes may end while they work on a shard; then something is wrong with the shard."""


class Claims:
    """The claims of this process. `parent`: a process without which this one ends; 0 for none."""

    def __init__(self, parent: int = 0, lease: float = LEASE):
        self._parent, self._lease = parent, lease
        self._pid, self._host = os.getpid(), host()

    def take(self, path: str) -> int:
        """Claim what stands at `path`: which try this is, from 1; 0 where another works on it."""
        store = store_of(path)
        if store.create(path, self._content(1)):
            return 1
        found = _parsed(read(path))
        if found is None:  # just released
            return int(store.create(path, self._content(1)))
        if self._lives(path, store, found):
            return 0
        tries = int(found.get("tries", 1)) + 1
        store.remove(path)
        return tries if store.create(path, self._content(tries)) else 0

    @contextmanager
    def kept(self, path: str, tries: int) -> Iterator[Callable[[], None]]:
        """Renew a claim until the work inside ends; then give it up. An interrupt leaves nothing."""
        store = store_of(path)
        stop = Event()

        def renew() -> None:
            while not stop.wait(min(self._lease / 6, 5)):
                self.check_parent()
                store.touch(path, self._content(tries))

        thread = Thread(target=renew, daemon=True)
        thread.start()
        try:
            yield stop.set
        finally:
            stop.set()
            thread.join()
            store.remove(path)

    def check_parent(self) -> None:
        """End at once where whoever started this process is no more."""
        if self._parent and os.getppid() != self._parent:
            os._exit(1)

    def _content(self, tries: int) -> bytes:
        return json.dumps({"host": self._host, "pid": self._pid, "tries": tries}).encode()

    def _lives(self, path: str, store: Store, found: dict[str, Any]) -> bool:
        """Whether the holder of a claim still works."""
        if found.get("host") == self._host and "://" not in path and not runs(int(found.get("pid", 0))):
            return False
        folder, _, name = path.rpartition("/")
        at = store.names(folder).get(name)
        return at is not None and time.time() - at < (self._lease if found else UNFINISHED)


def _parsed(content: bytes | None) -> dict[str, Any] | None:
    """What a claim says; an unfinished one says nothing."""
    if content is None:
        return None
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
