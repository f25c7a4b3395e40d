"""How processor time grows with the size of what is worked on."""

import gc
import time
from collections.abc import Callable


def growth(work: Callable[[int], object], size: int, factor: int = 4, floor: float = 0.025) -> float:
    """The processor time of `work` on `factor` times the size beside that on the size: the least of three trials.

    It is about `factor` where time is linear and its square where it is quadratic. What takes less than `floor` seconds
    counts as if it took so long. Nothing is collected meanwhile: that takes time by all that the other tests left.
    """

    def seconds(length: int) -> float:
        begun = time.process_time()
        work(length)
        return time.process_time() - begun

    found = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            short = min(seconds(size) for _ in range(2))
            found = min(found, min(seconds(factor * size) for _ in range(2)) / max(short, floor))
            if found < 1.5 * factor:
                break
    finally:
        gc.enable()
    return found
