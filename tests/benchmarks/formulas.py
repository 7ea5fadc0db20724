"""How long random formulas take to be read and computed, slopes included, beside the machine's own floor.

Run: ``python -m tests.benchmarks.formulas [COUNT]``. The floor is 1,000 divisions of arrays of five numbers.
"""

from __future__ import annotations

import sys
from time import thread_time

import numpy as np

from tests.core.expressions.test_fuzz import AT, FORMULAS, check, texts

LONGEST = 50.0
"""Milliseconds that the slowest formula may take in a quiet hour."""


def floor() -> float:
    """Return the milliseconds of 1,000 small calls of NumPy."""
    start = thread_time()
    for _ in range(1_000):
        np.divide(AT, AT + 1.5)
    return 1_000 * (thread_time() - start)


def quickest(text: str) -> float:
    """Return the least milliseconds of three tries: what is slow once is not the formula's doing."""
    tries = []
    for _ in range(3):
        start = thread_time()
        check(text)
        tries.append(1_000 * (thread_time() - start))
    return min(tries)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FORMULAS
    times = np.array([quickest(text) for text in texts(99, count)])
    print(f"{count:,} random formulas; floor {floor():.1f} ms")
    median, rare = np.percentile(times, (50, 99))
    missed = "" if times.max() <= LONGEST else " ← missed"
    print(f"median {median:.2f}, 99 % below {rare:.1f}, slowest {times.max():.1f} ms (at most {LONGEST:.0f}){missed}")


if __name__ == "__main__":
    main()
