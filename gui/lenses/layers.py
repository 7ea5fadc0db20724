"""Inside the layers: an activation with the z on it, gradient norms over the run, and how the numbers are spread."""

from __future__ import annotations

from functools import partial
from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.analysis.gradient_norms import Known, NormsInWork, begin, proceed, smoothed, verdict
from core.analysis.layers import LayerView, look_inside
from core.training.run import Run
from core.training.trace import goes_straight
from gui.frames.shown import ShownFrame
from gui.lenses.layers_words import HELPS, LAYER_HELP, NORMS_HELP, SMOOTH_HELP, joined, summary
from gui.lenses.lens import Lens
from gui.plots.activation_function import ActivationFunction
from gui.plots.histograms import HistogramPlot
from gui.plots.layer_norms import HELP as LINES_HELP
from gui.plots.layer_norms import LayerNorms
from gui.plots.parts.base import PlotView
from gui.session.session import Session
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.plot_rows import PlotRows
from gui.widgets.theme import Look

PERIOD, NORMS_PERIOD = 0.25, 1.0
"""Seconds from one picture of the layer to the next, and from one slice of norms to the next, while training runs."""
PATIENCE = 8.0
"""While training runs, a picture that took long is followed by a pause of so many times that."""
SLICE = 0.01
"""Seconds of norms in one job."""
WIDE_FROM = 36.0
"""Width, in text heights, from which on the words stand beside the choice of the layer."""
ROWS = {1: (1, 1, 1, 1, 1), 2: (2, 2, 1), 3: (2, 3)}
"""How many of the five plots stand in each row, by how many fit beside each other."""


class LayersLens(Lens):
    """Shows the layer of what was clicked or of the phase on show, or the one that was chosen."""

    title = "Layers"
    help = (
        "Looks into one layer: its activation function with the z that occur on it (how many neurons are dead, how "
        "many values saturated), how weights, activations and gradients are spread, and how long each layer's gradient "
        "has been over the run: does it vanish or explode on its way back?"
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: ShownFrame | None = None
        self._followed: tuple[object, ...] = ()
        self._asked: tuple[object, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._asked_at = self._norms_at = 0.0
        self._took = 0.0
        self._run: Run | None = None
        self._known: Known = {}
        self.layer = 1
        self.view: LayerView | None = None
        self._make_parts()
        self._arrange()

    def _make_parts(self) -> None:
        self.choice, self.summary, self.verdict = ChoiceBox(), QLabel(), QLabel()
        self.choice.setAccessibleName("Layer")
        self.choice.setToolTip(tooltip(LAYER_HELP))
        self.choice.activated.connect(self._choose)
        for label, name, help in (
            (self.summary, "Dead and saturated", HELPS["shares"]),
            (self.verdict, "Gradient from layer to layer", NORMS_HELP),
        ):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            label.setAccessibleName(name)
            label.setToolTip(tooltip(*help.split("\n")))
        self.activation, self.norms = (
            ActivationFunction(),
            LayerNorms(help=f"{LINES_HELP}\n{SMOOTH_HELP}\n{NORMS_HELP}"),
        )
        self.weights = HistogramPlot("Weights W", HELPS["w"], "w")
        self.activations = HistogramPlot("Activations A", HELPS["a"], "a")
        self.gradients = HistogramPlot("Gradients ∂L/∂W", HELPS["dw"], "∂L/∂w")

    @property
    def plots(self) -> tuple[PlotView, ...]:
        """All plots, in the order in which they stand."""
        return (self.activation, self.norms, self.weights, self.activations, self.gradients)

    def _arrange(self) -> None:
        self.area, self.rows = QScrollArea(), PlotRows(self.plots, ROWS)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.summary)
        words.addWidget(self.verdict)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(words, 1)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self.rows, 1)
        self.area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self.choice.set_look(look)
        self.choice.setFixedWidth(round(look.px(150)))
        self.rows.set_look(look)
        for plot in self.plots:
            plot.header.in_card = False
            plot.set_look(look)
        for label in (self.summary, self.verdict):
            label.setFont(look.font(0.93))
            set_text_colour(label, look, "text")
        self._head.setSpacing(round(look.px(6)))
        self._column.setSpacing(round(look.px(2)))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the plots what the scroll bar does not take."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= WIDE_FROM * self.look.text
        self._head.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.rows.set_room(self.width() - round(self.look.px(9)))

    # Which layer

    def _choose(self, place: int) -> None:
        self.layer = place + 1
        if self._frame is not None:
            self.show_frame(self._frame)

    def _follow(self, frame: ShownFrame) -> None:
        """Turn to the layer of the phase on show when that changes, or of the selected parameter when that does."""
        now = (frame.problem.layout, frame.selected, frame.phase)
        if now != self._followed:
            turned = frame.phase is not None and frame.phase.layer is not None and now[2:] != self._followed[2:]
            layer = frame.phase.layer if turned and frame.phase else frame.problem.layout.position(frame.selected)[0]
            if turned or now[:2] != self._followed[:2]:
                self.layer = layer or 1
            self._followed = now
        names = [
            f"{n} of {frame.problem.layout.depth} · {g.title}"
            for n, g in enumerate(frame.experiment.network.activations, start=1)
        ]
        if names != [self.choice.itemText(n) for n in range(self.choice.count())]:
            self.choice.clear()
            self.choice.addItems(names)
        self.choice.setCurrentIndex(self.layer - 1)

    # What is shown

    def show_frame(self, frame: ShownFrame) -> None:
        """Show the iteration; while training runs, every now and then."""
        before, self._frame = self._frame, frame
        self._follow(frame)
        question = (frame.snapshot, frame.problem, self.layer, frame.run)
        if question == self._shown:
            self._mark_neuron(frame)
        if question == self._asked:
            if question == self._shown and frame.calm and before is not None and not before.calm:
                self._begin_norms(frame)  # training rests just where it was asked about: now there is time for all
            return
        since = perf_counter() - self._asked_at
        if frame.calm or since > max(PERIOD, PATIENCE * self._took):
            self._ask(frame, question)
        else:
            self._asked = ()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was asked: the answers may not come."""
        super().hideEvent(event)
        self._asked = ()

    def _ask(self, frame: ShownFrame, question: tuple[object, ...]) -> None:
        self._asked, self._asked_at = question, perf_counter()

        def accept(view: LayerView) -> None:
            if question == self._asked:
                self._took, self._shown = perf_counter() - self._asked_at, question
                self._show_view(frame, view)
                self._begin_norms(self._frame or frame)

        self.session.ask("layer", partial(look_inside, frame.problem, frame.snapshot, self.layer), accept)

    def _show_view(self, frame: ShownFrame, view: LayerView) -> None:
        self.view = view
        depth = frame.problem.layout.depth
        straight = view.layer == depth and goes_straight(frame.experiment.loss)
        self.summary.setText(summary(view, straight))
        self.activation.show_layer(view)
        self._mark_neuron(frame)
        self.weights.show_histogram(view.layer, view.w)
        self.activations.show_histogram(view.layer, view.a)
        self.gradients.show_histogram(view.layer, view.dw)

    def _mark_neuron(self, frame: ShownFrame) -> None:
        l, j, _ = frame.problem.layout.position(frame.selected)
        self.activation.mark_neuron(j - 1 if l == self.layer else None)

    # Norms over the run

    def _begin_norms(self, frame: ShownFrame) -> None:
        """Choose the iterations, show what is known of them, and go on with what is not."""
        if not frame.calm and perf_counter() - self._norms_at < NORMS_PERIOD:
            return
        if frame.run is not self._run:
            self._run, self._known = frame.run, {}
        work = begin(frame.run, self._known)
        self._show_norms(frame, work)
        self._go_on(frame, work)

    def _go_on(self, frame: ShownFrame, work: NormsInWork) -> None:
        if work.finished or not self.isVisible():
            return
        self._norms_at = perf_counter()

        def accept(work: NormsInWork) -> None:
            if frame.run is self._run:
                self._show_norms(frame, work)
                if frame.calm:
                    self._go_on(frame, work)

        self.session.ask("layer-norms", partial(proceed, work, SLICE), accept)

    def _show_norms(self, frame: ShownFrame, work: NormsInWork) -> None:
        """Show what is known, and the present iteration with it."""
        self._known = work.known
        now, end = frame.snapshot.iteration, frame.run.history.end
        iterations, norms = joined(*work.over_time(), now, self.view.norms if self.view else ())
        self.norms.show_norms(iterations, smoothed(norms), self.layer, now if now < end else None)
        self.verdict.setText(verdict(norms[:, iterations <= now]))
