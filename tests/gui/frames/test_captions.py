"""What frames say has just happened, and of which examples that is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.sight import Sight
from core.exchange.scenes import Scene, load_scenes
from core.training.experiment import Experiment
from core.training.run import Run
from core.training.runs import Runs
from gui.frames import jobs
from gui.frames.frame import Frame
from gui.frames.observe import refine
from gui.frames.shown import ShownFrame, shown
from tests.core.numbers import value_of
from tests.core.samples import SMALL, title
from tests.core.sentences import agrees, fits, read
from tests.gui.frames.test_large_data import rows


class StepByStep:
    """A run, and its frames one after the other, without a session."""

    def __init__(self, experiment: Experiment) -> None:
        begun = jobs.begin(experiment, None, Sight())
        self.run, self.frame = Run(begun.beginning), begun.frame

    @property
    def shown(self) -> ShownFrame:
        return shown(self.frame, Runs(self.run), ())

    def step(self, steps: int = 1) -> ShownFrame:
        wanted = jobs.wanted(tuple(self.run.history.keys), self.frame.sight, self.frame.experiment, False, steps == 1)
        trained = jobs.train(self.frame, self.run.segments, steps, 1e9, 1, (), wanted)
        self.run.extend(trained.progress, ())
        self.frame = trained.frame
        return self.shown

    def back(self, iteration: int) -> ShownFrame:
        key, previous = (self.run.history.nearest_key(each) for each in (iteration, max(0, iteration - 1)))
        wanted = jobs.wanted(tuple(self.run.history.keys), self.frame.sight, self.frame.experiment, False, True)
        self.frame = jobs.seek(self.run.id, self.run.segments, key, iteration, False, wanted, self.frame, previous)
        return self.shown


SCENES = [scene for scene in load_scenes()[0] if scene.descent is None and scene.name != "digits"]


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES, ids=title)
def test_the_way_back_says_the_same(scene: Scene) -> None:
    stepper = StepByStep(scene.experiment)
    said = [fits(stepper.shown.caption), *(fits(stepper.step().caption) for _ in range(6))]
    assert [fits(stepper.back(k).caption) for k in range(6, -1, -1)] == said[::-1]


def test_a_step_is_known_while_its_picture_stands_and_not_beyond() -> None:
    stepper = StepByStep(SMALL)
    made = stepper.step().made
    assert made is not None
    calm = jobs.wanted((stepper.frame.snapshot,), stepper.frame.sight, SMALL, calm=True, opened=True)
    seen = jobs.show(stepper.run.id, SMALL, stepper.frame.snapshot, calm, stepper.frame)
    assert seen.made is made
    assert stepper.step(3).made is None
    other = replace(SMALL, regularizer=replace(SMALL.regularizer))
    assert jobs.show(stepper.run.id, replace(other, seed=5), stepper.frame.snapshot, calm, stepper.frame).made is None


@pytest.mark.slow
def test_of_a_large_set_the_sample_is_named_and_then_the_whole() -> None:
    stepper = StepByStep(Experiment().with_data(rows(30_000), 0.1))

    def loss(frame: Frame) -> float:
        return float(np.mean(frame.answers.loss[: len(frame.problem.train)])) + frame.evaluation.penalty

    before = loss(stepper.frame)
    text = fits(stepper.step().caption)
    found = read(r"The loss of <N> examples (rose|fell) from <N> to <N>\.", text)
    if found is not None:
        assert value_of(found[0]) == len(stepper.frame.problem.train) < 27_000
        assert agrees(found[2], before)
        assert agrees(found[3], loss(stepper.frame))
    else:
        assert "its batch" in text
    stepper.step(5)
    assert fits(stepper.shown.caption).startswith("Since the start the loss of 20,000 examples has ")
    wanted = jobs.wanted((stepper.frame.snapshot,), stepper.frame.sight, stepper.frame.experiment, True, True)
    while stepper.frame.sampled:
        stepper.frame = refine(stepper.frame, wanted)
    assert read(r"The loss is <N>\.", fits(stepper.shown.caption)) is not None
