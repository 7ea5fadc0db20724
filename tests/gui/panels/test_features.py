"""What the network is fed with, in a real window: features switched on and off, standardising, and undo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.data.datasets import DATASETS
from core.data.examples import of_classes
from core.data.features import FEATURES, Feature
from core.data.own import OwnData, own_data
from core.data.standard import mean_beside
from core.exchange.experiments import experiment_from, experiment_to
from gui.panels.data import prediction, told
from gui.shell.main_window import MainWindow
from gui.widgets.diagram.layout import Hit
from gui.widgets.diagram.words import value_text
from gui.widgets.feature_tiles import RESOLUTION, FeatureTile, map_of
from tests.gui.conftest import MakeWindow

pytestmark = pytest.mark.folded("plots", "lenses")
SQUARE = (-2.0, 2.0, -2.0, 2.0)


def press(window: MainWindow, name: str, qtbot: QtBot) -> FeatureTile:
    tile = window.data.features.tiles.tiles[name]
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.ready)
    return tile


def shown_inputs(window: MainWindow) -> tuple[str, ...]:
    assert window.session.frame is not None
    return window.session.frame.problem.inputs.names


@pytest.mark.folded
@pytest.mark.slow
def test_a_feature_more_is_an_input_more_until_it_is_undone(window: MainWindow, qtbot: QtBot) -> None:
    tile = press(window, "x1*x2", qtbot)
    assert tile.isChecked()
    assert window.session.experiment.features == ("x1", "x2", "x1*x2")
    assert shown_inputs(window) == ("x₁", "x₂", "x₁x₂")
    assert window.session.experiment.layout.sizes[0] == 3
    frame = window.session.frame
    assert frame is not None
    assert len(frame.maps[0]) == 3
    np.testing.assert_array_equal(frame.problem.x[2], frame.problem.x[0] * frame.problem.x[1])
    diagram = window.network.diagram._diagram
    assert diagram is not None
    assert value_text(frame, diagram, Hit("neuron", 0, 3)) == "input x₁x₂"
    window.session.edits.undo()
    qtbot.waitUntil(lambda: window.session.ready)
    assert shown_inputs(window) == ("x₁", "x₂")
    assert not tile.isChecked()


def test_the_plain_inputs_again_are_no_features_at_all(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.experiment
    press(window, "x2", qtbot)
    assert window.session.experiment.features == ("x1",)
    press(window, "x2", qtbot)
    assert window.session.experiment == before


def test_one_input_stays_on(window: MainWindow, qtbot: QtBot) -> None:
    press(window, "x2", qtbot)
    experiment = window.session.experiment
    tile = press(window, "x1", qtbot)
    assert tile.isChecked()
    assert "at least" in window.data.features.message.text()
    assert window.data.features.message.isVisibleTo(window.data)
    assert window.session.experiment == experiment
    press(window, "x1^2", qtbot)
    assert not window.data.features.message.isVisibleTo(window.data)


def test_standardising_says_mean_and_deviation(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.data.features
    assert panel.scales.isHidden()
    panel.standardise.box.click()
    qtbot.waitUntil(lambda: window.session.ready)
    frame = window.session.frame
    assert frame is not None
    assert frame.experiment.standardise
    mean, deviation = float(frame.problem.train.x[0].mean()), float(frame.problem.train.x[0].std())
    assert panel.scales.isVisibleTo(window.data)
    assert panel.scales.text().startswith(f"x₁: mean {mean_beside(mean, deviation)}, std. dev.")
    assert f"std. dev. {deviation:.3f}" in panel.scales.text()
    assert f"{deviation:.3f}" in panel.scales.toolTip()
    assert frame.problem.x[0, : len(frame.problem.train)].std() == pytest.approx(1.0)
    diagram = window.network.diagram._diagram
    assert diagram is not None
    assert "standardised" in value_text(frame, diagram, Hit("neuron", 0, 1))
    window.session.edits.undo()
    qtbot.waitUntil(lambda: window.session.ready)
    assert panel.scales.isHidden()
    assert not panel.standardise.box.isChecked()


def test_many_inputs_have_no_features_and_a_short_list_of_means(window: MainWindow, qtbot: QtBot) -> None:
    window.data.data_changed.emit(DATASETS["digits"]())
    qtbot.waitUntil(lambda: window.session.ready)
    panel = window.data.features
    assert not panel.tiles.isVisibleTo(window.data)
    assert not panel.ticks.isVisibleTo(window.data)
    panel.standardise.box.click()
    qtbot.waitUntil(lambda: window.session.ready)
    assert panel.scales.text().endswith("… and 60 more")
    assert panel.scales.text().count("\n") == 4


def table(columns: int) -> OwnData:
    """Return a table of a column of three words between columns of numbers."""
    names = ["n", *(f"word = {word}" for word in "abc"), *(f"m{k}" for k in range(columns - 2))]
    x = np.random.default_rng(0).standard_normal((len(names), 60))
    groups = ("n", "word", "word", "word", *names[4:])
    return own_data("mine", tuple(names), "k", ("no", "yes"), of_classes(x, (x[0] > 0).astype(np.int64)), groups)


def tick(window: MainWindow, row: int, qtbot: QtBot) -> None:
    """Click a column of a table, at its name."""
    ticks = window.data.features.ticks
    window.data.features.fold.set_open(True)
    ticks.scrollToItem(ticks.item(row))
    spot = ticks.visualItemRect(ticks.item(row)).center()
    QTest.mouseClick(ticks.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.waitUntil(lambda: window.session.ready)


def ticked(window: MainWindow) -> list[str]:
    ticks = window.data.features.ticks
    items = [ticks.item(row) for row in range(ticks.count())]
    return [item.text() for item in items if item.checkState() == Qt.CheckState.Checked]


@pytest.mark.slow
def test_one_tick_takes_all_inputs_of_a_column_in_or_out(window: MainWindow, qtbot: QtBot) -> None:
    data = table(4)
    window.session.edit(window.session.experiment.suited_to(data, 0.2))
    qtbot.waitUntil(lambda: window.session.ready)
    before = window.session.experiment
    assert ticked(window) == ["n", "word (3 inputs)", "m0", "m1"]
    tick(window, 1, qtbot)
    assert ticked(window) == ["n", "m0", "m1"]
    assert shown_inputs(window) == ("n", "m0", "m1")
    frame = window.session.frame
    assert frame is not None
    np.testing.assert_array_equal(frame.problem.x[:, : len(frame.problem.train)], frame.problem.train.x[[0, 4, 5]])
    assert experiment_from(experiment_to(window.session.experiment)) == window.session.experiment
    window.session.edits.undo()
    qtbot.waitUntil(lambda: window.session.ready)
    assert len(ticked(window)) == 4
    for row in (1, 0, 2):
        tick(window, row, qtbot)
    tick(window, 3, qtbot)
    assert ticked(window) == ["m1"]
    assert "at least" in window.data.features.message.text()
    for row in (2, 0, 1):
        tick(window, row, qtbot)
    assert window.session.experiment == before


def test_ticks_of_many_columns_stay_small_and_go_with_their_table(window: MainWindow, qtbot: QtBot) -> None:
    window.session.edit(window.session.experiment.suited_to(table(64), 0.2))
    qtbot.waitUntil(lambda: window.session.ready)
    ticks = window.data.features.ticks
    assert not ticks.isVisibleTo(window.data), "all inputs in use need no list"
    tick(window, 63, qtbot)
    assert "m61" not in shown_inputs(window)
    assert ticks.height() <= 7 * ticks.sizeHintForRow(0)
    window.data.data_changed.emit(DATASETS["circles"]())
    qtbot.waitUntil(lambda: window.session.ready)
    assert window.session.experiment.features == ()
    assert not ticks.isVisibleTo(window.data)


def test_one_input_has_the_features_of_one_input(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    window.data.data_changed.emit(DATASETS["cubic"]())
    qtbot.waitUntil(lambda: window.session.ready)
    assert list(window.data.features.tiles.tiles) == ["x1", "x1^2", "sin(x1)"]
    press(window, "x1^2", qtbot)
    assert window.session.experiment.features == ("x1", "x1^2")
    assert shown_inputs(window) == ("x₁", "x₁²")


@pytest.mark.parametrize("feature", FEATURES.values(), ids=list(FEATURES))
def test_a_map_shows_the_feature(feature: Feature) -> None:
    image = map_of(feature, SQUARE)
    place = np.linspace(-2.0, 2.0, 2 * RESOLUTION + 1)[1::2]
    x, y = np.meshgrid(place, place[::-1])
    values = feature.of(np.stack([x.ravel(), y.ravel()])).reshape(image.shape)
    assert np.array_equal(image > 128, values > np.abs(values).max() / 254)
    assert image.max() == 255
    assert (image.min() == 1) == bool(values.min() < -0.5)


@pytest.mark.parametrize("data", DATASETS.values(), ids=list(DATASETS))
def test_every_data_set_says_what_is_predicted_and_where_it_is_from(data: type) -> None:
    words, more = prediction(data()), " ".join(told(data()))
    assert words.startswith("Predicts ")
    assert len(words) < 110
    assert data().help in more
    assert "Source: " in more
    assert all(name in more for name in data().inputs[:12])


def test_tiles_can_be_reached_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    tile = window.data.features.tiles.tiles["sin(x1)"]
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.ready)
    assert window.session.experiment.features == ("x1", "x2", "sin(x1)")
    assert tile.accessibleName() == "Feature sin x₁"


def test_where_a_tile_is_pressed_does_not_matter(window: MainWindow, qtbot: QtBot) -> None:
    tile = window.data.features.tiles.tiles["x1^2"]
    at = QPointF(tile.width() / 2, tile.height() - 2).toPoint()
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: window.session.ready)
    assert "x1^2" in window.session.experiment.features


@pytest.mark.folded
@pytest.mark.slow
def test_what_is_not_in_use_is_folded_so_that_training_is_in_sight(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles", size=(1920, 1080), fresh=True)
    panel, seen = window.data, window.columns.side.viewport()
    settings, features = panel.settings, panel.features.fold
    assert (settings.is_open, features.is_open) == (False, False)
    foot = window.training.mapTo(seen, QPoint(0, window.training.height())).y()
    assert foot <= seen.height()
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: window.width() == 1024)
    assert window.training.title.mapTo(seen, window.training.title.rect().bottomLeft()).y() < seen.height()
    press(window, "x1^2", qtbot)  # in use: open; after that: folded again
    assert features.is_open
    window.session.edits.undo()
    qtbot.waitUntil(lambda: window.session.ready)
    assert not features.is_open
    QTest.mouseClick(features.button, Qt.MouseButton.LeftButton)
    window.session.edit(replace(window.session.experiment, standardise=True))
    qtbot.waitUntil(lambda: window.session.ready)
    window.session.edits.undo()
    qtbot.waitUntil(lambda: window.session.ready)
    assert features.is_open  # by hand: it stays
    window.data.test_share_changed.emit(0.9999)  # a refusal is seen
    assert settings.is_open
    assert panel.test_share.message.isVisibleTo(window.data)
