"""Regions over the last hidden layer's main directions, in a real window."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.analysis.sight import Sight
from core.data.examples import of_numbers
from core.data.own import own_data
from core.exchange.files import save_scene
from core.exchange.scenes import load_scene, read_scene
from core.nn.activations import ReLU, Tanh
from core.nn.network import DenseLayer, Network
from core.training.evaluation import classify
from core.training.experiment import Experiment
from gui.frames import jobs
from gui.frames.frame import Frame
from gui.plots.decision_regions import DecisionRegions, answer_at
from gui.plots.parts.held_inputs import NOT_OVER_INPUTS, HeldInputs
from gui.shell.main_window import MainWindow
from tests.core.analysis.test_hidden_map import table
from tests.core.samples import SMALL, THREE
from tests.gui.conftest import MakeWindow
from tests.gui.driving import LEFT, run_to
from tests.gui.frames.frames import asked, begun, refined, trained
from tests.gui.plots.test_drawing import begin
from tests.gui.saving import edit, finish

pytestmark = pytest.mark.folded("lenses")
HIDDEN = Sight(hidden=True)


def on_table(inputs: int, *hidden: int) -> Experiment:
    layers = tuple(DenseLayer(units, Tanh()) for units in hidden or (5,))
    return replace(SMALL.with_data(table(inputs), 0.2), network=Network(layers, SMALL.network.output))


def now(window: MainWindow) -> Frame:
    assert window.session.frame is not None
    return window.session.frame


def held_of(window: MainWindow) -> HeldInputs:
    held = window.answers.findChild(HeldInputs)
    assert isinstance(held, HeldInputs)
    return held


def choose(held: HeldInputs, place: int) -> None:
    held.over.setCurrentIndex(place)
    held.over.activated.emit(place)


def places(plot: DecisionRegions) -> list[list[float]]:
    """Return where the points for examples stand, sorted."""
    drawn = np.concatenate([group.at for item in (plot.train, plot.test) for group in item.groups], axis=1)
    return sorted(drawn.T.tolist())


@pytest.mark.parametrize("experiment", [SMALL, THREE], ids=["two classes", "three classes"])
def test_regions_answer_at_examples_on_the_plane_as_the_network_does(experiment: Experiment) -> None:
    frame, run = begun(experiment, HIDDEN)
    frame = refined(run, trained(run, frame, 80).frame)
    assert frame.hidden_map is not None
    assert frame.regions is not None
    outputs = frame.answers.outputs
    classes = classify(outputs)
    ordered = np.sort(outputs, axis=0)
    sure = np.abs(2.0 * outputs[0] - 1.0) if len(outputs) == 1 else ordered[-1] - ordered[-2]
    compared = 0
    for (s, t), label, certainty in zip(frame.hidden_map.places.T, classes, sure, strict=True):
        found = answer_at(frame.regions, frame.problem.classes, s, t)
        assert found is not None
        if certainty > 0.1:  # nearer to the boundary a cell of the picture may lie on both sides
            assert found[0] == label
            compared += 1
    assert compared > 0.5 * len(classes)


def test_the_map_of_an_iteration_is_one_and_the_same_however_it_is_reached() -> None:
    frame, run = begun(on_table(4), HIDDEN)
    there = refined(run, trained(run, trained(run, frame, 7).frame, 5).frame)
    again = jobs.seek(run.id, run.segments, run.history.nearest_key(3), 12, False, asked(run, there), frame)
    assert there.hidden_map is not None
    assert again.hidden_map is not None
    np.testing.assert_array_equal(there.hidden_map.places, again.hidden_map.places)


@pytest.mark.parametrize(("free", "rests"), [(30, [True, True, False, True]), (61, [False] * 4)])
def test_the_map_of_many_examples_rests_for_some_pictures_of_a_run(
    monkeypatch: pytest.MonkeyPatch, free: int, rests: list[bool]
) -> None:
    monkeypatch.setattr("gui.frames.observe.FREE_EXAMPLES", free)
    frame, run = begun(on_table(4), HIDDEN)
    assert frame.hidden_map is not None
    maps = [frame.hidden_map]
    for steps in (5, 5, 5, 5, 1, 1):
        frame = trained(run, frame, steps).frame
        assert frame.hidden_map is not None
        maps.append(frame.hidden_map)
    single = [False, False]
    assert [now is before for before, now in pairwise(maps)] == [*rests, *single]


def test_numbers_are_drawn_over_it_too(make_window: MakeWindow, qtbot: QtBot) -> None:
    x = np.random.default_rng(2).normal(size=(4, 50))
    data = own_data("own", ("a", "b", "c", "d"), "price", (), of_numbers(x, (x[:1] + x[3:]) ** 2))
    window = make_window()
    edit(qtbot, window, SMALL.with_data(data, 0.2))
    frame = now(window)
    assert frame.regions is not None
    assert frame.regions.high > frame.regions.low
    assert "price" in window.answers.regions.read(0.0, 0.0)


def test_a_table_of_four_inputs_is_seen_through_the_hidden_layer(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    edit(qtbot, window, on_table(4))
    run_to(qtbot, window, 20)
    frame, plot = now(window), window.answers.regions
    assert frame.hidden_map is not None
    assert places(plot) == sorted(frame.hidden_map.places.T.tolist())
    assert plot.names == ("direction 2 of the last hidden layer", "direction 1")
    assert f"2 directions have {frame.hidden_map.share:.0%}".replace("%", " %") in plot.header.live.text
    assert "stands where it projects onto the plane" in plot.header.toolTip()
    assert "direction 1 = 0, direction 2 = 0" in plot.read(0.0, 0.0)
    (low, high), _ = plot.canvas.box.viewRange()
    assert low <= frame.hidden_map.bounds[0] < frame.hidden_map.bounds[1] <= high


def test_one_goes_to_two_inputs_and_back(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    edit(qtbot, window, on_table(4))
    held, plot = held_of(window), window.answers.regions
    QTest.mouseClick(held, LEFT)
    assert held.over.currentText() == "last hidden layer"
    grey = [held.across, held.up, held.means, *held.sliders]
    assert not any(control.isEnabled() for control in grey)
    assert all(NOT_OVER_INPUTS in control.toolTip() for control in (held.across, held.sliders[2]))
    choose(held, 0)
    finish(qtbot, window)
    assert now(window).hidden_map is None
    assert plot.names == ("b", "a")
    assert places(plot) == sorted(
        np.concatenate([now(window).problem.train.x, now(window).problem.test.x], 1)[:2].T.tolist()
    )
    assert [slider.isEnabled() for slider in held.sliders] == [False, False, True, True]
    assert held.across.isEnabled()
    assert "variance" not in plot.header.live.text
    edit(qtbot, window, on_table(4, 6, 3))
    assert now(window).hidden_map is None  # the choice stays for these inputs
    choose(held, 1)
    finish(qtbot, window)
    assert now(window).hidden_map is not None
    held.popup.hide()


def test_three_inputs_stay_as_they_are_until_one_chooses(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    assert now(window).hidden_map is None
    choose(held_of(window), 1)
    finish(qtbot, window)
    assert now(window).hidden_map is not None


def test_what_is_saved_and_opened_again_begins_with_the_map(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    edit(qtbot, window, on_table(4))
    choose(held_of(window), 0)
    finish(qtbot, window)
    assert window.session.scene is not None
    path = tmp_path / "four.toml"
    save_scene(replace(window.session.scene, experiment=window.session.experiment), path)
    window.session.open_scene(read_scene(path))
    finish(qtbot, window)
    assert now(window).experiment == on_table(4)
    assert now(window).hidden_map is not None


@pytest.mark.slow
def test_an_undone_change_of_data_brings_the_choice_back(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    edit(qtbot, window, on_table(4))
    choose(held_of(window), 0)
    finish(qtbot, window)
    edit(qtbot, window, load_scene("xor-tanh").experiment)
    assert now(window).hidden_map is None
    window.session.edits.undo()
    finish(qtbot, window)
    assert (now(window).experiment, now(window).hidden_map) == (on_table(4), None)
    edit(qtbot, window, on_table(5))
    assert now(window).hidden_map is not None


def test_a_followed_example_and_the_batch_stand_where_they_project(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    edit(qtbot, window, on_table(4))
    window.session.looking.follow(3)
    finish(qtbot, window)
    frame, plot = now(window), window.answers.regions
    assert frame.hidden_map is not None
    assert plot.chosen.markers[0][1:] == tuple(frame.hidden_map.places[:, 3])
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    finish(qtbot, window)
    frame = now(window)
    assert frame.trace is not None
    assert frame.hidden_map is not None
    (ring,) = plot.batch.groups
    np.testing.assert_allclose(ring.at, frame.hidden_map.places[:, frame.trace.columns], atol=1e-9)


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (Network((DenseLayer(1, Tanh()),), SMALL.network.output), "1 direction has 100 % of the variance"),
        (Network((), SMALL.network.output), "network's inputs: 2 directions have"),
    ],
    ids=["one neuron", "no hidden layer"],
)
def test_special_networks_are_named_plainly(
    make_window: MakeWindow, qtbot: QtBot, network: Network, words: str
) -> None:
    window = make_window()
    edit(qtbot, window, replace(on_table(4), network=network))
    assert words in window.answers.regions.header.live.text
    second = "no second direction of the last hidden layer" if network.hidden else "direction 2 of the network's inputs"
    assert window.answers.regions.names == (second, "direction 1")


def test_without_a_plane_the_plot_says_why(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    edit(qtbot, window, replace(on_table(4), network=Network((DenseLayer(3, ReLU()),), SMALL.network.output)))
    layout = now(window).problem.layout
    for neuron in (1, 2, 3):
        window.session.hand.set_parameter(layout.index(1, neuron, 0), -1e6)
        finish(qtbot, window)
    plot = window.answers.regions
    assert now(window).regions is None
    assert "the same for all training examples" in plot.notice.text()
    assert not plot.canvas.plot.isVisible()
    drawing = begin(window)
    assert plot.canvas.plot.isVisible()
    drawing.end(False)
    assert "the same for all training examples" in plot.notice.text()
    assert not plot.canvas.plot.isVisible()
    edit(qtbot, window, on_table(4))
    assert not plot.notice.text()
    assert plot.canvas.plot.isVisible()


def test_the_pencil_draws_new_data_not_on_the_map(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    edit(qtbot, window, on_table(4))
    drawing, plot = begin(window), window.answers.regions
    assert drawing.draft is not None
    assert len(drawing.draft) == 0
    assert plot.names == ("x₂", "x₁")
    assert all(item.opacity() == 0.0 for item in (*plot.points, *plot.answer))
    assert not held_of(window).isEnabled()
    assert "Points are being drawn" in held_of(window).toolTip()
    drawing.end(False)
    finish(qtbot, window)
    assert now(window).experiment == on_table(4)
    assert plot.names[1] == "direction 1"
    assert plot.map.opacity() == 1.0
    assert held_of(window).isEnabled()


@pytest.mark.slow
def test_pictures_are_seen_through_the_hidden_layer(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("digits")
    plot = window.answers.regions
    before = now(window).hidden_map
    assert before is not None
    run_to(qtbot, window, 2)
    qtbot.waitUntil(lambda: window.session.looking.settled, timeout=20_000)
    after = now(window).hidden_map
    assert after is not None
    assert after is not before
    assert places(plot) == sorted(after.places.T.tolist())
