"""The evaluation of the whole of a large set, in slices, beside that of the sample."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from core.data.examples import Examples, of_classes, of_numbers
from core.data.own import own_data
from core.training.evaluation import Evaluation, evaluate
from core.training.experiment import Experiment
from core.training.loading import targets, variation
from core.training.loop import advance
from core.training.problem import Problem, prepare
from core.training.whole_set import WholeEvaluation


def problem_of(kind: str, count: int, share: float) -> Problem:
    x = np.random.default_rng(0).standard_normal((2, count))
    labels = (x[0] > 0).astype(np.int64) + (x[1] > 0 if kind == "three" else 0)
    examples: Examples = of_numbers(x, 100.0 * x[:1] * x[1:]) if kind == "number" else of_classes(x, labels)
    names = {"number": (), "two": ("a", "b"), "three": ("a", "b", "c")}[kind]
    data = own_data("many", ("a", "b"), "y", names, examples)
    return prepare(Experiment().with_data(data, share))


def whole_as_sample(problem: Problem, theta: np.ndarray) -> Evaluation:  # type: ignore[type-arg]
    """Return the evaluation with the whole sets in the place of the samples."""
    train, test = problem.whole, problem.whole_test
    x = np.concatenate([problem.inputs.of(each.x) for each in (train, test)], axis=1)
    y = np.concatenate(
        [problem.target_scale.scaled(targets(each, problem.layout.sizes[-1])) for each in (train, test)], axis=1
    )
    m = len(train)
    varies = float(variation(y[:, :m]).sum()), float(variation(y[:, m:]).sum())
    labels = np.concatenate([train.labels, test.labels])
    return evaluate(replace(problem, train=train, test=test, x=x, y=y, labels=labels, variation=varies), theta, 3)


@pytest.mark.parametrize(
    ("kind", "count", "share"), [("two", 50_000, 0.5), ("three", 24_000, 0.1), ("number", 45_000, 0.48)]
)
def test_the_whole_set_is_evaluated_in_slices(kind: str, count: int, share: float) -> None:
    problem = problem_of(kind, count, share)
    assert problem.samples
    snapshot = advance(problem, problem.start(), 3).snapshot
    work, slices = WholeEvaluation(problem, snapshot), 0
    while not work.done:
        assert work.result is None
        work, slices = work.further(), slices + 1
    assert slices > 1
    assert work.result is not None
    exact, sample = whole_as_sample(problem, snapshot.theta), evaluate(problem, snapshot.theta, 3)
    for field in fields(Evaluation):
        got, expected = getattr(work.result, field.name), getattr(exact, field.name)
        assert got == pytest.approx(expected, rel=1e-9, nan_ok=True), field.name
    assert exact.train_loss != sample.train_loss
    assert problem.sample_words() == f" · a sample of {len(problem.rows):,}"
    tests = len(problem.whole_test)
    assert problem.sample_words(test=True) == (f" · a sample of {tests:,}" if tests > 20_000 else "")


def test_a_small_set_is_no_sample() -> None:
    problem = problem_of("two", 2_000, 0.1)
    assert not problem.samples
    assert problem.sample_words() == problem.sample_words(test=True) == ""
