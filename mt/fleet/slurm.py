"""Workers as a Slurm job array: each task does its slice of the shards, and is queued again if its node is lost."""

import shlex
import subprocess
from collections.abc import Sequence

from glossaries.errors import UsageError


def script(folder: str, tasks: int, threads: int, more: Sequence[str], worker: Sequence[str]) -> str:
    """An array script. `more` are lines for #SBATCH, `worker` options of the worker.

    The tasks are numbered from 0; those that are missing can be submitted again by themselves (`--array=3,7`).
    """
    options = [
        "--job-name=qantara",
        f"--array=0-{tasks - 1}",
        f"--cpus-per-task={threads}",
        "--requeue",
        "--open-mode=append",
        "--signal=B:TERM@60",
        f"--output={folder}/slurm-%A_%a.log",
        *more,
    ]
    work = ["qantara", "fleet", "work", folder, "--threads", str(threads), *worker]
    return "\n".join(
        [
            "#!/bin/bash",
            *(f"#SBATCH {option}" for option in options),
            f'exec {shlex.join(work)} --slice "$SLURM_ARRAY_TASK_ID/{tasks}"',
            "",
        ]
    )


def submit(text: str) -> str:
    """Give a script to sbatch; what that says. Raises UsageError where it is not there or refuses."""
    try:
        run = subprocess.run(["sbatch"], input=text, text=True, capture_output=True, check=False)
    except OSError as error:
        raise UsageError(f"sbatch: {error.strerror}: without --submit the script is printed") from None
    if run.returncode:
        raise UsageError(" ".join(f"sbatch: {run.stderr}".split()))
    return run.stdout.strip()
