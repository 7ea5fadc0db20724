"""Ours and the peers, each as a function that does a number of steps (or answers a grid).

A peer's library is imported only by who needs it: each contestant runs in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import cycle
from timeit import timeit
from typing import Any

import numpy as np

from core.analysis.regions import grid, outputs_over
from core.arrays import Array
from core.training.loop import advance
from core.training.run import Run
from tests.benchmarks.tasks import Benchmark
from tests.benchmarks.textbook import Textbook

Steps = Callable[[int], int]
"""Does about so many steps, and returns how many."""
WARM = 50
"""Steps before PyTorch is warm."""
CHUNK = 200
"""Iterations that the window asks for at once, about, as fast as possible."""


def ours(task: Benchmark) -> Steps:
    """Train as the window does: chunks of `advance`, every snapshot and record kept by the run's history."""
    problem, run = task.problem, Run(task.problem.experiment)
    snapshot = problem.start()

    def do(steps: int) -> int:
        nonlocal snapshot
        for start in range(0, steps, CHUNK):
            progress = advance(problem, snapshot, min(CHUNK, steps - start), key_stride=run.history.key_stride)
            run.extend(progress)
            snapshot = progress.snapshot
        return steps

    return do


def textbook(task: Benchmark) -> Steps:
    """Train in plain NumPy."""
    network, batches = Textbook(task), cycle(task.batches)

    def do(steps: int) -> int:
        for _ in range(steps):
            x, y, _ = next(batches)
            network.step(x, y)
        return steps

    return do


def classifier(task: Benchmark) -> Any:
    """Return scikit-learn's network of the task, which goes on at each `fit`, as long as it is told to."""
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
        warm_start=True,
        tol=0.0,
        n_iter_no_change=10**9,
    )


def scikit_learn(task: Benchmark) -> Steps:
    """Train with `fit` over many epochs: `partial_fit` checks its data at every call."""
    model, problem = classifier(task), task.problem
    m = len(problem.train)
    x, labels = np.ascontiguousarray(problem.x[:, :m].T), problem.labels[:m]
    batches = -(-m // task.batch)

    def do(steps: int) -> int:
        model.max_iter = epochs = max(1, steps // batches)
        model.fit(x, labels)
        return epochs * batches

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
    """Train with autograd and PyTorch's own optimisers, compiled where that can be done and is quicker."""
    eager = pytorch_steps(task, compiled=False)
    try:
        compiled = pytorch_steps(task, compiled=True)
        compiled(WARM)
    except Exception:  # without a compiler, say
        return eager
    eager(WARM)
    return min((eager, compiled), key=lambda do: timeit(partial(do, WARM), number=3))


def pytorch_steps(task: Benchmark, compiled: bool) -> Steps:
    """Return PyTorch's steps, its network and loss ``compiled`` or not."""
    torch, several = torch_on_one_thread(), task.sizes[-1] > 1
    network = torch_network(task)
    make = torch.optim.Adam if task.adam else torch.optim.SGD
    optimizer = make(network.parameters(), lr=0.001 if task.adam else 0.01)
    loss = torch.nn.CrossEntropyLoss() if several else torch.nn.BCEWithLogitsLoss()
    tensors = [
        (torch.tensor(x.T.copy()), torch.tensor(labels if several else y.T.copy())) for x, y, labels in task.batches
    ]
    batches = cycle(tensors)

    def loss_of(x: Any, y: Any) -> Any:
        return loss(network(x), y)

    measure = torch.compile(loss_of) if compiled else loss_of

    def do(steps: int) -> int:
        for _ in range(steps):
            x, y = next(batches)
            optimizer.zero_grad()
            batch_loss = measure(x, y)
            batch_loss.backward()
            optimizer.step()
            batch_loss.item()
        return steps

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
    model.max_iter = 1
    model.fit(x.T, labels)
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
    def do(steps: int) -> int:
        for _ in range(steps):
            answer()
        return steps

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
