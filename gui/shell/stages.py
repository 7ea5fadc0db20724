"""The body of the window: the network's columns, or the function lab; and which of them the buttons move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QToolTip

from core.exchange.scenes import Scene
from core.training.bookmarks import Bookmarks
from core.training.growth import far_rate
from core.training.run import Run
from core.values import dataclass
from gui.frames.shown import ShownFrame
from gui.function_lab.session import FunctionSession
from gui.panels.timeline import TimelinePanel
from gui.panels.transport import TransportPanel
from gui.session.messages import Message
from gui.session.player import Player
from gui.session.session import Session
from gui.session.timeline import Timeline, Training, rests_at
from gui.shell.settings import Settings
from gui.widgets.columns import Columns
from gui.widgets.status_line import StatusLine
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.function_frame import FunctionFrame
    from gui.function_lab.stage import FunctionStage


@dataclass(frozen=True)
class Side:
    """One of the two bodies: what moves in it, its columns, and who says where it stands when a frame has come.

    ``is_settled`` tells whether the displayed picture is as good as it gets.
    """

    timeline: Timeline
    training: Training | None
    is_settled: Callable[[], bool]
    columns: Callable[[], Columns]
    show_place: Callable[[Any], None]


class Stages(QStackedWidget):
    """Holds both stages; the function lab is made when a scene first needs it, for it imports pyqtgraph."""

    function_made = Signal(object)
    """The function lab is there: keys should act on it, too."""

    def __init__(
        self,
        network: Columns,
        transport: TransportPanel,
        timeline: TimelinePanel,
        session: Session,
        player: Player,
        settings: Settings | None,
    ) -> None:
        super().__init__()
        self.network, self.function_stage = network, None
        self.transport, self.timeline = transport, timeline
        self._session, self._player, self._settings = session, player, settings
        self.function = FunctionSession(session.background, session.edits, self)
        self._training = Side(
            session, session.travel, lambda: session.looking.settled, lambda: network, self._show_frame
        )
        self._walk = Side(self.function, None, lambda: self.function.settled, self._function_columns, self._show_step)
        self._side, self._connection = self._training, session.frame_changed.connect(self._show_frame)
        self._look, self._may_make, self._room = Look(), False, 0
        self.status = StatusLine(self)
        self.addWidget(network)
        session.scene_changed.connect(self.show_scene)
        for started_over in (session.started_over, self.function.started_over):
            started_over.connect(lambda: QToolTip.hideText())  # what it spoke of may be gone

    function_stage: FunctionStage | None

    @property
    def _made(self) -> list[Columns]:
        return [self.network] if self.function_stage is None else [self.network, self.function_stage]

    @property
    def columns(self) -> Columns:
        """The displayed columns."""
        columns = self.currentWidget()
        assert isinstance(columns, Columns)
        return columns

    @property
    def settled(self) -> bool:
        """Whether the displayed picture is as good as it gets."""
        return self._side.is_settled()

    def reset(self) -> None:
        """Be as before the first scene: the network displayed."""
        self.function.reset()
        self._turn(self._training)

    def choose(self, scene: Scene) -> None:
        """Begin a scene, also the displayed one."""
        self.function.forget(scene.name)
        if scene.descent is not None and self._session.scene == scene:
            self.function.start_afresh(scene.descent)
        else:
            self._session.open_scene(scene)

    def show_scene(self, scene: Scene) -> None:
        """Turn to the stage that a scene needs, at the scene's speed or the one last chosen for it."""
        self.transport.show_scene(scene)
        if scene.descent is None:
            self.function.close()
            self._turn(self._training)
        else:
            self.function.open_scene(scene)
            self._turn(self._walk)
        chosen = self._settings.pace_of(scene.name) if self._settings is not None else None
        rate = scene.pace if chosen is None else chosen
        self.transport.speed.show_rate(rate)
        self._player.pace.set_rate(rate)

    def forget_future(self) -> None:
        """Forget what comes after the step on show."""
        self._player.pause()
        self._side.timeline.forget_future()

    def set_bookmarks(self, run: Run | None, bookmarks: Bookmarks) -> None:
        """Let a run have these bookmarks, or the walk on show if there is none."""
        if run is not None:
            self._session.set_bookmarks(run, bookmarks)
        else:
            self.function.set_bookmarks(bookmarks)

    def set_rate(self, rate: float) -> None:
        """Run at so many steps a second from now on, and whenever this scene is opened again."""
        self._player.pace.set_rate(rate)
        if self._settings is not None and self._session.scene is not None:
            self._settings.keep_pace(self._session.scene.name, rate)

    def _turn(self, side: Side) -> None:
        """Show a side, and let buttons and keys move it."""
        if side is self._side:
            return
        self._side = side
        self._player.drive(side.timeline, side.training)
        QObject.disconnect(self._connection)
        self._connection = side.timeline.frame_changed.connect(side.show_place)
        self.transport.show_network_buttons(side.training is not None)
        self._show_columns()

    def _show_columns(self) -> None:
        if self._may_make:
            self.setCurrentWidget(self._side.columns())

    def complete(self) -> None:
        """From now on pyqtgraph may be imported: the window has been painted once."""
        self._may_make = True
        self._show_columns()

    def _function_columns(self) -> FunctionStage:
        if self.function_stage is None:
            from gui.function_lab.stage import FunctionStage

            self.function_stage = stage = FunctionStage(self.function)
            for asked in (stage.values.dragged, stage.steps.asked):
                asked.connect(self._player.go_to)
            for changed in (stage.panel.optimizer.changed, stage.panel.rate.valueChanged):
                changed.connect(self._say_if_far)
            self.addWidget(stage)
            stage.panel.setFocus()  # not one of its fields, as Qt would: no frame that nobody asked for, and Space runs
            self._dress(stage)
            self.function_made.emit(stage)
        return self.function_stage

    def _say_if_far(self) -> None:
        """Say that a learning rate is far above the scene's, if this is its function."""
        scene, descent = self._session.scene, self.function.descent
        if scene is None or scene.descent is None or scene.descent.function is not descent.function:
            return
        if words := far_rate(descent.optimizer, scene.descent.optimizer):
            self._session.say(Message("info", words))

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.status.set_look(look)
        for stage in self._made:
            self._dress(stage)

    def _dress(self, stage: Columns) -> None:
        """Give a stage the look; the variables of a plain function are x and y in every notation."""
        own = stage is not self.network
        stage.set_look(replace(self._look, notation=self._look.notation.of_functions()) if own else self._look)

    def keep_free(self, gap: int, room: int) -> None:
        """Keep ``gap`` pixels above the stage free, and below it the ``room`` of a message or of the status line."""
        self._room = room
        self.setContentsMargins(0, gap, 0, room)
        self._place_status()

    def _place_status(self) -> None:
        self.status.setGeometry(0, self.height() - self._room, self.width(), self._room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the status line below the stage."""
        super().resizeEvent(event)
        self._place_status()

    def _show_frame(self, frame: ShownFrame) -> None:
        self.transport.show_frame(frame)
        self.timeline.show_frame(frame)
        self.status.show_of(frame, self._look.notation)
        self._show_ahead()

    def _show_step(self, frame: FunctionFrame) -> None:
        self.transport.show_step(frame.step, frame.value)
        self.timeline.show_steps(frame.step, frame.known, self.function.bookmarks)
        self.status.show_of(frame, self._look.notation.of_functions())
        self._show_ahead()

    def _show_ahead(self) -> None:
        timeline = self._side.timeline
        self.transport.show_ahead(rests_at(timeline), timeline.now >= timeline.scene_end)

    def minimumSizeHint(self) -> QSize:
        return self.network.minimumSizeHint()
