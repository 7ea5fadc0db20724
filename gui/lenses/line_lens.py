"""What the lenses that look along a line share: they ask for a picture in pieces, and show it as it gets finer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from core.analysis.scope import Scope, too_large
from core.work import Work
from gui.frames.shown import ShownFrame
from gui.lenses.inquiry import Inquiry
from gui.lenses.lens import Lens
from gui.lenses.scope import LensScope
from gui.plots.parts.base import PlotView
from gui.session.session import Session
from gui.widgets.side_by_side import SideBySide
from gui.widgets.theme import Look

QWIDGETSIZE_MAX = 16777215
"""Qt's word for no limit."""
PERIOD, PATIENCE = 0.2, 4.0
"""While training runs: least seconds between two pictures, and least pause as a multiple of the last one's time."""
WIDE_FROM, SIDE = 30.0, 12.5
"""Width of the page, in text heights, from which on words stand beside the plot; and how much they take."""
MIN_HEIGHT = 175
"""Of the plot, in pixels at normal text; where there is less, the page scrolls."""


class LineLens(Lens):
    """A lens with one plot.

    While training runs a picture is begun only sometimes, and no finer than needed; while paused, at once.
    It may go on meanwhile: the picture says of when it is.
    """

    least_height = MIN_HEIGHT

    def __init__(self, session: Session, plot: PlotView) -> None:
        super().__init__(session)
        self.plot_view, self.scope = plot, LensScope(session)
        self._frame: ShownFrame | None = None
        self.inquiry = Inquiry(session.background.submit, self.title, PERIOD, PATIENCE)
        self.rhythms = (self.inquiry,)

    def arrange(self, *parts: QWidget) -> None:
        """Put words and controls, the first ones above the others, beside the plot, or where it is narrow below it.

        The choice whose loss it is stands above all.
        """
        self.is_wide = False
        self.side, page = QWidget(), QWidget()
        self._side = QVBoxLayout(self.side)
        self._side.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self._side.addWidget(part)
        self._side.addStretch()
        self._column = QVBoxLayout()
        self._column.addWidget(self.plot_view, 1)
        self._column.addStretch()
        self._both = SideBySide(WIDE_FROM, None, QBoxLayout.Direction.RightToLeft)
        self._page = QVBoxLayout(page)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._page.addWidget(self.scope, 0, Qt.AlignmentFlag.AlignLeft)
        self._page.addLayout(self._both, 1)
        self._both.addLayout(self._column, 1)
        self._both.addWidget(self.side)
        self.scroll_through(page)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self.plot_view.header.in_card = False
        self.plot_view.set_look(look)
        self.scope.set_look(look)
        self._column.setSpacing(round(look.px(2)))
        self._page.setSpacing(round(look.px(4)))
        self.fit()

    def fit(self) -> None:
        """Put words beside the plot, or below it; a plot that stands on the stage is not the lens's to arrange."""
        if not self.isAncestorOf(self.plot_view):
            return
        look, wide = self.look, self._both.fit(self.width(), self.look)
        least = round(look.px(self.least_height))
        taken = self.scope.sizeHint().height() + self._page.spacing()
        self.plot_view.setMinimumHeight(least)
        # Beside long words the page may get higher than what is seen of it; the plot does not.
        self.plot_view.setMaximumHeight(max(least, self.height() - taken) if wide else QWIDGETSIZE_MAX)
        self.side.setMinimumWidth(round(SIDE * look.text) if wide else 0)
        self.side.setMaximumWidth(round(SIDE * look.text) if wide else QWIDGETSIZE_MAX)
        self._both.setSpacing(round(look.px(4 if wide else 2)))
        self._side.setSpacing(round(look.px(7 if wide else 2)))
        if wide != self.is_wide:
            self.is_wide = wide
            self.turned()

    def turned(self) -> None:
        """Note that the words stand elsewhere now."""

    def scope_of(self, frame: ShownFrame) -> Scope:
        """Return whose loss is shown."""
        return self.scope.scope_of(frame, too_large(frame.problem))

    # What a lens says of itself

    def question(self, frame: ShownFrame) -> tuple[object, ...]:
        """Return what the picture depends on."""
        raise NotImplementedError

    def job(self, frame: ShownFrame) -> Callable[[], Work[Any]]:
        """Return the job that begins a picture."""
        raise NotImplementedError

    def show_work(self, frame: ShownFrame, work: Any) -> bool:
        """Show it as far as it is done; return False if there is nothing to show yet."""
        raise NotImplementedError

    # When

    def show_frame(self, frame: ShownFrame) -> None:
        """Show an iteration; while training runs, some of them."""
        self._frame = frame
        if self.inquiry.due(self.question(frame), standing(frame)):
            self._ask(frame)

    def ask_anew(self) -> None:
        """Ask for the picture of the frame on show once more, since something else is wanted of it."""
        if self._frame is not None and self.isVisible():
            self._ask(self._frame)

    def _ask(self, frame: ShownFrame) -> None:
        self.inquiry.work(self.question(frame), standing(frame), self.job(frame), partial(self._show, frame))

    def _show(self, frame: ShownFrame, work: Any) -> bool:
        """Show it, and lay out words that take more lines now: Qt would leave the page as high as it was."""
        shown = self.show_work(frame, work)
        self._both.invalidate()
        return shown


def standing(frame: ShownFrame) -> bool:
    """Tell whether training rests at the iteration on show."""
    return frame.calm or frame.trace is not None
