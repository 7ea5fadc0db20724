"""The strip below: all iterations of the run, and the one on show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.training.bookmarks import Bookmarks
from core.training.breakpoints import AtIteration, Breakpoints
from core.training.epochs import in_words
from core.training.run import Run, Segment
from core.training.runs import describe_fork
from gui.frames.shown import ShownFrame
from gui.panels.timeline_buttons import EPOCH_BACK, EPOCH_ON, FLAG, FORGET, TO_END, TO_START, TimeButton, permit_each
from gui.panels.timeline_flags import MARK_ROW, Mark, help_on
from gui.panels.timeline_ghosts import Ghosts
from gui.panels.timeline_line import StripLine, paint_ball, paint_line, write
from gui.panels.timeline_marks import Marks
from gui.widgets.keys import TIME, pressed, presses
from gui.widgets.theme import Look

HELP = (
    "Drag the ball to see any iteration reached so far, exactly as it was. Arrow keys go one iteration, with "
    "Shift one phase, with Ctrl one epoch; Home and End to the ends. "
    "A mark on the line is an edit: from there on, other settings or weights hold."
)
ROOM_FOR_TITLE, SHORTEST_LINE = 900.0, 110.0
"""Width in pixels at normal text from which on the strip says what it is."""
NO_EPOCHS = "A plain function has no epochs."
NOTHING_AFTER = "Nothing comes after this {}."
MIN_SPAN = 10
"""Iterations that the strip spans at least."""


class TimelinePanel(QWidget):
    """Shows where in time the run stands, and asks to be elsewhere."""

    asked = Signal(int)
    """An iteration that should be shown."""
    moved = Signal(int)
    """By how many iterations to go on, or back if negative, within what has been reached."""
    epochs_moved = Signal(int)
    phase_asked = Signal()
    phase_back_asked = Signal()
    forget_asked = Signal()
    """What comes after the iteration on show should be forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._metrics = QFontMetricsF(self._look.font(0.93))
        self._now = self._end = self._last = 0
        self._edits: list[tuple[int, str]] = []
        self._segments: tuple[Segment, ...] | None = None
        self._run: Run | None = None
        self._guest: QWidget | None = None
        self.ghosts = Ghosts(self)
        self.marks = Marks(self, lambda: self.line)
        self.marks.asked.connect(self.asked)
        self._make_buttons()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("Time")
        self.setAccessibleDescription(HELP)
        self.setToolTip(HELP)

    def _make_buttons(self) -> None:
        self.to_start = TimeButton(self, TO_START, "To the start", "To iteration 0. (Home on the strip)")
        self.epoch_back = TimeButton(
            self, EPOCH_BACK, "Epoch back", "Back to the end of the previous epoch. (Ctrl ← on the strip)"
        )
        self.epoch_on = TimeButton(
            self, EPOCH_ON, "Epoch forward", "Forward one epoch, as far as training has got. (Ctrl → on the strip)"
        )
        self.to_end = TimeButton(self, TO_END, "To the end", "To the last iteration reached so far. (End on the strip)")
        self.bookmark = TimeButton(self, (FLAG,), "Bookmark", "Bookmark this place, with a name. (Ctrl B)")
        self.forget = TimeButton(
            self, FORGET, "Forget what comes after", "Forget what comes after this iteration. Undo brings it back."
        )
        self._buttons = (self.to_start, self.epoch_back, self.epoch_on, self.to_end, self.bookmark, self.forget)
        self.to_start.clicked.connect(lambda: self.asked.emit(0))
        self.epoch_back.clicked.connect(lambda: self.epochs_moved.emit(-1))
        self.epoch_on.clicked.connect(lambda: self.epochs_moved.emit(1))
        self.to_end.clicked.connect(lambda: self.asked.emit(self._end))
        self.bookmark.clicked.connect(lambda: self.marks.set_bookmark())
        self.forget.clicked.connect(self.forget_asked)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.ghosts.set_look(look)
        self._metrics = QFontMetricsF(look.font(0.93))
        self.updateGeometry()
        self._place_buttons()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def _place_buttons(self) -> None:
        look, middle = self._look, self.line.middle
        left = look.px(28) + self._metrics.horizontalAdvance("Time") if self._has_title else look.px(10)
        for button in self._buttons:
            left = button.place(look, left, middle)
        if self._guest is not None:
            size, right = self._guest.sizeHint(), self.width() - round(look.px(14))
            room, least = round(right - left - look.px(SHORTEST_LINE)), self._guest.minimumSizeHint().width()
            width = max(0, min(size.width(), max(room, min(least, right - round(left)))))
            self._guest.setGeometry(right - width, round(middle - size.height() / 2), width, size.height())

    def lodge(self, guest: QWidget) -> None:
        """Take in what may have no room in the bar on top."""
        guest.setParent(self)
        guest.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)  # to press it is not to press the strip's end
        self._guest = guest

    def keep_room(self, kept: bool) -> None:
        """Show the guest at the right end, or not."""
        if self._guest is not None:
            self._guest.setVisible(kept)
        self._place_buttons()
        self.update()

    @property
    def _has_title(self) -> bool:
        return self.width() >= self._look.px(ROOM_FOR_TITLE)

    def sizeHint(self) -> QSize:
        return QSize(round(self._look.px(200)), round(self.line.foot + self._look.px(3)))

    def show_frame(self, frame: ShownFrame) -> None:
        """Show where the run stands."""
        now, end = frame.snapshot.iteration, frame.run.history.end
        segments = frame.run.segments
        if segments is not self._segments:
            self._segments = segments
            self._edits = [(b.start, describe_fork(replace(a, hand_set=()), b)) for a, b in pairwise(segments)]
        self._now, self._end, self._last = now, end, frame.last_iteration
        self._show_run(frame.run, frame.ghosts)
        back = "" if now > 0 else "This is iteration 0 already."
        on = "" if now < end else "No later iteration has been reached yet."
        known = max(run.history.end for run in (frame.run, *(rival.run for rival in frame.rivals)))
        permit_each(self._buttons, back, back, on, on, "", "" if now < known else NOTHING_AFTER.format("iteration"))
        self._update_line()

    def show_steps(self, now: int, end: int, bookmarks: Bookmarks = ()) -> None:
        """Show where a walk down a plain function stands, how far it is known, and its bookmarks."""
        self._now, self._end, self._last, self._segments = now, end, end, None
        self._edits = []
        self._show_run(None, (), bookmarks)
        back = "" if now > 0 else "This is the start already."
        on = "" if now < end else "No later step has been reached yet."
        after = "" if now < end else NOTHING_AFTER.format("step")
        permit_each(self._buttons, back, NO_EPOCHS, NO_EPOCHS, on, "", after)
        self._update_line()

    def _show_run(self, run: Run | None, ghosts: tuple[Run, ...], of_walk: Bookmarks | None = None) -> None:
        self._run, self.ghosts.runs = run, ghosts
        self.marks.show_run(run, self._now, of_walk)

    def show_breakpoints(self, breakpoints: Breakpoints) -> None:
        """Show the breakpoints that stand at an iteration."""
        self.marks.breakpoints = breakpoints
        self.update()

    def _update_line(self) -> None:
        """Have all but the buttons painted."""
        buttons = self.forget.geometry()
        self.update(self.rect().adjusted(buttons.right() + 1, 0, 0, 0))
        self.update(self.rect().adjusted(0, buttons.bottom() + 1, 0, 0))  # where names of branches may stand

    @property
    def line(self) -> StripLine:
        """Where the line lies, as far as buttons and the number at its end leave it room; marks have theirs always."""
        look = self._look
        span = max(MIN_SPAN, self._last, *(each.iteration for each in self.marks.bookmarks))
        left = self.forget.geometry().right() + look.px(18)
        guest = self._guest
        edge = guest.x() if guest is not None and not guest.isHidden() else self.width()
        right = edge - self._metrics.horizontalAdvance(f"{span:,}") - look.px(24)
        return StripLine(left, right, look.px(MARK_ROW), span, self._end, look)

    def place_of(self, iteration: int) -> QPointF:
        """Return where on the strip an iteration lies."""
        return self.line.place_of(iteration)

    def _quick_at(self, x: float) -> int:
        """Return an iteration within a pixel of a place, one that is shown without a replay if there is any."""
        iteration = self.line.iteration_at(x)
        return self._run.history.quick_near(iteration, self.line.per_pixel) if self._run else iteration

    # Asking

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        mark, ghost = self.marks.at(place), self.ghosts.at(place, self.line, self._run)
        if ghost is not None:
            self.ghosts.menu_of(ghost).popup(event.globalPosition().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton:
            if isinstance(mark, AtIteration):
                self.marks.menu_of(mark).popup(event.globalPosition().toPoint())
            else:
                self.asked.emit(mark.iteration if mark else self._quick_at(place.x()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show what can be done with a mark: the one under the mouse, or by the menu key that of this iteration."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            mark = self.marks.present
        else:
            mark = self.marks.at(QPointF(event.pos()))
        if mark is not None:
            self.marks.menu_of(mark).popup(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        dragged = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if dragged:
            self.asked.emit(self._quick_at(place.x()))
        help = self.help_text(place, None if dragged else self.marks.at(place))
        QToolTip.showText(event.globalPosition().toPoint(), help, self)

    def help_text(self, place: QPointF, mark: Mark | None = None) -> str:
        """Return the tooltip for a place on the strip, or for the mark there."""
        return self._look.notation.text(self._help_at(place, mark))

    def _help_at(self, place: QPointF, mark: Mark | None) -> str:
        """Return what is at a place: a mark, a ghost, or an iteration with the edits made there."""
        line = self.line
        if mark is not None:
            return help_on(mark, self._segments or ())
        if (ghost := self.ghosts.at(place, line, self._run)) is not None:
            return f"{ghost.name}, to iteration {ghost.history.end:,}. Click to go on with it, rename or delete it."
        iteration = line.iteration_at(place.x())
        near = [text for start, text in self._edits if abs(line.place_of(start).x() - place.x()) < 6]
        words = in_words(self._segments, iteration) if self._segments else f"step {iteration:,}"
        words = words if self._end else HELP
        return "\n".join([words, *near])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        actions: dict[str, Callable[[], None]] = {
            "back": partial(self.moved.emit, -1),
            "on": partial(self.moved.emit, 1),
            "phase_back": self.phase_back_asked.emit,
            "phase_on": self.phase_asked.emit,
            "epoch_back": partial(self.epochs_moved.emit, -1),
            "epoch_on": partial(self.epochs_moved.emit, 1),
            "start": partial(self.asked.emit, 0),
            "end": partial(self.asked.emit, self._end),
        }
        if (action := presses(TIME, actions).get(pressed(event))) is not None:
            action()
        else:
            super().keyPressEvent(event)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        look, line = self._look, self.line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "edge"), 1.0))
        painter.setBrush(look.colour("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(8), look.px(8))
        painter.setFont(look.font(0.93))
        if self._has_title:
            write(painter, look, look.px(14), "Time", "dim", line.middle)
        write(painter, look, line.right + look.px(10), f"{line.span:,}", "dim", line.middle)
        paint_line(painter, line, self._now, (start for start, _ in self._edits))
        self.ghosts.paint(painter, line, self._run)
        self.marks.paint(painter)
        paint_ball(painter, line, self._now)
        painter.end()
