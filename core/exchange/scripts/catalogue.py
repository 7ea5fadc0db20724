"""All kinds of scripts, and what goes into their files."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.arrays import Array
from core.exchange.scripts.made import data_lines
from core.exchange.scripts.notebook import NOTEBOOK, notebook_text
from core.exchange.scripts.plain import plain_lines
from core.exchange.scripts.recipe import Recipe
from core.exchange.scripts.with_keras import keras_lines
from core.exchange.scripts.with_torch import torch_lines
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from core.training.loading import targets
from core.training.problem import Problem, prepare
from core.values import dataclass
from core.words import shortened


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


def script_files(recipe: Recipe, name: str, path: Path) -> dict[Path, bytes]:
    """Return the files of a script that is to be written to ``path``: its text, and its data where they travel.

    A path that ends as notebooks do gets one; it is in plain NumPy.

    Raises
    ------
    InvalidSetting
        If there is no script of that name.
    """
    if name not in SCRIPTS:
        raise InvalidSetting("what", f"There is no script “{shortened(name)}”. There are: {', '.join(SCRIPTS)}.")
    beside = path.with_name(f"{path.stem}-data.npz")
    if path.suffix.lower() == NOTEBOOK:
        text = notebook_text(recipe, beside.name)
    else:
        text = "\n".join(SCRIPTS[name].lines(recipe, beside.name)) + "\n"
    files, data = {path: text.encode()}, data_of(recipe.experiment)
    if data is not None:
        stored = io.BytesIO()
        np.savez_compressed(stored, **data)  # type: ignore[arg-type]
        files[beside] = stored.getvalue()
    return files


def data_of(experiment: Experiment) -> dict[str, Array] | None:
    """Return X, Y, X_test and Y_test as the network gets them, if the script cannot make them by a rule."""
    return arrays_of(prepare(experiment)) if data_lines(experiment, "")[1] else None


def arrays_of(problem: Problem) -> dict[str, Array]:
    """Return X, Y, X_test and Y_test of a problem: the whole sets."""
    n0, test = len(problem.inputs.names), problem.whole_test
    return {
        "X": problem.rows[:, :n0].T,
        "Y": problem.rows[:, n0 + 1 :].T,
        "X_test": problem.inputs.of(test.x),
        "Y_test": problem.target_scale.scaled(targets(test, problem.experiment.outputs)),
    }
