"""The lens for pictures: probabilities, weights and wrong pictures are core's, and a drawing is answered at once."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from core.nn.backpropagation import predict
from gui.frames.frame import Frame
from gui.lenses.pictures import PicturesLens
from gui.shell.main_window import MainWindow
from gui.widgets.drawing_pad import DrawingPad
from gui.widgets.picture import signed_image
from gui.widgets.theme import CHALKBOARD, Look
from tests.gui.conftest import MakeWindow

pytestmark = pytest.mark.folded("plots")


def shown(window: MainWindow) -> Frame:
    """Return the displayed frame."""
    assert window.session.frame is not None
    return window.session.frame


def lens_of(window: MainWindow) -> PicturesLens:
    """Return the lens."""
    return next(page for page in window.lenses.pages if isinstance(page, PicturesLens))


def open_lens(window: MainWindow, steps: int, qtbot: QtBot) -> PicturesLens:
    """Train a little, and turn to the lens."""
    lens = lens_of(window)
    qtbot.waitUntil(lambda: window.lenses.row.isTabVisible(window.lenses.stack.indexOf(lens)))
    window.lenses.turn_to(lens)
    window.session.advance(steps, 60.0)
    qtbot.waitUntil(lambda: shown(window).snapshot.iteration == steps and not window.session.busy)
    window.session.looking.settle()
    qtbot.waitUntil(lambda: shown(window).calm)
    return lens


@pytest.mark.slow
def test_it_is_offered_for_pictures_alone(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("xor-tanh")
    place = window.lenses.stack.indexOf(lens_of(window))
    assert not window.lenses.row.isTabVisible(place)
    window.session.open_scene(load_scene("digits"))
    qtbot.waitUntil(lambda: window.lenses.row.isTabVisible(place))
    window.session.edits.undo()
    qtbot.waitUntil(lambda: not window.lenses.row.isTabVisible(place))


@pytest.mark.slow
def test_the_wall_holds_what_is_wrong_and_a_click_follows_it(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("digits", size=(1500, 900))
    lens = open_lens(window, 40, qtbot)
    frame = shown(window)
    m = len(frame.problem.train)
    assert sorted(hung.row for hung in lens.wall.pictures) == (m + np.flatnonzero(frame.wrong_test)).tolist()
    first = lens.wall.pictures[0]
    assert first.row == max(lens.wall.pictures, key=lambda hung: frame.answers.loss[hung.row]).row
    predicted = int(frame.answers.outputs[:, first.row].argmax())
    assert first.caption == f"{frame.problem.labels[first.row]} → {predicted}"
    qtbot.mouseClick(lens.wall, Qt.MouseButton.LeftButton, pos=lens.wall.place(0).center().toPoint())
    qtbot.waitUntil(lambda: shown(window).row == first.row)
    np.testing.assert_allclose(lens.bars.values, shown(window).answers.outputs[:, first.row], rtol=1e-12)
    assert lens.bars.truth == frame.problem.labels[first.row]
    assert lens.pad.pixels is not None
    assert np.array_equal(lens.pad.pixels.ravel(), frame.problem.test.x[:, first.row - m])


@pytest.mark.slow
def test_a_drawing_is_answered_while_it_is_drawn(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("digits", size=(1500, 900))
    lens = open_lens(window, 60, qtbot)
    area = lens.pad.area
    top = QPoint(round(area.center().x()), round(area.top() + 0.1 * area.height()))
    foot = QPoint(round(area.center().x()), round(area.bottom() - 0.1 * area.height()))
    QTest.mousePress(lens.pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, top)
    after_a_dot = lens.bars.values.copy()
    QTest.mouseMove(lens.pad, foot)
    QTest.mouseRelease(lens.pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, foot)
    assert lens.drawing is not None
    assert 0.0 < lens.drawing.max() <= 1.0
    frame = shown(window)
    a = predict(
        frame.experiment.network,
        frame.problem.layout,
        frame.snapshot.theta,
        frame.problem.inputs.of(lens.drawing.reshape(-1, 1)),
    )
    assert np.array_equal(lens.bars.values, a[:, 0])
    assert lens.bars.truth is None
    assert after_a_dot.shape == (10,)
    lens.clear.click()
    assert not lens.drawing.any()
    assert not len(lens.bars.values)


def test_the_pen_inks_a_straight_stroke_in_greys() -> None:

    pad = DrawingPad()
    pad.show_pixels(None, (8, 8))
    pad.clear()
    pad._last = QPointF(16.0, 4.0)
    pad._ink(QPointF(16.0, 28.0))
    assert pad.pixels is not None
    ink = pad.pixels.sum(axis=0)
    assert ink[3] > 1.0
    assert ink[3] == ink[4]
    assert not ink[[0, 1, 6, 7]].any()
    assert set(np.unique(pad.pixels * 16)) <= set(range(17))


@pytest.mark.slow
def test_weights_are_those_of_the_selected_neuron(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("digits", size=(1500, 900))
    lens = open_lens(window, 5, qtbot)
    window.session.looking.pick_next(shown(window).problem.layout.index(1, 7, 0))
    qtbot.waitUntil(lambda: lens.neuron == 7)
    lens.next.click()
    assert lens.neuron == 8
    frame = shown(window)
    weights = frame.problem.layout.weights(frame.snapshot.theta, 1)[7].reshape(8, 8)
    assert lens.weights.image == signed_image(weights, lens.look)


def test_zero_is_neutral_in_a_picture_of_weights() -> None:
    image = signed_image(np.array([[-2.0, 0.0], [1.0, 2.0]]), Look(CHALKBOARD))
    assert image.pixelColor(1, 0).name() == CHALKBOARD.neutral
    assert image.pixelColor(1, 1).name() == CHALKBOARD.positive


@pytest.mark.slow
def test_the_followed_picture_stands_before_the_input_layer(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("digits", size=(1900, 1000))
    open_lens(window, 2, qtbot)
    diagram, problem = window.network.diagram, shown(window).problem
    painting = diagram._painting
    assert painting is not None
    area, look = painting._picture._area, window.look
    assert area is not None
    for row in (0, len(problem.train) + 5):
        window.session.looking.follow(row)
        qtbot.waitUntil(lambda row=row: shown(window).row == row)
        grabbed = diagram.grab().toImage()
        pixels = shown(window).inputs_of(row).reshape(8, 8)
        darkest = np.unravel_index(int(np.argmax(pixels)), (8, 8))
        at = area.topLeft() + QPointF(darkest[1] + 0.5, darkest[0] + 0.5) * area.width() / 8
        assert grabbed.pixelColor(at.toPoint()).name() == look.theme.text


@pytest.mark.slow
def test_the_input_layer_is_the_picture(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("digits", size=(1500, 900))
    diagram, layout = window.network.diagram, shown(window).problem.layout
    column = diagram.column(0)
    assert column.picture is not None
    assert column.rest is None
    assert (len(column.tiles), column.tiles[0].topLeft()) == (64, column.picture.topLeft())
    # At the start the descent path looks along pixels that have ink.
    places = [layout.position(index) for index in shown(window).picked]
    pixels = [shown(window).problem.train.x[i - 1] for _, _, i in places]
    assert [(layer, j) for layer, j, _ in places] == [(1, 1), (1, 1)]
    assert min(np.mean(pixel > 0) for pixel in pixels) > 0.5
    # A pixel tells its name and value, and has the ink of the example whose numbers the lenses show.
    place = int(shown(window).trace.columns[shown(window).place])
    pixel = diagram.hit(column.tiles[19].center())
    x = shown(window).inputs_of(place)
    assert (pixel.part, pixel.layer, pixel.neuron) == ("neuron", 0, 20)
    assert diagram.value_text(pixel).startswith(f"pixel 3,4 = {x[19]:.3g}"[:14])
    assert diagram.value_text(pixel).endswith(f"in training {place + 1:,}")
    grabbed = diagram.grab().toImage()
    inks = [grabbed.pixelColor(tile.center().toPoint()).lightness() for tile in column.tiles]
    assert np.corrcoef(inks, x)[0, 1] > 0.95
    # Connections leave from the picture's edge, each at a place of its own, and are found there.
    starts = [diagram.arrangement.ends(1, 1, i)[0] for i in range(1, 65)]  # type: ignore[union-attr]
    assert {start.x() for start in starts} == {column.picture.right()}
    assert len({start.y() for start in starts}) == 64
    # A click picks the weight that the pixel goes into.
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=column.tiles[42].center().toPoint())
    qtbot.waitUntil(lambda: shown(window).selected == layout.index(1, 1, 43))
    # The phases show the picture whose numbers stand beside the neurons.
    window.session.travel.go_to_phase(2)
    qtbot.waitUntil(lambda: shown(window).phase is not None)
    trace = shown(window).trace
    assert trace is not None
    assert diagram.value_text(pixel).endswith(f"in training {trace.columns[shown(window).place] + 1:,}")
    window.session.open_scene(load_scene("xor-tanh"))
    qtbot.waitUntil(lambda: len(diagram.column(0).tiles) == 2)
    assert diagram.column(0).picture is None
