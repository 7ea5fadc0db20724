"""Several runs that differ in one thing, side by side: who learns faster, and what do they answer?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from core.analysis.regions import ClassMap, class_maps
from core.hyperparameters import Hyperparameter, InvalidSetting
from core.training.factors import Factor
from core.training.first_reached import KnownLosses, LossSearch, begin
from core.training.run import Run
from gui.frames.shown import ShownFrame
from gui.lenses.inquiry import SECONDS, Inquiry
from gui.lenses.lens import Lens
from gui.lenses.race.maps import RaceMaps
from gui.lenses.race.setup import RaceSetup
from gui.lenses.race.table import RacerStanding, RaceTable, standings, text_that_fills
from gui.session.session import Session
from gui.widgets.controls import NumberField
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.side_by_side import SideBySide
from gui.widgets.theme import Look

GOAL = Hyperparameter(
    name="loss_to_reach",
    kind=float,
    default=0.1,
    symbol="",
    help="The table shows when each run first reached this training loss (penalty included) or less. “≤”: then or "
    "earlier; while training runs, the whole set is evaluated only sometimes.",
    above=0.0,
    log=True,
)
PERIOD = 0.2
"""Seconds between two pictures of the answers while training runs."""
MAX_WORK = 30.0
"""Seconds of looking through iterations, of all runs together, after which that is given up."""
WHEN_PAUSED = (
    "While training runs, the whole set is evaluated only sometimes. When training is paused, every iteration is "
    "checked to find the first one."
)
LOOKED_THROUGH = "Every iteration is being checked to find the first one."
GIVEN_UP = f"Checking every iteration for the first one takes more than {MAX_WORK:.0f} seconds, so it was stopped."
FAILED = "Something went wrong while checking every iteration for the first one, so it was stopped."
WIDE_FROM = 62.0
"""Width, in text heights, from which on the maps stand beside the table."""
LARGEST = 1.7
"""Text of the table without maps, at most, by normal text."""
NO_MAPS = "Maps of the predictions need classes and two inputs."


class RaceLens(Lens):
    """Sets a race up; then its table and its maps."""

    title = "Race"
    on_stage = "race"
    help = (
        "Up to four runs that differ in one setting; all else is the same. Step, Run, Back and the timeline move all "
        "of them to the same iteration; one that diverges stays behind. The table shows who leads."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: ShownFrame | None = None
        self._raced: tuple[Run, ...] = ()
        self._losses: dict[Run, KnownLosses] = {}
        self._shown: tuple[Any, ...] = ()
        self._resting, self._table_text = False, 0.0
        submit = session.background.submit
        self.search_inquiry = Inquiry(submit, "race-losses", give_up=self._show_race)
        self.maps_inquiry = Inquiry(submit, "race-maps", PERIOD)
        self._make_parts()
        self._arrange()

    def _make_parts(self) -> None:
        self.setup, self.table, self.maps = RaceSetup(), RaceTable(), RaceMaps()
        self.goal, self.no_maps = NumberField(GOAL), QLabel(NO_MAPS)
        self.no_maps.setWordWrap(True)
        self.stop, self.clear = QPushButton("Stop racing"), QPushButton("Clear race")
        self.stop.setToolTip(tooltip("Only the active run continues; the others stay as ghosts where they are."))
        self.clear.setToolTip(tooltip("Delete all runs of this race except the active one."))
        self.setup.asked.connect(self._start)
        self.stop.clicked.connect(self.session.racing.leave)
        self.clear.clicked.connect(self.session.racing.clear)
        self.table.chosen.connect(self.session.activate)
        self.goal.committed.connect(self._show_race)

    def _arrange(self) -> None:
        self.page, self.race = QWidget(), QWidget()
        self._tools, self._parts = FlowLayout(), SideBySide(WIDE_FROM)
        for tool in (self.goal, self.stop, self.clear):
            self._tools.addWidget(tool)
        self._parts.addWidget(self.table, 3, Qt.AlignmentFlag.AlignTop)
        self._parts.addWidget(self.maps, 2)
        self._race_column = QVBoxLayout(self.race)
        self._race_column.setContentsMargins(0, 0, 0, 0)
        self._race_column.addLayout(self._tools)
        self._race_column.addLayout(self._parts)
        self._race_column.addWidget(self.no_maps)
        self._race_column.addStretch()
        self._page_column = QVBoxLayout(self.page)
        for part in (self.setup, self.race):
            self._page_column.addWidget(part)
        self.race.hide()
        self.scroll_through(self.page)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # names of runs may be long

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self._table_text = 0.0
        for part in (self.setup, self.maps, self.goal):
            part.set_look(look)
        self.goal.setMinimumWidth(round(look.px(190)))
        for widget in (self.stop, self.clear, self.no_maps):
            widget.setFont(look.font())
        set_text_colour(self.no_maps, look, "dim")
        self._page_column.setContentsMargins(0, 0, round(look.px(5)), 0)
        self._race_column.setSpacing(round(look.px(8)))
        self._tools.setSpacing(round(look.px(8)))
        self.fit()
        if self._frame is not None:
            self.show_frame(self._frame)

    def fit(self) -> None:
        """The maps beside the table, or below it."""
        wide = self._parts.fit(self.width(), self.look)
        self._parts.setSpacing(round(self.look.px(20 if wide else 6)))
        self._fill()

    def _fill(self) -> None:
        """Without maps have a larger table, as far as there is room."""
        text = self.look.text
        if self.maps.isHidden() and self._raced:
            others = (self._tools.heightForWidth(self.width()), self.no_maps.heightForWidth(self.width()))
            room = self.area.viewport().height() - sum(others) - 3 * self._race_column.spacing()
            fills = text_that_fills(self.area.viewport().width() - self.look.px(9), room, len(self._raced))
            text = max(text, min(fills, LARGEST * text))
        if text != self._table_text:
            self._table_text = text
            self.table.set_look(self.look.scaled(int(text)))
            self._show_race()

    # What is shown

    def show_frame(self, frame: ShownFrame) -> None:
        """Show where the runs of the race stand; without one, what it would be made of."""
        self._frame = frame
        racing = bool(frame.rivals)
        self._turn(racing)
        if not racing:
            self._raced, self._losses = (), {}
            for inquiry in (self.search_inquiry, self.maps_inquiry):
                inquiry.forget()
            self.setup.show_state(frame.experiment, frame.snapshot.iteration, 1 + len(frame.ghosts))
            return
        if not self._raced:
            loss = 0.5 * (frame.evaluation.train_loss + frame.evaluation.penalty)
            self.goal.set_value(float(f"{loss:.2g}") if 0.0 < loss < math.inf else GOAL.default)
        self._raced = (frame.run, *(rival.run for rival in frame.rivals))
        self._resting = frame.calm or frame.trace is not None
        self._show_race()
        self._ask_maps(frame)

    def _turn(self, racing: bool) -> None:
        """Show the race, or what it would be made of; who has the keyboard in the one gets it in the other."""
        going, coming = (self.setup, self.race) if racing else (self.race, self.setup)
        first = self.stop if racing else self.setup.race
        focused = self.window().focusWidget()
        coming.show()
        if focused is not None and going.isAncestorOf(focused) and focused.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        going.hide()

    def _show_race(self) -> None:
        frame = self._frame
        if frame is None or not frame.rivals:
            return
        rows, why = self._standings(frame), self._why_unsure()
        shown = (rows, [row.run.name for row in rows], why, self.goal.value, self.look, self._table_text)
        if shown != self._shown:
            self._shown = shown
            score = "accuracy" if frame.problem.classes else "R²"
            self.table.show_race(rows, self.goal.value, score, why, frame.problem.samples)
        self._look_through(rows)

    def _standings(self, frame: ShownFrame) -> tuple[RacerStanding, ...]:
        before = self._losses
        self._losses = {run: begin(run, [before[run]] if run in before else before.values()) for run in self._raced}
        return standings(frame, self.goal.value, self.look, self._losses)

    # When a loss was reached

    def _why_unsure(self) -> str:
        if self.search_inquiry.failed:
            return FAILED
        if sum(work.seconds for work in self._losses.values()) > MAX_WORK:
            return GIVEN_UP
        return LOOKED_THROUGH if self._resting else WHEN_PAUSED

    def _look_through(self, rows: tuple[RacerStanding, ...]) -> None:
        """While training is paused, have the worker check some iterations of the least known run."""
        unsure = [(len(self._losses[row.run].losses), place) for place, row in enumerate(rows) if row.doubt]
        if self.search_inquiry.waiting or not unsure or not self.isVisible() or self._why_unsure() != LOOKED_THROUGH:
            return
        row = rows[min(unsure)[1]]
        assert row.unsure_until is not None

        def accept(search: LossSearch) -> None:
            if row.run in self._losses:
                self._losses[row.run] = search.result.of(row.run)
                self._show_race()

        search = LossSearch(self._losses[row.run], self.goal.value, row.unsure_until)
        self.search_inquiry.ask((row.run,), partial(search.proceed, SECONDS), accept)

    # What they answer

    def _ask_maps(self, frame: ShownFrame) -> None:
        if not self.isVisible():
            return
        mapped = bool(frame.problem.classes) and len(frame.problem.train.x) == 2
        self.maps.setVisible(mapped)
        self.no_maps.setVisible(not mapped)
        self._fill()
        lanes = ((frame.problem, frame.snapshot), *((rival.problem, rival.snapshot) for rival in frame.rivals))
        question = tuple(snapshot for _, snapshot in lanes)
        if not mapped or not self.maps_inquiry.due(question, self._resting):
            return
        rows = self._standings(frame)
        job = partial(class_maps, tuple((problem, snapshot.theta) for problem, snapshot in lanes))

        def accept(maps: tuple[ClassMap, ...]) -> None:
            if self._raced == tuple(row.run for row in rows):
                self.maps.show_answers(rows, maps, frame.problem.classes)

        self.maps_inquiry.ask(question, job, accept)

    # What is asked for

    def _start(self, factor: Factor, values: Sequence[Any], now: bool) -> None:
        try:
            self.session.racing.start(factor, values, self.session.iteration if now else 0)
        except InvalidSetting as refusal:
            self.setup.show_refusal(refusal.words)
