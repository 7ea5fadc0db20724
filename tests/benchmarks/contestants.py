"""Ours and the peers, each as a function that does a number of steps (or answers a grid)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any

import numpy as np
from sklearn.neural_network import MLPClassifier  # type: ignore[import-untyped]

from core.analysis.regions import outputs_over
from core.arrays import Array
from core.training.loop import advance
from core.training.run import Run
from tests.benchmarks.tasks import Task
from tests.benchmarks.textbook import Textbook

Steps = Callable[[int], None]
CHUNK = 200
"""Iterations that the window asks for at once, about, as fast as possible."""


def ours(task: Task) -> Steps:
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


def textbook(task: Task) -> Steps:
    """Train in plain NumPy."""
    network, batches = Textbook(task), cycle(task.batches)

    def do(steps: int) -> None:
        for _ in range(steps):
            x, y, _ = next(batches)
            network.step(x, y)

    return do


def classifier(task: Task) -> MLPClassifier:
    """Return scikit-learn's network of the task."""
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


def scikit_learn(task: Task) -> Steps:
    """Train with `partial_fit`, one batch a call."""
    model = classifier(task)
    every_class = np.arange(max(2, task.sizes[-1]))
    batches = cycle([(np.ascontiguousarray(x.T), labels) for x, _, labels in task.batches])

    def do(steps: int) -> None:
        for _ in range(steps):
            x, labels = next(batches)
            model.partial_fit(x, labels, classes=every_class)

    return do


def torch_network(torch: Any, task: Task) -> Any:
    """Return PyTorch's network of the task, before its output activation."""
    nn, layers = torch.nn, []
    for before, units in task.layer_sizes:
        layers += [nn.Linear(before, units, dtype=torch.float64), nn.Tanh() if task.activation == "tanh" else nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def pytorch(torch: Any, task: Task) -> Steps:
    """Train eagerly with autograd and PyTorch's own optimisers."""
    nn, several = torch.nn, task.sizes[-1] > 1
    network = torch_network(torch, task)
    make = torch.optim.Adam if task.adam else torch.optim.SGD
    optimizer = make(network.parameters(), lr=0.001 if task.adam else 0.01)
    loss = nn.CrossEntropyLoss() if several else nn.BCEWithLogitsLoss()
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


def regions(torch: Any | None, task: Task, points: Array) -> dict[str, Steps]:
    """Return functions that answer the points of a grid (2 × r²) a number of times."""
    problem = task.problem
    theta, network, layout = problem.start().theta, problem.experiment.network, problem.layout
    plain, rows = Textbook(task), np.ascontiguousarray(points.T)
    model = classifier(task)
    x, _, labels = task.batches[0]
    model.partial_fit(x.T, labels, classes=np.arange(2))
    answers: dict[str, Callable[[], object]] = {
        "ours": lambda: outputs_over(network, layout, theta, points),
        "scikit-learn": lambda: model.predict_proba(rows),
        "textbook": lambda: plain.forward(points),
    }
    if torch is not None:
        answers["PyTorch"] = _torch_answers(torch, task, rows)
    return {name: _repeated(answer) for name, answer in answers.items()}


def _torch_answers(torch: Any, task: Task, rows: Array) -> Callable[[], object]:
    network, x = torch_network(torch, task), torch.tensor(rows)

    def answer() -> object:
        with torch.no_grad():
            return torch.sigmoid(network(x))

    return answer


def _repeated(answer: Callable[[], object]) -> Steps:
    def do(steps: int) -> None:
        for _ in range(steps):
            answer()

    return do
