"""A million iterations: what they keep in memory, and whether the end is as fast as the beginning.

python -m tests.benchmarks.long_run [iterations]
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from core.exchange.scenes import load_scene
from core.training.history import KEY_OVERHEAD, History
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run
from tests.benchmarks.figures import Figure, given, tell

CHUNK = 1000


def figures(total: int) -> Iterator[Figure]:
    """Train the scene xor-tanh for long."""
    run = Run(load_scene("xor-tanh").experiment)
    seconds = train(run, total)
    tenth = max(1, len(seconds) // 10)
    first, last = sum(seconds[:tenth]), sum(seconds[-tenth:])
    yield Figure(f"an iteration of xor-tanh, of {total:,}", (1e6 * sum(seconds) / total,), "µs")
    yield Figure("the last tenth by the first", (last / first,), "×", 1.2)
    yield Figure("keys of the history", (keys_bytes(run.history) / 2**20,), "MiB", 64)
    yield Figure("records", (records_bytes(run.history) / 2**20,), "MiB")


def train(run: Run, total: int) -> list[float]:
    """Run ``total`` iterations; return the seconds of each chunk, the taking in of its records included."""
    problem = prepare(run.segments[0].experiment)
    snapshot, seconds = problem.start(), []
    while snapshot.iteration < total:
        start = perf_counter()
        steps = min(CHUNK, total - snapshot.iteration)
        progress = advance(problem, snapshot, steps, key_stride=run.history.key_stride)
        run.extend(progress)
        snapshot = progress.snapshot
        seconds.append(perf_counter() - start)
    return seconds


def keys_bytes(history: History) -> int:
    """Return the memory of all key snapshots, about."""
    return sum(key.state.nbytes + KEY_OVERHEAD for key in history.keys)


def records_bytes(history: History) -> int:
    """Return the memory of all recorded numbers."""
    columns = ("iteration", "train_loss", "test_loss", "penalty", "train_accuracy", "test_accuracy")
    recorded = [history.batch_loss, history.gradient_norm, *(history.evaluated(name) for name in columns)]
    return sum(column.nbytes for column in recorded)


if __name__ == "__main__":
    tell(figures(int(given(1_000_000)[0])))
