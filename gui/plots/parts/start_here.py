"""The small card that a click on the surface opens: what starting there would set, and a button that does it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.plots.parts.lines import draw_ground
from gui.widgets.theme import Look


class StartHere(QWidget):
    """Asks before a click sets parameters; ``agreed`` tells that it may."""

    agreed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._parent = Look(), parent
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.button = QPushButton("Start here")
        self.button.setToolTip(
            "Set the parameters to this point and continue from there. What came after this iteration stays as a "
            "ghost run; undo takes it back."
        )
        self.button.setAccessibleName("Start here")
        self.close_button = QPushButton("✕")
        self.close_button.setToolTip("Leave everything as it is.")
        self.close_button.setAccessibleName("Do not start here")
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.addWidget(self.words)
        row.addWidget(self.button, 1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.button.clicked.connect(self._agree)
        self.close_button.clicked.connect(self.hide)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        self._look = look
        for widget in (self.words, self.button, self.close_button):
            widget.setFont(look.font(0.87))
        self.close_button.setFixedWidth(round(look.px(28)))

    def ask(self, text: str, place: QPoint) -> None:
        """Show ``text`` beside a place of the parent, inside the parent."""
        area, gap = self._parent.rect(), round(self._look.px(12))
        self.words.setText(text)
        self.resize(min(round(self._look.px(240)), area.width()), 1)
        column = self.layout()
        assert column is not None
        self.resize(self.width(), column.totalHeightForWidth(self.width()))
        x = place.x() + gap if place.x() + gap + self.width() <= area.width() else place.x() - gap - self.width()
        y = place.y() - self.height() - gap if place.y() > self.height() + gap else place.y() + gap
        self.move(max(0, min(x, area.width() - self.width())), max(0, min(y, area.height() - self.height())))
        self.show()
        self.raise_()
        self.button.setFocus()

    def _agree(self) -> None:
        self.hide()
        self.agreed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        draw_ground(painter, QRectF(self.rect()), self._look, 250, edge="dim")
        painter.end()
