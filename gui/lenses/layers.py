"""Inside the layers: an activation with the z on it, gradient norms over the run, and how the numbers are spread."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.analysis.gradient_norms import KnownNorms, NormsInWork, begin, smoothed, verdict
from core.analysis.layers import LayerView, look_inside
from core.analysis.scope import Scope, ScopeName
from core.training.run import RunId
from core.training.trace import has_shortcut
from gui.frames.shown import ShownFrame
from gui.lenses.inquiry import SECONDS, Inquiry
from gui.lenses.layers_words import HELPS, LAYER_HELP, MANY_NEEDED, NORMS_HELP, OF_NORMS, SMOOTH_HELP, joined, summary
from gui.lenses.lens import Lens
from gui.lenses.scope import LensScope
from gui.plots.activation_function import ActivationFunction
from gui.plots.histograms import HistogramPlot
from gui.plots.layer_norms import HELP as LINES_HELP
from gui.plots.layer_norms import LayerNorms
from gui.plots.parts.base import PlotView
from gui.session.session import Session
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.plot_rows import PlotRows
from gui.widgets.side_by_side import SideBySide
from gui.widgets.theme import Look

PERIOD, NORMS_PERIOD = 0.25, 1.0
"""Seconds from one picture of the layer to the next, and from one slice of norms to the next, while training runs."""
PATIENCE = 8.0
"""While training runs, a picture that took long is followed by a pause of so many times that."""
WIDE_FROM = 36.0
"""Width, in text heights, from which on the words stand beside the choice of the layer."""
ROWS = {1: (1, 1, 1, 1, 1), 2: (2, 2, 1), 3: (2, 3)}
"""How many of the five plots stand in each row, by how many fit beside each other."""


class LayersLens(Lens):
    """Shows the layer of what was clicked or of the phase on show, or the one that was chosen."""

    title = "Layers"
    on_stage = "layers"
    help = (
        "A look into one layer: its activation function with the z values that occur (how many neurons are dead, how "
        "many values saturated), the distributions of weights, activations and gradients, and the norm of each "
        "layer's gradient over the run: does it vanish or explode on its way back?"
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: ShownFrame | None = None
        self._followed: tuple[object, ...] = ()
        self._shown: tuple[object, ...] = ()
        self.layer_inquiry = Inquiry(session.ask, "layer", PERIOD, PATIENCE)
        self.norms_inquiry = Inquiry(session.ask, "layer-norms", NORMS_PERIOD)
        self.rhythms = (self.layer_inquiry, self.norms_inquiry)
        self._run: RunId | None = None
        self._known: KnownNorms = ()
        self._of: ScopeName = "batch"
        self.layer = 1
        self.view: LayerView | None = None
        self._make_parts()
        self._arrange()

    def _make_parts(self) -> None:
        self.choice, self.summary, self.verdict = ChoiceBox(), NotatedLabel(), NotatedLabel()
        self.choice.setAccessibleName("Layer")
        self.choice.setToolTip(tooltip(LAYER_HELP))
        self.choice.activated.connect(self._choose)
        self.scope = LensScope(self.session)
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
        self.rows = PlotRows(self.plots, ROWS)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.summary)
        words.addWidget(self.verdict)
        self._head = SideBySide(WIDE_FROM)
        self._choices = QVBoxLayout()
        self._choices.addWidget(self.choice)
        self._choices.addWidget(self.scope, 0, Qt.AlignmentFlag.AlignLeft)
        self._head.addLayout(self._choices)
        self._head.addLayout(words, 1)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self.rows, 1)
        self.scroll_through(inside)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self.choice.set_look(look)
        self.scope.set_look(look)
        self.choice.setFixedWidth(round(look.px(150)))
        self.rows.set_look(look)
        for plot in self.plots:
            plot.header.in_card = False
            plot.set_look(look)
        for label in (self.summary, self.verdict):
            label.setFont(look.font(0.93))
            set_text_colour(label, look, "text")
        self._head.setSpacing(round(look.px(10)))
        self._choices.setSpacing(round(look.px(4)))
        self._column.setSpacing(round(look.px(2)))
        self.fit()

    def fit(self) -> None:
        """Put the words beside the choice or below it, and leave the plots what the scroll bar does not take."""
        self._head.fit(self.width(), self.look)
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
        """Show the iteration; while training runs, only sometimes."""
        before, self._frame = self._frame, frame
        self._follow(frame)
        scope = self.scope.scope_of(frame, {"example": MANY_NEEDED})
        question = (frame.snapshot, frame.problem, self.layer, frame.of, scope.name)
        if question == self._shown:
            self._mark_neuron(frame)
        if self.layer_inquiry.due(question, frame.calm):
            self._ask(frame, question, scope)
        elif question != self.layer_inquiry.question:
            self.layer_inquiry.drop()  # the answer may never have come when this is on show once more
        elif question == self._shown and frame.calm and before is not None and not before.calm:
            self._ask_norms(frame)  # training rests just where it was asked about: now there is time for all

    def _ask(self, frame: ShownFrame, question: tuple[object, ...], scope: Scope) -> None:
        def accept(view: LayerView) -> None:
            self._shown = question
            self._show_view(frame, view, scope)
            self.norms_inquiry.drop()
            self._ask_norms(self._frame or frame)

        self.layer_inquiry.ask(question, partial(look_inside, frame.problem, frame.snapshot, self.layer, scope), accept)

    def _show_view(self, frame: ShownFrame, view: LayerView, scope: Scope) -> None:
        self.view = view
        depth = frame.problem.layout.depth
        without_slope = view.layer == depth and has_shortcut(frame.experiment.loss)
        self.summary.setText(summary(view, without_slope))
        self.activation.show_layer(view)
        self._mark_neuron(frame)
        self.weights.show_histogram(view.layer, view.w)
        self.activations.show_histogram(view.layer, view.a, view.over)
        self.gradients.show_histogram(view.layer, view.dw, scope.words)

    def _mark_neuron(self, frame: ShownFrame) -> None:
        l, j, _ = frame.problem.layout.position(frame.selected)
        self.activation.mark_neuron(j - 1 if l == self.layer else None)

    # Norms over the run

    def _ask_norms(self, frame: ShownFrame) -> None:
        """Choose the iterations, show what is known of them, and go on with what is not."""
        question = (frame.calm, *self._shown)
        if not self.norms_inquiry.due(question, frame.calm):
            return
        of = self.scope.name
        if (frame.of, of) != (self._run, self._of):
            self._run, self._of, self._known = frame.of, of, ()
        work = begin(frame.run, self._known, of)
        self._show_norms(frame, of, work)
        if not work.done:
            job = partial(work.proceed, SECONDS)
            self.norms_inquiry.work(question, frame.calm, job, partial(self._show_norms, frame, of))

    def _show_norms(self, frame: ShownFrame, of: ScopeName, work: NormsInWork) -> bool:
        """Show what is known, and the present iteration with it."""
        self._known = work.known
        now, end = frame.snapshot.iteration, frame.run.history.end
        iterations, norms = joined(*work.result, now, self.view.norms if self.view else ())
        self.norms.show_norms(iterations, smoothed(norms), self.layer, now if now < end else None)
        said = verdict(norms[:, iterations <= now])
        self.verdict.setText(f"{said} ({OF_NORMS[of]})" if said else "")
        return True
