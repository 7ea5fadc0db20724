"""The dialog in which an animation is chosen and made: what, from where to where, how many pictures, how large."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.hyperparameters import InvalidSetting
from gui.files.folders import documents
from gui.frames.shown import ShownFrame
from gui.function_lab.session import FunctionSession
from gui.session.messages import Message
from gui.session.session import Session
from gui.share.animation import BRIEF, LONG, MOST_PICTURES, PHASES, SHORTEST, VIEWS_OF_PHASES, of_phases, of_stretch
from gui.share.canvas import STAGE
from gui.share.filming import Filming, HasTime, Shot
from gui.stage.views import views_for
from gui.widgets.controls import dress
from gui.widgets.field import permit, tooltip
from gui.widgets.fonts import line_height
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.share.canvas import AnyFrame

SIZES = (640, 480), (800, 600), (1280, 720), (1920, 1080)
USUAL_SIZE, USUAL_PICTURES = 1, 40
PATIENCE = 400
"""Milliseconds after the last change before a few pictures are drawn to tell the size."""
OF_PHASES = "A step has one picture for each of its phases."
NOTHING_YET = "There is nothing to animate yet. Take some steps first."
MEASURING, CANCELLED = "A few pictures are drawn to tell the size …", "Given up. No file was written."


def show_animation_dialog(window: HasTime) -> None:
    """Let somebody choose and make an animation of what is on show."""
    session, timeline = window.session, window.player.timeline
    assert isinstance(window, QWidget)
    assert isinstance(timeline, Session | FunctionSession)
    frame, scene = timeline.frame, session.scene
    if frame is None or (timeline.known == 0 and window.player.training is None):
        session.say(Message("error", NOTHING_YET))
        return
    AnimationDialog(window, window, frame, scene.views if scene is not None else (), documents()).open()


class AnimationDialog(OwnLetters, QDialog):
    """Says how large an animation will be, and makes it; the window stands where it stood afterwards."""

    def __init__(self, window: QWidget, time: HasTime, frame: AnyFrame, views: tuple[str, ...], folder: Path) -> None:
        super().__init__(window)
        self.setWindowTitle("Animation")
        self.setAccessibleName("Animation")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._frame, self._views, self._folder = frame, views, folder
        self._depth = frame.problem.layout.depth if isinstance(frame, ShownFrame) else 0
        self.filming = Filming(time, self)
        self._shot: Shot | None = None
        self._saving = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._make_parts(time.player.timeline.known, time.player.timeline.now)
        self._arrange()
        self._connect()
        dress(self, time.look)
        self._follow_what()

    # Construction

    def _make_parts(self, known: int, now: int) -> None:
        self._known, self._now = known, now
        self.what, self.size_box = QComboBox(), QComboBox()
        if known > 0:
            self.what.addItem("The stage", STAGE)
            for view in views_for(self._frame):
                if not view.lacks(self._frame):
                    self.what.addItem(view.title, view.name)
        if self._depth:
            self.what.addItem("The phases of the next step", PHASES)
        for width, height in SIZES:
            self.size_box.addItem(f"{width} × {height}", (width, height))
        self.size_box.setCurrentIndex(USUAL_SIZE)
        self.first, self.last, self.pictures = _whole(0, max(known - 1, 0)), _whole(1, max(known, 1)), QSpinBox()
        self.last.setValue(known)
        self.pictures.setRange(2, MOST_PICTURES)
        self.pictures.setValue(USUAL_PICTURES)
        self.each = QDoubleSpinBox(minimum=SHORTEST, maximum=10.0, singleStep=0.05, decimals=2, suffix=" s")
        self.words, self.bar = QLabel(), QProgressBar()
        self.words.setWordWrap(True)
        self.bar.setAccessibleName("Progress")
        self.save, self.cancel = QPushButton("Save …"), QPushButton("Cancel")
        self.save.setToolTip("Choose a file, and make the animation.")
        self.cancel.setToolTip("Give up what is being made, or close. (Esc)")

    def _arrange(self) -> None:
        self._form, foot = QFormLayout(), QHBoxLayout()
        for label, field, help in (
            ("Show", self.what, "A view by itself, the stage, or one step phase by phase."),
            ("From", self.first, "The first iteration."),
            ("To", self.last, "The last iteration."),
            ("Pictures", self.pictures, "How many; they are in equal strides."),
            ("Each for", self.each, "How long a picture stands. The last one stands for two seconds at least."),
            ("Size", self.size_box, "Width and height in pixels."),
        ):
            field.setToolTip(tooltip(help))
            field.setAccessibleName(label)
            self._form.addRow(label, field)
        foot.addWidget(self.save)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._form)
        self._column.addWidget(self.words)
        self._column.addWidget(self.bar)
        self._column.addLayout(foot)

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._follow_what)
        self.size_box.currentIndexChanged.connect(self._change)
        for number in (self.first, self.last, self.pictures, self.each):
            number.valueChanged.connect(self._change)
        self._patience.timeout.connect(self._measure)
        self.save.clicked.connect(self._ask_where)
        self.cancel.clicked.connect(self.reject)
        self.filming.sized.connect(self._tell_size)
        self.filming.progressed.connect(self.bar.setValue)
        self.filming.written.connect(lambda path: self._say(f"“{path.name}” has been written."))
        self.filming.refused.connect(self._say)
        self.filming.ended.connect(self._rest)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.setFont(look.font())
        self.words.setMinimumWidth(round(look.px(360)))
        self.words.setMinimumHeight(2 * line_height(self.words.font()))  # nothing moves when the words come
        gap = round(look.px(12))
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setSpacing(gap)

    # What is chosen

    def _follow_what(self) -> None:
        phases = self.what.currentData() == PHASES
        for field in (self.first, self.last, self.pictures):
            permit(field, OF_PHASES if phases else "")
        self.each.setValue(LONG if phases else BRIEF)
        self._change()

    def _change(self) -> None:
        self._shot = None
        permit(self.save, "The size is told first.")
        self._say(MEASURING)
        self._patience.start()

    def _measure(self) -> None:
        try:
            self._shot = self._chosen()
            self.filming.film(self._shot)
        except InvalidSetting as refusal:
            self._shot = None
            self._say(str(refusal))

    def _chosen(self) -> Shot:
        what, size, each = self.what.currentData(), self.size_box.currentData(), self.each.value()
        if what == PHASES:
            return Shot(STAGE, size, of_phases(self._now, self._depth, each), VIEWS_OF_PHASES)
        animation = of_stretch(self.first.value(), self.last.value(), self.pictures.value(), each)
        return Shot(what, size, animation, self._views)

    # What is made

    def _tell_size(self, size: int) -> None:
        if self._shot is not None and not self._patience.isActive():
            self._say(f"It will be {self._shot.animation.told(size)}.")
            permit(self.save, "It is being made." if self._saving else "")

    def _ask_where(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Save the animation", str(self._folder / "training.gif"), "Animations (*.gif)"
        )
        if name:
            self.make(Path(name).with_suffix(".gif"))

    def make(self, path: Path) -> None:
        """Make the animation, and write it."""
        if self._shot is not None:
            self._saving = True
            self.bar.setRange(0, len(self._shot.animation.moments))
            self.bar.setValue(0)
            self._form_enabled(False)
            self.filming.film(self._shot, path)

    def _rest(self) -> None:
        self._saving = False
        self._form_enabled(True)
        permit(self.save, "" if self._shot is not None else "The size is told first.")

    def _form_enabled(self, on: bool) -> None:
        why_not = "" if on else "It is being made. Cancel gives up."
        for field in (self.what, self.each, self.size_box, self.save):
            permit(field, why_not)
        for number in (self.first, self.last, self.pictures):
            permit(number, why_not or (OF_PHASES if self.what.currentData() == PHASES else ""))

    def _say(self, words: str) -> None:
        self.words.setText(words)

    def reject(self) -> None:
        """Give up what is made; if nothing is, close once the window stands where it stood."""
        if self._saving:
            self.filming.cancel()
            self._say(CANCELLED)
            return
        self._patience.stop()
        if self.filming.is_busy:
            self.filming.cancel()
            self.filming.ended.connect(super().reject)
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close as Esc does."""
        event.ignore()
        self.reject()


def _whole(low: int, high: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setGroupSeparatorShown(True)
    return box
