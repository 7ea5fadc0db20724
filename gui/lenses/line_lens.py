"""What the lenses that look along a line share: they ask for a picture in pieces, and show it as it gets finer."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.frames.shown import ShownFrame
from gui.lenses.lens import Lens
from gui.plots.parts.base import PlotView
from gui.session.session import Session
from gui.widgets.theme import Look

QWIDGETSIZE_MAX = 16777215
"""Qt's word for no limit."""
SECONDS = 0.012
"""Time of one job."""
PERIOD, PATIENCE = 0.2, 4.0
"""While training runs: seconds from one picture to the next at least, and times what the last one took."""
WIDE_FROM, SIDE = 30.0, 12.5
"""Width of the page, in text heights, from which on words stand beside the plot; and how much they take."""
LEAST_HEIGHT = 175
"""Of the plot, in pixels at normal text; where there is less, the page scrolls."""


class LineLens(Lens):
    """A lens with one plot.

    While training runs a picture is begun now and then, and made no finer than it needs be; when it stands, at once.
    """

    least_height = LEAST_HEIGHT

    def __init__(self, session: Session, plot: PlotView) -> None:
        super().__init__(session)
        self.plot_view = plot
        self._frame: ShownFrame | None = None
        self._asked: tuple[object, ...] = ()
        self._asked_at = -PERIOD
        self._took = 0.0
        self.waiting = False
        """Whether the picture on show is not yet all that was asked for."""

    def arrange(self, *parts: QWidget) -> None:
        """Put words and controls, the first ones above the others, beside the plot, or where it is narrow below it."""
        self._parts, self.is_wide = parts, False
        self.area, self.side, page = QScrollArea(), QWidget(), QWidget()
        self._side = QVBoxLayout(self.side)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout()
        self._row = QHBoxLayout(page)
        self._row.setContentsMargins(0, 2, 0, 0)
        self._row.addWidget(self.side)
        self._row.addLayout(self._column, 1)
        self._side.addStretch()
        self.side.hide()
        self._column.addWidget(self.plot_view, 1)
        for part in parts:
            self._column.addWidget(part)
        self._column.addStretch()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self.plot_view.header.in_card = False
        self.plot_view.set_look(look)
        self._column.setSpacing(round(look.px(2)))
        self._side.setSpacing(round(look.px(7)))
        self._row.setSpacing(round(look.px(4)))
        self.side.setFixedWidth(round(SIDE * look.text))
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words beside the plot, or above and below it."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        wide = self.width() >= WIDE_FROM * self.look.text
        least = round(self.look.px(self.least_height))
        self.plot_view.setMinimumHeight(least)
        # Beside long words the page may get higher than what is seen of it; the plot does not.
        self.plot_view.setMaximumHeight(max(least, self.height() - 2) if wide else QWIDGETSIZE_MAX)
        if wide == self.is_wide:
            return
        self.is_wide = wide
        for place, part in enumerate(self._parts):
            if wide:
                self._side.insertWidget(place, part)
            else:
                self._column.insertWidget(place + 1, part)
        self.side.setVisible(wide)
        self.turned()

    def turned(self) -> None:
        """Note that the words stand elsewhere now."""

    # What a lens says of itself

    def question(self, frame: ShownFrame) -> tuple[object, ...]:
        """Return what the picture depends on."""
        raise NotImplementedError

    def first_job(self, frame: ShownFrame) -> Callable[[], Any]:
        """Return the job that begins a picture."""
        raise NotImplementedError

    def next_job(self, frame: ShownFrame, work: Any) -> Callable[[], Any]:
        """Return the job that goes on with it."""
        raise NotImplementedError

    def show_work(self, frame: ShownFrame, work: Any) -> bool:
        """Show it as far as it is done; return False if there is nothing to show yet."""
        raise NotImplementedError

    # When

    def show_frame(self, frame: ShownFrame) -> None:
        """Show an iteration; while training runs, some of them."""
        self._frame = frame
        question = self.question(frame)
        if question == self._asked:
            return
        since = perf_counter() - self._asked_at
        if standing(frame) or since > max(PERIOD, PATIENCE * self._took):
            self._ask(frame, question)

    def ask_anew(self) -> None:
        """Ask for the picture of the frame on show once more, since something else is wanted of it."""
        if self._frame is not None and self.isVisible():
            self._ask(self._frame, self.question(self._frame))

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was asked: the answers may not come."""
        super().hideEvent(event)
        self._asked, self.waiting = (), False

    def _ask(self, frame: ShownFrame, question: tuple[object, ...]) -> None:
        self._asked, self._asked_at, self.waiting = question, perf_counter(), True
        self._submit(frame, question, self.first_job(frame))

    def _submit(self, frame: ShownFrame, question: tuple[object, ...], job: Callable[[], Any]) -> None:
        """Have a job done. Unlike with `Session.ask`, training may go on meanwhile: the picture says of when it is."""

        def accept(work: Any) -> None:
            if question != self._asked:
                return
            there = self.show_work(frame, work)
            if there:
                self._took = perf_counter() - self._asked_at
            self.waiting = not work.whole and (standing(frame) or not there)
            if self.waiting:
                self._submit(frame, question, self.next_job(frame, work))

        self.session.background.submit(self.title, job, accept)


def standing(frame: ShownFrame) -> bool:
    """Tell whether training rests at the iteration on show."""
    return frame.calm or frame.trace is not None
