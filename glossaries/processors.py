"""How many processors there are to use."""

import os
from pathlib import Path


def processors() -> int:
    """The number of processors that this process may use: those it is bound to, or fewer if its container says so."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = map(int, Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split())
    except (OSError, ValueError):  # no such limit, or none set
        return bound
    return max(1, min(bound, quota // period))
