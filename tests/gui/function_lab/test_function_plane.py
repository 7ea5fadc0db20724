"""A plain function from above: levels, closeness, 3-D, the race's names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from core.analysis.surface import covering
from core.functions.catalogue import FUNCTIONS
from gui.function_lab.plane import OWN_WALK, FunctionPlane
from gui.plots.parts.graphs import pg
from gui.plots.parts.path import INK
from gui.plots.parts.rival_balls import Ball, plates_of
from gui.plots.parts.sketch import clipped
from gui.plots.parts.surface import SCALES, Levels, levels_of
from gui.plots.parts.tags import StrokeName, Tags
from gui.shell.main_window import MainWindow
from gui.widgets.numbers import number
from gui.widgets.placement import Room, nearest_in
from gui.widgets.theme import Look
from tests.gui.lab import calm, choose, choose_scene, frame_of, press, stage_of, type_own
from tests.gui.shared import MakeWindow


@pytest.fixture
def plane(qtbot: QtBot, window: MainWindow) -> FunctionPlane:
    choose_scene(qtbot, window, "function-lab")
    choose(qtbot, window, "himmelblau")
    press(qtbot, window, Qt.Key.Key_PageDown, 3)
    return stage_of(window).plane


def close(qtbot: QtBot, window: MainWindow, on: bool) -> None:
    plane = stage_of(window).plane
    if plane.controls.close_up.isChecked() != on:
        plane.controls.close_up.click()
    calm(qtbot, window)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "both"), [((1920, 1080), True), ((1024, 768), False)])
def test_the_articles_descent_opens_in_3d_beside_the_view_from_above(
    qtbot: QtBot, make_window: MakeWindow, size: tuple[int, int], both: bool
) -> None:
    window = make_window("article-descent", size=size)
    calm(qtbot, window)
    plane = stage_of(window).plane
    assert plane.solid.isVisible()
    assert plane.canvas.isVisible() is both  # where there is no room for both, 3-D
    assert plane.header.title.text() == ("From above" if both else "In 3-D")
    if both:
        assert plane.canvas.geometry().right() < plane.solid.geometry().left()
        assert min(plane.canvas.width(), plane.solid.width()) > 300


@pytest.mark.slow
def test_the_height_has_an_axis_with_its_name_and_ends(plane: FunctionPlane) -> None:
    solid = plane.solid
    (low_at, low), (high_at, high), (name_at, name) = solid._heights(QPointF(80.0, 200.0), QPointF(80.0, 90.0))
    assert (low, high) == (number(solid.levels.low), number(solid.levels.high))
    assert name == "f (log)"
    assert low_at.x() < 80 > high_at.x()
    assert name_at.y() < high_at.y() < low_at.y()
    assert high_at.y() == 90


@pytest.mark.slow
@pytest.mark.parametrize("levels", [Levels(0.01157, 12345.0, log=True), Levels(-1.234e-7, 0.5, log=False)])
def test_a_long_height_does_not_touch_its_axis(plane: FunctionPlane, levels: Levels) -> None:
    solid, kept = plane.solid, plane.solid.levels
    solid.levels = levels
    for solid.azimuth in range(0, 360, 15):
        solid.grab()
        floor = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], dtype=np.float64)
        axis = float(solid._project(floor)[0].min())
        for text in (number(levels.low), number(levels.high)):
            assert solid.fontMetrics().horizontalAdvance(text) + solid.look.px(9) <= axis
    solid.levels = kept


@pytest.mark.slow
def test_levels_are_chosen(plane: FunctionPlane) -> None:
    logs = []
    for scale in SCALES:
        plane.controls.scale.setCurrentText(scale)
        plane.controls.drawn.emit()
        logs.append(plane.surface.levels.log)
    assert logs == [True, False, True]
    linear, logarithmic = levels_of(plane.surface.surface.heights, "linear"), plane.surface.levels
    near = FUNCTIONS["himmelblau"].value(np.array([[3.1], [2.1]]))  # a minimum, of which linear levels show nothing
    assert linear.place(near) < 1 / 12 < logarithmic.place(near)


def test_a_valley_down_to_0_has_logarithmic_levels_by_itself() -> None:
    function = FUNCTIONS["rosenbrock"]
    u, v = (np.linspace(low, high, 101) for low, high in function.ranges)
    levels = levels_of(function.value(np.stack(np.meshgrid(u, v))))
    valley = function.value(np.array([[0.0], [0.05]]))
    assert levels.low == 0.0
    assert levels.log
    assert levels.place(valley) > 1 / 12


@pytest.mark.parametrize("name", [name for name, f in FUNCTIONS.items() if f.dimensions == 2])
def test_every_function_has_logarithmic_levels(name: str) -> None:
    function = FUNCTIONS[name]
    u, v = (np.linspace(low, high, 41) for low, high in function.ranges)
    heights = function.value(np.stack(np.meshgrid(u, v)))
    levels = levels_of(heights, "log")
    place = levels.place(heights)
    assert levels.log
    assert place.min() == pytest.approx(0.0, abs=1e-12)
    in_order = place.ravel()[np.argsort(heights.ravel())]
    assert np.all(np.diff(in_order) >= 0.0)


@pytest.mark.slow
def test_the_path_has_the_shades_of_f(plane: FunctionPlane, window: MainWindow) -> None:
    frame = frame_of(window)
    assert np.array_equal(plane.path_on_plane.points, frame.path.points[:4].T)
    assert np.array_equal(plane.path_on_plane.losses, frame.path.values[:4])
    assert plane.path.path is plane.path_on_plane
    assert plane.path.levels == plane.surface.levels


@pytest.mark.slow
def test_close_to_the_path_a_short_one_is_seen(qtbot: QtBot, window: MainWindow, plane: FunctionPlane) -> None:
    whole = frame_of(window).surface
    close(qtbot, window, True)
    near = frame_of(window).surface
    assert whole is not None
    assert near is not None
    width = np.ptp(plane.path_on_plane.points[0])
    assert width > 0.25 * (near.box[1] - near.box[0])
    assert near.box[1] - near.box[0] < 0.3 * (whole.box[1] - whole.box[0])
    (low, high), _ = plane.canvas.box.viewRange()
    assert (low, high) == pytest.approx(near.box[:2])
    close(qtbot, window, False)
    assert frame_of(window).surface.box == whole.box


@pytest.mark.slow
def test_the_surface_in_space(qtbot: QtBot, window: MainWindow, plane: FunctionPlane) -> None:
    plane.controls.solid.setChecked(True)
    assert plane.solid.isVisible()
    assert plane.solid.surface is frame_of(window).surface
    assert plane.solid.path is plane.path_on_plane
    before = plane.solid.grab().toImage()
    press(qtbot, window, Qt.Key.Key_PageDown, 1)
    assert plane.solid.path.points.shape[1] == 5
    plane.solid.azimuth += 40.0
    assert plane.solid.grab().toImage() != before
    stage_of(window).panel.race.click()
    calm(qtbot, window)
    assert len(plane.solid.beside) == len(frame_of(window).racers) > 5
    stage_of(window).panel.race.click()
    calm(qtbot, window)
    plane.controls.solid.setChecked(False)
    assert plane.canvas.isVisible()
    assert not plane.solid.isVisible()


@pytest.mark.slow
def test_a_leap_far_out_is_not_in_the_picture_before_it_is_made(qtbot: QtBot, window: MainWindow) -> None:
    choose_scene(qtbot, window, "function-lab")
    type_own(qtbot, window, "-exp(1.2*x*y)")
    frame = frame_of(window)
    assert np.abs(frame.landing).min() > 5.0
    assert frame.ranges == frame.function.ranges
    assert frame.surface.box == (-3.0, 3.0, -3.0, 3.0)


def diverge(qtbot: QtBot, window: MainWindow, name: str, step: int) -> None:
    choose_scene(qtbot, window, "function-lab")
    choose(qtbot, window, name)
    function = window.stages.function
    descent = function.descent
    function.edit(replace(descent, optimizer=replace(descent.optimizer, alpha=3.0)))
    function.seek(step)
    calm(qtbot, window)


@pytest.mark.slow
def test_a_walk_that_leaves_the_picture_is_an_arrow_at_its_edge(qtbot: QtBot, window: MainWindow) -> None:
    diverge(qtbot, window, "bowl", 40)
    stage, frame = stage_of(window), frame_of(window)
    assert abs(frame.point[0]) > 1e20
    (ball,) = stage.plane.rivals.balls
    assert (ball.name, ball.place) == (OWN_WALK, pytest.approx(tuple(frame.point)))
    widths = np.abs(stage.plane.path.path.points) / np.ptp(frame.surface.s)
    assert widths.max() < 40.0  # longer lines would fill the picture
    for plot, name, value in zip(stage.curves.plots, "xy", frame.point, strict=False):
        assert [words.text.split(" is outside")[0] for words in plot.tags.tags] == [f"{name} = {number(value)}"]
        assert not plot.sketch.strokes


@pytest.mark.slow
def test_where_the_walk_has_left_the_curve_is_still_seen(qtbot: QtBot, window: MainWindow) -> None:
    diverge(qtbot, window, "parabola", 40)
    plot = stage_of(window).curves.plots[0]
    (left, right), (low, high) = plot.canvas.box.viewRange()
    assert right - left < 30.0
    assert high - low < 300.0
    assert len(plot.path.xData) < 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ["two_minima", "three_variables"])
def test_who_races_is_seen_on_every_curve(qtbot: QtBot, window: MainWindow, name: str) -> None:
    choose_scene(qtbot, window, "function-lab")
    choose(qtbot, window, name)
    stage_of(window).panel.race.click()
    window.stages.function.seek(5)
    calm(qtbot, window)
    frame = frame_of(window)
    for index, plot in enumerate(stage_of(window).curves.plots[: frame.function.dimensions]):
        assert [ball.name for ball in plot.rivals.balls] == [each.optimizer.title for each in frame.racers]
        for ball, each in zip(plot.rivals.balls, frame.racers, strict=True):
            assert ball.place == (each.path.points[5, index], each.path.values[5])
    stage_of(window).panel.race.click()
    calm(qtbot, window)
    assert not stage_of(window).curves.plots[0].rivals.balls


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        (((0, 50), (100, 50)), ((0, 50), (100, 50))),
        (((-1e9, 50), (1e9, 50)), ((0, 50), (100, 50))),
        (((50, -1e6), (50, 40)), ((50, 0), (50, 40))),
        (((-10, -10), (-20, 200)), None),
        (((150, 50), (150, 50)), None),
    ],
)
def test_lines_to_far_places_are_clipped(line: tuple, seen: tuple | None) -> None:
    found = clipped(QPointF(*line[0]), QPointF(*line[1]), QRectF(0.0, 0.0, 100.0, 100.0))
    if seen is None:
        assert found is None
    else:
        assert [(p.x(), p.y()) for p in found] == [pytest.approx(place, abs=1e-6) for place in seen]


def placed_of(balls: list[tuple[Ball, QPointF]], area: QRectF) -> list[QRectF]:
    """Return where the names of balls stand; all have room."""
    plates = [plate for plate in plates_of(Look(), balls, Room(area)) if plate is not None]
    assert len(plates) == len(balls)
    return plates


def test_names_of_balls_in_one_place_do_not_cover_each_other() -> None:
    area = QRectF(0.0, 0.0, 400.0, 300.0)
    names = ["SGD", "momentum", "Nesterov", "AdaGrad", "Adadelta", "RMSProp", "Adam", "Adamax", "AdamW", "this walk"]
    for x, y in ((200.0, 150.0), (60.0, 150.0), (350.0, 40.0)):
        balls = [(Ball(name, (0.0, 0.0), QColor("#ff0000")), QPointF(x + n, y - n)) for n, name in enumerate(names)]
        plates = placed_of(balls, area)
        assert all(area.contains(plate) for plate in plates)
        assert not any(a.intersects(b) for n, a in enumerate(plates) for b in plates[:n])
        assert not any(plate.contains(at) for plate in plates for _, at in balls)
    low = QRectF(0.0, 0.0, 220.0, 48.0)  # room for two rows of names
    plates = placed_of([(ball, QPointF(90.0 + 30.0 * n, 24.0)) for n, (ball, _) in enumerate(balls[:3])], low)
    assert all(low.contains(plate) for plate in plates)
    assert not any(a.intersects(b) for n, a in enumerate(plates) for b in plates[:n])


def test_a_rectangle_around_a_path_changes_seldom() -> None:
    boxes = {covering(np.array([[0.0, length], [0.0, length / 2]]), 0.3 * length) for length in np.linspace(1, 2, 200)}
    assert len(boxes) < 20
    assert all(low < 0.0 and high > 1.0 for low, high, *_ in boxes)


@pytest.mark.slow
def test_a_slope_is_named_beside_what_is_seen_of_its_line() -> None:
    tags = Tags()
    view = pg.GraphicsView()
    box = pg.ViewBox(enableMenu=False)
    view.setCentralItem(box)
    view.resize(400, 200)
    view.show()
    box.setRange(xRange=(0, 10), yRange=(0, 1), padding=0)
    box.addItem(tags, ignoreBounds=True)
    tags.show_tags([StrokeName("slope 50", (9.0, 200.5), QColor("black"), start=(1.0, -199.5))])
    box.prepareForPaint()
    ((_, at, name),) = tags._placed(tags.deviceTransform(view.viewportTransform()))
    assert abs(at.x() - 200.0) < 10.0
    assert (nearest_in(name, at) - at).manhattanLength() < 20.0
    view.close()


@pytest.mark.slow
def test_minima_are_seen_on_light_ground_and_dark(plane: FunctionPlane) -> None:
    triangles = [marker for marker, *_ in plane.markers.markers if marker.symbol == "t1"]
    edges = {marker.edge.name() for marker in triangles} | {marker.fill.name() for marker in triangles}
    assert {INK, "#ffffff"} <= edges
