"""The card of a question: a class predicts before it sees; hands are counted, then the truth stands beside them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from core.questions.ballot import Ballot
from core.questions.question import MAX_OPTIONS, Question, Truth
from core.words import kept_together
from gui.stage.predict_row import SMALLEST, OptionRow, RowLook
from gui.widgets.field import permit
from gui.widgets.fonts import font
from gui.widgets.keys import DIGITS, QUESTION, pressed
from gui.widgets.symbols import height_in_words, write_lines
from gui.widgets.theme import Look

PLACE = (0.458, 0.098, 0.517, 0.741)
"""Where the card stands: x, y, width and height as shares of the stage's."""
PAD, HEAD, ASKED, FOOT = 0.044, 0.029, 0.044, 0.741 - 0.03
"""Margin at the sides; letters of the heading and of the question; where the last line ends: shares of its height."""
LEAST, NARROW = 0.032, 0.8
"""Smallest letters of a question, and the width below which there is no room for small pictures."""
REVEAL, HELP = "Reveal", "Do the deed, and show what happens beside what was predicted. (Enter)"
ROW, LEAST_ROW, SAID = 0.1245, 0.088, 0.028


class PredictCard(QWidget):
    """Asks a question, counts hands, and shows tally and truth side by side.

    All its sizes are shares of its own height. It takes the desk's look, whose theme has cards.
    """

    tallied = Signal(object)
    """How many hands each answer has, once that has changed."""
    reveal_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ballot = Ballot()
        self._before: list[Ballot] = []
        self._look = Look()
        self.rows = [OptionRow(self) for _ in range(MAX_OPTIONS)]
        for place, row in enumerate(self.rows):
            row.pressed.connect(partial(self.press, place))
            row.pressed.connect(lambda: self.setFocus())  # digits count again, if one was being typed
            row.typed.connect(partial(self.count, place))
            row.typing_done.connect(self.setFocus)
        self.button = QPushButton(REVEAL, self)
        permit(self.button, "", HELP)
        self.button.clicked.connect(self.reveal_asked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Question")

    # What is asked and answered

    def show_question(self, question: Question) -> None:
        """Ask something; nobody has answered yet."""
        self.show_again(Ballot.of(question))

    def show_again(self, ballot: Ballot) -> None:
        """Show a question that was asked before, with the hands that were counted."""
        self._before.clear()
        self.show_working(False)
        self.ballot = ballot
        self._dress()
        self._show(ballot)

    def show_refusal(self, words: str) -> None:
        """Say in a sentence why something cannot be asked here."""
        self._show(Ballot(refusal=words))

    def show_truth(self, truth: Truth) -> None:
        """Show what came of the deed, and the thought behind the wrong answer with most hands."""
        self._show(self.ballot.revealed(truth))

    def show_working(self, working: bool) -> None:
        """Show that the truth is being found, once it has been asked for."""
        if working and self.button.hasFocus():
            self.setFocus()  # for the keys of the answers
        permit(self.button, "The deed is being done." if working else "", HELP)
        self.button.setText("Wait …" if working else REVEAL)

    def press(self, place: int, by: int = 1) -> None:
        """A hand more, or fewer, for an answer; once the truth is known, say the thought behind it."""
        if not self.ballot.counting:
            self._show(self.ballot.saying(place))
        elif place < len(self.ballot.tally):
            self.count(place, self.ballot.tally[place] + by)

    def count(self, place: int, hands: int) -> None:
        """Set the number of hands for an answer."""
        after = self.ballot.with_hands(place, hands)
        if after != self.ballot:
            self._before.append(self.ballot)
            self._show_tally(after)

    def take_back(self) -> None:
        """Take back the last change of the tally."""
        if self.ballot.counting and self._before:
            self._show_tally(self._before.pop())

    def _show_tally(self, ballot: Ballot) -> None:
        self._show(ballot)
        self.tallied.emit(ballot.tally)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1–4 count a hand, with Shift one fewer; Backspace takes back; Enter reveals."""
        key, held = pressed(event)
        if key in DIGITS[: len(self.ballot.tally)]:
            self.press(DIGITS.index(key), -1 if held else 1)
        elif QUESTION.does(event, "take_back") and self.ballot.counting:
            self.take_back()
        elif QUESTION.does(event, "reveal") and self.ballot.counting:
            self.reveal_asked.emit()
        else:
            super().keyPressEvent(event)

    # How it looks

    def set_look(self, look: Look) -> None:
        """Take a theme and notation."""
        self._look = look
        self._dress()
        self._show(self.ballot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have all sizes follow."""
        self._dress()
        self._arrange()

    def _px(self, share: float) -> float:
        return share * self.height() / PLACE[3]

    def _show(self, ballot: Ballot) -> None:
        """Bring rows, button and words up to date."""
        self.ballot, truth = ballot, ballot.truth
        options = ballot.question.options if ballot.question is not None else ()
        full = max(8.0, 8 / 7 * max(ballot.tally, default=0))
        for place, (row, option) in enumerate(zip(self.rows, options, strict=False)):
            right = None if truth is None else place == truth.right
            row.show_option(place, option, ballot.tally[place], full, right)
        self.button.setVisible(ballot.counting)
        words = self._look.notation.text(" ".join([ballot.heading, ballot.words, ballot.foot]))
        self.setAccessibleDescription(words)
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        top, foot = self.question_area.bottom() + self._px(0.012), self.foot_area.top() - self._px(0.006)
        count = len(self.ballot.tally)
        pitch = min(self._px(ROW), (foot - top) / max(1, count))
        left, width = self._px(PAD), self.width() - self._px(2 * PAD)
        for place, row in enumerate(self.rows):
            row.setVisible(place < count)
            row.setGeometry(QRectF(left, top + place * pitch, width, pitch).toRect())

    def _dress(self) -> None:
        theme = self._look.theme
        question, wide = self.ballot.question, self.width() >= self._px(NARROW)
        sketches = wide and question is not None and all(each.sketch for each in question.options)
        how = RowLook(self._look, self.height() / PLACE[3], sketches)
        for row in self.rows:
            row.set_look(how)
        self.button.setFont(font(round(self._px(SAID)), bold=True))
        self.button.setStyleSheet(
            f"QPushButton {{ background: {theme.highlight}; color: {theme.highlight_text}; "
            f"border: {max(1, round(self._px(0.002)))}px solid {theme.highlight_edge};"
            f" border-radius: {round(self._px(0.008))}px; }}"
            f"QPushButton:disabled {{ background: {theme.card}; color: {theme.dim}; border-color: {theme.dim}; }}"
            f"QPushButton:focus {{ border: {max(2, round(self._px(0.004)))}px solid {theme.text}; }}"
        )
        width = QFontMetricsF(self.button.font()).horizontalAdvance(REVEAL) + self._px(0.05)
        height = self._px(0.052)
        right, bottom = self.width() - self._px(PAD), self._px(FOOT)
        self.button.setGeometry(QRectF(right - width, bottom - height, width, height).toRect())

    @property
    def question_size(self) -> float:
        """Letters of the question as a share of the stage's height: smaller ones where the rows would not fit."""
        size = ASKED
        rows = max(1, len(self.ballot.tally)) * self._px(LEAST_ROW)
        while size > LEAST and self._question_at(size).bottom() + rows > self.foot_area.top() - self._px(0.018):
            size -= 0.002
        return size

    def _question_at(self, size: float) -> QRectF:
        return self._set(self.ballot.words, size, True, self._px(0.075))

    @property
    def question_area(self) -> QRectF:
        """Where the question stands."""
        return self._question_at(self.question_size)

    @property
    def foot_area(self) -> QRectF:
        """Where the hint stands, and later the thought."""
        room = self.button.width() + self._px(0.02) if self.ballot.counting else 0.0
        size = SMALLEST if self.ballot.counting else SAID
        taken = self._set(self.ballot.foot, size, False, 0.0, room)
        least = self._px(0.052) if self.ballot.counting else 0.0
        height = max(taken.height(), least)
        return QRectF(taken.left(), self._px(FOOT) - height, taken.width(), height)

    def _set(self, words: str, size: float, bold: bool, top: float, room: float = 0.0) -> QRectF:
        """Return the area that words take from ``top`` on, as wide as the card less some ``room``."""
        width = self.width() - self._px(2 * PAD) - room
        high = height_in_words(self._written(words), font(round(self._px(size)), bold), width)
        return QRectF(self._px(PAD), top, width, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and its words."""
        look, painter, ballot = self._look, QPainter(self), self.ballot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._px(0.0028)
        painter.setPen(QPen(look.colour("border"), line))
        painter.setBrush(look.colour("card"))
        frame, radius = QRectF(self.rect()).adjusted(line, line, -line, -line), self._px(0.018)
        painter.drawRoundedRect(frame, radius, radius)
        heading = self._set(ballot.heading, HEAD, True, self._px(0.032))
        self._write(painter, heading, ballot.heading, HEAD, "accent", True)
        self._write(painter, self.question_area, ballot.words, self.question_size, "text", True)
        size, role = (SMALLEST, "dim") if ballot.counting else (SAID, "text")
        self._write(painter, self.foot_area, ballot.foot, size, role, False)
        painter.end()

    def _write(self, painter: QPainter, area: QRectF, words: str, size: float, role: str, bold: bool) -> None:
        painter.setPen(self._look.colour(role))
        write_lines(painter, area, self._written(words), font(round(self._px(size)), bold))

    def _written(self, words: str) -> str:
        """Return words in the look's notation, no number parted from its sign."""
        return kept_together(self._look.notation.text(words))
