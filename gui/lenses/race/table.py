"""The table of a race: each run's loss and accuracy, when it reached a loss, and who leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from core.nn.activations import Own
from core.training.epochs import epochs_until
from core.training.evaluation import Evaluation, summarise
from core.training.first_reached import KnownLosses, first_reached
from core.training.run import Run
from core.training.runs import MAX_RUNS
from core.values import dataclass
from gui.frames.frame import OF_SAMPLE
from gui.frames.shown import ShownFrame
from gui.plots.parts.lines import LineStyle
from gui.plots.parts.loss_series import ghost_line, train_line
from gui.widgets.field import tooltip
from gui.widgets.numbers import number, percent
from gui.widgets.theme import Look

WIDTHS = (5.4, 5.4, 4.8, 5.4, 5.2, 8.6)
"""Widths of the columns after the name, in text heights."""
NAME = 9.0
"""Least width of the name, in text heights."""
MIN_WIDTH = 24.0
"""Least width of the table, in text heights: the numbers stand under the names then."""
SAMPLE = 2.2
"""Width of the line sample before a name, in text heights."""
HEADS, ROW, NARROW_ROW = 2.5, 1.9, 3.4
"""Heights of the titles and of a row, and of one with the numbers under the name, in text heights."""
LEADS = "★ leads"


@dataclass(frozen=True)
class RacerStanding:
    """One run of a race, as a row of the table has it.

    Attributes
    ----------
    line
        How its curve is drawn.
    loss
        The minimised training loss.
    reached
        The first iteration with the loss asked for, as far as is known; None if none is known up to now.
    epochs
        As many passes over the training set were that.
    unsure_until
        An iteration up to which there may be an earlier one; None if there can be none.
    diverged
        Its iteration, if it diverged.
    """

    run: Run
    line: LineStyle
    active: bool
    evaluation: Evaluation
    loss: float
    reached: int | None
    epochs: float
    unsure_until: int | None
    diverged: int | None
    leads: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the columns after the name."""
        now = self.evaluation
        score = number(now.train_r2) if now.train_accuracy != now.train_accuracy else percent(now.train_accuracy)
        there, at_most = self.reached is not None, "" if self.unsure_until is None else "≤ "
        places = max(0, min(2, 5 - len(f"{self.epochs:.0f}")))  # what the column has room for
        last = LEADS if self.leads else "" if self.diverged is None else f"⚠ diverged at {self.diverged:,}"
        return (
            number(self.loss),
            number(now.test_loss + now.penalty),
            score,
            f"{at_most}{self.reached:,}" if there else "–",
            f"{at_most}{self.epochs:,.{places}f}" if there else "–",
            last,
        )

    @property
    def doubt(self) -> str:
        """What is not known of when it had the loss asked for; empty if all is."""
        if self.unsure_until is None:
            return ""
        if self.reached is None:
            return "–: not reached at any iteration evaluated so far."
        return f"≤: reached at iteration {self.reached:,}, perhaps earlier."

    @property
    def formulas(self) -> str:
        """The user's own activations in full."""
        layers = self.run.experiment_at(self.evaluation.iteration).network.hidden
        found = dict.fromkeys(
            f"g(z) = {layer.activation.expression}" for layer in layers if isinstance(layer.activation, Own)
        )
        return ", ".join(found)


def standings(
    frame: ShownFrame, goal: float, look: Look, losses: Mapping[Run, KnownLosses]
) -> tuple[RacerStanding, ...]:
    """Return all runs of the race on show, the active one first; the one with the smallest loss leads.

    ``losses`` is what has been looked through of each of them.
    """
    run, now = frame.run, frame.snapshot.iteration
    rows = [_standing(run, train_line(look), True, _like_the_others(frame), goal, losses[run], now, None)]
    for rival in frame.rivals:
        line = ghost_line(frame.ghosts.index(rival.run), look)
        diverged = rival.stopped.iteration if rival.stopped else None
        known, now = losses[rival.run], rival.snapshot.iteration
        rows.append(_standing(rival.run, line, False, rival.evaluation, goal, known, now, diverged))
    going = sorted(row.loss for row in rows if row.diverged is None)
    alone = len(going) == 1 or going[0] < going[1]
    return tuple(replace(row, leads=alone and row.diverged is None and row.loss == going[0]) for row in rows)


def _like_the_others(frame: ShownFrame) -> Evaluation:
    """Return the evaluation of the active run on the examples on which the others are evaluated: it may know more."""
    if not frame.problem.samples:
        return frame.evaluation
    return summarise(frame.problem, frame.snapshot.theta, frame.snapshot.iteration, frame.answers)


def _standing(
    run: Run,
    line: LineStyle,
    active: bool,
    at: Evaluation,
    goal: float,
    known: KnownLosses,
    until: int,
    diverged: int | None,
) -> RacerStanding:
    reached = first_reached(run.history, known, goal, until)
    first = reached.iteration
    epochs = 0.0 if first is None else epochs_until(run.segments, first)
    return RacerStanding(
        run, line, active, at, at.train_loss + at.penalty, first, epochs, reached.unsure_until, diverged
    )


class StandingRow(QAbstractButton):
    """A run of the race; pressing it makes that run the active one."""

    def __init__(self) -> None:
        super().__init__()
        self.standing: RacerStanding | None = None
        self._look = Look()

    def show_standing(self, standing: RacerStanding, heads: tuple[str, ...], why: str, look: Look) -> None:
        """Show a run; ``why`` says why it is not known when it first had the loss asked for, if it is not."""
        self.standing, self._look = standing, look
        told = ", ".join(f"{head} {cell}".strip() for head, cell in zip(heads, standing.cells, strict=True) if cell)
        self.setAccessibleName(f"{standing.run.name}: {told}")
        help = "This is the active run." if standing.active else "Click to make this run the active one."
        doubt = (standing.doubt, why) if standing.doubt else ()
        self.setToolTip(tooltip(standing.run.name, standing.formulas, help, *doubt))
        self.fit(look)
        self.update()

    def fit(self, look: Look) -> None:
        """Be as high as the width makes it."""
        table = self.parentWidget()
        width = table.width() if table is not None else self.width()
        self.setFixedHeight(round((NARROW_ROW if is_narrow(width, look) else ROW) * look.text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, line sample, name and numbers."""
        if self.standing is None:
            return
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        near = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(look.colour("accent"), look.line(1.5)) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("field" if self.standing.active or near else "card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(4), look.px(4))
        self._paint_name(painter, self.standing)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextDontClip
        painter.setFont(look.font(0.93 if is_narrow(self.width(), look) else 1.0))
        for cell, area in zip(self.standing.cells, columns(self.width(), self.height(), look), strict=True):
            warned = cell.startswith("⚠")
            painter.setPen(look.colour("error" if warned else "accent" if cell == LEADS else "text"))
            painter.drawText(area, right, cell)
        painter.end()

    def _paint_name(self, painter: QPainter, standing: RacerStanding) -> None:
        look, height = self._look, self.height() / (2 if is_narrow(self.width(), self._look) else 1)
        middle = height / 2
        draw_sample(painter, standing.line, QPointF(look.px(5), middle), SAMPLE * look.text - look.px(10))
        painter.setFont(look.font(bold=standing.active))
        painter.setPen(look.colour("text"))
        room = name_width(self.width(), look) - SAMPLE * look.text - look.px(4)
        name = look.notation.text(standing.run.name)
        words = QFontMetricsF(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, room)
        area = QRectF(SAMPLE * look.text, 0, room, height)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def draw_sample(painter: QPainter, line: LineStyle, start: QPointF, length: float) -> None:
    """Draw a piece of a run's curve, in its colour and dashes."""
    pen = QPen(line.colour, line.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if line.pattern:
        pen.setDashPattern([dash / line.width for dash in line.pattern])
    painter.setPen(pen)
    painter.drawLine(start, start + QPointF(length, 0))


def is_narrow(width: float, look: Look) -> bool:
    """Tell whether the numbers stand under the names because there is no room beside them."""
    return width < (NAME + sum(WIDTHS)) * look.text


def text_that_fills(width: float, height: float, rows: int) -> float:
    """Return the height of text with which so many runs take all of a room, the numbers beside the names."""
    return min(width / (NAME + sum(WIDTHS)), height / (HEADS + ROW * rows))


def name_width(width: float, look: Look) -> float:
    """Return what there is for the name."""
    taken = WIDTHS[-1] if is_narrow(width, look) else sum(WIDTHS)
    return width - taken * look.text - look.px(6)


def columns(width: float, height: float, look: Look) -> list[QRectF]:
    """Return where the columns after the name are; the last one is beside the name in any case."""
    left, areas = name_width(width, look), []
    if is_narrow(width, look):
        share, half = (width - look.px(6)) / (len(WIDTHS) - 1), height / 2
        areas = [QRectF(place * share, half, share, half) for place in range(len(WIDTHS) - 1)]
        return [*areas, QRectF(left, 0, WIDTHS[-1] * look.text, half)]
    for share in WIDTHS:
        areas.append(QRectF(left, 0, share * look.text, height))
        left += share * look.text
    return areas


class Heads(QWidget):
    """The titles of the columns."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: tuple[str, ...] = ("",) * len(WIDTHS)
        self._look = Look()

    def show_heads(self, heads: tuple[str, ...], look: Look) -> None:
        """Show titles; of two lines each."""
        if (heads, look) != (self.heads, self._look) or not self.accessibleName():
            self.heads, self._look = heads, look
            self.setAccessibleName("Columns: " + ", ".join(heads).replace("\n", " "))
            self.setMinimumHeight(round(HEADS * look.text))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the titles."""
        painter, look = QPainter(self), self._look
        painter.setFont(look.font(0.87))
        painter.setPen(look.colour("dim"))
        bottom = Qt.AlignmentFlag.AlignBottom
        if not is_narrow(self.width(), look):
            whole = QRectF(self.rect()).adjusted(look.px(5), 0, 0, 0)
            painter.drawText(whole, bottom | Qt.AlignmentFlag.AlignLeft, "run")
        for head, area in zip(self.heads, columns(self.width(), self.height(), look), strict=True):
            area.setTop(0)
            painter.drawText(area, bottom | Qt.AlignmentFlag.AlignRight, head)
        painter.end()


class RaceTable(QWidget):
    """A row for each run of the race; `chosen` is the one to make active."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.titles, self.rows = Heads(), tuple(StandingRow() for _ in range(MAX_RUNS))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.titles, *self.rows):
            column.addWidget(widget)
        for row in self.rows:
            row.clicked.connect(lambda _=False, row=row: self._choose(row))

    def show_race(self, found: tuple[RacerStanding, ...], goal: float, score: str, why: str, samples: bool) -> None:
        """Show where every run stands, with its ``score`` of that name; for ``why`` see `StandingRow`.

        ``samples`` says that the values are those of a sample.
        """
        of = OF_SAMPLE.replace(" ", "\n") if samples else ""
        heads = (
            f"loss{of}",
            "test\nloss",
            f"{score}{of}",
            f"iterations\nto {number(goal)}",
            f"epochs\nto {number(goal)}",
        )
        self.titles.show_heads((*heads, ""), self._look)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(found))
            if place < len(found):
                row.show_standing(found[place], self.titles.heads, why, self._look)

    def cells_shown(self) -> list[list[str]]:
        """Return the heads and the runs as rows of cells."""
        found = [row.standing for row in self.rows if row.standing is not None and not row.isHidden()]
        return [["run", *self.titles.heads], *([each.run.name, *each.cells] for each in found)]

    def _choose(self, row: StandingRow) -> None:
        if row.standing is not None and not row.standing.active:
            self.chosen.emit(row.standing.run)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.setMinimumWidth(round(MIN_WIDTH * look.text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The numbers beside the names, or under them."""
        super().resizeEvent(event)
        for row in self.rows:
            row.fit(self._look)
