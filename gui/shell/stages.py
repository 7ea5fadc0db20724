"""The body of the window: the network's columns, or the function lab, and whom the buttons ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QStackedWidget

from core.exchange.scenes import Scene
from gui.frames.function_frame import FunctionFrame
from gui.frames.shown import ShownFrame
from gui.function_lab.player import FunctionPlayer
from gui.function_lab.session import FunctionSession
from gui.panels.timeline import TimelinePanel
from gui.panels.transport import TransportPanel
from gui.session.player import RATES, Player
from gui.widgets.columns import Columns
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.function_lab.stage import FunctionStage

WATCHED = 10.0
"""Steps per second at which the function lab begins: a path of some dozen steps is to be seen, not just to be there."""


class Remote(QObject):
    """Hands what buttons and keys ask for to the player of the stage on show."""

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self.player: Player | FunctionPlayer = player

    def step(self) -> None:
        """Do one step."""
        self.player.step()

    def back(self) -> None:
        """Undo one step."""
        self.player.back()

    def phase_forward(self) -> None:
        """Show the next phase."""
        self.player.phase_forward()

    def phase_back(self) -> None:
        """Undo a phase."""
        self.player.phase_back()

    def epoch(self) -> None:
        """Go on to the end of the epoch."""
        self.player.epoch()

    def restart(self) -> None:
        """Go back to the start."""
        self.player.restart()

    def toggle(self) -> None:
        """Run, or pause."""
        self.player.toggle()

    def to_end(self) -> None:
        """Go to the last step that is known."""
        self.player.to_end()

    def go_to(self, step: int) -> None:
        """Show another step."""
        self.player.go_to(step)

    def move(self, steps: int) -> None:
        """Go on by some steps, or back."""
        self.player.move(steps)

    def move_epochs(self, direction: int) -> None:
        """Go on by an epoch, or back."""
        self.player.move_epochs(direction)

    def run_to(self, step: int) -> None:
        """Run to a step."""
        self.player.run_to(step)

    def set_rate(self, rate: float) -> None:
        """Choose the speed."""
        self.player.set_rate(rate)


class Stages(QStackedWidget):
    """Holds both stages; the function lab is made when a scene first needs it, for it imports pyqtgraph."""

    function_made = Signal(object)
    """The function lab is there: keys should act on it, too."""

    def __init__(self, network: Columns, player: Player, transport: TransportPanel, timeline: TimelinePanel) -> None:
        super().__init__()
        self.network, self.function_stage = network, None
        self.transport, self.timeline = transport, timeline
        session = player.session
        self._player = player
        self.function = FunctionSession(session.background, session.edits, self)
        self.function_player = FunctionPlayer(self.function)
        self.remote = Remote(player, self)
        self._look, self._may_make, self._rate_before = Look(), False, RATES.index(player.rate)
        self.addWidget(network)
        self.function.frame_changed.connect(self._show_step)
        self.function_player.playing_changed.connect(transport.show_playing)
        session.scene_changed.connect(self.show_scene)

    function_stage: FunctionStage | None

    @property
    def shows_network(self) -> bool:
        """Whether the network is on show, and not a plain function."""
        return self.remote.player is self._player

    @property
    def columns(self) -> Columns:
        """The columns on show."""
        stage = self.function_stage
        return self.network if self.shows_network or stage is None else stage

    @property
    def calm(self) -> bool:
        """Whether nothing more is to come on the stage of a plain function."""
        return self.shows_network or (not self.function_player.playing and self.function.settled)

    def choose(self, scene: Scene) -> None:
        """Begin a scene, also the one that is on show."""
        self.function.forget(scene.name)
        session = self._player.session
        if scene.descent is not None and session.scene == scene:
            self.function.edit(scene.descent)
            self.function_player.restart()
        else:
            session.open_scene(scene)

    def go_first(self, steps: int) -> None:
        """Go to a step before anybody looks."""
        if self.shows_network:
            self._player.run_to(steps)
        else:
            self.function_player.go_to(steps)

    def show_frame(self, frame: ShownFrame) -> None:
        """Say where the network's training is, if that is on show."""
        if self.shows_network:
            self.transport.show_frame(frame)
            self.timeline.show_frame(frame)

    def show_scene(self, scene: Scene) -> None:
        """Turn to the stage that a scene needs."""
        self.transport.show_scene(scene)
        was_network = self.shows_network
        if scene.descent is None:
            self.function_player.pause()
            self.function.close()
            self.remote.player = self._player
        else:
            self._player.pause()
            self.remote.player = self.function_player
            self.function.open_scene(scene)
        if was_network != self.shows_network:
            self._turn()

    def _turn(self) -> None:
        """Show the other stage, at a speed that suits it."""
        speed = self.transport.speed
        if self.shows_network:
            speed.setValue(self._rate_before)
        else:
            self._rate_before = speed.value()
            speed.setValue(RATES.index(WATCHED))
        self.remote.set_rate(RATES[speed.value()])
        self.transport.show_network_buttons(self.shows_network)
        self._show_stage()

    def _show_stage(self) -> None:
        if not self.shows_network and self.function_stage is None and self._may_make:
            self._make_function_stage()
        self.setCurrentWidget(self.columns)
        if self.function_stage is not None:
            self.function_stage.set_presenting(self.network.presenting)

    def complete(self) -> None:
        """From now on pyqtgraph may be imported: the window has been painted once."""
        self._may_make = True
        self._show_stage()

    def _make_function_stage(self) -> None:
        from gui.function_lab.stage import FunctionStage

        self.function_stage = stage = FunctionStage(self.function)
        stage.values.dragged.connect(self.function_player.go_to)
        self.addWidget(stage)
        stage.set_look(self._look)
        stage.panel.show_descent(self.function.descent)
        if self.function.frame is not None:
            stage.show_walk(self.function.frame)
        self.function_made.emit(stage)

    def set_presenting(self, presenting: bool) -> None:
        """Show the stages alone, or the editors too."""
        self.network.set_presenting(presenting)
        if self.function_stage is not None:
            self.function_stage.set_presenting(presenting)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.network.set_look(look)
        if self.function_stage is not None:
            self.function_stage.set_look(look)

    def _show_step(self, frame: FunctionFrame) -> None:
        if not self.shows_network:
            self.transport.show_step(frame.step, frame.value)
            self.timeline.show_steps(frame.step, frame.known)

    def minimumSizeHint(self) -> QSize:
        return self.network.minimumSizeHint()
