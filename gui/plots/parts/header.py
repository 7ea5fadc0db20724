"""The row above a plot: bold title, live text, and controls, in more than one row where it is narrow."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from core.words import shortened
from gui.widgets.card import HEAD
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.notated import written
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.symbols import reach_in_words, width_in_words, write_words
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox

MAX_TITLE = 32
"""Letters of a title at most."""
MIN_TITLE, SPARE = 0.7, 4
"""How small the letters of a title may become for it to fit, and pixels that a label wants beside its text."""


class LiveText(QWidget):
    """One line of dim text that may change many times a second without moving anything else."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self.shorter: tuple[str, ...] = ("",)
        self._written: tuple[str, ...] = ("",)
        self.at_right = False
        self._look = Look()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        self._look = look
        self.setFont(look.font(0.93))
        self.set_text(*self._written)
        self.updateGeometry()
        self.update()

    @property
    def short(self) -> str:
        """The shortest form of the text."""
        return self.shorter[-1]

    def set_text(self, text: str, *shorter: str) -> None:
        """Show another text, or the first of its ``shorter`` forms that fits."""
        self._written = text, *shorter
        shown, *short = (written(form, self, self._look.notation) for form in self._written)
        if shown != self.text:
            self.text, self.shorter = shown, tuple(filter(None, short)) or (shown,)
            self.setAccessibleName(text)
            tip = tooltip(text) if self.needed() > self.width() else ""
            if tip != self.toolTip():
                self.setToolTip(tip)
            self.update()

    def needed(self) -> float:
        """Return the width the whole text needs, in pixels."""
        return self.width_of(self.text)

    def width_of(self, text: str) -> float:
        """Return the width that a text takes, in pixels."""
        return QFontMetricsF(self.font()).horizontalAdvance(text)

    def least(self) -> float:
        """Return the width its short form needs, in pixels."""
        return self.width_of(self.short)

    def fitting(self) -> str:
        """Return the longest form that fits; the shortest one if none does."""
        forms = (self.text, *self.shorter)
        return next((form for form in forms if self.width_of(form) <= self.width()), self.short)

    def sizeHint(self) -> QSize:
        """Return the height of a line; the width is what the row leaves."""
        return QSize(0, round(QFontMetricsF(self.font()).height()))

    def minimumSizeHint(self) -> QSize:
        """Keep the line whole where the plot is low."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, shortened with … where it does not fit."""
        painter = QPainter(self)
        painter.setPen(self._look.colour("dim"))
        text = QFontMetricsF(self.font()).elidedText(self.fitting(), Qt.TextElideMode.ElideRight, self.width())
        side = Qt.AlignmentFlag.AlignRight if self.at_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | side, text)
        painter.end()


class Title(NotatedLabel):
    """A title; on the stage its names are typeset, with indices that can be read."""

    on_stage = False

    def wide(self, font: QFont) -> float:
        """Return the width that it has in a font, in pixels."""
        if self.on_stage:
            return width_in_words(self.text(), font)
        return QFontMetricsF(font).horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:
        """Leave room for indices."""
        size = super().sizeHint()
        if self.on_stage:
            size.setHeight(max(size.height(), math.ceil(sum(reach_in_words(self.text(), self.font())))))
        return size

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the title."""
        if not self.on_stage:
            super().paintEvent(event)
            return
        painter, (above, below) = QPainter(self), reach_in_words(self.text(), self.font())
        painter.setPen(self.palette().windowText().color())
        place = QPointF(0.0, (self.height() + above - below) / 2)
        write_words(painter, place, self.text(), self.font())
        painter.end()


class Header(QWidget):
    """Title, live text and controls of one plot.

    Attributes
    ----------
    longest
        A text as long as the short forms get: room is kept for it, so that nothing moves when it comes.
    """

    def __init__(self, title: str, help: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look()
        self.title = Title(title, self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)  # names of columns may stand in it
        self.setMinimumWidth(1)  # so that no column is as wide as it is for the sake of how this is arranged
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # the plot below gives way
        self.setToolTip(help)
        self.live = LiveText(self)
        self.controls = QWidget(self)
        self.corner: QWidget | None = None
        self._row = QHBoxLayout(self.controls)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.title, 0, 0)
        self._grid.addWidget(self.live, 0, 1)
        self._grid.addWidget(self.controls, 0, 2)
        self._rows = (0, 0)
        self.longest = ""
        self._widest = 0.0
        self._cornered = False
        self.in_card = True  # with the fold button of a card over it

    def entitle(self, title: str, help: str) -> None:
        """Take another title, cut if it is long, and a tooltip that has it whole."""
        short = shortened(title, MAX_TITLE)
        self.setToolTip(help if short == title else f"{title}\n\n{help}")
        if short != self.title.written:
            self.title.setText(short)
            self._arrange()

    def add(self, *controls: QWidget) -> None:
        """Put controls at the right end of the row."""
        for control in controls:
            self._row.addWidget(control)

    def add_last(self, control: QWidget) -> None:
        """Put a control after all others; it goes beside the title where they need a row of their own."""
        self.add(control)
        self.corner = control

    def check_box(self, text: str, help: str, on: bool) -> TickBox:
        """Add and return a check box."""
        box = TickBox(text, self.controls)
        box.setChecked(on)
        box.setToolTip(help)
        box.setAccessibleName(f"{self.title.written}: {text}")
        self.add(box)
        return box

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        if look.stage != self._look.stage:  # not at each look: the one in the corner may be hidden for other reasons
            for control in (self.controls, *((self.corner,) if self.corner else ())):
                control.setVisible(not look.stage)
        self._look, self.title.on_stage = look, bool(look.stage)
        set_text_colour(self.title, look, "text")
        self.live.set_look(look)
        self._grid.setColumnMinimumWidth(3, self._fold())
        self._grid.setRowMinimumHeight(0, round(look.px(HEAD)) if self.has_card else 0)
        self._grid.setHorizontalSpacing(round(look.px(10)))
        self._grid.setVerticalSpacing(round(look.px(4)))
        self._row.setSpacing(round(look.px(7)))
        for control in (*self.controls.findChildren(QWidget), *((self.corner,) if self.corner else ())):
            control.setFont(look.font(0.87))
        self._widest = 0.0
        self._arrange()

    def set_text(self, text: str, *shorter: str) -> None:
        """Show another live text; the first of the ``shorter`` ones that fits stands in for it where it does not."""
        longer = len(text) != len(self.live.text)
        self.live.set_text(text, *shorter)
        if longer:
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for another width."""
        self.make_room_anew()

    def least(self) -> float:
        """Return the width that title and text take beside each other, the text in its short form."""
        gap = self._grid.horizontalSpacing()
        return self._title_width(self._look.text) + self.live.least() + 3 * gap + SPARE

    def make_room_anew(self) -> None:
        """Keep no room for texts that have been: what comes is another kind of text, or has another width."""
        self._widest = 0.0
        self._arrange()

    def settle(self) -> bool:
        """Lay out now what has been arranged anew; tell whether something has."""
        return self._grid.activate()

    def _fold(self) -> int:
        """Return the width that the card's fold button takes of the first row."""
        return round(self._look.px(18)) if self.has_card else 0

    @property
    def has_card(self) -> bool:
        """Whether there is a card around it now: none on the stage."""
        return self.in_card and not self._look.stage

    def _arrange(self) -> None:
        """Put title, text and controls into as few rows as they fit in.

        The text counts by its short form, and by the longest there has been: the plot below must not jump.
        """
        longest = self.longest if self.live.text or not self._look.stage else ""
        self._widest = max(self._widest, self.live.least(), self.live.width_of(longest))
        gap = self._grid.horizontalSpacing()
        room = self.contentsRect().width() - self._fold() - 2 * gap - SPARE
        title = self._title_width(self._look.text)
        words = title + gap + self._widest
        controls = self.controls.sizeHint().width() + gap if self._row.count() and not self._look.stage else 0
        corner = self.corner.sizeHint().width() + gap if self.corner is not None and not self._look.stage else 0
        controls += corner if self._cornered else 0
        rows = (int(words > room), int(words > room) + int(words + controls > room))
        cornered = bool(corner) and min(rows) > 0 and 1.1 * MIN_TITLE * title + corner <= room
        self._fit_title(room - corner if cornered else room)
        self.live.at_right = bool(self._look.stage) and rows[0] == 0
        if (rows, cornered) == (self._rows, self._cornered):
            return
        self._rows = rows
        self._place_corner(cornered)
        self._place(self.live, rows[0], 1)
        self._place(self.controls, rows[1], 2)

    def _title_width(self, size: float) -> float:
        """Return the width of the title in letters of that size."""
        return self.title.wide(self._look.scaled(size).font(1.0, bold=True))

    def _fit_title(self, room: int) -> None:
        """Write the title in letters that fit into ``room``, if need be smaller ones."""
        size, least = self._look.text, (1.0 if self._look.stage else MIN_TITLE) * self._look.text
        while self._title_width(size) + SPARE > room and size - 1.0 >= least:
            size -= 1.0
        self.title.setFont(self._look.scaled(size).font(1.0, bold=True))
        self.title.setMinimumWidth(max(1, min(round(self._title_width(size)) + SPARE, room)))

    def _place_corner(self, cornered: bool) -> None:
        if self.corner is None or cornered == self._cornered:
            return
        self._cornered = cornered
        if cornered:
            self._row.removeWidget(self.corner)
            self._grid.addWidget(self.corner, 0, 2)
        else:
            self._grid.removeWidget(self.corner)
            self._row.addWidget(self.corner)

    def _place(self, widget: QWidget, row: int, column: int) -> None:
        self._grid.removeWidget(widget)
        if row == 0:
            self._grid.addWidget(widget, 0, column)
        elif widget is self.live:
            self._grid.addWidget(widget, row, 0, 1, 4)
        else:
            self._grid.addWidget(widget, row, 0, 1, 4, Qt.AlignmentFlag.AlignLeft)
