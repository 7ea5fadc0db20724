"""The application, and the sign at the start: they need little, and come before anything large is imported."""

from __future__ import annotations

import sys

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel

from gui.widgets.theme import Look

STYLE = "-style", "Fusion"
"""The native styles follow neither palette nor sheet everywhere.

`QApplication.setStyle` is not asked, for it returns the style: the names in that class take Qt 9 ms to make.
"""


def make_application() -> QApplication:
    """Return the application, made if there is none yet."""
    made = QApplication.instance() or QApplication([*sys.argv[:1], *STYLE])
    assert isinstance(made, QApplication)
    return made


def show_sign() -> QLabel:
    """Show the program's name at once, while all else is still being imported."""
    look = Look(text=26.0)
    picture = QPixmap(420, 160)
    picture.fill(QColor(look.theme.background))
    painter = QPainter(picture)
    painter.setPen(look.colour("text"))
    painter.setFont(look.font(1.4, bold=True))
    painter.drawText(QRect(0, 20, 420, 70), Qt.AlignmentFlag.AlignCenter, "Chalkgrad")
    painter.setFont(look.font(0.7))
    painter.setPen(look.colour("dim"))
    painter.drawText(QRect(0, 90, 420, 40), Qt.AlignmentFlag.AlignCenter, "getting the chalk …")
    painter.end()
    sign = QLabel()
    sign.setWindowFlags(Qt.WindowType.SplashScreen)
    sign.setPixmap(picture)
    sign.show()
    QApplication.processEvents()
    return sign
