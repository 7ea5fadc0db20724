"""Many rows in the window: nothing that takes long happens on the main thread, and dear work waits its turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pytestqt.qtbot import QtBot

from core.analysis.sight import Sight
from core.data.examples import of_classes
from core.data.tables import OwnData, own_data
from core.training.experiment import Experiment
from core.training.gradient import full_gradient
from core.training.loop import step
from gui.frames import jobs
from gui.frames.observe import observe
from tests.gui.conftest import MakeWindow


def rows(count: int) -> OwnData:
    x = np.random.default_rng(0).standard_normal((2, count))
    return own_data("many", ("x₁", "x₂"), "class", ("a", "b"), of_classes(x, (x[0] > 0).astype(np.int64)))


def test_many_rows_are_prepared_by_the_worker_and_shown_then(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles", real=True)
    session, panel = window.session, window.data
    before = panel.counts.text()
    session.edit(session.experiment.with_data(rows(100_000), 0.1))
    assert (session.experiment.data.points, panel.counts.text()) == (100_000, before)
    qtbot.waitUntil(lambda: session.ready and panel.counts.text() == "90,000 to train, 10,000 to test", timeout=10_000)
    session.edit(replace(session.experiment, standardise=True))
    assert panel.features.standardise.control.text() == "off"
    qtbot.waitUntil(lambda: session.ready and panel.features.standardise.control.text() == "on", timeout=10_000)
    session.edit(replace(session.experiment, seed=7))  # the data are the same: shown at once
    assert window.training.numbers["seed"].control.text() == "7"
    qtbot.waitUntil(lambda: session.ready, timeout=10_000)


def test_while_a_run_is_at_work_an_expensive_slope_waits_but_is_never_old() -> None:
    experiment = Experiment().with_data(rows(25_000), 0.1)
    frame = jobs.begin(experiment, None, Sight()).frame
    exact, snapshot, keys = [], frame.snapshot, (frame.snapshot,)
    for _ in range(6):
        snapshot = step(frame.problem, snapshot).snapshot
        wanted = jobs.wanted(keys, frame.sight, experiment, calm=False, opened=False)
        frame = observe(frame.of, frame.problem, snapshot, wanted, frame)
        gradient = full_gradient(frame.problem, snapshot.theta)
        exact.append(frame.chart.slope == (gradient[0], gradient[1]))
    assert exact == [False, False, True, False, False, True]
    for calm in (True, False):  # a picture that stands, and one that somebody has stepped to
        wanted = jobs.wanted(keys, frame.sight, experiment, calm, opened=True)
        snapshot = step(frame.problem, snapshot).snapshot
        gradient = full_gradient(frame.problem, snapshot.theta)
        shown = observe(frame.of, frame.problem, snapshot, wanted, frame)
        assert shown.chart.slope == (gradient[0], gradient[1])


@pytest.mark.folded("lenses")
@pytest.mark.parametrize(("count", "batch"), [(22_500, 32), (60_000, 25_000), (134_000, 10**9)])
def test_each_phase_outlines_the_batch_beyond_the_sample(make_window: MakeWindow, count: int, batch: int) -> None:
    window = make_window("article-circles", real=False)
    session, player = window.session, window.player
    experiment = session.experiment.with_data(rows(count), 0.1)
    frame = jobs.begin(replace(experiment, batch_size=min(batch, experiment.train_size)), None, Sight()).frame
    view = window.plots["regions"] if isinstance(window.plots, dict) else None
    assert view is not None
