"""What lessons measure of training examples one by one."""

from __future__ import annotations

import pytest

from core.course.acted import MeasuresOf
from core.course.workbench import LessonBench
from core.exchange.scenes import load_scene


def test_losses_of_single_examples_have_the_loss_as_their_mean() -> None:
    bench = LessonBench()
    bench.open(load_scene("course-pass-fail"))
    bench.go_to(20)
    measured = MeasuresOf(bench.seen())
    now, then = measured["example_losses"](), measured["example_losses"](0)
    assert sum(now) / len(now) == pytest.approx(measured["loss"](), rel=1e-12)
    assert measured["risen"]() == sum(one > other for one, other in zip(now, then, strict=True))
    assert measured["example_loss"]() in now
    assert measured["y"]() == 1.0
