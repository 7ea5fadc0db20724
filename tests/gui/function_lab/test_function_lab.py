"""The function lab in a real window: scenes, steps, clicks, typed functions, races."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.exchange.scenes import DEFAULT_SCENE
from core.functions.catalogue import FUNCTIONS
from core.functions.descent import Descent
from core.functions.race import leaders
from core.functions.walk import descend
from core.training.optimizers import OPTIMIZERS, SGD, Adam
from core.words import unmarked
from gui.function_lab.curve import FunctionCurve, heights
from gui.function_lab.panel import named, pretty
from gui.function_lab.paths import TOO_LARGE
from gui.plots.parts.clickable import ClickablePlot
from gui.plots.parts.surface import NO_NUMBER, levels_of, shades
from gui.shell.main_window import LEAST_STAGE, MainWindow
from gui.widgets.controls import NumberField
from gui.widgets.numbers import number
from gui.widgets.theme import WHITEBOARD
from tests.gui.lab import calm, choose, choose_scene, frame_of, press, stage_of, type_own, where
from tests.gui.shared import MakeWindow
from tests.gui.tables import read_through, use


@pytest.fixture
def lab(qtbot: QtBot, make_window: MakeWindow) -> MainWindow:
    window = make_window("function-lab")
    calm(qtbot, window)
    return window


@pytest.mark.slow
def test_a_scene_swaps_the_body_and_back(qtbot: QtBot, window: MainWindow) -> None:
    assert window.network.isVisible()
    choose_scene(qtbot, window, "pigs")
    assert not window.network.isVisible()
    assert stage_of(window).isVisible()
    assert where(window) == "step 0 · f = 350"
    for button in (window.transport.phase, window.transport.epoch, window.transport.back):
        assert not button.isEnabled()
    choose_scene(qtbot, window, "xor-tanh")
    assert window.network.isVisible()
    assert not stage_of(window).isVisible()
    assert "epoch" in where(window)
    for button in (window.transport.phase, window.transport.epoch):
        assert button.isEnabled()
    press(qtbot, window, Qt.Key.Key_PageDown)
    assert window.session.iteration == 1


@pytest.mark.slow
def test_steps_are_those_of_the_core_and_can_be_taken_back(qtbot: QtBot, lab: MainWindow) -> None:
    path = descend(FUNCTIONS["two_minima"], Descent().on("two_minima").optimizer, steps=100)
    press(qtbot, lab, Qt.Key.Key_PageDown, 3)
    assert frame_of(lab).step == 3
    assert frame_of(lab).point.tobytes() == path.points[3].tobytes()
    lab.transport.back.click()
    calm(qtbot, lab)
    assert frame_of(lab).point.tobytes() == path.points[2].tobytes()
    lab.transport.restart.click()
    calm(qtbot, lab)
    assert frame_of(lab).step == 0


@pytest.mark.slow
def test_a_run_goes_beyond_what_was_known(qtbot: QtBot, lab: MainWindow) -> None:
    path = descend(FUNCTIONS["two_minima"], Descent().on("two_minima").optimizer, steps=100)
    lab.player.run_to(90)
    assert lab.transport.run.text() == "Pause"
    qtbot.waitUntil(lambda: not lab.player.playing, timeout=20_000)
    calm(qtbot, lab)
    assert frame_of(lab).step == 90
    assert frame_of(lab).path.points[:91].tobytes() == path.points[:91].tobytes()
    lab.timeline.asked.emit(12)
    calm(qtbot, lab)
    assert where(lab).startswith("step 12 ·")


@pytest.mark.slow
def test_choosing_the_scene_again_forgets_what_was_walked_too_far(qtbot: QtBot, lab: MainWindow) -> None:
    scene = lab.session.scene
    assert scene is not None
    least = frame_of(lab).known
    lab.player.go_to(least + 300)
    calm(qtbot, lab)
    choose_scene(qtbot, lab, scene.name)
    assert (frame_of(lab).step, frame_of(lab).known) == (0, least)


@pytest.mark.slow
def test_what_was_walked_too_far_can_be_forgotten(qtbot: QtBot, lab: MainWindow) -> None:
    forget, axis = lab.timeline.forget, stage_of(lab).values.canvas.box
    assert "Nothing comes after this step" in forget.toolTip()
    for step in (400, 30):
        lab.player.go_to(step)
        calm(qtbot, lab)
    assert axis.viewRange()[0][1] > 400
    forget.click()
    calm(qtbot, lab)
    assert (frame_of(lab).step, frame_of(lab).known, forget.isEnabled()) == (30, 30, False)
    assert axis.viewRange()[0][1] < 60
    lab.transport.undo.click()
    calm(qtbot, lab)
    assert (frame_of(lab).step, frame_of(lab).known) == (30, 400)


@pytest.mark.slow
def test_undo_brings_back_the_walk_as_it_stood(qtbot: QtBot, lab: MainWindow) -> None:
    for step in (20, 12):
        lab.player.go_to(step)
        calm(qtbot, lab)
    before = frame_of(lab)
    stage_of(lab).panel.optimizer.changed.emit(Adam(alpha=0.05))
    calm(qtbot, lab)
    assert frame_of(lab).step == 0
    lab.player.go_to(30)
    calm(qtbot, lab)
    lab.transport.undo.click()
    calm(qtbot, lab)
    assert (frame_of(lab).step, frame_of(lab).known, frame_of(lab).asked.descent) == (12, 20, before.asked.descent)
    assert frame_of(lab).point.tobytes() == before.point.tobytes()


@pytest.mark.slow
def test_the_article_ends_in_a_wrong_basin_and_the_window_says_so(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-descent", size=(1024, 768))
    window.player.go_to(180)
    calm(qtbot, window)
    stage = stage_of(window)
    assert "a minimum that is not the lowest" in stage.words.ending.text()
    assert "wrong basin" in stage.words.help.text()
    assert stage.fit.isVisible()
    assert stage.plane.isVisible()
    np.testing.assert_allclose(frame_of(window).point, (-0.81, 1.13), atol=0.01)


def click_at(qtbot: QtBot, view: ClickablePlot, place: QPointF) -> None:
    """Click, and wait until it cannot be the first half of a double-click any more."""
    scene = view.canvas.box.mapViewToScene(place)
    at = view.canvas.mapTo(view, QPoint(view.canvas.mapFromScene(scene)))
    with qtbot.waitSignal(view.meant):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


@pytest.mark.slow
def test_a_click_on_the_contours_starts_there(qtbot: QtBot, lab: MainWindow) -> None:
    choose(qtbot, lab, "himmelblau")
    plane = stage_of(lab).plane
    plane.controls.solid.setChecked(False)
    calm(qtbot, lab)
    click_at(qtbot, plane, QPointF(1.0, 2.0))
    calm(qtbot, lab)
    start = lab.stages.function.descent.start
    np.testing.assert_allclose(start, (1.0, 2.0), atol=0.1)
    assert frame_of(lab).step == 0
    assert frame_of(lab).point.tolist() == list(start)
    lab.transport.undo.click()
    calm(qtbot, lab)
    assert lab.stages.function.descent.start == FUNCTIONS["himmelblau"].start


@pytest.mark.slow
def test_a_click_on_a_curve_starts_there(qtbot: QtBot, lab: MainWindow) -> None:
    curve: FunctionCurve = stage_of(lab).curves.plots[0]
    click_at(qtbot, curve, QPointF(-2.0, 5.0))
    calm(qtbot, lab)
    assert abs(lab.stages.function.descent.start[0] + 2.0) < 0.05


@pytest.mark.slow
@pytest.mark.parametrize(("alpha", "drawn"), [(0.02, True), (1e-9, False)])
def test_a_step_too_short_to_be_seen_has_no_arrow_and_no_name(
    qtbot: QtBot, lab: MainWindow, alpha: float, drawn: bool
) -> None:
    function = lab.stages.function
    function.edit(replace(function.descent.on("growth"), start=(4.0,), optimizer=SGD(alpha=alpha)))
    calm(qtbot, lab)
    curve: FunctionCurve = stage_of(lab).curves.plots[0]
    assert any(stroke.arrow for stroke in curve.sketch.strokes) == drawn
    assert any(tag.text.startswith("step ") for tag in curve.tags.tags) == drawn


@pytest.mark.slow
def test_a_double_click_enlarges_a_plot_and_starts_nowhere(qtbot: QtBot, lab: MainWindow) -> None:
    choose(qtbot, lab, "himmelblau")
    stage, before = stage_of(lab), lab.stages.function.descent
    for plot, card in ((stage.plane, stage.plane_card), (stage.curves.plots[1], stage.curves_card)):
        inside = plot.canvas.viewport()
        with qtbot.assertNotEmitted(plot.start_asked, wait=2 * QApplication.doubleClickInterval()):
            qtbot.mouseDClick(inside, Qt.MouseButton.LeftButton, pos=plot.canvas.inside.center())
            assert stage.blown_up is card
            qtbot.mouseRelease(inside, Qt.MouseButton.LeftButton, pos=plot.canvas.inside.center())
        stage.blow_up(card)
    assert lab.stages.function.descent is before


@pytest.mark.slow
def test_an_own_function_is_taken_and_a_wrong_one_refused(qtbot: QtBot, lab: MainWindow) -> None:
    type_own(qtbot, lab, "x**2 + abs(y)")
    assert lab.stages.function.descent.name == "own"
    assert frame_of(lab).function.variables == ("x", "y")
    stage = stage_of(lab)
    assert stage.words.formula.latex == frame_of(lab).function.formula
    before = lab.stages.function.descent
    type_own(qtbot, lab, "x + foo")
    assert "“foo” is not known" in unmarked(stage.panel.own.error)
    assert lab.stages.function.descent == before
    type_own(qtbot, lab, "log(0 - x**2 - 1)")
    assert "no finite value" in stage.panel.own.error
    assert lab.stages.function.descent == before


def commit(qtbot: QtBot, window: MainWindow, field: NumberField, text: str) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    calm(qtbot, window)


@pytest.mark.slow
def test_the_range_of_an_own_function_is_typed(qtbot: QtBot, lab: MainWindow) -> None:
    panel, session = stage_of(lab).panel, lab.stages.function
    assert not panel.ranges.isVisible()
    type_own(qtbot, lab, "x**2")
    assert panel.ranges.isVisible()
    (low, high), y_fields = panel.ranges.fields
    assert not y_fields[0].isVisible()
    commit(qtbot, lab, high, "20")
    commit(qtbot, lab, low, "11")
    assert session.descent.ranges == frame_of(lab).ranges == ((11.0, 20.0),)
    assert session.descent.start[0] > 11.0
    commit(qtbot, lab, low, "30")  # past the other end, which comes along
    assert session.descent.ranges == ((30.0, 39.0),)
    type_own(qtbot, lab, "log(x - 29)*y")  # has a value in that range only
    assert session.descent.ranges == ((30.0, 39.0), (-3.0, 3.0))
    assert y_fields[0].isVisible()
    commit(qtbot, lab, high, "30")  # and takes the other along again
    commit(qtbot, lab, low, "-9")
    assert "finite value" not in panel.message.text()
    commit(qtbot, lab, high, "-1")
    assert "no finite value and slope for x from −9 to −1" in panel.message.text()
    assert high.value == 30.0
    choose(qtbot, lab, "bowl")
    assert not panel.ranges.isVisible()


@pytest.mark.slow
def test_why_a_walk_stopped_is_said_once_and_in_readable_numbers(qtbot: QtBot, lab: MainWindow) -> None:
    type_own(qtbot, lab, "x**4")
    stage_of(lab).panel.start_at(0, 300.0)
    calm(qtbot, lab)
    lab.player.go_to(60)
    calm(qtbot, lab)
    words = stage_of(lab).words
    assert words.ending.text().startswith("Stopped after ")
    assert words.step.text() == "There is no step from here."
    stage_of(lab).panel.start_at(0, -0.5)
    calm(qtbot, lab)
    assert words.step.text() == "Step 1: x ← −0.500 − α · slope = −0.500 − 0.0500 · (−0.500) = −0.475"
    choose(qtbot, lab, "bowl")
    stage_of(lab).panel.start_at(0, -2.951e19)
    calm(qtbot, lab)
    assert "x = −2.951·10¹⁹" in words.ending.text()


def test_the_cursor_is_dragged_along_the_steps(qtbot: QtBot, lab: MainWindow) -> None:
    values = stage_of(lab).values
    lab.player.go_to(40)
    calm(qtbot, lab)
    for step in (17, 3):
        at = [values.canvas.mapFromScene(values.canvas.box.mapViewToScene(QPointF(x, 0.0))) for x in (step + 9, step)]
        start, end = (values.mapFromGlobal(values.canvas.viewport().mapToGlobal(each)) for each in at)
        qtbot.mousePress(values, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(values, end)
        qtbot.mouseRelease(values, Qt.MouseButton.LeftButton, pos=end)
        calm(qtbot, lab)
        assert frame_of(lab).step == step


@pytest.mark.slow
def test_steps_to_come_are_hidden_until_they_are_walked(qtbot: QtBot, window: MainWindow) -> None:
    choose_scene(qtbot, window, "farm-costs")
    values = stage_of(window).values
    drawn, lows = [], []
    for step in (0, 6, 2):
        window.player.go_to(step)
        calm(qtbot, window)
        drawn.append(float(values.curve.getData()[0].max()))
        (_, right), (low, _) = values.canvas.box.viewRange()
        lows.append(low)
        assert right < 15  # nothing of the 40 steps that end the scene
        assert frame_of(window).known == (step and 6)
    assert drawn == [0, 6, 6]
    assert lows[0] > 80  # nor that it will get down to 30
    window.player.to_end()
    calm(qtbot, window)
    assert frame_of(window).step == 6


def test_the_pigs_begin_in_year_0_with_five_secants_of_x(qtbot: QtBot, window: MainWindow) -> None:
    choose_scene(qtbot, window, "pigs")
    table = stage_of(window).secant.table
    assert frame_of(window).ranges == ((0.0, 10.0),)
    assert table.heads[1] == "f(x + Δ)"
    assert [row[0] for row in table.rows] == ["1", "0.1", "0.01", "0.001", "10⁻⁴", "→ 0"]
    errors = frame_of(window).secants.errors[1:]
    assert all(errors[1:] < 0.2 * errors[:-1])  # no round-off among them


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)], ids=str)
def test_three_secants_are_in_view_without_scrolling(
    qtbot: QtBot, make_window: MakeWindow, size: tuple[int, int]
) -> None:
    window = make_window("article-descent", size=size, fresh=True)
    calm(qtbot, window)
    stage = stage_of(window)
    words = stage.secant.words
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
    assert stage.verticalScrollBar().maximum() == 0
    assert stage.secant.area.viewport().height() >= (1 + 3) * stage.secant.table.row_height()


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)], ids=str)
@pytest.mark.parametrize("scene", ["function-lab", "pigs", "farm-costs"])
def test_all_secants_of_a_curve_are_in_view(
    qtbot: QtBot, make_window: MakeWindow, scene: str, size: tuple[int, int]
) -> None:
    window = make_window(scene, size=size, fresh=True)
    calm(qtbot, window)
    secant = stage_of(window).secant
    assert secant.area.verticalScrollBar().maximum() == 0
    before = secant.place.height()
    type_own(qtbot, window, "|x - 2|")  # with a limit on both sides at a kink
    stage_of(window).panel.start_at(0, 2.0)
    calm(qtbot, window)
    assert len(secant.table.limits) == 2
    assert secant.area.verticalScrollBar().maximum() == 0 or size < (1920, 1080)
    assert secant.place.height() == before


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=str)
def test_huge_text_leaves_each_card_its_share(qtbot: QtBot, make_window: MakeWindow, size: tuple[int, int]) -> None:
    window = make_window("article-descent", size=size)
    window.set_look(window.look.scaled(3 * window.look.text))
    calm(qtbot, window)
    stage = stage_of(window)
    for card in (stage.plane_card, stage.curves_card, stage.secant_card, stage.values_card, stage.fit_card):
        qtbot.waitUntil(lambda card=card: card.height() >= window.look.px(100))  # type: ignore[misc]
    assert stage.height() >= window.look.px(LEAST_STAGE) / 2


@pytest.mark.slow
def test_downhill_is_cheaper(qtbot: QtBot, window: MainWindow) -> None:
    choose_scene(qtbot, window, "farm-costs")
    window.player.go_to(40)
    calm(qtbot, window)
    frame = frame_of(window)
    assert frame.point[0] == pytest.approx(4.0, abs=1e-3)
    assert frame.value == pytest.approx(30.0, abs=1e-3)
    assert np.all(np.diff(frame.path.values) <= 0)


@pytest.mark.slow
def test_each_slice_says_what_is_held(qtbot: QtBot, lab: MainWindow) -> None:
    choose(qtbot, lab, "three_variables")
    plots = stage_of(lab).curves.plots
    named_values = zip(frame_of(lab).function.variables, frame_of(lab).point, strict=True)
    x = [f"{name} = {number(float(value))}" for name, value in named_values]
    assert [plot.held.text() for plot in plots] == [
        f"{x[1]}, {x[2]} held",
        f"{x[0]}, {x[2]} held",
        f"{x[0]}, {x[1]} held",
    ]
    assert all(plot.held.isVisible() for plot in plots)


def test_a_start_without_a_value_is_refused_in_words(qtbot: QtBot, lab: MainWindow) -> None:
    type_own(qtbot, lab, "1/x")
    before = lab.stages.function.descent
    stage_of(lab).panel.start_at(0, 0.0)
    assert "no finite value and slope at x = 0" in stage_of(lab).panel.message.text()
    assert lab.stages.function.descent == before
    assert stage_of(lab).panel.starts[0].field.value == before.start[0]


def test_a_start_far_outside_the_range_puts_the_slider_at_its_end(qtbot: QtBot, lab: MainWindow) -> None:
    for far, end in ((1e30, 1.0), (-1e30, 0.0)):
        stage_of(lab).panel.start_at(0, far)
        calm(qtbot, lab)
        start = stage_of(lab).panel.starts[0]
        assert start.slider.value() == end * start.slider.maximum()
        assert start.field.value == lab.stages.function.descent.start[0]


def test_a_walk_that_meets_a_hole_says_where(qtbot: QtBot, lab: MainWindow) -> None:
    type_own(qtbot, lab, "log(x)")
    lab.player.go_to(60)
    calm(qtbot, lab)
    frame = frame_of(lab)
    assert frame.step == frame.path.steps == lab.stages.function.end
    assert "no value at" in stage_of(lab).words.ending.text()


@pytest.mark.parametrize("text", ["1/x", "1/(x*y)", "log(x*y)", "exp(exp(x*x))", "sqrt(x) + sqrt(y)"])
def test_poles_and_holes_leave_no_plot_empty(qtbot: QtBot, lab: MainWindow, text: str) -> None:
    type_own(qtbot, lab, text)
    stage = stage_of(lab)
    for curve in stage.curves.plots[: frame_of(lab).function.dimensions]:
        x, y = curve.curve.getData()
        (left, right), (low, high) = curve.canvas.box.viewRange()
        assert np.count_nonzero((x >= left) & (x <= right) & (y >= low) & (y <= high)) > 10
    surface = frame_of(lab).surface
    if surface is not None:
        shown = shades(surface.heights, levels_of(surface.heights))
        assert len(np.unique(shown[shown != NO_NUMBER])) > 50
        assert np.bincount(shown[shown != NO_NUMBER]).max() < 0.4 * shown.size


@pytest.mark.slow
def test_all_optimisers_race_from_one_start(qtbot: QtBot, lab: MainWindow) -> None:
    choose(qtbot, lab, "valley")
    stage = stage_of(lab)
    assert not stage.race_card.isVisible()
    stage.panel.race.click()
    calm(qtbot, lab)
    assert stage.race.title.text() == "All optimisers start together"
    lab.player.go_to(30)
    calm(qtbot, lab)
    racers = frame_of(lab).racers
    assert [each.optimizer.name for each in racers] == list(OPTIMIZERS)
    (first,) = leaders(racers, 30)
    assert f"{first.optimizer.title} leads after step 30" in stage.race.title.text()
    rows = stage.race.cells[1:]
    assert [row[1].text().removesuffix("  ★ leads") for row in rows] == [each.optimizer.title for each in racers]
    assert sum("★" in row[1].text() for row in rows) == 1
    for row, each in zip(rows, racers, strict=True):
        expected = f"{each.arrived}" if each.arrived is not None and each.arrived <= 30 else "–"
        assert row[4].text() == expected
    stage.panel.race.click()
    calm(qtbot, lab)
    assert not frame_of(lab).racers
    assert not stage.race_card.isVisible()


@pytest.mark.parametrize(("place", "named"), [(0, True), (8, True), (24, False), (60, True)])
def test_a_secant_that_lies_on_the_tangent_is_not_drawn(qtbot: QtBot, lab: MainWindow, place: int, named: bool) -> None:
    stage = stage_of(lab)
    stage.secant.slider.setValue(place)
    calm(qtbot, lab)
    names = [tag.text for tag in stage.curves.plots[0].tags.tags]
    assert any(name.startswith("secant") for name in names) == named
    assert any(name.startswith("slope") for name in names)


def test_the_secant_shrinks_to_the_tangent(qtbot: QtBot, lab: MainWindow) -> None:
    stage = stage_of(lab)
    stage.secant.slider.setValue(0)
    calm(qtbot, lab)
    far = abs(frame_of(lab).secants.errors[0])
    stage.secant.slider.setValue(24)
    calm(qtbot, lab)
    assert frame_of(lab).secants.deltas[0] == pytest.approx(1e-6)
    assert abs(frame_of(lab).secants.errors[0]) < 1e-4 * far
    assert frame_of(lab).secants.words(0) in stage.secant.words.text()
    x = 2.0
    assert frame_of(lab).secants.derivative == 4 * x**3 - 6 * x + 1
    assert stage.secant.table.rows[-1][0] == "→ 0"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_shown_and_walked(qtbot: QtBot, lab: MainWindow, name: str) -> None:
    choose(qtbot, lab, name)
    press(qtbot, lab, Qt.Key.Key_PageDown, 2)
    frame, stage = frame_of(lab), stage_of(lab)
    function = FUNCTIONS[name]
    assert frame.step == 2
    assert lab.banner.text == ""
    assert [plot.isVisible() for plot in stage.curves.plots] == [n < function.dimensions for n in range(3)]
    assert stage.plane.isVisible() == (function.dimensions == 2)
    assert len(stage.panel.starts) == function.dimensions
    assert [formula.latex for formula in stage.words.partials] == list(function.partial_formulas)
    assert all(not plot.notice.text() for plot in stage.curves.plots)
    assert stage.words.ending.text()


@pytest.mark.slow
def test_what_is_too_large_to_be_drawn_is_said(qtbot: QtBot, lab: MainWindow) -> None:
    type_own(qtbot, lab, "10**60*x**2*10**60")
    stage = stage_of(lab)
    assert stage.curves.plots[0].notice.text() == TOO_LARGE
    assert not stage.curves.plots[0].curve.isVisible()
    type_own(qtbot, lab, "x**2")
    assert not stage.curves.plots[0].notice.text()
    assert stage.curves.plots[0].curve.isVisible()


@pytest.mark.slow
def test_edits_are_undone_one_by_one_back_into_the_network(qtbot: QtBot, window: MainWindow) -> None:
    choose_scene(qtbot, window, "function-lab")
    panel, edits = stage_of(window).panel, window.session.edits
    panel.optimizer.changed.emit(Adam(alpha=0.05))
    choose(qtbot, window, "bowl")
    calm(qtbot, window)
    choose_scene(qtbot, window, "pigs")
    edits.undo()
    calm(qtbot, window)
    assert window.stages.function.descent.name == "bowl"
    edits.undo()
    edits.undo()
    calm(qtbot, window)
    assert window.stages.function.descent == Descent().on("two_minima")
    edits.undo()
    calm(qtbot, window)
    assert window.network.isVisible()
    edits.redo()
    edits.redo()
    calm(qtbot, window)
    assert window.stages.function.descent.optimizer == Adam(alpha=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("other", ["farm-costs", "xor-tanh"])
def test_undoing_another_scene_brings_back_the_walk(qtbot: QtBot, lab: MainWindow, other: str) -> None:
    for step in (37, 21):
        lab.player.go_to(step)
        calm(qtbot, lab)
    before = frame_of(lab)
    choose_scene(qtbot, lab, other)
    lab.transport.undo.click()
    calm(qtbot, lab)
    assert (frame_of(lab).step, frame_of(lab).known, frame_of(lab).asked.descent) == (21, 37, before.asked.descent)
    lab.transport.redo.click()
    choose_scene(qtbot, lab, "function-lab")
    assert frame_of(lab).step == 0


@pytest.mark.slow  # it prepares a table, and paints the network's plots
def test_a_table_turns_to_the_network_and_undoing_it_back(qtbot: QtBot, lab: MainWindow) -> None:
    lab.player.go_to(12)
    calm(qtbot, lab)
    lab.own_data.take("a,b,kind\n" + "".join(f"{k},{k * k % 11},{'red' if k % 3 else 'blue'}\n" for k in range(30)))
    read_through(lab, qtbot)
    data = use(lab, qtbot)
    calm(qtbot, lab)
    assert lab.network.isVisible()
    assert lab.transport.scenes.currentData() == DEFAULT_SCENE
    assert lab.transport.scenes.currentText() == "Pasted table"
    lab.transport.undo.click()
    calm(qtbot, lab)
    assert stage_of(lab).isVisible()
    assert (frame_of(lab).step, lab.transport.scenes.currentData()) == (12, "function-lab")
    assert not lab.transport.undo.isEnabled()
    lab.transport.redo.click()
    calm(qtbot, lab)
    assert lab.network.isVisible()
    assert lab.session.experiment.data == data


@pytest.mark.slow
def test_choosing_the_scene_again_begins_it_anew(qtbot: QtBot, lab: MainWindow) -> None:
    choose(qtbot, lab, "bowl")
    press(qtbot, lab, Qt.Key.Key_PageDown)
    choose_scene(qtbot, lab, "function-lab")
    assert lab.stages.function.descent == Descent().on("two_minima")
    assert frame_of(lab).step == 0


def test_the_slider_of_the_learning_rate_is_logarithmic(qtbot: QtBot, lab: MainWindow) -> None:
    panel = stage_of(lab).panel
    panel.rate.setValue(500)
    calm(qtbot, lab)
    assert lab.stages.function.descent.optimizer.alpha == 0.01
    assert panel.optimizer.fields["alpha"].value == 0.01


@pytest.mark.slow
def test_look_and_text_size_reach_everything(qtbot: QtBot, lab: MainWindow) -> None:
    step = frame_of(lab).step
    lab.set_look(replace(lab.look, theme=WHITEBOARD, text=27.0))
    assert stage_of(lab).plane.look.text == 27.0
    assert stage_of(lab).words._look.theme is WHITEBOARD
    assert frame_of(lab).step == step


def test_a_pole_does_not_spoil_the_plot() -> None:
    x = np.linspace(-3.0, 3.0, 400)
    low, high = heights(1.0 / x, 0.5)
    assert -40.0 < low < -1.0
    assert 1.0 < high < 40.0
    assert heights(x**2, 4.0)[1] > 9.0


def test_functions_are_named_by_their_formulas() -> None:
    assert pretty("x**4 - 3*x**2 + x") == "x⁴ − 3·x² + x"
    assert named(FUNCTIONS["rosenbrock"]) == "Rosenbrock: (1 − x)² + 100·(y − x²)²"
    for function in FUNCTIONS.values():  # a title that is the formula, or has it in it, stands alone
        assert named(function) == function.title or function.name in {"himmelblau", "rosenbrock", "two_basins"}
    assert named(FUNCTIONS["himmelblau"]) == "Himmelblau: (x² + y − 11)² + (x + y² − 7)²"
    assert (named(FUNCTIONS["line"]), named(FUNCTIONS["kink"])) == ("10x + 30", "|x|")


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["article-descent", "function-lab"])
def test_slopes_stand_at_their_lines_or_are_tied_to_them(qtbot: QtBot, make_window: MakeWindow, scene: str) -> None:
    lab = make_window(scene, size=(1920, 1080))
    calm(qtbot, lab)
    plot = stage_of(lab).curves.plots[0]
    to_pixels, (tangent, secant, *_) = plot.tags.sceneTransform(), plot.sketch.strokes
    box, placed = plot.canvas.box.sceneBoundingRect(), plot.tags._placed(to_pixels)
    tops = [min(to_pixels.map(QPointF(*end)).y() for end in (line.start, line.end)) for line in (tangent, secant)]
    assert min(tops) < box.top()  # one of the lines ends above the picture
    for line, word in ((tangent, "slope"), (secant, "secant")):
        start, end = (to_pixels.map(QPointF(*place)) for place in (line.start, line.end))
        ((_, at, _),) = [each for each in placed if each[0].text.startswith(word)]
        along, off = end - start, at - start
        assert abs(along.x() * off.y() - along.y() * off.x()) < along.manhattanLength()


@pytest.mark.slow
def test_a_ball_at_the_end_of_the_range_is_whole(qtbot: QtBot, window: MainWindow) -> None:
    choose_scene(qtbot, window, "pigs")
    curve = stage_of(window).curves.findChildren(FunctionCurve)[0]
    curve.start_asked.emit(0, 0.0)
    calm(qtbot, window)
    box, (ball, at, _) = curve.canvas.box, curve.markers.markers[-1]
    assert at == 0.0
    assert (at - box.viewRange()[0][0]) * curve.canvas.pixels_per_unit()[0] >= ball.size / 2
    asked = []
    curve.start_asked.connect(lambda index, value: asked.append(value))
    curve._start(QPointF(-0.1, 30.0))
    assert asked == [0.0]


@pytest.mark.slow
def test_an_own_function_says_whether_it_is_in_force(qtbot: QtBot, lab: MainWindow) -> None:
    own = stage_of(lab).panel.own
    assert own.understood is not None
    assert (own.label.text(), own.understood.isVisible()) == ("Own f(x, y), not in force", False)
    own.edit.selectAll()
    qtbot.keyClicks(own.edit, "x**2")
    assert own.understood.isVisible()
    type_own(qtbot, lab, "x**2 + abs(y)")
    assert (own.label.text(), own.understood.isVisible()) == ("Own f(x, y)", True)
    choose(qtbot, lab, "bowl")
    assert (own.label.text(), own.understood.isVisible()) == ("Own f(x, y), not in force", False)


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["pigs", "function-lab", "article-descent"])
def test_the_words_have_the_room_that_they_need_and_no_more(qtbot: QtBot, make_window: MakeWindow, scene: str) -> None:
    window = make_window("xor-tanh", size=(1920, 1080))
    for each in (scene, "farm-costs", "xor-tanh", scene):  # the second time its formulas are there at once
        choose_scene(qtbot, window, each)
        words = stage_of(window).words
        qtbot.waitUntil(lambda: all(formula.shown for formula in (words.formula, *words.partials)))  # noqa: B023
    stage = stage_of(window)
    height = stage.words_card.height()
    assert abs(height - stage.words.needed) <= 0.1 * stage.height()
    window.player.go_to(3)
    calm(qtbot, window)
    assert stage.words_card.height() == height
    assert stage.words.verticalScrollBar().maximum() == 0


def test_the_lab_says_that_a_learning_rate_is_far_above_the_scenes(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-descent")
    calm(qtbot, window)
    panel, optimizer = stage_of(window).panel, window.stages.function.descent.optimizer
    for times, words in ((50.0, ""), (150.0, f"α is 150 times this scene's {number(optimizer.alpha)}.")):
        panel.optimizer.changed.emit(replace(optimizer, alpha=times * optimizer.alpha))
        calm(qtbot, window)
        assert window.banner.text.startswith(words)
        assert bool(window.banner.text) == bool(words)
    window.session.edits.undo()
    choose(qtbot, window, "himmelblau")  # of which the scene knows no rate
    window.banner.hide()
    panel.optimizer.changed.emit(replace(optimizer, alpha=1e6 * optimizer.alpha))
    calm(qtbot, window)
    assert window.banner.text == ""


def test_space_runs_the_walk_that_the_window_begins_with(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-descent", fresh=True)
    window.activateWindow()
    qtbot.waitUntil(lambda: window.is_calm() and QApplication.activeWindow() is window)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert window.player.playing
