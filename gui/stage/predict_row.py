"""An answer on the card of a question: its key, a small picture, its words, and how many hands it has."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QIntValidator, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QWidget

from core.questions.ballot import MAX_HANDS
from core.questions.question import Option, Polyline
from core.training.bookmarks import RIGHT
from core.values import dataclass
from core.words import counted
from gui.widgets.field import permit
from gui.widgets.fonts import font
from gui.widgets.symbols import height_in_words, write_lines
from gui.widgets.theme import Align, Look

RING, SKETCH, BAR = 0.056, (0.079, 0.112, 0.072), 0.0235
"""Shares of the stage's height: the ring's diameter; the picture's left, width and height; the bar's height."""
WITH_SKETCH, WITHOUT = 0.2247, 0.079
"""Where the words begin, with and without pictures."""
WORDS, SMALLEST, COUNT, COUNT_WIDTH = 0.032, 0.025, 0.037, 0.1
"""Letters of the words, the smallest of all, those of the count, and the room that it has."""
LINE = 1 / 180
HANDS = "How many hands were raised for this answer: click, and type the number. Enter takes it."
COUNTED = "The answer is known: hands are no longer counted."


@dataclass(frozen=True)
class RowLook:
    """How a row is painted: the look, and the stage's height in pixels."""

    look: Look = Look()
    height: float = 1080.0
    sketches: bool = True

    def px(self, share: float) -> float:
        """Return a share of the stage's height in pixels."""
        return share * self.height

    @property
    def left(self) -> float:
        """Where the words begin."""
        return self.px(WITH_SKETCH if self.sketches else WITHOUT)


class HandsField(QLineEdit):
    """The number of hands, to be read and to be typed."""

    left = Signal()
    """Typing is done: the keyboard is the card's again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("0", parent)
        self.setValidator(QIntValidator(0, MAX_HANDS, self))
        self.setAlignment(Align.AlignRight | Align.AlignVCenter)
        permit(self, "", HANDS)

    def set_look(self, how: RowLook) -> None:
        """Take a theme and a size."""
        theme, edge = how.look.theme, max(1, round(how.px(0.002)))
        self.setFont(font(round(how.px(COUNT)), bold=True))
        self.setStyleSheet(
            f"QLineEdit {{ background: transparent; color: {theme.text}; border: {edge}px solid transparent;"
            f" border-radius: {round(how.px(0.006))}px; padding: 0px; }}"
            f"QLineEdit:hover:enabled {{ border-color: {theme.dim}; }}"
            f"QLineEdit:focus {{ background: {theme.field}; border-color: {theme.accent}; }}"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Enter and Esc; all else is typed."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class OptionRow(QWidget):
    """One answer; a click adds a hand, with Shift or the right button it takes one off."""

    pressed = Signal(int)
    """A hand more, or fewer: by how many."""
    typed = Signal(int)
    """How many hands there are."""
    typing_done = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.option: Option | None = None
        self.place = self.hands = 0
        self.full = 8.0
        """The number of hands at which the bar is full."""
        self.right: bool | None = None
        """Whether this is the right answer; None before it is known."""
        self.how = RowLook()
        self.field = HandsField(self)
        self.field.textEdited.connect(lambda text: self.typed.emit(int(text or 0)))
        self.field.left.connect(self.typing_done)

    def show_option(self, place: int, option: Option, hands: int, full: float, right: bool | None) -> None:
        """Show an answer and its tally; ``right`` says whether it is right, None before that is known."""
        self.place, self.option, self.hands, self.full, self.right = place, option, hands, full, right
        if self.field.text() != str(hands) and not (self.field.text() == "" and hands == 0):
            self.field.setText(str(hands))
        permit(self.field, "" if right is None else COUNTED, HANDS)
        key = place + 1
        verdict = {None: "", True: " – right", False: ""}[right]
        self.setAccessibleName(f"{key}: {option.words}, {counted(hands, 'hand')}{verdict}")
        self.field.setAccessibleName(f"Hands for answer {key}")
        if right is None:
            self.setToolTip(f"Click, or press {key}: a hand more. With Shift: one fewer.")
        else:
            self.setToolTip("" if right else "Click to read the thought behind this answer.")
        self.update()

    def set_look(self, how: RowLook) -> None:
        """Take a theme and a size."""
        self.how = how
        self.field.set_look(how)
        self._place_field()
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Keep the count at the right."""
        self._place_field()

    def _place_field(self) -> None:
        width, height = self.how.px(COUNT_WIDTH), self.how.px(1.35 * COUNT)
        self.field.setGeometry(
            QRectF(self.width() - width, self.bar.center().y() - 0.54 * height, width, height).toRect()
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A hand more, or fewer."""
        fewer = event.button() == Qt.MouseButton.RightButton or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.pressed.emit(-1 if fewer else 1)

    # Where things are

    @property
    def bar(self) -> QRectF:
        """The bar's track."""
        how = self.how
        right = self.width() - how.px(COUNT_WIDTH + 0.01)
        return QRectF(how.left, self.height() / 2 + how.px(0.006), right - how.left, how.px(BAR))

    @property
    def words_area(self) -> QRectF:
        """Where the words stand, over the bar."""
        how = self.how
        return QRectF(how.left, 0.0, self.width() - how.left, self.bar.top() - how.px(0.004))

    @property
    def ring(self) -> QRectF:
        """The ring around the key."""
        size = self.how.px(RING)
        return QRectF(self.how.px(0.004), (self.height() - size) / 2, size, size)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        if self.option is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_key(painter)
        if self.how.sketches and self.option.sketch:
            left, width, height = (self.how.px(share) for share in SKETCH)
            self._paint_sketch(painter, QRectF(left, (self.height() - height) / 2, width, height), self.option.sketch)
        self._paint_words(painter, self.option.words)
        self._paint_bar(painter)
        painter.end()

    def _paint_key(self, painter: QPainter) -> None:
        look, ring, right = self.how.look, self.ring, self.right
        colour = look.colour("good" if right else "dim")
        painter.setPen(QPen(colour, self.how.px(0.0075 if right else 0.0028)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = self.how.px(0.004)
        painter.drawEllipse(ring.adjusted(inside, inside, -inside, -inside))
        painter.setPen(look.colour("dim" if right is False else "text"))  # green is the ring: it is no ink
        painter.setFont(font(round(self.how.px(0.031)), bold=True))
        painter.drawText(ring, Align.AlignCenter, RIGHT if right else str(self.place + 1))

    def _paint_sketch(self, painter: QPainter, box: QRectF, sketch: Polyline) -> None:
        how, look = self.how, self.how.look
        painter.setPen(QPen(look.colour("edge"), how.px(0.0028)))
        painter.setBrush(look.colour("background"))
        painter.drawRoundedRect(box, how.px(0.006), how.px(0.006))
        inside = box.adjusted(*(how.px(each) for each in (0.018, 0.013, -0.018, -0.013)))
        if _is_way(sketch):  # on a plane: both axes have one scale
            side = box.height() - how.px(0.016)
            inside = QRectF(inside.center().x() - side / 2, inside.center().y() - side / 2, side, side)
        points = [QPointF(inside.left() + x * inside.width(), inside.bottom() - y * inside.height()) for x, y in sketch]
        pen = QPen(look.colour("positive"), how.px(LINE), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("positive"))
        painter.drawPolygon(_head(points[-2], points[-1], how.px(0.016)))
        painter.setBrush(look.colour("highlight"))
        painter.drawEllipse(points[0], how.px(0.006), how.px(0.006))

    def _paint_words(self, painter: QPainter, words: str) -> None:
        how, area = self.how, self.words_area
        painter.setPen(how.look.colour("dim" if self.right is False else "text"))
        words = how.look.notation.text(words)
        size, bold = WORDS, bool(self.right)
        while True:
            letters = font(round(how.px(size)), bold)
            high = height_in_words(words, letters, area.width())
            if size <= SMALLEST or high <= area.height():
                break
            size -= 0.001
        if high > area.height():
            words = QFontMetricsF(letters).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
            high = height_in_words(words, letters, area.width())
        write_lines(painter, QRectF(area.left(), area.bottom() - high, area.width(), high), words, letters)

    def _paint_bar(self, painter: QPainter) -> None:
        look, bar = self.how.look, self.bar
        radius = bar.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("grid"))
        painter.drawRoundedRect(bar, radius, radius)
        if self.hands:
            filled = QRectF(bar)
            filled.setWidth(max(bar.height(), bar.width() * min(1.0, self.hands / self.full)))
            painter.setBrush(look.colour("good" if self.right else "contour" if self.right is False else "positive"))
            painter.drawRoundedRect(filled, radius, radius)


def _is_way(sketch: Polyline) -> bool:
    """Tell whether a picture shows a way on a plane, not a course over time."""
    return len(sketch) == 2 and (sketch[0][0], sketch[1][0]) != (0.0, 1.0)


def _head(before: QPointF, tip: QPointF, size: float) -> QPolygonF:
    """Return the head of an arrow."""
    across, down = tip.x() - before.x(), tip.y() - before.y()
    angle, size = math.atan2(down, across), min(size, 0.6 * math.hypot(across, down))
    back = [
        QPointF(tip.x() - size * math.cos(angle + turn), tip.y() - size * math.sin(angle + turn))
        for turn in (-0.5, 0.5)
    ]
    return QPolygonF([tip, *back])
