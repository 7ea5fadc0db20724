"""Speed of training and of regions against peers, all in one interleaved run.

    python -m tests.benchmarks [rounds]

Needs scikit-learn; PyTorch is measured if it is there. Contestants take turns round by round, A B C D A B C D …, so
that a slow moment of the machine hits all of them; the table shows the median of the rounds' ratios and their range.
"""

from __future__ import annotations

import sys
import warnings
from statistics import median
from time import perf_counter
from typing import Any

from core.analysis.regions import grid
from tests.benchmarks import contestants
from tests.benchmarks.contestants import Steps
from tests.benchmarks.tasks import REGIONS, TASKS, Task

ROUNDS = 21
SECONDS = 0.06
"""How long one contestant's turn takes, about."""
PEERS = ("scikit-learn", "PyTorch", "textbook")


def main() -> None:
    """Measure every row and print the table."""
    warnings.simplefilter("ignore")  # scikit-learn says at every call that one iteration is few
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    torch = find_torch()
    print(f"How many times as fast as …, median of {rounds} rounds (least–most), [required]; one thread, float64\n")
    print(f"{'':46}{'ours, µs':>10}" + "".join(f"{name:>27}" for name in PEERS))
    for task in TASKS:
        show(task.title, measure(trainers(torch, task), rounds), task.required)
    points = grid((-1.5, 1.5, -1.5, 1.5), 100)
    seconds = measure(contestants.regions(torch, REGIONS, points), rounds)
    show("regions 100 × 100 of 2–4–6–6–4–1", seconds, REGIONS.required)


def find_torch() -> Any | None:
    """Return the torch module on one thread, or None if it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    return torch


def trainers(torch: Any | None, task: Task) -> dict[str, Steps]:
    """Return the contestants of a training row by name."""
    given = {
        "ours": contestants.ours(task),
        "scikit-learn": contestants.scikit_learn(task),
        "textbook": contestants.textbook(task),
    }
    if torch is not None:
        given["PyTorch"] = contestants.pytorch(torch, task)
    return given


def measure(racers: dict[str, Steps], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of one step of each contestant in each round."""
    turns = {name: steps_for(do) for name, do in racers.items()}
    seconds: dict[str, list[float]] = {name: [] for name in racers}
    for _ in range(rounds):
        for name, do in racers.items():
            start = perf_counter()
            do(turns[name])
            seconds[name].append((perf_counter() - start) / turns[name])
    return seconds


def steps_for(do: Steps) -> int:
    """Return how many steps make a turn, after a warm-up."""
    do(20)
    start = perf_counter()
    do(50)
    return max(10, round(50 * SECONDS / (perf_counter() - start)))


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
