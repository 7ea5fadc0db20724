"""One contestant in a process of its own, which takes its turn when it is told to.

    python -m tests.benchmarks.turns ROW NAME

For each line on its input, a number of steps, it does them and answers with the seconds that one took: those of the
processor, the kernel's part included, for others on the machine must not count. Alone on it they are those of a clock.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from statistics import median
from time import process_time

from tests.benchmarks.contestants import PAINTERS, TRAINERS, Steps
from tests.benchmarks.tasks import REGIONS, TASKS, Benchmark

SECONDS = 0.06
"""How long one turn takes, about."""
WARM = 150
"""Steps before all is warm; over the first hundred of ours, too, each of which looks at the whole set."""


PLAYGROUND = "TensorFlow Playground"
ENGINE = os.environ.get("PLAYGROUND", "")
"""The engine of TensorFlow Playground, ``nn.ts`` of its source compiled to JavaScript with CommonJS modules."""
DRIVER = """
const nn = require(process.argv[1]), task = JSON.parse(process.argv[2]);
const net = nn.buildNetwork(task.sizes, nn.Activations[task.g], nn.Activations.TANH, null, task.sizes.map(String));
let at = 0;
function step() {
  for (let i = 0; i < task.batch; i++) {
    nn.forwardProp(net, task.x[at]);
    nn.backProp(net, task.y[at], nn.Errors.SQUARE);
    at = (at + 1) % task.x.length;
  }
  nn.updateWeights(net, 0.03, 0);
}
require("readline").createInterface({input: process.stdin}).on("line", line => {
  const steps = Number(line), before = process.cpuUsage();
  for (let k = 0; k < steps; k++) step();
  const spent = process.cpuUsage(before);
  console.log((spent.user + spent.system) / 1e6 / steps);
});
"""


def has_playground(task: Benchmark) -> bool:
    """Tell whether TensorFlow Playground's engine is here and can do a task: its networks have one output."""
    return bool(ENGINE) and shutil.which("node") is not None and task.sizes[-1] == 1


def playground(task: Benchmark) -> list[str]:
    """Return the command of TensorFlow Playground's own engine, which trains by plain gradient descent in Node."""
    m = len(task.problem.train)
    x, y = task.problem.x[:, :m].T.tolist(), (2 * task.problem.y[0, :m] - 1).tolist()
    told = {"sizes": task.sizes, "g": task.activation.upper(), "batch": task.batch, "x": x, "y": y}
    return ["node", "-e", DRIVER, str(Path(ENGINE).resolve()), json.dumps(told)]


class Contestant:
    """A process that waits for its turn."""

    def __init__(self, row: int, name: str) -> None:
        ours = [sys.executable, "-m", __name__, str(row), name]
        command = playground(TASKS[row]) if name == PLAYGROUND else ours
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
        done = do(steps)
        print((process_time() - start) / done, flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # scikit-learn says at every call that one iteration is few
    serve(stepping(int(sys.argv[1]), sys.argv[2]))
