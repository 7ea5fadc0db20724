"""Several runs that differ in one thing, side by side: who learns faster, and what do they answer?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.hyperparameters import Hyperparameter, InvalidSetting
from core.training.factors import Factor
from core.training.first_reached import LossesInWork, begin, proceed
from core.training.run import Run
from gui.frames.shown import ShownFrame
from gui.lenses.lens import Lens
from gui.lenses.race.maps import Answers, RaceMaps, all_answers
from gui.lenses.race.setup import RaceSetup
from gui.lenses.race.table import RaceTable, Standing, standings
from gui.session.session import Session
from gui.widgets.controls import NumberField
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.theme import Look

GOAL = Hyperparameter(
    name="loss_to_reach",
    kind=float,
    default=0.1,
    symbol="",
    help="The table says when each run first had this training loss, penalty included, or a smaller one. “≤”: then or "
    "before; while training runs, the whole set is evaluated only now and then.",
    above=0.0,
    log=True,
)
MAPS_EVERY = 200
"""Milliseconds between two pictures of the answers while training runs."""
SLICE = 0.01
"""Seconds in which iterations are looked through in one job."""
MOST_WORK = 30.0
"""Seconds of looking through iterations, of all runs together, after which that is given up."""
WHEN_IT_STANDS = (
    "While training runs, the whole set is evaluated only now and then. When it stands, all iterations are looked "
    "through for the first one."
)
LOOKED_THROUGH = "All iterations are being looked through for the first one."
GIVEN_UP = (
    f"To look through all iterations for the first one takes more than {MOST_WORK:.0f} seconds; that was given up."
)
WIDE_FROM = 62.0
"""Width, in text heights, from which on the maps stand beside the table."""
NO_MAPS = "Maps of the answers are drawn for classes over two inputs."


class RaceLens(Lens):
    """Sets a race up; then its table and its maps."""

    title = "Race"
    help = (
        "Up to four runs that differ in one thing: same data, same start, same order of the batches. Step, Run, Back "
        "and the time strip move all of them to the same iteration. The loss curve shows them all; the table says "
        "who leads."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: ShownFrame | None = None
        self._raced: tuple[Run, ...] = ()
        self._asked: tuple[Any, ...] = ()
        self._losses: dict[Run, LossesInWork] = {}
        self._shown: tuple[Any, ...] = ()
        self._resting = self._looking = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(MAPS_EVERY)
        self._pause.timeout.connect(self._ask_answers)
        self._make_parts()
        self._arrange()

    def _make_parts(self) -> None:
        self.setup, self.table, self.maps = RaceSetup(), RaceTable(), RaceMaps()
        self.goal, self.no_maps = NumberField(GOAL), QLabel(NO_MAPS)
        self.no_maps.setWordWrap(True)
        self.stop, self.clear = QPushButton("Stop racing"), QPushButton("Clear race")
        self.stop.setToolTip(tooltip("The active run goes on alone; the others stay as ghosts, where they are."))
        self.clear.setToolTip(tooltip("Delete all runs of this race but the active one."))
        self.setup.asked.connect(self._start)
        self.stop.clicked.connect(self.session.racing.leave)
        self.clear.clicked.connect(self.session.racing.clear)
        self.table.chosen.connect(self.session.activate)
        self.goal.committed.connect(self._show_race)

    def _arrange(self) -> None:
        self.page, self.race, self.area = QWidget(), QWidget(), QScrollArea()
        self._tools, self._parts = FlowLayout(), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for tool in (self.goal, self.stop, self.clear):
            self._tools.addWidget(tool)
        maps = QVBoxLayout()
        maps.addWidget(self.maps)
        maps.addWidget(self.no_maps)
        self._parts.addWidget(self.table, 3, Qt.AlignmentFlag.AlignTop)
        self._parts.addLayout(maps, 2)
        self._race_column = QVBoxLayout(self.race)
        self._race_column.setContentsMargins(0, 0, 0, 0)
        self._race_column.addLayout(self._tools)
        self._race_column.addLayout(self._parts)
        self._race_column.addStretch()
        self._page_column = QVBoxLayout(self.page)
        for part in (self.setup, self.race):
            self._page_column.addWidget(part)
        self.race.hide()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        for part in (self.setup, self.table, self.maps, self.goal):
            part.set_look(look)
        self.goal.setMinimumWidth(round(look.px(190)))
        for widget in (self.stop, self.clear, self.no_maps):
            widget.setFont(look.font())
        set_text_colour(self.no_maps, look, "dim")
        self._page_column.setContentsMargins(0, 0, round(look.px(5)), 0)
        self._race_column.setSpacing(round(look.px(8)))
        self._tools.setSpacing(round(look.px(8)))
        self._turn()
        if self._frame is not None:
            self.show_frame(self._frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The maps beside the table, or below it."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        wide = self.width() >= WIDE_FROM * self.look.text
        self._parts.setSpacing(round(self.look.px(20 if wide else 6)))
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    # What is shown

    def show_frame(self, frame: ShownFrame) -> None:
        """Show where the runs of the race stand; without one, what it would be made of."""
        self._frame = frame
        racing = bool(frame.rivals)
        self.setup.setVisible(not racing)
        self.race.setVisible(racing)
        if not racing:
            self._raced, self._losses, self._looking = (), {}, False
            self.setup.show_state(frame.experiment, frame.snapshot.iteration, 1 + len(frame.ghosts))
            return
        if not self._raced:
            loss = 0.5 * (frame.evaluation.train_loss + frame.evaluation.penalty)
            self.goal.set_value(float(f"{loss:.2g}") if 0.0 < loss < math.inf else GOAL.default)
        self._raced = (frame.run, *(rival.run for rival in frame.rivals))
        self._resting = frame.calm or frame.trace is not None
        self._show_race()
        if self._resting:
            self._pause.stop()
        if not self._pause.isActive():
            self._ask_answers()

    def _show_race(self) -> None:
        frame = self._frame
        if frame is None or not frame.rivals:
            return
        rows, why = self._standings(frame), self._why_unsure()
        shown = (rows, [row.run.name for row in rows], why, self.goal.value, self.look)
        if shown != self._shown:
            self._shown = shown
            self.table.show_race(rows, self.goal.value, "accuracy" if frame.problem.classes else "R²", why)
        self._look_through(rows)

    def _standings(self, frame: ShownFrame) -> tuple[Standing, ...]:
        before = self._losses
        self._losses = {run: begin(run, [before[run]] if run in before else before.values()) for run in self._raced}
        return standings(frame, self.goal.value, self.look, self._losses)

    # When a loss was reached

    def _why_unsure(self) -> str:
        if sum(work.seconds for work in self._losses.values()) > MOST_WORK:
            return GIVEN_UP
        return LOOKED_THROUGH if self._resting else WHEN_IT_STANDS

    def _look_through(self, rows: tuple[Standing, ...]) -> None:
        """Have the worker look through some iterations of that run of which least is known, while training stands."""
        unsure = [(len(self._losses[row.run].losses), place) for place, row in enumerate(rows) if row.doubt]
        if self._looking or not unsure or not self.isVisible() or self._why_unsure() != LOOKED_THROUGH:
            return
        row = rows[min(unsure)[1]]
        assert row.unsure_until is not None

        def accept(work: LossesInWork) -> None:
            self._looking = False
            if row.run in self._losses:
                self._losses[row.run] = work.of(row.run)
                self._show_race()

        self._looking = True
        job = partial(proceed, self._losses[row.run], self.goal.value, row.unsure_until, SLICE)
        self.session.background.submit("race-losses", job, accept)

    # What they answer

    def _ask_answers(self) -> None:
        frame = self._frame
        if frame is None or not frame.rivals or not self.isVisible():
            return
        mapped = bool(frame.problem.classes) and len(frame.problem.train.x) == 2
        self.maps.setVisible(mapped)
        self.no_maps.setVisible(not mapped)
        lanes = ((frame.problem, frame.snapshot), *((rival.problem, rival.snapshot) for rival in frame.rivals))
        asked = tuple(snapshot for _, snapshot in lanes)
        if not mapped or asked == self._asked:
            return
        self._asked = asked
        self._pause.start()
        rows = self._standings(frame)
        job = partial(all_answers, tuple((problem, snapshot.theta) for problem, snapshot in lanes))

        def accept(answers: tuple[Answers, ...]) -> None:
            if self._raced == tuple(row.run for row in rows):
                self.maps.show_answers(rows, answers, frame.problem.classes)

        self.session.background.submit("race-maps", job, accept)

    # What is asked for

    def _start(self, factor: Factor, values: Sequence[Any], now: bool) -> None:
        try:
            self.session.racing.start(factor, values, self.session.iteration if now else 0)
        except InvalidSetting as refusal:
            self.setup.show_refusal(str(refusal))
