"""Shows a warning while a run grows, before it diverges, for as long as it is true."""

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


def alike(one: str, other: str) -> bool:
    """Tell whether two sentences of `growth_of` are about the same: the loss, R² or a parameter."""
    return one.split(" ")[0] == other.split(" ")[0]


class GrowthNotice(QObject):
    """Says in the banner what grows, keeps its numbers up to date, and takes it away when it is no longer so.

    A message that somebody closed does not come back before the growth has ended, or something else grows. One that was
    overtaken by another comes back when that is gone. That a run has diverged says more, and stays.
    """

    def __init__(self, session: Session, banner: Banner) -> None:
        super().__init__(banner)
        self._session, self._banner = session, banner
        self._said, self._closed, self._diverged = "", "", False
        session.stopped.connect(self._rest)
        session.frame_changed.connect(self._look)
        banner.closed.connect(self._close)

    @Slot()
    def make_way(self) -> None:
        """Take away what was said of the last journey; what grows is still true."""
        if self._banner.text != self._said:
            self._banner.make_way()

    @Slot(str)
    def _close(self, text: str) -> None:
        if text == self._said:
            self._closed = text

    @Slot(object)
    def _rest(self, _stopped: object) -> None:
        self._diverged = True

    @Slot(object)
    def _look(self, frame: ShownFrame) -> None:
        words, shown = growth_of(frame), self._banner.text
        begins, stands = not self._said and not self._diverged, shown == self._said
        self._diverged, self._said = self._diverged and bool(words), words
        self._closed = self._closed if alike(words, self._closed) else ""
        if words and not self._closed and words != shown and (begins or stands or not shown):
            self._session.say(Message("info", words))
        elif stands and not words:
            self._banner.hide()
