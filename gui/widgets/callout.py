"""Words that lie over what is below their owner, so that nothing moves when they come or go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget
from shiboken6 import isValid

from gui.widgets.notated_label import NotatedLabel
from gui.widgets.placement import fitted
from gui.widgets.theme import Look

GAP = 2
"""Pixels between the words and their owner."""


class Callout(NotatedLabel):
    """Says what is wrong with its owner while there is something to say; a click puts it away.

    Parameters
    ----------
    owner
        The words lie below it, or above where there is no room; as wide as it is.
    inside
        Whether they lie at the owner's foot instead.
    """

    def __init__(self, owner: QWidget, inside: bool = False) -> None:
        super().__init__("", owner)
        self.speaks_for = owner
        self._owner, self._inside, self._look = owner, inside, Look()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)  # what was typed may look like markup
        self.hide()
        owner.destroyed.connect(self.deleteLater)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size. An empty callout waits with it: most never show a message."""
        self._look = look
        if self.text():
            self._dress()

    def _dress(self) -> None:
        look = self._look
        self.setFont(look.font(0.87))
        self.set_notation(look.notation)
        self.setStyleSheet(
            f"background: {look.theme.card}; color: {look.theme.error}; border: 1px solid {look.theme.error};"
            f" border-radius: 5px; padding: {round(look.px(3))}px;"
        )

    def say(self, text: str) -> None:
        """Show other words, or go away (empty text)."""
        self.setText(f"⚠ {text}" if text else "")
        if text:
            self._owner.installEventFilter(self)
            self._dress()
            self._find_place()
        else:
            self.hide()

    @property
    def words(self) -> str:
        """The message, without its sign; empty if there is none."""
        return self.written.removeprefix("⚠ ")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go with the owner."""
        kinds = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
        if event.type() in kinds and self.text() and isValid(self._owner):  # else it goes, too, in a moment
            self._find_place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Uncover what lies below; the owner keeps its mark."""
        self.hide()

    def _find_place(self) -> None:
        """Lie over the page that the owner is on, which may scroll."""
        host = self._owner
        while (above := host.parentWidget()) is not None and not host.isWindow():
            host.installEventFilter(self)
            area = above.parentWidget()
            if isinstance(above, QSplitter) or (isinstance(area, QScrollArea) and area.widget() is host):
                break  # a splitter would take the words for a part of its own
            host = above
        if self.parentWidget() is not host:
            self.setParent(host)
        self.setGeometry(self._place(host))
        self.setVisible(self._owner.isVisibleTo(host))
        self.raise_()
        for other in host.children():
            if isinstance(other, Callout) and other is not self and other.geometry().intersects(self.geometry()):
                other.hide()  # its owner keeps its mark

    def _place(self, host: QWidget) -> QRect:
        about = QRect(self._owner.mapTo(host, QPoint(0, 0)), self._owner.size())
        box = QRect(about.topLeft(), about.size())
        box.setHeight(self.heightForWidth(about.width()))
        if self._inside:
            box.moveBottom(about.bottom())
        elif about.bottom() + GAP + box.height() <= host.height():
            box.moveTop(about.bottom() + GAP)
        else:
            box.moveBottom(about.top() - GAP)
        return fitted(box.toRectF(), host.rect().toRectF()).toRect()
