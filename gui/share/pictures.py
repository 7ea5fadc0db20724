"""Pictures: what is shown large on the stage, made anew in the size that is asked for; and the desk as it stands."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.training.equations import Equation, Symbol, equations_of
from core.training.trace import phases
from gui.frames.share_jobs import matrix_named, nothing
from gui.session.strides import Strides
from gui.share.drawing import drawn
from gui.share.export import AskedExport, ExportSource, Making, PictureChoices
from gui.share.making import on_worker
from gui.share.written import matrix_names
from gui.stage.stage import Stage, stage_look
from gui.stage.views import View, views_for
from gui.widgets.controls import dress
from gui.widgets.formula import Formula, setter
from gui.widgets.matrix_view import MatrixView
from gui.widgets.theme import Look

DESK, STAGE, FORMULA = "desk", "stage", "formula-"
MARGIN = 1 / 40
"""Around a view, as a share of the smaller side."""
ROUNDS = 3
"""Answers of the worker that a view may need one after another."""
MOST_CELLS = 32
"""Columns and rows of a matrix that a picture shows."""
FORMULA_SIZE = 2.0
"""Height of a formula's letters, by normal text, before it is made to fit."""


def things(source: ExportSource) -> Mapping[str, str]:
    """Return what there is a picture of, by name, with its title."""
    frame = frame_of(source)
    assert frame is not None
    views = {view.name: view.title for view in views_for(frame) if not view.lacks(frame)}
    own = {DESK: "The desk, as it stands", STAGE: "The stage"}
    if source.of_function:
        return own | views
    formulas = {f"{FORMULA}{name}": f"The formula of {name}" for name in _equations(source)}
    return own | views | {name: f"The matrix {name}" for name in matrix_names(source)} | formulas


def frame_of(source: ExportSource) -> Any:
    """Return the frame on show."""
    return source.function.frame if source.of_function else source.session.frame


def make(source: ExportSource, asked: AskedExport) -> Making:
    """Make a picture."""
    if asked.what == DESK:
        return ((asked.path, drawn(source.desk, asked.ending)),)
        yield  # it is made at once, for it stands there already
    choices = asked.choices
    assert isinstance(choices, PictureChoices)
    look = picture_look(source, choices)
    page = _Page(look)
    page.resize(choices.width, choices.height)
    try:
        yield from _fill(page, source, asked.what)
        return ((asked.path, drawn(page, asked.ending, choices.clear)),)
    finally:
        page.close()
        page.deleteLater()


def picture_look(source: ExportSource, choices: PictureChoices) -> Look:
    """Return the look of a picture: that of a stage of its height."""
    look = replace(source.look, printed=True, clear=choices.clear)
    if source.of_function:
        look = replace(look, notation=look.notation.of_functions())
    return stage_look(look, min(choices.height, choices.width * 3 / 4))


class _Page(QWidget):
    """The ground that something stands on while it is drawn; never on the screen."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def put(self, widget: QWidget, margin: float = MARGIN) -> None:
        """Let a widget fill the page but for its margin."""
        self.setAccessibleName(widget.accessibleName())
        edge = round(margin * min(self.width(), self.height()))
        widget.setParent(self)
        widget.setGeometry(self.rect().adjusted(edge, edge, -edge, -edge))

    def hug(self) -> None:
        """Become as small as what stands here, with the margin around it: a formula, a matrix."""
        (widget,) = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        edge = widget.x()
        widget.resize(widget.sizeHint() if isinstance(widget, Formula) else widget.size())
        widget.move(edge, edge)
        self.resize(widget.width() + 2 * edge, widget.height() + 2 * edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("background"))
        painter.end()


def _fill(page: _Page, source: ExportSource, what: str) -> Generator[float, None, None]:
    """Put what is asked for on a page, and wait until it is whole."""
    views = {view.name: view for view in views_for(frame_of(source))}
    if what == STAGE:
        _fill_with_stage(page, source)
    elif what in views:
        _fill_with_view(page, source, views[what])
    elif what.startswith(FORMULA):
        equation, layer = _equations(source)[what.removeprefix(FORMULA)]
        _fill_with_formula(page, equation.formula(layer))
    else:
        yield from _fill_with_matrix(page, source, what)
    yield from whole(source)
    if what != STAGE and what not in views:
        page.hug()


def whole(source: ExportSource) -> Generator[float, None, None]:
    """Wait until the worker has answered what views have asked, and all formulas are set."""
    for done in range(ROUNDS):
        yield from on_worker(source.session.background, nothing, done / ROUNDS)
        while setter().behind:
            yield done / ROUNDS


def _fill_with_view(page: _Page, source: ExportSource, view: View) -> None:
    widget = view.make(source.session)
    page.put(widget)
    dress(widget, page.look)
    page.show()
    view.show(widget, frame_of(source))


def _fill_with_stage(page: _Page, source: ExportSource) -> None:
    stage = Stage(source.session, Strides(source.session, source.player))
    stage.names = source.views
    stage.set_look(replace(source.look, printed=True, clear=page.look.clear))
    page.put(stage, 0.0)
    page.show()
    stage.show_frame(frame_of(source))


def _fill_with_formula(page: _Page, latex: str) -> None:
    formula = Formula(FORMULA_SIZE)
    page.put(formula)
    dress(formula, page.look)
    formula.set_latex(latex)
    page.show()


def _fill_with_matrix(page: _Page, source: ExportSource, name: str) -> Generator[float, None, None]:
    frame = frame_of(source)
    job = partial(matrix_named, frame.problem, frame.snapshot, name)
    values = yield from on_worker(source.session.background, job)
    view = MatrixView()
    view.set_room(MOST_CELLS, MOST_CELLS)
    view.set_matrix(name, values, "", lambda row, column: "")
    page.put(view)
    dress(view, page.look)
    page.show()


def _equations(source: ExportSource) -> dict[str, tuple[Equation, int]]:
    """Return the equations of an iteration by what they give, e.g. Z1, with the layer of each."""
    experiment = source.session.experiment
    layout = experiment.layout
    return {
        _given_by(equation, layer): (equation, layer)
        for phase in phases(layout.depth)
        for equation, layer in equations_of(experiment, layout, phase)
    }


def _given_by(equation: Equation, layer: int) -> str:
    left = equation.parts(layer)[0]
    assert isinstance(left, Symbol)
    return f"{left.letter}{left.layer}"
