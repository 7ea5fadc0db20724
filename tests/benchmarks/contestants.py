"""Ours and the peers, each as a function that does a number of steps (or answers a grid).

A peer's library is imported only by who needs it: each contestant runs in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any

import numpy as np

from core.analysis.regions import grid, outputs_over
from core.arrays import Array
from core.training.loop import advance
from core.training.run import Run
from tests.benchmarks.tasks import Benchmark
from tests.benchmarks.textbook import Textbook

Steps = Callable[[int], None]
CHUNK = 200
"""Iterations that the window asks for at once, about, as fast as possible."""


def ours(task: Benchmark) -> Steps:
    """Train as the window does: chunks of `advance`, every snapshot and record kept by the run's history."""
    problem, run = task.problem, Run(task.problem.experiment)
    snapshot = problem.start()

    def do(steps: int) -> None:
        nonlocal snapshot
        for start in range(0, steps, CHUNK):
            progress = advance(problem, snapshot, min(CHUNK, steps - start), key_stride=run.history.key_stride)
            run.extend(progress)
            snapshot = progress.snapshot

    return do


def textbook(task: Benchmark) -> Steps:
    """Train in plain NumPy."""
    network, batches = Textbook(task), cycle(task.batches)

    def do(steps: int) -> None:
        for _ in range(steps):
            x, y, _ = next(batches)
            network.step(x, y)

    return do


def classifier(task: Benchmark) -> Any:
    """Return scikit-learn's network of the task."""
    from sklearn.neural_network import MLPClassifier  # type: ignore[import-untyped]

    return MLPClassifier(
        task.sizes[1:-1],
        activation=task.activation,
        solver="adam" if task.adam else "sgd",
        alpha=0.0,
        batch_size=task.batch,
        learning_rate_init=0.001 if task.adam else 0.01,
        momentum=0.0,
        nesterovs_momentum=False,
        shuffle=False,
        random_state=1,
    )


def scikit_learn(task: Benchmark) -> Steps:
    """Train with `partial_fit`, one batch a call."""
    model = classifier(task)
    every_class = np.arange(max(2, task.sizes[-1]))
    batches = cycle([(np.ascontiguousarray(x.T), labels) for x, _, labels in task.batches])

    def do(steps: int) -> None:
        for _ in range(steps):
            x, labels = next(batches)
            model.partial_fit(x, labels, classes=every_class)

    return do


def torch_on_one_thread() -> Any:
    """Return the torch module; PyTorch keeps threads apart from those of the BLAS."""
    import torch

    torch.set_num_threads(1)
    return torch


def torch_network(task: Benchmark) -> Any:
    """Return PyTorch's network of the task, before its output activation."""
    torch, layers = torch_on_one_thread(), []
    for before, units in task.layer_sizes:
        linear = torch.nn.Linear(before, units, dtype=torch.float64)
        layers += [linear, torch.nn.Tanh() if task.activation == "tanh" else torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def pytorch(task: Benchmark) -> Steps:
    """Train eagerly with autograd and PyTorch's own optimisers."""
    torch, several = torch_on_one_thread(), task.sizes[-1] > 1
    network = torch_network(task)
    make = torch.optim.Adam if task.adam else torch.optim.SGD
    optimizer = make(network.parameters(), lr=0.001 if task.adam else 0.01)
    loss = torch.nn.CrossEntropyLoss() if several else torch.nn.BCEWithLogitsLoss()
    tensors = [
        (torch.tensor(x.T.copy()), torch.tensor(labels if several else y.T.copy())) for x, y, labels in task.batches
    ]
    batches = cycle(tensors)

    def do(steps: int) -> None:
        for _ in range(steps):
            x, y = next(batches)
            optimizer.zero_grad()
            batch_loss = loss(network(x), y)
            batch_loss.backward()
            optimizer.step()
            batch_loss.item()

    return do


def our_regions(task: Benchmark) -> Steps:
    """Answer the grid as the window's regions do."""
    problem, points = task.problem, square()
    theta, network, layout = problem.start().theta, problem.experiment.network, problem.layout
    return _repeated(lambda: outputs_over(network, layout, theta, points))


def textbook_regions(task: Benchmark) -> Steps:
    """Answer the grid by the article's forward pass."""
    plain, points = Textbook(task), square()
    return _repeated(lambda: plain.forward(points))


def scikit_learn_regions(task: Benchmark) -> Steps:
    """Answer the grid with `predict_proba`."""
    model, rows = classifier(task), np.ascontiguousarray(square().T)
    x, _, labels = task.batches[0]
    model.partial_fit(x.T, labels, classes=np.arange(2))
    return _repeated(lambda: model.predict_proba(rows))


def pytorch_regions(task: Benchmark) -> Steps:
    """Answer the grid without autograd."""
    torch, network = torch_on_one_thread(), torch_network(task)
    x = torch.tensor(np.ascontiguousarray(square().T))

    def answer() -> object:
        with torch.no_grad():
            return torch.sigmoid(network(x))

    return _repeated(answer)


def square() -> Array:
    """Return the 100 × 100 points of the regions (2 × 10,000)."""
    return grid((-1.5, 1.5, -1.5, 1.5), 100)


def _repeated(answer: Callable[[], object]) -> Steps:
    def do(steps: int) -> None:
        for _ in range(steps):
            answer()

    return do


TRAINERS: dict[str, Callable[[Benchmark], Steps]] = {
    "ours": ours,
    "scikit-learn": scikit_learn,
    "PyTorch": pytorch,
    "textbook": textbook,
}
PAINTERS: dict[str, Callable[[Benchmark], Steps]] = {
    "ours": our_regions,
    "scikit-learn": scikit_learn_regions,
    "PyTorch": pytorch_regions,
    "textbook": textbook_regions,
}
