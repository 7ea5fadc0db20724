"""Does a lesson's actions on the window: one at a time, and the next only once that is on show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from core.course.actions.looking import ShowViews, WriteIn
from core.course.lesson import Actions
from core.hyperparameters import InvalidSetting
from gui.course.hands import Desk, WindowHands


def parts_of(actions: Actions) -> Actions:
    """Return actions in parts, each of which is on show before the next is done."""
    return tuple(part for action in actions for part in action.parts)


class Acting(QObject):
    """A queue of actions. The window works on meanwhile; a click or Esc stops it.

    Attributes
    ----------
    trail
        All that has been done since a scene was opened, in parts, if nothing else has been done in between.
    failed
        How many parts had been done before the last one that could not be.
    """

    refused = Signal(object)
    """Why an action could not be done, as it was raised; those after it are left."""
    rested = Signal()
    """All that was asked for is on show, whoever has asked."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.hands = WindowHands(desk)
        self._player, self._travel = desk.player, desk.session.travel
        self._session, self._function = desk.session, desk.function
        self._left: list[Any] = []
        self._then: Callable[[], None] | None = None
        self.trail: Actions = ()
        self.failed = 0
        self._stood: tuple[object, ...] = ()
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._go_on)
        background = desk.session.background
        for heard in (background.delivered, background.failed, desk.player.views_changed):
            heard.connect(self._look_soon)

    @property
    def acts(self) -> bool:
        """Whether actions are being done."""
        return self._then is not None

    @property
    def wandered(self) -> bool:
        """Whether anything else has been done since the last action."""
        return not self.trail or self._stood != self.hands.standing()

    def reach(self, actions: Actions, then: Callable[[], None]) -> None:
        """Be where some actions lead, the first of which opens a scene; call ``then`` there.

        Those that have just been done are not done again.
        """
        self.stop()
        actions = parts_of(actions)
        done = 0 if self.wandered or actions[: len(self.trail)] != self.trail else len(self.trail)
        if not done:
            self.trail = ()
        for action in actions[:done]:
            if isinstance(action, (ShowViews, WriteIn)):  # which a page begins without
                action.act(self.hands)
        self._left, self._then = list(actions[done:]), then
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._look.start()

    def stop(self) -> None:
        """Leave what has not been done."""
        if self.acts:
            self._player.pause()
            self._finish()
            self.trail = ()

    def _finish(self) -> Callable[[], None] | None:
        then, self._then = self._then, None
        self._left.clear()
        self._travel.until = None
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        return then

    def _look_soon(self, *_: object) -> None:
        self._look.start()

    def _go_on(self) -> None:
        if self.acts and self._is_stuck:
            if self.trail or not self._left:
                self.stop()
            else:  # the first action opens a scene
                self._act()
        if not self.hands.at_rest:
            return
        if self.acts:
            self._stood = self.hands.standing()
            self._act() if self._left else self._arrive()
        self.rested.emit()

    @property
    def _is_stuck(self) -> bool:
        """Whether nothing is on show that can be changed, and nothing is on its way: it could not be made."""
        if self._player.goal is not None or self._player.phases.to_go:
            return False
        if self.hands.descent is not None:
            return self._function.frame is None and self._function.settled
        return not self._session.ready and not self._session.busy

    def _act(self) -> None:
        action = self._left.pop(0)
        self._travel.until = None
        try:
            action.act(self.hands)
        except InvalidSetting as refusal:
            self._finish()
            self.trail, self.failed = (), len(self.trail)
            self.refused.emit(refusal)
            return
        self.trail = (*self.trail, action)
        self._look.start()

    def _arrive(self) -> None:
        then = self._finish()
        if then is not None:
            then()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop at a click or at Esc, and let them do what they do besides."""
        escaped = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if event.type() == QEvent.Type.MouseButtonPress or (event.type() == QEvent.Type.KeyPress and escaped):
            self.stop()
        return False
