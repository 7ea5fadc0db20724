"""The data panel and the training panel: they show an experiment silently and name every edit."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from core.data.datasets import DATASETS
from core.nn.regularizers import L2
from core.training.experiment import Experiment
from core.training.optimizers import Adam
from core.training.problem import prepare
from core.training.schedules import Cosine
from gui.panels.data import DataPanel
from gui.panels.training import TrainingPanel
from gui.widgets.callout import Callout
from gui.widgets.controls import NumberField
from gui.widgets.field import Field
from gui.widgets.theme import CHALKBOARD, WHITEBOARD, Look
from gui.widgets.thumbnail import Thumbnail
from tests.gui.shared import MakeWindow

START = Experiment(data=DATASETS["circles"](points=200))
OTHER = replace(
    START,
    data=DATASETS["moons"](points=120, noise=0.05),
    test_share=0.25,
    optimizer=Adam(alpha=0.02, beta1=0.8),
    schedule=Cosine(span=77),
    regularizer=L2(lam=0.01),
    clip_norm=2.5,
    batch_size=16,
    seed=9,
)


def show(qtbot: QtBot, panel: QWidget) -> None:
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)


@pytest.fixture
def data(qtbot: QtBot) -> DataPanel:
    panel = DataPanel()
    panel.grid.show_pictures()
    panel.show_experiment(START, prepare(START))
    show(qtbot, panel)
    return panel


@pytest.fixture
def training(qtbot: QtBot) -> TrainingPanel:
    panel = TrainingPanel()
    panel.show_experiment(START)
    show(qtbot, panel)
    return panel


def enter(field: Field, text: str) -> None:
    assert isinstance(field, NumberField)
    field.edit.setFocus()
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def edits(panel: TrainingPanel) -> list[tuple[str, Any]]:
    """Return a list that grows by every edit."""
    seen: list[tuple[str, Any]] = []
    panel.changed.connect(lambda name, value: seen.append((name, value)))
    return seen


def test_data_panel_shows_an_experiment_silently(data: DataPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(data.data_changed), qtbot.assertNotEmitted(data.test_share_changed):
        data.show_experiment(OTHER, prepare(OTHER))
    assert data.chosen.text() == "moons"
    assert [name for name, one in data.grid.thumbnails.items() if one.isChecked()] == ["moons"]
    assert data.pages.page is not None
    assert data.pages.page.entry.of(data.pages.page.values()) == OTHER.data
    assert data.test_share.edit.text() == "25 %"
    assert data.counts.text() == "90 to train, 30 to test"


@pytest.mark.parametrize("name", list(DATASETS))
def test_every_data_set_has_a_thumbnail_that_chooses_it(name: str, data: DataPanel) -> None:
    seen: list[Any] = []
    data.data_changed.connect(seen.append)
    thumbnail = data.grid.thumbnails[name]
    QTest.mouseClick(thumbnail, Qt.MouseButton.LeftButton)
    QTest.mouseClick(thumbnail, Qt.MouseButton.LeftButton)
    assert seen == [] if name == START.data.name else seen[0] == DATASETS[name]()
    assert thumbnail.isChecked()
    assert DATASETS[name].help in thumbnail.toolTip()
    assert DATASETS[name].title in thumbnail.accessibleName()


def test_data_settings_are_handed_on_as_a_whole_data_set(data: DataPanel, qtbot: QtBot) -> None:
    assert data.pages.page is not None
    with qtbot.waitSignal(data.data_changed) as caught:
        enter(data.pages.page.fields["noise"], "1/4")
    assert caught.args == [replace(START.data, noise=0.25)]


def test_test_share_is_handed_on(data: DataPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(data.test_share_changed) as caught:
        enter(data.test_share, "30")
    assert caught.args == [0.3]


def test_a_refused_data_set_is_taken_back(data: DataPanel) -> None:
    QTest.mouseClick(data.grid.thumbnails["xor"], Qt.MouseButton.LeftButton)
    assert data.show_error("test_share", "Too little is left.")
    assert data.chosen.text() == "circles"
    assert data.test_share.message.isVisible()
    assert not data.show_error("optimizer", "Not mine.")


def test_thumbnails_are_drawn_once_and_differ(data: DataPanel) -> None:
    pictures = {bytes(thumbnail.grab().toImage().constBits()) for thumbnail in data.grid.thumbnails.values()}
    assert len(pictures) == len(DATASETS)
    one = data.grid.thumbnails["xor"]
    kept = one._picture
    one.grab()
    assert one._picture is kept
    data.set_look(Look(WHITEBOARD))
    one.grab()
    assert one._picture is not kept


def test_training_panel_shows_an_experiment_silently(training: TrainingPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(training.changed):
        training.show_experiment(OTHER)
    for name, editor in training.editors.items():
        assert editor.choice == getattr(OTHER, name)
    for name, number in training.numbers.items():
        assert number.value == getattr(OTHER, name)
    assert training.full_batch.text() == "all 90"
    assert not training.full_batch.isChecked()


@pytest.mark.parametrize("name", ["optimizer", "schedule", "loss", "regularizer", "initializer"])
def test_choices_name_their_field(name: str, training: TrainingPanel) -> None:
    seen = edits(training)
    editor = training.editors[name]
    key = Qt.Key.Key_Down if editor.box.currentIndex() == 0 else Qt.Key.Key_Up
    editor.box.setFocus()
    QTest.keyClick(editor.box, key)
    assert seen == [(name, editor.choice)]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("clip_norm", "2", 2.0),
        ("batch_size", "64", 64),
        ("seed", "7", 7),
    ],
)
def test_numbers_name_their_field(name: str, text: str, value: float, training: TrainingPanel) -> None:
    seen = edits(training)
    enter(training.numbers[name], text)
    assert seen == [(name, value)]


def test_clipping_can_be_switched_off(training: TrainingPanel) -> None:
    training.show_experiment(OTHER)
    seen = edits(training)
    enter(training.numbers["clip_norm"], "off")
    assert seen == [("clip_norm", math.inf)]


def test_full_batch_there_and_back(training: TrainingPanel) -> None:
    seen = edits(training)
    training.full_batch.click()
    assert seen == [("batch_size", START.train_size)]
    full = replace(START, batch_size=START.train_size)
    training.show_experiment(full)
    assert training.full_batch.isChecked()
    training.full_batch.click()
    assert seen[1:] == [("batch_size", START.batch_size)]


def test_a_batch_larger_than_the_data_is_refused_beside_its_field(training: TrainingPanel) -> None:
    seen = edits(training)
    enter(training.numbers["batch_size"], "181")
    assert seen == []
    assert "180" in training.numbers["batch_size"].error


def test_a_refused_choice_is_taken_back_and_told_beside_it(training: TrainingPanel) -> None:
    editor = training.editors["loss"]
    editor.box.setFocus()
    QTest.keyClick(editor.box, Qt.Key.Key_Down)
    assert training.show_error("loss", "It does not fit the output.")
    assert editor.choice == START.loss
    assert editor.row.message.isVisible()
    training.show_experiment(OTHER)
    assert not editor.row.message.isVisible(), "another experiment makes old messages void"


def test_errors_find_hyperparameters_by_name(training: TrainingPanel) -> None:
    assert training.show_error("alpha", "Too bold.")
    assert training.editors["optimizer"].fields["alpha"].error == "Too bold."
    assert not training.show_error("points", "Not mine.")


@pytest.mark.parametrize("make", [DataPanel, TrainingPanel])
@pytest.mark.parametrize("look", [Look(CHALKBOARD, 15), Look(WHITEBOARD, 27)], ids=["normal", "large"])
def test_nothing_is_cut_off_in_a_narrow_panel(make: Any, look: Look, qtbot: QtBot) -> None:
    area, panel = QScrollArea(), make()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(panel)
    area.resize(220, 500)
    panel.show_experiment(OTHER, *([prepare(OTHER)] if make is DataPanel else []))
    panel.set_look(look)
    show(qtbot, area)
    qtbot.waitUntil(lambda: panel.width() <= area.viewport().width())
    for child in panel.findChildren(QWidget):
        if child.isVisible() and isinstance(child.parentWidget(), (DataPanel, TrainingPanel, Field)):
            assert child.geometry().right() < child.parentWidget().width()
    for label in panel.findChildren(QLabel):
        if label.isVisible() and label.text():
            words = [label.fontMetrics().horizontalAdvance(word) for word in label.text().split()]
            assert max(words) <= label.width(), label.text()
            assert label.height() >= label.heightForWidth(label.width()) or not label.wordWrap(), label.text()
    assert all(one.width() >= 24 for one in panel.findChildren(Thumbnail))


def test_thumbnails_can_be_chosen_by_keyboard(data: DataPanel) -> None:
    seen: list[Any] = []
    data.data_changed.connect(seen.append)
    first = data.grid.thumbnails["circles"]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert [one.name for one in seen] == ["moons"]
    assert data.grid.thumbnails["moons"].hasFocus()


@pytest.mark.folded
def test_nothing_moves_when_a_message_comes_or_goes(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(size=(1366, 768))
    window.data.features.fold.set_open(True)
    QApplication.processEvents()
    alpha, panels = window.training.editors["optimizer"].fields["alpha"], (window.data, window.training, window.network)
    assert isinstance(alpha, NumberField)

    def places() -> list[tuple[QWidget, QRect]]:
        QApplication.processEvents()
        shown = (each for panel in panels for each in panel.findChildren(QWidget) if not isinstance(each, Callout))
        return [(each, each.geometry()) for each in shown if each.isVisible()]

    qtbot.waitUntil(lambda: places() == places())  # all is laid out
    before = places()
    alpha.set_error("Learning rate α must be above 0, at most 1,000,000; 12345678 is not.")
    window.data.features.show_error("At least one feature is needed.")
    window.network.show_error("A layer has at least 1, at most 512 neurons; 600 is not.")
    assert places() == before
    for told in (alpha.message, window.data.features.message, window.network.message):
        assert told.isVisible()
        assert told.height() >= told.heightForWidth(told.width())
        assert told.parentWidget().rect().contains(told.geometry())
        QTest.mouseClick(told, Qt.MouseButton.LeftButton)
        assert not told.isVisible()
    alpha.set_error("")
    assert places() == before


def test_a_message_goes_with_its_owner(qtbot: QtBot) -> None:
    """It lies over the page: that may still move when the owner is gone."""
    page = QWidget()
    qtbot.addWidget(page)
    row = QWidget(page)
    owner = QWidget(row)
    told = Callout(owner)
    page.show()
    told.say("This cannot be.")
    assert told.parentWidget() is page
    delete(owner)
    row.resize(300, 200)  # it listens until the event loop takes it away
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not page.findChildren(Callout)


def test_one_message_makes_way_for_another(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(300, 200)
    owners = [QWidget(page) for _ in range(2)]
    for place, owner in enumerate(owners):
        owner.setGeometry(10, 10 + 30 * place, 200, 24)
    page.show()
    first, second = (Callout(owner) for owner in owners)
    first.say("This is not a number. The message needs more than one line.")
    assert first.isVisible()
    second.say("Nor is this.")
    assert second.isVisible()
    assert not first.isVisible()
    first.say("")
    second.say("")
    assert not second.isVisible()
