"""The pencil: how points that are drawn with the mouse come to be the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.data.dataset import Dataset
from core.data.split import suited_share
from core.training.experiment import Experiment
from core.words import counted
from gui.files.own_data import edited
from gui.panels.data import DataPanel
from gui.session.messages import Message
from gui.session.session import Session
from gui.widgets.card import Card
from gui.widgets.columns import Columns
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.plots.answers import PredictionsView

ROOM_TO_DRAW = 360
"""Height in pixels, at normal text size, below which the plot is enlarged to draw in."""
UNFINISHED = "What you drew ({}) is not enough for a data set yet. It is kept: take the pencil again to go on."


class Pencil(QObject):
    """Takes the pencil out over the plot of answers, and puts it away.

    Parameters
    ----------
    panel
        Where the pencil lies.
    columns, card
        Which card the plot is in; it is enlarged where there is little room.
    look
        Returns the present look.
    """

    def __init__(
        self, session: Session, panel: DataPanel, columns: Columns, card: Card, look: Callable[[], Look]
    ) -> None:
        super().__init__(session)
        self._session, self._panel, self._columns, self._card, self._look = session, panel, columns, card, look
        self._answers: PredictionsView | None = None
        self._undrawn: Experiment | None = None
        self._enlarged = False
        self._told: object = None
        panel.draw_asked.connect(self.draw)

    def draw_on(self, answers: PredictionsView) -> None:
        """Draw on this plot from now on: it is made after the panel."""
        self._answers = answers
        answers.drawing.drawn.connect(self._take_drawn)
        answers.drawing.ended.connect(self._end)

    def draw(self, on: bool) -> None:
        """Take the pencil out, or put it away."""
        session, answers = self._session, self._answers
        if answers is None or session.frame is None or not session.ready:
            self._panel.grid.pencil.setChecked(False)
            return
        if not on:
            answers.drawing.end(True)
            return
        self._undrawn = session.experiment
        session.pause()
        self._card.set_folded(False)
        if self._columns.blown_up is None and answers.height() < self._look().px(ROOM_TO_DRAW):
            self._columns.blow_up(self._card)
            self._enlarged = True
        answers.begin_drawing(session.frame)

    def _take_drawn(self, data: Dataset) -> None:
        edited(self._session, lambda e: e.with_data(data, suited_share(data, e.test_share)))

    def _end(self, keep: bool) -> None:
        assert self._answers is not None
        self._panel.grid.pencil.setChecked(False)
        before, self._undrawn = self._undrawn, None
        if self._enlarged and self._columns.blown_up is self._card:
            self._columns.blow_up(self._card)
        self._enlarged = False
        if not keep and before is not None:
            self._session.edit(before)
        unfinished = self._answers.drawing.unfinished
        if unfinished is not None and unfinished is not self._told:
            self._session.say(Message("info", UNFINISHED.format(counted(len(unfinished[1]), "point"))))
        self._told = unfinished

    def put_away(self) -> bool:
        """End drawing, if the pencil is out, and keep what has been drawn; return whether it was."""
        if self._answers is None or not self._answers.drawing.active:
            return False
        self._answers.drawing.end(True)
        return True
