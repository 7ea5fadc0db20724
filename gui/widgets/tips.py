"""Tooltips beside what they speak of."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

GAP = 6
"""Pixels between a tooltip and what it speaks of."""


def beside(size: QSize, about: QRect, within: QRect) -> QPoint:
    """Return where a box of a size lies beside ``about``: below, above, right or left of it, where there is room.

    Where there is none on any side it lies at the lower edge.
    """
    width, height = size.toTuple()
    x = max(within.left(), min(about.left(), within.right() + 1 - width))
    y = max(within.top(), min(about.top(), within.bottom() + 1 - height))
    places = (
        QPoint(x, about.bottom() + GAP),
        QPoint(x, about.top() - GAP - height),
        QPoint(about.right() + GAP, y),
        QPoint(about.left() - GAP - width, y),
    )
    there = (place for place in places if within.contains(QRect(place, size)))
    return next(there, QPoint(x, max(within.top(), within.bottom() + 1 - height)))


def show_tip(text: str, owner: QWidget, about: QRect | None = None) -> None:
    """Show a tooltip beside a part of a widget, or beside all of it; it goes when the mouse leaves that."""
    about = about or owner.rect()
    place = QRect(owner.mapToGlobal(about.topLeft()), about.size())
    QToolTip.showText(place.bottomLeft(), text, owner, about)
    tips = (each for each in QApplication.topLevelWidgets() if each.objectName() == "qtooltip_label")
    screen = QGuiApplication.screenAt(place.center()) or QGuiApplication.primaryScreen()
    if text and (tip := next((each for each in tips if each.isVisible()), None)) is not None:
        tip.move(beside(tip.size(), place, screen.availableGeometry()))


class TipBeside(QObject):
    """Shows the tooltip of a title beside the whole of what it is the title of, which it would cover else."""

    def __init__(self, title: QWidget, about: QWidget) -> None:
        super().__init__(title)
        self._about = about
        title.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the tooltip."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(watched, QWidget):
            return False
        corner = watched.mapFromGlobal(self._about.mapToGlobal(QPoint(0, 0)))
        show_tip(watched.toolTip(), watched, QRect(corner, self._about.size()))
        return True
