"""How long random formulas take to be read and computed, alone and as on the command line, beside the machine's floor.

Run: ``python -m tests.benchmarks.formulas [COUNT]``. The floor is 1,000 divisions of arrays of five numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from time import thread_time

import numpy as np

from core.expressions import ExpressionError
from core.functions.at_point import at_point
from tests.benchmarks.figures import Figure, given, tell
from tests.core.expressions.test_fuzz import AT, FORMULAS, check, texts

LONGEST = 50.0
"""Milliseconds that the slowest formula may take in a quiet hour."""


def floor() -> float:
    """Return the milliseconds of 1,000 small calls of NumPy."""
    start = thread_time()
    for _ in range(1_000):
        np.divide(AT, AT + 1.5)
    return 1_000 * (thread_time() - start)


def at_one_point(text: str) -> None:
    """Find out all that the command line tells of a text."""
    with suppress(ExpressionError):
        at_point(text, "x=2,y=1")


def quickest(do: Callable[[str], None], text: str) -> float:
    """Return the least milliseconds of three tries: what is slow once is not the formula's doing."""
    tries = []
    for _ in range(3):
        start = thread_time()
        do(text)
        tries.append(1_000 * (thread_time() - start))
    return min(tries)


def figures(count: int) -> Iterator[Figure]:
    """Measure them, each alone."""
    yield Figure("floor: 1,000 divisions of five numbers", (floor(),), "ms")
    for what, do in (("at five points", check), ("at one, with --at", at_one_point)):
        times = [quickest(do, text) for text in texts(99, count)]
        median, rare, slowest = np.percentile(times, (50, 99, 100))
        yield Figure(f"{count:,} formulas {what}: median", (float(median),), "ms")
        yield Figure("   99 % below", (float(rare),), "ms")
        yield Figure("   the slowest", (float(slowest),), "ms", LONGEST)


if __name__ == "__main__":
    tell(figures(int(given(FORMULAS)[0])))
