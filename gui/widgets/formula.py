"""A formula, set as in a book."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.expressions.saying import said
from core.patterns import pattern
from gui.widgets.theme import Look

SET_AT = 40.0
"""Text height at which formulas are set; pictures are scaled from there."""
SOON, FORESEEN_EVERY, QUIET = 30, 40, 300
"""Milliseconds until a formula that is wanted is set, since the picture that it belongs to is painted first, or until
it is looked again whether ziamath has been imported; between two formulas that nobody awaits; and without anything new
before the first of these."""
FACTOR = pattern(r"} (?=[A-Za-z]|\\frac)")
"""Where a factor follows an index: without a thin blank they touch."""
LARGEST = 2_000
"""Cost of the largest formula that is set (see `can_be_set`): some tenths of a second."""
FENCE = pattern(r"(\\left\S|\\lfloor|\\lceil)|(?:\\right\S[|}]?|\\rfloor|\\rceil)\s*([\^_]?)")


def keeps_lines(painter: QPainter) -> bool:
    """Tell whether what is drawn goes into a file of lines and text: it is given no pixels where there need be none."""
    from PySide6.QtGui import QPaintEngine

    return painter.paintEngine().type() in (QPaintEngine.Type.Pdf, QPaintEngine.Type.SVG)


def can_be_set(latex: str) -> bool:
    """Tell whether a formula is small enough to be set: ziamath takes twice as long for each level of nesting."""
    depth = deepest = 0
    for sign in re.findall(r"\\left|\\right|[{}]", latex):
        depth += 1 if sign in (r"\left", "{") else -1
        deepest = max(deepest, depth)
    return (len(latex) << deepest) <= LARGEST


def has_script_between_fences(latex: str) -> bool:
    """Tell whether something in fences has an index or a power, and both stand in other fences."""
    depth = 0
    for opens, script in FENCE.findall(latex):
        depth += 1 if opens else -1
        if script and depth > 0:
            return True
    return False


@contextmanager
def measured_once(latex: str) -> Iterator[None]:
    """Let ziamath measure each row once while it sets a formula, and not twice in each row around it.

    To learn how high fences must be, it sets their row without them first, and each row inside twice again. The
    picture is the same, unless a fence in such a row carries an index or a power.
    """
    from ziamath.nodes.mrow import Mrow

    measure = Mrow._get_height_nostretch

    def once(row: Mrow, line: object, **how: Any) -> tuple[float, float]:
        return (0.0, 0.0) if how.get("nostretch") else measure(row, line, **how)

    try:
        if not has_script_between_fences(latex):
            Mrow._get_height_nostretch = once
        yield
    finally:
        Mrow._get_height_nostretch = measure


def svg_of(latex: str, colour: str) -> bytes:
    """Return a formula as a picture. Takes 10 to 40 ms.

    Raises
    ------
    ValueError
        If it is no formula.
    """
    import ziamath

    ziamath.config.svg2 = False  # Qt draws none of SVG 2
    ziamath.styles.asdict = vars  # to read a style it need not be copied, which takes a seventh of the time
    try:
        with measured_once(latex):
            return str(ziamath.Latex(FACTOR.sub(r"}\, ", latex), size=SET_AT, color=colour).svg()).encode()
    except Exception as error:  # ziamath and latex2mathml raise all kinds
        raise ValueError(f"“{latex}” is not a formula: {error}") from error


class Setter(QObject):
    """Sets the formulas that are wanted, one each time the main thread is idle, so that the window never waits."""

    done = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._wanted: deque[tuple[str, str]] = deque()
        self._foreseen: Iterator[tuple[str, str]] = iter(())
        self._ready: dict[tuple[str, str], QSvgRenderer] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._set_one)
        self._importer: Thread | None = None

    def want(self, latex: str, colour: str) -> QSvgRenderer | None:
        """Return the picture of a formula if it is there; else tell by ``done`` when it is."""
        key = latex, colour
        if key not in self._ready and key not in self._wanted:
            self._wanted.append(key)
            self._can_set()  # if it is to be imported, that begins now
            self._timer.start(SOON)
        return self._ready.get(key)

    @property
    def behind(self) -> bool:
        """Whether a formula is wanted that has not been set yet."""
        return bool(self._wanted)

    def foresee(self, formulas: Iterable[str], colour: str) -> None:
        """Set these, too, as long as nothing else is wanted: they will be soon. Those foreseen before are forgotten.

        They are asked for one by one, when their turn comes.
        """
        self._foreseen = ((latex, colour) for latex in formulas)
        self.put_off()

    def put_off(self) -> None:
        """Set nothing for a moment that is only foreseen: something is going on."""
        if not self._wanted:
            self._timer.start(QUIET)

    def _can_set(self) -> bool:
        """Tell whether ziamath is imported. That takes half a second, so another thread does it."""
        if self._importer is None and "ziamath" not in sys.modules:
            self._importer = Thread(target=import_module, args=("ziamath",), name="import of ziamath", daemon=True)
            self._importer.start()
        return self._importer is None or not self._importer.is_alive()

    def _set(self, latex: str, colour: str) -> QSvgRenderer:
        """Return the picture of a formula; one that is not valid if it is none."""
        try:
            return QSvgRenderer(svg_of(latex, colour), self)
        except ValueError:
            return QSvgRenderer(self)

    def _set_one(self) -> None:
        if not self._can_set():
            return
        foreseen = (key for key in self._foreseen if key not in self._ready)
        key = self._wanted.popleft() if self._wanted else next(foreseen, None)
        if key is None:
            self._timer.stop()
            return
        self._ready[key] = self._set(*key)
        self.done.emit(*key)
        self._timer.setInterval(0 if self._wanted else FORESEEN_EVERY)


@lru_cache(maxsize=1)
def setter() -> Setter:
    """Return the one that sets all formulas of the window."""
    return Setter()


class Formula(QWidget):
    """Shows one formula at ``size`` times the text height; shrinks where there is no room.

    Its names are put into the notation of the look. A formula of ``own`` letters, such as f(a, b), has no such names.
    ``resized`` is emitted when the picture has come that was not there at once: it may need other room.
    """

    resized = Signal()

    def __init__(self, size: float = 1.35, parent: QWidget | None = None, own: bool = False) -> None:
        super().__init__(parent)
        self.latex = ""
        self._own = own
        self._size = size
        self._look = Look()
        self._picture: QSvgRenderer | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        setter().done.connect(self._take)

    def set_size(self, size: float) -> None:
        """Take another size, by normal text."""
        if size != self._size:
            self._size = size
            self.updateGeometry()
            self.update()

    @property
    def size_of_text(self) -> float:
        """Height in pixels of its letters, where it has room."""
        return self._size * self._look.text

    def set_latex(self, latex: str) -> None:
        """Show another formula; empty for none."""
        if latex != self.latex:
            self.latex = latex
            self._load()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._load()

    @property
    def shown(self) -> bool:
        """Whether the formula's picture is there."""
        return self._picture is not None

    @property
    def written(self) -> str:
        """The formula in the notation of the look."""
        return self.latex if self._own else self._look.notation.tex(self.latex)

    def _load(self) -> None:
        self.setAccessibleName(said(self.written))
        self.setProperty("latex", self.written)  # in which terms are looked for
        picture = setter().want(self.written, self._look.theme.text) if self.latex else None
        self._picture = picture if picture is not None and picture.isValid() else None
        self.updateGeometry()
        self.update()

    def _take(self, latex: str, colour: str) -> None:
        if (latex, colour) == (self.written, self._look.theme.text):
            self._load()
            self.resized.emit()

    def sizeHint(self) -> QSize:
        scale = self._size * self._look.text / SET_AT
        least = QSize(0, round(2.0 * self._size * self._look.text))
        if self._picture is None:
            return least
        size = self._picture.viewBoxF().size() * scale
        return QSize(round(size.width()) + 1, max(least.height(), round(size.height()) + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        box = self._picture.viewBoxF()
        scale = min(self._size * self._look.text / SET_AT, self.width() / box.width(), self.height() / box.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = (self.height() - box.height() * scale) / 2
        area = QRectF(0.0, y, box.width() * scale, box.height() * scale)
        self._picture.render(painter, area)
        if keeps_lines(painter):
            self._write_unseen(painter, area)
        painter.end()

    def _write_unseen(self, painter: QPainter, area: QRectF) -> None:
        """Write the formula as LaTeX where its outlines are, so that it can be found and copied there."""
        font = self._look.font()
        width = QFontMetricsF(font).horizontalAdvance(self.written)
        font.setPointSizeF(max(font.pixelSize() * min(1.0, area.width() / max(width, 1.0)), 1.0) * 0.75)
        painter.setFont(font)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.drawText(QPointF(area.left(), area.center().y()), self.written)
