"""What the teacher sees above the desk while the stage is on a screen of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTime, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.stage.stage import Stage
from gui.widgets.theme import Align, Look

HEIGHT = 120.0
"""In pixels at normal text."""
EVERY = 1_000
"""Milliseconds between two pictures of the stage, and two looks at the clock."""


class TeacherBar(QWidget):
    """A small picture of the stage, its caption, what comes next, the scene's notes; time of day, and time taken."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage, self._look = stage, Look()
        self._picture = QPixmap()
        self.notes: Callable[[], str] = lambda: ""
        """Returns what only the teacher reads, where it is not the scene's notes."""
        self._since = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(EVERY)
        self._tick.timeout.connect(self._renew)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What the class sees")
        self.setToolTip("What the class sees, what comes next, and the notes of this scene. Esc pressed twice ends.")
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take the look of the desk."""
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a few lines' height."""
        return QSize(round(self._look.px(400)), round(self._look.px(HEIGHT)))

    def begin(self) -> None:
        """Count from now, whether there is a screen for it or not."""
        self._since.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow what is presented."""
        super().showEvent(event)
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Follow it no more."""
        super().hideEvent(event)
        self._tick.stop()

    def _renew(self) -> None:
        """Take another picture, for more than the frame may have changed: views, a question, a blank screen."""
        if self._stage.isVisible():
            size = self._picture_box.size().toSize() * self.devicePixelRatioF()
            mode = Qt.TransformationMode.SmoothTransformation
            self._picture = self._stage.grab().scaled(size, Qt.AspectRatioMode.KeepAspectRatio, mode)
        self.update()

    @property
    def _picture_box(self) -> QRectF:
        margin = self._look.px(8)
        height = self.height() - 2 * margin
        shape = self._stage.width() / max(1, self._stage.height())
        return QRectF(margin, margin, height * shape, height)

    @property
    def lines(self) -> tuple[str, str, str]:
        """Caption, what comes next, and the notes."""
        scene = self._stage.session.scene
        notes = self.notes() or (" ".join(scene.text.split()) if scene else "")
        return self._stage.caption.words, self._stage.time.next, notes

    def clock(self) -> tuple[str, str]:
        """Return the time of day, and how long it has been presented."""
        minutes, seconds = divmod(self._since.elapsed() // 1000 if self._since.isValid() else 0, 60)
        return QTime.currentTime().toString("HH:mm"), f"{minutes}:{seconds:02}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, the lines beside it, and the clock at the right."""
        painter, look = QPainter(self), self._look
        painter.fillRect(self.rect(), look.colour("background"))
        box = self._picture_box
        painter.drawPixmap(box, self._picture, QRectF(self._picture.rect()))
        right = look.px(90)
        area = QRectF(
            box.right() + look.px(14), box.top(), self.width() - box.right() - right - look.px(28), box.height()
        )
        for text, size, bold, role, share in zip(
            self.lines, (1.2, 1.0, 1.0), (True, True, False), ("text", "accent", "dim"), (0.3, 0.25, 0.45), strict=True
        ):
            painter.setFont(look.font(size, bold=bold))
            painter.setPen(look.colour(role))
            line = QRectF(area.left(), area.top(), area.width(), share * box.height())
            painter.drawText(line, Align.AlignLeft | Align.AlignTop | Qt.TextFlag.TextWordWrap, text)
            area.setTop(line.bottom())
        clock = QRectF(self.width() - right - look.px(8), box.top(), right, box.height() / 2)
        for text, size, role in zip(self.clock(), (1.5, 1.2), ("text", "dim"), strict=True):
            painter.setFont(look.font(size, bold=True))
            painter.setPen(look.colour(role))
            painter.drawText(clock, Align.AlignRight | Align.AlignVCenter, text)
            clock.translate(0, clock.height())
        painter.end()
