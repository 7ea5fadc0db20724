"""The strip below: all iterations of the run, and the one on show."""

from __future__ import annotations

import math
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
from PySide6.QtWidgets import QInputDialog, QMenu, QSizePolicy, QToolTip, QWidget

from core.training.bookmarks import Bookmark, with_bookmark, without_bookmark
from core.training.breakpoints import AtIteration, Breakpoints
from core.training.epochs import in_words
from core.training.run import Run, Segment
from core.training.runs import describe_fork
from gui.frames.shown import ShownFrame
from gui.panels.timeline_buttons import EPOCH_BACK, EPOCH_ON, FLAG, TO_END, TO_START, TimeButton, permit_each
from gui.panels.timeline_marks import MARK_ROW, TEXT, Flag, Mark, NameField, help_on, paint_flag, place_flags
from gui.panels.timeline_painting import GhostBranch, Ghosts, write
from gui.widgets.theme import Look

HELP = (
    "Drag the ball to see any iteration reached so far, exactly as it was. Arrow keys go one iteration, with "
    "Shift one phase, with Ctrl one epoch; Home and End to the ends. "
    "A mark on the line is an edit: from there on, other settings hold."
)
ROW, GHOST_ROW = 38.0, 20.0
"""Heights of the line and of each ghost under it, in pixels at normal text."""
ROOM_FOR_TITLE = 900.0
"""Width in pixels at normal text from which on the strip says what it is."""
NO_EPOCHS, NO_BOOKMARK = "A plain function has no epochs.", "Steps of a plain function cannot be bookmarked."
STRIDES = {
    Qt.KeyboardModifier.NoModifier: "iteration",
    Qt.KeyboardModifier.ShiftModifier: "phase",
    Qt.KeyboardModifier.ControlModifier: "epoch",
}
"""How far an arrow key goes, by the key held with it."""
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
    activated = Signal(object)
    """A ghost run that should become the active one."""
    renamed = Signal(object, str)
    deleted = Signal(object)
    bookmarks_changed = Signal(object, object)
    """A run, and the bookmarks that it should have."""
    breakpoints_changed = Signal(object)
    refused = Signal(str)
    """What is wrong with the name of a bookmark."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._metrics = QFontMetricsF(self._look.font(0.93))
        self._now = self._end = self._last = 0
        self._edits: list[tuple[int, str]] = []
        self._segments: tuple[Segment, ...] | None = None
        self._ghosts: tuple[Run, ...] = ()
        self._rows = Ghosts()
        self._run: Run | None = None
        self._breakpoints = Breakpoints()
        self._marks: list[Mark] = []
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
        self.bookmark = TimeButton(self, (FLAG,), "Bookmark", "Bookmark this iteration, with a name. (Ctrl B)")
        self._buttons = (self.to_start, self.epoch_back, self.epoch_on, self.to_end, self.bookmark)
        self.to_start.clicked.connect(lambda: self.asked.emit(0))
        self.epoch_back.clicked.connect(lambda: self.epochs_moved.emit(-1))
        self.epoch_on.clicked.connect(lambda: self.epochs_moved.emit(1))
        self.to_end.clicked.connect(lambda: self.asked.emit(self._end))
        self.bookmark.clicked.connect(lambda: self.set_bookmark())

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._metrics = QFontMetricsF(look.font(0.93))
        self.updateGeometry()
        self._place_buttons()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def _place_buttons(self) -> None:
        left = self._title_end
        for button in self._buttons:
            left = button.place(self._look, left, self._middle)

    def sizeHint(self) -> QSize:
        height = self._top + self._look.px(ROW + GHOST_ROW * len(self._ghosts))
        return QSize(round(self._look.px(200)), round(height))

    def show_frame(self, frame: ShownFrame) -> None:
        """Show where the run stands."""
        now, end = frame.snapshot.iteration, frame.run.history.end
        segments = frame.run.segments
        if segments is not self._segments:
            self._segments = segments
            self._edits = [(b.start, describe_fork(replace(a, hand_set=()), b)) for a, b in pairwise(segments)]
        self._now, self._end, self._last = now, end, frame.last_iteration
        self._run = frame.run
        self._have_room_for(frame.ghosts)
        back = "" if now > 0 else "This is iteration 0 already."
        on = "" if now < end else "No later iteration has been reached yet."
        permit_each(self._buttons, back, back, on, on, "")
        self._show_marks()
        self._update_line()

    def show_steps(self, now: int, end: int) -> None:
        """Show where a walk down a plain function stands, and how far it is known."""
        self._now, self._end, self._last, self._run, self._segments = now, end, end, None, None
        self._edits = []
        self._have_room_for(())
        back = "" if now > 0 else "This is the start already."
        on = "" if now < end else "No later step has been reached yet."
        permit_each(self._buttons, back, NO_EPOCHS, NO_EPOCHS, on, NO_BOOKMARK)
        self._show_marks()
        self._update_line()

    def _have_room_for(self, ghosts: tuple[Run, ...]) -> None:
        if len(ghosts) != len(self._ghosts):
            self.updateGeometry()
        self._ghosts = ghosts

    def show_breakpoints(self, breakpoints: Breakpoints) -> None:
        """Show the breakpoints that stand at an iteration."""
        self._breakpoints = breakpoints
        self._show_marks()
        self.update()

    def _update_line(self) -> None:
        """Have all but the buttons painted."""
        self.update(self.rect().adjusted(self.bookmark.geometry().right() + 1, 0, 0, 0))

    def _show_marks(self) -> None:
        stops = [each for each in self._breakpoints.active if isinstance(each, AtIteration) and self._run]
        marks: list[Mark] = [*(self._run.bookmarks if self._run else ()), *stops]
        if bool(marks) != bool(self._marks):
            self._marks = marks
            self.updateGeometry()
            self._place_buttons()
        self._marks = marks

    # Geometry

    def _line(self) -> tuple[float, float]:
        """Return the left and right end of the line."""
        left = self.bookmark.geometry().right() + self._look.px(18)
        return left, self.width() - self._metrics.horizontalAdvance(f"{self._span:,}") - self._look.px(24)

    @property
    def _span(self) -> int:
        bookmarks = self._run.bookmarks if self._run else ()
        return max(MIN_SPAN, self._last, *(each.iteration for each in bookmarks))

    @property
    def _top(self) -> float:
        """Where the row of the line begins: under that of the flags, if there are any."""
        return self._look.px(MARK_ROW) if self._marks else 0.0

    @property
    def _middle(self) -> float:
        """The height of the line."""
        return self._top + self._look.px(ROW) / 2

    @property
    def _has_title(self) -> bool:
        return self.width() >= self._look.px(ROOM_FOR_TITLE)

    @property
    def _title_end(self) -> float:
        """Where the buttons begin."""
        return self._look.px(28) + self._metrics.horizontalAdvance("Time") if self._has_title else self._look.px(10)

    @property
    def flags(self) -> list[Flag]:
        """The flags and where they are."""
        return place_flags(self._marks, lambda k: self.place_of(k).x(), self._look, self.width() - self._look.px(10))

    def place_of(self, iteration: int) -> QPointF:
        """Return where on the strip an iteration lies."""
        left, right = self._line()
        return QPointF(left + (right - left) * min(iteration, self._span) / self._span, self._middle)

    def row_of(self, place: int) -> float:
        """Return the height at which ghost number ``place`` lies."""
        return self._top + self._look.px(ROW + GHOST_ROW * (place + 0.25))

    def ghost_at(self, y: float) -> Run | None:
        """Return the ghost at a height, or None."""
        place = math.floor(((y - self._top) / self._look.px(1) - ROW + 0.25 * GHOST_ROW) / GHOST_ROW)
        return self._ghosts[place] if 0 <= place < len(self._ghosts) else None

    def mark_at(self, place: QPointF) -> Mark | None:
        """Return the mark whose flag or name is at a place, or None."""
        return next((flag.mark for flag in reversed(self.flags) if flag.area.contains(place)), None)

    def _branch(self, ghost: Run) -> int:
        """Return the iteration at which a ghost and the active run part."""
        origins = [run.origin.iteration for run in (ghost, self._run) if run is not None and run.origin is not None]
        return min(max(origins, default=0), ghost.history.end)

    def iteration_at(self, x: float) -> int:
        """Return the iteration nearest to a place; never one that has not been reached."""
        left, right = self._line()
        share = (x - left) / max(1.0, right - left)
        return max(0, min(self._end, round(share * self._span)))

    def _quick_at(self, x: float) -> int:
        """Return an iteration within a pixel of a place, one that is shown without a replay if there is any."""
        iteration = self.iteration_at(x)
        left, right = self._line()
        return self._run.history.quick_near(iteration, self._span / max(1.0, right - left)) if self._run else iteration

    # Asking

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place, mark, ghost = event.position(), self.mark_at(event.position()), self.ghost_at(event.position().y())
        if ghost is not None:
            self.menu_of(ghost).popup(event.globalPosition().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton:
            if isinstance(mark, AtIteration):
                self.menu_of_mark(mark).popup(event.globalPosition().toPoint())
            else:
                self.asked.emit(mark.iteration if mark else self._quick_at(place.x()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show what can be done with a mark: the one under the mouse, or by the menu key that of this iteration."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            mark = next((each for each in self._marks if each.iteration == self._now), None)
        else:
            mark = self.mark_at(QPointF(event.pos()))
        if mark is not None:
            self.menu_of_mark(mark).popup(event.globalPos())

    def menu_of_mark(self, mark: Mark) -> QMenu:
        """Return what can be done with a mark."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(mark, Bookmark):
            menu.addAction(f"Go to “{mark.name}”", lambda: self.asked.emit(mark.iteration))
            menu.addAction("Rename …", lambda: self.name_bookmark(mark))
            menu.addAction("Delete", lambda: self._put_bookmarks(None, mark.iteration))
        else:
            fewer = self._breakpoints.without(mark)
            menu.addAction(f"Remove the breakpoint “{mark.words}”", lambda: self.breakpoints_changed.emit(fewer))
        return menu

    def set_bookmark(self) -> None:
        """Bookmark the iteration on show, and ask for its name; for one that is there already, ask for another."""
        if self._run is None:
            return
        there = next((each for each in self._run.bookmarks if each.iteration == self._now), None)
        bookmark = there or Bookmark.at(self._now)
        if there is None:
            self._put_bookmarks(bookmark, self._now)
        self.name_bookmark(bookmark)

    def name_bookmark(self, bookmark: Bookmark) -> None:
        """Open a field for the bookmark's name on the strip."""
        take = partial(self._rename_bookmark, bookmark.iteration)
        self.name_field = NameField(self, bookmark.name, take, self._look)
        self.name_field.refused.connect(self.refused)
        self.name_field.open_at(self.place_of(bookmark.iteration).x() - self._look.px(4), self._look)

    def _rename_bookmark(self, iteration: int, name: str) -> None:
        self._put_bookmarks(Bookmark(iteration, name), iteration)

    def _put_bookmarks(self, bookmark: Bookmark | None, iteration: int) -> None:
        """Have ``bookmark``, or none, at an iteration."""
        if self._run is not None:
            others = without_bookmark(self._run.bookmarks, iteration)
            self.bookmarks_changed.emit(self._run, with_bookmark(others, bookmark) if bookmark else others)

    def menu_of(self, ghost: Run) -> QMenu:
        """Return what can be done with a ghost run."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Go on with “{ghost.name}”", lambda: self.activated.emit(ghost))
        menu.addAction("Rename …", lambda: self._rename(ghost))
        menu.addAction("Delete", lambda: self.deleted.emit(ghost))
        return menu

    def _rename(self, ghost: Run) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Rename a run")
        dialog.setLabelText("Name of the run:")
        dialog.setTextValue(ghost.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda name: self.renamed.emit(ghost, name))
        dialog.open()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        iteration = self.iteration_at(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.asked.emit(self._quick_at(event.position().x()))
        elif (mark := self.mark_at(event.position())) is not None:
            QToolTip.showText(event.globalPosition().toPoint(), help_on(mark, self._segments or ()), self)
            return
        if (ghost := self.ghost_at(event.position().y())) is not None:
            words = f"{ghost.name}, to iteration {ghost.history.end:,}. Click to go on with it, rename or delete it."
            QToolTip.showText(event.globalPosition().toPoint(), words, self)
            return
        near = [text for start, text in self._edits if abs(self.place_of(start).x() - event.position().x()) < 6]
        words = in_words(self._segments, iteration) if self._segments else f"step {iteration:,}"
        words = words if self._end else HELP
        QToolTip.showText(event.globalPosition().toPoint(), "\n".join([words, *near]), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and keys in STRIDES:
            self._stride(STRIDES[keys], 1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not keys:
            self.asked.emit(0 if key == Qt.Key.Key_Home else self._end)
        else:
            super().keyPressEvent(event)

    def _stride(self, what: str, direction: int) -> None:
        if what == "phase":
            (self.phase_asked if direction > 0 else self.phase_back_asked).emit()
        else:
            (self.moved if what == "iteration" else self.epochs_moved).emit(direction)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        look, middle = self._look, self._middle
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "border"), 1.0))
        painter.setBrush(look.colour("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(8), look.px(8))
        painter.setFont(look.font(0.93))
        if self._has_title:
            write(painter, look, look.px(14), "Time", "dim", middle)
        write(painter, look, self._line()[1] + look.px(10), f"{self._span:,}", "dim", middle)
        for start, end, role in ((self._now, self._span, "border"), (0, self._end, "dim"), (0, self._now, "positive")):
            painter.setPen(QPen(look.colour(role), look.px(4), c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(self.place_of(start), self.place_of(end))
        painter.setPen(QPen(look.colour("text"), look.px(2)))
        for start, _ in self._edits:
            x = self.place_of(start).x()
            painter.drawLine(QPointF(x, middle - look.px(8)), QPointF(x, middle + look.px(8)))
        rows = tuple(
            GhostBranch(
                ghost.name, self.place_of(self._branch(ghost)), self.place_of(ghost.history.end).x(), self.row_of(place)
            )
            for place, ghost in enumerate(self._ghosts)
        )
        self._rows.paint(painter, self, look, rows)
        painter.setFont(look.font(TEXT))
        for flag in self.flags:
            paint_flag(painter, flag, look, middle - look.px(4))
        painter.setPen(QPen(look.colour("card"), look.px(1.5)))
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(self.place_of(self._now), look.px(8), look.px(8))
        painter.end()
