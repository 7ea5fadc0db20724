"""Exported numbers are those of the engine, and can be read again."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from core.exchange.numbers import ARRAYS, TABLES, RunMoment, as_csv, as_npz, curves_of, matrices_of
from core.exchange.scenes import load_scene
from core.hyperparameters import InvalidSetting
from core.training.evaluation import evaluate
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run

STEPS = 25


@pytest.fixture(scope="module", params=["xor-tanh", "course-grades", "digits"])
def moment(request: pytest.FixtureRequest) -> RunMoment:
    run = Run(load_scene(request.param).experiment)
    problem = prepare(run.segments[0].experiment)
    progress = advance(problem, run.history.keys[0], STEPS)
    run.history.extend(progress)
    return RunMoment(problem, progress.snapshot, curves_of(run.history, STEPS))


def table(moment: RunMoment, what: str) -> dict[str, list[str]]:
    rows = list(csv.reader(io.StringIO(as_csv(moment, what).decode("utf-8-sig"))))
    return {name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}


def arrays(moment: RunMoment, what: str) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(as_npz(moment, what)), allow_pickle=False) as stored:
        return dict(stored)


def test_curves_have_each_iteration_with_all_digits(moment: RunMoment) -> None:
    curves = table(moment, "curves")
    assert curves["iteration"] == [str(k) for k in range(STEPS + 1)]
    assert float(curves["train_loss"][-1]) == evaluate(moment.problem, moment.snapshot.theta, STEPS).train_loss
    assert curves["batch_loss"][-1] == ""  # the batch of the coming iteration is still to come


def test_parameters_are_those_on_the_screen(moment: RunMoment) -> None:
    found, layout = arrays(moment, "parameters"), moment.problem.layout
    for l in range(1, layout.depth + 1):
        np.testing.assert_array_equal(found[f"W{l}"], layout.weights(moment.snapshot.theta, l))
        np.testing.assert_array_equal(found[f"b{l}"], layout.biases(moment.snapshot.theta, l))
    by_name = table(moment, "parameters")
    assert [float(value) for value in by_name["value"]] == moment.snapshot.theta.tolist()
    assert by_name["parameter"][0] == layout.name(0)


def test_predictions_have_every_example(moment: RunMoment) -> None:
    predicted, data = table(moment, "predictions"), moment.problem.experiment.data
    assert len(predicted["set"]) == data.points
    first = [float(predicted[f"input {name}"][0]) for name in data.inputs]
    np.testing.assert_array_equal(first, moment.problem.whole.x[:, 0])
    if data.classes:
        wrong = [
            given != true
            for part, given, true in zip(
                predicted["set"], predicted["predicted class"], predicted["class"], strict=True
            )
            if part == "training"
        ]
        accuracy = evaluate(moment.problem, moment.snapshot.theta, STEPS).train_accuracy
        assert 1.0 - sum(wrong) / len(wrong) == pytest.approx(accuracy)


def test_any_matrix_goes_into_a_table(moment: RunMoment) -> None:
    for name, matrix in matrices_of(moment).items():
        rows = [[float(cell) for cell in row] for row in csv.reader(io.StringIO(as_csv(moment, name).decode()))]
        np.testing.assert_array_equal(rows, matrix)


@pytest.mark.parametrize("what", ARRAYS)
def test_arrays_can_be_read_without_pickle(moment: RunMoment, what: str) -> None:
    assert all(array.size for array in arrays(moment, what).values())


def test_what_is_not_there_is_refused_with_what_is(moment: RunMoment) -> None:
    with pytest.raises(InvalidSetting, match="There are: curves, parameters, predictions, X, Y, W1"):
        as_csv(moment, "Q")
    with pytest.raises(InvalidSetting, match="There are: parameters"):
        as_npz(moment, "Q")
    assert set(TABLES) == {"curves", "parameters", "predictions"}
