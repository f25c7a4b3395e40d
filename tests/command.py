"""The command as a user calls it: in this process, which is quick, or in one of its own."""

import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from signal import Signals
from typing import NamedTuple
from unittest.mock import patch

from mt.cli.main import main

QANTARA = str(Path(sys.executable).with_name("qantara"))


class Run(NamedTuple):
    """The exit code and what went to the two streams."""

    returncode: int
    stdout: bytes
    stderr: bytes


def qantara(*args: object, stdin: str | bytes = b"", cwd: Path | None = None, env: dict[str, str] | None = None) -> Run:
    """Run the command in this process, with streams of its own.

    What concerns a process (its signals, its real streams, what it imports) is asked of `spawned`.
    """
    out, err = _stream(), _stream()
    code: object = 0
    with (
        patch.object(sys, "argv", ["qantara", *map(str, args)]),
        patch.object(sys.modules["__main__"], "__package__", ""),  # else help calls the command `python -m pytest`
        patch.object(sys, "stdin", _stream(_bytes(stdin))),
        patch("signal.signal"),
        patch.object(sys, "unraisablehook", sys.unraisablehook),  # pytest's, which the command would keep its own for
        patch.dict(os.environ, env or {}),
        chdir(cwd or Path.cwd()),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stop:
            code = stop.code
    return Run(int(code or 0), _written(out), _written(err))


def spawned(*args: object, stdin: str | bytes = b"", **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    command = [QANTARA, *map(str, args)]
    return subprocess.run(
        command, **{"input": _bytes(stdin), "capture_output": True, "timeout": 120, "check": False, **options}
    )


def stopped(*args: object, cwd: Path, by: Signals, once: Callable[[], object]) -> int:
    """The exit code of a run, in a process of its own, that gets the signal `by` as soon as `once` says so."""
    run = subprocess.Popen([QANTARA, *map(str, args)], cwd=cwd, stderr=subprocess.DEVNULL)
    while not once() and run.poll() is None:
        time.sleep(0.005)
    run.send_signal(by)
    return run.wait(timeout=60)


def stderr(run: Run | subprocess.CompletedProcess[bytes]) -> str:
    return run.stderr.decode()


def says(text: str, *phrases: str) -> bool:
    """Whether every phrase stands in a text with its numbers whole: `0 missed` is not in `10 missed`."""
    return all(re.search(rf"(?<![\d.,]){re.escape(phrase)}(?!\d)", text) for phrase in phrases)


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _stream(content: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    return stream.buffer.getvalue()
