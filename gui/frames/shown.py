"""What is displayed: a frame, with the runs that stand behind it. For the main thread; the worker gets the frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from core.training.run import Run
from core.training.runs import Runs
from gui.frames.frame import Frame, Rival


@dataclass(frozen=True, kw_only=True)
class ShownRival(Rival):
    """Where another run of a race stands, and that run."""

    run: Run


@dataclass(frozen=True, kw_only=True)
class ShownFrame(Frame):
    """A frame, and the runs whose histories are drawn with it: they may go on after this.

    Attributes
    ----------
    run
        The one that the frame is of.
    ghosts
        The other runs, to compare with.
    rivals
        Those of them that race with the active run, and where they are.
    """

    run: Run
    ghosts: tuple[Run, ...] = ()
    rivals: tuple[ShownRival, ...] = ()

    @property
    def frame(self) -> Frame:
        """The frame alone, frozen, for the worker."""
        return Frame(**{name: getattr(self, name) for name in OF_FRAME} | {"rivals": tuple(map(alone, self.rivals))})

    @property
    def last_iteration(self) -> int:
        """The last iteration that any run has reached."""
        return max(run.history.end for run in (self.run, *self.ghosts))

    def is_beside(self, before: Frame | None) -> bool:
        """Tell whether this is another phase of the iteration ``before``, so that all that is not of a phase stays."""
        return isinstance(before, ShownFrame) and super().is_beside(before) and self.ghosts == before.ghosts


OF_FRAME, OF_RIVAL = ([field.name for field in fields(each)] for each in (Frame, Rival))


def alone(rival: Rival) -> Rival:
    """Return where a run stands, without the run."""
    return Rival(**{name: getattr(rival, name) for name in OF_RIVAL})


def shown(frame: Frame, runs: Runs, racing: Iterable[Run]) -> ShownFrame:
    """Return ``frame`` as it is shown: of the runs beside the active one those that are still ``racing``."""
    run = frame.run if isinstance(frame, ShownFrame) else next(run for run in runs.all if run.id is frame.of)
    still = {run.id: run for run in racing}
    rivals = tuple(ShownRival(**vars(rival) | {"run": still[rival.of]}) for rival in frame.rivals if rival.of in still)
    return ShownFrame(**vars(frame) | {"run": run, "ghosts": runs.ghosts, "rivals": rivals})
