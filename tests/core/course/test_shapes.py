"""Shapes of matrices, as lessons measure them."""

from __future__ import annotations

import pytest

from core.course.acted import MeasuresOf
from core.course.workbench import LessonBench
from core.exchange.scenes import load_scene
from core.hyperparameters import InvalidSetting


@pytest.fixture
def measured() -> MeasuresOf:
    bench = LessonBench()
    bench.open(load_scene("article-circles"))
    return MeasuresOf(bench.seen())


@pytest.mark.parametrize("letter", ["z", "a", "dz", "dw", "db"])
def test_a_shape_is_that_of_the_matrix_in_the_trace(measured: MeasuresOf, letter: str) -> None:
    bench = LessonBench()
    bench.open(load_scene("article-circles"))
    seen = bench.seen()
    for layer, traced in enumerate(seen.trace().layers, start=1):
        size = getattr(traced, letter).shape
        rows, columns = size if len(size) == 2 else (*size, 1)
        assert measured["shape"](letter, layer) == f"{rows} × {columns}"
        assert measured["shape"]("w", layer) == measured["shape"]("dw", layer)
        assert measured["shape"]("b", layer) == measured["shape"]("db", layer)


@pytest.mark.parametrize(("letter", "layer"), [("w", 6), ("q", 1)])
def test_there_is_no_shape_of_no_matrix(measured: MeasuresOf, letter: str, layer: int) -> None:
    with pytest.raises(InvalidSetting, match="no matrix"):
        measured["shape"](letter, layer)
