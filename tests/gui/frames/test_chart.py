"""The chart without a window: where the path is on its plane, and what it has from the chart before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.planes import PathComponents, PlaneKind, StartNowEnd, TwoParameters
from core.analysis.sight import Sight
from core.training.gradient import full_gradient
from core.training.problem import prepare
from core.training.run import RunId
from gui.frames.chart import MAX_ARROWS, REACH, Chart, compare, lay
from tests.core.samples import SMALL
from tests.gui.frames.frames import asked, begun, trained

PICKED = Sight(picked=(2, 7))


def chart_at(iteration: int, sight: Sight = PICKED, calm: bool = False) -> Chart:
    """Return the chart of a run that has got to ``iteration``."""
    frame, run = begun(sight=sight)
    frame = trained(run, frame, iteration).frame if iteration else frame
    return lay(run.id, frame.problem, frame.snapshot, asked(run, frame, calm), None)


def test_on_two_parameters_the_path_is_where_these_have_been() -> None:
    chart = chart_at(40)
    thetas = np.array([each.theta for each in chart.snapshots])
    assert chart.iterations.tolist() == list(range(41))
    np.testing.assert_array_equal(chart.path, thetas[:, [2, 7]].T)
    s_low, s_high, t_low, t_high = chart.box
    assert np.all((s_low < chart.path[0]) & (chart.path[0] < s_high))
    assert np.all((t_low < chart.path[1]) & (chart.path[1] < t_high))
    assert chart.distances[-1] == 0.0
    assert 0.0 < chart.share < 1.0


def test_the_slope_is_the_gradient_along_the_plane() -> None:
    chart, problem = chart_at(9), prepare(SMALL)
    gradient = full_gradient(problem, chart.snapshots[-1].theta)
    assert chart.slope == (gradient[2], gradient[7])
    assert chart.batch is None


def test_of_a_batch_every_example_has_a_slope_and_their_mean_is_the_batch_s() -> None:
    chart = chart_at(3, replace(PICKED, batch_only=True))
    assert chart.batch is not None
    assert chart.own_slopes.shape == (2, min(SMALL.batch_size, MAX_ARROWS))
    np.testing.assert_allclose(chart.own_slopes.mean(axis=1), chart.slope, rtol=1e-9)


@pytest.mark.parametrize("plane", [PathComponents(), StartNowEnd()])
def test_without_such_a_plane_it_says_why(plane: PlaneKind) -> None:
    chart = chart_at(0, replace(PICKED, plane=plane))
    assert chart.plane is None
    assert chart.notice
    assert chart.is_covered(None, asked(*reversed(begun())), 0)
    assert compare(prepare(SMALL), chart, 1.0) is chart


def test_while_training_runs_the_directions_stay() -> None:
    sight = replace(PICKED, plane=PathComponents())
    frame, run = begun(sight=sight)
    frame = trained(run, frame, 20).frame
    first = lay(run.id, frame.problem, frame.snapshot, asked(run, frame), None)
    later = trained(run, frame, 20).frame
    moving = lay(run.id, later.problem, later.snapshot, asked(run, later), first)
    calm = lay(run.id, later.problem, later.snapshot, asked(run, later, calm=True), first)
    assert first.plane is not None
    assert moving.has_coordinates_of(first.plane)
    assert not calm.has_coordinates_of(first.plane)
    assert moving.goes_on(first)
    assert not first.goes_on(moving)


def test_the_path_of_another_run_is_no_beginning() -> None:
    one, other = chart_at(10), chart_at(20)
    assert not other.goes_on(one)
    assert replace(other, of=one.of).goes_on(one)


def test_the_chart_of_other_parameters_lends_nothing() -> None:
    frame, run = begun(sight=PICKED)
    before = frame.chart
    elsewhere = replace(asked(run, frame), sight=replace(PICKED, picked=(0, 1)))
    chart = lay(run.id, frame.problem, frame.snapshot, elsewhere, before)
    assert not before.looks_like(elsewhere.sight, frame.snapshot.theta)
    assert chart.plane is not None
    assert not before.has_coordinates_of(chart.plane)


@pytest.mark.parametrize(("far", "wider"), [(0.5 * REACH, True), (1000.0, False)])
def test_a_run_beside_stretches_the_surface_unless_it_is_far_off(far: float, wider: bool) -> None:
    frame, run = begun(sight=PICKED)
    alone = frame.chart
    assert alone.plane is not None
    beside = frame.snapshot._replace(state=frame.snapshot.state.copy())
    beside.state[0, 2] += far
    wanted = replace(asked(run, frame), beside=(beside,))
    chart = lay(RunId(), frame.problem, frame.snapshot, wanted, None)
    assert (chart.box[1] > alone.box[1]) is wider


def test_slice_and_truth_are_compared_piece_by_piece() -> None:
    chart, problem = chart_at(40), prepare(SMALL)
    bare = replace(chart, slice_losses=chart.slice_losses[:0], true_losses=chart.true_losses[:0])
    pieces = 0
    while not bare.whole:
        bare, pieces = compare(problem, bare, 0.0), pieces + 1
    assert pieces == -(-len(chart.compared) // 4)
    np.testing.assert_allclose(bare.slice_losses, chart.slice_losses, rtol=1e-12)
    np.testing.assert_allclose(bare.true_losses, chart.true_losses, rtol=1e-12)
    assert chart.sight.plane == TwoParameters()
    assert bare.slice_losses[-1] == pytest.approx(bare.true_losses[-1])  # the ball is on the plane
