"""Asking a class: the question about what is on show, its truth found meanwhile, the deed, and what is kept of it."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.questions.question import Question
from core.training.bookmarks import Prediction, with_prediction
from gui.frames import questions
from gui.frames.function_frame import FunctionFrame
from gui.frames.questions import AnyKind, Inquest
from gui.frames.shown import ShownFrame
from gui.function_lab.session import FunctionSession
from gui.session.background import Background, Job
from gui.session.player import Player
from gui.session.session import Session

AnyFrame = ShownFrame | FunctionFrame
NO_ANSWER = "Something went wrong while computing the answer. Ask something else."


class Predicting(QObject):
    """Asks one question at a time, about a frame that stands still.

    The truth is found on forks, in slices between whatever else the worker does. `reveal` then has the player go where
    it happened, and the truth is told once that is on show.
    """

    asked = Signal(object)
    """A question, for the card."""
    refused = Signal(str)
    """Why it cannot be asked here."""
    revealed = Signal(object)
    """The truth: the deed is done."""
    working = Signal(bool)
    """The truth has been asked for, and is on its way; or it has come."""
    left = Signal()
    """What was asked about is no longer on show; the question is closed."""

    def __init__(self, session: Session, background: Background, player: Player) -> None:
        super().__init__(player)
        self._session, self._background, self._player = session, background, player
        self.inquest: Inquest | None = None
        """What is asked, and how far its truth is found."""
        self._about: AnyFrame | None = None
        self._kind: AnyKind | None = None
        self.revealing = self.told = False
        """Whether the truth is wanted, and whether it has been told; then the question stays until it is closed."""
        self._generation = 0
        session.paused.connect(self._tell)  # a run that diverges on the way
        player.still.connect(self._rest)

    @property
    def question(self) -> Question | None:
        """What is asked; None while nothing is."""
        return self.inquest.question if self.inquest is not None else None

    def ask(self, kind: AnyKind, frame: AnyFrame) -> None:
        """Ask something about a frame."""
        self.close()
        self._about, self._kind = frame, kind
        self._player.pause()
        self._submit(partial(questions.ask, kind, questions.where_of(frame)))

    def reveal(self) -> None:
        """Do the deed as soon as its truth is known, and tell it."""
        if self.question is not None and not self.told:
            self.revealing = True
            self.working.emit(True)
            self._do()

    def close(self) -> None:
        """Ask nothing any more."""
        self._generation += 1
        self.inquest, self._about, self._kind, self.revealing = None, None, None, False
        self.told = False

    def show_frame(self, frame: AnyFrame) -> None:
        """Hear what is on the stage: the deed, done, or something else than the question is about."""
        if self._about is None or self.told or _stands(self._about, frame):
            return
        truth = self.inquest.truth if self.inquest is not None else None
        if not self.revealing:
            self.close()
            self.left.emit()
        elif truth is not None and _step(frame) >= truth.at:
            self._tell()

    # The worker

    def _submit(self, job: Job) -> None:
        done, failed = partial(self._accept, self._generation), partial(self._fail, self._generation)
        self._background.submit("question", job, done, failed)

    def _fail(self, generation: int, _error: Exception) -> None:
        if generation == self._generation:
            self.close()
            self.working.emit(False)
            self.left.emit()
            self.refused.emit(NO_ANSWER)

    def _accept(self, generation: int, inquest: Inquest) -> None:
        if generation != self._generation:
            return
        first, self.inquest = self.inquest is None, inquest
        if inquest.question is None:
            self.close()
            self.refused.emit(inquest.refusal)
            return
        if first:
            self.asked.emit(inquest.question)
        if generation != self._generation:
            return
        if inquest.truth is None:
            self._submit(partial(questions.find_further, inquest))
        elif self.revealing:
            self._do()

    # The deed

    def _do(self) -> None:
        truth = self.inquest.truth if self.inquest is not None else None
        if truth is None or self._about is None:
            return
        if truth.at > _step(self._about):
            self._player.go_to(truth.at)
        else:
            self._tell()

    def _rest(self) -> None:
        """Tell it also where somebody has stopped on the way."""
        if self._player.goal is None:
            self._tell()

    def _tell(self) -> None:
        truth = self.inquest.truth if self.inquest is not None else None
        if self.revealing and truth is not None:
            self.revealing, self.told = False, True
            self.working.emit(False)
            self.revealed.emit(truth)

    def keep(self, prediction: Prediction) -> None:
        """Keep what a class predicted as a bookmark where it was asked."""
        about, kind, timeline = self._about, self._kind, self._player.timeline
        if about is None or kind is None:
            return
        at, title = _step(about), kind.title
        if isinstance(about, ShownFrame):
            self._session.set_bookmarks(about.run, with_prediction(about.run.bookmarks, at, title, prediction))
        elif isinstance(timeline, FunctionSession):
            timeline.set_bookmarks(with_prediction(timeline.bookmarks, at, title, prediction))


def _step(frame: AnyFrame) -> int:
    return frame.snapshot.iteration if isinstance(frame, ShownFrame) else frame.step


def _stands(about: AnyFrame, frame: AnyFrame) -> bool:
    """Tell whether nothing that a question depends on has changed: only the picture has, or a phase."""
    if isinstance(about, ShownFrame) and isinstance(frame, ShownFrame):
        rivals = [each.of for each in about.rivals] == [each.of for each in frame.rivals]
        same = about.of is frame.of and about.experiment == frame.experiment and rivals
        return same and _step(about) == _step(frame) and np.array_equal(about.snapshot.state, frame.snapshot.state)
    if isinstance(about, FunctionFrame) and isinstance(frame, FunctionFrame):
        return (about.asked.descent, about.step) == (frame.asked.descent, frame.step)
    return False
