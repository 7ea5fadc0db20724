"""Filming: be at one moment after another, draw each, and be again where one was.

All is done in turns of a timer on the main thread: it moves on when the moment is shown and nothing is pending, so the
window answers meanwhile. What takes long, colours and encoding, is a job of the worker for each picture.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from core.hyperparameters import InvalidSetting
from core.values import dataclass
from gui.frames.gif import GifPicture, Pixels, colours_in, encode, likely_bytes, palette_of, write_gif
from gui.function_lab.session import FunctionSession
from gui.session.player import Player
from gui.session.session import Session
from gui.session.strides import Station, Strides
from gui.share.animation import Animation, check_size
from gui.share.canvas import FilmCanvas, canvas_of, is_calm, pixels_of
from gui.widgets.formula import setter
from gui.widgets.theme import Look

LOOK_AGAIN = 4
"""Milliseconds between two looks at whether a moment is shown."""
NOT_SHOWN = "Iteration {:,} cannot be shown: the run ends before it. Choose a stretch that ends earlier."
FAILED = "The animation could not be made: {}."
Finished = TypeVar("Finished")
Turns = Generator[None, None, Finished]
"""Work on the main thread that stops where it has to wait."""


class HasTime(Protocol):
    """The window as far as it is filmed."""

    player: Player
    session: Session
    look: Look

    def is_calm(self) -> bool: ...


@dataclass(frozen=True)
class Shot:
    """What is filmed: a view by its name, or the stage with ``views``; how large, and when."""

    what: str
    size: tuple[int, int]
    animation: Animation
    views: tuple[str, ...] = ()


class Filming(QObject):
    """Draws the moments of a shot into a file, or a few of them to say how large that will be."""

    sized = Signal(int)
    """It will have about so many bytes."""
    progressed = Signal(int)
    """So many pictures are drawn."""
    written = Signal(object)
    """A file is complete: its path."""
    refused = Signal(str)
    """It could not be done, and why."""
    ended = Signal()
    """The window stands where it stood before."""

    def __init__(self, window: HasTime, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._strides = window, Strides(window.session, window.player)
        self._turns: Turns[None] | None = None
        self._place, self._goal = Station(0), -1
        self._writes, self._given_up = False, False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN)
        self._timer.timeout.connect(self._take_turn)

    @property
    def is_busy(self) -> bool:
        """Whether it films, or goes back to where the window stood."""
        return self._turns is not None

    def film(self, shot: Shot, path: Path | None = None) -> None:
        """Draw a shot into a file, or without one only say how large that would be; what is filmed now is given up.

        Raises
        ------
        InvalidSetting
            If there is no such view, or the pictures are too large.
        """
        check_size(*shot.size)
        window, timeline = self._window, self._timeline
        assert timeline.frame is not None
        canvas = canvas_of(shot.what, timeline.frame, self._strides, window.session, window.look, shot.size, shot.views)
        timeline.frame_changed.connect(canvas.show_frame)
        if self._turns is None:
            self._note_place()
        else:
            self._turns.close()
        self._turns, self._given_up = self._film_and_go_back(shot, canvas, path), False
        self._timer.start()

    def cancel(self) -> None:
        """Give up, and go back; a file is left only by what was complete."""
        self._given_up = self._turns is not None and not self._writes

    # The window's time

    @property
    def _timeline(self) -> Session | FunctionSession:
        timeline = self._window.player.timeline
        assert isinstance(timeline, Session | FunctionSession)
        return timeline

    @property
    def _phases_done(self) -> int:
        frame = self._window.session.frame
        return frame.step_into if frame is not None and self._window.player.training is not None else 0

    def _note_place(self) -> None:
        player = self._window.player
        self._goal = player.goal if player.playing and player.goal is not None else -1
        player.pause()
        self._place = Station(player.timeline.now, self._phases_done)

    def _take_turn(self) -> None:
        assert self._turns is not None
        if self._given_up:  # here, for who hears of progress may give up in the midst of a turn
            self._given_up = False
            self._turns.close()
            self._turns = self._be_at(self._place)
        try:
            next(self._turns)
        except StopIteration:
            self._timer.stop()
            self._turns = None
            if self._goal >= 0:
                self._window.player.run_to(self._goal)
            self.ended.emit()

    # Work in turns

    def _film_and_go_back(self, shot: Shot, canvas: FilmCanvas, path: Path | None) -> Turns[None]:
        try:
            yield from self._film(shot, canvas, path)
        except InvalidSetting as refusal:
            self.refused.emit(str(refusal))
        finally:
            canvas.close()
            canvas.deleteLater()
            self._writes = False
        yield from self._be_at(self._place)

    def _film(self, shot: Shot, canvas: FilmCanvas, path: Path | None) -> Turns[None]:
        animation = shot.animation
        samples, colours, encoded = list[Pixels](), [], list[GifPicture]()
        for moment in animation.samples:
            samples.append((yield from self._picture(canvas, moment)))
            colours.append((yield from self._done(partial(colours_in, samples[-1]))))
        palette = yield from self._done(partial(palette_of, tuple(colours)))
        for place, sample in enumerate(samples):
            before = encoded[-1] if place % 2 else None
            encoded.append((yield from self._done(partial(encode, sample, palette, 0, before))))
        self.sized.emit(likely_bytes([each.encoded for each in encoded], len(animation.moments)))
        if path is not None:
            yield from self._write(shot, canvas, palette, path)

    def _write(self, shot: Shot, canvas: FilmCanvas, palette: bytes, path: Path) -> Turns[None]:
        pictures, before = list[bytes](), None
        for moment, seconds in zip(shot.animation.moments, shot.animation.seconds, strict=True):
            pixels = yield from self._picture(canvas, moment)
            before = yield from self._done(partial(encode, pixels, palette, round(1000 * seconds), before))
            pictures.append(before.encoded)
            self.progressed.emit(len(pictures))
        self._writes = True
        refusal = yield from self._done(partial(write_gif, path, shot.size, palette, tuple(pictures)))
        self.refused.emit(refusal) if refusal else self.written.emit(path)

    def _picture(self, canvas: FilmCanvas, moment: Station) -> Turns[Pixels]:
        yield from self._be_at(moment)
        while not self._window.is_calm() or setter().behind or not is_calm(canvas):
            yield
        return pixels_of(canvas)

    def _be_at(self, moment: Station) -> Turns[None]:
        timeline = self._timeline
        if timeline.now != moment.iteration:
            timeline.seek(moment.iteration)
        while timeline.busy:
            yield
        if timeline.now != moment.iteration:
            raise InvalidSetting("to", NOT_SHOWN.format(moment.iteration))
        if self._phases_done != moment.step_into:
            self._window.session.travel.go_to_phase(moment.step_into)
        while timeline.busy:
            yield

    def _done(self, job: Callable[[], Finished]) -> Turns[Finished]:
        """Wait for what the worker answers."""
        answers = list[Any]()
        self._window.session.background.submit("animation", job, answers.append, answers.append)
        while not answers:
            yield
        if isinstance(answers[0], Exception):
            raise InvalidSetting("animation", FAILED.format(answers[0]))
        answer: Finished = answers[0]
        return answer
