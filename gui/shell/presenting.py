"""Presenting: the stage on the screen instead of the desk, and the keys that drive it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from core.exchange.scenes import Scene
from core.hyperparameters import InvalidSetting
from core.training.optimizers import Optimizer
from gui.frames.shown import ShownFrame
from gui.function_lab.session import FunctionSession
from gui.session.player import Player
from gui.session.session import Session
from gui.session.strides import Strides
from gui.stage.blank import Blank
from gui.stage.keys import DIGITS, Key, PresentingKeys, Press
from gui.stage.stage import Stage
from gui.widgets.shortcuts import Action

if TYPE_CHECKING:
    from gui.frames.function_frame import FunctionFrame

LEAVE_AGAIN, LEAVE_WITHIN = "Esc again to leave", 2_000
"""What a first Esc says, and for how many milliseconds a second one then leaves."""
FACTOR = 10.0**0.25
"""By which the keys + and − change the learning rate."""


class Presenting(QObject):
    """Shows the stage on the full screen instead of what a window shows, and takes the keys meanwhile."""

    ended = Signal()
    """The desk is there again."""

    def __init__(
        self, window: QMainWindow, desk: QWidget, session: Session, function: FunctionSession, player: Player
    ) -> None:
        super().__init__(window)
        self._window, self._body, self._was_maximised = window, QStackedWidget(), False
        self.session, self.function, self.player = session, function, player
        self.strides = Strides(session, player)
        self.stage = Stage(session, self.strides)
        self.blank = Blank(self.stage)
        self._body.addWidget(desk)
        self._body.addWidget(self.stage)
        window.setCentralWidget(self._body)
        self.is_on = False
        self._keys = PresentingKeys(self, self._action_of, lambda: player.goal is None and not session.busy)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.timeout.connect(lambda: self.stage.say(""))
        self._actions = self._all_actions()
        for timeline in (session, function):
            timeline.frame_changed.connect(self._show)
        session.scene_changed.connect(self._show_scene)

    def begin(self) -> None:
        """Present, if that is not so already."""
        if not self.is_on:
            self.is_on = True
            self._keys.begin()
            self._show_present()
            self._was_maximised = self._window.isMaximized()
            self._body.setCurrentWidget(self.stage)
            self._window.showFullScreen()

    def end(self) -> None:
        """Be at the desk again."""
        if self.is_on:
            self.is_on = False
            self._keys.end()
            self._leaving.stop()
            self.stage.say("")
            self.blank.hide()
            self._body.setCurrentIndex(0)
            self._window.showMaximized() if self._was_maximised else self._window.showNormal()
            self.ended.emit()

    def reset(self) -> None:
        """Be as before anything was presented."""
        self.end()
        self.strides.choose("iteration")
        self.stage.names = ()

    def _show(self, frame: ShownFrame | FunctionFrame) -> None:
        if self.stage.isVisible() and isinstance(frame, ShownFrame) == (self.player.training is not None):
            self.stage.show_frame(frame)

    def _show_present(self) -> None:
        frame = self.session.frame if self.player.training is not None else self.function.frame
        if frame is not None:
            self.stage.show_frame(frame)

    def _show_scene(self, scene: Scene) -> None:
        """Let another scene's views stand on the stage."""
        self.stage.names = scene.views

    # --- keys ---

    def _action_of(self, press: Press) -> Action | None:
        """Return what a press does: on a blank screen, whatever it is, it brings the picture back."""
        if self.blank.isVisible():
            return self.blank.hide
        return self._actions.get(press)

    def _all_actions(self) -> dict[Press, Action]:
        player, strides, stage = self.player, self.strides, self.stage
        plain: dict[Qt.Key, Action] = {
            Key.Key_PageDown: strides.next,
            Key.Key_PageUp: strides.back,
            Key.Key_Right: strides.next,
            Key.Key_Left: strides.back,
            Key.Key_Space: player.toggle,
            Key.Key_Home: player.restart,
            Key.Key_End: player.to_end,
            Key.Key_N: strides.choose_next,
            Key.Key_Period: lambda: self._go_blank(Qt.GlobalColor.black),
            Key.Key_B: lambda: self._go_blank(Qt.GlobalColor.black),
            Key.Key_W: lambda: self._go_blank(Qt.GlobalColor.white),
            Key.Key_F5: lambda: None,
            Key.Key_Escape: self._leave,
            Key.Key_Plus: lambda: self._scale_rate(FACTOR),
            Key.Key_Equal: lambda: self._scale_rate(FACTOR),
            Key.Key_Minus: lambda: self._scale_rate(1 / FACTOR),
        }
        shifted: dict[Qt.Key, Action] = {
            Key.Key_PageDown: player.phase_forward,
            Key.Key_PageUp: player.phase_back,
            Key.Key_Right: partial(stage.swap, 1),
            Key.Key_Left: partial(stage.swap, -1),
            Key.Key_Plus: lambda: self._scale_rate(FACTOR),
        }
        actions = {(key, False): action for key, action in plain.items()}
        actions |= {(key, True): action for key, action in shifted.items()}
        for place, digit in enumerate(DIGITS):
            actions[digit, False] = partial(stage.toggle, place)
            actions[digit, True] = partial(stage.show_alone, place)
        return actions

    def _go_blank(self, colour: Qt.GlobalColor) -> None:
        self.player.pause()
        self.blank.cover(colour)

    def _leave(self) -> None:
        """Close what is open; else say that a second Esc leaves, and leave by it."""
        if self._leaving.isActive():
            self.end()
        else:
            self._leaving.start(LEAVE_WITHIN)
            self.stage.say(LEAVE_AGAIN)

    def _scale_rate(self, factor: float) -> None:
        """Change the learning rate, to three figures."""
        try:
            if self.player.training is not None:
                experiment = self.session.experiment
                self.session.edit(replace(experiment, optimizer=scaled(experiment.optimizer, factor)))
            else:
                descent = self.function.descent
                self.function.edit(replace(descent, optimizer=scaled(descent.optimizer, factor)))
        except InvalidSetting as limit:
            self.stage.say(str(limit))


def scaled(optimizer: Optimizer, factor: float) -> Optimizer:
    """Return an optimiser with another learning rate, to three figures.

    Raises
    ------
    InvalidSetting
        If it cannot be so large, or so small.
    """
    return replace(optimizer, alpha=float(f"{optimizer.alpha * factor:.3g}"))
