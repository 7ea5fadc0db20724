"""A million rows: what an iteration costs beside a thousand rows, preparing, memory, reading them.

python -m tests.benchmarks.large_data [rounds]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter

import numpy as np

from core.data.csv_reader import first_rows, read
from core.data.csv_text import load
from core.data.encodings import decode
from core.data.examples import of_classes
from core.data.guess import guess
from core.data.own import OwnData, own_data
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.problem import Problem, prepare
from core.training.trace import trace
from tests.benchmarks import taking
from tests.benchmarks.figures import Figure, given, tell

MILLION, THOUSAND = 1_000_000, 1_000
ITERATIONS = 2_000
SMALL_BATCHES = {32: 32, 256: 256, 1_024: 512}
"""Batch sizes on a million rows, and those on a thousand rows beside them: 1,024 do not fit there."""


def rows(count: int) -> OwnData:
    """Return ``count`` random rows of two inputs with two classes."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, count))
    return own_data("random", ("x₁", "x₂"), "class", ("a", "b"), of_classes(x, (x[0] * x[1] > 0).astype(np.int64)))


def resident() -> float:
    """Return the memory of this process in MiB (Linux; NaN elsewhere)."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 / 2**20 if status.exists() else float("nan")


def own_memory(data: OwnData) -> float:
    """Return what a table itself takes of the memory, in MiB."""
    return (data.examples.x.nbytes + data.examples.labels.nbytes) / 2**20


def most_memory(work: Callable[[], object]) -> float:
    """Return how many MiB some work takes at most beyond what is taken before it, looked at every millisecond."""
    before, ended = resident(), Event()
    seen = [before]

    def look() -> None:
        while not ended.wait(0.001):
            seen.append(resident())

    watch = Thread(target=look)
    watch.start()
    work()
    ended.set()
    watch.join()
    return max(seen) - before


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


class LongRun:
    """A problem whose run goes on at each turn."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.snapshot = advance(problem, problem.start(), 300).snapshot

    def turn(self) -> None:
        """Do some thousand iterations."""
        self.snapshot = advance(self.problem, self.snapshot, ITERATIONS, key_stride=10**9).snapshot


def training(rounds: int, small: OwnData, large: OwnData) -> Iterator[Figure]:
    """Compare the cost of an iteration on the large set with that on the small one."""
    for batch, small_batch in SMALL_BATCHES.items():
        base = replace(Experiment().with_data(small, 0.1), batch_size=small_batch)
        one = LongRun(prepare(base))
        other = LongRun(prepare(replace(base.with_data(large, 0.1), batch_size=batch)))
        ratios = [seconds(other.turn) / seconds(one.turn) * small_batch / batch for _ in range(rounds)]
        yield Figure(f"an example in a batch of {batch:,}, by that among a thousand rows", tuple(ratios), "×", 1.3)


def full_batch(rounds: int, small: OwnData, large: OwnData) -> Iterator[Figure]:
    """Measure time and memory of iterations over all of the large set, and the time by that of the small one."""
    one, other = (
        prepare(replace(made, batch_size=made.train_size))
        for made in (Experiment().with_data(data, 0.1) for data in (small, large))
    )
    few, many = 2_000, 2
    advance(one, one.start(), few)
    took = most_memory(lambda: trace(other, advance(other, other.start(), many).snapshot)) / own_memory(large)
    share = few * len(one.rows) / (many * len(other.rows))
    pairs = [
        (seconds(lambda: advance(other, other.start(), many)), seconds(lambda: advance(one, one.start(), few)))
        for _ in range(rounds)
    ]
    ratios = [share * ours / theirs for ours, theirs in pairs]
    yield Figure("an example in the full batch, likewise", tuple(ratios), "×", 1.3)
    yield Figure("an iteration with the full batch", tuple(1000 * ours / many for ours, _ in pairs), "ms")
    yield Figure("memory of a full batch, opened up too, by the table's own", (took,), "×", 2)


def reading(rounds: int) -> Iterator[Figure]:
    """Compare reading a million rows with NumPy's own reader."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "million.csv"
        taking.write_million(file)

        def ours() -> None:
            text, encoding = decode(load(file))
            dialect = guess(text, encoding)
            first_rows(text, dialect)
            read(text, dialect)

        ratios = [seconds(ours) / seconds(lambda: np.loadtxt(file, delimiter=",", skiprows=1)) for _ in range(rounds)]
        yield Figure("reading, checks and preview included, by numpy.loadtxt", tuple(ratios), "×", 1.5)


def figures(rounds: int) -> Iterator[Figure]:
    """Measure everything."""
    small, empty = rows(THOUSAND), resident()
    large = rows(MILLION)
    experiment = replace(Experiment().with_data(large, 0.1), batch_size=32)
    yield Figure("preparing", (seconds(lambda: prepare(experiment)),), "s", 3)
    yield Figure("memory, by the data's own", ((resident() - empty) / own_memory(large),), "×", 4)
    yield from training(rounds, small, large)
    yield from full_batch(rounds, small, large)
    yield from reading(rounds)


if __name__ == "__main__":
    tell(figures(int(given(7)[0])))
