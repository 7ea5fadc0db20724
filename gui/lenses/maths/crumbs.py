"""The phases of an iteration as one line of words, the present one lit; each can be clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.training.trace import Phase, phases
from core.values import dataclass
from gui.widgets.card import LeavesDoubleClick
from gui.widgets.field import tooltip
from gui.widgets.keys import way_of
from gui.widgets.theme import Look
from gui.widgets.tips import show_tip

ARROW = "›"
DOTS = "…"
SIZE = 0.9
"""Height of the words in units of normal text; less where they would not fit."""
GAP, NARROW_GAP = 7.0, 3.0
"""Pixels between two words at normal text; the second where the line has little room."""
KEYS = "Left and Right go from phase to phase."


@dataclass(frozen=True)
class Crumb:
    """A word of the line; ``step`` is the number of the phase (from 1) that it stands for, 0 for none."""

    text: str
    step: int = 0


def crumbs(depth: int, reach: int, step: int) -> list[Crumb]:
    """Return the line for a network of ``depth`` layers.

    Of many layers only the first, the last, and those up to ``reach`` from the phase number ``step`` are named;
    with ``reach`` -1 none but the present one.
    """
    line: list[Crumb] = []
    kind = ""
    for number, phase in enumerate(phases(depth), start=1):
        if phase.kind != kind:
            line += [*([Crumb(ARROW)] if line else []), Crumb(phase.kind, number)]
            kind = phase.kind
        if phase.layer is not None:
            if number == step or (reach >= 0 and (phase.layer in (1, depth) or abs(number - step) <= reach)):
                line.append(Crumb(str(phase.layer), number))
            elif line[-1].text != DOTS and reach >= 0:
                line.append(Crumb(DOTS))
    return line


class Crumbs(LeavesDoubleClick, QWidget):
    """Shows the position within an iteration.

    Signals
    -------
    asked : int
        Number of the phase that was clicked, from 1.
    """

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Phases of this iteration")
        self.setAccessibleDescription(KEYS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._depth, self._step, self._open = 1, 1, False
        self._look = Look()
        self._mouse: QPointF | None = None
        self._size = SIZE

    def show_phase(self, depth: int, step: int, opened: bool) -> None:
        """Light up phase number ``step``; ``opened`` tells whether the iteration stands there."""
        if (depth, step, opened) != (self._depth, self._step, self._open):
            self._depth, self._step, self._open = depth, step, opened
            self.setAccessibleDescription(f"{phases(depth)[step - 1].title}. {KEYS}")
            self.updateGeometry()
            self.update()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.updateGeometry()
        self.update()

    # --- where the words are ---

    @property
    def least(self) -> float:
        """Width in pixels of the shortest line in letters of full size."""
        self._size = SIZE
        return self._boxes(crumbs(self._depth, -1, self._step), NARROW_GAP)[-1][0].right()

    def _laid_out(self, width: float) -> list[tuple[QRectF, Crumb]]:
        """Return the words with their places: as many layers as fit, smaller where not even the least of them do."""
        self._size = SIZE
        for reach in (self._depth * 2, 2, 1, 0, -1):
            boxes = self._boxes(crumbs(self._depth, reach, self._step))
            if boxes[-1][0].right() <= width:
                return boxes
        line = [crumb for _, crumb in boxes]
        boxes = self._boxes(line, NARROW_GAP)
        if boxes[-1][0].right() <= width:
            return boxes
        self._size = SIZE * max(0.5, 0.98 * width / boxes[-1][0].right())
        return self._boxes(line, NARROW_GAP)

    def _boxes(self, line: list[Crumb], apart: float = GAP) -> list[tuple[QRectF, Crumb]]:
        metrics, gap = QFontMetricsF(self._look.font(self._size, bold=True)), self._look.px(apart * self._size / SIZE)
        boxes, x = [], self._look.px(2)
        for crumb in line:
            width = max(metrics.horizontalAdvance(crumb.text), self._look.px(10) if crumb.step else 0.0)
            boxes.append((QRectF(x, 0, width, self._height), crumb))
            x += width + gap
        return boxes

    @property
    def _height(self) -> int:
        return round(self._look.px(24))

    @property
    def boxes(self) -> list[tuple[QRectF, Crumb]]:
        """The words on show with their places."""
        return self._laid_out(self.width())

    def sizeHint(self) -> QSize:
        """Return room for the whole line."""
        self._size = SIZE
        boxes = self._boxes(crumbs(self._depth, self._depth * 2, self._step))
        return QSize(round(boxes[-1][0].right() + self._look.px(4)), self._height)

    def minimumSizeHint(self) -> QSize:
        """Return room for its shortest form."""
        return QSize(round(self._look.px(120)), self._height)

    # --- mouse and keys ---

    def step_at(self, point: QPointF) -> int:
        """Return the number of the phase under a point; 0 for none."""
        grow = self._look.px(3)
        return next((c.step for box, c in self.boxes if box.adjusted(-grow, 0, grow, 0).contains(point)), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the phase under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton and (step := self.step_at(event.position())):
            self.asked.emit(step)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Bring out the phase under the mouse."""
        self._mouse = event.position()
        pointing = self.step_at(self._mouse) > 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Bring out none."""
        self._mouse = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go a phase on or back."""
        _, way = way_of(event) or (0, 0)
        if way and 1 <= self._step + way <= len(phases(self._depth)):
            self.asked.emit(self._step + way)
        elif not way:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Answer requests for a tooltip with the phase under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            step = self.step_at(QPointF(event.pos()))
            text = f"Go to the phase “{self._phase(step).title}”." if step else "The phases of an iteration, in order."
            show_tip(tooltip(text), self)
            return True
        return bool(super().event(event))

    def _phase(self, step: int) -> Phase:
        return phases(self._depth)[step - 1]

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words; the present phase stands on the accent colour, or is underlined while none is open."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        present, hovered = self._phase(self._step), self.step_at(self._mouse) if self._mouse else 0
        for box, crumb in self.boxes:
            lit = crumb.step == self._step and (present.layer is None or crumb.text.isdigit())
            family = crumb.text == present.kind
            self._paint_word(painter, box, crumb.text, lit, family or bool(crumb.step and crumb.step == hovered))
        if self.hasFocus():
            painter.setPen(QPen(self._look.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint_word(self, painter: QPainter, box: QRectF, text: str, lit: bool, bright: bool) -> None:
        look = self._look
        ground = box.adjusted(-look.px(3), look.px(1), look.px(3), -look.px(1))
        if lit and self._open:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("highlight"))
            painter.drawRoundedRect(ground, look.px(4), look.px(4))
        elif lit:
            painter.setPen(QPen(look.colour("accent"), look.line(2)))
            painter.drawLine(ground.bottomLeft(), ground.bottomRight())
        role = "highlight_text" if lit and self._open else "text" if lit or bright else "dim"
        painter.setPen(look.colour(role))
        painter.setFont(look.font(self._size, bold=lit or bright))
        painter.drawText(box.adjusted(-4, 0, 4, 0), Qt.AlignmentFlag.AlignCenter, text)
