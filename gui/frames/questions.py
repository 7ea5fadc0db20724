"""What the worker does for a question: asks it about a frame, and finds its truth in slices."""

from __future__ import annotations

from typing import Any

from core.exchange.scenes import Scene
from core.questions.catalogue import QUESTIONS, WALK_QUESTIONS
from core.questions.fork import Evaluated, Fork, Situation
from core.questions.kind import QuestionKind
from core.questions.landing import OnWalk, WalkLanding
from core.questions.question import Question, Truth, Undecidable
from core.training.loop import Divergence
from core.training.run import Run
from core.training.snapshot import Snapshot
from core.values import dataclass
from core.work import Work
from gui.frames.function_frame import FunctionFrame
from gui.frames.shown import ShownFrame

SECONDS = 0.01
"""Seconds that one job of a question may take."""


AnyKind = QuestionKind | WalkLanding
"""A kind of question, about a network or about a walk."""


@dataclass(frozen=True)
class Inquest:
    """A question with the work that finds its truth, or why it cannot be asked."""

    question: Question | None
    work: Work[Truth] | None
    refusal: str = ""

    @property
    def truth(self) -> Truth | None:
        """The truth; None before it is known."""
        return self.work.result if self.work is not None and self.work.done else None


def kinds_for(frame: ShownFrame | FunctionFrame, scene: Scene | None) -> list[AnyKind]:
    """Return what can be asked about a frame: first what the scene wants asked there, then what always makes sense."""
    at = frame.snapshot.iteration if isinstance(frame, ShownFrame) else frame.step
    here = [each.kind for each in (scene.questions if scene else ()) if each.at == at]
    planned = [each for each in here if is_about(each, frame)]
    always = [kind() for kind in _kinds_of(frame)]
    return [*planned, *(each for each in always if each not in planned)]


def is_about(kind: AnyKind, frame: ShownFrame | FunctionFrame | None) -> bool:
    """Tell whether something can be asked about a frame: that of another scene may still be on show."""
    return frame is not None and isinstance(kind, _kinds_of(frame))


def _kinds_of(frame: ShownFrame | FunctionFrame) -> tuple[type[AnyKind], ...]:
    return tuple((QUESTIONS if isinstance(frame, ShownFrame) else WALK_QUESTIONS).values())


def where_of(frame: ShownFrame | FunctionFrame) -> Situation | OnWalk:
    """Return where a question about a frame is asked; for the main thread, since it reads the runs' histories."""
    if isinstance(frame, FunctionFrame):
        return OnWalk(frame.asked.descent, frame.path, frame.step)
    rivals = tuple(_fork(each.run, each.snapshot, each.stopped) for each in frame.rivals)
    return Situation(_fork(frame.run, frame.snapshot), rivals, frame.sight)


def _fork(run: Run, snapshot: Snapshot, stopped: Divergence | None = None) -> Fork:
    return Fork(run.name, run.segments, snapshot, Evaluated.of(run.history, snapshot.iteration), stopped)


def ask(kind: AnyKind, where: Any) -> Inquest:
    """Return the question with the first slice of its truth, or why it cannot be asked here; see `where_of`."""
    try:
        question = kind.ask(where)
    except Undecidable as refusal:
        return Inquest(None, None, str(refusal))
    return Inquest(question, kind.deed(question, where).proceed(SECONDS))


def find_further(inquest: Inquest) -> Inquest:
    """Return the inquest with another slice of its truth."""
    assert inquest.work is not None
    return Inquest(inquest.question, inquest.work.proceed(SECONDS))
