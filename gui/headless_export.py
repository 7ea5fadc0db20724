"""Files of an experiment, made without a window: scripts and numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.exchange.numbers import ARRAYS, TABLES, RunMoment, as_csv, as_npz, curves_of
from core.exchange.scenes import Scene
from core.exchange.scripts.catalogue import SCRIPTS, script_files
from core.exchange.scripts.notebook import NOTEBOOK
from core.exchange.scripts.recipe import Recipe
from core.exchange.whole_files import write_whole
from core.hyperparameters import InvalidSetting
from core.training.loop import advance
from core.training.notation import Notation
from core.training.problem import prepare
from core.training.run import Run, begin
from core.values import dataclass

WITHOUT_A_WINDOW = {".py": tuple(SCRIPTS), ".ipynb": (NOTEBOOK,), ".npz": tuple(ARRAYS), ".csv": tuple(TABLES)}
"""The endings of such files, each with what it can hold; the first is what it holds if nothing else is asked for."""
ITERATIONS_AT_ONCE = 10_000


@dataclass(frozen=True)
class AskedFile:
    """What is to be written.

    Attributes
    ----------
    what
        A name, empty for what such a file usually holds.
    steps
        Iterations; None for as many as the scene asks for.
    """

    path: Path
    what: str
    steps: int | None
    notation: Notation


def write_without_window(scene: Scene, asked: AskedFile) -> list[Path]:
    """Write what is asked for, with the data that travel beside it; return the files.

    Raises
    ------
    InvalidSetting
        If there is no such thing of this scene, with what there is.
    OSError
        If it cannot be written; an older file is left as it was.
    """
    if scene.descent is not None:
        raise InvalidSetting("what", f"{scene.name} walks down a plain function: it has no network to write down.")
    files = _files(scene, asked)
    for path, content in files.items():
        write_whole(path, lambda file, content=content: file.write(content))  # type: ignore[misc]
    return list(files)


def _files(scene: Scene, asked: AskedFile) -> dict[Path, bytes]:
    ending = asked.path.suffix.lower()
    what = asked.what or WITHOUT_A_WINDOW[ending][0]
    steps = scene.end if asked.steps is None else asked.steps
    if ending in (".py", ".ipynb"):
        recipe = Recipe(scene.title, scene.experiment, scene.start, steps, asked.notation)
        return script_files(recipe, what, asked.path)
    moment = moment_after(scene, steps)
    return {asked.path: as_csv(moment, what) if ending == ".csv" else as_npz(moment, what)}


@np.errstate(all="ignore")  # as on the worker: what overflows ends the run
def moment_after(scene: Scene, steps: int) -> RunMoment:
    """Train a scene, and return where it stands then."""
    run = Run(begin(scene.experiment, scene.start))
    snapshot = run.history.keys[0]
    while snapshot.iteration < steps:
        left = min(ITERATIONS_AT_ONCE, steps - snapshot.iteration)
        progress = advance(prepare(scene.experiment), snapshot, left, key_stride=steps + 1)
        run.history.extend(progress)
        snapshot = progress.snapshot
        if progress.stopped is not None:
            break
    return RunMoment(prepare(scene.experiment), snapshot, curves_of(run.history, snapshot.iteration))
