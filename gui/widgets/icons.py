"""The program's own icons: line drawings in one colour, as files in ``resources/icons``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.widgets.theme import Look

FOLDER = Path(__file__).parents[2] / "resources" / "icons"
SIDE = 20
"""Of an icon, in pixels at normal text."""


@cache
def has_icon(name: str) -> bool:
    """Tell whether there is an icon of that name."""
    return (FOLDER / f"{name}.svg").exists()


@cache
def _drawing(name: str, colour: str) -> QSvgRenderer:
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))


def paint_icon(painter: QPainter, name: str, place: QRectF, colour: str) -> None:
    """Paint an icon of ``resources/icons`` into a square."""
    _drawing(name, colour).render(painter, place)


def set_icon(button: QAbstractButton, name: str, look: Look, role: str = "text") -> None:
    """Put an icon before a button's words, in a colour of the theme; where the button is grey, it is dim."""
    side, icon = round(look.px(SIDE * 0.9)), QIcon()
    for mode, each in ((QIcon.Mode.Normal, role), (QIcon.Mode.Disabled, "border")):
        picture = QPixmap(2 * side, 2 * side)  # fine enough for screens of two pixels per pixel
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_icon(painter, name, QRectF(0.0, 0.0, 2.0 * side, 2.0 * side), getattr(look.theme, each))
        painter.end()
        icon.addPixmap(picture, mode)
    button.setIcon(icon)
    button.setIconSize(QSize(side, side))


class Sign(QWidget):
    """An icon, or a mathematical symbol where there is one."""

    def __init__(self, icon: str = "", symbol: str = "") -> None:
        super().__init__()
        self._icon, self._symbol = icon, symbol
        self.speaks = bool(icon or symbol)
        self._look = Look()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.setFixedWidth(self.sizeHint().width())
        self.update()

    def sizeHint(self) -> QSize:
        side = round(self._look.px(SIDE))
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._icon:
            side = float(self.width())
            square = QRectF(0.0, (self.height() - side) / 2, side, side)
            paint_icon(painter, self._icon, square, self._look.theme.dim)
        elif self._symbol:
            font = self._look.font(1.15)
            font.setItalic(True)
            painter.setFont(font)
            painter.setPen(self._look.colour("dim"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._look.notation.text(self._symbol))
