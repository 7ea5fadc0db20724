"""A function from above; in a race of all optimisers, f over the steps below it and who leads beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from core.functions.race import leaders
from gui.frames.function_frame import FunctionFrame
from gui.function_lab.paths import race_entries
from gui.function_lab.plane import FunctionPlane, ratio_of
from gui.function_lab.values import FunctionValues
from gui.stage.standing import RacePlace, RaceStanding
from gui.widgets.numbers import number
from gui.widgets.theme import Look

BESIDE = 0.26
"""What the standing takes of the width."""
BELOW = 0.33
"""What f over the steps takes of the height."""
AROUND = 4.6, 4.4
"""What axes and title take of width and height of the plane, by normal text."""
SIDE_FROM = 20.0
"""Width beside a plane of all the height from which standing and curves stand there, by normal text."""
WIDE_FROM, HIGH_FROM = 48.0, 26.0
"""Width and height from which there is room for these, by normal text."""


def standing_of(frame: FunctionFrame, look: Look) -> list[RacePlace]:
    """Return who races down a function, the lowest first; those that have stopped last."""
    first = leaders(frame.racers, frame.step) if frame.step else ()
    entries = zip(frame.racers, race_entries(frame.racers, look), strict=True)
    by_value = sorted(entries, key=lambda pair: (pair[0].has_stopped(frame.step), pair[0].value_at(frame.step)))
    return [
        RacePlace(
            each.optimizer.title,
            entry.colour,
            f"α = {number(each.optimizer.alpha, 2)}" + ", stopped" * each.has_stopped(frame.step),
            number(each.value_at(frame.step)),
            first == (each,),
        )
        for each, entry in by_value
    ]


class PlaneOnStage(QWidget):
    """The plane alone, or with what belongs to a race where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.racing = False
        self.ratio: float | None = None
        """Width of the plane by its height where both axes have one scale."""
        self.plane, self.values, self.standing = FunctionPlane(self), FunctionValues(self), RaceStanding(self)
        self.plane.controls.solid.setChecked(False)
        self.setAccessibleName("Function from above")

    def set_look(self, look: Look) -> None:
        """Take the look of the stage."""
        self.look = look
        for part in (self.plane, self.values, self.standing):
            part.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what has room."""
        self._arrange()

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show a step."""
        self.racing, self.ratio = bool(frame.racers), ratio_of(frame)
        self._arrange()
        self.plane.show_walk(frame)
        if not self.values.isHidden():
            self.values.show_walk(frame)
        words = f"Standing after {frame.step:,} steps" if frame.step else "All start together"
        self.standing.show_places(words, standing_of(frame, self.look))

    def _arrange(self) -> None:
        width, height, text = self.width(), self.height(), self.look.text
        racing = self.racing and width >= WIDE_FROM * text
        beside, below = round(BESIDE * width), round(BELOW * height) if racing and height >= HIGH_FROM * text else 0
        self.standing.setVisible(racing)
        self.values.setVisible(bool(below))
        if not racing:
            self.plane.setGeometry(self._plane_in(QRect(0, 0, width, height)))
            return
        plane, gap = self._plane_in(QRect(0, 0, width, height)), round(text)
        rest = width - plane.width() - gap
        if rest >= SIDE_FROM * text:  # a square plane has all the height
            plane.moveLeft(0)
            left = plane.width() + gap
            self.standing.setGeometry(left, 0, rest, height - below)
            self.values.setGeometry(left, height - below, rest, below)
        else:
            left = width - beside - gap
            plane = self._plane_in(QRect(0, 0, left, height - below))
            self.standing.setGeometry(left + gap, 0, beside, height)
            self.values.setGeometry(0, height - below, left, below)
        self.plane.setGeometry(plane)

    def _plane_in(self, room: QRect) -> QRect:
        """Return the place of the plane in the middle of a room: no larger than both axes of one scale take."""
        if self.ratio is None:
            return room
        across, down = (each * self.look.text for each in AROUND)
        width = min(room.width(), (room.height() - down) * self.ratio + across)
        height = min(room.height(), (width - across) / self.ratio + down)
        box = QRect(0, 0, round(width), round(height))
        box.moveCenter(QPoint(room.center().x(), box.center().y()))
        return box
