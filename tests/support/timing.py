"""How long a piece of code takes, however busy the machine is and however much the tests have loaded."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def quickest(do: Callable[[], object], tries: int = 3) -> float:
    """Seconds of processor time, the least of some tries.

    Without the garbage collector, as `timeit` does it: a collection walks over everything that a long run of
    tests has made, and takes longer than what is measured here.
    """
    gc.collect()
    gc.disable()
    try:
        return min(_seconds(do) for _ in range(tries))
    finally:
        gc.enable()


def _seconds(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began
