"""A formula, set as in a book."""

from __future__ import annotations

import sys
from collections import deque
from functools import lru_cache
from importlib import import_module
from threading import Thread

from PySide6.QtCore import QObject, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import Look

SET_AT = 40.0
"""Text height at which formulas are set; pictures are scaled from there."""
LOOK_AGAIN = 20
"""Milliseconds between two looks at whether ziamath has been imported."""


@lru_cache(maxsize=400)
def svg_of(latex: str, colour: str) -> bytes:
    """Return a formula as a picture. Takes 10 to 80 ms the first time.

    Raises
    ------
    ValueError
        If it is no formula.
    """
    import ziamath

    ziamath.config.svg2 = False  # Qt draws none of SVG 2
    try:
        return str(ziamath.Latex(latex, size=SET_AT, color=colour).svg()).encode()
    except Exception as error:  # ziamath and latex2mathml raise all kinds
        raise ValueError(f"“{latex}” is no formula: {error}") from error


class Setter(QObject):
    """Sets the formulas that are wanted, one each time the main thread is idle, so that the window never waits."""

    done = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._wanted: deque[tuple[str, str]] = deque()
        self._ready: set[tuple[str, str]] = set()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._set_one)
        self._importer: Thread | None = None

    def want(self, latex: str, colour: str) -> bytes | None:
        """Return the picture of a formula if it is there; else tell by ``done`` when it is."""
        if (latex, colour) in self._ready:
            return svg_of(latex, colour)
        if (latex, colour) not in self._wanted:
            self._wanted.append((latex, colour))
            self._timer.start(0 if self._can_set() else LOOK_AGAIN)
        return None

    def _can_set(self) -> bool:
        """Tell whether ziamath is imported. That takes half a second, so another thread does it."""
        if self._importer is None and "ziamath" not in sys.modules:
            self._importer = Thread(target=import_module, args=("ziamath",), name="import of ziamath", daemon=True)
            self._importer.start()
        return self._importer is None or not self._importer.is_alive()

    def _set_one(self) -> None:
        if not self._can_set():
            return
        latex, colour = self._wanted.popleft()
        if not self._wanted:
            self._timer.stop()
        else:
            self._timer.setInterval(0)
        svg_of(latex, colour)
        self._ready.add((latex, colour))
        self.done.emit(latex, colour)


@lru_cache(maxsize=1)
def setter() -> Setter:
    """Return the one that sets all formulas of the window."""
    return Setter()


class Formula(QWidget):
    """Shows one formula at ``size`` times the text height; shrinks where there is no room.

    ``resized`` is emitted when the picture has come that was not there at once: it may need other room.
    """

    resized = Signal()

    def __init__(self, size: float = 1.35, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.latex = ""
        self._size = size
        self._look = Look()
        self._renderer = QSvgRenderer(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        setter().done.connect(self._take)

    def set_latex(self, latex: str) -> None:
        """Show another formula; empty for none."""
        if latex != self.latex:
            self.latex = latex
            self.setAccessibleName(latex)
            self._load()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._load()

    @property
    def shown(self) -> bool:
        """Whether the formula's picture is there."""
        return self._renderer.isValid()

    def _load(self) -> None:
        self._renderer.load(b"")
        if self.latex and (svg := setter().want(self.latex, self._look.theme.text)) is not None:
            self._renderer.load(svg)
        self.updateGeometry()
        self.update()

    def _take(self, latex: str, colour: str) -> None:
        if (latex, colour) == (self.latex, self._look.theme.text):
            self._load()
            self.resized.emit()

    def sizeHint(self) -> QSize:
        scale = self._size * self._look.text / SET_AT
        least = QSize(0, round(2.0 * self._size * self._look.text))
        if not self.shown:
            return least
        size = self._renderer.viewBoxF().size() * scale
        return QSize(round(size.width()) + 1, max(least.height(), round(size.height()) + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.shown:
            return
        box = self._renderer.viewBoxF()
        scale = min(self._size * self._look.text / SET_AT, self.width() / box.width(), self.height() / box.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = (self.height() - box.height() * scale) / 2
        self._renderer.render(painter, QRectF(0.0, y, box.width() * scale, box.height() * scale))
        painter.end()
