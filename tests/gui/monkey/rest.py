"""What must hold whenever the window rests."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtWidgets import QWidget

from core.arrays import Array
from core.nn.activations import Activation
from core.nn.losses import Loss
from core.training.problem import Problem
from core.training.run import replay
from gui.shell.main_window import MainWindow
from tests.gui.geometry import overlaps

SQUASHED: dict[str, Callable[[Array], Array]] = {
    "identity": lambda z: z,
    "relu": lambda z: np.where(z > 0, z, 0.0),
    "sigmoid": lambda z: np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), 1 - 1 / (1 + np.exp(-np.abs(z)))),
    "tanh": np.tanh,
    "sine": np.sin,
    "step": lambda z: np.where(z > 0, 1.0, 0.0),
    "softmax": lambda z: np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0),
    "softplus": lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))),
    "swish": lambda z: z * SQUASHED["sigmoid"](z),
    "gelu": lambda z: z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
}
"""g(z), written anew from its formula."""


def activated(g: Activation, z: Array) -> Array:
    """Return g(z), by a way of our own where g is no formula of the user's."""
    if g.name in SQUASHED:
        return SQUASHED[g.name](z)
    settings = vars(g)
    if g.name == "leaky_relu":
        return np.where(z > 0, z, settings["leak"] * z)
    if g.name == "elu":
        return np.where(z > 0, z, settings["scale"] * np.expm1(np.minimum(z, 0)))
    return g(z)


def mean_loss(loss: Loss, z: Array, a: Array, y: Array) -> float:
    """Return the data loss, written anew from its formula."""
    if loss.name == "binary_cross_entropy":
        each = np.logaddexp(0, np.where(y == 1, -z, z)).sum(axis=0)
    elif loss.name == "categorical_cross_entropy":
        each = np.logaddexp.reduce(z, axis=0) - (y * z).sum(axis=0)
    elif loss.name == "mean_squared_error":
        each = ((a - y) ** 2).mean(axis=0)
    else:
        error, limit = np.abs(a - y), vars(loss)["delta"]
        each = np.where(error <= limit, error**2 / 2, limit * (error - limit / 2)).mean(axis=0)
    return float(each.mean())


def loss_of(problem: Problem, theta: Array) -> float:
    """Return the training loss at ``theta`` (p,) by plain NumPy, layer after layer."""
    m, layout = len(problem.train), problem.layout
    a = z = problem.x[:, :m]
    with np.errstate(all="ignore"):
        for layer, g in enumerate(problem.experiment.network.activations, start=1):
            z = layout.weights(theta, layer) @ a + layout.biases(theta, layer).reshape(-1, 1)
            a = activated(g, z)
        return mean_loss(problem.experiment.loss, z, a, problem.y[:, :m])


def faults(window: MainWindow) -> Iterator[str]:
    """Tell what is wrong with a window at rest."""
    yield from _wrong_numbers(window)
    screens: list[QWidget] = [window]
    if "presenting" in vars(window) and window.presenting.stage.isVisible():
        screens.append(window.presenting.stage)
    for screen in screens:
        yield from (each for each in overlaps(screen) if "NameField" not in each)  # typed over what it names


def _wrong_numbers(window: MainWindow) -> Iterator[str]:
    session, frame = window.session, window.session.frame
    if frame is None or not session.ready or frame.phase is not None:
        return
    shown, run = frame.snapshot, frame.run
    key = run.history.nearest_key(shown.iteration)
    again = replay(run.segments, key, shown.iteration)
    if again.state.tobytes() != shown.state.tobytes():
        yield f"iteration {shown.iteration} is not what its replay gives"
    said, own = frame.seen.train_loss, loss_of(frame.problem, shown.theta)
    fits = math.isclose(said, own, rel_tol=1e-6, abs_tol=1e-9) or not math.isfinite(own)
    as_declared = type(frame.problem).data_loss is Problem.data_loss  # a drill may sum where it should average
    if frame.seen.iteration == shown.iteration and as_declared and not fits:
        yield f"the loss is said to be {said!r}, and is {own!r}"
