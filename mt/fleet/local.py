"""Workers on this machine: processes that take shards from the plan by themselves, started again if they die."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from typing import IO

OURS = (sys.executable, "-c", "from mt.cli.main import main; main()")
"""How this Python runs the qantara command."""
SOON = 10.0
"""Seconds. A process that dies so soon, several times in a row, will not do better the next time."""
IN_A_ROW = 5
_KEPT = 1000


def run(command: Sequence[str], processes: int, tell: Callable[[str], None], watch: Callable[[], None]) -> None:
    """Run `command` in so many processes until each has come to an end of its own.

    `tell` gets what they say, each line once; `watch` is called now and then. When this ends, they end.
    """
    said = _Said(tell)
    running: dict[subprocess.Popen[str], float] = {}
    listeners: list[Thread] = []
    deaths = 0

    def start() -> None:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
        )
        assert process.stderr
        listeners.append(Thread(target=said.all_of, args=(process.stderr,), daemon=True))
        listeners[-1].start()
        running[process] = time.monotonic()

    try:
        for _ in range(processes):
            start()
        while running:
            time.sleep(0.1)
            watch()
            for process, since in list(running.items()):
                if (code := process.poll()) is None:
                    continue
                del running[process]
                if code < 0 or code > 128:  # killed: by whom, and for what, another may not be
                    deaths = deaths + 1 if time.monotonic() - since < SOON else 1
                    if deaths <= IN_A_ROW * processes:
                        start()
                    else:
                        tell(f"a worker was ended {deaths} times in a row ({code}): it is not started again")
    finally:
        for process in running:
            process.terminate()
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
        for listener in listeners:
            listener.join(timeout=1)


class _Said:
    """Tells each line once: many workers have the same to say."""

    def __init__(self, tell: Callable[[str], None]):
        self._tell = tell
        self._lines: dict[str, None] = {}

    def all_of(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                text = line.rstrip("\n")
                if text not in self._lines and len(self._lines) < _KEPT:
                    self._lines[text] = None
                    self._tell(text)
