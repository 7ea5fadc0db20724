"""What layer 1 gets of an example, as lessons measure it."""

from __future__ import annotations

import pytest

from core.course.acted import MeasuresOf
from core.course.workbench import LessonBench
from core.exchange.scenes import load_scene


def test_a_feature_is_measured_as_layer_1_gets_it() -> None:
    bench = LessonBench()
    bench.open(load_scene("course-pass-fail"))
    seen = bench.seen()
    inputs, measure = seen.problem.inputs, MeasuresOf(seen)
    for place, raw in enumerate((21.0, 90.0, 7.0)):
        expected = (raw - inputs.mean[place, 0]) / measure["deviation"](place + 1)
        assert measure["x"](place + 1) == pytest.approx(expected, rel=1e-12)
