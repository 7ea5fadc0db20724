"""Numbers and scripts of the run as it stands, made on the worker."""

from __future__ import annotations

from functools import partial

import numpy as np

from core.exchange.numbers import curves_of
from core.exchange.scripts.recipe import Recipe
from gui.frames.share_jobs import FrozenColumns, numbers_file, script_file
from gui.frames.shown import ShownFrame
from gui.share.export import AskedExport, ExportSource, Making
from gui.share.making import on_worker


def matrix_names(source: ExportSource) -> list[str]:
    """Return the names of all matrices of an iteration, as `core.exchange.numbers.matrices_of` has them."""
    layers = range(1, source.session.experiment.layout.depth + 1)
    return ["X", "Y", *(f"{kind}{l}" for l in layers for kind in ("W", "b", "Z", "A", "dZ", "dW", "db"))]


def make_numbers(source: ExportSource, asked: AskedExport) -> Making:
    """Make a table or arrays."""
    frame = source.session.frame
    assert isinstance(frame, ShownFrame)
    job = partial(numbers_file, frame.problem, frame.snapshot, _curves(frame), asked.what, asked.path)
    return (yield from on_worker(source.session.background, job))  # type: ignore[no-any-return]


def _curves(frame: ShownFrame) -> FrozenColumns:
    """Return what was measured up to the iteration on show: the history itself stays on the main thread."""
    columns = {
        name: np.array(column) for name, column in curves_of(frame.run.history, frame.snapshot.iteration).items()
    }
    for column in columns.values():
        column.setflags(write=False)
    return tuple(columns.items())


def recipe_of(source: ExportSource) -> Recipe:
    """Return the experiment on show, up to the iteration on show."""
    scene, frame = source.scene(), source.session.frame
    assert frame is not None
    return Recipe(scene.title, scene.experiment, scene.start, frame.snapshot.iteration, source.look.notation)


def make_script(source: ExportSource, asked: AskedExport) -> Making:
    """Make a script, with the data that it needs."""
    job = partial(script_file, recipe_of(source), asked.what, asked.path)
    return (yield from on_worker(source.session.background, job))  # type: ignore[no-any-return]
