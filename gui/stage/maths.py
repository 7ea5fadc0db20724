"""One equation with this step's numbers: its matrices, one cell framed and written out, and its path in the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from core.training.trace import Trace
from gui.lenses.lens import Lens
from gui.lenses.maths import words
from gui.lenses.maths.pages import Line, Shown, Subject, equation_of, made_of, terms_of
from gui.session.session import Session
from gui.stage.matrices import MatricesInView
from gui.stage.small_network import SmallNetwork
from gui.stage.sum_line import SumLine
from gui.widgets.diagram import path_of
from gui.widgets.formula import SET_AT, Formula, setter
from gui.widgets.matrix_painting import Block
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from core.analysis.sight import Cell
    from gui.frames.shown import ShownFrame

LARGEST, SMALLEST = 2.68, 1.6
"""Sizes of the equation, by normal text."""
MEAN_OF_LOSSES = r"L_\mathrm{data} = \frac{1}{m} \sum_i \ell_i"
HEAD, SUM = 0.27, 0.13
"""What the equation and the sum take of the height."""
SUM_AT_LEAST = 2.4
"""Height of the sum at least, by normal text."""
GAP = 0.6
"""Free below the equation, by normal text."""
NETWORK, NETWORK_FROM = 16.0, 24.0
"""Width of the network, and that of equation and network from which it is there, by normal text."""


class MathsOnStage(Lens):
    """Follows the phase on show; between two iterations it shows the derivative of the chosen weight."""

    title = "Maths"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.formula, self.network = Formula(LARGEST, self), SmallNetwork(self)
        self.matrices, self.sum, self.message = MatricesInView(self), SumLine(self), NotatedLabel(parent=self)
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.matrices.cell_clicked.connect(session.looking.point_at)
        self.formula.resized.connect(self.fit)
        setter().done.connect(self._take)
        self.equation: Line | None = None
        self.written: Cell | None = None
        self._shown: tuple[Trace, object] | None = None

    def set_look(self, look: Look) -> None:
        """Take the look of the stage."""
        super().set_look(look)
        for part in (self.formula, self.network, self.matrices, self.sum):
            part.set_look(look)
        self.message.setFont(look.font())
        self.fit()

    def show_frame(self, frame: ShownFrame) -> None:
        """Show an iteration's equation; that of an earlier one while training runs."""
        frame = self.opened_or_earlier(frame)
        trace, asked = frame.trace, (frame.phase, frame.selected, frame.place, frame.cell, self.look.notation)
        if self._shown is not None and self._shown[0] is trace and self._shown[1] == asked:
            return  # other views are shown finer pictures of the same iteration
        self._shown = None if trace is None else (trace, asked)
        for part in (self.formula, self.network, self.matrices, self.sum):
            part.setVisible(trace is not None)
        self.message.setVisible(trace is None)
        self.message.setText(words.ASKED if self.look.asked else words.TOO_LARGE if frame.calm else words.RUNNING)
        if trace is not None:
            self.opened = frame
            self._show_equation(frame, trace)

    def _show_equation(self, frame: ShownFrame, trace: Trace) -> None:
        layout, phase, notation = frame.problem.layout, frame.phase, self.look.notation
        layer = (phase.layer if phase else None) or layout.position(frame.selected)[0]
        kind = phase.kind if phase else "backward"
        subject = Subject(kind, layer, None, frame.selected, frame.place, notation)
        self.equation, cell = equation_of(trace, layout, subject, frame.cell)
        self.written = cell
        terms = terms_of(trace, layout, cell, notation)
        self.sum.setVisible(terms is not None)
        if terms is not None:
            place = self.equation.result.place(cell)
            value = float(self.equation.result.values[place]) if place is not None else terms.total
            self.sum.show_sum(terms, value, trace.m)
        self.matrices.show_line(self.equation, trace.m, lambda shown: _framed(trace, shown, cell))
        self.network.show_path(layout, trace.before.theta, path_of(cell, layout.sizes))
        self.fit()

    # --- room ---

    def _take(self, latex: str, colour: str) -> None:
        """Fit what has come, if it is the equation or what says the same shorter: others are set meanwhile, too."""
        if self.equation is not None and (latex, colour) in map(self._wanted, shorter(self.equation)):
            self.fit()

    def fit(self) -> None:
        """Place the equation with the network beside it, the matrices, and the sum below them."""
        width, height, text = self.width(), self.height(), self.look.text
        self.message.setGeometry(self.rect())
        if self.equation is None:
            return
        foot = 0 if self.sum.isHidden() else round(max(SUM * height, SUM_AT_LEAST * text))
        beside = round(NETWORK * text) if width >= (NETWORK + NETWORK_FROM) * text else 0
        self._write(width - beside)
        head = self.formula.sizeHint().height() + round(GAP * text)
        head = max(head, round(HEAD * height)) if beside else head
        self.network.setVisible(bool(beside) and not self.formula.isHidden())
        self.network.setGeometry(width - beside, 0, beside, round(head - GAP * text))
        self.formula.setGeometry(0, 0, width - beside, round(head - GAP * text))
        self.matrices.setGeometry(0, head, width, max(height - head - foot, 1))
        self.sum.setGeometry(0, height - foot, width, foot)

    def _write(self, room: float) -> None:
        """Write the equation as large as there is room for; where there is little, a part of it."""
        assert self.equation is not None
        text = self.look.text
        for latex in shorter(self.equation):
            natural = self._natural(latex)
            if natural * SMALLEST * text <= room:
                break
        size = max(SMALLEST, min(LARGEST, room / max(natural * text, 1.0), 0.3 * self.height() / (2.6 * text)))
        self.formula.set_latex(latex.strip())
        self.formula.set_size(size)

    def _natural(self, latex: str) -> float:
        """Return the width of a formula in units of its height of text; 0 until it is set."""
        picture = setter().want(*self._wanted(latex))
        return 0.0 if picture is None else picture.viewBoxF().width() / SET_AT

    def _wanted(self, latex: str) -> tuple[str, str]:
        """Return a formula as it is written here, and its colour."""
        return self.look.notation.tex(latex.strip()), self.look.theme.text


def shorter(line: Line) -> tuple[str, ...]:
    """Return the formula of an equation, and what says the same shorter, down to its core."""
    whole = line.formula
    parts = whole.split(r",\quad")
    core = parts[-1] if r"\theta" in parts[-1] else parts[0]
    return whole, core, *((MEAN_OF_LOSSES,) if line.result.matrix == "loss" else ())


def _framed(trace: Trace, shown: Shown, cell: Cell) -> Block | None:
    """Return the cell, row or column of a matrix that is framed: the cell written out, or what goes into it."""
    g = trace.experiment.network.activations[max(cell.layer, 1) - 1]
    part = made_of(cell, g.elementwise).get((shown.matrix, shown.layer))
    return shown.block(*part) if part else shown.place(cell)
