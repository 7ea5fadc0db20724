"""Points of one's own: drawn by hand, or above and below a typed curve."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.boundary import TypedBoundary
from core.data.datasets import DATASETS
from core.data.drawn import Draft, draft_of
from core.expressions import ExpressionError
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.problem import prepare


def empty() -> Draft:
    return Draft(np.empty((2, 0)), np.empty(0, np.int64), False)


def test_a_typed_curve_parts_the_classes() -> None:
    examples = TypedBoundary(boundary="x**2 - 0.3", noise=0.0).generate()
    x, y = examples.x
    np.testing.assert_array_equal(examples.labels == 1, y > x**2 - 0.3)
    assert 100 < examples.labels.sum() < 900


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("log(x)", "no finite value at x = −1"),
        ("x + 3", "below this curve"),
        ("-2", "above this curve"),
        ("x +", "."),
        ("y", "."),
        ("", "."),
    ],
)
def test_a_curve_that_parts_nothing_is_refused(text: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        TypedBoundary(boundary=text)


def test_a_network_learns_a_typed_boundary() -> None:
    problem = prepare(Experiment(data=TypedBoundary(boundary="x/2")))
    start = problem.start()
    records = advance(problem, start, 400).snapshot
    assert records.iteration == 400


def test_a_draft_says_what_it_lacks() -> None:
    draft = empty()
    assert "there are 0" in draft.lacks
    draft = draft.added(np.zeros((2, 1)), 0)
    assert "there is 1" in draft.lacks
    draft = draft.added(np.ones((2, 3)), 0)
    assert "second class" in draft.lacks
    draft = draft.added(np.ones((2, 1)), 2)
    assert draft.lacks == ""
    assert draft.classes == 3


def test_a_draft_is_never_changed_but_made_anew() -> None:
    draft = empty().added(np.arange(8.0).reshape(2, 4), 1)
    moved = draft.moved(2, 9.0, 8.0)
    fewer = moved.without(np.array([0, 1]))
    assert draft.places[0, 2] == 2.0
    assert moved.places[:, 2].tolist() == [9.0, 8.0]
    assert fewer.places[0].tolist() == [9.0, 3.0]
    assert len(draft) == 4
    with pytest.raises(ValueError, match="read-only"):
        draft.places[0, 0] = 1.0


def test_data_that_are_no_points_of_the_plane_begin_empty() -> None:
    assert len(draft_of(DATASETS["digits"]())) == 0
    assert len(draft_of(DATASETS["plane"]())) == 0
    assert draft_of(DATASETS["sine_noise"]()).numbers
