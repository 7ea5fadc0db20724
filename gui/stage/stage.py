"""The stage: one to four views, a line above, a caption and a row of time below, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.training.epochs import place_at
from core.training.trace import Phase, phases
from gui.frames.shown import ShownFrame
from gui.session.session import Session
from gui.stage.lines import CaptionLine, Moment, TimeRow, TopLine
from gui.stage.presets import MARGIN, places
from gui.stage.views import VIEWS, View
from gui.widgets.controls import dress
from gui.widgets.numbers import number
from gui.widgets.theme import Look, Theme

TEXT = 1 / 40
"""Height of normal text, as a share of the stage's height."""
TOP_LINE, CAPTION, TIME = (0.02, 0.075), (0.873, 0.936), (0.938, 0.98)
"""Where the lines are, as shares of the height."""
MAX_VIEWS = 4


def stage_theme(theme: Theme) -> Theme:
    """Return a theme without cards: what is on the stage has its ground."""
    return replace(theme, card=theme.background, neutral=theme.background)


def stage_look(look: Look, height: float, text: float = 1.0) -> Look:
    """Return the look of a stage of so many pixels' height, with text ``text`` times as large as it is at least."""
    return replace(look, theme=stage_theme(look.theme), text=text * TEXT * height, stage=height)


class Stage(QWidget):
    """Shows the frames of a session to a class."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.desk = Look()
        self.chosen: tuple[View, ...] = VIEWS[:2]
        self.made: dict[str, Any] = {}
        self.top_line, self.caption, self.time = TopLine(self), CaptionLine(self), TimeRow(self)
        self.setAccessibleName("Stage")

    # --- what is shown ---

    @property
    def shown(self) -> list[Any]:
        """The widgets of the views that are shown."""
        return [self.made[view.name] for view in self.chosen if view.name in self.made]

    def choose(self, names: Sequence[str]) -> None:
        """Show these views, in this order."""
        known = {view.name: view for view in VIEWS}
        self.chosen = tuple(known[name] for name in names[:MAX_VIEWS])
        if self.isVisible():
            self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Make what is shown, and bring it up to date."""
        super().showEvent(event)
        self._arrange()

    def show_frame(self, frame: ShownFrame) -> None:
        """Show another iteration."""
        for view in self.shown:
            view.show_frame(frame)
        self._show_place(frame)

    def _show_place(self, frame: ShownFrame) -> None:
        k, depth = frame.snapshot.iteration, frame.problem.layout.depth
        epoch, batch, batches = place_at(frame.run.segments, k)
        place = f"Iteration {k:,} · epoch {epoch:,}, batch {batch:,} of {batches:,}" if k else "Before the first step"
        scene = self.session.scene
        loss = number(frame.evaluation.train_loss + frame.evaluation.penalty)
        self.top_line.show_words(scene.title if scene else "", place, "loss", loss)
        end = max(frame.last_iteration, scene.end if scene else 0)
        groups = (1, depth, 1, depth, 1)
        self.time.show_moment(
            Moment(k, frame.run.history.end, end, groups, frame.step_into, next_phase(depth, frame.step_into))
        )

    # --- how it looks ---

    def set_look(self, look: Look) -> None:
        """Take the theme of the desk."""
        self.desk = look
        self._arrange()

    @property
    def look(self) -> Look:
        """The stage's own."""
        return stage_look(self.desk, max(self.height(), 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand where another size has room, as large as it asks for."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if not self.isVisible():
            return
        look, width, height = self.look, self.width(), self.height()
        for line, (top, foot) in ((self.top_line, TOP_LINE), (self.caption, CAPTION), (self.time, TIME)):
            line.set_look(look)
            margin = MARGIN * width
            line.setGeometry(QRectF(margin, top * height, width - 2 * margin, (foot - top) * height).toAlignedRect())
        for name, widget in self.made.items():
            widget.setVisible(name in {view.name for view in self.chosen})
        boxes = places([view.square for view in self.chosen], width, height)
        for view, box in zip(self.chosen, boxes, strict=True):
            self._place(view, box, look)
        if self.session.frame is not None:
            self.show_frame(self.session.frame)
        self.update()

    def _place(self, view: View, box: QRectF, look: Look) -> None:
        if view.name not in self.made:
            self.made[view.name] = widget = view.make(self.session)
            widget.setParent(self)
        widget = self.made[view.name]
        widget.setGeometry(box.toAlignedRect())
        dress(widget, look)
        widget.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("background"))
        painter.end()


def next_phase(depth: int, done: int) -> str:
    """Return what comes after so many phases of an iteration, in two words."""
    everything = phases(depth)
    phase: Phase = everything[done % len(everything)]
    return f"layer {phase.layer}" if phase.layer is not None else {"update": "the step"}.get(phase.kind, phase.kind)
