"""Numbers and scripts of the run as it stands, made on the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtGui import QFontDatabase, QImage, QPainter

from core.exchange.numbers import curves_of
from core.exchange.scripts.recipe import Recipe
from core.training.equations import Symbol
from core.training.spelling import Letter
from gui.frames.share_jobs import FrozenColumns, lines_in, numbers_file, script_file
from gui.frames.shown import ShownFrame
from gui.share.animation import told_size
from gui.share.export import AskedExport, ExportSource, Making, Previewing, SmallPicture
from gui.share.making import on_worker
from gui.widgets.theme import Look

SIDE, LINES = 640, 28
"""Pixels of a picture of lines, and how many it shows."""
MOST, LARGE = 200_000, "Too large to be shown first."
"""Parameters, iterations and examples beyond which a file is not made twice."""


def matrix_symbols(source: ExportSource) -> dict[str, Symbol]:
    """Return all matrices of an iteration by their names in files, see `core.exchange.numbers.matrices_of`."""
    kinds: tuple[Letter, ...] = ("W", "b", "Z", "A", "dZ", "dW", "db")
    layers = range(1, source.session.experiment.layout.depth + 1)
    symbols = [Symbol("X", 0), Symbol("Y", 0), *(Symbol(kind, l) for l in layers for kind in kinds)]
    return {name_of(symbol): symbol for symbol in symbols}


def matrix_titles(source: ExportSource) -> dict[str, str]:
    """Return what matrices are called on the screen, by their names in files."""
    text = source.look.notation.text
    return {name: f"The matrix {text(symbol.name())}" for name, symbol in matrix_symbols(source).items()}


def name_of(symbol: Symbol) -> str:
    """Return the name of a matrix in files."""
    return symbol.letter if symbol.letter in ("X", "Y") else f"{symbol.letter}{symbol.layer}"


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
    """Return the experiment on show, up to the iteration on show; at the start, to the scene's end."""
    scene, frame = source.scene(), source.session.frame
    assert frame is not None
    steps = frame.snapshot.iteration or scene.end
    return Recipe(scene.title, scene.experiment, scene.start, steps, source.look.notation)


def preview_text(source: ExportSource, asked: AskedExport, make: Callable[..., Making]) -> Previewing:
    """Show the first lines of a file, or what arrays are in it."""
    frame = source.session.frame
    assert frame is not None
    rows = frame.snapshot.iteration + frame.problem.experiment.data.points
    if frame.problem.layout.parameters + rows > MOST:
        return SmallPicture(_written([LARGE], source.look), "")
    files = yield from make(source, asked)
    lines = yield from on_worker(source.session.background, partial(lines_in, files))
    beside = "".join(f", with “{path.name}”" for path, _ in files[1:])
    size = told_size(sum(len(content) for _, content in files))
    return SmallPicture(_written(lines, source.look), f"{size}{beside}")


def _written(lines: Sequence[str], look: Look) -> QImage:
    """Return a picture of the first lines, in letters of one width where there are some."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(look.colour("field"))
    painter = QPainter(image)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(SIDE // LINES * 4 // 5)
    painter.setFont(font)
    painter.setPen(look.colour("text"))
    for place, line in enumerate(lines[:LINES]):
        painter.drawText(SIDE // 40, (place + 1) * SIDE // LINES - SIDE // LINES // 4, line)
    painter.end()
    return image


def make_script(source: ExportSource, asked: AskedExport) -> Making:
    """Make a script, with the data that it needs."""
    job = partial(script_file, recipe_of(source), asked.what, asked.path)
    return (yield from on_worker(source.session.background, job))  # type: ignore[no-any-return]
