"""The Scores lens: which classes are mistaken, how far numbers are off, and what the loss is made of."""

from __future__ import annotations

import html

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.analysis.scores import NumberScores, class_scores, number_scores, shares, worst
from core.training.evaluation import classify
from core.words import as_typed, counted, measured, shortened, unit_of
from gui.frames.pointing import Group
from gui.frames.shown import ShownFrame
from gui.lenses.inquiry import Rhythm
from gui.lenses.lens import Lens
from gui.lenses.rows_model import NO_TESTS, answer_text, target_text
from gui.plots.loss_parts import LossParts
from gui.plots.parts.header import LiveText
from gui.plots.parts.prediction_plot import NO_TEST
from gui.plots.residuals import Residuals
from gui.session.session import Session
from gui.widgets.choice_box import NamesBox
from gui.widgets.confusion import ConfusionMatrix
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.numbers import number, percent, r2_text
from gui.widgets.side_by_side import SideBySide
from gui.widgets.switch import SetSwitch
from gui.widgets.theme import Look

PERIOD = 0.25
"""Seconds from one picture to the next while training runs."""
WIDE_FROM = 40.0
"""Width, in text heights, from which on the loss stands beside the scores."""
MIN_HEIGHT = 158
"""Least height of a plot in pixels, at normal text."""
LEAST_LOSS = 220
"""Width that the loss keeps beside the confusion matrix, likewise."""
MAX_HEIGHT = 420
"""Height of the confusion matrix, likewise, beyond which it scrolls in itself."""
SHORT = 24
"""Letters of the names of classes that are told of the worst examples."""
WORST = 5


class ScoresLens(Lens):
    """Confusion matrix or residuals, and the loss taken apart."""

    title = "Scores"
    help = (
        "How good the predictions are. Classes: which are confused with which, precision and recall; click a number "
        "to list those examples. Numbers: R², RMSE (the root of the mean squared error), mean absolute error and the "
        "error of each prediction, all in the target's own unit. Also what makes up the loss: data loss, penalty, and "
        "the examples with the largest loss."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: ShownFrame | None = None
        self.rhythm = Rhythm(PERIOD)
        self.rhythms = (self.rhythm,)
        self.output = 0
        self._make_parts()
        self._arrange()

    def _make_parts(self) -> None:
        self.sets = SetSwitch("Score")
        self.sets.test.setChecked(True)
        self.sets.turned.connect(self._show_again)
        self.choice = NamesBox()
        self.choice.setAccessibleName("Output")
        self.choice.setToolTip(tooltip("Which of the predicted numbers is scored."))
        self.choice.activated.connect(self._choose_output)
        self.summary, self.worst = LiveText(self), QLabel()
        self.worst.setWordWrap(True)
        self.worst.setTextFormat(Qt.TextFormat.RichText)  # whatever stands in it, its links are links
        self.worst.setAccessibleName("Examples with most loss")
        self.worst.setToolTip(tooltip("The examples with the largest loss. Click one to follow it."))
        self.worst.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.worst.linkActivated.connect(lambda link: self.session.looking.follow(int(link)))
        self.confusion, self.residuals, self.parts = ConfusionMatrix(), Residuals(), LossParts()
        self.confusion.asked.connect(self._list)
        self.matrix = QScrollArea()
        self.matrix.setFrameShape(QFrame.Shape.NoFrame)
        self.matrix.setWidgetResizable(True)
        self.matrix.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.matrix.setWidget(self.confusion)
        self.confusion.walked.connect(self._bring_into_view)

    def _arrange(self) -> None:
        self._head = QHBoxLayout()
        for part in (self.sets, self.choice):
            self._head.addWidget(part)
        self._head.addWidget(self.summary, 1)
        self.scored = QStackedWidget()
        self.scored.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.scored.addWidget(self.matrix)
        self.scored.addWidget(self.residuals)
        loss = QWidget()
        self._loss = QVBoxLayout(loss)
        self._loss.setContentsMargins(0, 0, 0, 0)
        self._loss.addWidget(self.parts, 1)
        self._loss.addWidget(self.worst)
        self._both = SideBySide(WIDE_FROM)
        self._both.addWidget(self.scored, 1)
        self._both.addWidget(loss, 1)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.addLayout(self._head)
        self._column.addLayout(self._both, 1)
        self.scroll_through(inside)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        for part in (self.sets, self.choice, self.summary, self.confusion, self.residuals, self.parts):
            part.set_look(look)
        self.worst.setFont(look.font(0.87))
        set_text_colour(self.worst, look, "text")
        for plot in (self.residuals, self.parts):
            plot.setMinimumHeight(round(look.px(MIN_HEIGHT)))
        gap = round(look.px(6))
        self._head.setSpacing(gap)
        self._column.setSpacing(gap)
        self._both.setSpacing(round(look.px(14)))
        self.fit()
        self._show_again()

    def fit(self) -> None:
        """Put the loss beside the scores, or below them where there is no room."""
        self._both.fit(self.width(), self.look)
        self._fit_scored()

    # What is shown

    def show_frame(self, frame: ShownFrame) -> None:
        """Show the scores of this iteration; while training runs, only sometimes."""
        self._frame = frame
        key = (frame.answers, frame.run, self.sets.train.isChecked(), self.output)
        if not self.rhythm.due(key, frame.calm):
            return
        self.rhythm.begin(key)
        m = len(frame.problem.train)
        part = slice(0, m) if self.sets.train.isChecked() else slice(m, None)
        self.scored.setCurrentWidget(self.matrix if frame.problem.classes else self.residuals)
        if frame.problem.classes:
            self._show_classes(frame, part)
        else:
            self._show_numbers(frame, part)
        self._fit_scored()
        self.parts.show_frame(frame)
        self._show_worst(frame)

    def _show_classes(self, frame: ShownFrame, part: slice) -> None:
        scores = class_scores(frame.problem.labels[part], classify(frame.answers.outputs)[part], frame.problem.classes)
        self.choice.hide()
        self.confusion.show_scores(scores, frame.experiment.data.class_names)
        count = int(scores.confusion.sum())
        wrong = count - int(np.trace(scores.confusion))
        if not count:
            self.summary.set_text(NO_TESTS, NO_TEST)
            return
        accuracy, sample = percent(scores.accuracy), self._sample(frame)
        self.summary.set_text(f"accuracy {accuracy} · {wrong:,} of {count:,} wrong{sample}", f"{accuracy}{sample}")

    def _sample(self, frame: ShownFrame) -> str:
        return frame.problem.sample_words(test=self.sets.test.isChecked())

    def _fit_scored(self) -> None:
        """Leave the matrix room for all its classes; it scrolls where they are many."""
        whole, bar = self.confusion.minimumSizeHint(), self.matrix.horizontalScrollBar().sizeHint().height()
        beside = self._both.direction() == QBoxLayout.Direction.LeftToRight
        room = self.width() - round(self.look.px(LEAST_LOSS)) if beside else self.width()
        fits, classes = whole.width() < room, self.scored.currentWidget() is self.matrix
        self.scored.setMinimumWidth(whole.width() if classes and beside and fits else 0)
        least = min(whole.height() + (0 if fits else bar), round(self.look.px(MAX_HEIGHT)))
        self.scored.setMinimumHeight(max(least, round(self.look.px(MIN_HEIGHT))))

    def _show_numbers(self, frame: ShownFrame, part: slice) -> None:
        scale = frame.problem.target_scale
        y, a = (scale.in_units(each[:, part]) for each in (frame.problem.y, frame.answers.outputs))
        names = list(frame.experiment.data.targets)
        self.output = min(self.output, len(y) - 1)
        if names != [self.choice.itemText(k) for k in range(self.choice.count())]:
            self.choice.clear()
            self.choice.addItems(names)
        self.choice.setCurrentIndex(self.output)
        self.choice.setVisible(len(y) > 1)
        self._say_numbers(number_scores(y, a)[self.output], names[self.output], y.shape[1], self._sample(frame))
        self.residuals.show_residuals(y[self.output], a[self.output], names[self.output])

    def _say_numbers(self, scores: NumberScores, name: str, count: int, sample: str) -> None:
        if not count:
            self.summary.set_text(NO_TESTS, NO_TEST)
            return
        unit = unit_of(name)
        r2, rmse = f"R² {r2_text(scores.r2)}", f"RMSE {measured(scores.root_mean_squared_error, unit)}"
        error = f"mean absolute error {measured(scores.mean_absolute_error, unit)}"
        self.summary.set_text(
            f"{r2} · {rmse} · {error} in {as_typed(shortened(name))} · {counted(count, 'example')}{sample}",
            f"{r2} · {rmse}{sample}",
        )

    def _show_worst(self, frame: ShownFrame) -> None:
        """Name the training examples that cost most: those that the loss is made of."""
        loss, outputs = frame.answers.loss[: len(frame.problem.train)], frame.answers.outputs
        first = worst(loss, WORST)
        share = float(shares(loss)[first].sum())
        accent = self.look.theme.accent
        names = [
            f'<a style="color: {accent}" href="{row}">no. {row + 1}</a>'
            + html.escape(
                f" ({shortened(target_text(frame, row))}, predicted {answer_text(frame, outputs[:, row], SHORT)}:"
                f" {number(float(loss[row]))})"
            )
            for row in first.tolist()
        ]
        part = f"{html.escape(percent(share, 0))} of the data loss"
        self.worst.setText(f"The worst {len(first)} training examples make up {part}: {', '.join(names)}.")

    # What is asked for

    def _list(self, label: int, answered: int) -> None:
        self.session.rows.ask(Group(self.sets.train.isChecked(), label, answered))

    def _bring_into_view(self, x: int, y: int) -> None:
        """Scroll the matrix to a place, beside its names."""
        wide, high = self.confusion.names_room
        self.matrix.ensureVisible(x, y, round(wide + self.look.px(24)), round(high + self.look.px(16)))

    def _choose_output(self, place: int) -> None:
        self.output = place
        self._show_again()

    def _show_again(self) -> None:
        self.rhythm.forget()
        if self._frame is not None and self.isVisible():
            self.show_frame(self._frame)
