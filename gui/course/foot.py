"""The foot of a lesson's stage: back and on in time, where one stands, and the way back to the page's start."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from gui.panels.timeline_line import ROW, StripLine, paint_ball, paint_line
from gui.widgets.field import permit
from gui.widgets.icons import set_icon
from gui.widgets.theme import Align, Look

RUN, PAUSE = "Run", "Pause"
AT_START = "This is the start already."
AT_PAGE = "All is as it was where the page begins."
MARGIN, GAP = 40.0, 9.0
"""At its sides, and between its buttons, in pixels at normal text."""
LEAST_LINE = 120.0
"""Width of the line of time, in pixels at normal text; where there is less room it is left out."""
LEAST = 0.8
"""How much smaller the words become at most."""
USUAL = "iteration 1,450 · loss 0.0123 · α 0.001"
"""Room is kept for this, so that nothing moves with the numbers."""


class FootLine(QWidget):
    """The run as a line: a click or a drag asks for a place on it."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._look, self._now, self._known, self._span = Look(), 0, 0, 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Time")
        self.setToolTip("Click or drag to go back, or on to where it has been.")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.update()

    def show_time(self, now: int, known: int, span: int) -> None:
        """Show a step, the last one known, and how far the line goes."""
        self._now, self._known, self._span = now, known, max(1, span, known)
        self.update()

    @property
    def line(self) -> StripLine:
        """Where the line lies."""
        margin, look = self._look.px(10), self._look
        top = self.height() / 2 - look.px(ROW) / 2
        return StripLine(margin, self.width() - margin, top, self._span, self._known, look)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.asked.emit(self.line.iteration_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.asked.emit(self.line.iteration_at(event.position().x()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.width() >= self._look.px(LEAST_LINE):
            paint_line(painter, self.line, self._now, ())
            paint_ball(painter, self.line, self._now)
        painter.end()


class FootWords(QWidget):
    """Where one stands, with the numbers in bold."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._parts: list[tuple[str, bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)

    def set_look(self, look: Look) -> None:
        """Take a theme, text size and notation."""
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._look.font(1.05, bold=True))
        return QSize(round(metrics.horizontalAdvance(USUAL)), round(1.3 * metrics.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(LEAST * self.sizeHint().width()), self.sizeHint().height())

    def show_parts(self, *parts: tuple[str, str]) -> None:
        """Show names and values."""
        self._parts = []
        for place, (name, value) in enumerate(parts):
            self._parts += [(f"{' · ' if place else ''}{name} ", False), (value, True)]
        self.setAccessibleName("".join(text for text, _ in self._parts))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        fonts = [look.font(1.05, bold=bold) for _, bold in self._parts]
        texts = [look.notation.text(text) for text, _ in self._parts]
        widths = [QFontMetricsF(made).horizontalAdvance(text) for made, text in zip(fonts, texts, strict=True)]
        shrink = min(1.0, self.width() / max(1.0, sum(widths)))
        painter.translate(self.width() - shrink * sum(widths), self.height() / 2)
        painter.scale(shrink, shrink)
        for made, text, width, (_, bold) in zip(fonts, texts, widths, self._parts, strict=True):
            painter.setFont(made)
            painter.setPen(look.colour("text" if bold else "dim"))
            painter.drawText(
                QRectF(0, -look.text, width + 1, 2 * look.text), Align.AlignLeft | Align.AlignVCenter, text
            )
            painter.translate(width, 0)
        painter.end()


class LessonFoot(QWidget):
    """Emits what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.start = _button("", "Back to where the page begins, whatever you have tried. (R)")
        self.start.setAccessibleName("Back to the page's start")
        self.back = _button("Back", "Take the last step back, exactly. (Page Up)")
        self.step = _button("Step", "Do one step. (Page Down)")
        self.step.setProperty("primary", True)
        self.run = _button(RUN, "Run, or pause. (Space)")
        self.lab = _button("Free lab", "All settings of what is on show; the lesson waits for you there. (Ctrl L)")
        self.line, self.where = FootLine(), FootWords()
        self._row = QHBoxLayout(self)
        for part in (self.start, self.back, self.step, self.run, self.lab):
            self._row.addWidget(part)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self.where)
        self.setAccessibleName("Steps of this page")

    def set_look(self, look: Look) -> None:
        """Take a theme, text size and notation."""
        self._look = look
        margin = round(min(look.px(MARGIN), 0.03 * max(self.width(), 1)))
        self._row.setContentsMargins(margin, 0, margin, 0)
        self._row.setSpacing(round(look.px(GAP)))
        for button in (self.start, self.back, self.step, self.run, self.lab):
            button.setFont(look.font(1.05, bold=button is self.step))
        metrics = QFontMetricsF(look.font(1.05))
        self.run.setMinimumWidth(round(max(map(metrics.horizontalAdvance, (RUN, PAUSE))) + look.px(30)))
        set_icon(self.start, "restart", look)
        set_icon(self.back, "back", look)
        set_icon(self.step, "step", look, "highlight_text")
        self.line.set_look(look)
        self.where.set_look(look)
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what has no room: where one stands, words beside icons, the way to the lab (which has its key)."""
        for words, texts, lab in ((True, True, True), (False, True, True), (False, False, True), (False, False, False)):
            self.where.setVisible(words)
            self.lab.setVisible(lab)
            for button in (self.back, self.step):
                button.setText(button.accessibleName() if texts else "")
            if self._row.minimumSize().width() <= self.width():
                break
        self._row.activate()

    def show_place(self, now: int, known: int, span: int, *parts: tuple[str, str]) -> None:
        """Show where the run stands, in names and values."""
        self.line.show_time(now, known, span)
        self.where.show_parts(*parts)
        permit(self.back, "" if now else AT_START, "Take the last step back, exactly. (Page Up)")

    def show_away(self, away: bool) -> None:
        """Show whether there is a way back to the page's start."""
        permit(self.start, "" if away else AT_PAGE, "Back to where the page begins, whatever you have tried. (R)")

    def show_playing(self, playing: bool) -> None:
        """Show whether it runs."""
        self.run.setText(PAUSE if playing else RUN)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        painter.fillRect(self.rect(), look.colour("card"))
        painter.fillRect(QRectF(0, 0, self.width(), look.line(1.0)), look.colour("border"))
        painter.end()


def _button(text: str, help: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(help)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
