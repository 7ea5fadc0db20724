"""The Maths lens: the equations of the phase on show, with this step's matrices, down to each product."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.analysis.sight import PER_EXAMPLE, Cell
from core.nn.network import Layout
from core.training.equations import given_inputs
from core.training.experiment import Experiment
from core.training.notation import Notation
from core.training.trace import Phase, Trace, phases
from gui.lenses.lens import Lens
from gui.lenses.maths import words
from gui.lenses.maths.board import Board
from gui.lenses.maths.book import BookChoice
from gui.lenses.maths.crumbs import Crumbs
from gui.lenses.maths.foot import NARROW, SHARE, SHARE_LOW, Foot
from gui.lenses.maths.pages import (
    EquationPage,
    Shown,
    Subject,
    formulas_of,
    made_of,
    name_of,
    of_parameter,
    page_of,
    terms_of,
)
from gui.lenses.scope import LensScope
from gui.session.session import Session
from gui.widgets.field import set_text_colour
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.formula import setter
from gui.widgets.matrix_painting import MatrixMarks
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.switch import ExampleStepper
from gui.widgets.theme import Look
from gui.widgets.update_card import UpdateCard

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame

MIN_FOR_FORMULA = 300
"""Height in pixels at normal text from which the asked cell's formula has room."""


class MathsLens(Lens):
    """Shows the equations of one phase and layer: of the phase on show, or of what was clicked."""

    early = True
    title = "Maths"
    on_stage = "maths"
    help = (
        "The equations of this step with its numbers. Click a number to see the products it is made of, and "
        "their path through the network. Click a connection or neuron to go to its layer."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: ShownFrame | None = None
        self._trace: Trace | None = None
        self._shown: Subject | None = None
        self._one = False
        self._phase: Phase | None = None
        self._veiled: tuple[object, ...] | None = None
        self._seen: ShownFrame | None = None
        self.subject = Subject("forward", 1, None, -1)
        self.page: EquationPage | None = None
        self._foreseen: tuple[Experiment, Notation] | None = None
        session.parameter_asked.connect(self.go_to_parameter)
        self._make_header()
        self._make_body()
        self._arrange()
        self.set_look(self.look)

    # --- construction ---

    def _make_header(self) -> None:
        self.crumbs = Crumbs()
        self.crumbs.asked.connect(self.session.travel.go_to_phase)
        self.book = BookChoice()
        self.book.chosen.connect(self.notation_chosen)
        self.switch = LensScope(self.session)
        self.stepper = ExampleStepper()
        self.stepper.stepped.connect(lambda by: self.go_to_example(self._example + by))

    def _make_body(self) -> None:
        self.board, self.notes, self.message = Board(), NotatedLabel(), NotatedLabel()
        self.board.cell_clicked.connect(self._ask)
        for label in (self.notes, self.message):
            label.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.card = UpdateCard()
        self.card.hide()
        self.board.reshaped.connect(self.fit)
        self.foot = Foot(self)
        self.foot.reshaped.connect(self.fit)
        self.cell_formula, self.sum = self.foot.formula, self.foot.sum

    def _arrange(self) -> None:
        self._top = QWidget()
        self._header = FlowLayout(self._top)
        self._header.setContentsMargins(0, 0, 0, 0)
        above = QWidget()
        self._above = QHBoxLayout(above)
        self._above.setContentsMargins(0, 0, 0, 0)
        self._above.addWidget(self.crumbs, 1)
        self._above.addWidget(self.book)
        self._header.addWidget(above)
        examples = QWidget()
        self._examples = QHBoxLayout(examples)
        self._examples.setContentsMargins(0, 0, 0, 0)
        self._examples.addWidget(self.stepper)
        self._examples.addWidget(self.switch)
        self._header.addWidget(examples)
        inside = QWidget()
        self._inside = QVBoxLayout(inside)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.addWidget(self.board)
        self._inside.addWidget(self.card)
        self._inside.addWidget(self.notes)
        self._inside.addWidget(self.message)
        self._inside.addStretch(1)
        self.area = ScrollPage(inside)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # matrices may be wide
        self.board.wanted.connect(self.area.ensureWidgetVisible)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._top)
        self._column.addWidget(self.area, 1)
        self.foot.raise_()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self._seen = None
        for part in (self.crumbs, self.book, self.stepper, self.switch):
            part.set_look(look)
        for shown in (self.board, self.card, self.foot):
            shown.set_look(look)
        for label in (self.notes, self.message):
            label.setFont(look.font(0.93))
            set_text_colour(label, look, "dim")
        gap = round(look.px(3))
        self._header.setSpacing(gap)
        self._above.setSpacing(gap)
        self._examples.setSpacing(gap)
        self._column.setSpacing(gap)
        self._inside.setSpacing(gap)
        self.fit()

    def ask_for_notation(self) -> None:
        """Ask which book is used."""
        self.book.ask()
        self.fit()

    def fit(self) -> None:
        """Share the height: equations, and what the asked cell is made of below them or in the corner they leave."""
        px = self.look.px
        self.book.set_room(self.width() - self._above.spacing() - self.crumbs.least)
        roomy = self.height() >= px(MIN_FOR_FORMULA)
        self.foot.set_roomy(roomy)
        top = self._header.heightForWidth(self.width())
        self._top.setMinimumHeight(top)  # a low page takes it from the board, which scrolls, and not from the buttons
        if self.page is None or not self.board.blocks:
            return
        width = self.width() - self.area.verticalScrollBar().sizeHint().width()  # whether it is there or not
        self.board.set_low(not roomy, width < px(NARROW))
        # Notes have room below the equations; where it is low one scrolls to them.
        y, spare = top + self._column.spacing(), round(px(40)) if roomy else self._column.spacing()
        room = self.height() - y - spare
        plan = self.board.plan(width, room)
        box = plan.corner.translated(0, y)
        beside = plan.height <= room and self.card.isHidden() and self.foot.fits(box)
        if not beside:
            below = self.foot.height_below(self.width(), round((SHARE if roomy else SHARE_LOW) * self.height()))
            plan = self.board.plan(width, max(room - below, 60))
            box = QRect(0, self.height() - below, self.width(), below)
        self.board.follow(plan)
        bar = self.area.horizontalScrollBar().sizeHint().height() if self.board.minimumWidth() > width else 0
        seen = self.height() - y - box.height() - bar
        cut = 0 if beside or plan.height <= seen else seen - self.board.whole_up_to(seen)
        self._column.setContentsMargins(0, 0, 0, 0 if beside else box.height() + cut)
        self.foot.place(box, beside)

    # --- what is shown ---

    def show_frame(self, frame: ShownFrame) -> None:
        """Show the iteration's equations, those of an earlier one while training runs, or why there are none."""
        before, self._seen = self._seen, frame
        if frame.is_refined(before):
            return
        frame = self._frame = self.opened_or_earlier(frame)
        shown = frame.of, frame.sight, frame.scope, frame.cell, frame.lit, self.look.notation
        stays = None if self.veil.isHidden() else shown
        if stays is not None and stays == self._veiled:
            setter().put_off()  # the same picture under the veil
            return
        self._veiled = stays
        self._follow(frame)
        if frame.trace is None:
            self._show_nothing(words.TOO_LARGE if frame.calm else words.RUNNING)
            self._foresee(frame, None)
            return
        self.opened = frame
        self._show_page(frame, frame.trace)
        setter().put_off()
        if frame.calm:
            self._foresee(frame, frame.trace)

    def _foresee(self, frame: ShownFrame, trace: Trace | None) -> None:
        """Typeset the formulas of all phases while idle; stop once training runs."""
        foreseen = None if trace is None else (trace.experiment, self.look.notation)
        if foreseen == self._foreseen:
            return
        self._foreseen = foreseen
        subject = replace(self.subject, notation=self.look.notation)
        formulas = () if trace is None else formulas_of(trace, frame.problem.layout, subject)
        setter().foresee(map(self.look.notation.tex, formulas), self.look.theme.text)

    def _follow(self, frame: ShownFrame) -> None:
        """Turn to the phase on show when that changes, and to the selected parameter when that does."""
        layout, subject = frame.problem.layout, self.subject
        layer = layout.position(frame.selected)[0]
        if frame.selected != subject.chosen:
            kind = subject.kind if subject.kind in ("backward", "update") else "forward"
            subject = Subject(kind, layer, subject.example, frame.selected)
        if frame.phase != self._phase and frame.phase is not None:
            subject = replace(subject, kind=frame.phase.kind, layer=frame.phase.layer or layer)
        self._phase = frame.phase
        self.subject = replace(subject, layer=min(subject.layer, layout.depth))

    def go_to_parameter(self, index: int) -> None:
        """Turn to the layer of a parameter that was clicked, whether it is the selected one or not."""
        if self._frame is not None and self.isVisible():
            kind = self.subject.kind if self.subject.kind in ("backward", "update") else "forward"
            self.subject = replace(self.subject, kind=kind, layer=self._frame.problem.layout.position(index)[0])
            self._show_again()

    def _show_nothing(self, text: str) -> None:
        if self.page is not None or self.message.written != text:
            self.page = self._trace = None
            for part in (self.board, self.card, self.notes, self.foot):
                part.hide()
            self.message.setText(text)
            self.message.show()

    def _show_page(self, frame: ShownFrame, trace: Trace) -> None:
        layout = frame.problem.layout
        self._one = self.switch.scope_of(frame, {"set": words.BATCH_ONLY}).name == "example"
        example = self._example if self._one else None
        subject = replace(self.subject, example=example, place=self._example, notation=self.look.notation)
        if self.page is None or trace is not self._trace or subject != self._shown:
            self.page, self._trace, self._shown = page_of(trace, layout, subject), trace, subject
            self.board.show_lines(self.page.lines, self._marks)
        else:
            self.board.set_marks(self._marks)
        self._show_header(frame, trace)
        self._show_notes(frame, self.page)
        self._show_sum(trace, layout, self.asked)
        if subject.kind == "update":
            self.card.show_update(trace, layout, subject.chosen)
        self.card.setVisible(subject.kind == "update")
        for part in (self.board, self.foot):
            part.show()
        self.fit()

    def _show_header(self, frame: ShownFrame, trace: Trace) -> None:
        depth, subject = frame.problem.layout.depth, self.subject
        at = Phase(subject.kind, subject.layer if subject.kind in ("forward", "backward") else None)
        self.crumbs.show_phase(depth, phases(depth).index(at) + 1, frame.phase == at)
        m = len(trace.columns)
        words = f"{self._example + 1} of {m} (no. {trace.columns[self._example] + 1})"
        self.stepper.show_which(words, first=self._example == 0, last=self._example == m - 1)
        self.stepper.setVisible(self._one)

    def _show_notes(self, frame: ShownFrame, page: EquationPage) -> None:
        absent = words.not_in_batch(frame)
        told = "\n".join((*page.notes, *absent, *(() if frame.phase else (words.AT_REST,))))
        self.notes.setText(told)
        self.notes.setVisible(bool(told))
        self.message.hide()

    # --- the cell that is asked about ---

    @property
    def asked(self) -> Cell:
        """The cell that is written out: the one asked about, or the usual one where that is on another page."""
        assert self.page is not None
        assert self._frame is not None
        cell = self._frame.cell
        return cell if cell is not None and self.page.holds(cell) else self.page.usual

    def _show_sum(self, trace: Trace, layout: Layout, cell: Cell) -> None:
        assert self.page is not None
        notation = self.look.notation
        terms = terms_of(trace, layout, cell, notation)
        above = any(terms and terms.formula in line.formula for line in self.page.lines)
        self.cell_formula.set_latex(terms.formula if terms and not above else "")
        given = given_inputs(trace.experiment)
        name = notation.text(name_of(cell, layout.sizes[cell.layer - 1] if cell.layer else 0, given))
        then = terms_of(trace, layout, replace(cell, matrix="a"), notation) if cell.matrix == "z" else None
        if then is not None and not then.worked and len(then.products[0]) < 2:  # nothing to work out
            then = None
        whose = trace.columns[cell.column] + 1 if cell.matrix in PER_EXAMPLE else 0
        origin = "" if terms else self._origin(trace, cell)
        self.sum.show_sum(name, self.value_of(cell), terms, origin, then, f"no. {whose:,}" if whose else "")

    def _origin(self, trace: Trace, cell: Cell) -> str:
        """Return where a number comes from that this iteration does not compute."""
        assert self._frame is not None
        problem, run = self._frame.problem, self._frame.run
        if cell.matrix == "x":
            return words.origin_of_input(trace, problem.inputs, cell)
        if cell.matrix == "y":
            return words.origin_of_target(trace, cell)
        index = problem.layout.index(cell.layer, cell.row + 1, cell.column + 1 if cell.matrix == "w" else 0)
        by_hand = index in dict(run.hand_set_at(trace.before.iteration))
        return words.origin_of_parameter(trace, by_hand)

    def value_of(self, cell: Cell) -> float:
        """Return the number in a cell of the page."""
        assert self.page is not None
        shown = (shown for line in self.page.lines for shown in line.shown)
        return next(float(s.values[place]) for s in shown if (place := s.place(cell)) is not None)

    def _marks(self, shown: Shown) -> MatrixMarks:
        """Return what is outlined in a matrix."""
        assert self._frame is not None
        assert self._trace is not None
        layout, cell = self._frame.problem.layout, self.asked
        g = self._trace.experiment.network.activations[max(cell.layer, 1) - 1]
        part = made_of(cell, g.elementwise).get((shown.matrix, shown.layer))
        return MatrixMarks(
            cell=shown.place(cell),
            part=shown.block(*part) if part else None,
            chosen=of_parameter(layout, self.subject.chosen, shown),
        )

    def _ask(self, cell: Cell) -> None:
        """Ask where a number comes from, or clear it; on the page of the update also select its parameter."""
        assert self._frame is not None
        if cell.matrix == "update":
            fan_in = self._frame.problem.layout.sizes[cell.layer - 1]
            source = 0 if cell.column == fan_in else cell.column + 1
            self.session.looking.pick_next(self._frame.problem.layout.index(cell.layer, cell.row + 1, source))
        self.session.looking.point_at(None if cell == self._frame.cell else cell)

    # --- one example ---

    @property
    def _example(self) -> int:
        """Its place in the batch."""
        assert self._frame is not None
        return self._frame.place

    def go_to_example(self, place: int) -> None:
        """Show another example of the batch, and ask about the same cell of it."""
        if self._frame is None or self._trace is None:
            return
        place = max(0, min(place, len(self._trace.columns) - 1))
        cell = self._of_example(self._frame.cell)
        if cell is not None:  # so that the network shows this example's numbers too
            self.session.looking.point_at(replace(cell, column=place))
        else:
            self.session.looking.follow_in_batch(place)

    def _of_example(self, asked: Cell | None) -> Cell | None:
        """Return the asked cell, or another of the page, that is of one example; None if there is none."""
        usual = self.page.usual if self.page is not None else None
        dz = Cell("dz", self.subject.layer, 0, 0) if self.subject.kind == "backward" else None
        return next((cell for cell in (asked, usual, dz) if cell is not None and cell.matrix in PER_EXAMPLE), None)

    def _show_again(self) -> None:
        self._veiled = self._seen = None
        if self._frame is not None:
            self.show_frame(self._frame)
