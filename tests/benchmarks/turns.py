"""One contestant in a process of its own, which takes its turn when it is told to.

    python -m tests.benchmarks.turns ROW NAME

For each line on its input, a number of steps, it does them and answers with the seconds that one took: those of the
processor, the kernel's part included, for others on the machine must not count. Alone on it they are those of a clock.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from statistics import median
from time import process_time

from tests.benchmarks.contestants import PAINTERS, TRAINERS, Steps
from tests.benchmarks.tasks import REGIONS, TASKS

SECONDS = 0.06
"""How long one turn takes, about."""
WARM = 150
"""Steps before all is warm; over the first hundred of ours, too, each of which looks at the whole set."""


class Contestant:
    """A process that waits for its turn."""

    def __init__(self, row: int, name: str) -> None:
        command = [sys.executable, "-m", __name__, str(row), name]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._steps = 0

    def warm_up(self) -> None:
        """Find out how many steps make a turn, from what they take once all is warm."""
        self._do(WARM)
        self._steps = max(10, round(SECONDS / median(self._do(20) for _ in range(5))))

    def turn(self) -> float:
        """Return the seconds that a step took in this turn."""
        return self._do(self._steps)

    def _do(self, steps: int) -> float:
        assert self._process.stdin
        assert self._process.stdout
        print(steps, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())

    def leave(self) -> None:
        """End the process."""
        self._process.communicate()


def stepping(row: int, name: str) -> Steps:
    """Return what the contestant does in a row of the table; the regions are the row after those of training."""
    return TRAINERS[name](TASKS[row]) if row < len(TASKS) else PAINTERS[name](REGIONS)


def serve(do: Steps) -> None:
    """Take turns until nobody asks any more."""
    for line in sys.stdin:
        steps = int(line)
        start = process_time()
        do(steps)
        print((process_time() - start) / steps, flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # scikit-learn says at every call that one iteration is few
    serve(stepping(int(sys.argv[1]), sys.argv[2]))
