"""Shows a warning while a run grows, before it diverges: once, and for as long as it is true."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from core.training.growth import growth
from gui.frames.shown import ShownFrame
from gui.session.messages import Message
from gui.session.session import Session
from gui.widgets.banner import Banner


def growth_of(frame: ShownFrame) -> str:
    """Return what has grown too far in the displayed iteration, in one sentence; empty if nothing has."""
    history = frame.run.history
    start = float(history.evaluated("train_loss")[0] + history.evaluated("penalty")[0])
    return growth(start, frame.evaluation, frame.snapshot.theta)


class GrowthNotice(QObject):
    """Says in the banner what grows, keeps its numbers up to date, and takes it away when it is no longer so.

    A message that was closed, or overtaken by another one, does not come back before the growth has ended. That a run
    has diverged says more, and stays.
    """

    def __init__(self, session: Session, banner: Banner) -> None:
        super().__init__(banner)
        self._session, self._banner = session, banner
        self._said, self._diverged = "", False
        session.stopped.connect(self._rest)
        session.frame_changed.connect(self._look)

    @Slot(object)
    def _rest(self, _stopped: object) -> None:
        self._diverged = True

    @Slot(object)
    def _look(self, frame: ShownFrame) -> None:
        words = growth_of(frame)
        if words == self._said:
            return
        begins, stands = not self._said and not self._diverged, self._banner.text == self._said
        self._diverged = self._diverged and bool(words)
        self._said = words
        if words and (begins or stands):
            self._session.say(Message("info", words))
        elif stands:
            self._banner.hide()
