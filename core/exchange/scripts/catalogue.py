"""All kinds of scripts, and what goes into their files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.arrays import Array
from core.exchange.scripts.made import data_lines
from core.exchange.scripts.plain import plain_lines
from core.exchange.scripts.recipe import Recipe
from core.exchange.scripts.with_keras import keras_lines
from core.exchange.scripts.with_torch import torch_lines
from core.training.experiment import Experiment
from core.training.loading import targets
from core.training.problem import prepare


@dataclass(frozen=True)
class Script:
    """A language that experiments are written in.

    Attributes
    ----------
    name, title
        As on the command line, and as on screen.
    lines
        Returns the lines of the script; the second argument is the name of the file with its data.
    """

    name: str
    title: str
    lines: Callable[[Recipe, str], list[str]]


SCRIPTS = {
    each.name: each
    for each in (
        Script("numpy", "NumPy", plain_lines),
        Script("torch", "PyTorch", torch_lines),
        Script("keras", "Keras", keras_lines),
    )
}


def data_of(experiment: Experiment) -> dict[str, Array] | None:
    """Return X, Y, X_test and Y_test as the network gets them, if the script cannot make them by a rule."""
    if not data_lines(experiment, "")[1]:
        return None
    problem = prepare(experiment)
    n0, test = len(problem.inputs.names), problem.whole_test
    return {
        "X": problem.rows[:, :n0].T,
        "Y": problem.rows[:, n0 + 1 :].T,
        "X_test": problem.inputs.of(test.x),
        "Y_test": problem.target_scale.scaled(targets(test, experiment.outputs)),
    }
