"""The scripts make what the engine makes: the same parameters after the same iterations."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.data.datasets import DATASETS
from core.exchange.notations import notations
from core.exchange.scripts.catalogue import SCRIPTS, data_of
from core.exchange.scripts.notebook import notebook_text
from core.exchange.scripts.pieces import ACTIVATIONS as WRITTEN
from core.exchange.scripts.pieces import FEATURES, LOSSES, PENALTIES, RATES, RULES, STARTS
from core.exchange.scripts.plain import plain_lines
from core.exchange.scripts.recipe import Recipe
from core.nn import activations, initializers, losses, regularizers
from core.training import optimizers, schedules
from core.training.loop import advance
from core.training.notation import Notation
from core.training.problem import prepare
from core.training.run import begin
from tests.core.exchange.scripts.recipes import NUMBERS, recipe

FILE = "run.npz"
AGREES = {"numpy": 1e-12, "torch": 1e-6, "keras": 1e-6}
"""Largest difference after 300 iterations."""
BOOKS = [each for each in notations().values() if isinstance(each, Notation)]


def trained(made: Recipe) -> Array:
    """Return θ (p,) as the engine has it after the script's iterations."""
    progress = advance(prepare(made.experiment), begin(made.experiment, made.start).snapshot, made.steps)
    assert progress.stopped is None
    return progress.snapshot.theta


def distance(made: Recipe, found: Any) -> float:
    """Return the largest difference between the engine's parameters and those that a script wrote."""
    theta, layout = trained(made), made.experiment.layout
    layers = range(1, layout.depth + 1)
    pairs = [(found[f"W{l}"], layout.weights(theta, l)) for l in layers]
    pairs += [(found[f"b{l}"], layout.biases(theta, l)) for l in layers]
    assert all(script.shape == engine.shape for script, engine in pairs)
    return max(float(np.abs(script - engine).max()) for script, engine in pairs)


def written(made: Recipe, name: str, folder: Path) -> Path:
    """Write a script, and its data beside it where they travel."""
    data = data_of(made.experiment)
    if data is not None:
        np.savez(folder / FILE, **data)
    path = folder / f"{name}.py"
    path.write_text("\n".join(SCRIPTS[name].lines(made, FILE)) + "\n", encoding="utf-8")
    return path


def run_here(made: Recipe, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the NumPy script in this process; return what it wrote."""
    path = written(made, "numpy", folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", [path.name, "out.npz"])
    with np.errstate(all="ignore"):
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), {"__name__": "__main__"})
    with np.load(folder / "out.npz") as stored:
        return dict(stored)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_numpy_script_makes_what_the_engine_makes(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = recipe(number, steps=12)
    assert distance(made, run_here(made, tmp_path, monkeypatch)) <= 1e-12


@pytest.mark.parametrize("book", BOOKS, ids=lambda each: each.name)
@pytest.mark.parametrize("number", [2, 9, 18])
def test_the_notation_changes_no_number(
    book: Notation, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = recipe(number, steps=12)
    made = Recipe(plain.title, plain.experiment, plain.start, plain.steps, book)
    text = "\n".join(plain_lines(made, FILE))
    assert ("rows" in text.split("\n")[2]) == (book.examples == "rows")
    assert distance(made, run_here(made, tmp_path, monkeypatch)) <= 1e-12


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_script_runs_in_a_process_of_its_own(number: int, name: str, tmp_path: Path) -> None:
    if name != "numpy":
        pytest.importorskip(name)
    made = recipe(number)
    path = written(made, name, tmp_path)
    ran = subprocess.run(
        [sys.executable, "-I", path.name, "out.npz"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("training: loss ")
    with np.load(tmp_path / "out.npz") as found:
        assert distance(made, found) <= AGREES[name]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_numpy_script_can_be_read(number: int) -> None:
    lines = plain_lines(recipe(number), FILE)
    assert 30 <= len([line for line in lines if line]) <= 120
    assert max(map(len, lines)) <= 160
    tree = ast.parse("\n".join(lines))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"sys", "numpy"}


def test_every_entry_of_the_catalogues_is_written() -> None:
    assert set(WRITTEN) == set(activations.ACTIVATIONS) - {"own"}
    assert set(LOSSES) == set(losses.LOSSES)
    assert set(PENALTIES) == set(regularizers.REGULARIZERS)
    assert set(STARTS) == set(initializers.INITIALIZERS)
    assert set(RATES) == set(schedules.SCHEDULES)
    assert set(RULES) == set(optimizers.OPTIMIZERS)
    from core.data.features import FEATURES as OFFERED

    assert set(FEATURES) == set(OFFERED)


def test_the_experiments_use_every_entry() -> None:
    every = [recipe(number).experiment for number in NUMBERS]
    assert {each.data.name for each in every} == set(DATASETS)
    assert {each.optimizer.name for each in every} == set(optimizers.OPTIMIZERS)
    assert {each.schedule.name for each in every} == set(schedules.SCHEDULES)
    assert {each.initializer.name for each in every} == set(initializers.INITIALIZERS)
    assert {each.regularizer.name for each in every} == set(regularizers.REGULARIZERS)
    assert {each.loss.name for each in every} == set(losses.LOSSES)
    used = {activation.name for each in every for activation in each.network.activations}
    assert used == set(activations.ACTIVATIONS)


def test_a_notebook_runs_cell_by_cell() -> None:
    made = recipe(1, steps=12)
    book = json.loads(notebook_text(made, FILE))
    assert book["nbformat"] == 4
    names: dict[str, Any] = {}
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    layout, theta = made.experiment.layout, trained(made)
    assert np.abs(names["W"][1] - layout.weights(theta, 1)).max() <= 1e-12
