"""The marks of a run on the timeline: bookmarks are set, named and deleted there, breakpoints removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QWidget

from core.training.bookmarks import Bookmark, Bookmarks, bookmark_at, with_bookmark, without_bookmark
from core.training.breakpoints import AtIteration, Breakpoints
from core.training.run import Run
from core.words import as_typed
from gui.panels.timeline_flags import TEXT, Flag, Mark, NameField, paint_flag, place_flags
from gui.panels.timeline_line import StripLine


class Marks(QObject):
    """Knows the marks of the run on show, and what can be done with each.

    Parameters
    ----------
    strip
        What menus and the field for a name are over.
    line
        Returns the line of the strip, as it lies now.
    """

    asked = Signal(int)
    """An iteration that should be shown."""
    bookmarks_changed = Signal(object, object)
    """A run, or None for the walk on show, and the bookmarks that it should have."""
    breakpoints_changed = Signal(object)
    refused = Signal(str)
    """What is wrong with the name of a bookmark."""

    def __init__(self, strip: QWidget, line: Callable[[], StripLine]) -> None:
        super().__init__(strip)
        self._strip, self._line = strip, line
        self._run: Run | None = None
        self._of_walk: Bookmarks | None = None
        self._now = 0
        self.breakpoints = Breakpoints()

    def show_run(self, run: Run | None, now: int, of_walk: Bookmarks | None = None) -> None:
        """Take a run and the iteration on show; for a plain function None, and the bookmarks ``of_walk``."""
        self._run, self._now, self._of_walk = run, now, of_walk

    @property
    def bookmarks(self) -> Bookmarks:
        """The bookmarks of the run, or of the walk."""
        return self._run.bookmarks if self._run is not None else self._of_walk or ()

    @property
    def all(self) -> list[Mark]:
        """The bookmarks, and the breakpoints that stand at an iteration."""
        stops = [each for each in self.breakpoints.active if isinstance(each, AtIteration) and self._run]
        return [*self.bookmarks, *stops]

    @property
    def flags(self) -> list[Flag]:
        """The flags and where they are."""
        line = self._line()
        return place_flags(self.all, lambda k: line.place_of(k).x(), line.look, self._strip.width() - line.look.px(10))

    def at(self, place: QPointF) -> Mark | None:
        """Return the mark whose flag or name is at a place, or None."""
        return next((flag.mark for flag in reversed(self.flags) if flag.area.contains(place)), None)

    @property
    def present(self) -> Mark | None:
        """The mark at the iteration on show."""
        return next((each for each in self.all if each.iteration == self._now), None)

    def paint(self, painter: QPainter) -> None:
        """Paint the flags on their poles."""
        line = self._line()
        painter.setFont(line.look.font(TEXT))
        for flag in self.flags:
            paint_flag(painter, flag, line.look, line.middle - line.look.px(4))

    def menu_of(self, mark: Mark) -> QMenu:
        """Return what can be done with a mark."""
        menu = QMenu(self._strip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(mark, Bookmark):
            menu.addAction(f"Go to “{as_typed(mark.name)}”", lambda: self.asked.emit(mark.iteration))
            menu.addAction("Rename …", lambda: self.name(mark))
            menu.addAction("Delete", lambda: self._put(None, mark.iteration))
        else:
            fewer = self.breakpoints.without(mark)
            menu.addAction(f"Remove the breakpoint “{mark.words}”", lambda: self.breakpoints_changed.emit(fewer))
        return menu

    def set_bookmark(self) -> None:
        """Bookmark the iteration on show, and ask for its name; for one that is there already, ask for another."""
        if self._run is None and self._of_walk is None:
            return
        there = bookmark_at(self.bookmarks, self._now)
        bookmark = there or Bookmark.at(self._now, "step" if self._run is None else "iteration")
        if there is None:
            self._put(bookmark, self._now)
        self.name(bookmark)

    def name(self, bookmark: Bookmark) -> None:
        """Open a field for the bookmark's name on the strip."""
        line, take = self._line(), partial(self._rename, bookmark.iteration)
        self.name_field = NameField(self._strip, bookmark.name, take, line.look)
        self.name_field.refused.connect(self.refused)
        self.name_field.open_at(line.place_of(bookmark.iteration).x() - line.look.px(4), line.look)

    def _rename(self, iteration: int, name: str) -> None:
        there = bookmark_at(self.bookmarks, iteration) or Bookmark(iteration, name)
        self._put(replace(there, name=name), iteration)

    def _put(self, bookmark: Bookmark | None, iteration: int) -> None:
        """Have ``bookmark``, or none, at an iteration."""
        others = without_bookmark(self.bookmarks, iteration)
        self.bookmarks_changed.emit(self._run, with_bookmark(others, bookmark) if bookmark else others)
