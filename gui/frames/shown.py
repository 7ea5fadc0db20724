"""What is displayed: a frame, with the runs that stand behind it. For the main thread; the worker gets the frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from core.analysis.captions.events import Arrival, Runner, arrival_caption
from core.analysis.captions.phases import phase_caption
from core.training.breakpoints import Breakpoint
from core.training.caption import Caption
from core.training.evaluation import Evaluation
from core.training.loop import Divergence
from core.training.run import Run
from core.training.runs import Runs
from core.values import dataclass
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
    breakpoints
        Those that are on.
    stopped
        Why the run can go no further than this.
    """

    run: Run
    ghosts: tuple[Run, ...] = ()
    rivals: tuple[ShownRival, ...] = ()
    breakpoints: tuple[Breakpoint, ...] = ()
    stopped: Divergence | None = None

    @property
    def frame(self) -> Frame:
        """The frame alone, frozen, for the worker."""
        return Frame(**{name: getattr(self, name) for name in OF_FRAME} | {"rivals": tuple(map(alone, self.rivals))})

    @property
    def last_iteration(self) -> int:
        """The last iteration that any run has reached."""
        return max(run.history.end for run in (self.run, *self.ghosts))

    @property
    def caption(self) -> Caption:
        """What has just happened: what the displayed phase does, or what led to this iteration."""
        problem, k = self.problem, self.snapshot.iteration
        if self.phase is not None and self.trace is not None:
            return phase_caption(self.trace, self.phase, problem.passes(self.snapshot).place(k + 1))
        return arrival_caption(
            Arrival(
                k,
                self.run.segments,
                self.run.history,
                self.evaluation,
                len(problem.train if self.sampled else problem.whole),
                whole=not self.sampled or len(problem.train) == len(problem.whole),
                known_before=self.sampled == problem.samples,
                step=self.made,
                calm=self.calm,
                stopped=self.stopped,
                breakpoints=self.breakpoints,
                runners=self.runners if self.rivals else (),
            )
        )

    @property
    def runners(self) -> tuple[Runner, ...]:
        """The runs of a race with their losses, the active one first, all on the same examples."""
        active = Runner(self.run.name, self.run.history, _minimised(self.seen), self.stopped is None)
        others = (
            Runner(rival.run.name, rival.run.history, _minimised(rival.evaluation), rival.stopped is None)
            for rival in self.rivals
        )
        return active, *others

    def is_beside(self, before: Frame | None) -> bool:
        """Tell whether this is another phase of the iteration ``before``, so that all that is not of a phase stays."""
        return isinstance(before, ShownFrame) and super().is_beside(before) and self.ghosts == before.ghosts

    def is_further_than(self, before: ShownFrame | None) -> bool:
        """Tell whether it is a later iteration of the same run."""
        if before is None or self.run is not before.run:
            return False
        return self.snapshot.iteration > before.snapshot.iteration


OF_FRAME, OF_RIVAL = ([field.name for field in fields(each)] for each in (Frame, Rival))


def _minimised(evaluation: Evaluation) -> float:
    return evaluation.train_loss + evaluation.penalty


def alone(rival: Rival) -> Rival:
    """Return where a run stands, without the run."""
    return Rival(**{name: getattr(rival, name) for name in OF_RIVAL})


def shown(
    frame: Frame,
    runs: Runs,
    racing: Iterable[Run],
    breakpoints: tuple[Breakpoint, ...] = (),
    stopped: Divergence | None = None,
) -> ShownFrame:
    """Return ``frame`` as it is shown: of the runs beside the active one those that are still ``racing``."""
    run = frame.run if isinstance(frame, ShownFrame) else next(run for run in runs.all if run.id is frame.of)
    still = {run.id: run for run in racing}
    rivals = tuple(ShownRival(**vars(rival) | {"run": still[rival.of]}) for rival in frame.rivals if rival.of in still)
    beside = {"run": run, "ghosts": runs.ghosts, "rivals": rivals, "breakpoints": breakpoints, "stopped": stopped}
    return ShownFrame(**vars(frame) | beside)
