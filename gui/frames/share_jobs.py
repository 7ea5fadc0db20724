"""What the worker does of what is taken along: numbers, scripts, and all writing."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np

from core.arrays import Array, frozen
from core.exchange.numbers import RunMoment, as_csv, as_npz
from core.exchange.scripts.catalogue import script_files
from core.exchange.scripts.notebook import NOTEBOOK
from core.exchange.scripts.recipe import Recipe
from core.exchange.whole_files import write_whole
from core.hyperparameters import InvalidSetting
from core.training.equations import Symbol
from core.training.notation import Notation
from core.training.problem import Problem
from core.training.rewriting import matrix_in
from core.training.snapshot import Snapshot
from core.training.trace import trace
from gui.frames.gif import Pixels

FileContents: TypeAlias = tuple[tuple[Path, bytes], ...]
"""What is in each file; the one that was asked for is the first."""
FrozenColumns: TypeAlias = tuple[tuple[str, Array], ...]
SHOWN = 20_000
"""Bytes that are read for the first lines of a file."""
DATA = {"X", "Y", "X_test", "Y_test"}
"""What is in the data that stand beside a script."""


def tried(job: Callable[[], Any]) -> Any:
    """Return the result of a job, or why it is none."""
    try:
        return job()
    except (OSError, InvalidSetting) as refusal:
        return refusal
    except MemoryError:
        return InvalidSetting("what", "There is not enough memory for this.")


def numbers_file(problem: Problem, snapshot: Snapshot, curves: FrozenColumns, what: str, path: Path) -> FileContents:
    """Return a table or arrays."""
    moment = RunMoment(problem, snapshot, dict(curves))
    write = as_csv if path.suffix.lower() == ".csv" else as_npz
    return ((path, write(moment, what)),)


def png_of(bands: tuple[Pixels, ...]) -> bytes:
    """Return a picture as a PNG, given from top to bottom in parts of its full width."""
    from PIL import Image

    file, pixels = io.BytesIO(), np.concatenate(bands)
    opaque = bool((pixels[..., 3] == 255).all())
    Image.fromarray(np.ascontiguousarray(pixels[..., :3]) if opaque else pixels).save(file, "PNG")
    return file.getvalue()


def matrix_shown(problem: Problem, snapshot: Snapshot, symbol: Symbol, notation: Notation) -> Array:
    """Return a matrix of the coming iteration as it stands in a notation, read-only."""
    return frozen(matrix_in(notation, trace(problem, snapshot), problem.layout, symbol).copy())


def script_file(recipe: Recipe, what: str, path: Path) -> FileContents:
    """Return a script, with the data that it needs.

    Raises
    ------
    InvalidSetting
        If a file that holds something else stands where its data would.
    """
    files = script_files(recipe, what, path)
    for beside in files:
        if beside != path and os.path.exists(beside) and not _has_data(beside):
            words = f"“{beside.name}” stands there already, and is no data of a script. Choose another name."
            raise InvalidSetting("path", words)
    return tuple(files.items())


def lines_in(files: FileContents) -> tuple[str, ...]:
    """Return the first lines of a table or script, the cells of a notebook, or the arrays with their shapes."""
    (path, content), *_ = files
    ending = path.suffix.lower()
    if ending == ".npz":
        with np.load(io.BytesIO(content)) as stored:
            shapes = {name: " × ".join(f"{side:,}" for side in stored[name].shape) for name in stored.files}
        return tuple(f"{name}  {shape}" for name, shape in shapes.items())
    if ending == NOTEBOOK:
        cells = ("".join(cell["source"]).splitlines() for cell in json.loads(content)["cells"])
        return tuple(line for cell in cells for line in (*cell, ""))
    return tuple(content[:SHOWN].decode("utf-8-sig", "ignore").splitlines())


def _has_data(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as stored:
            return {name.removesuffix(".npy") for name in stored.namelist()} == DATA
    except (OSError, zipfile.BadZipFile):
        return False


def write_files(files: FileContents) -> None:
    """Write files, all of them whole or none: the last one's draft waits until the others are there.

    Raises
    ------
    OSError
        If one cannot be written; older ones are left as they were.
    """
    if not files:
        return
    *others, (path, content) = files

    def write(file: BinaryIO) -> None:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        write_files(tuple(others))

    write_whole(path, write)
