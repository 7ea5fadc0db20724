"""Parts beside or above each other, which can be resized by dragging the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from gui.widgets.theme import Look

LARGEST = 16_777_215
"""Pixels that a part can have at most."""
GRIP = 36, 3
"""Length and width of what shows that a gap can be dragged."""


class GapHandle(QSplitterHandle):
    """A gap with a grip in its middle, brighter under the mouse."""

    def __init__(self, orientation: Qt.Orientation, parent: Splitter) -> None:
        super().__init__(orientation, parent)
        self._splitter = parent
        self.setToolTip("Drag to give one side more room.")

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grip."""
        look, across = self._splitter.look, self.orientation() == Qt.Orientation.Vertical
        length, width = (look.px(size) for size in GRIP)
        grip = QRectF(0.0, 0.0, *((length, width) if across else (width, length)))
        grip.moveCenter(QRectF(self.rect()).center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("highlight" if self.underMouse() else "border"))
        painter.drawRoundedRect(grip, width / 2, width / 2)


class Splitter(QSplitter):
    """Parts that share the room; none of them can be dragged away."""

    def __init__(self, orientation: Qt.Orientation, parts: Sequence[QWidget]) -> None:
        super().__init__(orientation)
        self.look, self._parts = Look(), tuple(parts)
        self._wished: Sequence[float] = ()
        self.dragged: dict[str, list[int]] = {}
        self.splitterMoved.connect(lambda *_: self.dragged.update({self._state: self.sizes()}))
        self.setChildrenCollapsible(False)
        for place, part in enumerate(parts):
            self.addWidget(part)
            self.setStretchFactor(place, 1)

    def createHandle(self) -> QSplitterHandle:
        return GapHandle(self.orientation(), self)

    @property
    def _state(self) -> str:
        """Which way the parts lie, and which of them do: what was dragged holds for that."""
        return " ".join(
            [str(self.orientation().name), *("hidden" if part.isHidden() else "shown" for part in self._parts)]
        )

    def take(self, dragged: object) -> None:
        """Let the parts stand as they were dragged to another time; what can be no sizes of theirs is passed over."""
        known = dragged if isinstance(dragged, dict) else {}
        self.dragged = {
            state: sizes
            for state, sizes in known.items()
            if isinstance(sizes, list)
            and len(sizes) == len(self._parts)
            and all(type(size) is int and 0 <= size < LARGEST for size in sizes)
        }
        if self._wished:
            self.share(self._wished)

    def share(self, wished: Sequence[float]) -> None:
        """Share the room as the parts were dragged to; else as ``wished``. None gets less than it needs."""
        self._wished = wished
        hidden = [part.isHidden() for part in self._parts]
        sizes = [size * (not gone) for size, gone in zip(self.dragged.get(self._state, wished), hidden, strict=True)]
        whole = self.width() if self.orientation() == Qt.Orientation.Horizontal else self.height()
        room = whole - self.handleWidth() * (hidden.count(False) - 1)
        self.setSizes([round(size * room / max(sum(sizes), 1e-9)) for size in sizes])

    def event(self, event: QEvent) -> bool:
        """Share the room anew when a part needs more or less than before: by itself Qt keeps what was forced."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._wished:
            self.share(self._wished)
        return done

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.look = look
        self.setHandleWidth(round(look.px(10)))


def topped(part: QWidget) -> QWidget:
    """Return a place in which a part stands at the top where it is lower than the place: when it is folded."""
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(part, 1)
    column.addStretch()
    return place
