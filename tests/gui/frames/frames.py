"""Frames without a window: a run that begins, and what is wanted of it."""

from __future__ import annotations

import math

from core.analysis.sight import Sight
from core.training.experiment import Experiment
from core.training.run import Run
from gui.frames import jobs
from gui.frames.frame import Frame
from gui.frames.jobs import Trained
from gui.frames.observe import refine
from gui.frames.wanted import Wanted
from tests.core.samples import SMALL


def begun(experiment: Experiment = SMALL, sight: Sight | None = None) -> tuple[Frame, Run]:
    """Return the first frame of a run, and the run."""
    answer = jobs.begin(experiment, None, sight or Sight())
    return answer.frame, Run(answer.beginning)


def asked(run: Run, frame: Frame, calm: bool = False, opened: bool = False) -> Wanted:
    """Return what is wanted of a run under the experiment and the sight of ``frame``."""
    keys = run.history.some_keys(jobs.max_keys(frame.experiment))
    return jobs.wanted(keys, frame.sight, frame.experiment, calm, opened)


def trained(run: Run, frame: Frame, steps: int) -> Trained:
    """Go on from ``frame`` by some iterations, and have the run know it."""
    answer = jobs.train(
        frame, run.segments, steps, math.inf, run.history.key_stride, (), asked(run, frame, opened=steps == 1)
    )
    run.extend(answer.progress)
    return answer


def refined(run: Run, frame: Frame) -> Frame:
    """Return ``frame`` as good as it gets."""
    wanted = asked(run, frame, calm=True, opened=True)
    frame = jobs.show(run.id, frame.experiment, frame.snapshot, wanted, frame)
    while not frame.has(wanted):
        frame = refine(frame, wanted)
    return frame
