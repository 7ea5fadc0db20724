"""What is computed for the views, without a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.sight import Sight
from core.exchange.scenes import load_scene
from core.training.evaluation import answers, evaluate
from core.training.problem import prepare
from gui.frames import jobs, observe
from gui.frames.image import NO_ANSWER
from tests.core.samples import SMALL, THREE
from tests.gui.frames.frames import asked, begun, refined, trained


@pytest.mark.parametrize("experiment", [SMALL, THREE], ids=["two classes", "three classes"])
def test_a_frame_is_whole(experiment: object) -> None:
    frame, run = begun(experiment)  # type: ignore[arg-type]
    frame = trained(run, frame, 12).frame
    problem, theta = frame.problem, frame.snapshot.theta
    m = len(problem.train)
    assert frame.evaluation == evaluate(problem, theta, 12)
    wrong = answers(problem, theta).wrong
    assert np.array_equal(frame.wrong_train, wrong[:m])
    assert np.array_equal(frame.wrong_test, wrong[m:])
    assert [len(maps) for maps in frame.maps] == list(problem.layout.sizes)
    assert frame.regions is not None
    assert frame.regions.image.max() < NO_ANSWER
    assert frame.fitted is None
    assert frame.surface is not None


def test_with_one_input_a_curve_is_fitted() -> None:
    frame, _ = begun(load_scene("sine-noise").experiment)
    assert frame.regions is None
    assert frame.fitted is not None
    assert len(frame.fitted) == 2


def test_the_chosen_example_s_activations_are_those_of_the_network() -> None:
    frame, _ = begun(sight=Sight(row=4))
    (inputs, *_), outputs = frame.example_activations, frame.example_activations[-1]
    np.testing.assert_allclose(inputs, frame.problem.x[:, 4], rtol=1e-6)  # maps are made in single precision
    np.testing.assert_allclose(outputs, frame.answers.outputs[:, 4], rtol=1e-6)
    assert begun()[0].example_activations == ()


def test_the_surface_of_a_standing_picture_is_coarser_where_it_takes_long() -> None:
    pictures = load_scene("digits").experiment
    assert [jobs.wanted((), Sight(), e, calm=True, opened=True).surface_points for e in (SMALL, pictures)] == [41, 29]


def test_what_only_the_surface_has_changed_in_is_known() -> None:
    frame, run = begun()
    frame = trained(run, frame, 3).frame
    still = jobs.show(run.id, frame.experiment, frame.snapshot, asked(run, frame, calm=True, opened=True), frame)
    finer = observe.refine(still, asked(run, still, calm=True, opened=True))
    assert finer.in_work is not still.in_work or finer.surface is not still.surface
    assert finer.is_refined(still)
    assert not still.is_refined(frame)
    assert not replace(finer, step_into=1).is_refined(still)


def test_a_standing_picture_becomes_as_good_as_it_gets() -> None:
    frame, run = begun()
    frame = trained(run, frame, 30).frame
    assert not frame.has(asked(run, frame, calm=True))
    fine = refined(run, frame)
    assert fine.surface is not None
    assert fine.surface.iteration == 30
    assert fine.surface.heights.shape == (jobs.CALM_POINTS, jobs.CALM_POINTS)
    assert fine.in_work is None
    assert observe.refine(fine, asked(run, fine, calm=True)).surface is fine.surface


def test_a_picture_that_moves_is_lent_the_surface_before() -> None:
    frame, run = begun()
    fine = refined(run, frame)
    later = trained(run, fine, 3).frame
    assert later.surface is fine.surface
    elsewhere = replace(asked(run, fine), sight=Sight(picked=(3, 4)))
    other = jobs.show(run.id, SMALL, fine.snapshot, elsewhere, fine)
    assert other.surface is not fine.surface


def test_another_problem_has_a_surface_of_its_own() -> None:
    frame, run = begun()
    fine = refined(run, frame)
    edited = replace(SMALL, batch_size=15)
    shown = jobs.show(run.id, edited, fine.snapshot, asked(run, fine), fine)
    assert shown.problem is prepare(edited)
    assert shown.surface is not fine.surface


def test_an_expensive_row_is_left_out_of_pictures_that_move(monkeypatch: pytest.MonkeyPatch) -> None:
    frame, run = begun()
    frame = trained(run, refined(run, frame), 1).frame
    effort = jobs.MOVING_POINTS * len(frame.problem.train) * frame.problem.layout.parameters
    monkeypatch.setattr(observe, "FREE_EFFORT", effort / 3)
    rested, rows = [], []
    for _ in range(8):
        frame = trained(run, frame, 2).frame
        rested.append(frame.rested)
        rows.append(0 if frame.in_work is None else len(frame.in_work.rows))
    assert max(rested) == 3
    assert rows[-1] > rows[0]
