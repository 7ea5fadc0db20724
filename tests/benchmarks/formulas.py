"""How long random formulas take to be read and computed, alone and as on the command line, beside the machine's floor.

Run: ``python -m tests.benchmarks.formulas [COUNT]``. The floor is 1,000 divisions of arrays of five numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from time import thread_time

import numpy as np

from core.expressions import ExpressionError
from core.functions.at_point import at_point
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


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FORMULAS
    print(f"{count:,} random formulas; floor {floor():.1f} ms")
    for what, do in (("at five points", check), ("at one, with --at", at_one_point)):
        times = np.array([quickest(do, text) for text in texts(99, count)])
        median, rare = np.percentile(times, (50, 99))
        missed = "" if times.max() <= LONGEST else " ← missed"
        told = f"99 % below {rare:.1f}, slowest {times.max():.1f} ms (at most {LONGEST:.0f}){missed}"
        print(f"{what}: median {median:.2f}, {told}")


if __name__ == "__main__":
    main()
