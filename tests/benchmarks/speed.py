"""Speed of training and of regions against peers, all in one interleaved run.

    python -m tests.benchmarks [rounds]

Needs scikit-learn; PyTorch is measured if it is there. Each contestant runs in a process of its own, with one BLAS
thread, and they take turns round by round, A B C D A B C D …, so that a slow moment of the machine hits all of them;
who is not at turn waits. The table shows the median of the rounds' ratios and their range.

A process of its own is what everybody has who runs one of these programs by itself. In a shared one, who allocates
fresh arrays at every step (the textbook above all) lives on memory that others have freed already, and saves the page
faults: its regions took a third of the time there.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from statistics import median

from tests.benchmarks.tasks import REGIONS, TASKS
from tests.benchmarks.turns import Contestant

ROUNDS = 25
PEERS = ("scikit-learn", "PyTorch", "textbook")


def main() -> None:
    """Measure every row and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(f"How many times as fast as …, median of {rounds} rounds (least–most), [required]")
    print("one process each, one thread, float64\n")
    print(f"{'':46}{'ours, µs':>10}" + "".join(f"{name:>27}" for name in PEERS))
    for row, task in enumerate(TASKS):
        show(task.title, measure(row, rounds), task.required)
    show("regions 100 × 100 of 2–4–6–6–4–1", measure(len(TASKS), rounds), REGIONS.required)


def measure(row: int, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of one step of each contestant in each round."""
    names = [name for name in ("ours", *PEERS) if name != "PyTorch" or find_spec("torch")]
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


def show(title: str, seconds: dict[str, list[float]], required: tuple[float, ...]) -> None:
    """Print one row."""
    row = f"{title:46}{1e6 * median(seconds['ours']):>10.1f}"
    for name, least in zip(PEERS, required, strict=True):
        row += f"{cell(seconds.get(name, []), seconds['ours'], least):>27}"
    print(row, flush=True)


def cell(theirs: list[float], our: list[float], least: float) -> str:
    """Return "median (least–most) [required]", marked where it falls short."""
    if not theirs:
        return "not installed"
    ratios = [a / b for a, b in zip(theirs, our, strict=True)]
    mark = "" if median(ratios) >= least else " ✗"
    return f"{median(ratios):.1f} ({min(ratios):.1f}–{max(ratios):.1f}) [{least:g}]{mark}"
