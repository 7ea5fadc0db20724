"""Ticks in lists."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.widgets.theme import Align, Look
from gui.widgets.tick_box import draw_tick


class TickDelegate(QStyledItemDelegate):
    """Paints ticks in lists as the window has them elsewhere; a click anywhere in a cell, or Space, switches one."""

    look = Look()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a tick box, with its text beside it if it has one; or the word that stands in its place."""
        text, area, look = index.data(Qt.ItemDataRole.DisplayRole), QRectF(option.rect), self.look
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            painter.setPen(look.colour("dim"))
            painter.drawText(area, Align.AlignCenter, text or "")
            return
        side, gap = look.px(16), look.px(5)
        box = QRectF(area.left() + gap, area.center().y() - side / 2, side, side)
        if not text:
            box.moveCenter(area.center())
        painter.save()
        self._paint_box(painter, box, index, bool(option.state & QStyle.StateFlag.State_HasFocus))
        if text:
            painter.setPen(look.colour("text"))
            area.setLeft(box.right() + gap)
            shown = QFontMetricsF(option.font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Align.AlignVCenter | Align.AlignLeft, shown)
        painter.restore()

    def _paint_box(
        self, painter: QPainter, box: QRectF, index: QModelIndex | QPersistentModelIndex, focused: bool
    ) -> None:
        on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(
                self.look.colour("accent" if focused else "highlight_edge" if on else "dim"),
                self.look.line(2 if focused else 1),
            )
        )
        painter.setBrush(self.look.colour("highlight" if on else "field"))
        painter.drawRoundedRect(box, self.look.px(3), self.look.px(3))
        if on:
            draw_tick(painter, box, self.look.colour("highlight_text"))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Switch the tick."""
        clicked = event.type() == QEvent.Type.MouseButtonRelease
        pressed = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space  # type: ignore[attr-defined]
        if not (clicked or pressed) or not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
        other = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        return model.setData(index, other.value, Qt.ItemDataRole.CheckStateRole)
