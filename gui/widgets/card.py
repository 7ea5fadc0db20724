"""A rounded card around a view: folds to its title, and can be blown up to the whole window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.widgets.keys import CARDS
from gui.widgets.theme import HEAD as HEAD_ON_STAGE
from gui.widgets.theme import Look, window_sheet

QWIDGETSIZE_MAX = 16_777_215
HEAD, FOLD = 26.0, 22.0
"""Height of the row with a view's title, in whose middle the fold arrow stands, and side of that, in pixels."""
FOLD_ROOM = 34.0
"""Pixels at the right end of that row, at normal text, that the fold arrow takes."""
PRESENT_HELP = "Show it alone on the stage, large. Digits then put other views beside it."
ABOVE, BESIDE = 10.0, 8.0
"""Pixels at normal text above that row, and beside the fold arrow."""


def head_margins(look: Look, side: float = 8.0, below: float = 4.0) -> QMargins:
    """Return the margins of a view that begins with a row as high as `HEAD`."""
    return QMargins(round(look.px(side)), 0, round(look.px(side)), round(look.px(below)))


def stage_margins(look: Look) -> QMargins:
    """Return the margins of a view on the stage, where all titles stand on one line."""
    return QMargins(0, round(HEAD_ON_STAGE * look.stage), 0, 0)


class LeavesDoubleClick:
    """A widget that takes clicks, and leaves double-clicks to the card that it is a part of: the card grows."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Hand it on."""
        event.ignore()


class Card(QWidget):
    """Holds one view.

    ``blown_up`` is emitted by a double-click on the card, wherever nothing in it takes it, and by Enter on its arrow.
    """

    blown_up = Signal()
    present_asked = Signal()
    folded = Signal(bool)

    def __init__(self, title: str, view: QWidget) -> None:
        super().__init__()
        self.is_presentable = False
        self.title = title
        self.view = view
        self._look, self._slim = Look(), False
        self._name = QLabel(title)
        self._name.setMinimumWidth(1)
        self.fold = QToolButton()
        self.fold.setObjectName("fold")
        self.fold.setCheckable(True)
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold.installEventFilter(self)
        self.fold.toggled.connect(self._show_folded)
        self.fold.toggled.connect(self.folded)
        self._bar = QHBoxLayout()
        self._bar.addWidget(self._name)
        self._bar.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addLayout(self._bar)
        column.addWidget(view)
        self.fold.setParent(self)
        self._show_folded(False)

    @property
    def is_folded(self) -> bool:
        """Whether only the title shows."""
        return self.fold.isChecked()

    def set_view(self, view: QWidget) -> None:
        """Hold another view."""
        column = self.layout()
        assert column is not None
        column.replaceWidget(self.view, view)
        self.view.deleteLater()
        self.view = view
        view.setVisible(not self.is_folded)

    def set_folded(self, folded: bool) -> None:
        """Show the title alone, or the view, too."""
        self.fold.setChecked(folded)

    def set_slim(self, slim: bool) -> None:
        """Fold to a column as high as the card, with its title from top to bottom; or to a row again."""
        if slim != self._slim:
            self._slim = slim
            self._show_folded(self.is_folded)

    @property
    def _is_slim(self) -> bool:
        return self._slim and self.is_folded

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._name.setFont(look.font(1.05, bold=True))
        self.fold.setFont(look.font(1.0))
        self.fold.setStyleSheet(window_sheet(look))
        self.layout().setContentsMargins(*(round(look.px(4)) for _ in range(4)))  # type: ignore[union-attr]
        self._bar.setContentsMargins(*(round(look.px(each)) for each in (10, 3, FOLD_ROOM - BESIDE, 3)))
        self._show_folded(self.is_folded)
        self.update()

    def _show_folded(self, folded: bool) -> None:
        self.view.setVisible(not folded)
        self._name.setVisible(folded and not self._slim)
        self.fold.setText("▸" if folded else "▾")
        word = "Unfold" if folded else "Fold"
        self.fold.setToolTip(f"{word} “{self.title}” (Space). Enter, or a double-click on the card, enlarges it.")
        self.fold.setAccessibleName(f"{word} {self.title}")
        row = folded and not self._slim
        self.setMaximumHeight(self.layout().sizeHint().height() if row else QWIDGETSIZE_MAX)  # type: ignore[union-attr]
        self.setMaximumWidth(round(self._look.px(FOLD + 2 * BESIDE)) if self._is_slim else QWIDGETSIZE_MAX)
        policy = QSizePolicy.Policy.Fixed if row else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)

    def resizeEvent(self, event: object) -> None:
        size = round(self._look.px(FOLD))
        row = self.is_folded and not self._slim
        top = round(self._look.px(4 if row else ABOVE + (HEAD - FOLD) / 2.0))
        self.fold.setGeometry(self.width() - size - round(self._look.px(BESIDE)), top, size, size)
        self.fold.raise_()
        room = self.width() - round(self._look.px(10 + FOLD_ROOM))
        metrics = QFontMetricsF(self._name.font())
        self._name.setText(metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, room))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter on the arrow, or on tabs within, enlarge the card."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        enter = CARDS.does(event, "enlarge")
        if enter:
            self.blown_up.emit()
        return enter

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.blown_up.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to enlarge it, and to present it where the stage has a view of it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        menu.addAction("Enlarge", self.blown_up.emit)
        if self.is_presentable:
            menu.addAction("Present this", self.present_asked.emit).setToolTip(PRESENT_HELP)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("border"), 1.0))
        painter.setBrush(self._look.colour("card"))
        radius = self._look.px(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self._is_slim:
            painter.setPen(self._look.colour("text"))
            painter.setFont(self._name.font())
            painter.translate(self.width(), self.fold.geometry().bottom() + self._look.px(ABOVE))
            painter.rotate(90.0)
            painter.drawText(
                self.rect().transposed(), Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self.title
            )
