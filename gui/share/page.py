"""What is drawn for a file: a view, the stage, a matrix or a formula, of any size and on no screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from core.training.equations import Equation, Symbol, equations_of
from core.training.rewriting import equation_in
from core.training.trace import phases
from gui.frames.file_jobs import nothing
from gui.frames.share_jobs import matrix_shown
from gui.frames.shown import ShownFrame
from gui.lenses.inquiry import Inquiry
from gui.lenses.lens import Lens
from gui.session.strides import Strides
from gui.share.export import ExportSource
from gui.share.making import Slices, on_worker
from gui.share.written import matrix_symbols, name_of
from gui.stage.stage import Stage, place_of, stage_look
from gui.stage.views import View, views_for
from gui.widgets.controls import dress
from gui.widgets.field import set_text_colour
from gui.widgets.formula import Formula, setter
from gui.widgets.matrix_view import MatrixView
from gui.widgets.theme import Look

STAGE, FORMULA = "stage", "formula-"
"""The name of the stage, and how those of formulas begin."""
MARGIN = 1 / 40
"""Around a view, as a share of the smaller side."""
LINE = 1.6
"""Height of the line below a view, by its text."""
MOST_CELLS = 32
"""Columns and rows of a matrix that a picture shows."""
FORMULA_SIZE = 2.0
"""Height of a formula's letters, by normal text, before it is made to fit."""


class PicturePage(QWidget):
    """The ground that something stands on while it is drawn; never on the screen."""

    def __init__(self, look: Look, width: int, height: int) -> None:
        super().__init__()
        self.look = look
        self._show: Callable[[Any], object] = lambda frame: None
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.resize(width, height)

    def put(self, widget: QWidget, margin: float = MARGIN, below: int = 0) -> None:
        """Let a widget fill the page but for its margin, and some pixels ``below``."""
        self.setAccessibleName(widget.accessibleName())
        edge = round(margin * min(self.width(), self.height()))
        widget.setParent(self)
        widget.setGeometry(self.rect().adjusted(edge, edge, -edge, -edge - below))

    def put_view(self, view: View, widget: QWidget, dated: bool) -> None:
        """Let a view fill the page; ``dated``: with a line below that says which iteration it shows."""
        line = QLabel(parent=self)
        line.setFont(self.look.font())
        set_text_colour(line, self.look, "dim")
        height = round(LINE * self.look.text) * dated
        self.put(widget, below=height)
        line.setGeometry(widget.x(), self.height() - widget.y() - height, widget.width(), height)

        def show(frame: Any) -> None:
            view.show(widget, frame)
            line.setText(_dated(frame))

        self.follow(show)

    def follow(self, show: Callable[[Any], object]) -> None:
        """Have what stands here show frames so."""
        self._show = show

    def show_frame(self, frame: Any) -> None:
        """Show another moment."""
        self._show(frame)

    def hug(self) -> None:
        """Become as small as what stands here, with the margin around it: a formula, a matrix."""
        (widget,) = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        edge = widget.x()
        widget.resize(widget.sizeHint() if isinstance(widget, Formula) else widget.size())
        widget.move(edge, edge)
        self.resize(widget.width() + 2 * edge, widget.height() + 2 * edge)

    @property
    def is_calm(self) -> bool:
        """Whether nothing here waits for the worker."""
        rhythms = (rhythm for lens in self.findChildren(Lens) for rhythm in lens.rhythms)
        return not any(isinstance(rhythm, Inquiry) and rhythm.waiting for rhythm in rhythms)

    def put_away(self) -> None:
        """End it."""
        self.follow(lambda frame: None)
        self.close()
        self.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("background"))
        painter.end()


def page_look(source: ExportSource, width: int, height: int) -> Look:
    """Return the look of a page: that of a stage of its height."""
    look = source.look
    if source.of_function:
        look = replace(look, notation=look.notation.of_functions())
    return stage_look(look, min(height, width * 3 / 4))


def fill(page: PicturePage, source: ExportSource, what: str, dated: bool = False) -> Slices[None]:
    """Put what is asked for on a page, and wait until it is whole."""
    views = {view.name: view for view in views_for(source.frame)}
    fits = what == STAGE or what in views
    if what == STAGE:
        _fill_with_stage(page, source)
    elif what in views:
        yield from _fill_with_view(page, source, views[what], dated)
    elif what.startswith(FORMULA):
        found = {name_of(symbol): equation for symbol, equation in equations_by_symbol(source).items()}
        equation, layer = found[what.removeprefix(FORMULA)]
        _fill_with_formula(page, equation_in(page.look.notation, equation).formula(layer))
    else:
        yield from _fill_with_matrix(page, source, what)
    page.show()
    page.show_frame(source.frame)
    yield from whole(page, source)
    if not fits:
        page.hug()


def whole(page: PicturePage, source: ExportSource) -> Slices[None]:
    """Wait until the worker has answered what views have asked, and all formulas are set."""
    yield from on_worker(source.session.background, nothing)
    while not source.is_calm() or setter().behind or not page.is_calm:
        yield 0.5


def _fill_with_view(page: PicturePage, source: ExportSource, view: View, dated: bool) -> Slices[None]:
    widget = view.make(source.session)
    page.put_view(view, widget, dated)
    yield 0.0
    dress(widget, page.look)
    yield 0.0


def _fill_with_stage(page: PicturePage, source: ExportSource) -> None:
    strides = Strides(source.session, source.player)
    stage = Stage(source.session, strides)
    strides.setParent(stage)
    stage.names = source.views
    stage.set_look(replace(source.look, printed=page.look.printed, clear=page.look.clear))
    page.put(stage, 0.0)
    page.follow(stage.show_frame)


def _fill_with_formula(page: PicturePage, latex: str) -> None:
    formula = Formula(FORMULA_SIZE)
    page.put(formula)
    dress(formula, page.look)
    formula.set_latex(latex)


def _fill_with_matrix(page: PicturePage, source: ExportSource, name: str) -> Slices[None]:
    frame = source.frame
    symbol = matrix_symbols(source)[name]
    job = partial(matrix_shown, frame.problem, frame.snapshot, symbol, page.look.notation)
    values = yield from on_worker(source.session.background, job)
    view = MatrixView()
    view.set_room(MOST_CELLS, MOST_CELLS)
    view.set_matrix(page.look.notation.text(symbol.name()), values, "", lambda row, column: "")
    page.put(view)
    dress(view, page.look)


def equations_by_symbol(source: ExportSource) -> dict[Symbol, tuple[Equation, int]]:
    """Return the equations of an iteration by what they give, with the layer of each."""
    experiment = source.session.experiment
    layout = experiment.layout
    return {
        left: (equation, layer)
        for phase in phases(layout.depth)
        for equation, layer in equations_of(experiment, layout, phase)
        if isinstance(left := equation.parts(layer)[0], Symbol)
    }


def _dated(frame: Any) -> str:
    return place_of(frame) if isinstance(frame, ShownFrame) else f"Step {frame.step:,}"
