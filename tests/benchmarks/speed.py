"""Speed of training and of regions against peers, all in one interleaved run.

    python -m tests.benchmarks.speed [rounds]

Needs scikit-learn; PyTorch is measured if it is there, and TensorFlow Playground's engine, in Node, if the variable
PLAYGROUND names it: see `tests.benchmarks.turns`. Each contestant runs in a process of its own, with one BLAS
thread, and they take turns round by round, A B C D A B C D …, so that a slow moment of the machine hits all of them;
who is not at turn waits.

A process of its own is what everybody has who runs one of these programs by itself. In a shared one, who allocates
fresh arrays at every step (the textbook above all) lives on memory that others have freed already, and saves the page
faults: its regions took a third of the time there.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from tests.benchmarks.figures import Figure, given, tell
from tests.benchmarks.tasks import REGIONS, TASKS
from tests.benchmarks.turns import PLAYGROUND, Contestant, has_playground

ROUNDS = 25
PEERS = ("scikit-learn", "PyTorch", "textbook", PLAYGROUND)


def figures(rounds: int) -> Iterator[Figure]:
    """Measure every row."""
    for row, task in enumerate((*TASKS, REGIONS)):
        title = task.title if row < len(TASKS) else "regions 100 × 100 of 2–4–6–6–4–1"
        seconds = measure(row, rounds)
        ours = seconds.pop("ours")
        yield Figure(f"{title}: ours", tuple(1e6 * each for each in ours), "µs")
        for name, least in zip(PEERS, task.required, strict=True):
            if name not in seconds:
                continue
            ratios = tuple(b / a for a, b in zip(ours, seconds[name], strict=True))
            yield Figure(f"   {name}", ratios, "×", least, at_least=True)


def measure(row: int, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of one step of each contestant in each round."""
    absent = {"PyTorch": not find_spec("torch"), PLAYGROUND: row == len(TASKS) or not has_playground(TASKS[row])}
    names = [name for name in ("ours", *PEERS) if not absent.get(name)]
    racers = {name: Contestant(row, name) for name in names}
    for racer in racers.values():
        racer.warm_up()
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        for name, racer in racers.items():
            seconds[name].append(racer.turn())
    for racer in racers.values():
        racer.leave()
    return seconds


if __name__ == "__main__":
    tell(figures(int(given(ROUNDS)[0])))
